"""The quarter on one page: where everyone is, its days, its tasks, and what is done for all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from rules.calendar import beijing_day, quarter_of
from rules.nouns import Case
from rules.words import day_words
from storage.load import Loader
from storage.roll import Wanted, files, sections_of, stage_counts
from web.case import AWAITING, course, said
from web.opened import Opened, opened
from web.pages import shown
from web.paging import ORDERS, Paging, order_of, page_number
from web.restricted import on_record
from web.stuck import doors_of, gathered, tasks_of
from web.visit import Denied, Here, Visit
from workflow.agenda import owed
from workflow.cycle import CYCLE
from workflow.duties import bench_of
from workflow.effects.record import item_words
from workflow.late import item_title, standing
from workflow.milestones import days_left, milestones
from workflow.owing.owed import Bench
from workflow.owing.quarterly import PARTS
from workflow.possible import Possible, possible_moves
from workflow.quarterly import QUARTERLY
from workflow.round import posting_ends
from workflow.veil import NOBODY, SEEN_STAGES, stage_seen

router = APIRouter()
QUARTER = "/quarters/{number}"
MANY = 400
"""Files from which on what bars each move is told on the move's own form alone."""
LATE_PARTS = PARTS | {"summaries", "exemptions"}
PURPOSES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("研究确定", ("decide", "send_back", "recall_decision", "postpone_session")),
    ("公示", ("publish", "annul_publicity")),
    ("期限", ("extend", "confirm")),
    ("人员和特殊情形", ("amend_roster", "reassign", "hand_over_note", "set_status", "end_status",
                "override_status", "settle_suspension")),
    ("受托代签和回避", ("appoint_delegate", "end_delegation")),
    ("反映异议和问题", ("object_other", "register_lead", "report_irregularity",
                  "note_flag")),
    ("改进措施", ("adopt_measure", "measure_done")),
)  # fmt: skip
"""What is done for the whole office, by what it is for; what stands nowhere comes last."""


@dataclass(frozen=True)
class Share:
    """A stage of the bar: how many files are in it, and where it lies, of a hundred."""

    stage: str
    title: str
    count: int
    start: float
    width: float


@dataclass(frozen=True)
class File:
    """A file in the list: where it is, what is owed on it, what was late."""

    case: Case
    name: str
    stage_title: str
    owed: tuple[tuple[str, date, bool], ...]
    late: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """What part of the list is asked for."""

    section: str = ""
    name: str = ""
    stage: str = ""
    order: str = ""


@router.get(QUARTER)
def show(
    visit: Here, number: int, section: str = "", stage: str = "", order: str = "", page: int = 1,
    done: int = 0,
) -> Response:  # fmt: skip
    """The quarter: for the office, the leading group and the auditor."""
    return _page(visit, number, Asked(section, "", stage, order_of(order)), page, done)


@router.post(QUARTER)
def find(visit: Here, number: int) -> Response:
    """The same, of somebody whose name is looked for: no name stands in an address."""
    form = visit.form
    asked = Asked(
        form.get("section", ""), form.get("name", "").strip(), form.get("stage", ""),
        order_of(form.get("order", "")),
    )  # fmt: skip
    return _page(visit, number, asked, page_number(form.get("page", "")), 0)


def _page(visit: Visit, number: int, asked: Asked, page: int, done: int) -> Response:
    office = visit.site.office
    query = {"section": asked.section, "stage": asked.stage, "order": asked.order}
    paging = Paging.of(page, query, asked.name)
    with office.store.database.read() as connection:
        file = opened(visit, visit.loader(connection), number)
        if file.case.procedure != CYCLE.id:
            raise Denied()
        values = on_record(
            visit,
            lambda entitled: _told(visit, file, asked, paging, entitled=entitled),
            lambda told: bool(told["restricted"]),
            entitled=file.entitled,
            period=file.case.period,
        )
        just = said(visit, file, done) if done else ""
    return shown(visit, "quarter.html", said=just, asked=asked, **values)


def _told(
    visit: Visit, file: Opened, asked: Asked, paging: Paging, *, entitled: bool
) -> dict[str, Any]:
    """What the page says of a quarter, as far as its reader may see it."""
    office, loader, case, at = visit.site.office, file.loader, file.case, visit.at
    bar = _bar(stage_counts(loader.connection, office.id, case.period), entitled=entitled)
    everyone = sum(share.count for share in bar)
    stuck = tasks_of(visit, loader, case.period, visit.viewer if entitled else NOBODY)
    kept = any(t.seen_by for t in stuck) or any(s.stage in SEEN_STAGES for s in bar)
    return {
        "case": case,
        "title": quarter_of(case.period).title,
        "stage_title": CYCLE.stage_titles[case.stage],
        "bar": bar,
        "whole": everyone,
        "sections": sections_of(loader.connection, office.id, case.period),
        "days": milestones(office, loader, case.period, at),
        "today": beijing_day(at),
        "stuck": gathered(stuck, doors_of(visit, loader, case.period, stuck)),
        "awaiting": _awaiting(loader, case.period),
        "confirming": AWAITING,
        "notices": _notices(loader, bench_of(office, loader, case.period), visit),
        "groups": list(grouped(_moves(visit, file, everyone))),
        "course": course(visit, file, entitled=entitled),
        "restricted": entitled and kept,
        **_listed(visit, file, asked, paging, entitled=entitled),
    }


