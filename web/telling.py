"""Telling many results with one form: how it was done stands once, to each is said what is theirs.

Feedback stays one person's own: nobody is entered for whom nothing was written (R14).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from rules.strokes import by_strokes
from storage import passwords
from storage.load import Loader
from web.feedback import OWED, waiting
from web.pages import go, shown
from web.paging import Paging, page_number
from web.periods import running
from web.together import (
    MOST,
    Joint,
    Outcome,
    just_done,
    keep,
    kept,
    numbers_of,
    rows,
    settle,
    shared_fields,
    status_of,
)
from web.visit import Here, Visit
from workflow.duties import duties
from workflow.quarterly import QUARTERLY
from workflow.sight import OF_ROLE

router = APIRouter()
TOGETHER = "/feedback/together"
JOINT = Joint("give_feedback", TOGETHER, ("mode", "by"), ("text", "mode", "witness"), "text")
MAY_TELL = frozenset(QUARTERLY.by_id[JOINT.move].by)


@router.get(TOGETHER)
def ask(visit: Here, page: int = 1, whose: str = "", done: str = "") -> Response:
    """The results that the reader is to tell, or of all whom they may tell, with a field each."""
    with visit.site.office.store.database.read() as connection:
        loader = visit.loader(connection)
        made = just_done(visit, loader, JOINT, numbers_of(done.split(".")))
        return _page(visit, loader, page, all_=whose == "all", made=made)


@router.post(TOGETHER)
def act(visit: Here) -> Response:
    """Enter what was written, person by person; the form again with whatever was refused."""
    found = settle(visit, JOINT)
    all_ = visit.form.get("whose") == "all"
    done = [each for each in found if each.done]
    if done and not any(each.refused for each in found):
        asked = "&whose=all" if all_ else ""
        return go(f"{TOGETHER}?done={'.'.join(str(each.number) for each in done)}{asked}")
    with visit.site.office.store.database.read() as connection:
        loader = visit.loader(connection)
        made = just_done(visit, loader, JOINT, [each.number for each in done])
        page = page_number(visit.form.get("page", ""))
        return _page(visit, loader, page, all_=all_, made=made, found=found)


@router.post(f"{TOGETHER}/drafts")
def draft(visit: Here) -> Response:
    """Keep what was typed so far, as it is typed, as the draft of each person's form."""
    keep(visit.site, visit.who, visit.at, JOINT, visit.lists)
    return HTMLResponse("草稿已保存", 200)


def _page(
    visit: Visit, loader: Loader, page: int, *, all_: bool,
    made: Sequence[str] = (), found: Sequence[Outcome] = (),
) -> Response:  # fmt: skip
    numbers = _all(visit, loader) if all_ else _own(visit, loader)
    paging = replace(Paging.of(page, {"whose": "all" if all_ else ""}), size=MOST)
    paging = paging.over(len(numbers))
    here = [each.number for each in found if not each.done]
    here = here or numbers[paging.offset : paging.offset + MOST]
    form: Mapping[str, str] = visit.form or kept(visit, loader, JOINT, here)
    listed = list(rows(visit, loader, JOINT, here, form, found))
    sent = visit.request.method == "POST"
    return shown(
        visit,
        "feedback_together.html",
        status_of(found) if sent else 200,
        listed=listed,
        shared=shared_fields(visit, JOINT, listed[0].file, form) if listed else {},
        made=made,
        refused=[each for each in found if each.refused],
        sent=sent,
        all=all_,
        overseer=not visit.who.roles.isdisjoint(OF_ROLE.keys() & MAY_TELL),
        total=len(numbers),
        paging=paging,
        request_key=passwords.token(),
    )


def _own(visit: Visit, loader: Loader) -> list[int]:
    """The files on which the reader owes it that the result is told, what is due first."""
    office, who = visit.site.office, visit.who.person
    owed = [
        duty
        for period in running(loader)
        for duty in duties(office, loader, period, visit.at, visit.viewer, who=who)
        if duty.deadline == OWED and duty.move == JOINT.move
    ]
    names = {p.id: p.name for p in loader.people({duty.subject for duty in owed})}
    owed.sort(key=lambda duty: (duty.day, by_strokes(names[duty.subject]), duty.case))
    return [duty.case for duty in owed]


def _all(visit: Visit, loader: Loader) -> list[int]:
    """Every file the reader may look at on which the result is still to be told."""
    return [case.id for case in waiting(visit, loader)]
