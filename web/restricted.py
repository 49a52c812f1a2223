"""What is restricted on a page: put on record before it is shown, or not shown (R28)."""

from collections.abc import Callable
from typing import TypeVar

from storage.database import DatabaseError
from web.visit import Visit
from workflow.reading import CannotRecord, record_reading

Seen = TypeVar("Seen")


def on_record(
    visit: Visit,
    build: Callable[[bool], Seen],
    holds: Callable[[Seen], bool],
    *,
    entitled: bool,
    period: str = "",
    case: int | None = None,
) -> Seen:
    """What a reader may see; `build` makes it for one who is entitled, or for anybody.

    If `holds` says that it holds what is restricted, a line goes to the journal first; if that
    cannot be written, the reader sees what anybody does.
    """
    if not entitled:
        return build(False)
    whole = build(True)
    if not holds(whole):
        return whole
    office = visit.site.office
    try:
        record_reading(office, visit.who.person, "page", visit.at, case=case, period=period)
    except (CannotRecord, DatabaseError):
        return build(False)
    return whole
