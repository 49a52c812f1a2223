"""From what is owed straight to the form by which it is settled, and on to what comes next."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from rules.calendar import Calendar, CalendarMissing, beijing_day, period_title
from rules.nouns import Case
from rules.result import PARTS, result_of
from rules.strokes import by_strokes
from storage.load import Loader
from storage.lookup import running
from web.visit import Visit
from workflow.cycle import CYCLE
from workflow.duties import Duty, bench_of, duties
from workflow.late import MONTH
from workflow.quarterly import QUARTERLY
from workflow.settling import ON_WHOLE

REVIEW, PROPOSE = "appraisal_due", "propose"
PROPOSING = QUARTERLY.by_id[PROPOSE].title

SOON = 10
"""Working days ahead that are put forward; what is due later can wait."""
LOCKED = frozenset({"plan_due", "summary_due"})
"""What an officer hands in, and cannot once its day has ended."""
APPROVAL, AMENDED = "plan_approval_due", "审定调整的工作计划"
"""An amended plan is approved by the same move as a first one, and called otherwise."""
CALLED = {
    "fraud_due": "弄虚作假的情况核查：研究认定",
    "fraud_statement_due": "就弄虚作假的情况核查陈述意见",
    "refusal_due": "不参加考核的情况核查：提醒教育",
    "refusal_decision_due": "不参加考核的情况核查：研究认定",
}
"""What is called otherwise to whoever owes it than in lists that others read."""


@dataclass(frozen=True)
class Next:
    """What the reader owes next: in words, where it is settled, and how much is left of it."""

    words: str
    place: str
    left: int


def move_of(duty: Duty, *, marked: bool) -> str:
    """The move that settles a duty; a review has two: marks are given before it is proposed."""
    return PROPOSE if duty.deadline == REVIEW and duty.move and marked else duty.move


def marked_in(visit: Visit, loader: Loader, period: str, owed: Iterable[Duty]) -> frozenset[int]:
    """The numbers of the files under review among what is owed that have all their marks."""
    numbers = {duty.case for duty in owed if duty.deadline == REVIEW}
    if not numbers:
        return frozenset()
    values = bench_of(visit.site.office, loader, period).policy.values
    cases = loader.by_ids(numbers, PARTS)
    return frozenset(case.id for case in cases if result_of(case, values).total is not None)


def amended_in(loader: Loader, owed: Iterable[Duty]) -> frozenset[int]:
    """The numbers of the files among what is owed whose plan to approve is an amended one."""
    numbers = {duty.case for duty in owed if duty.deadline == APPROVAL}
    cases = loader.by_ids(numbers, frozenset({"plans"})) if numbers else []
    return frozenset(c.id for c in cases if (plan := c.pending_plan) and plan.amendment)


def whole_of(loader: Loader, period: str, owed: Iterable[Duty]) -> int:
    """The number of a quarter's own case, if any of what is owed is settled there; else 0."""
    if all(duty.deadline not in ON_WHOLE for duty in owed):
        return 0
    whole = loader.case_of(CYCLE.id, period, "")
    return whole.id if whole else 0


def place_of(duty: Duty, marked: Iterable[int] = (), whole: int = 0) -> str:
    """The address of the form that settles a duty, else of its file; empty if it has no file."""
    if not duty.case:
        return ""
    if whole and duty.deadline in ON_WHOLE:
        return f"/cases/{whole}/do/{ON_WHOLE[duty.deadline]}"
    move = move_of(duty, marked=duty.case in marked)
    month = duty.item.removeprefix(MONTH) if duty.item.startswith(MONTH) else ""
    asked = f"?month={month}" if month and move else ""
    return f"/cases/{duty.case}" + (f"/do/{move}" if move else "") + asked


def left_until(day: date, calendar: Calendar, today: date) -> int | None:
    """The working days that are left after today until a day; None if no calendar says."""
    with suppress(CalendarMissing):
        return calendar.count(today, day) - calendar.is_working(today)
    return None


def next_after(visit: Visit, loader: Loader, case: Case) -> Next | None:
    """What the reader goes on with after a step on a case: on the case itself, else of its kind.

    Only what is due soon; None if no such thing is left in this quarter or another that runs.
    """
    who, office = visit.who.person, visit.site.office
    found = running(loader.connection, office.id)
    for period in dict.fromkeys([case.period, *found] if case.period in found else found):
        listed = duties(office, loader, period, visit.at, visit.viewer, who=who)
        owed = [duty for duty in listed if duty.case and duty.move and _timely(visit, duty)]
        if owed:
            duty = _chosen(loader, owed, case)
            left = sum(each.deadline == duty.deadline for each in owed)
            return _next(visit, loader, duty, left, (period, case.period))
    return None


def _chosen(loader: Loader, owed: Sequence[Duty], case: Case) -> Duty:
    """What of this comes next: on the case itself, else who follows in the list of what is owed."""
    if here := [duty for duty in owed if duty.case == case.id]:
        return here[0]
    people = {p.id: p.name for p in loader.people({d.subject for d in owed} | {case.person} - {""})}
    named = {duty: by_strokes(people.get(duty.subject, "")) for duty in owed}
    listed = sorted(owed, key=lambda duty: (duty.day, duty.what, named[duty]))
    this, first = by_strokes(people.get(case.person, "")), listed[0]
    alike = (d for d in listed if (d.day, d.what) == (first.day, first.what) and named[d] > this)
    return next(alike, first)


def _timely(visit: Visit, duty: Duty) -> bool:
    """Whether something is due soon, or late and can still be settled."""
    if duty.overdue:
        return duty.deadline not in LOCKED
    today = beijing_day(visit.at)
    left = left_until(duty.day, visit.site.office.calendar, today)
    return left is None or left <= SOON


def _next(visit: Visit, loader: Loader, duty: Duty, left: int, periods: tuple[str, str]) -> Next:
    """What comes next in words, of another quarter with its name; `periods`: its own, and this."""
    period, this = periods
    other = "" if period == this else period_title(period)
    own = duty.subject in ("", visit.who.person)
    subject = "" if own else loader.people([duty.subject])[0].name
    marked = marked_in(visit, loader, period, [duty])
    told = "，".join(text for text in (subject, other) if text)
    words = (PROPOSING if marked else duty.what) + (f"（{told}）" if told else "")
    return Next(words, place_of(duty, marked), left)
