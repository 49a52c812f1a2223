"""Writing what was decided: compare-and-set, changes, journal lines and mails of moved cases."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from rules.nouns import Case, Role
from rules.policy import Policy
from rules.quick import quick
from storage.change import Change, Put
from storage.journal import Entry
from storage.load import Loader
from storage.parts import with_new
from storage.work import CaseMove, Conflict, Work
from workflow.machine import target_of
from workflow.mail import event_rows
from workflow.office import Office
from workflow.pages import PAGES
from workflow.procedure import Note
from workflow.wake import next_wake


class Doing(NamedTuple):
    """One case being moved in a transaction: from the case as loaded to its next state.

    `due` stands on what the clock does: when it fell due, whatever the time is now.
    """

    case: Case
    move: str
    target: str
    changes: tuple[Change, ...] = ()
    notes: tuple[Note, ...] = ()
    due: datetime | None = None


@quick
@dataclass(frozen=True, slots=True)
class Hand:
    """By whose hand lines are written: a person in a role, or the clock; under which request.

    `behalf` is for whom a delegate acts.
    """

    actor: str = ""
    role: str = Role.CLOCK.value
    request: str = ""
    behalf: str = ""


@dataclass(frozen=True, slots=True)
class Watch:
    """The clock at work in one transaction: the instant it deals with, and the time it is now.

    `hand` is somebody else's if what the clock does at its hours is asked for by them.
    """

    office: Office
    work: Work
    loader: Loader
    instant: datetime
    at: datetime
    hand: Hand = Hand()


CLOCK = Hand()
NOT_YET: Mapping[int, datetime | None] = {}


def way_of(case: Case, move: str, when: str = "") -> str:
    """Where a step leads; Conflict if the case has meanwhile gone where it cannot make it."""
    target = target_of(PAGES[case.procedure], move, case.stage, when)
    if target is None:
        raise Conflict(f"case {case.id} in {case.stage} cannot make {move}")
    return target


def write(
    office: Office,
    work: Work,
    policy: Policy,
    doings: Sequence[Doing],
    at: datetime,
    hand: Hand = CLOCK,
    wakes: Mapping[int, datetime | None] = NOT_YET,
) -> int:
    """Write moves of cases with their changes, lines and mails; the number of the first line.

    `wakes` tells for some cases when the clock looks next; at the others it looks soon.
    """
    hour = policy.values.remind_at
    work.move([_case_move(doing, at, hour, wakes) for doing in doings])
    work.change([change for doing in doings for change in doing.changes])
    first = 0
    mails: list[dict[str, Any]] = []
    for _, run in groupby(doings, key=_alike):
        listed = list(run)
        seq = _append(office, work, policy, listed, at, hand)
        first = first or seq
        for line, doing in enumerate(listed, seq):
            if doing.notes:
                period, due = doing.case.period, doing.due or at
                mails += event_rows(office.id, period, doing.notes, line, due)
    work.post(mails)
    return first


def _alike(doing: Doing) -> tuple[Any, ...]:
    """What lines have in common that differ in case, version and changes alone."""
    return doing.move, doing.case.period, doing.case.stage, doing.target, doing.due


def _append(
    office: Office, work: Work, policy: Policy, alike: list[Doing], at: datetime, hand: Hand
) -> int:
    entry = _entry(office, policy, alike[0], at, hand)
    if len(alike) == 1:
        return work.append(entry)
    return work.append_many(entry, [(d.case.id, d.case.version + 1, d.changes) for d in alike])


def _case_move(
    doing: Doing, at: datetime, hour: str, wakes: Mapping[int, datetime | None] = NOT_YET
) -> CaseMove:
    case, target = doing.case, doing.target
    entered = case.entered_at if target == case.stage else doing.due or at
    if case.id in wakes:
        hint = wakes[case.id]
    else:
        hint = (
            None if target in PAGES[case.procedure].quiet else hint_of(case, doing.due or at, hour)
        )
    return CaseMove(case.id, case.stage, case.version, target, entered, hint)


def moved(doing: Doing, at: datetime) -> Case:
    """The case as it stands once the clock's move is written, still waiting to be looked at."""
    case, target = doing.case, doing.target
    entered = case.entered_at if target == case.stage else doing.due or at
    parts = with_new(case.parts, [c for c in doing.changes if isinstance(c, Put)])
    return Case(
        case.id, case.procedure, case.period, case.person, case.ordinal, target,
        case.version + 1, case.section, case.supervisor, case.joined, case.aside, case.session,
        case.posting, entered, case.next_due, parts,
    )  # fmt: skip


def hint_of(case: Case, at: datetime, hour: str) -> datetime:
    """When the clock looks at a case that something was done to: soon, or as soon as it would."""
    wake = next_wake(at, hour)
    return min(case.next_due or wake, wake)


def _entry(office: Office, policy: Policy, doing: Doing, at: datetime, hand: Hand) -> Entry:
    cite, case = policy.moves[doing.move], doing.case
    return Entry(
        at=at,
        actor=hand.actor,
        role=hand.role,
        move=doing.move,
        period=case.period,
        case_id=case.id,
        source=case.stage,
        target=doing.target,
        version=case.version + 1,
        clause=cite.clause,
        basis=cite.basis.value,
        policy=policy.digest,
        request=hand.request,
        behalf=hand.behalf,
        due=doing.due,
        calendar=office.calendar.digest if doing.due else "",
        changes=doing.changes,
    )


def perform_many(
    office: Office,
    work: Work,
    policy: Policy,
    doings: Iterable[Doing],
    at: datetime,
    wakes: Mapping[int, datetime | None] = NOT_YET,
) -> int:
    """What the clock does to many cases at once, written set by set; how many were moved."""
    listed = list(doings)
    if listed:
        write(office, work, policy, listed, at, CLOCK, wakes)
    return len(listed)
