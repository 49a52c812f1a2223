"""The calendar quarter, the period of every appraisal (R08)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache

from rules.days import FIRST_YEAR, LAST_YEAR, plain_day

_ORDINALS = "一二三四"


_YEAR = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, order=True)
class Quarter:
    """One quarter of a year, written 2026Q3; quarters sort in time. ValueError if impossible."""

    year: int
    number: int

    def __post_init__(self) -> None:
        """Refuse a quarter that no calendar has."""
        if not FIRST_YEAR <= self.year <= LAST_YEAR or not 1 <= self.number <= len(_ORDINALS):
            raise ValueError(f"没有{self.year}年第{self.number}季度这一考核周期")

    @classmethod
    @lru_cache(maxsize=256)
    def parse(cls, text: str) -> Quarter:
        """Return the quarter written like 2026Q3; ValueError in Chinese for any other form."""
        if re.fullmatch(r"[0-9]{4}Q[1-4]", text) is None:
            raise ValueError(f"季度“{text[:20]}”应写成“2026Q3”的形式")
        return cls(int(text[:4]), int(text[-1]))

    @classmethod
    def of(cls, day: date) -> Quarter:
        """Return the quarter a Beijing day belongs to."""
        return cls(plain_day(day).year, (day.month + 2) // 3)

    def __str__(self) -> str:
        """Return the written form, 2026Q3."""
        return f"{self.year}Q{self.number}"

    @property
    def title(self) -> str:
        """Return the form people read, 2026年第三季度."""
        return f"{self.year}年第{_ORDINALS[self.number - 1]}季度"

    @cached_property
    def months(self) -> tuple[int, int, int]:
        """Return the numbers of its three months, such as (7, 8, 9)."""
        last = self.number * 3
        return last - 2, last - 1, last

    @property
    def first(self) -> date:
        """Return its first day."""
        return self.month_first(self.months[0])

    @property
    def last(self) -> date:
        """Return its last day."""
        return self.month_last(self.months[-1])

    @property
    def next(self) -> Quarter:
        """Return the quarter after this one."""
        return self._at(self.year * len(_ORDINALS) + self.number)

    @property
    def previous(self) -> Quarter:
        """Return the quarter before this one."""
        return self._at(self.year * len(_ORDINALS) + self.number - 2)

    def month_first(self, month: int) -> date:
        """Return the first day of one of its months (1–12); ValueError for another month."""
        if month not in self.months:
            raise ValueError(f"{month}月不在{self.title}之内")
        return date(self.year, month, 1)

    def month_last(self, month: int) -> date:
        """Return the last day of one of its months (1–12); ValueError for another month."""
        within_next = self.month_first(month) + timedelta(days=31)
        return within_next.replace(day=1) - timedelta(days=1)

    @staticmethod
    def _at(place: int) -> Quarter:
        year, number = divmod(place, len(_ORDINALS))
        return Quarter(year, number + 1)


@lru_cache(maxsize=256)
def quarter_of(period: str) -> Quarter:
    """Return the quarter of a period: itself, or for a year (2026) its last quarter (R08).

    ValueError in Chinese for any other form.
    """
    if _YEAR.fullmatch(period):
        return Quarter(int(period), len(_ORDINALS))
    return Quarter.parse(period)


def is_quarter(period: str) -> bool:
    """Whether a period is a quarter "2026Q3", not a year "2026"."""
    return _YEAR.fullmatch(period) is None


def period_title(period: str) -> str:
    """Return what people read for a period: 2026年第三季度, or 2026年度."""
    return f"{period}年度" if _YEAR.fullmatch(period) else Quarter.parse(period).title
