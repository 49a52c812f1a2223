"""The time of a demonstration: looked at, and moved on, by whoever tries it out."""

from datetime import date, datetime, timedelta

from fastapi import APIRouter
from fastapi.responses import Response

from rules.calendar import CalendarMissing, at_clock, beijing_day, parse_day
from web.pages import go, shown
from web.visit import Here, Visit
from workflow.sweep import earliest

router = APIRouter()
PATH = "/demo-time"
FARTHEST = timedelta(days=92)
"""How far time is moved at once: a quarter."""
MORNING = "09:00"


@router.get(PATH)
def show(visit: Here) -> Response:
    """What time it is in the demonstration, and how far it can be moved."""
    return _page(visit)


def _page(visit: Visit, trouble: str = "", status: int = 200) -> Response:
    if visit.site.advance is None:
        raise visit.deny()
    today = beijing_day(visit.at)
    return shown(visit, "demo_time.html", status, today=today.isoformat(), trouble=trouble,
                 farthest=(today + FARTHEST).isoformat())  # fmt: skip


@router.post(PATH)
def move(visit: Here) -> Response:
    """Let time pass: to the next working day, to what falls due next, or to a day."""
    if visit.site.advance is None:
        raise visit.deny()
    try:
        to = _wanted(visit)
    except (CalendarMissing, ValueError) as why:
        return _page(visit, str(why), 422)
    visit.site.advance(to)
    return go(PATH)


def _wanted(visit: Visit) -> datetime:
    """The instant that is asked for; ValueError says what is wrong with it."""
    today = beijing_day(visit.at)
    by = visit.form.get("by", "")
    if by == "day":
        return at_clock(visit.site.office.calendar.after(today, 1), MORNING)
    if by == "due":
        found = earliest(visit.site.office, visit.at + FARTHEST)
        if found is None:
            raise ValueError("往后一个季度内没有到期的事项")
        return max(found, visit.at)
    to: date = parse_day(visit.form.get("day", ""))
    if not today < to <= today + FARTHEST:
        raise ValueError("请选今天以后、一个季度以内的一天")
    return at_clock(to, MORNING)
