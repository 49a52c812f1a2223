"""Noting that something was not done by its due day (R31)."""

from collections.abc import Callable, Iterable
from datetime import date

from rules.calendar import CalendarMissing, end_of
from rules.nouns import Case
from rules.rule import Ask
from storage.change import Put


def noted(ask: Ask, item: str, due: Callable[[], date]) -> tuple[Put, ...]:
    """Note a leader's act as late, once, if its due day has ended; leaders are never locked."""
    try:
        day = due()
    except CalendarMissing:
        return ()
    if ask.at < end_of(day) or any(late.item == item for late in ask.case.lateness):
        return ()
    return (lateness(ask.case.id, item, day, ask),)


def noted_each(
    ask: Ask, cases: Iterable[Case], item: str, due: Callable[[], date]
) -> dict[int, Put]:
    """Note what the group or the office did too late for many cases at once, by case."""
    try:
        day = due()
    except CalendarMissing:
        return {}
    if ask.at < end_of(day):
        return {}
    return {case.id: lateness(case.id, item, day, ask) for case in cases}


def lateness(case_id: int, item: str, due: date, ask: Ask) -> Put:
    """A line that an item was not done by the end of its due day."""
    values = {"case_id": case_id, "item": item, "due": due, "noted_at": ask.at}
    return Put("lateness", values | {"by": ask.actor.person})
