"""The calendar: shipped and imported yearly tables, read strictly (R15, R30).

The one place to import days from: quarters, Beijing instants and working days are offered here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

from rules.days import (
    BEIJING,
    at_clock,
    beijing_day,
    beijing_text,
    end_of,
    parse_day,
    parse_instant,
)
from rules.quarter import Quarter, is_quarter, period_title, quarter_of
from rules.workdays import Calendar, CalendarMissing, Year
from rules.year_table import parse_year

__all__ = [
    "BEIJING",
    "Calendar",
    "CalendarMissing",
    "Quarter",
    "Year",
    "at_clock",
    "beijing_day",
    "beijing_text",
    "end_of",
    "is_quarter",
    "load_calendar",
    "parse_day",
    "parse_instant",
    "parse_year",
    "period_title",
    "quarter_of",
    "year_text",
]

_SHIPPED = Path(__file__).with_name("holidays")


def load_calendar(years: Iterable[int] | None = None) -> Calendar:
    """Return the shipped calendar, or only `years` of it; CalendarMissing if one is not shipped.

    Read once and then shared: a Calendar never changes.
    """
    shipped = _shipped()
    if years is None:
        return shipped
    wanted = sorted(set(years))
    for year in wanted:
        if year not in shipped.years:
            raise CalendarMissing(year)
    return shipped.only(wanted)


@cache
def _shipped() -> Calendar:
    tables: dict[int, Year] = {}
    for path in sorted(_SHIPPED.glob("*.toml")):
        try:
            table = parse_year(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise ValueError(f"{path.name}：{error}") from error
        tables[int(path.stem)] = table
    return Calendar(tables)


def year_text(year: Year) -> str:
    """Write a year's table as the TOML that `parse_year` reads."""

    def days(listed: Iterable[date]) -> str:
        return ", ".join(day.isoformat() for day in sorted(listed))

    source = year.source.replace("\\", "\\\\").replace('"', '\\"')
    return (
        f'year = {year.year}\nsource = "{source}"\n'
        f"holidays = [{days(year.holidays)}]\nworkdays = [{days(year.workdays)}]\n"
    )
