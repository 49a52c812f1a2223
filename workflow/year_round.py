"""The clock's turn on an office's year: notices end, the body and the office are reminded (R23)."""

from datetime import datetime, timedelta

from rules.calendar import at_clock, beijing_day
from rules.nouns import Case, Posting
from workflow.annual import ANNUAL
from workflow.called import called_in_year
from workflow.calling import Turned, call_out, pressed
from workflow.effects import annual
from workflow.ending import days_over, end_postings
from workflow.owing.owed import Bench
from workflow.people import year_cohort
from workflow.writing import Doing, Watch, perform_many, way_of

PARTS = frozenset({"annual_results"})


def annual_posting_ends(posting: Posting, bench: Bench) -> datetime | None:
    """When the days of a year's notice are over; None while the calendar is missing."""
    return days_over(posting, bench.policy.values.annual_publicity_days, bench)


def year_turn(watch: Watch, year: Case, bench: Bench) -> Turned:
    """Do what is due on the office's year at an instant."""
    cohort = year_cohort(watch.loader, year.period, PARTS)
    days = bench.policy.values.annual_publicity_days
    way = "end_year_publicity", annual.end
    moved = end_postings(watch, year, cohort, bench, days, way)
    if moved:
        cohort = year_cohort(watch.loader, year.period, PARTS)
        year = watch.loader.by_ids([year.id])[0]
    if all(c.stage in ANNUAL.finals for c in cohort.cases):
        doing = Doing(year, "conclude_year", way_of(year, "conclude_year"), due=watch.instant)
        moved += perform_many(watch.office, watch.work, bench.policy, [doing], watch.at)
        return Turned(moved)
    calls = list(called_in_year(year, cohort, bench))
    reminded = call_out(watch, year.period, bench, calls)
    ends = [annual_posting_ends(p, bench) for p in cohort.postings if p.status == "open"]
    morning = at_clock(beijing_day(watch.instant), bench.policy.values.remind_at)
    coming = morning if morning > watch.instant else morning + timedelta(days=1)
    wake = min([coming, *(e for e in ends if e and e > watch.instant)])
    watch.work.wake({year.id: wake})
    return Turned(moved, reminded, pressed(watch, bench, calls))
