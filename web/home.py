"""The first page: what the reader owes, by due day, and the files they may look at."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from rules.calendar import (
    Quarter,
    beijing_day,
    is_quarter,
    period_title,
)
from rules.nouns import Case, Person, Role
from rules.policy import Values
from rules.strokes import by_strokes
from storage.load import Loader, Near
from storage.lookup import concluded, running
from storage.roll import section_order, stage_counts, to_verify
from web import feedback, following, telling
from web.mine import (
    answered,
    cleared,
    known,
    over,
    own_files,
    planned,
    to_sign,
    withdrawn,
    year_to_sign,
)
from web.pages import shown
from web.quarter import MANY
from web.returned import PLAN, Back, reasons, sent_back
from web.steps import (
    AMENDED,
    APPROVAL,
    CALLED,
    SOON,
    amended_in,
    left_until,
    marked_in,
    place_of,
    whole_of,
)  # fmt: skip
from web.stuck import Stuck, batch_before, doors_of, gathered, tasks_of
from web.visit import Here, Visit
from workflow.at_work import at_work
from workflow.coming import coming
from workflow.cycle import CYCLE
from workflow.duties import Duty, bench_of, concerning, duties
from workflow.pages import PAGES
from workflow.quarterly import FILLING, QUARTERLY
from workflow.reading import record_reading
from workflow.sight import ENTITLED, OF_ROLE, sights
from workflow.tasks import Task
from workflow.veil import stage_seen

router = APIRouter()
TOGETHER = {
    feedback.OWED: ("结果反馈", telling.TOGETHER),
    following.OWED: ("结果运用事项", following.PATH),
}
"""By deadline, what can be done for many with one form, and where."""
DECIDED_BY = "decision_due"


@dataclass(frozen=True)
class Due:
    """Something the reader owes: what, whose, until when; how many working days follow today.

    `back` says why it was sent back, if it was; `amends` that a plan in force stays until then.
    """

    what: str
    subject: str
    period: str
    day: date
    left: int | None
    overdue: bool
    place: str
    back: str = ""
    amends: bool = False


@dataclass(frozen=True)
class File:
    """A file the reader may look at."""

    case: int
    name: str
    section: str
    page: str
    stage: str
    own: bool = False


@router.get("/")
def home(visit: Here) -> Response:
    """What the reader owes, what is stuck, and the files that are theirs to look at."""
    office, at = visit.site.office, visit.at
    with office.store.database.read() as connection:
        loader = visit.loader(connection)
        periods, owing = running(connection, office.id), at_work(office, loader, visit.viewer)
        listed = [
            (duty, period)
            for period in owing
            for duty in duties(office, loader, period, at, visit.viewer, who=visit.who.person)
        ]
        stuck = _tasks(visit, loader, owing)
        near = concerning(loader, visit.who.person, at)
        theirs = Near(visit.who.person, near.leaders, frozenset(), near.roles)
        held = [
            (period, _cases(loader, period, theirs, ended=period in periods))
            for period in reversed(owing)
        ]
        cases = [case for _, found in held for case in found]
        stands_in = any(c.supervisor in near.leaders - {visit.who.person} for c in cases)
        subjects = {d.subject for d, _ in listed} | {c.person for c in cases}
        people = {p.id: p for p in loader.people(subjects - {""})}
        today = beijing_day(at)
        back = sent_back(loader, cases, visit.who.person, at)
        owed = [*_owed(visit, loader, listed, people, back), *_mend(back, visit)]
        mine = _mine(visit, loader, cases, periods)
        next_ = None if periods else coming(office, connection, at)
        overseeing = bool(OF_ROLE.keys() & visit.who.roles)
        ended = concluded(connection, office.id) if overseeing else []
        finished = [(period_title(period), number) for period, number in ended]
        shown_periods = [
            _period(visit, loader, p, found, people, whole=p in periods) for p, found in held
        ]
        lines = _lines(visit, loader, stuck)
        (asked, unready), verifying = (
            _sessions(visit, loader, listed),
            _to_verify(visit, loader, owing),
        )
    told = [duty.seen_by for duty, _ in listed]
    if any(told) or any(task.seen_by for found in stuck.values() for task in found):
        record_reading(office, visit.who.person, "due", at, period="")  # before it is shown
    owed.sort(key=lambda due: (due.day, due.what, by_strokes(due.subject)))
    soon = [due for due in owed if due.left is None or due.left <= SOON]
    return shown(
        visit,
        "home.html",
        owed=soon,
        later=owed[len(soon) :],
        stuck=lines,
        periods=shown_periods,
        stands_in=stands_in,
        log=_own_log(cases, visit.who.person, today),
        own=_own(cases, visit.who.person),
        **mine,
        asked=asked,
        unready=unready,
        verifying=verifying,
        joint=_joint(duty for duty, _ in listed),
        coming=next_,
        said=visit.site.said.take(visit.who.session.digest).text,
        opens=Role.OFFICE in visit.who.roles,
        finished=finished,
    )


def _mine(
    visit: Visit, loader: Loader, cases: Sequence[Case], periods: Sequence[str]
) -> dict[str, Any]:
    """The reader's own results: to be signed for, known, of what is over, and objected to."""
    reader, values = visit.who.person, partial(_values, visit, loader)
    overseeing = bool(OF_ROLE.keys() & visit.who.roles)
    own, theirs = own_files(loader, cases, reader), [c for c in cases if c.person == reader]
    return {
        "signing": [*to_sign(own), *year_to_sign(loader, reader)],
        "planned": planned(own),
        "withdrawn": withdrawn(own, theirs),
        "cleared": cleared(theirs),
        "past": over(loader, reader, periods, values),
        "results": known(own, values),
        "answers": answered(loader, cases, reader, visit.at),
        "only_own": all(c.person == reader for c in cases) and not overseeing,
    }


