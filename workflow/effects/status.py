"""What special statuses bring about: entered, ended, treated otherwise, taken up again (R29)."""

from dataclasses import replace
from datetime import date, timedelta

from rules.calendar import beijing_day
from rules.due import Due
from rules.guards.status import running, subject_of, term_of, treated
from rules.inputs.status import (
    EndStatus,
    HandOverNote,
    OverrideStatus,
    Reassign,
    SetStatus,
)
from rules.nouns import Case, Item, Status
from rules.rule import Ask
from rules.status import BEFORE_DECISION
from rules.terms import Treatment
from storage.chain import canonical
from storage.change import Change, Put, Set, plain
from workflow.procedure import Effect, Step


def _table(*, restricted: bool) -> str:
    return "restricted_status" if restricted else "special_status"


def set_status(ask: Ask) -> Effect:
    """Enter a status; what it comes to now suspends the case or asks that it take no part."""
    given: SetStatus = ask.given
    case, found = subject_of(ask), term_of(ask)
    assert case is not None, "guarded by status_subject"
    assert found is not None, "guarded by status_kind"
    kind, term = found
    over = term.while_open and given.until is not None and given.until <= beijing_day(ask.at)
    status = Status(
        1 + max((s.number for s in case.statuses), default=0),
        kind, given.since, given.until, given.document, given.note, ask.actor.person, ask.at,
        ask.actor.person if over else "", ask.at if over else None,
        given.document if over else "", term.restricted,
    )  # fmt: skip
    put = Put(_table(restricted=term.restricted), {"person": case.person} | _columns(status))
    after = replace(case, parts={**case.parts, "statuses": (*case.statuses, status)})
    coming = treated(ask, after).treatment
    steps: tuple[Step, ...] = ()
    changes: list[Change] = [put]
    if coming is Treatment.SUSPENDED and case.stage in BEFORE_DECISION:
        steps = (Step(case, "suspend"),)
    elif coming is Treatment.NOT_TAKING_PART and _may_leave(case) and term.exempt:
        changes.append(_request(ask, case, term.exempt, term.title, given.document))
    return Effect(tuple(changes), steps=steps, stirs=(case.person,))


def _columns(status: Status) -> dict[str, object]:
    names = (
        "number", "kind", "since", "until", "document", "note", "by", "at",
        "ended_by", "ended_at", "end_document",
    )  # fmt: skip
    return {name: getattr(status, name) for name in names}


def _may_leave(case: Case) -> bool:
    pending = any(e.status == "pending" for e in case.exemptions)
    return case.stage in BEFORE_DECISION and not pending


def _request(ask: Ask, case: Case, kind: str, reason: str, document: str) -> Put:
    """A request that the person takes no part, which the chair confirms."""
    values = {
        "case_id": case.id,
        "number": len(case.exemptions) + 1,
        "kind": kind,
        "reason": reason,
        "document": document,
        "status": "pending",
        "by": ask.actor.person,
        "at": ask.at,
        "confirmed_by": "",
        "confirmed_at": None,
    }
    return Put("exemption", values)


def end_status(ask: Ask) -> Effect:
    """Put the end of a status on record; a suspended case waits to be taken up by the group."""
    given: EndStatus = ask.given
    case = subject_of(ask)
    status = running(ask, case) if case else None
    assert case is not None, "guarded by status_subject"
    assert status is not None, "guarded by status_running"
    note = f"{status.note}\n{given.outcome}".strip() if given.outcome else status.note
    ended = {
        "until": given.until,
        "note": note,
        "ended_by": ask.actor.person,
        "ended_at": ask.at,
        "end_document": given.document,
    }
    key = {"person": case.person, "number": status.number}
    change = Set(_table(restricted=status.restricted), key, ended)
    return Effect((change,), stirs=(case.person,))


