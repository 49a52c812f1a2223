"""What a person's special statuses come to in a quarter: a pure reckoning of intervals (R29).

Each status counts on the terms of its kind, which are data of the policy; the heaviest wins. What
the leading group decided otherwise, with a written reason, stands in its place.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from operator import itemgetter

from rules.calendar import Calendar, Quarter, at_clock, beijing_day, end_of
from rules.nouns import Case, Override, Status
from rules.policy import Policy
from rules.terms import Term, Treatment

PARTS = frozenset({"statuses", "overrides", "handovers"})
BEFORE_DECISION = frozenset({"planning", "plan_review", "recording", "appraising", "determining"})
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Counted:
    """A status that counts in a quarter: on how many of the quarter's working days.

    `full` tells that, with others of the kind, it leaves none of them.
    """

    status: Status
    term: Term
    days: int
    of: int
    full: bool = False

    @property
    def treatment(self) -> Treatment:
        """What it comes to."""
        return self.term.whole if self.full and self.term.whole else self.term.treatment


@dataclass(frozen=True, slots=True)
class Treated:
    """How a person is treated in a quarter, and why: the status that acts, or the override.

    `lighter` are the statuses that count as well but weigh less.
    """

    treatment: Treatment
    acting: Counted | None = None
    override: Override | None = None
    lighter: tuple[Counted, ...] = field(default=())

    @property
    def comment(self) -> bool:
        """Whether marks and a comment are given all the same."""
        return self.override is None and self.acting is not None and self.acting.term.comment

    @property
    def restricted(self) -> bool:
        """Whether the fact behind it is for the leading group and the auditor alone."""
        if self.treatment is Treatment.SUSPENDED:
            return True
        return self.acting is not None and self.acting.term.restricted


@dataclass(frozen=True, slots=True)
class Reckoner:
    """Reckons treatments in a quarter as they stand on a day."""

    quarter: Quarter
    policy: Policy
    calendar: Calendar
    on: date

    def of(self, case: Case) -> Treated:
        """How the person of a case is treated; CalendarMissing if days cannot be counted."""
        override = case.overrides[-1] if case.overrides else None
        statuses = [*case.statuses, *self._joined(case)]
        counted = self._counted(statuses, noted=bool(case.handovers)) if statuses else []
        order = self.policy.values.treatments
        counted.sort(key=lambda c: (order.index(c.treatment), c.status.since))
        heaviest = counted[0] if counted else None
        if override:
            return Treated(override.treatment, heaviest, override, tuple(counted[1:]))
        if heaviest is None:
            return Treated(Treatment.GRADED)
        return Treated(heaviest.treatment, heaviest, None, tuple(counted[1:]))

    def _joined(self, case: Case) -> Iterable[Status]:
        """One taken into the roster late came from elsewhere, unless a status says so already."""
        kind = self.policy.values.joiner_status
        if case.joined is None or any(s.kind == kind for s in case.statuses):
            return ()
        at = at_clock(case.joined, "00:00")
        return (Status(0, kind, case.joined, None, "", "", "", at),)

    def _counted(self, statuses: Iterable[Status], *, noted: bool) -> list[Counted]:
        known = [(s, t) for s in statuses if (t := self.policy.statuses.get(s.kind))]
        spans = [(s, t, span) for s, t in known if (span := self._span(s, t))]
        pools: dict[str, list[tuple[date, date]]] = {}
        for _, term, span in spans:
            if term.pool:
                pools.setdefault(term.pool, []).append(span)
        away = [span for _, term, span in spans if term.whole]
        found = []
        for status, term, span in spans:
            if term.note_excuses and noted:
                continue
            days = self._working(pools[term.pool] if term.pool else [span])
            whole = self.calendar.count(self.quarter.first, self.quarter.last)
            if counts(term, days, whole):
                full = bool(term.whole) and self._working(away) == whole
                found.append(Counted(status, term, days, whole, full))
        return found

    def _span(self, status: Status, term: Term) -> tuple[date, date] | None:
        """The days of the quarter on which a status counts; None if it does not reach it."""
        if term.while_open:
            if self.quarter.first > self.on or not is_open(status, self.on):
                return None
            return max(status.since, self.quarter.first), self.quarter.last
        if term.less_than is not None and status.since < self.quarter.first:
            return None
        last = lasts_until(status, term)
        first = max(status.since, self.quarter.first)
        end = self.quarter.last if last is None else min(last, self.quarter.last)
        return (first, end) if first <= end else None

    def _working(self, spans: Iterable[tuple[date, date]]) -> int:
        return working_days(spans, self.calendar)


def working_days(spans: Iterable[tuple[date, date]], calendar: Calendar) -> int:
    """The working days of some spans, a day that lies in several counted once."""
    found, done = 0, date.min
    for first, last in sorted(spans):
        start = max(first, done + timedelta(days=1)) if done > date.min else first
        if start <= last:
            found += calendar.count(start, last)
            done = last
    return found


def days_of(statuses: Iterable[Status], first: date, last: date, calendar: Calendar) -> int:
    """The working days of an interval on which any of some statuses lasts."""
    spans = [(max(s.since, first), min(s.until or last, last)) for s in statuses]
    return working_days([(a, b) for a, b in spans if a <= b], calendar)


def counts(term: Term, days: int, whole: int) -> bool:
    """Whether so many of a quarter's working days are enough, or few enough, for a kind."""
    if term.while_open:
        return True
    if term.less_than is not None:
        return days < term.less_than * whole
    return days > term.more_than * whole


