"""What group and office owe together on a quarter or a year: sessions and notices (R12, R15)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from rules.calendar import CalendarMissing, at_clock, beijing_day, end_of
from rules.guards.group import DECIDED, OUT
from rules.guards.publicity import batch_to_publish
from rules.nouns import Case, Cohort, Role
from workflow.owing.owed import Bench, Owed
from workflow.stand_in import StandIns

READY = "determining"
CALLED = (Role.CHAIR, Role.OFFICE)


class Called(NamedTuple):
    """Something owed on many cases at once: by which roles, by when, since when.

    The first of the roles owes it; the others are reminded of it too. Before `silent` nothing
    sounds: a session that was put off is not asked for. What is done `singly`, file by file, is
    asked of whoever may do it on that file.
    """

    deadline: str
    day: date
    cases: Sequence[Case]
    roles: tuple[Role, ...]
    since: datetime
    silent: datetime | None = None
    singly: bool = False

    def asked_of(self, roles: Sequence[Role], stand_ins: StandIns) -> Mapping[str, Sequence[Case]]:
        """Who of some of the roles is asked for it, each with the cases they are asked about."""
        if self.singly:
            return stand_ins.holders_of(roles[0], self.cases)
        return dict.fromkeys(stand_ins.holders(roles), self.cases)

    @property
    def owed(self) -> Owed:
        """As something owed by whoever holds the first of the roles."""
        item = self.deadline.removesuffix("_due")
        return Owed(self.deadline, item, self.day, "", self.since, role=self.roles[0])


def called_in_quarter(cohort: Cohort, bench: Bench) -> Iterator[Called]:
    """The group's sessions and the office's notice, where they wait for nothing else."""
    yield from _further_session(cohort, bench) if cohort.sessions else _session(cohort, bench)
    batch = batch_to_publish(cohort)
    told = [c.feedback.at for c in batch if c.feedback]
    if batch and len(told) == len(batch) and (day := _posted_by(max(told), bench)):
        yield Called("publicity_due", day, batch, (Role.OFFICE,), max(told))


def _session(cohort: Cohort, bench: Bench) -> Iterator[Called]:
    """The main session, over everybody who waits for it."""
    waiting = [c for c in cohort.cases if c.stage not in OUT | DECIDED and not c.aside]
    if waiting and (day := decision_day(cohort, bench)):
        since = end_of(bench.quarter.last)
        silent = at_clock(day, "00:00") if cohort.postponements else None
        yield Called("decision_due", day, waiting, CALLED, since, silent)


def _further_session(cohort: Cohort, bench: Bench) -> Iterator[Called]:
    """A supplementary one: what came back to the group and was not set aside waits for it.

    So does who was away the whole quarter and has nobody else to do anything for them.
    """
    found = {
        c.id: c.entered_at
        for c in cohort.cases
        if not c.aside and (c.stage == READY or left_to_group(c, bench))
    }
    entered = [at for at in found.values() if at]
    days = bench.policy.values.supplementary_days
    if entered and (day := _after(min(entered), days, bench)):
        waiting = [c for c in cohort.cases if c.id in found]
        yield Called("decision_due", day, waiting, CALLED, min(entered))


def left_to_group(case: Case, bench: Bench) -> bool:
    """Whether nobody owes a plan because its person is away the whole quarter (R29)."""
    if case.stage != "planning" or case.approved_plan is not None:
        return False
    return bench.due(case).away_throughout()


def called_in_year(year: Case, cohort: Cohort, bench: Bench) -> Iterator[Called]:
    """The grades that the competent body has still to give, and the notice of those it gave."""
    waiting = [c for c in cohort.cases if c.stage in {"summarising", "assessing"}]
    if waiting and year.entered_at and (day := annual_due_day(year.entered_at, bench)):
        yield Called("annual_due", day, waiting, (Role.CHAIR,), year.entered_at, singly=True)
    graded = {c.id: c.entered_at for c in cohort.cases if c.stage == "graded" and c.entered_at}
    if graded and (day := _posted_by(last := max(graded.values()), bench)):
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


def _posted_by(last: datetime, bench: Bench) -> date | None:
    """By when a notice is posted once the last of its cases is ready for it."""
    return _after(last, bench.policy.values.publicity_due_days, bench)


def _after(since: datetime, days: int, bench: Bench) -> date | None:
    try:
        return bench.calendar.after(beijing_day(since), days)
    except CalendarMissing:
        return None
