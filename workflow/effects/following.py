"""What follows a result: opened when a case closes, recommended, put on record, done (R18, R19)."""

from typing import Any

from rules.calendar import end_of
from rules.following import (
    DONE,
    HANDED_OVER,
    ITEM,
    LAPSED,
    OPEN,
    OUTSTANDING,
    UNFIT,
    opened_by,
)
from rules.guards.following import open_one
from rules.inputs.following import FollowUpDone, HandOver, RecommendMeasure, RecordUnfitness
from rules.nouns import Case
from rules.rule import Ask
from storage.change import Change, Put, Set
from workflow.effects.late import lateness
from workflow.procedure import Effect


def after_closing(ask: Ask, case: Case) -> tuple[Change, ...]:
    """What the final grade of a case opens; of a case closed again, what no longer follows lapses.

    Reads the case's decisions, direct grades and follow-ups.
    """
    made, direct = case.decision, case.confirmed_direct
    if made is None:
        return ()
    kinds = ask.policy.values.follow_ups
    is_direct = direct is not None and direct.grade is made.grade
    wanted = opened_by(made.grade, direct=is_direct, kinds=kinds)
    standing = [f for f in case.follow_ups if f.status != LAPSED]
    lapsed = [
        f
        for f in standing
        if f.status == OPEN and not f.by and f.kind in kinds and f.kind not in wanted
    ]
    changes: list[Change] = [
        Set("follow_up", {"case_id": case.id, "number": f.number}, {"status": LAPSED})
        for f in lapsed
    ]
    fresh = [kind for kind in wanted if all(f.kind != kind for f in standing)]
    for number, kind in enumerate(fresh, start=len(case.follow_ups) + 1):
        changes.append(_opened(ask, case, number, kind, by=""))
    return tuple(changes)


def _opened(
    ask: Ask, case: Case, number: int, kind: str, reason: str = "", by: str | None = None
) -> Put:
    """A new thing that follows; what the grade itself opens has nobody's name."""
    values: dict[str, Any] = {
        "case_id": case.id,
        "number": number,
        "kind": kind,
        "status": OPEN,
        "reason": reason,
        "by": ask.actor.person if by is None else by,
        "opened_at": ask.due or ask.at,
        "document": "",
        "done_by": "",
        "done_at": None,
    }
    return Put("follow_up", values)


def recommend(ask: Ask) -> Effect:
    """Recommend a measure to the competent body; its document will close it."""
    given: RecommendMeasure = ask.given
    number = len(ask.case.follow_ups) + 1
    return Effect(changes=(_opened(ask, ask.case, number, given.kind, given.reason),))


def done(ask: Ask) -> Effect:
    """Close a duty with its document; one closed after its due day is noted as late."""
    given: FollowUpDone = ask.given
    found = open_one(ask)
    assert found is not None, "guarded by follow_up_open"
    key = {"case_id": ask.case.id, "number": found.follow_up.number}
    values = {
        "status": DONE,
        "document": given.document,
        "done_by": ask.actor.person,
        "done_at": ask.at,
    }
    changes: list[Change] = [Set("follow_up", key, values)]
    item = f"{ITEM}{given.kind}"
    known = any(late.item == item for late in ask.case.lateness)
    if found.day and ask.at >= end_of(found.day) and not known:
        changes.append(lateness(ask.case.id, item, found.day, ask))
    return Effect(changes=tuple(changes))


def record_unfitness(ask: Ask) -> Effect:
    """Put on record that a person is unfit for their work, which opens the way to measures."""
    given: RecordUnfitness = ask.given
    return Effect(changes=(_resolution(ask, UNFIT, given.reason, given.document, ""),))


def hand_over(ask: Ask) -> Effect:
    """Put a hand-over on record; the duties of that kind wait for the receipt."""
    given: HandOver = ask.given
    made = _resolution(ask, HANDED_OVER, given.reason, given.document, given.to)
    kinds = ask.policy.values.follow_ups
    awaited = [k for k, t in kinds.items() if t.mode == "handed_over" and not _open(ask.case, k)]
    first = len(ask.case.follow_ups) + 1
    opened = [_opened(ask, ask.case, n, k, given.document) for n, k in enumerate(awaited, first)]
    return Effect(changes=(made, *opened))


def _open(case: Case, kind: str) -> bool:
    return any(f.kind == kind and f.status == OPEN for f in case.follow_ups)


def confirm_outstanding(ask: Ask) -> Effect:
    """Confirm a person of the list as consistently outstanding."""
    return Effect(changes=(_resolution(ask, OUTSTANDING, ask.given.reason, "", ""),))


def _resolution(ask: Ask, kind: str, reason: str, document: str, receiver: str) -> Put:
    values = {
        "case_id": ask.case.id,
        "number": len(ask.case.resolutions) + 1,
        "kind": kind,
        "reason": reason,
        "document": document,
        "receiver": receiver,
        "by": ask.actor.person,
        "at": ask.at,
    }
    return Put("resolution", values)
