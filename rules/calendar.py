"""The calendar: shipped and imported yearly tables, read strictly (R15, R30).

The one place to import days from: quarters, Beijing instants and working days are offered here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path

from rules.days import (
    BEIJING,
    FIRST_YEAR,
    LAST_YEAR,
    at_clock,
    beijing_day,
    beijing_text,
    end_of,
    parse_day,
    parse_instant,
)
from rules.quarter import Quarter, is_quarter, period_title, quarter_of
from rules.toml import TomlError, read_toml
from rules.workdays import SATURDAY, Calendar, CalendarMissing, Year

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
_KEYS = ("year", "source", "holidays", "workdays")
_WEEKDAYS = "一二三四五六日"


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


def parse_year(text: str) -> Year:
    """Return the year's table written in TOML; keys: year, source, holidays, workdays.

    Strict: anything unknown, missing, doubled, contradictory or outside the year raises
    ValueError with a Chinese sentence that names the field.
    """
    table = _parse(text)
    year, source = _year(table["year"]), _source(table["source"])
    holidays, workdays = (_days(name, table[name], year) for name in ("holidays", "workdays"))
    if not holidays:
        raise _wrong("holidays", f"为空；{year}年不可能没有放假的日子")
    for day in sorted(holidays & workdays):
        raise _wrong("workdays", f"中的{day}同时列在 holidays 中，一天不能既放假又上班")
    for day in sorted(workdays):
        if day.weekday() < SATURDAY:
            weekday = _WEEKDAYS[day.weekday()]
            raise _wrong("workdays", f"中的{day}是星期{weekday}，只应列调休上班的星期六、星期日")
    return Year(year, source, holidays, workdays)


def year_text(year: Year) -> str:
    """Write a year's table as the TOML that `parse_year` reads."""

    def days(listed: Iterable[date]) -> str:
        return ", ".join(day.isoformat() for day in sorted(listed))

    source = year.source.replace("\\", "\\\\").replace('"', '\\"')
    return (
        f'year = {year.year}\nsource = "{source}"\n'
        f"holidays = [{days(year.holidays)}]\nworkdays = [{days(year.workdays)}]\n"
    )


def _parse(text: str) -> Mapping[str, object]:
    try:
        table = read_toml(text.removeprefix("\ufeff"))
    except TomlError as error:
        raise ValueError(f"工作日历文件不是有效的 TOML 写法：{error}") from None
    for key in table:
        if key not in _KEYS:
            raise _wrong(repr(key[:20]), f"不是工作日历的字段；字段只有 {'、'.join(_KEYS)}")
    for key in _KEYS:
        if key not in table:
            raise _wrong(key, "缺失")
    return table


def _year(value: object) -> int:
    if not isinstance(value, int) or not FIRST_YEAR <= value <= LAST_YEAR:
        raise _wrong("year", "应为四位数的年份，如 2026")
    return value


def _source(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _wrong("source", "应写明所依据通知的名称和文号")
    if re.search(r"[\x00-\x1f\x7f]", value):
        raise _wrong("source", "含有换行或控制字符")
    return value.strip()


def _days(name: str, value: object, year: int) -> frozenset[date]:
    if not isinstance(value, list):
        raise _wrong(name, "应为日期列表，如 [2026-10-01, 2026-10-02]")
    days: set[date] = set()
    for day in value:
        if not isinstance(day, date) or isinstance(day, datetime):
            raise _wrong(name, f"中的“{str(day)[:20]}”不是日期；日期应写成 2026-10-01，不加引号")
        if day.year != year:
            raise _wrong(name, f"中的{day}不在{year}年之内；跨年的日子应列入其所在年份的日历")
        if day in days:
            raise _wrong(name, f"中的{day}重复")
        days.add(day)
    return frozenset(days)


def _wrong(name: str, what: str) -> ValueError:
    return ValueError(f"工作日历的字段 {name} {what}")
