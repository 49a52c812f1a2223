"""A quarter told a second time in plain Python, to foretell what the engine must answer.

Written from the requirements, it shares no code with the product: its own stages, roles, working
days and due days of 2026Q3. It foretells whether an act is accepted and in which stage every case
stands; what an act leaves in the rows is the replay's to judge.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from typing import Any

BEIJING = timezone(timedelta(hours=8))
HOLIDAYS = {date(2026, 9, 25), *(date(2026, 10, d) for d in range(1, 8))}
EXTRA = {date(2026, 9, 20), date(2026, 10, 10)}
LAST = date(2026, 9, 30)
PLAN_DUE = date(2026, 7, 7)
HALF = date(2026, 8, 17)
MONTH_DUE = {7: date(2026, 8, 7), 8: date(2026, 9, 7), 9: date(2026, 10, 13)}
DIMENSIONS = ("执行力", "服务态度", "学习能力", "工作促进与改进能力", "承担责任能力", "纪律表现")
BEFORE = ("planning", "plan_review", "recording", "appraising", "determining")
DECIDED = ("feedback", "publicity", "closed")
FINAL = ("closed", "exempt", "undetermined")


def day_of(at: datetime) -> date:
    """The Beijing day of an instant."""
    return at.astimezone(BEIJING).date()


def end_of(day: date) -> datetime:
    """24:00 of a Beijing day."""
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING) + timedelta(days=1)


def after(day: date, count: int) -> date:
    """The working day so many working days after a day."""
    while count:
        day += timedelta(days=1)
        count -= day in EXTRA or (day.weekday() < 5 and day not in HOLIDAYS)
    return day


@dataclass
class Plan:
    """A version of a plan: the weights of all items, and of those that are assigned tasks."""

    status: str
    items: dict[str, int]
    assigned: dict[str, int]
    voided: set[str] = field(default_factory=set)

    @property
    def fixed(self) -> dict[str, int]:
        """The weights of what is no assigned task."""
        return {title: w for title, w in self.items.items() if title not in self.assigned}

    def only_assigned(self, other: "Plan") -> bool:
        """Whether another plan changes nothing but assigned tasks and the weight they take."""
        if self.assigned == other.assigned or self.fixed.keys() != other.fixed.keys():
            return False
        moved = [other.fixed[title] - weight for title, weight in self.fixed.items()]
        if sum(other.assigned.values()) >= sum(self.assigned.values()):
            return max(moved, default=0) <= 0
        return min(moved, default=0) >= 0

    @property
    def live(self) -> list[str]:
        """The titles that count."""
        return [title for title in self.items if title not in self.voided]


@dataclass
class Direct:
    """A proposal to grade directly."""

    grade: str
    at: datetime
    status: str = "standing"


@dataclass
class File:
    """One officer's appraisal."""

    who: str
    leader: str
    section: str
    joined: date | None = None
    stage: str = "planning"
    plans: list[Plan] = field(default_factory=list)
    approved_at: datetime | None = None
    months: dict[int, str] = field(default_factory=dict)
    openings: list[tuple[str, int | None, date]] = field(default_factory=list)
    marks: dict[str, Fraction] = field(default_factory=dict)
    ledger: dict[str, tuple[str, Fraction, bool]] = field(default_factory=dict)
    proposal: str = ""
    directs: list[Direct] = field(default_factory=list)
    statements: list[datetime] = field(default_factory=list)
    grade: str = ""
    told: bool = False
    told_at: datetime | None = None
    aside: bool = False
    exempting: bool = False
    session: int = 0
    posting: int = 0

    @property
    def pending(self) -> Plan | None:
        """The version of the plan that awaits approval."""
        return next((p for p in reversed(self.plans) if p.status == "submitted"), None)

    @property
    def approved(self) -> Plan | None:
        """The version of the plan that counts."""
        return next((p for p in reversed(self.plans) if p.status == "approved"), None)

    @property
    def newcomer(self) -> bool:
        """Whether they are here for less than half of the quarter's working days: no grade."""
        return self.joined is not None and self.joined > HALF and self.stage in BEFORE

    @property
    def checked(self) -> bool:
        """Whether no item of the ledger awaits verification."""
        return all(verified for _, _, verified in self.ledger.values())

    @property
    def standing(self) -> list[Direct]:
        """The direct proposals that were not given up."""
        return [d for d in self.directs if d.status != "lapsed"]

    def total(self) -> Fraction | None:
        """The exact total; None while anything is missing."""
        plan = self.approved
        if plan is None or not all(verified for _, _, verified in self.ledger.values()):
            return None
        if any(name not in self.marks for name in (*plan.live, *DIMENSIONS)):
            return None
        weights = sum(plan.items[title] for title in plan.live)
        kpi = sum((self.marks[t] * plan.items[t] for t in plan.live), Fraction(0)) / weights
        bpi = sum((self.marks[d] for d in DIMENSIONS), Fraction(0)) / 6
        extra = sum((points for _, points, _ in self.ledger.values()), Fraction(0))
        return kpi * 7 / 10 + bpi * 3 / 10 + extra

    def band(self) -> str:
        """The grade that answers to the total."""
        total = self.total() or Fraction(0)
        return next(
            (g for g, least in (("好", 90), ("较好", 80), ("一般", 60)) if total >= least), "较差"
        )


