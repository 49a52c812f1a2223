"""The forms of the moves: what is asked for, what was filled in, and what came of it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from rules.calendar import beijing_day, period_title, quarter_of
from rules.rule import Obstacle
from storage import accounts, passwords
from storage.accounts import draft_of
from storage.registry import section_names
from web import drafts
from web.arranged import heading
from web.beside import READ, beside, start
from web.case import said, theirs
from web.fitting import fitting, needed
from web.forms import Known, fields_of, read
from web.marking import estimate
from web.offered import offered
from web.opened import Opened, opened
from web.pages import go, shown
from web.paging import page_number
from web.plain import telling, wrong
from web.visit import Here, Visit
from web.whom import by_handle, choices, names_people
from web.year_forms import with_rest
from workflow.command import Answer, Command
from workflow.engine import perform
from workflow.pages import PAGES
from workflow.possible import Possible
from workflow.procedure import Move

router = APIRouter()
DO = "/cases/{number}/do/{move}"
NOTHING_KEPT = {"kept_at": None, "said": "", "idle": False}
NUMBER = "number"
"""The field that says which of several is meant; a list leads to the form with it filled in."""
RETURNED = "return_summary"
"""Of the months only those can be chosen that were handed in."""
FILLING = frozenset({"fill", "rest"})
"""Fields by which a form is filled in further, and that are not kept."""
AGAIN = frozenset({"log"})
"""Moves that are made several times over: their form is shown again, with what was just done."""


@router.get(DO)
def ask(
    visit: Here,
    number: int,
    move: str,
    month: int = 0,
    done: int = 0,
    part: int = 0,
    pick: int = 0,
    blank: bool = False,
) -> Response:
    """The form of a move: with what was typed before, else with what it may start from."""
    with visit.site.office.store.database.read() as connection:
        file = opened(visit, visit.loader(connection), number)
        found = _wanted(visit, file, move)
        begun = {} if blank else start(visit, file, move, month)
        place = drafts.place_of(move, begun)
        kept = draft_of(connection, visit.site.office.id, visit.who.person, number, place)
        kept = None if blank or "fresh" in visit.request.query_params else kept
        filled = drafts.parsed(kept[0]) if kept else begun
        if part:
            filled = {**filled, drafts.PART: str(part)}
        if pick and NUMBER in found.move.given.model_fields:
            filled = {**filled, NUMBER: str(pick)}
        told = said(visit, file, done) if done else ""
        at = kept[1] if kept else None
        return _form(visit, file, found, filled, kept_at=at, said=told)


def _wanted(visit: Visit, file: Opened, move: str) -> Possible:
    """The move that is wanted, if it is the reader's to make from here."""
    found = next(iter(theirs(visit, file, move)), None)
    if found is None:
        raise visit.deny("这一步已经办过，或者现在不由您办理。见该事项的“办理过程”", 404)
    return found


def _form(
    visit: Visit,
    file: Opened,
    found: Possible,
    filled: Mapping[str, Any],
    *,
    obstacles: tuple[Obstacle, ...] = (),
    status: int = 200,
    **more: Any,
) -> HTMLResponse:
    """The form with what was filled in; `more` replaces what it shows beside."""
    page = PAGES[file.case.procedure]
    flat = {name: value for name, value in filled.items() if name not in {"csrf", "request"}}
    asked = fields_of(found.move.given, known_of(visit, file, found.move), flat)
    return shown(
        visit,
        drafts.template_of(found.move.id),
        status,
        case=file.case,
        person=file.person,
        title=heading(page, period_title(file.case.period)),
        move=found.move,
        # Which of a person's files of a page is meant, its own form knows.
        fields=[f for f in asked if not (page.repeats and f.name == "number")],
        filled=flat,
        barred=found.obstacles,
        obstacles=telling(obstacles, found.move.given.__name__),
        wrong=wrong(obstacles),
        seen=file.case.version,
        request_key=passwords.token(),
        **NOTHING_KEPT | beside(visit, file, found.move.id, flat) | more,
    )


def known_of(visit: Visit, file: Opened, move: Move) -> Known:
    """What the form offers to choose from, as far as its fields ask for it."""
    case, names = file.case, move.given.model_fields
    plan = case.approved_plan if case.person else None
    items = [i.title for i in case.items_of(plan.number) if not i.voided] if plan else []
    people = choices(file.loader) if names_people(move.given) else []
    quarter = quarter_of(case.period)
    sent = move.id == RETURNED and case.handed_in
    months = sorted(case.handed_in) if sent else quarter.months
    day = max(quarter.first, min(beijing_day(visit.at), quarter.last))
    sections: list[str] = []
    if "section" in names:
        sections = section_names(file.loader.connection, visit.site.office.id, day)
    those = offered(visit, file, move.id) | fitting(visit, file, move)
    return Known(people, sections, items, tuple(months), those, needed(file, move))


