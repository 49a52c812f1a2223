"""The API: the same cases and moves for programs, as JSON (surface: HTTP)."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from rules.nouns import Case
from storage.roll import Wanted, files
from web.audit import journal_page
from web.case import put_on_record
from web.described import described
from web.documents import (
    PROBLEM,
    CaseDocument,
    Cases,
    Change,
    Done,
    Duties,
    JournalPage,
    Listed,
    Me,
    Move,
    Number,
    Owed,
    Page,
    Period,
    PossibleMove,
    Reason,
)
from web.doing import refusal_status
from web.opened import Opened, opened
from web.paging import Paging
from web.restricted import on_record
from web.visit import Denied, Here, Visit
from workflow.at_work import at_work
from workflow.command import Answer, Command
from workflow.duties import concerning, duties
from workflow.engine import perform
from workflow.pages import PAGES
from workflow.possible import possible_moves
from workflow.quarterly import QUARTERLY
from workflow.reading import record_reading
from workflow.sight import ENTITLED, OF_ROLE, sights
from workflow.veil import stage_seen

router = APIRouter(prefix="/api")
TEXTS_ARE = "内容里有不能保存的字符，没有办理"


@router.get("/openapi.json")
def description(visit: Here) -> dict[str, Any]:
    """The description of this interface."""
    return described(visit.request.app)


@router.get("/me")
def me(visit: Here) -> Me:
    """Who is signed in."""
    who = visit.who
    return Me(
        handle=who.handle, name=who.name, roles=sorted(who.roles), csrf=who.session.csrf
    )  # fmt: skip


@router.get("/owed")
def owed(visit: Here) -> Duties:
    """What the reader owes, by day."""
    office, reader = visit.site.office, visit.who.person
    with office.store.database.read() as connection:
        loader = visit.loader(connection)
        listed = [
            (duty, period)
            for period in at_work(office, loader, visit.viewer)
            for duty in duties(office, loader, period, visit.at, visit.viewer, who=reader)
        ]
        names = {p.id: p.handle for p in loader.people({d.subject for d, _ in listed} - {""})}
    if any(duty.seen_by for duty, _ in listed):
        record_reading(office, reader, "due", visit.at, period="")  # before it is shown
    return Duties(
        owed=[
            Owed(
                what=d.what, period=period, subject=names.get(d.subject), day=d.day.isoformat(),
                overdue=d.overdue, case=d.case or None,
            )
            for d, period in sorted(listed, key=lambda found: (found[0].day, found[0].what))
        ]
    )  # fmt: skip


@router.get("/cases")
def cases(visit: Here, period: Period, page: Page = 1) -> Cases:
    """The appraisals of a quarter that the reader may look at, a page at a time."""
    office, paging = visit.site.office, Paging.of(page, {})
    with office.store.database.read() as connection:
        loader = visit.loader(connection)
        if visit.who.roles & OF_ROLE.keys():
            wanted = Wanted(offset=paging.offset, limit=paging.size)
            found = files(connection, office.id, period, wanted)
            known = {c.id: c for c in loader.by_ids(found.rows)}
            listed, total = [known[number] for number in found.rows], found.total
        else:
            near = concerning(loader, visit.who.person, visit.at)
            theirs = loader.of_period(QUARTERLY.id, period, (), near._replace(stages=frozenset()))
            total = len(theirs)
            listed = theirs[paging.offset : paging.offset + paging.size]
        people = {p.id: p for p in loader.people(c.person for c in listed)}
        seen = {
            c.id: sights(loader, visit.who.person, visit.who.roles, c, visit.at) for c in listed
        }

    def build(whole: bool) -> list[Listed]:
        return [
            _listed(case, people, entitled=whole and bool(seen[case.id] & ENTITLED))
            for case in listed
            if seen[case.id]
        ]

    plain = build(False)
    shown = on_record(
        visit, build, lambda told: told != plain, entitled=True, period=period
    )  # fmt: skip
    return Cases(
        period=period, page=paging.page, pages=paging.over(total).pages, total=total, cases=shown
    )


def _listed(case: Case, people: dict[str, Any], *, entitled: bool) -> Listed:
    stage = stage_seen(case.stage, entitled=entitled)
    return Listed(
        number=case.id, who=people[case.person].handle, name=people[case.person].name,
        section=case.section, stage=stage, version=case.version,
        stage_title=PAGES[case.procedure].stage_titles[stage],
    )  # fmt: skip


@router.get("/journal")
def journal(visit: Here, page: Page = 1, system: bool = False) -> JournalPage:
    """The journal for the auditor, newest first: of the office, or of the system."""
    return JournalPage(**journal_page(visit, page, system=system))


@router.get("/cases/{number}")
def case(visit: Here, number: Number) -> CaseDocument:
    """A case: its stage, and the moves of the reader with what bars them."""
    with visit.site.office.store.database.read() as connection:
        loader = visit.loader(connection)
        file = opened(visit, loader, number)
        told = _document(visit, file)
    if told.stage != stage_seen(file.case.stage, entitled=False):
        put_on_record(visit, file)  # before it is shown
    return told


def _document(visit: Visit, file: Opened) -> CaseDocument:
    found = file.case
    stage = stage_seen(found.stage, entitled=file.entitled)
    return CaseDocument(
        number=found.id,
        procedure=found.procedure,
        period=found.period,
        who=file.person.handle if file.person else None,
        name=file.person.name if file.person else None,
        stage=stage,
        stage_title=PAGES[found.procedure].stage_titles[stage],
        version=found.version,
        moves=_moves(visit, file),
    )


def _moves(visit: Visit, file: Opened) -> list[PossibleMove]:
    asked = possible_moves(visit.site.office, file.loader, file.case, visit.who.person, visit.at)
    return [
        PossibleMove(
            move=p.move.id,
            title=p.move.title,
            open=p.open,
            obstacles=[
                Reason(clause=o.clause, basis=o.basis.value, text=o.text) for o in p.obstacles
            ],
        )
        for p in asked
    ]


@router.post("/cases/{number}/moves/{move}", response_model=Done)
def make(visit: Here, number: Number, move: Move, change: Change) -> Response:
    """Make a move; a problem with every obstacle if it is refused."""
    office = visit.site.office
    with office.store.database.read() as connection:
        file = opened(visit, visit.loader(connection), number)
        known = PAGES[file.case.procedure].by_id.get(move)
    if known is None or not known.by:
        raise visit.deny()
    if not _keepable(change.data):
        raise Denied(TEXTS_ARE, 422)
    command = Command(
        move, visit.who.person, file.case.period, file.case.person, change.data, change.request,
        change.seen,
    )  # fmt: skip
    answer = perform(office, command, visit.at)
    if not answer.done:
        return _refused(visit, number, answer)
    stage = stage_seen(answer.stage, entitled=file.entitled)
    done = Done(
        done=True, seq=answer.seq, stage=stage, version=answer.version, repeated=answer.repeated
    )
    return JSONResponse(done.model_dump())


def _keepable(value: Any) -> bool:
    """Whether all texts in a value can be written down; a program may send half a sign."""
    if isinstance(value, dict):
        return all(_keepable(k) and _keepable(v) for k, v in value.items())
    if isinstance(value, list):
        return all(map(_keepable, value))
    if isinstance(value, str):
        return value.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in value)
    return True


def _refused(visit: Visit, number: int, answer: Answer) -> Response:
    """A refusal as a problem: 409 where others were quicker, with what is open now; else 422."""
    first = answer.obstacles[0]
    status = refusal_status(answer.obstacles)
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": "没有办理",
        "status": status,
        "detail": answer.text,
        "clause": first.clause,
        "basis": first.basis.value,
        "reasons": [
            {"clause": o.clause, "basis": o.basis.value, "text": o.text} for o in answer.obstacles
        ],
        "seq": answer.seq,
        "version": answer.version,
    }
    if status == CONFLICT:
        office = visit.site.office
        with office.store.database.read() as connection:
            now = opened(visit, visit.loader(connection), number)
            told = _document(visit, now)
        body |= {"stage": told.stage, "moves": [m.model_dump() for m in told.moves]}
    return JSONResponse(body, status, media_type=PROBLEM)


CONFLICT = 409
