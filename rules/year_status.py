"""What a person's special statuses come to in a year: what the annual body may not record (R20).

The terms are data of the policy; the heaviest counts. Nothing here gives a grade: a bar says which
grades of the year are not open, and by which document.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from rules.annual import Annual
from rules.calendar import Calendar
from rules.grade import AnnualGrade
from rules.policy import Policy
from rules.status import days_of, is_open
from rules.status_records import Status
from rules.terms import Term, YearBar

MONTHS, LAST = 12, 31
POOR_GRADES = frozenset({AnnualGrade.BASIC, AnnualGrade.INCOMPETENT})
"""What more than half poor quarters come to in principle."""
_SAID = {
    YearBar.INCOMPETENT: "本年度只能确定为“不称职”",
    YearBar.UNGRADED: "本年度只写评语、不定等次",
    YearBar.NOT_EXCELLENT: "本年度不得确定为“优秀”",
}
_ONLY = {
    YearBar.INCOMPETENT: AnnualGrade.INCOMPETENT,
    YearBar.UNGRADED: AnnualGrade.UNGRADED,
}


def bars(bar: YearBar, grade: AnnualGrade) -> bool:
    """Whether a bar leaves a grade of the year not open."""
    if bar is YearBar.NOT_EXCELLENT:
        return grade is AnnualGrade.EXCELLENT
    return grade is not _ONLY[bar]


def beyond_poor(found: Annual, bar: YearBar | None, grade: AnnualGrade) -> bool:
    """Whether a grade goes beyond what more than half poor quarters come to in principle.

    That no grade is given where a status leaves no other way does not.
    """
    if not found.more_than_half_poor or grade in POOR_GRADES:
        return False
    return grade is not AnnualGrade.UNGRADED or bar is not YearBar.UNGRADED


@dataclass(frozen=True, slots=True)
class YearStatus:
    """A status that bars grades of a year, and what it bars."""

    status: Status
    term: Term
    bar: YearBar

    def bars(self, grade: AnnualGrade) -> bool:
        """Whether a grade of the year is not open."""
        return bars(self.bar, grade)

    @property
    def said(self) -> str:
        """What it comes to, in words that tell nothing of the fact behind it."""
        return _SAID[self.bar]

    def because(self, *, entitled: bool) -> str:
        """What it comes to and why; a restricted fact is told to the entitled alone."""
        if self.term.restricted and not entitled:
            return f"{self.said}(所依据的情形限制知悉)"
        document = f"，{self.status.document}" if self.status.document else ""
        return f"{self.said}({self.term.title}{document})"


def year_status(
    statuses: Iterable[Status], year: int, policy: Policy, calendar: Calendar, on: date
) -> YearStatus | None:
    """The status that bars most in a year as things stand on a day; None if none does.

    CalendarMissing if a share of the year's working days cannot be counted.
    """
    found = list(_counted(list(statuses), year, policy, calendar, on))
    order = list(YearBar)
    return min(found, key=lambda s: (order.index(s.bar), s.status.since), default=None)


def _counted(
    statuses: list[Status], year: int, policy: Policy, calendar: Calendar, on: date
) -> Iterator[YearStatus]:
    first, last = date(year, 1, 1), date(year, MONTHS, LAST)
    terms = policy.statuses
    for status in statuses:
        term = terms.get(status.kind)
        if term is None:
            continue
        place = year - status.since.year
        if 0 <= place < len(term.annual):
            yield YearStatus(status, term, term.annual[place])
        if term.annual_while is None:
            continue
        if term.while_open:
            counts = status.since <= last and is_open(status, on)
        elif term.more_than:
            alike = [s for s in statuses if s is status or _pooled(s, term, policy)]
            days = days_of(alike, first, last, calendar)
            counts = days > term.more_than * calendar.count(first, last)
        else:
            counts = status.since <= last and (status.until is None or status.until >= last)
        if counts:
            yield YearStatus(status, term, term.annual_while)


def _pooled(status: Status, term: Term, policy: Policy) -> bool:
    """Whether a status is counted together with those of a kind."""
    other = policy.statuses.get(status.kind)
    return bool(term.pool) and other is not None and other.pool == term.pool
