"""The clock's turn on an office's year: notices end, the body and the office are reminded (R23)."""

from datetime import datetime, timedelta

from notifications.notice import Notice
from rules.calendar import CalendarMissing, at_clock, beijing_day, end_of
from rules.nouns import Actor, Case, Cohort, Posting, Role
from rules.rule import Ask
from rules.words import day_words
from workflow.agenda import reminders_of
from workflow.annual import ANNUAL
from workflow.called import Called, called_in_year
from workflow.effects import annual
from workflow.mail import reminder
from workflow.owing.owed import Bench, Owed
from workflow.people import year_cohort
from workflow.remind import send
from workflow.writing import Doing, Watch, perform_many, way_of
from workflow.year import YEAR

PARTS = frozenset({"annual_results"})
_REMINDERS = {r.deadline: r for r in YEAR.reminders}


def annual_posting_ends(posting: Posting, bench: Bench) -> datetime | None:
    """When the days of a year's notice are over; None while the calendar is missing."""
    try:
        return end_of(
            bench.calendar.after(posting.posted, bench.policy.values.annual_publicity_days)
        )
    except CalendarMissing:
        return None


def year_turn(watch: Watch, year: Case, bench: Bench) -> tuple[int, int]:
    """Do what is due on the office's year at an instant; how many moved, how many reminded."""
    cohort = year_cohort(watch.loader, year.period, PARTS)
    moved = _end_postings(watch, year, cohort, bench)
    if moved:
        cohort = year_cohort(watch.loader, year.period, PARTS)
        year = watch.loader.by_ids([year.id])[0]
    if all(c.stage in ANNUAL.finals for c in cohort.cases):
        doing = Doing(year, "conclude_year", way_of(year, "conclude_year"), due=watch.instant)
        return moved + perform_many(watch.office, watch.work, bench.policy, [doing], watch.at), 0
    reminded = _call(watch, year, cohort, bench)
    ends = [annual_posting_ends(p, bench) for p in cohort.postings if p.status == "open"]
    morning = at_clock(beijing_day(watch.instant), bench.policy.values.remind_at)
    coming = morning if morning > watch.instant else morning + timedelta(days=1)
    wake = min([coming, *(e for e in ends if e and e > watch.instant)])
    watch.work.wake({year.id: wake})
    return moved, reminded


def _end_postings(watch: Watch, year: Case, cohort: Cohort, bench: Bench) -> int:
    ended: dict[datetime, list[int]] = {}
    for posting in cohort.postings:
        ends = annual_posting_ends(posting, bench)
        if posting.status == "open" and ends and ends <= watch.instant:
            ended.setdefault(ends, []).append(posting.number)
    moved = 0
    clock = Actor("", "", frozenset({Role.CLOCK}))
    for due, numbers in sorted(ended.items()):
        ask = Ask(
            "end_year_publicity", watch.at, clock, bench.policy, bench.calendar, bench.quarter,
            year, cohort, tuple(numbers),
        )  # fmt: skip
        effect = annual.end(ask)
        doings = [Doing(year, "end_year_publicity", year.stage, effect.changes, due=due)]
        doings += [
            Doing(s.case, s.move, way_of(s.case, s.move), s.changes, s.notes, due)
            for s in effect.steps
        ]
        moved += perform_many(watch.office, watch.work, bench.policy, doings, watch.at)
    return moved


def _call(watch: Watch, year: Case, cohort: Cohort, bench: Bench) -> int:
    """Ask the body for the grades that are lacking, and the office for the notice."""
    notices: list[tuple[Notice, Case | None]] = []
    for called in called_in_year(year, cohort, bench):
        notices += _digests(watch, bench, called)
    return send(watch, bench, year.period, notices)


def _digests(watch: Watch, bench: Bench, called: Called) -> list[tuple[Notice, Case | None]]:
    instant, at = watch.instant, watch.at
    deadline, day, cases, (role, *_), _ = called
    what = Owed(deadline, deadline.removesuffix("_due"), day, "", role=role)
    nudges = list(reminders_of(what, _REMINDERS[deadline], bench))
    newest = max((n.at for n in nudges if instant <= n.at <= at), default=None)
    if newest != instant:
        return []
    nudge = next(n for n in nudges if n.at == instant)
    names = {p.id: p.name for p in watch.loader.people(c.person for c in cases)}
    data = {
        "names": [names[c.person] for c in cases],
        "due": day_words(day),
        "clause": bench.policy.deadlines[deadline].brief,
        "overdue": nudge.days_left < 0,
    }
    return [
        (reminder(watch.office.id, cases[0].period, to, nudge.kind, "", instant, data), None)
        for to in watch.loader.holders([role], beijing_day(instant))
    ]