@router.post(DO)
def act(visit: Here, number: int, move: str) -> Response:
    """Make a move with what was filled in; the form again, with the reasons, if it is refused."""
    office = visit.site.office
    with office.store.database.read() as connection:
        file = opened(visit, visit.loader(connection), number)
        page = PAGES[file.case.procedure]
        known = page.by_id.get(move)
        if known is None or not known.by:
            raise visit.deny()
        visit = drafts.gathered(visit, number, move)
        command, unclear = command_of(visit, file, known, visit.form, visit.lists)
    answer = perform(office, command, visit.at) if not unclear else Answer(False, obstacles=unclear)
    if answer.done:
        place = drafts.place_of(move, visit.form)
        with office.store.database.begin() as connection:
            accounts.drop_draft(connection, office.id, (visit.who.person, number, place))
        there = f"/cases/{number}/do/{move}" if move in AGAIN else f"/cases/{number}"
        return go(f"{there}?done={answer.seq}")
    typed = drafts.flat(visit.lists)
    with office.store.database.read() as connection:
        again = opened(visit, visit.loader(connection), number)
        status = refusal_status(answer.obstacles)
        found = next(iter(theirs(visit, again, move)), None)
    if found and known.given.kept and any(v for name, v in typed.items() if name != "seen"):
        # Whoever looks something up before trying again finds the form as it was.
        drafts.put(visit.site, visit.who.person, (number, move), typed)
    with office.store.database.read() as connection:
        again = opened(visit, visit.loader(connection), number)
        found = found or Possible(page, known, None, ())
        return _form(visit, again, found, typed, obstacles=answer.obstacles, status=status)


def refusal_status(obstacles: Iterable[Obstacle]) -> int:
    """409 where others were quicker, 422 where what was asked for is not right."""
    return 409 if any(o.rule in {"seen", "stage"} for o in obstacles) else 422


def command_of(
    visit: Visit,
    file: Opened,
    move: Move,
    form: Mapping[str, str],
    lists: Mapping[str, list[str]],
) -> tuple[Command, tuple[Obstacle, ...]]:
    """What the reader asks of the engine, and which names in it could mean several people."""
    case = file.case
    data, unclear = by_handle(file.loader, move.given, read(move.given, form, lists))
    if told := READ.get(move.id):
        data = told(data)
    if PAGES[case.procedure].repeats and "number" in move.given.model_fields:
        data.setdefault("number", case.ordinal)
    seen = form.get("seen", "")
    command = Command(
        move.id,
        visit.who.person,
        case.period,
        case.person,
        data,
        request=form.get("request", "")[:64],
        seen=int(seen[:9]) if seen.isascii() and seen.isdigit() else None,
    )
    return command, unclear


@router.post("/cases/{number}/preview/mark")
def preview(visit: Here, number: int) -> Response:
    """What marks would come to, before they are given: nothing is written."""
    with visit.site.office.store.database.read() as connection:
        file = opened(visit, visit.loader(connection), number)
        found = _wanted(visit, file, "mark")
        told = estimate(visit, file, read(found.move.given, visit.form, visit.lists))
        if visit.request.headers.get("hx-request"):
            return shown(visit, "do/estimate.html", foreseen=told)
        return _form(visit, file, found, drafts.flat(visit.lists), foreseen=told)


@router.post("/cases/{number}/drafts/{move}")
def keep(visit: Here, number: int, move: str) -> Response:
    """Keep what was typed so far, as it is typed; on to another part if one is asked for."""
    office = visit.site.office
    with office.store.database.read() as connection:
        file = opened(visit, visit.loader(connection), number)
        known = PAGES[file.case.procedure].by_id.get(move)
        if known is None:
            raise visit.deny()
    if not known.given.kept:
        return HTMLResponse("这一项涉及限制知悉的内容，不存草稿", 200)
    fill = "fill" in visit.form and move == "record_annual"
    if fill:
        added = with_rest(visit.form, visit.lists.get("rest", ()))
        lists = {n: v for n, v in visit.lists.items() if n not in FILLING}
        visit = replace(visit, lists=lists | {name: [text] for name, text in added.items()})
    drafts.keep(visit, number, move)
    if fill:
        return go(f"/cases/{number}/do/{move}#f-document")
    if turn := page_number(visit.form.get("turn", "0")):
        return go(f"/cases/{number}/do/{move}?part={turn}#list")
    return HTMLResponse("草稿已保存", 200)
