"""When the clock looks next: everything falls due at a day's end or on the reminding hour."""

from datetime import datetime, timedelta
from functools import lru_cache

from rules.calendar import at_clock, beijing_day, end_of


@lru_cache(maxsize=1024)  # many cases are touched at the same instant
def next_wake(at: datetime, hour: str) -> datetime:
    """The first instant after `at` at which anything can be due; reminders come at `hour`."""
    day = beijing_day(at)
    morning = at_clock(day, hour)
    if at < morning:
        return morning
    midnight = end_of(day)
    return midnight if at < midnight else at_clock(day + timedelta(days=1), hour)