@dataclass
class Deed:
    """An act about to be made; `sound` says whether its input as such is in order."""

    move: str
    who: str
    case: str
    data: Mapping[str, Any]
    sound: bool = True


@dataclass
class Model:
    """The office's quarter: who may do what, and how far everything has come."""

    roles: dict[str, frozenset[str]]
    files: dict[str, File]
    n: int | None = None
    sessions: int = 0
    postings: list[tuple[str, date]] = field(default_factory=list)
    extensions: list[dict[str, Any]] = field(default_factory=list)
    concluded: bool = False

    def _extended(self, file: File, item: str, month: int | None) -> list[date]:
        """The days to which confirmed extensions move an item of a file."""
        return [
            e["until"]
            for e in self.extensions
            if e["effective"] and e["item"] == item and e["month"] in (None, month)
            and e["scope"] in ("all", file.section, file.who)
        ]  # fmt: skip

    def plan_closes(self, file: File) -> datetime:
        """From when the plan is locked."""
        joined = [after(file.joined, 5)] if file.joined else []
        opened = [until for item, _, until in file.openings if item == "plan"]
        return end_of(max([PLAN_DUE, *joined, *opened, *self._extended(file, "plan", None)]))

    def _month_due(self, file: File, month: int) -> date:
        approved = [after(day_of(file.approved_at), 3)] if file.approved_at else []
        extended = self._extended(file, "month", month)
        return max([MONTH_DUE[month], *approved, *extended])

    def month_closes(self, file: File, month: int) -> datetime:
        """From when a month's summary is locked."""
        opened = [u for item, m, u in file.openings if item != "plan" and m in (None, month)]
        return end_of(max([self._month_due(file, month), *opened]))

    def record_closes(self, file: File) -> datetime:
        """When the record closes and the review begins."""
        opened = [until for _, _, until in file.openings]
        return end_of(max([*opened, *(self._month_due(file, month) for month in MONTH_DUE)]))

    def ring(self, to: datetime) -> None:
        """Let the clock ring: records close, notices end, and at last the quarter does.

        A plan that was opened again and did not come leaves the approved one to be worked by.
        """
        for file in self.files.values():
            if file.stage == "planning" and file.approved and self.plan_closes(file) <= to:
                file.stage = "recording"
            if file.stage == "recording" and self.record_closes(file) <= to:
                file.stage = "appraising"
        for number, (status, posted) in enumerate(self.postings, start=1):
            if status == "open" and end_of(after(posted, 3)) <= to:
                self.postings[number - 1] = ("ended", posted)
                for file in self.files.values():
                    if file.stage == "publicity" and file.posting == number:
                        file.stage = "closed"
        if all(file.stage in FINAL and self._settled(file, to) for file in self.files.values()):
            self.concluded = True

    def _settled(self, file: File, to: datetime) -> bool:
        """Whether the time for objections to a result is over; what was not told has none."""
        if file.told_at is None or file.stage == "exempt":
            return True
        days = [after(day_of(file.told_at), 5)]
        if file.stage == "closed":
            days.append(after(self.postings[file.posting - 1][1], 3 + 5))
        return end_of(max(days)) <= to

    @property
    def taking_part(self) -> int:
        """How many take part: frozen by the first decision."""
        if self.n is not None:
            return self.n
        return sum(1 for file in self.files.values() if file.stage != "exempt")

    @property
    def good(self) -> int:
        """How many are 好."""
        return sum(1 for file in self.files.values() if file.grade == "好")

    @property
    def limit(self) -> int:
        """How many may be 好."""
        return 2 * self.taking_part // 5

    def batch(self) -> list[File]:
        """What a notice would show: the oldest session that has all heard, or else the oldest."""
        waiting = [file for file in self.files.values() if file.stage == "feedback"]
        sessions = sorted({file.session for file in waiting})
        deaf = {file.session for file in waiting if not file.told}
        ready = [session for session in sessions if session not in deaf]
        first = (ready or sessions or [0])[0]
        return [file for file in waiting if file.session == first]
