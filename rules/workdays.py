"""Working days by the State Council's yearly tables; a year without a table is never guessed.

Counting is by bisection in a sorted list of working days, built once per run of known years.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import NamedTuple

from rules.days import plain_day

SATURDAY = 5
"""`date.weekday()` of the first day of the weekend."""


@dataclass(frozen=True)
class Year:
    """A year's departures from Monday-to-Friday.

    `holidays`: days off (weekend days among them change nothing); `workdays`: Saturdays and
    Sundays that are worked; `source`: title and number of the notice.
    """

    year: int
    source: str
    holidays: frozenset[date] = field(repr=False)
    workdays: frozenset[date] = field(repr=False)

    def works(self, day: date) -> bool:
        """Tell whether `day`, a day of this year, is worked."""
        return day in self.workdays or (day.weekday() < SATURDAY and day not in self.holidays)

    def working_days(self) -> tuple[date, ...]:
        """Return every working day of the year, in order."""
        first = date(self.year, 1, 1)
        length = (date(self.year, 12, 31) - first).days + 1
        days = (first + timedelta(days=ordinal) for ordinal in range(length))
        return tuple(day for day in days if self.works(day))


class CalendarMissing(Exception):
    """A day was needed in a year whose table nobody has supplied; `year` says which."""

    def __init__(self, year: int) -> None:
        """Remember the year that is missing."""
        super().__init__(year)
        self.year = year

    def __str__(self) -> str:
        """Return the sentence people read: what, why, what to do."""
        return (
            f"缺少{self.year}年工作日历，涉及该年的期限暂不能推算；"
            f"请考核办导入国务院办公厅放假通知后继续办理"
        )


class _Run(NamedTuple):
    """The working days, in order, of consecutive known years."""

    days: tuple[date, ...]
    first_year: int
    last_year: int


@dataclass(frozen=True, eq=False)
class Calendar:
    """The known years; equal only to itself, compare two by `digest`.

    Every answer that would need a day of an unknown year raises CalendarMissing with that year.
    """

    years: Mapping[int, Year]

    def __post_init__(self) -> None:
        """Keep an own, ordered copy, since what is counted from it is kept too."""
        for year, table in self.years.items():
            if year != table.year:
                raise ValueError(f"{table.year}年的工作日历不能用作{year}年的日历")
        object.__setattr__(self, "years", dict(sorted(self.years.items())))

    @cached_property
    def digest(self) -> str:
        """Return the sha256 (hex) of the canonical text of all tables, sources included."""
        tables = [
            [year, table.source, *(sorted(map(str, d)) for d in (table.holidays, table.workdays))]
            for year, table in self.years.items()
        ]
        text = json.dumps(tables, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def is_known(self, day: date) -> bool:
        """Tell whether the table of the day's year is there."""
        return day.year in self.years

    def is_working(self, day: date) -> bool:
        """Tell whether people work on `day`."""
        days = self._run(day.year).days
        place = bisect_left(days, day)
        return place < len(days) and days[place] == day

    @lru_cache(maxsize=4096, typed=True)  # noqa: B019 - calendars are few and live long
    def after(self, day: date, n: int) -> date:
        """Return the n-th working day strictly after `day`; `day` itself when n is 0."""
        if n == 0:
            return plain_day(day)
        run, place = self._beyond(day)
        return _pick(run, place + _natural(n) - 1)

    def before(self, day: date, n: int) -> date:
        """Return the n-th working day strictly before `day`; `day` itself when n is 0."""
        if n == 0:
            return plain_day(day)
        run = self._run(day.year - 1 if (day.month, day.day) == (1, 1) else day.year)
        return _pick(run, bisect_left(run.days, day) - _natural(n))

    @lru_cache(maxsize=4096, typed=True)  # noqa: B019 - as above
    def nth(self, first: date, n: int) -> date:
        """Return the n-th working day (n ≥ 1) on or after `first`."""
        run = self._run(first.year)
        return _pick(run, bisect_left(run.days, first) + _natural(n) - 1)

    def days_after(self, day: date, n: int) -> tuple[date, ...]:
        """Return the n working days strictly after `day`, in order."""
        if n == 0:
            return ()
        run, place = self._beyond(day)
        _pick(run, place + _natural(n) - 1)
        return run.days[place : place + n]

    def count(self, first: date, last: date) -> int:
        """Return how many working days lie from `first` to `last`, both included."""
        if last < first:
            return 0
        run = self._run(first.year)
        if last.year > run.last_year:
            raise CalendarMissing(run.last_year + 1)
        return bisect_right(run.days, last) - bisect_left(run.days, first)

    def only(self, years: Iterable[int]) -> Calendar:
        """Return a calendar that knows these years alone, so far as this one knows them."""
        kept = set(years)
        return Calendar({year: table for year, table in self.years.items() if year in kept})

    @cached_property
    def _runs(self) -> dict[int, _Run]:
        """Map each known year to the run of consecutive years it lies in."""
        runs: dict[int, _Run] = {}
        for start in self.years:
            if start - 1 in self.years:
                continue
            end = start
            while end + 1 in self.years:
                end += 1
            span = range(start, end + 1)
            days = tuple(day for year in span for day in self.years[year].working_days())
            runs.update(dict.fromkeys(span, _Run(days, start, end)))
        return runs

    def _run(self, year: int) -> _Run:
        try:
            return self._runs[year]
        except KeyError:
            raise CalendarMissing(year) from None

    def _beyond(self, day: date) -> tuple[_Run, int]:
        """Return the run that follows `day` and the place of its first working day after it."""
        # Nothing is asked about `day` itself: on 31 December only the next year need be known.
        run = self._run(day.year + 1 if (day.month, day.day) == (12, 31) else day.year)
        return run, bisect_right(run.days, day)


def _pick(run: _Run, place: int) -> date:
    """Return the working day at `place`; CalendarMissing for the year it would lie in."""
    if place < 0:
        raise CalendarMissing(run.first_year - 1)
    if place >= len(run.days):
        raise CalendarMissing(run.last_year + 1)
    return run.days[place]


def _natural(n: int) -> int:
    if n < 1:
        raise ValueError(f"工作日数应为正整数，不能是{n}")
    return n
