"""A file and what can be done with it: the case, its course, and the form of each move."""

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from rules.calendar import quarter_of
from rules.nouns import Case
from rules.rule import Obstacle
from storage import accounts, passwords
from storage.accounts import draft_of
from storage.history import case_lines
from storage.load import Loader
from storage.lookup import lines
from storage.registry import section_names
from web import drafts
from web.beside import beside
from web.forms import Known, fields_of, read
from web.opened import Opened, opened
from web.pages import go, shown
from web.visit import Here, Visit
from workflow.command import Command
from workflow.content import content_of
from workflow.duties import bench_of, duties
from workflow.engine import perform
from workflow.lines import line_document, who_is_who
from workflow.pages import PAGES
from workflow.possible import Possible, possible_moves
from workflow.procedure import Move
from workflow.reading import record_reading
from workflow.report import case_report
from workflow.sight import Sight
from workflow.veil import AUDITED, line_seen, stage_seen

router = APIRouter()
CASE = "/cases/{number}"
DO = "/cases/{number}/do/{move}"


@router.get(CASE)
def show(visit: Here, number: int, done: int = 0) -> Response:
    """A file: where it is, what is in it, what was done, and what the reader may do."""
    with visit.site.office.store.database.read() as connection:
        file = opened(visit, Loader(connection, visit.site.office.id, lock=False), number)
        moves = _moves(visit, file)
        said = _said(visit, file, done) if done else ""
        values = {"moves": moves, "said": said, **_told(visit, file)}
        whole = file.entitled and _restricted(visit, file, values)
    if whole:
        put_on_record(visit, file)  # before it is shown; what cannot be put there is not shown
    return shown(visit, "case.html", **values)


def put_on_record(visit: Visit, file: Opened) -> None:
    """Leave the line of a reading of what is restricted in a file."""
    case, reader = file.case, visit.who.person
    record_reading(visit.site.office, reader, "page", visit.at, case=case.id, period=case.period)


def _restricted(visit: Visit, file: Opened, values: Mapping[str, Any]) -> bool:
    """Whether the page says more than anybody who may see the file is told."""
    if values["stage"] != stage_seen(file.case.stage, entitled=False):
        return True
    return bool(values["course"] != _course(visit, file, entitled=False))


def _moves(visit: Visit, file: Opened) -> list[Possible]:
    """What is the reader's to do, open or barred."""
    asked = possible_moves(visit.site.office, file.loader, file.case, visit.who.person, visit.at)
    return [p for p in asked if p.theirs]


def _told(visit: Visit, file: Opened) -> dict[str, Any]:
    """What the page says of a file, as far as its reader may see it."""
    case, office = file.case, visit.site.office
    page = PAGES[case.procedure]
    bench = bench_of(office, file.loader, case.period)
    stage = stage_seen(case.stage, entitled=file.entitled)
    history = case_lines(file.loader.connection, office.id, case.id)
    content = content_of(case, history) if case.person else None
    people = {p.id: p for p in file.loader.everyone()}
    owed = [
        {"name": people[d.who].name if d.who in people else "(未定)", "duty": d}
        for d in duties(office, file.loader, case.period, visit.at)
        if (d.subject == case.person and case.person) or (not case.person and not d.subject)
    ]
    report = case_report(case, bench, "", visit.at) if case.person and file.judged else None
    return {
        "case": case,
        "page": page,
        "title": quarter_of(case.period).title,
        "person": file.person,
        "leader": people.get(case.supervisor),
        "stage": stage,
        "stage_title": page.stage_titles[stage],
        "stages": [s for s in page.stages if not s.final or s.id == stage],
        "content": content,
        "own": Sight.OWN in file.sights,
        "owed": owed,
        "report": report,
        "course": _course(visit, file),
    }


def _course(visit: Visit, file: Opened, *, entitled: bool | None = None) -> list[Mapping[str, Any]]:
    """What was done with a file, newest first, as far as its reader may know of it."""
    entitled = file.entitled if entitled is None else entitled
    secret = frozenset() if entitled and Sight.AUDIT in file.sights else AUDITED
    office = visit.site.office
    connection = file.loader.connection
    known = who_is_who(connection, office.id)
    policy = bench_of(office, file.loader, file.case.period).policy
    told = (
        line_seen(line_document(line, known), policy, entitled=entitled)
        for line in lines(connection, office.id, cases=[file.case.id])
        if line.body.get("move") not in secret
    )
    listed = [t for t in told if t["outcome"] == "done" or t["who"] == visit.who.handle]
    hidden = not file.judged
    return [t for t in reversed(listed) if not (hidden and t["move"] in JUDGING)]


JUDGING = frozenset({"mark", "propose", "propose_direct", "decide", "grade", "confirm_direct"})
"""Moves that an officer does not learn of before the result is told to them."""


