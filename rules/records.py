"""The records of a case: what was handed in, marked, decided and told, as frozen values.

Marks and weights are integer hundredths, ledger points integer ten-thousandths; days are Beijing
days, instants are aware.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from rules.grade import Grade
from rules.terms import Treatment


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


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One entry of the work log (R10)."""

    number: int
    day: date
    kind: str
    item: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Summary:
    """One version of a month's summary (R10)."""

    month: int
    number: int
    status: str
    text: str
    at: datetime


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


@dataclass(frozen=True, slots=True)
class Status:
    """A special status of a person by a document: from `since` to `until`, both counted (R29).

    `until` is open where no end is known; `ended_by` recorded the end, by `end_document`.
    """

    number: int
    kind: str
    since: date
    until: date | None
    document: str
    note: str
    by: str
    at: datetime
    ended_by: str = ""
    ended_at: datetime | None = None
    end_document: str = ""
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a person worked, in which post, for an interval of days (R02)."""

    section: str
    post: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Override:
    """What the leading group lets a person's statuses come to in one quarter, with why (R29)."""

    number: int
    treatment: Treatment
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Handover:
    """What an earlier leader, or the former unit, tells of a person who changed hands (R29)."""

    number: int
    by: str
    unit: str
    text: str
    marks: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Led:
    """Who led a person for an interval of days (R25)."""

    supervisor: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: part `kpi` (by item title) or `bpi` (by dimension), value in hundredths (R03)."""

    part: str
    name: str
    value: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The supervisor's comment and proposed grade (R11)."""

    number: int
    grade: Grade
    comment: str
    reason: str
    by: str
    at: datetime


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


@dataclass(frozen=True, slots=True)
class Opi:
    """One commendation or accountability; ten-thousandths, counted once verified (R06)."""

    number: int
    person: str
    kind: str
    issuer: str
    level: str
    document: str
    day: date
    points: int
    basis: str
    evidence: str
    late: bool
    entered_by: str
    entered_at: datetime
    verified_by: str = ""
    verified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a session of the leading group decided on a case (R12)."""

    number: int
    session: int
    grade: Grade
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Feedback:
    """A result told to the officer on behalf of the group (R14)."""

    number: int
    mode: str
    text: str
    given_by: str
    witness: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The officer's receipt: read, not agreed (R14)."""

    number: int
    text: str
    at: datetime


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
