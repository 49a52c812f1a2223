"""The nouns of an appraisal: frozen values that guards judge and acts are made of.

A `Case` is one officer's appraisal of one quarter as it stands in a transaction. Its parts (plans,
summaries, marks …) are loaded on demand; touching a part that was not loaded is a programming
error and raises `PartNotLoaded`, so a guard can never mistake "not read" for "there is none".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from rules.grade import Grade


class Role(StrEnum):
    """Who a person is in the scheme; held for dated intervals (R25, R28)."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    MEMBER = "member"
    CHAIR = "chair"
    DEPUTY = "deputy"
    OFFICE = "office"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    SECURITY_ADMINISTRATOR = "security_administrator"
    CLOCK = "clock"


ROLE_TITLES: Mapping[Role, str] = {
    Role.OFFICER: "被考核公务员",
    Role.SUPERVISOR: "分管领导",
    Role.MEMBER: "领导小组成员",
    Role.CHAIR: "组长",
    Role.DEPUTY: "副组长",
    Role.OFFICE: "考核办",
    Role.AUDITOR: "监督人员",
    Role.ADMINISTRATOR: "系统管理员",
    Role.SECURITY_ADMINISTRATOR: "安全保密管理员",
    Role.CLOCK: "到期处理",
}


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


class PartNotLoaded(LookupError):
    """A part of a case was asked for that its reader did not declare."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the office: surrogate id, handle (sign-in name), name, mail address."""

    id: str
    handle: str
    name: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which roles they stand at that instant; `person` is empty for the clock."""

    person: str
    name: str
    roles: frozenset[Role]


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
    """An item opened again, by a return or by leave to report late, until 24:00 of `until` (R31)."""

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
    """One commendation or accountability; points in ten-thousandths, counted once verified (R06)."""

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
class Case:
    """One subject of a procedure: an officer's appraisal, or (person empty) the office's quarter."""

    id: int
    procedure: str
    period: str
    person: str
    ordinal: int
    stage: str
    version: int
    section: str = ""
    supervisor: str = ""
    joined: date | None = None
    aside: bool = False
    session: int = 0
    posting: int = 0
    entered_at: datetime | None = None
    next_due: datetime | None = None
    parts: Mapping[str, tuple[Any, ...]] = field(default_factory=dict, compare=False, repr=False)

    def _part(self, name: str) -> tuple[Any, ...]:
        try:
            return self.parts[name]
        except KeyError:
            raise PartNotLoaded(name) from None

    @property
    def plans(self) -> tuple[Plan, ...]:
        """All versions of the plan, oldest first."""
        return self._part("plans")

    @property
    def plan_items(self) -> tuple[PlanItem, ...]:
        """The items of all versions of the plan, by version and ordinal."""
        return self._part("plan_items")

    @property
    def logs(self) -> tuple[LogEntry, ...]:
        """The work log, oldest first."""
        return self._part("logs")

    @property
    def summaries(self) -> tuple[Summary, ...]:
        """All versions of the monthly summaries, by month and version."""
        return self._part("summaries")

    @property
    def openings(self) -> tuple[Opening, ...]:
        """Returns and reopenings, oldest first."""
        return self._part("openings")

    @property
    def extensions(self) -> tuple[Extension, ...]:
        """All extensions of the quarter, whoever they reach."""
        return self._part("extensions")

    @property
    def exemptions(self) -> tuple[Exemption, ...]:
        """Requests not to take part."""
        return self._part("exemptions")

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks as they stand."""
        return self._part("marks")

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """The supervisor's proposals, oldest first."""
        return self._part("proposals")

    @property
    def directs(self) -> tuple[Direct, ...]:
        """Proposals to grade directly, oldest first."""
        return self._part("directs")

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The officer's statements, oldest first."""
        return self._part("statements")

    @property
    def opi(self) -> tuple[Opi, ...]:
        """The person's commendations and accountabilities of the quarter."""
        return self._part("opi")

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """The group's decisions, oldest first."""
        return self._part("decisions")

    @property
    def feedbacks(self) -> tuple[Feedback, ...]:
        """Recorded feedbacks, oldest first."""
        return self._part("feedbacks")

    @property
    def acknowledgements(self) -> tuple[Acknowledgement, ...]:
        """Receipts, oldest first."""
        return self._part("acknowledgements")

    @property
    def lateness(self) -> tuple[Lateness, ...]:
        """What was noted as late."""
        return self._part("lateness")

    @property
    def approved_plan(self) -> Plan | None:
        """The plan version that counts: the newest approved one (R09)."""
        return next((p for p in reversed(self.plans) if p.status == "approved"), None)

    @property
    def first_approval(self) -> datetime | None:
        """When a plan of this case was first approved (R10)."""
        times = [p.decided_at for p in self.plans if p.status in {"approved", "superseded"}]
        return min((t for t in times if t), default=None)

    @property
    def pending_plan(self) -> Plan | None:
        """The plan version that awaits approval."""
        return next((p for p in reversed(self.plans) if p.status == "submitted"), None)

    def items_of(self, plan: int) -> tuple[PlanItem, ...]:
        """The items of one plan version, in order."""
        return tuple(i for i in self.plan_items if i.plan == plan)

    def summary_of(self, month: int) -> Summary | None:
        """The newest summary of a month that was not returned."""
        newest = next((s for s in reversed(self.summaries) if s.month == month), None)
        return newest if newest and newest.status == "submitted" else None

    @property
    def proposal(self) -> Proposal | None:
        """The proposal that stands: the newest."""
        return self.proposals[-1] if self.proposals else None

    @property
    def decision(self) -> Decision | None:
        """The decision that stands: the newest."""
        return self.decisions[-1] if self.decisions else None

    @property
    def confirmed_direct(self) -> Direct | None:
        """The direct grade the group admitted."""
        return next((d for d in self.directs if d.status == "confirmed"), None)

    @property
    def feedback(self) -> Feedback | None:
        """The feedback that belongs to the decision that stands."""
        made = self.decision
        last = self.feedbacks[-1] if self.feedbacks else None
        return last if made and last and last.at >= made.at else None


@dataclass(frozen=True, slots=True)
class Cohort:
    """The office's quarter as a whole: what binds all officers together (R13)."""

    period: str
    n: int | None
    cases: tuple[Case, ...] = ()
    sessions: tuple[Session, ...] = ()
    postings: tuple[Posting, ...] = ()
    postponements: tuple[Postponement, ...] = ()
    extensions: tuple[Extension, ...] = ()
    entitled: frozenset[str] = frozenset()

    def of(self, person: str) -> Case | None:
        """The case of a person, if on the roster."""
        return next((c for c in self.cases if c.person == person), None)