def _values(visit: Visit, loader: Loader, period: str) -> Values:
    """The values of a quarter's or a year's pinned policy."""
    return bench_of(visit.site.office, loader, period).policy.values


def _joint(listed: Iterable[Duty]) -> list[tuple[str, int, str]]:
    """What the reader owes on several files and can do with one form: what, how many, where."""
    count = Counter(duty.deadline for duty in listed if duty.case and duty.move)
    return [
        (words, count[deadline], place)
        for deadline, (words, place) in TOGETHER.items()
        if count[deadline] > 1
    ]


def _sessions(
    visit: Visit, loader: Loader, listed: Iterable[tuple[Duty, str]]
) -> tuple[list[tuple[str, int]], list[tuple[str, int, int]]]:
    """What stands before the sessions the reader is to hold.

    Whose direct grade is to be confirmed or not: name and file; and of which quarter, when its day
    is over, how many are not ready: its title, how many, its file. Of a large office the session's
    own page tells.
    """
    asked, unready = [], []
    late: dict[str, bool] = {}
    for duty, period in listed:
        if duty.deadline == DECIDED_BY:
            late[period] = duty.overdue or late.get(period, False)
    for period, overdue in late.items():
        whole = loader.case_of(CYCLE.id, period, "")
        many = sum(stage_counts(loader.connection, loader.office, period).values()) > MANY
        if whole is None or many:
            continue
        batch = batch_before(visit, loader, period, entitled=False)
        asked += [(each.person.name, each.case.id) for each in batch.asked]
        if overdue and batch.unready:
            unready.append((period_title(period), len(batch.unready), whole.id))
    return asked, unready


def _to_verify(visit: Visit, loader: Loader, periods: Sequence[str]) -> int:
    """How many items of the ledger wait for the reader, as another clerk than who entered them."""
    if Role.OFFICE not in visit.who.roles:
        return 0
    return to_verify(loader.connection, loader.office, periods, visit.who.person)


def _own_log(cases: Iterable[Case], person: str, today: date) -> int | None:
    """The reader's own file in which today's work is written down; None if there is none."""
    period = str(Quarter.of(today))
    own = (c for c in cases if c.procedure == "quarterly" and c.person == person)
    return next((c.id for c in own if c.period == period and c.stage in FILLING), None)


def _own(cases: Iterable[Case], person: str) -> list[tuple[int, str]]:
    """The reader's own appraisals that run: the number of the file and its quarter."""
    own = (c for c in cases if c.procedure == QUARTERLY.id and c.person == person)
    return [(c.id, period_title(c.period)) for c in own]


