"""The first page: what the reader owes, by due day, and the files they may look at."""

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter
from fastapi.responses import Response

from rules.calendar import Calendar, CalendarMissing, beijing_day, period_title
from rules.nouns import Case, Person
from storage.load import Loader
from storage.lookup import quarters
from web.pages import shown
from web.visit import Here, Visit
from workflow.duties import Duty, Task, duties, tasks
from workflow.pages import PAGES
from workflow.quarterly import QUARTERLY
from workflow.reading import record_reading
from workflow.sight import ENTITLED, OF_ROLE, sights
from workflow.veil import stage_seen

router = APIRouter()
NEAR = 10
"""Working days ahead that are shown at once; what is due later stands folded below."""


@dataclass(frozen=True)
class Due:
    """Something the reader owes: what, whose, until when; how many working days follow today."""

    what: str
    subject: str
    period: str
    day: date
    left: int | None
    overdue: bool
    case: int


@dataclass(frozen=True)
class File:
    """A file the reader may look at."""

    case: int
    name: str
    section: str
    stage: str


@router.get("/")
def home(visit: Here) -> Response:
    """What the reader owes, and the running quarters."""
    office, at = visit.site.office, visit.at
    with office.store.database.read() as connection:
        loader = Loader(connection, office.id, lock=False)
        people = {p.id: p for p in loader.everyone()}
        known = quarters(connection, office.id)
        running = [q.period for q in known if q.stage != "concluded"] or [
            q.period for q in known[-1:]
        ]
        listed = [
            (duty, period)
            for period in running
            for duty in duties(office, loader, period, at, visit.viewer)
            if duty.who == visit.who.person
        ]
        stuck = _tasks(visit, loader, running)
        shown_quarters = [_quarter(visit, loader, period, people) for period in reversed(running)]
    if any(task.seen_by for task in stuck) or any(duty.seen_by for duty, _ in listed):
        record_reading(office, visit.who.person, "due", at, period="")  # before it is shown
    today = beijing_day(at)
    owed = [_due(duty, period, people, office.calendar, today) for duty, period in listed]
    owed.sort(key=lambda due: (due.day, due.what, due.subject))
    near = [due for due in owed if due.left is None or due.left <= NEAR]
    return shown(
        visit, "home.html", owed=near, later=owed[len(near) :], stuck=stuck, quarters=shown_quarters
    )


def _due(
    duty: Duty, period: str, people: dict[str, Person], calendar: Calendar, today: date
) -> Due:
    own = duty.subject == duty.who or not duty.subject
    subject = "" if own else people[duty.subject].name
    try:
        left = (
            None if duty.overdue else calendar.count(today, duty.day) - calendar.is_working(today)
        )
    except CalendarMissing:
        left = None
    return Due(duty.what, subject, period_title(period), duty.day, left, duty.overdue, duty.case)


def _tasks(visit: Visit, loader: Loader, running: list[str]) -> list[Task]:
    """What is stuck, for those who settle such things."""
    if not any(role in OF_ROLE for role in visit.who.roles):
        return []
    return [
        task
        for period in running
        for task in tasks(visit.site.office, loader, period, visit.at, visit.viewer)
    ]


def _quarter(
    visit: Visit, loader: Loader, period: str, people: dict[str, Person]
) -> dict[str, object]:
    """A quarter with the files of it that the reader may look at."""
    files = [
        _file(case, people, entitled=bool(seen & ENTITLED))
        for case in loader.of_period(QUARTERLY.id, period)
        if (seen := sights(loader, visit.who.person, visit.who.roles, case, visit.at))
    ]
    cycle = loader.case_of("cycle", period, "")
    return {"title": period_title(period), "files": files, "cycle": cycle.id if cycle else None}


def _file(case: Case, people: dict[str, Person], *, entitled: bool) -> File:
    stage = stage_seen(case.stage, entitled=entitled)
    title = PAGES[case.procedure].stage_titles[stage]
    return File(case.id, people[case.person].name, case.section, title)
