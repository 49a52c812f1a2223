"""What an officer's appraisal of a quarter owes, and what the clock does to it (R09–R14, R31)."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from operator import attrgetter

from rules.calendar import CalendarMissing, beijing_day
from rules.due import Due
from rules.following import ITEM, awaited
from rules.grade import Grade
from rules.nouns import Case, Item, Role
from rules.status import BEFORE_DECISION, settles_from, suspended_from
from storage.change import Put
from storage.parts import HANDED_IN
from workflow.owing.owed import Bench, Owed, Source, Turn
from workflow.quarterly import FILLING, QUARTERLY

PARTS = frozenset(
    {"plans", HANDED_IN, "openings", "extensions", "lateness", "decisions", "feedbacks"}
    | {"statuses", "overrides"}
    | {"follow_ups", "objections", "directs", "statements"}
)

_FILLING = frozenset(FILLING)
"""The stages in which the officer fills in plan and record, and the clock locks them."""

_DRAFTING = _FILLING - {"recording"}
"""Where no month is owed before a first approval; an approved plan counts until the next one."""


def _plan(case: Case, due: Due) -> Iterator[Owed]:
    if case.approved_plan is None and not due.away_throughout():
        yield Owed("plan_due", "plan", _last_day(due.closes(Item.PLAN)), case.person)


def _approval(case: Case, due: Due) -> Iterator[Owed]:
    if pending := case.pending_plan:
        yield Owed(
            "plan_approval_due", "plan_approval", due.plan_approval(), case.supervisor,
            pending.submitted_at,
        )  # fmt: skip


def _summaries(case: Case, due: Due) -> Iterator[Owed]:
    unplanned = case.stage in _DRAFTING and case.approved_plan is None
    if unplanned or due.away_throughout():
        return
    handed_in = case.handed_in
    for month in due.quarter.months:
        if month not in handed_in:
            day = _last_day(due.closes(Item.MONTH, month))
            yield Owed("summary_due", f"month_{month}", day, case.person, month=month)


def _appraisal(case: Case, due: Due) -> Iterator[Owed]:
    yield Owed("appraisal_due", "appraisal", due.appraisal(), case.supervisor, case.entered_at)


def _statement(case: Case, due: Due) -> Iterator[Owed]:
    """What a person is asked to state before the lowest grade is given directly (R17)."""
    for direct in case.directs:
        answered = any(s.at >= direct.at for s in case.statements)
        if direct.grade is Grade.POOR and direct.status == "standing" and not answered:
            day = due.calendar.after(beijing_day(direct.at), due.values.statement_days)
            yield Owed("statement_due", "statement", day, case.person, direct.at)


def _settlement(case: Case, due: Due) -> Iterator[Owed]:
    """That a suspended case is taken up once nothing stands in its way (R29)."""
    if found := settles_from(case, due.terms):
        day = due.calendar.after(found[0], due.values.settlement_days)
        yield Owed("settlement_due", "settlement", day, "", found[1], role=Role.CHAIR)


def _feedback(case: Case, due: Due) -> Iterator[Owed]:
    made = case.decision
    if made and case.feedback is None:
        yield Owed("feedback_due", "feedback", due.feedback(made.at), case.supervisor, made.at)


def _follow_ups(case: Case, due: Due) -> Iterator[Owed]:
    for each in awaited(due):
        assert each.day is not None, "awaited has a due day"
        owner = Role(each.terms.owner)
        led = owner is Role.SUPERVISOR
        who, role = (case.supervisor, None) if led else ("", owner)
        item = f"{ITEM}{each.follow_up.kind}"
        yield Owed("follow_up_due", item, each.day, who, each.since, role=role)


def _last_day(closes: datetime) -> date:
    """The last day before an item closes at 24:00."""
    return date.fromordinal(beijing_day(closes).toordinal() - 1)


def _turns(case: Case, bench: Bench) -> list[Turn]:
    """The moves of the clock on a case, in due order; those that cannot be dated are left out."""
    found: list[Turn] = []
    if case.stage in BEFORE_DECISION:
        at = suspended_from(case, bench.quarter, bench.policy)
        found += [Turn(at, "suspend")] if at else []
    if case.stage not in _FILLING:
        return found
    if case.stage == "planning" and case.approved_plan:
        with suppress(CalendarMissing):
            found.append(Turn(bench.due(case).closes(Item.PLAN), "resume"))
    elif case.stage == "planning" and not _noted(case, "plan"):
        found += _lock("lock_plan", "plan", bench.due(case), Item.PLAN)
    if case.stage in _DRAFTING and case.approved_plan is None:
        return found
    due = bench.due(case)
    handed_in = case.handed_in
    for month in bench.quarter.months:
        if month not in handed_in and not _noted(case, f"month_{month}"):
            found += _lock("lock_month", f"month_{month}", due, Item.MONTH, month)
    if case.stage == "recording":
        try:  # noqa: SIM105 - for every case of an office, and suppress() costs more than the rest
            found.append(Turn(due.recording_closes(), "begin_appraisal"))
        except CalendarMissing:
            pass
    return sorted(found, key=attrgetter("at")) if len(found) > 1 else found


def _noted(case: Case, item: str) -> bool:
    return any(late.item == item for late in case.lateness)


def _lock(move: str, name: str, due: Due, item: Item, month: int | None = None) -> list[Turn]:
    """The lock of an item that has not come; what is opened again locks when that time ends."""
    try:
        if due.away_throughout():
            return []
        at = due.closes(item, month)
    except CalendarMissing:
        return []
    values = {"case_id": due.case.id, "item": name, "due": _last_day(at), "noted_at": at, "by": ""}
    return [Turn(at, move, (Put("lateness", values),))]


QUARTERLY_OWES = Source(
    QUARTERLY,
    PARTS,
    {
        "plan_due": _plan,
        "plan_approval_due": _approval,
        "summary_due": _summaries,
        "appraisal_due": _appraisal,
        "statement_due": _statement,
        "settlement_due": _settlement,
        "feedback_due": _feedback,
        "follow_up_due": _follow_ups,
    },
    _turns,
)
