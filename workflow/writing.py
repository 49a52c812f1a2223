"""Writing what was decided: compare-and-set, changes, journal lines and mails of moved cases."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rules.nouns import Case, Role
from rules.policy import Policy
from storage.change import Change
from storage.journal import Entry
from storage.load import Loader
from storage.work import CaseMove, Conflict, Work
from workflow.cycle import CYCLE
from workflow.machine import target_of
from workflow.mail import event_rows
from workflow.office import Office
from workflow.procedure import Note, Procedure
from workflow.quarterly import QUARTERLY
from workflow.wake import next_wake

PAGES: Mapping[str, Procedure] = {p.id: p for p in (QUARTERLY, CYCLE)}


@dataclass(frozen=True, slots=True)
class Doing:
    """One case being moved in a transaction: from the case as loaded to its next state.

    `due` stands on what the clock does: when it fell due, whatever the time is now.
    """

    case: Case
    move: str
    target: str
    changes: tuple[Change, ...] = ()
    notes: tuple[Note, ...] = ()
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hand:
    """By whose hand lines are written: a person in a role, or the clock; under which request."""

    actor: str = ""
    role: str = Role.CLOCK.value
    request: str = ""


@dataclass(frozen=True, slots=True)
class Watch:
    """The clock at work in one transaction: the instant it deals with, and the time it is now."""

    office: Office
    work: Work
    loader: Loader
    instant: datetime
    at: datetime


CLOCK = Hand()


def way_of(case: Case, move: str) -> str:
    """Where a step leads; Conflict if the case has meanwhile gone where it cannot make it."""
    target = target_of(PAGES[case.procedure], move, case.stage)
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
) -> int:
    """Write moves of cases with their changes, lines and mails; the number of the first line."""
    work.move([_case_move(doing, at) for doing in doings])
    work.change([change for doing in doings for change in doing.changes])
    first = 0
    mails: list[dict[str, Any]] = []
    for doing in doings:
        seq = work.append(_entry(office, policy, doing, at, hand))
        first = first or seq
        mails += event_rows(office.id, doing.case.period, doing.notes, seq, doing.due or at)
    work.post(mails)
    return first


def _case_move(doing: Doing, at: datetime) -> CaseMove:
    case, wake = doing.case, next_wake(at)
    entered = case.entered_at if doing.target == case.stage else doing.due or at
    ended = doing.target in PAGES[case.procedure].finals
    hint = None if ended else min(case.next_due or wake, wake)
    return CaseMove(case.id, case.stage, case.version, doing.target, entered, hint)


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
        due=doing.due,
        calendar=office.calendar.digest if doing.due else "",
        changes=doing.changes,
    )


def perform_many(
    office: Office, work: Work, policy: Policy, doings: Iterable[Doing], at: datetime
) -> int:
    """What the clock does to many cases at once, written set by set; how many were moved."""
    listed = list(doings)
    if listed:
        write(office, work, policy, listed, at)
    return len(listed)