def _cases(loader: Loader, period: str, theirs: Near, *, ended: bool) -> list[Case]:
    """The cases of a period about the reader and about those they lead, of every open page.

    Without `ended` only those that have not come to their end.
    """
    return [
        case
        for page in PAGES.values()
        if not page.collective and not page.sealed
        for case in loader.of_period(page.id, period, (), theirs)
        if ended or case.stage not in page.finals
    ]


def _owed(
    visit: Visit, loader: Loader, listed: Sequence[tuple[Duty, str]], people: dict[str, Person],
    back: Iterable[Back],
) -> Iterator[Due]:  # fmt: skip
    """What is owed in words, each with the place where it is settled."""
    calendar, today = visit.site.office.calendar, beijing_day(visit.at)
    why = reasons(back)
    for period in dict.fromkeys(period for _, period in listed):
        owed = [duty for duty, of in listed if of == period]
        marked, amended = marked_in(visit, loader, period, owed), amended_in(loader, owed)
        whole = whole_of(loader, period, owed)
        for duty in owed:
            own = duty.subject in ("", duty.who)
            subject = "" if own else people[duty.subject].name
            left = None if duty.overdue else left_until(duty.day, calendar, today)
            told = why.get((duty.case, duty.item)) if own else None
            again = duty.case in amended and duty.deadline == APPROVAL
            yield Due(
                AMENDED if again else CALLED.get(duty.deadline, duty.what),
                subject, period_title(period), duty.day, left, duty.overdue,
                place_of(duty, marked, whole), told.reason if told else "",
            )  # fmt: skip


def _mend(back: Iterable[Back], visit: Visit) -> Iterator[Due]:
    """What was sent back and nobody owes: it may be handed in again, and is put forward."""
    calendar, today = visit.site.office.calendar, beijing_day(visit.at)
    for each in back:
        if each.what:
            yield Due(
                each.what, "", period_title(each.period), each.until,
                left_until(each.until, calendar, today), False, each.place, each.reason,
                each.item == PLAN,
            )  # fmt: skip


def _tasks(visit: Visit, loader: Loader, periods: Iterable[str]) -> dict[str, list[Task]]:
    """What is stuck, by quarter, for those who settle such things."""
    if not any(role in OF_ROLE for role in visit.who.roles):
        return {}
    return {p: tasks_of(visit, loader, p, visit.viewer) for p in periods if is_quarter(p)}


def _lines(visit: Visit, loader: Loader, stuck: dict[str, list[Task]]) -> list[Stuck]:
    """What is stuck in lines, with where the reader settles it; of which quarter, if of several."""
    several = sum(1 for listed in stuck.values() if listed) > 1
    return [
        replace(line, period=period_title(period)) if several else line
        for period, listed in stuck.items()
        for line in gathered(listed, doors_of(visit, loader, period, listed))
    ]


def _period(
    visit: Visit, loader: Loader, period: str, cases: Iterable[Case], people: dict[str, Person],
    *, whole: bool,
) -> dict[str, object]:  # fmt: skip
    """A quarter or a year with the files of it that are the reader's to look at.

    With `whole` also where all of it is looked at.
    """
    files = [
        _file(case, people, entitled=bool(seen & ENTITLED), own=case.person == visit.who.person)
        for case in cases
        if (seen := sights(loader, visit.who.person, visit.who.roles, case, visit.at))
    ]
    files.sort(key=lambda file: (section_order(file.section), by_strokes(file.name), file.case))
    overseen = whole and bool(OF_ROLE.keys() & visit.who.roles)
    page = "cycle" if is_quarter(period) else "year"
    found = loader.case_of(page, period, "") if overseen else None
    return {
        "title": period_title(period),
        "files": files,
        "whole": found.id if found else None,
    }


def _file(case: Case, people: dict[str, Person], *, entitled: bool, own: bool) -> File:
    page = PAGES[case.procedure]
    stage = page.stage_titles[stage_seen(case.stage, entitled=entitled)]
    return File(case.id, people[case.person].name, case.section, page.title, stage, own=own)
