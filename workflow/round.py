"""The clock's turn on an office's quarter: notices end, sessions are called for, the end (R15)."""

from datetime import datetime, timedelta

from rules.calendar import at_clock, beijing_day
from rules.nouns import Case, Cohort, Posting
from rules.objecting import OBJECTED, window_end
from workflow.called import called_in_quarter
from workflow.calling import Turned, call_out, pressed
from workflow.cycle import CYCLE
from workflow.effects import publicity
from workflow.ending import days_over, end_postings
from workflow.measures import measure_reminders, next_reminder
from workflow.owing.owed import Bench
from workflow.people import whole_cohort
from workflow.quarterly import QUARTERLY
from workflow.writing import Doing, Watch, perform_many, way_of

PARTS = frozenset(
    {"decisions", "feedbacks", "directs", "follow_ups", "plans", "statuses", "overrides"}
)


def posting_ends(posting: Posting, bench: Bench) -> datetime | None:
    """When a notice's days are over; None while the calendar is missing."""
    return days_over(posting, bench.policy.values.publicity_days, bench)


def cycle_turn(watch: Watch, cycle: Case, bench: Bench) -> Turned:
    """Do what is due on the office's quarter at an instant."""
    loader, instant = watch.loader, watch.instant
    reminded = measure_reminders(watch, cycle.period, bench)
    if cycle.stage in CYCLE.finals:
        watch.work.wake({cycle.id: next_reminder(watch, cycle.period, bench)})
        return Turned(reminded=reminded)
    row = loader.quarter(cycle.period)
    cohort = whole_cohort(loader, cycle.period, row.n, PARTS)
    days = bench.policy.values.publicity_days
    way = "end_publicity", publicity.end
    moved = end_postings(watch, cycle, cohort, bench, days, way)
    if moved:
        cohort = whole_cohort(loader, cycle.period, row.n, PARTS)
        cycle = loader.by_ids([cycle.id])[0]
    if _all_ended(cohort) and all(end <= instant for end in windows(cohort, bench)):
        doing = Doing(cycle, "conclude", way_of(cycle, "conclude"), due=instant)
        done = perform_many(watch.office, watch.work, bench.policy, [doing], watch.at)
        return Turned(moved + done, reminded)
    calls = list(called_in_quarter(cohort, bench))
    reminded += call_out(watch, cycle.period, bench, calls)
    ends = [posting_ends(p, bench) for p in cohort.postings if p.status == "open"]
    morning = at_clock(beijing_day(instant), bench.policy.values.remind_at)
    coming = morning if morning > instant else morning + timedelta(days=1)
    ends += windows(cohort, bench)
    wake = min([coming, *(e for e in ends if e and e > instant)])
    watch.work.wake({cycle.id: wake})
    return Turned(moved, reminded, pressed(watch, bench, calls))


def _all_ended(cohort: Cohort) -> bool:
    """Whether every case has ended and no objection is open."""
    open_ = any(o.open for o in cohort.objections)
    return not open_ and all(c.stage in QUARTERLY.finals for c in cohort.cases)


def windows(cohort: Cohort, bench: Bench) -> list[datetime]:
    """When the times for objections to results end, as far as that can be said."""
    values, calendar = bench.policy.values, bench.calendar
    ends = (
        window_end(c, cohort.postings, values, calendar)
        for c in cohort.cases
        if c.stage in OBJECTED
    )
    return [end for end in ends if end is not None]
