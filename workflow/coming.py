"""What comes when no quarter is running: when the clock opens the next one, or why it cannot."""

from datetime import datetime
from typing import Any, NamedTuple

from rules.calendar import CalendarMissing, Quarter, beijing_day
from storage.registry import office_row
from workflow.office import Office
from workflow.opening import opening_instant


class Coming(NamedTuple):
    """The quarter of today and the next one that opens: when, or the year whose calendar lacks."""

    current: Quarter
    quarter: Quarter
    opens: datetime | None
    lacking: int | None


def coming(office: Office, connection: Any, at: datetime) -> Coming:
    """What comes next of an office at an instant."""
    current = Quarter.of(beijing_day(at))
    opens = office_row(connection, office.id).next_opening
    if opens is not None:
        return Coming(current, Quarter.of(beijing_day(opens)), opens, None)
    following = current.next
    try:
        # Brought in since, the calendar is taken up when the clock next rings.
        opens = opening_instant(following, office.policy_for(following), office.calendar)
    except CalendarMissing as gap:
        return Coming(current, following, None, gap.year)
    return Coming(current, following, opens, None)
