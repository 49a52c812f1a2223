"""The forms for more time and for a change of hands: what they start from, and what is beside."""

from collections.abc import Mapping
from typing import Any

from rules.calendar import beijing_day, quarter_of
from web.opened import Opened
from web.visit import Visit
from workflow.cycle import CYCLE
from workflow.duties import owed_on
from workflow.late import MONTH, item_title

PLAN, MONTHLY = "planning", "recording"


def _overdue(visit: Visit, file: Opened) -> list[str]:
    """What a person should have handed in by now, by item, in the order of its due day."""
    listed = owed_on(visit.site.office, file.loader, file.case, visit.at, visit.viewer)
    own = (d.item for d in listed if d.overdue and d.who == file.case.person)
    return list(dict.fromkeys(i for i in own if i == "plan" or i.startswith(MONTH)))


def reopening(visit: Visit, file: Opened, month: int) -> Mapping[str, Any]:
    """The plan or the month that is overdue; of several months the one asked for, else none."""
    overdue = _overdue(visit, file)
    if not month and "plan" in overdue:
        return {"stage": PLAN}
    if not month and len(overdue) == 1:
        month = int(overdue[0].removeprefix(MONTH))
    if month in quarter_of(file.case.period).months:
        return {"stage": MONTHLY, "month": str(month)}
    return {"stage": MONTHLY} if overdue else {}


def extending(_visit: Visit, file: Opened, month: int) -> Mapping[str, Any]:
    """The month asked for, if one is."""
    known = month in quarter_of(file.case.period).months
    return {"stage": MONTHLY, "month": str(month)} if known else {}


def reopen_beside(visit: Visit, file: Opened, _: Mapping[str, Any]) -> dict[str, Any]:
    """What is overdue, in words."""
    return {"overdue": [item_title(item) for item in _overdue(visit, file)]}


def reassign_beside(visit: Visit, file: Opened, _: Mapping[str, Any]) -> dict[str, Any]:
    """Which days a change of hands may be from, and where one of a later quarter is entered."""
    quarter, today = quarter_of(file.case.period), beijing_day(visit.at)
    later = file.loader.case_of(CYCLE.id, str(quarter.next), "")
    return {
        "first": quarter.first,
        "last": min(quarter.last, today),
        "last_of_quarter": quarter.last,
        "later": later.id if later else 0,
        "later_title": quarter.next.title,
    }
