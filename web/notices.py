"""Publicity: the notices everybody of the office reads, and the forms that post and annul (R15)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from rules.calendar import CalendarMissing, beijing_day, is_quarter, period_title
from rules.guards.publicity import batch_to_publish
from rules.nouns import Case, Cohort, Posting, Role
from rules.strokes import by_strokes
from rules.words import long_day_words
from storage.load import Loader
from storage.roll import open_postings
from web.opened import Opened
from web.pages import shown
from web.periods import running
from web.posting import to_annul, to_post
from web.visit import Here, Visit
from workflow.duties import bench_of
from workflow.misstated import Misstated, misstated
from workflow.people import whole_cohort
from workflow.quarterly import QUARTERLY
from workflow.veil import stage_seen

router = APIRouter()
SHOWN = frozenset({"decisions", "feedbacks"})
PUBLIC = frozenset({"publicity", "closed"})


@dataclass(frozen=True)
class Notice:
    """A notice as it hangs: its frozen entries, the days it stays, and whom to turn to.

    An entry is name, section and grade; of a year the grades of its quarters come after.
    """

    posting: Posting
    period: str
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
        keeping = to_post(visit, loader)
        annul = to_annul(visit, loader, {n.period for n in found})
        wrong = _misstated(visit, loader) if Role.OFFICE in visit.who.roles else []
    up = [n for n in found if n.last is None or n.last >= beijing_day(visit.at)]
    return shown(
        visit, "notices.html", notices=up, keeping=keeping, annul=annul, wrong=wrong,
        keeps=Role.OFFICE in visit.who.roles,
    )  # fmt: skip


def _misstated(visit: Visit, loader: Loader) -> list[tuple[Misstated, str]]:
    """What notices of the running quarters say that does not hold, and whose it is."""
    people = {p.id: p for p in loader.everyone()}
    cohorts = (
        whole_cohort(loader, p, loader.quarter(p).n, SHOWN)
        for p in running(loader)
        if is_quarter(p)
    )
    return [
        (each, people[each.case.person].name)
        for cohort in cohorts
        for each in misstated(cohort.cases, cohort.postings, people)
        if each.case.person != visit.who.person
    ]


def _notice(visit: Visit, loader: Loader, period: str, posting: Posting) -> Notice:
    """A notice from what was frozen when it was posted; nothing of it is read anew."""
    said: Mapping[str, Any] = json.loads(posting.content)
    yearly = "year" in said
    values = bench_of(visit.site.office, loader, period).policy.values
    days = values.annual_publicity_days if yearly else values.publicity_days
    last = last_day(visit, posting.posted, days)
    return Notice(
        posting,
        period,
        f"{period_title(period)}{'考核优秀等次' if yearly else '平时考核结果'}公示",
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


def until_when(visit: Visit, file: Opened) -> str:
    """How many the newest notice of a period names and until which day it hangs, in words."""
    up = [p for p in file.loader.of_quarter("postings", file.case.period) if p.status == "open"]
    if not up:
        return ""
    notice = _notice(visit, file.loader, file.case.period, up[-1])
    until = f"，至{long_day_words(notice.last)}24:00期满" if notice.last else ""
    return f"；第{notice.posting.number}次公示{len(notice.entries)}人{until}"


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
        "left_out": _left_out(file, batch),
        "entries": entries,
        "unheard": [(c.id, names[c.person]) for c in batch if c.feedback is None],
        "values": values,
        "last": last_day(visit, beijing_day(visit.at), values.publicity_days),
    }


def _left_out(file: Opened, batch: Iterable[Case]) -> list[tuple[int, str, str]]:
    """Who of the quarter is not on the notice to be posted, nor was on one: number, name, why."""
    on = {c.id for c in batch}
    found = [c for c in _cohort(file).cases if c.id not in on and c.stage not in PUBLIC]
    names = {p.id: p.name for p in file.loader.people(c.person for c in found)}
    return sorted(
        ((c.id, names[c.person], _why_out(c)) for c in found),
        key=lambda e: (e[2], by_strokes(e[1])),
    )


def _why_out(case: Case) -> str:
    """Why a case is not on the notice, as anybody may know it."""
    if case.stage == "feedback":
        unheard = "已研究确定，尚未反馈" if case.feedback is None else "已反馈"
        return f"{unheard}，另列一批公示"
    if case.aside:
        return "暂缓研究，补充研究以后另行公示"
    stage = stage_seen(case.stage, entitled=False)
    title = QUARTERLY.stage_titles[stage]
    if stage in QUARTERLY.finals:
        return f"{title}，不公示"
    return f"现处“{title}”，研究确定并反馈以后另行公示"


def _grade(case: Case, reader: str) -> str:
    """The grade that will hang; a reader whose own it is hears it before they read it here."""
    own = case.person == reader and case.feedback is None
    return case.decision.grade.value if case.decision and not own else "—"


def beside_annul(_: Visit, file: Opened, filled: Mapping[str, Any]) -> dict[str, Any]:
    """What the form that annuls shows: the notice that is named, else the newest, and its list."""
    up = [p for p in file.loader.of_quarter("postings", file.case.period) if p.status == "open"]
    named = [p for p in up if str(p.number) == filled.get("number")]
    posting: Posting | None = (named or up or [None])[-1]
    entries = json.loads(posting.content)["entries"] if posting else []
    return {"posting": posting, "entries": entries, "open": len(up)}
