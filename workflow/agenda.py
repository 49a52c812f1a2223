"""What one case owes and when it is reminded of: derived from the page, policy and rows.

`agenda` gives every instant that matters to a case; the sweep does what falls on an instant. What
is owed is derived by the deadline's name; the page says who owes it and in which stages.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache

from rules.calendar import CalendarMissing, at_clock, beijing_day, end_of
from rules.due import Due
from rules.nouns import Case, Role
from workflow.derived import derived
from workflow.owing import SOURCES
from workflow.owing.owed import Bench, Nudge, Owed, Turn
from workflow.procedure import Reminder

_OWED_IN: Mapping[tuple[str, str], tuple[Callable[[Case, Due], Iterator[Owed]], ...]] = {
    (name, stage.id): tuple(
        source.owed[d.id]
        for d in source.page.deadlines
        if d.id in source.owed and stage.id in d.stages
    )
    for name, source in SOURCES.items()
    for stage in source.page.stages
}
_REMINDERS: Mapping[str, Reminder] = {
    r.deadline: r for source in SOURCES.values() for r in source.page.reminders
}
SEEN_BY: Mapping[str, frozenset[Role]] = {
    d.id: d.seen_by for source in SOURCES.values() for d in source.page.deadlines
}
"""Who alone may learn of what falls under each deadline; empty for everybody."""


def owed(case: Case, bench: Bench) -> tuple[list[Owed], set[int]]:
    """What is owed on a case now, and the years whose calendar is missing to say more."""
    given = bench.quarter, bench.policy, bench.calendar
    return derived(case, "owed", given, lambda: _owed(case, bench))


def _owed(case: Case, bench: Bench) -> tuple[list[Owed], set[int]]:
    found: list[Owed] = []
    missing: set[int] = set()
    due = bench.due(case)
    for source in _OWED_IN[case.procedure, case.stage]:
        try:
            found.extend(source(case, due))
        except CalendarMissing as gap:
            missing.add(gap.year)
    return found, missing


def seen_by(deadline: str) -> frozenset[Role]:
    """Who alone may learn that something is owed; empty for everybody."""
    return SEEN_BY.get(deadline, frozenset())


def kind_of(deadline: str, *, overdue: bool) -> str:
    """The kind of mail that reminds of something owed."""
    reminder = _REMINDERS[deadline]
    return (reminder.after if overdue else "") or reminder.before


def told_at_last(deadline: str) -> tuple[Role, ...]:
    """Who hears of something owed once no reminder helped."""
    return _REMINDERS[deadline].to


def turns(case: Case, bench: Bench) -> list[Turn]:
    """The moves of the clock on a case, in due order; those that cannot be dated are left out."""
    return SOURCES[case.procedure].turns(case, bench)


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
    for before in [0] if reminder.on_day else sorted(values.remind_before, reverse=True):
        try:
            day = calendar.before(due, before) if before else due
        except CalendarMissing:
            continue
        yield at_clock(day, values.remind_at), reminder.before, before, False
    last = values.remind_overdue_days if reminder.after else 0
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
    yield from announced(what, _REMINDERS[what.deadline], bench)


def announced(what: Owed, reminder: Reminder, bench: Bench) -> Iterator[Nudge]:
    """The reminders of something owed, and one on the first morning after it arose.

    What sounds on its due day alone was asked for when it arose.
    """
    first = first_morning(what, bench)
    planned = list(reminders_of(what, reminder, bench))
    if first and not reminder.on_day and all(n.at != first for n in planned):
        left = 1 if first < end_of(what.day) else -1
        yield Nudge(first, what, reminder.before, left)
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
    if case.stage in SOURCES[case.procedure].page.quiet:
        return None
    found = [first for instants in reminders if (first := _next(instants, after)) is not None]
    found += [turn.at for turn in coming if turn.at > after]
    return min(found, default=None)


@lru_cache(maxsize=4096)  # cases that owe the same are reminded at the same instants
def _next(instants: tuple[datetime, ...], after: datetime) -> datetime | None:
    return min((at for at in instants if at > after), default=None)
