"""What group and office owe together on a quarter or a year: sessions and notices (R12, R15)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from rules.calendar import CalendarMissing, beijing_day, end_of
from rules.guards.group import DECIDED, OUT
from rules.guards.publicity import batch_to_publish
from rules.nouns import Case, Cohort, Role
from workflow.owing.owed import Bench


class Called(NamedTuple):
    """Something owed on many cases at once: by which roles, by when, since when.

    The first of the roles owes it; the others are reminded of it too.
    """

    deadline: str
    day: date
    cases: Sequence[Case]
    roles: tuple[Role, ...]
    since: datetime


def called_in_quarter(cohort: Cohort, bench: Bench) -> Iterator[Called]:
    """The group's session and the office's notice, where they wait for nothing else."""
    waiting = [c for c in cohort.cases if c.stage not in OUT | DECIDED and not c.aside]
    if waiting and not cohort.sessions and (day := decision_day(cohort, bench)):
        since = end_of(bench.quarter.last)
        yield Called("decision_due", day, waiting, (Role.CHAIR, Role.OFFICE), since)
    batch = batch_to_publish(cohort)
    told = [c.feedback.at for c in batch if c.feedback]
    if batch and len(told) == len(batch) and (day := _after(max(told), bench)):
        yield Called("publicity_due", day, batch, (Role.OFFICE,), max(told))


def called_in_year(year: Case, cohort: Cohort, bench: Bench) -> Iterator[Called]:
    """The grades that the competent body has still to give, and the notice of those it gave."""
    waiting = [c for c in cohort.cases if c.stage in {"summarising", "assessing"}]
    if waiting and year.entered_at and (day := annual_due_day(year.entered_at, bench)):
        yield Called("annual_due", day, waiting, (Role.CHAIR,), year.entered_at)
    graded = {c.id: c.entered_at for c in cohort.cases if c.stage == "graded" and c.entered_at}
    if graded and (day := _after(last := max(graded.values()), bench)):
        cases = [c for c in cohort.cases if c.id in graded]
        yield Called("annual_publicity_due", day, cases, (Role.OFFICE,), last)


def decision_day(cohort: Cohort, bench: Bench) -> date | None:
    """By when the group decides: the policy's day, or the day its session was put off to."""
    if cohort.postponements:
        return cohort.postponements[-1].to
    following = bench.quarter.last + timedelta(days=1)
    try:
        return bench.calendar.nth(following, bench.policy.values.decision_due_days)
    except CalendarMissing:
        return None


def annual_due_day(opened: datetime | None, bench: Bench) -> date | None:
    """By when the grades of the year are recorded, counted from the year's opening."""
    if opened is None:
        return None
    try:
        return bench.calendar.after(beijing_day(opened), bench.policy.values.annual_due_days)
    except CalendarMissing:
        return None


def _after(last: datetime, bench: Bench) -> date | None:
    """By when a notice is posted once the last of its cases is ready for it."""
    try:
        return bench.calendar.after(beijing_day(last), bench.policy.values.publicity_due_days)
    except CalendarMissing:
        return None