def _said(visit: Visit, file: Opened, seq: int) -> str:
    """What the reader has just done, from its line; empty if the line is not theirs."""
    for told in _course(visit, file):
        if told["seq"] == seq and told["who"] == visit.who.handle:
            return f"已办理：{told['title']}，留痕第{seq}行"
    return ""


@router.get(DO)
def ask(visit: Here, number: int, move: str) -> Response:
    """The form of a move."""
    with visit.site.office.store.database.read() as connection:
        file = opened(visit, Loader(connection, visit.site.office.id, lock=False), number)
        found = _wanted(visit, file, move)
        kept = draft_of(connection, visit.site.office.id, visit.who.person, number, move)
        filled = drafts.parsed(kept[0]) if kept else {}
        return _form(visit, file, found, filled, kept_at=kept[1] if kept else None)


def _wanted(visit: Visit, file: Opened, move: str) -> Possible:
    """The move that is wanted, if it is the reader's to make from here."""
    found = next((p for p in _moves(visit, file) if p.move.id == move), None)
    if found is None:
        raise visit.deny("这一步现在不由您办理，可能已经有人办过。请返回该事项查看", 404)
    return found


def _form(
    visit: Visit,
    file: Opened,
    found: Possible,
    filled: Mapping[str, Any],
    *,
    obstacles: tuple[Obstacle, ...] = (),
    status: int = 200,
    kept_at: Any = None,
) -> HTMLResponse:
    known = _known(visit, file)
    flat = {name: value for name, value in filled.items() if name not in {"csrf", "request"}}
    return shown(
        visit,
        drafts.template_of(found.move.id),
        status,
        case=file.case,
        person=file.person,
        title=quarter_of(file.case.period).title,
        move=found.move,
        fields=fields_of(found.move.given, known, flat),
        filled=flat,
        known=known,
        barred=found.obstacles,
        obstacles=obstacles,
        kept_at=kept_at,
        seen=file.case.version,
        request_key=passwords.token(),
        **beside(visit, file, found.move.id, flat),
    )


def _known(visit: Visit, file: Opened) -> Known:
    """What the form offers to choose from."""
    case = file.case
    plan = case.approved_plan if case.person else None
    items = [i.title for i in case.items_of(plan.number) if not i.voided] if plan else []
    people = sorted((p.handle, p.name) for p in file.loader.everyone())
    quarter = quarter_of(case.period)
    months = range(quarter.first.month, quarter.last.month + 1)
    day = max(quarter.first, min(visit.at.date(), quarter.last))
    sections = section_names(file.loader.connection, visit.site.office.id, day)
    return Known(people, sections, items, tuple(months))


@router.post(DO)
def act(visit: Here, number: int, move: str) -> Response:
    """Make a move with what was filled in; the form again, with the reasons, if it is refused."""
    office = visit.site.office
    with office.store.database.read() as connection:
        file = opened(visit, Loader(connection, office.id, lock=False), number)
        page = PAGES[file.case.procedure]
        known = page.by_id.get(move)
        if known is None or not known.by:
            raise visit.deny()
    answer = perform(office, _command(visit, file.case, known), visit.at)
    if answer.done:
        with office.store.database.begin() as connection:
            accounts.drop_draft(connection, office.id, (visit.who.person, number, move))
        return go(f"/cases/{number}?done={answer.seq}")
    with office.store.database.read() as connection:
        again = opened(visit, Loader(connection, office.id, lock=False), number)
        status = refusal_status(answer.obstacles)
        found = next(
            (p for p in _moves(visit, again) if p.move.id == move),
            Possible(page, known, None, ()),
        )
        return _form(
            visit, again, found, drafts.flat(visit), obstacles=answer.obstacles, status=status
        )


def refusal_status(obstacles: Iterable[Obstacle]) -> int:
    """409 where others were quicker, 422 where what was asked for is not right."""
    return 409 if any(o.rule in {"seen", "stage"} for o in obstacles) else 422


def _command(visit: Visit, case: Case, move: Move) -> Command:
    """What the reader asks of the engine."""
    data = read(move.given, visit.form, visit.lists)
    if PAGES[case.procedure].repeats and "number" in move.given.model_fields:
        data.setdefault("number", case.ordinal)
    seen = visit.form.get("seen", "")
    return Command(
        move.id,
        visit.who.person,
        case.period,
        case.person,
        data,
        request=visit.form.get("request", "")[:64],
        seen=int(seen[:9]) if seen.isascii() and seen.isdigit() else None,
    )


@router.post("/cases/{number}/drafts/{move}")
def keep(visit: Here, number: int, move: str) -> Response:
    """Keep what was typed so far, as it is typed."""
    office = visit.site.office
    with office.store.database.read() as connection:
        file = opened(visit, Loader(connection, office.id, lock=False), number)
        if move not in PAGES[file.case.procedure].by_id:
            raise visit.deny()
    drafts.keep(visit, number, move)
    return HTMLResponse("草稿已保存", 200)
