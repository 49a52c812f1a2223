"""The API: the same cases and moves for programs, as JSON (surface: HTTP)."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from storage.load import Loader
from web.case import put_on_record
from web.doing import refusal_status
from web.opened import Opened, opened
from web.visit import Denied, Here, Visit
from workflow.command import Answer, Command
from workflow.engine import perform
from workflow.pages import PAGES
from workflow.possible import possible_moves
from workflow.veil import stage_seen

router = APIRouter(prefix="/api")
PROBLEM = "application/problem+json"


class Change(BaseModel):
    """A move asked for: what is filled in, the version that was seen, the idempotency key."""

    model_config = ConfigDict(extra="forbid")

    data: dict[str, Any] = Field(default_factory=dict)
    seen: int = Field(ge=0, lt=2**31)
    request: str = Field(min_length=8, max_length=64)


@router.get("/openapi.json")
def description(visit: Here) -> Response:
    """The description of this interface."""
    return JSONResponse(visit.request.app.openapi())


@router.get("/me")
def me(visit: Here) -> Response:
    """Who is signed in."""
    who = visit.who
    return JSONResponse(
        {
            "handle": who.handle,
            "name": who.name,
            "roles": sorted(who.roles),
            "csrf": who.session.csrf,
        }
    )


@router.get("/cases/{number}")
def case(visit: Here, number: int) -> Response:
    """A case: its stage, and the moves of the reader with what bars them."""
    with visit.site.office.store.database.read() as connection:
        loader = Loader(connection, visit.site.office.id, lock=False)
        file = opened(visit, loader, number)
        told = _document(visit, file)
    if told["stage"] != stage_seen(file.case.stage, entitled=False):
        put_on_record(visit, file)  # before it is shown
    return JSONResponse(told)


def _document(visit: Visit, file: Opened) -> dict[str, Any]:
    loader, found = file.loader, file.case
    stage = stage_seen(found.stage, entitled=file.entitled)
    moves = possible_moves(visit.site.office, loader, found, visit.who.person, visit.at)
    return {
        "number": found.id,
        "procedure": found.procedure,
        "period": found.period,
        "who": file.person.handle if file.person else None,
        "name": file.person.name if file.person else None,
        "stage": stage,
        "stage_title": PAGES[found.procedure].stage_titles[stage],
        "version": found.version,
        "moves": [
            {
                "move": p.move.id,
                "title": p.move.title,
                "open": p.open,
                "obstacles": [
                    {"clause": o.clause, "basis": o.basis.value, "text": o.text}
                    for o in p.obstacles
                ],
            }
            for p in moves
        ],
    }


@router.post("/cases/{number}/moves/{move}")
def make(visit: Here, number: int, move: str, change: Change) -> Response:
    """Make a move; a problem with every obstacle if it is refused."""
    office = visit.site.office
    with office.store.database.read() as connection:
        file = opened(visit, Loader(connection, office.id, lock=False), number)
        known = PAGES[file.case.procedure].by_id.get(move)
    if known is None or not known.by:
        raise Denied()
    command = Command(
        move, visit.who.person, file.case.period, file.case.person, change.data, change.request,
        change.seen,
    )  # fmt: skip
    answer = perform(office, command, visit.at)
    if not answer.done:
        return _refused(visit.request, answer)
    return JSONResponse(
        {"done": True, "seq": answer.seq, "stage": stage_seen(answer.stage, entitled=file.entitled),
         "version": answer.version, "repeated": answer.repeated}
    )  # fmt: skip


def _refused(_request: Request, answer: Answer) -> Response:
    """A refusal as a problem: 409 where others were quicker, else 422."""
    first = answer.obstacles[0]
    status = refusal_status(answer.obstacles)
    body = {
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
    return JSONResponse(body, status, media_type=PROBLEM)
