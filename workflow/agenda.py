"""What one case owes and what the clock does to it: derived from the page, policy and rows.

`agenda` gives every instant that matters to a case; the sweep does what falls on an instant. What
is owed is derived by the deadline's name; the page says who owes it and in which stages.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from operator import attrgetter
from typing import Any, NamedTuple

from rules.calendar import Calendar, CalendarMissing, Quarter, at_clock, beijing_day, end_of
from rules.due import Due
from rules.nouns import Case, Item
from rules.policy import Policy
from storage.change import Put
from workflow.procedure import Reminder
from workflow.quarterly import QUARTERLY

PARTS = frozenset(
    {"plans", "summaries", "openings", "extensions", "lateness", "decisions", "feedbacks"}
)


class Owed(NamedTuple):
    """Something owed on a case: by whom, until the end of which day, since when."""

    deadline: str
    item: str
    day: date
    who: str
    since: datetime | None = None
    month: int | None = None


class Turn(NamedTuple):
    """A move the clock makes on a case at an instant, with the lateness it notes."""

    at: datetime
    move: str
    changes: tuple[Put, ...] = ()


class Nudge(NamedTuple):
    """A reminder of something owed at an instant: the kind of mail, or an escalation."""

    at: datetime
    owed: Owed
    kind: str
    days_left: int
    escalation: bool = False


@dataclass(frozen=True)
class Bench:
    """What derives the agenda of cases of one quarter: policy and calendar.

    `kept` holds what was derived for one case and is the same for the next.
    """

    quarter: Quarter
    policy: Policy
    calendar: Calendar
    kept: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def due(self, case: Case) -> Due:
        """The due days of a case."""
        return Due(case, self.quarter, self.policy.values, self.calendar, self.kept)


def _plan(case: Case, due: Due) -> Iterator[Owed]:
    if case.approved_plan is None:
        yield Owed("plan_due", "plan", _last_day(due.closes(Item.PLAN)), case.person)


def _approval(case: Case, due: Due) -> Iterator[Owed]:
    if pending := case.pending_plan:
        yield Owed(
            "plan_approval_due", "plan_approval", due.plan_approval(), case.supervisor,
            pending.submitted_at,
        )  # fmt: skip


def _summaries(case: Case, due: Due) -> Iterator[Owed]:
    handed_in = case.handed_in
    for month in due.quarter.months:
        if month not in handed_in:
            day = _last_day(due.closes(Item.MONTH, month))
            yield Owed("summary_due", f"month_{month}", day, case.person, month=month)


def _appraisal(case: Case, due: Due) -> Iterator[Owed]:
    yield Owed("appraisal_due", "appraisal", due.appraisal(), case.supervisor, case.entered_at)


def _feedback(case: Case, due: Due) -> Iterator[Owed]:
    made = case.decision
    if made and case.feedback is None:
        yield Owed("feedback_due", "feedback", due.feedback(made.at), case.supervisor, made.at)


OWED: Mapping[str, Callable[[Case, Due], Iterator[Owed]]] = {
    "plan_due": _plan,
    "plan_approval_due": _approval,
    "summary_due": _summaries,
    "appraisal_due": _appraisal,
    "feedback_due": _feedback,
}
_OWED_IN: Mapping[str, tuple[Callable[[Case, Due], Iterator[Owed]], ...]] = {
    s.id: tuple(OWED[d.id] for d in QUARTERLY.deadlines if d.id in OWED and s.id in d.stages)
    for s in QUARTERLY.stages
}
_REMINDERS: Mapping[str, Reminder] = {r.deadline: r for r in QUARTERLY.reminders}


def _last_day(closes: datetime) -> date:
    """The last day before an item closes at 24:00."""
    return date.fromordinal(beijing_day(closes).toordinal() - 1)


def owed(case: Case, bench: Bench) -> tuple[list[Owed], set[int]]:
    """What is owed on a case now, and the years whose calendar is missing to say more."""
    found: list[Owed] = []
    missing: set[int] = set()
    due = bench.due(case)
    for source in _OWED_IN[case.stage]:
        try:
            found.extend(source(case, due))
        except CalendarMissing as gap:
            missing.add(gap.year)
    return found, missing


def turns(case: Case, bench: Bench) -> list[Turn]:
    """The moves of the clock on a case, in due order; those that cannot be dated are left out."""
    found: list[Turn] = []
    if case.stage == "planning" and case.approved_plan:
        with suppress(CalendarMissing):
            found.append(Turn(bench.due(case).closes(Item.PLAN), "resume"))
    elif case.stage == "planning" and not _noted(case, "plan"):
        closes = partial(bench.due(case).closes, Item.PLAN)
        found += _lock("lock_plan", "plan", case, closes)
    if case.stage == "recording":
        due = bench.due(case)
        handed_in = case.handed_in
        for month in bench.quarter.months:
            if month not in handed_in and not _noted(case, f"month_{month}"):
                closes = partial(due.closes, Item.MONTH, month)
                found += _lock("lock_month", f"month_{month}", case, closes)
        with suppress(CalendarMissing):
            found.append(Turn(due.recording_closes(), "begin_appraisal"))
    return sorted(found, key=attrgetter("at")) if len(found) > 1 else found


def _noted(case: Case, item: str) -> bool:
    return any(late.item == item for late in case.lateness)


def _lock(move: str, item: str, case: Case, closes: Callable[[], datetime]) -> list[Turn]:
    """The lock of an item that has not come; what is opened again locks when that time ends."""
    try:
        at = closes()
    except CalendarMissing:
        return []
    values = {"case_id": case.id, "item": item, "due": _last_day(at), "noted_at": at, "by": ""}
    return [Turn(at, move, (Put("lateness", values),))]


def nudges(what: Owed, bench: Bench) -> Iterator[Nudge]:
    """The reminders of something owed, in order: before, on the day, overdue, then escalation."""
    reminder = _REMINDERS[what.deadline]
    yield from reminders_of(what, reminder, bench)


def reminders_of(what: Owed, reminder: Reminder, bench: Bench) -> Iterator[Nudge]:
    """The reminders a page's line makes of something owed; undatable ones are left out."""
    place = (reminder, what.day)
    if place not in bench.kept:
        bench.kept[place] = tuple(_sounds(what.day, reminder, bench))
    for at, kind, days_left, escalation in bench.kept[place]:
        yield Nudge(at, what, kind, days_left, escalation)


