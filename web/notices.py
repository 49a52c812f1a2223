"""Publicity: the notices everybody of the office reads, and the forms that post and annul (R15)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from rules.calendar import CalendarMissing, beijing_day, period_title
from rules.guards.publicity import batch_to_publish
from rules.nouns import Case, Cohort, Posting, Role
from storage.load import Loader
from storage.roll import open_postings
from web.opened import Opened
from web.pages import shown
from web.periods import running
from web.visit import Here, Visit
from workflow.cycle import CYCLE
from workflow.duties import bench_of
from workflow.people import whole_cohort

router = APIRouter()
SHOWN = frozenset({"decisions", "feedbacks"})


@dataclass(frozen=True)
class Notice:
    """A notice as it hangs: its frozen entries, the days it stays, and whom to turn to.

    An entry is name, section and grade; of a year the grades of its quarters come after.
    """

    posting: Posting
    title: str
    entries: tuple[tuple[Any, ...], ...]
    standing: str
    corrects: str
    yearly: bool
    last: date | None
    left: int | None


@router.get("/notices")
def notices(visit: Here) -> Response:
    """What is public now, for all who are signed in: name, section and grade, no more."""
    office = visit.site.office
    with office.store.database.read() as connection:
        loader = visit.loader(connection)
        found = [
            _notice(visit, loader, period, posting)
            for period, posting in open_postings(connection, office.id)
        ]
        keeping = _kept_by(visit, loader)
    up = [n for n in found if n.last is None or n.last >= beijing_day(visit.at)]
    return shown(visit, "notices.html", notices=up, keeping=keeping)


def _kept_by(visit: Visit, loader: Loader) -> list[tuple[int, str]]:
    """The running quarters whose notices the reader posts, by number and title."""
    if Role.OFFICE not in visit.who.roles:
        return []
    found = ((loader.case_of(CYCLE.id, p, ""), period_title(p)) for p in running(loader))
    return [(case.id, title) for case, title in found if case]


def _notice(visit: Visit, loader: Loader, period: str, posting: Posting) -> Notice:
    """A notice from what was frozen when it was posted; nothing of it is read anew."""
    said: Mapping[str, Any] = json.loads(posting.content)
    yearly = "year" in said
    values = bench_of(visit.site.office, loader, period).policy.values
    days = values.annual_publicity_days if yearly else values.publicity_days
    last = last_day(visit, posting.posted, days)
    return Notice(
        posting,
        f"{period_title(period)}{'年度考核优秀等次' if yearly else '平时考核结果'}公示",
        tuple(tuple(entry) for entry in said["entries"]),
        said.get("standing", ""),
        said.get("corrects", ""),
        yearly,
        last,
        _left(visit, last) if last else None,
    )


def last_day(visit: Visit, posted: date, days: int) -> date | None:
    """The last day of a notice posted on a day; None while the calendar is missing."""
    try:
        return visit.site.office.calendar.after(posted, days)
    except CalendarMissing:
        return None


def _left(visit: Visit, last: date) -> int:
    today = beijing_day(visit.at)
    if today >= last:
        return 0
    return visit.site.office.calendar.count(today + timedelta(days=1), last)


def _cohort(file: Opened) -> Cohort:
    row = file.loader.quarter(file.case.period)
    return whole_cohort(file.loader, file.case.period, row.n, SHOWN)


def beside_publish(visit: Visit, file: Opened, _: Mapping[str, Any]) -> dict[str, Any]:
    """What the form that posts shows: the list as it will hang, and who has not heard yet."""
    values = bench_of(visit.site.office, file.loader, file.case.period).policy.values
    batch = batch_to_publish(_cohort(file))
    names = {p.id: p.name for p in file.loader.people(c.person for c in batch)}
    entries = sorted(
        (c.section, names[c.person], _grade(c, visit.who.person)) for c in batch if c.decision
    )
    return {
        "entries": entries,
        "unheard": [(c.id, names[c.person]) for c in batch if c.feedback is None],
        "values": values,
        "last": last_day(visit, beijing_day(visit.at), values.publicity_days),
    }


def _grade(case: Case, reader: str) -> str:
    """The grade that will hang; a reader whose own it is hears it before they read it here."""
    own = case.person == reader and case.feedback is None
    return case.decision.grade.value if case.decision and not own else "—"


def beside_annul(_: Visit, file: Opened, __: Mapping[str, Any]) -> dict[str, Any]:
    """What the form that annuls shows: which notice it is, and whom it lists."""
    up = [p for p in file.loader.of_quarter("postings", file.case.period) if p.status == "open"]
    newest: Posting | None = up[-1] if up else None
    entries = json.loads(newest.content)["entries"] if newest else []
    return {"posting": newest, "entries": entries, "open": len(up)}
