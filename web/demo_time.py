"""The time of a demonstration: looked at, and moved on, by whoever tries it out."""

from datetime import date, datetime, timedelta

from fastapi import APIRouter
from fastapi.responses import Response

from rules.calendar import CalendarMissing, at_clock, beijing_day, parse_day
from web.pages import go, shown
from web.visit import Here, Visit
from workflow.demo import MOMENTS
from workflow.sweep import earliest

router = APIRouter()
PATH = "/demo-time"
FARTHEST = timedelta(days=92)
"""How far time is moved at once: a quarter."""
MORNING = "09:00"


@router.get(PATH)
def show(visit: Here, moved: int = -1, reminded: int = 0, opened: int = 0) -> Response:
    """What time it is in the demonstration, what its passing brought, how far it can be moved."""
    counts = ((moved, "截止、转入下一阶段等{}项"), (reminded, "提醒{}件"), (opened, "启动{}个季度"))
    done = [words.format(number) for number, words in counts if number > 0]
    return _page(visit, passed="、".join(done) or ("没有到期的事项" if moved == 0 else ""))


def _page(visit: Visit, trouble: str = "", status: int = 200, passed: str = "") -> Response:
    if visit.site.advance is None:
        raise visit.deny()
    today = beijing_day(visit.at)
    return shown(visit, "demo_time.html", status, today=today.isoformat(), trouble=trouble,
                 passed=passed, moments=MOMENTS.items(),
                 due=earliest(visit.site.office, visit.at + FARTHEST),
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
    done = visit.site.advance(to)
    return go(f"{PATH}?moved={done.moved}&reminded={done.reminded}&opened={len(done.opened)}")


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