def _sounds(
    due: date, reminder: Reminder, bench: Bench
) -> Iterator[tuple[datetime, str, int, bool]]:
    """When a reminder of something due on a day sounds: instant, kind of mail, days left."""
    values, calendar = bench.policy.values, bench.calendar
    for before in sorted(values.remind_before, reverse=True):
        try:
            day = calendar.before(due, before) if before else due
        except CalendarMissing:
            continue
        yield at_clock(day, values.remind_at), reminder.before, before, False
    if not reminder.after:
        return
    last = values.remind_overdue_days
    for after in range(1, last + 1 + reminder.escalates):
        try:
            day = calendar.after(due, after)
        except CalendarMissing:
            return
        at = at_clock(day, values.remind_at)
        if after > last:
            yield at, "escalation", -after, True
        else:
            yield at, reminder.after, -after, False


def first_morning(what: Owed, bench: Bench) -> datetime | None:
    """The first reminding hour of a working day after something came to be owed."""
    if what.since is None:
        return None
    day = beijing_day(what.since)
    hour = bench.policy.values.remind_at
    try:
        if what.since < at_clock(day, hour) and bench.calendar.is_working(day):
            return at_clock(day, hour)
        return at_clock(bench.calendar.after(day, 1), hour)
    except CalendarMissing:
        return None


def leader_nudges(what: Owed, bench: Bench) -> Iterator[Nudge]:
    """The reminders of something a leader owes, and one on the first morning after it arose."""
    first = first_morning(what, bench)
    planned = list(nudges(what, bench))
    if first and all(n.at != first for n in planned):
        left = 1 if first < end_of(what.day) else -1
        yield Nudge(first, what, _REMINDERS[what.deadline].before, left)
    for nudge in planned:
        if what.since is None or nudge.at > what.since:
            yield nudge


def all_nudges(case: Case, bench: Bench) -> list[Nudge]:
    """Every reminder of everything owed on a case."""
    found: list[Nudge] = []
    for what in owed(case, bench)[0]:
        own = what.who == case.person
        found += nudges(what, bench) if own else leader_nudges(what, bench)
    return found


def reminding(case: Case, bench: Bench) -> Iterator[tuple[datetime, ...]]:
    """The instants of the reminders of each thing owed on a case."""
    for what in owed(case, bench)[0]:
        own = what.who == case.person
        place = (what.deadline, what.day, what.since, own)
        if place not in bench.kept:
            found = nudges(what, bench) if own else leader_nudges(what, bench)
            bench.kept[place] = tuple(n.at for n in found)
        yield bench.kept[place]


def next_due(case: Case, bench: Bench, after: datetime) -> datetime | None:
    """The first instant after `after` at which the clock has something to do on a case."""
    return first_after(after, case, turns(case, bench), reminding(case, bench))


def first_after(
    after: datetime, case: Case, coming: Iterable[Turn], reminders: Iterable[tuple[datetime, ...]]
) -> datetime | None:
    """The first instant after `after` among a case's turns and reminders."""
    if case.stage in QUARTERLY.finals:
        return None
    found = [at for instants in reminders for at in instants if at > after]
    found += [turn.at for turn in coming if turn.at > after]
    return min(found, default=None)
