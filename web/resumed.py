"""What was typed when a session had ended: it goes along with the page that asks to sign in.

The page carries it in a hidden field, nothing stays in the browser; whoever has signed in finds it
in the form again, as a draft. Nothing is handed in by that.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from storage.load import Loader
from web import drafts, following, telling, together
from web.pages import go
from web.site import Site
from web.visit import Here, inner
from workflow.accounts import Reader
from workflow.concealed import revealed
from workflow.pages import PAGES
from workflow.sight import sights

router = APIRouter()
JOINTS = {joint.place: joint for joint in (telling.JOINT, following.JOINT)}
"""The forms on many files, by address."""
FORM = re.compile(r"/cases/([0-9]{1,9})/do/([a-z_]{1,40})")


def kept_of(path: str, lists: Mapping[str, list[str]]) -> str:
    """What the form of a move carried, as a text to send along; empty for any other address."""
    if FORM.fullmatch(path) is None and path not in JOINTS:
        return ""
    body = json.dumps(drafts.flat(lists), ensure_ascii=False)
    return body if len(body) <= drafts.LARGEST else ""


def take_up(site: Site, reader: Reader | None, to: str, kept: str) -> str:
    """Make a draft of what was sent along, if it is the reader's to fill in; where to go on."""
    place = FORM.fullmatch(to)
    typed = _typed(kept)
    if reader is not None and typed and (joint := JOINTS.get(to)):
        lists = {n: v if isinstance(v, list) else [v] for n, v in typed.items()}
        together.keep(site, reader, site.now(), joint, lists)
        return to
    if reader is None or place is None or not typed:
        return to
    number, move = int(place[1]), place[2]
    with site.office.store.database.read() as connection:
        loader = Loader(connection, site.office.id, lock=False)
        case = loader.case(number) if number < 2**31 else None
        if case is None or move not in PAGES[case.procedure].by_id:
            return to
        case = revealed(site.office, loader, case)
        if not sights(loader, reader.person, reader.roles, case, site.now()):
            return to
    drafts.put(site, reader.person, (number, move), typed)
    _, monthly, month = drafts.place_of(move, typed).partition(".")
    return f"{to}?month={month}" if monthly else to


def _typed(kept: str) -> dict[str, Any]:
    """The fields that were sent along, if they are of the shape of fields."""
    if not kept or len(kept) > drafts.LARGEST:
        return {}
    try:
        found = json.loads(kept)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) and all(map(_is_text, found.values())) else {}


def _is_text(value: object) -> bool:
    return isinstance(value, str) or (
        isinstance(value, list) and all(isinstance(each, str) for each in value)
    )


@router.post("/again")
def again(visit: Here) -> Response:
    """Back to a form whose page had become stale, with what was typed into it."""
    to = inner(visit.form.get("to", "/"))
    return go(take_up(visit.site, visit.who, to, visit.form.get("kept", "")))
