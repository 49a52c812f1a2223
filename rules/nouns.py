"""The nouns of an appraisal: frozen values that guards judge and acts are made of.

A `Case` is one officer's appraisal of one quarter as it stands in a transaction. Its parts (plans,
summaries, marks …) are loaded on demand; touching a part that was not loaded is a programming
error and raises `PartNotLoaded`, so a guard can never mistake "not read" for "there is none".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from rules.conduct import Check, ConductEntry
from rules.follow_up import FollowUp, PastGrade, Resolution
from rules.ledger import Opi
from rules.objection import Lead, Objection
from rules.persons import Actor, Person
from rules.quick import quick
from rules.records import (
    Acknowledgement,
    AnnualResult,
    Decision,
    Direct,
    Exemption,
    Extension,
    Feedback,
    Goal,
    Item,
    Lateness,
    ListedGoal,
    LogEntry,
    Mark,
    Measure,
    Opening,
    Plan,
    PlanItem,
    Posting,
    Postponement,
    Proposal,
    QuarterResult,
    Recusal,
    Session,
    Statement,
    Summary,
    YearSummary,
)
from rules.roles import ROLE_TITLES, Role
from rules.status_records import Handover, Led, Override, Placed, Status
from rules.supervision import FlagNote, Irregularity, Lowered

__all__ = [
    "ROLE_TITLES",
    "Acknowledgement",
    "Actor",
    "AnnualResult",
    "Case",
    "Cohort",
    "Decision",
    "Direct",
    "Exemption",
    "Extension",
    "Feedback",
    "FollowUp",
    "Goal",
    "Handover",
    "Item",
    "Lateness",
    "Lead",
    "Led",
    "ListedGoal",
    "LogEntry",
    "Mark",
    "Measure",
    "Objection",
    "Opening",
    "Opi",
    "Override",
    "PartNotLoaded",
    "PastGrade",
    "Person",
    "Placed",
    "Plan",
    "PlanItem",
    "Posting",
    "Postponement",
    "Proposal",
    "QuarterResult",
    "Recusal",
    "Resolution",
    "Role",
    "Session",
    "Statement",
    "Status",
    "Summary",
    "YearSummary",
]


class PartNotLoaded(LookupError):
    """A part of a case was asked for that its reader did not declare."""


@quick
@dataclass(frozen=True, slots=True)
class Case:
    """One subject of a procedure: an officer's appraisal, or the office's quarter (no person)."""

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
    def recusals(self) -> tuple[Recusal, ...]:
        """Who is to leave this case: applications and rulings, oldest first."""
        return self._part("recusals")

    @property
    def lateness(self) -> tuple[Lateness, ...]:
        """What was noted as late."""
        return self._part("lateness")

    @property
    def goals(self) -> tuple[ListedGoal, ...]:
        """The goals on the office's list, ended ones too."""
        return self._part("goals")

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The measures drawn from the quarter's results."""
        return self._part("measures")

    @property
    def year_summaries(self) -> tuple[YearSummary, ...]:
        """All versions of the officer's summary of the year, oldest first."""
        return self._part("year_summaries")

    @property
    def annual_results(self) -> tuple[AnnualResult, ...]:
        """The grades of the year that were recorded, oldest first."""
        return self._part("annual_results")

    @property
    def statuses(self) -> tuple[Status, ...]:
        """The person's special statuses, whatever quarter they fall in, by their first day."""
        return self._part("statuses")

    @property
    def overrides(self) -> tuple[Override, ...]:
        """What the group let the statuses come to in this quarter, oldest first."""
        return self._part("overrides")

    @property
    def handovers(self) -> tuple[Handover, ...]:
        """What earlier leaders told of this quarter, oldest first."""
        return self._part("handovers")

    @property
    def led(self) -> tuple[Led, ...]:
        """Who led the person when, oldest first."""
        return self._part("led")

    @property
    def placed(self) -> tuple[Placed, ...]:
        """Where the person worked when, oldest first."""
        return self._part("placed")

    @property
    def irregularities(self) -> tuple[Irregularity, ...]:
        """What was reported to the auditor in this case."""
        return self._part("irregularities")

    @property
    def flag_notes(self) -> tuple[FlagNote, ...]:
        """What the group put on record of the quarter's flags, oldest first."""
        return self._part("flag_notes")

    @property
    def conduct(self) -> tuple[ConductEntry, ...]:
        """What was said and done in a check of conduct, oldest first."""
        return self._part("conduct")

    @property
    def checks(self) -> tuple[Check, ...]:
        """The checks of conduct of the person in this quarter, oldest first."""
        return self._part("checks")

    @property
    def follow_ups(self) -> tuple[FollowUp, ...]:
        """What follows the result, oldest first."""
        return self._part("follow_ups")

    @property
    def resolutions(self) -> tuple[Resolution, ...]:
        """What the group put on record of the person in this quarter, oldest first."""
        return self._part("resolutions")

    @property
    def past_grades(self) -> tuple[PastGrade, ...]:
        """The grades of the person's closed quarters, this one too, oldest first."""
        return self._part("past_grades")

    @property
    def objections(self) -> tuple[Objection, ...]:
        """The objections to this result, or the one this case is about, oldest first."""
        listed: tuple[Objection, ...] = self._part("objections")
        return tuple(o for o in listed if self.id in (o.case_id, o.subject))

    @property
    def approved_plan(self) -> Plan | None:
        """The plan version that counts: the newest approved one (R09)."""
        for plan in reversed(self.plans):
            if plan.status == "approved":
                return plan
        return None

    @property
    def first_approval(self) -> datetime | None:
        """When a plan of this case was first approved (R10)."""
        first: datetime | None = None
        for plan in self.plans:
            at = plan.decided_at
            if at and plan.status in {"approved", "superseded"} and (first is None or at < first):
                first = at
        return first

    @property
    def pending_plan(self) -> Plan | None:
        """The plan version that awaits approval."""
        for plan in reversed(self.plans):
            if plan.status == "submitted":
                return plan
        return None

    def items_of(self, plan: int) -> tuple[PlanItem, ...]:
        """The items of one plan version, in order."""
        return tuple(i for i in self.plan_items if i.plan == plan)

    def summary_of(self, month: int) -> Summary | None:
        """The newest summary of a month that was not returned."""
        newest = next((s for s in reversed(self.summaries) if s.month == month), None)
        return newest if newest and newest.status == "submitted" else None

    @property
    def handed_in(self) -> tuple[int, ...]:
        """The months whose newest summary was not returned; the clock reads no more of them."""
        if "handed_in" in self.parts:
            return self.parts["handed_in"]
        newest = {summary.month: summary.status for summary in self.summaries}
        return tuple(month for month, status in newest.items() if status == "submitted")

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


@quick
@dataclass(frozen=True, slots=True)
class Cohort:
    """The office's quarter as a whole: what binds all officers together (R13).

    Of a year it has each person's quarters, and whether those still open need not be waited for.
    """

    period: str
    n: int | None
    cases: tuple[Case, ...] = ()
    sessions: tuple[Session, ...] = ()
    postings: tuple[Posting, ...] = ()
    postponements: tuple[Postponement, ...] = ()
    extensions: tuple[Extension, ...] = ()
    entitled: frozenset[str] = frozenset()
    quarters: Mapping[str, tuple[QuarterResult, ...]] = field(default_factory=dict)
    waived: bool = False
    objections: tuple[Objection, ...] = ()
    leads: tuple[Lead, ...] = ()
    cycle: Case | None = None
    auditors: frozenset[str] = frozenset()
    flags: tuple[Lowered, ...] = ()
    refused: frozenset[str] = frozenset()

    def of(self, person: str) -> Case | None:
        """The case of a person, if on the roster."""
        return next((c for c in self.cases if c.person == person), None)

    def held(self, case: int) -> bool:
        """Whether an open objection holds a case's result (R27)."""
        return any(o.open and o.subject == case for o in self.objections)