def is_open(status: Status, on: date) -> bool:
    """Whether a status has begun and no end of it up to a day is on record."""
    over = bool(status.ended_by) and status.until is not None and status.until <= on
    return status.since <= on and not over


def lasts_until(status: Status, term: Term) -> date | None:
    """The last day on which a status counts by its terms; None if it is open."""
    ends = [status.until] if status.until else []
    if term.months and not status.until:
        ends.append(_months_on(status.since, term.months) - timedelta(days=1))
    if term.years:
        ends.append(date(status.since.year + term.years - 1, MONTHS, 31))
    if term.quarters:
        quarter = Quarter.of(status.since)
        for _ in range(term.quarters - 1):
            quarter = quarter.next
        ends.append(quarter.last)
    return min(ends, default=None)


def _months_on(day: date, months: int) -> date:
    """The same day so many months later, or the first of the next month where there is none."""
    place = day.year * MONTHS + day.month - 1 + months
    year, month = divmod(place, MONTHS)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        year, month = divmod(place + 1, MONTHS)
        return date(year, month + 1, 1)


def suspended_from(case: Case, quarter: Quarter, policy: Policy) -> datetime | None:
    """From when a case is to be suspended by what stands on record; None if it is not.

    An end that has been recorded, and an override, speak against it.
    """
    if not case.statuses:
        return None
    if case.overrides:
        override = case.overrides[-1]
        return override.at if override.treatment is Treatment.SUSPENDED else None
    found = []
    for status in case.statuses:
        term = policy.statuses.get(status.kind)
        if term is None or not term.while_open or term.treatment is not Treatment.SUSPENDED:
            continue
        if not status.ended_by:
            found.append(max(status.at, at_clock(max(status.since, quarter.first), "00:00")))
    return min(found, default=None)


def settles_from(case: Case, terms: Mapping[str, Term]) -> tuple[date, datetime] | None:
    """From which day, since when a suspended case is to be taken up by what stands on record.

    That is when the end of what suspended it was recorded, or when the day its end was foreseen
    for is over; None while there is neither, or where the group itself ordered the suspension.
    """
    if case.overrides and case.overrides[-1].treatment is Treatment.SUSPENDED:
        return None
    found: list[tuple[date, datetime]] = []
    for status in case.statuses:
        term = terms.get(status.kind)
        if term is None or not term.while_open or term.treatment is not Treatment.SUSPENDED:
            continue
        if status.ended_at is not None:
            found.append((beijing_day(status.ended_at), status.ended_at))
        elif status.until is not None:
            found.append((status.until, end_of(status.until)))
        else:
            return None
    return max(found, key=itemgetter(1), default=None)


def kind_of(name: str, terms: Mapping[str, Term]) -> str | None:
    """The kind a name stands for: its identifier, its title or another way to write it."""
    for kind, term in terms.items():
        if name in (kind, term.title, *term.also):
            return kind
    return None
