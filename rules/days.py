"""Beijing days and instants: a day is a `date` as Beijing reads it, an instant an aware UTC time.

Everything here is arithmetic on arguments; nothing reads a clock or the machine's own time zone.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache

BEIJING = timezone(timedelta(hours=8))
"""Beijing time; China has kept no summer time since long before the regulation."""

FIRST_YEAR, LAST_YEAR = 1900, 2999
"""Years accepted from outside, so that no arithmetic on them leaves what `date` can hold."""

_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_INSTANT = re.compile(
    rf"{_DAY}(?:[T ]{_CLOCK}(?::[0-5][0-9](?:\.[0-9]{{1,6}})?)?(?:Z|[+-]{_CLOCK})?)?"
)


@lru_cache(maxsize=4096)
def end_of(day: date) -> datetime:
    """Return the end of a Beijing day, 24:00, as an aware UTC instant."""
    return at_clock(day, "00:00") + timedelta(days=1)


@lru_cache(maxsize=4096)  # thousands of cases fall due at the same few instants
def at_clock(day: date, clock: str) -> datetime:
    """Return the instant of `clock` ("HH:MM", Beijing) on `day`; ValueError for another form."""
    if re.fullmatch(_CLOCK, clock) is None:
        raise ValueError(f"时刻“{clock[:20]}”应写成“08:30”的形式")
    moment = time(int(clock[:2]), int(clock[3:]))
    return datetime.combine(plain_day(day), moment, BEIJING).astimezone(UTC)


@lru_cache(maxsize=4096)
def beijing_day(instant: datetime) -> date:
    """Return the Beijing day an instant falls on; 24:00 belongs to the next day."""
    return _in_beijing(instant).date()


def beijing_text(instant: datetime) -> str:
    """Return an instant as people and JSON read it: 2026-07-03T09:00:00+08:00, losing nothing."""
    return _in_beijing(instant).isoformat()


def parse_day(text: str) -> date:
    """Return the day written YYYY-MM-DD; ValueError in Chinese for anything else."""
    if re.fullmatch(_DAY, text) is None:
        raise ValueError(f"日期“{text[:40]}”应写成“2026-07-03”的形式")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"日期“{text}”不存在，请核对月份和日子") from None
    return _in_range(day)


def parse_instant(text: str) -> datetime:
    """Return the UTC instant that `text` names; without an offset it is Beijing time.

    A bare day is its 00:00. Raises ValueError with a Chinese sentence for any other form.
    """
    if _INSTANT.fullmatch(text) is None:
        raise ValueError(f"时间“{text[:40]}”应写成“2026-07-03T09:00:00”的形式（北京时间）")
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"时间“{text}”不存在，请核对日期和时刻") from None
    _in_range(instant.date())
    return (instant if instant.tzinfo else instant.replace(tzinfo=BEIJING)).astimezone(UTC)


def plain_day(day: date) -> date:
    """Return `day`, refusing a datetime: it passes for a date but may be another zone's day."""
    if isinstance(day, datetime):
        raise TypeError("a Beijing day is wanted, not an instant; use beijing_day()")
    return day


def _in_beijing(instant: datetime) -> datetime:
    # A naive time would silently be read in the machine's own zone.
    if instant.tzinfo is None:
        raise ValueError("时间缺少时区，不能换算为北京时间")
    return instant.astimezone(BEIJING)


def _in_range(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"年份{day.year}超出范围，应在{FIRST_YEAR}年至{LAST_YEAR}年之间")
    return day
