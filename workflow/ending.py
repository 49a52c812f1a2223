"""The clock's end of notices: those whose days are over, with the cases they bear (R15, R23)."""

from collections.abc import Callable
from datetime import datetime

from rules.calendar import CalendarMissing, end_of
from rules.nouns import Actor, Case, Cohort, Posting, Role
from rules.rule import Ask
from workflow.owing.owed import Bench
from workflow.procedure import Effect
from workflow.writing import Doing, Watch, perform_many, way_of

CLOCK = Actor("", "", frozenset({Role.CLOCK}))


def days_over(posting: Posting, days: int, bench: Bench) -> datetime | None:
    """When a notice has been up for so many days; None while the calendar is missing."""
    try:
        return end_of(bench.calendar.after(posting.posted, days))
    except CalendarMissing:
        return None


def end_postings(
    watch: Watch, whole: Case, cohort: Cohort, bench: Bench, days: int,
    way: tuple[str, Callable[[Ask], Effect]],
) -> int:  # fmt: skip
    """End the open notices of a quarter or a year whose days are over; how many cases moved.

    `way` is the move of the whole by which that is done, and what it does.
    """
    move, does = way
    ended: dict[datetime, list[int]] = {}
    for posting in cohort.postings:
        ends = days_over(posting, days, bench)
        if posting.status == "open" and ends and ends <= watch.instant:
            ended.setdefault(ends, []).append(posting.number)
    moved = 0
    for due, numbers in sorted(ended.items()):
        ask = Ask(
            move, watch.at, CLOCK, bench.policy, bench.calendar, bench.quarter,
            whole, cohort, tuple(numbers), due=due,
        )  # fmt: skip
        effect = does(ask)
        doings = [Doing(whole, move, whole.stage, effect.changes, due=due)]
        doings += [
            Doing(s.case, s.move, way_of(s.case, s.move), s.changes, s.notes, due)
            for s in effect.steps
        ]
        moved += perform_many(watch.office, watch.work, bench.policy, doings, watch.at)
    return moved
