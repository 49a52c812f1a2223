"""How days and instants are put to people: Beijing time, a day's end as 24:00 of that day.

Sentences (mails, refusals, tasks) say 10月13日24:00; tables and lists say 2026-10-13 24:00.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from rules.calendar import BEIJING

LISTED = 8


def day_words(day: date) -> str:
    """A day as 10月13日."""
    return f"{day.month}月{day.day}日"


def long_day_words(day: date) -> str:
    """A day as 2026年10月13日."""
    return f"{day.year}年{day.month}月{day.day}日"


def instant_words(at: datetime) -> str:
    """An instant as 10月13日24:00 (a day's end) or 10月14日08:30, Beijing time."""
    local = at.astimezone(BEIJING)
    if (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0):
        return f"{day_words(local.date() - timedelta(days=1))}24:00"
    return f"{day_words(local.date())}{local:%H:%M}"


def minute_words(at: datetime) -> str:
    """An instant as 2026-10-13 24:00 (a day's end) or 2026-10-14 08:30, Beijing time."""
    local = at.astimezone(BEIJING)
    if (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0):
        return f"{local.date() - timedelta(days=1)} 24:00"
    return f"{local:%Y-%m-%d %H:%M}"


def level_words(levels: Iterable[str]) -> tuple[str, ...]:
    """The levels of a policy as people call them: once each, without what else they answer to."""
    chinese = [level for level in levels if not level.isascii()]
    return tuple(x for x in chinese if f"{x}级" not in chinese and not x.endswith("以上"))


def names_words(names: Iterable[str]) -> str:
    """A list of names, cut after a handful with the count of the rest."""
    listed = list(names)
    head = "、".join(listed[:LISTED])
    return head if len(listed) <= LISTED else f"{head}等{len(listed)}人"


def on_behalf(name: str, principal: str | None) -> str:
    """Who acted, and for whom if they were entrusted with it."""
    return f"{name}受{principal}委托代签" if principal else name