def _listed(
    visit: Visit, file: Opened, asked: Asked, paging: Paging, *, entitled: bool
) -> dict[str, Any]:
    """The piece of the list that is asked for."""
    office, loader, period = visit.site.office, file.loader, file.case.period
    bench = bench_of(office, loader, period)
    cut = paging.offset, paging.size
    wanted = Wanted(asked.name, asked.section, *cut, strokes=bool(asked.order))
    stages = _within(asked.stage, entitled=entitled)
    found = files(loader.connection, office.id, period, wanted, stages)
    cases = {c.id: c for c in loader.by_ids(found.rows, LATE_PARTS)}
    names = {p.id: p.name for p in loader.people(c.person for c in cases.values())}
    rows = [_file(cases[i], names, bench, visit, entitled=entitled) for i in found.rows]
    return {"rows": rows, "paging": paging.over(found.total), "orders": ORDERS}


def _bar(counts: Mapping[str, int], *, entitled: bool) -> list[Share]:
    """The stages in the order of the page, each with its share of all files."""
    seen: dict[str, int] = {}
    for name, count in counts.items():
        told = stage_seen(name, entitled=entitled)
        seen[told] = seen.get(told, 0) + count
    everyone, start, found = sum(counts.values()), 0, []
    for stage in QUARTERLY.stages:
        if many := seen.get(stage.id):
            width = _part(many, everyone)
            found.append(Share(stage.id, stage.title, many, _part(start, everyone), width))
            start += many
    return found


def _part(count: int, everyone: int) -> float:
    return round(100 * count / everyone, 2)


def _within(stage: str, *, entitled: bool) -> list[str] | None:
    """The stages that a reader means by one they see."""
    if stage not in QUARTERLY.stage_titles:
        return None
    return [s for s in QUARTERLY.stage_titles if stage_seen(s, entitled=entitled) == stage]


def _file(
    case: Case, names: Mapping[str, str], bench: Bench, visit: Visit, *, entitled: bool
) -> File:
    """A file with what is overdue on it, what is owed next, and what else came late."""
    at, today = visit.at, beijing_day(visit.at)
    listed = sorted(
        (o for o in owed(case, bench)[0] if o.since is None or o.since <= at), key=lambda o: o.day
    )
    late = [o for o in listed if o.day < today]
    told = [(item_title(o.item, bench.policy), o.day, o.day < today) for o in listed]
    open_ = {o.item for o in late}
    past = [each.item for each in standing(case, bench, at) if each.item not in open_]
    return File(
        case,
        names[case.person],
        QUARTERLY.stage_titles[stage_seen(case.stage, entitled=entitled)],
        tuple(told[: len(late) + 1]),
        tuple(item_title(item, bench.policy) for item in past),
    )


def _notices(loader: Loader, bench: Bench, visit: Visit) -> list[dict[str, Any]]:
    """The notices of the quarter, newest first, with the days they still stay up."""
    return [
        {"posting": p, "ends": posting_ends(p, bench), "left": days_left(p, bench, visit.at)}
        for p in reversed(loader.of_quarter("postings", str(bench.quarter)))
    ]


def _awaiting(loader: Loader, period: str) -> list[str]:
    """Extensions for all that are asked for and not in effect yet, in words."""
    return [
        f"{item_words(e.item, e.month)}，全体延期至{day_words(e.until)}"
        for e in loader.of_quarter("extensions", period)
        if e.status == "pending"
    ]


def _moves(visit: Visit, file: Opened, everyone: int) -> list[Possible]:
    """What is the reader's to do for the whole office."""
    office, who = visit.site.office, visit.who.person
    asked = possible_moves(office, file.loader, file.case, who, visit.at, judged=everyone <= MANY)
    return [p for p in asked if p.theirs]


def grouped(moves: Iterable[Possible]) -> Iterable[tuple[str, list[Possible]]]:
    """Moves by what they are for, in a fixed order."""
    left = {p.move.id: p for p in moves}
    for title, names in PURPOSES:
        found = [left.pop(name) for name in names if name in left]
        if found:
            yield title, found
    if left:
        yield "其他", list(left.values())