def override_status(ask: Ask) -> Effect:
    """Let a person's statuses come to something else in this quarter, with the written reason."""
    given: OverrideStatus = ask.given
    case = subject_of(ask)
    assert case is not None, "guarded by status_subject"
    values = {
        "case_id": case.id,
        "number": len(case.overrides) + 1,
        "treatment": given.treatment,
        "reason": given.reason,
        "by": ask.actor.person,
        "at": ask.at,
    }
    put = Put("status_override", values)
    suspending = given.treatment is Treatment.SUSPENDED
    if suspending and case.stage in BEFORE_DECISION:
        return Effect(steps=(Step(case, "suspend", (put,)),))
    if not suspending and case.stage == "suspended":
        step = _taken_up(ask, case)
        return Effect(steps=(replace(step, changes=(put, *step.changes)),))
    return Effect((put,), wakes=(case,))


def settle_suspension(ask: Ask) -> Effect:
    """Take a suspended case up where it stands: to be planned, recorded or reviewed."""
    case = subject_of(ask)
    assert case is not None, "guarded by status_subject"
    return Effect(steps=(_taken_up(ask, case),))


def _taken_up(ask: Ask, case: Case) -> Step:
    """The way back of a suspended case; what fell due meanwhile is open again for some days."""
    if case.approved_plan is None:
        if case.pending_plan:
            return Step(case, "take_up", when="plan_review")
        return Step(case, "take_up", (_opening(ask, case, Item.PLAN),), when="planning")
    due = Due(case, ask.quarter, ask.policy.values, ask.calendar)
    missing = set(ask.quarter.months) - set(case.handed_in)
    if ask.at >= due.recording_closes() and not missing:
        return Step(case, "take_up", when="appraising")
    return Step(case, "take_up", (_opening(ask, case, Item.RECORD),), when="recording")


def _opening(ask: Ask, case: Case, item: Item) -> Put:
    until = ask.calendar.after(beijing_day(ask.at), ask.policy.values.return_days)
    values = {
        "case_id": case.id,
        "number": len(case.openings) + 1,
        "kind": "reopen",
        "item": item,
        "month": None,
        "until": until,
        "by": ask.actor.person,
        "at": ask.at,
        "reason": "",
    }
    return Put("opening", values)


def hand_over_note(ask: Ask) -> Effect:
    """Put an earlier leader's or unit's note beside the review, with its part marks."""
    given: HandOverNote = ask.given
    case = subject_of(ask)
    assert case is not None, "guarded by status_subject"
    values = {
        "case_id": case.id,
        "number": len(case.handovers) + 1,
        "by": ask.actor.person,
        "unit": given.unit,
        "text": given.text,
        "marks": canonical(plain(given.marks)).decode() if given.marks else "",
        "at": ask.at,
    }
    return Effect((Put("handover", values),), wakes=(case,))


def reassign(ask: Ask) -> Effect:
    """Another leader or section from a day on; who leads on the last day reviews the quarter."""
    given: Reassign = ask.given
    case = subject_of(ask)
    assert case is not None, "guarded by status_subject"
    leader = ask.who(given.supervisor) if given.supervisor else None
    supervisor = leader.id if leader else case.supervisor
    section = given.section or case.section
    changes: list[Change] = []
    if leader:
        spans = [(row.since, row.until) for row in case.led]
        changes += _from(case.person, "supervision", spans, given.since, {"supervisor": supervisor})
    if given.section:
        post = case.placed[-1].post if case.placed else ""
        spans = [(row.since, row.until) for row in case.placed]
        fresh = {"section": section, "post": post}
        changes += _from(case.person, "section", spans, given.since, fresh)
    both = {"section": section, "supervisor": supervisor}
    changes.append(Set("roster", {"period": ask.cohort.period, "person": case.person}, both))
    step = Step(case, "change_hands", (Set("appraisal_case", {"id": case.id}, both),))
    return Effect(tuple(changes), steps=(step,))


def _from(
    person: str,
    table: str,
    spans: list[tuple[date, date | None]],
    day: date,
    fresh: dict[str, str],
) -> list[Change]:
    """End the interval that covers a day on the eve of it, and begin another with that day."""
    changes: list[Change] = []
    until: date | None = None
    for since, last in spans:
        if since <= day and (last is None or last >= day):
            until = last
            if since == day:
                return [Set(table, {"person": person, "since": since}, fresh)]
            eve = {"until": day - timedelta(days=1)}
            changes.append(Set(table, {"person": person, "since": since}, eve))
    return [*changes, Put(table, {"person": person, "since": day, "until": until} | fresh)]
