"""The records of a case: what was handed in, marked, decided and told, as frozen values.

Marks and weights are integer hundredths, ledger points integer ten-thousandths; days are Beijing
days, instants are aware.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from rules.grade import AnnualGrade, Grade
from rules.quick import quick


class Goal(StrEnum):
    """What a KPI item is linked to (R04)."""

    STREET = "street"
    SECTION = "section"
    DUTY = "duty"
    ASSIGNED = "assigned"


class Item(StrEnum):
    """What an officer owes within a case: the plan, or the record of the quarter (R31)."""

    PLAN = "plan"
    MONTH = "month"
    RECORD = "record"


@quick
@dataclass(frozen=True, slots=True)
class PlanItem:
    """One KPI item of one version of a plan; weight in hundredths of a point (R04)."""

    plan: int
    ordinal: int
    title: str
    goal: Goal
    weight: int
    target: str
    due: date | None = None
    voided: bool = False
    void_reason: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class ListedGoal:
    """A goal of the street or of a section on the office's list, from a day to a day (R04)."""

    number: str
    title: str
    level: str
    section: str
    since: date
    until: date | None
    document: str
    by: str
    at: datetime

    def holds(self, day: date) -> bool:
        """Say whether the goal is in force on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure drawn from a quarter's results: who sees to it by when, and its end (R24)."""

    number: int
    text: str
    owner: str
    due: date
    by: str
    at: datetime
    document: str = ""
    done_by: str = ""
    done_at: datetime | None = None


@quick
@dataclass(frozen=True, slots=True)
class Plan:
    """One version of a plan: submitted, approved, returned or superseded (R09)."""

    number: int
    status: str
    amendment: bool
    submitted_at: datetime
    decided_at: datetime | None = None
    decided_by: str = ""
    reason: str = ""


@quick
@dataclass(frozen=True, slots=True)
class LogEntry:
    """One entry of the work log (R10)."""

    number: int
    day: date
    kind: str
    item: str
    text: str
    at: datetime


@quick
@dataclass(frozen=True, slots=True)
class Summary:
    """One version of a month's summary (R10)."""

    month: int
    number: int
    status: str
    text: str
    at: datetime


@quick
@dataclass(frozen=True, slots=True)
class Opening:
    """An item opened again, by a return or by leave to be late, to 24:00 of `until` (R31)."""

    number: int
    kind: str
    item: Item
    month: int | None
    until: date
    by: str
    at: datetime
    reason: str = ""

    def covers(self, item: Item, month: int | None = None) -> bool:
        """Say whether this opening lifts the lock of an item (and month)."""
        if item is Item.PLAN or self.item is Item.PLAN:
            return self.item is item
        return self.item is Item.RECORD or self.month is None or self.month == month


@quick
@dataclass(frozen=True, slots=True)
class Extension:
    """A due day moved for all, a section or one person, once it has taken effect (R31)."""

    number: int
    item: Item
    month: int | None
    until: date
    scope: str
    section: str
    person: str
    status: str
    by: str
    at: datetime
    reason: str = ""
    confirmed_by: str = ""
    confirmed_at: datetime | None = None

    def reaches(self, person: str, section: str) -> bool:
        """Say whether a confirmed extension applies to a person of a section."""
        if self.status != "effective":
            return False
        if self.scope == "section":
            return self.section == section
        return self.scope == "all" or self.person == person


@quick
@dataclass(frozen=True, slots=True)
class Exemption:
    """A request not to take part, in effect once the chair confirms it (R26, R29)."""

    number: int
    kind: str
    reason: str
    document: str
    status: str
    by: str
    at: datetime
    confirmed_by: str = ""
    confirmed_at: datetime | None = None


@quick
@dataclass(frozen=True, slots=True)
class Mark:
    """One mark in hundredths: `kpi` (item of a version of the plan) or `bpi` (plan 0) (R03)."""

    part: str
    name: str
    value: int
    note: str = ""
    plan: int = 0


@quick
@dataclass(frozen=True, slots=True)
class Proposal:
    """The supervisor's comment and proposed grade (R11)."""

    number: int
    grade: Grade
    comment: str
    reason: str
    by: str
    at: datetime


@quick
@dataclass(frozen=True, slots=True)
class Direct:
    """A proposal to grade directly: standing, confirmed or lapsed (R16, R17)."""

    number: int
    grade: Grade
    facts: str
    evidence: str
    status: str
    by: str
    at: datetime
    decided_at: datetime | None = None
    decided_by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """What the officer states about a direct grade proposed for them (R17)."""

    number: int
    text: str
    at: datetime


@quick
@dataclass(frozen=True, slots=True)
class Decision:
    """What a session of the leading group decided on a case; `recused` had left it (R12, R32)."""

    number: int
    session: int
    grade: Grade
    reason: str
    at: datetime
    recused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recusal:
    """That a person leaves a case: pending, granted or refused; how it came up (R32)."""

    number: int
    person: str
    how: str
    by: str
    at: datetime
    reason: str
    status: str
    decided_by: str = ""
    decided_at: datetime | None = None
    ruling: str = ""


@quick
@dataclass(frozen=True, slots=True)
class Feedback:
    """A result told to the officer on behalf of the group (R14)."""

    number: int
    mode: str
    text: str
    given_by: str
    witness: str
    at: datetime


@quick
@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The officer's receipt of the result so numbered: read, not agreed (R14)."""

    number: int
    result: int
    text: str
    at: datetime


@quick
@dataclass(frozen=True, slots=True)
class Lateness:
    """An obligation that was not met on its due day, noted by the clock or the late act (R31)."""

    item: str
    due: date
    noted_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Posting:
    """A publicity notice: its day of posting and its state open, annulled or ended (R15)."""

    number: int
    session: int
    posted: date
    posted_at: datetime
    status: str
    digest: str
    content: str
    scope: str
    form: str
    contact: str
    proof: str = ""
    reason: str = ""
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A minuted session of the leading group, main or supplementary (R12)."""

    number: int
    kind: str
    presider: str
    minutes: str
    present: tuple[str, ...]
    recused: tuple[str, ...]
    votes: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Postponement:
    """A session put off to a later day, with reason (R12)."""

    number: int
    to: date
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class YearSummary:
    """One version of the officer's summary of the year (R08)."""

    number: int
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AnnualResult:
    """A grade of the year: `reason` of an exception, `correction` of the one before (R20–R23)."""

    number: int
    grade: AnnualGrade
    reason: str
    correction: str
    document: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class QuarterResult:
    """What a quarter came to: `grade` None where none was given, `settled` once nothing is open."""

    period: str
    stage: str
    grade: Grade | None
    settled: bool
