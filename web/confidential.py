"""What only the auditor, or only the leading group, reads: reports, and objectors marked lower.

Each showing is put on record before anything is shown; nobody reads of a report or a flag about
themselves (R34).
"""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from storage.database import DatabaseError
from web.pages import shown
from web.stuck import whole_doors
from web.visit import Denied, Here, Visit
from workflow.reading import CannotRecord, record_reading
from workflow.secret import flags as flagged
from workflow.secret import reports as reported
from workflow.supervision import NOTING

router = APIRouter()
MASKED = "查看限制知悉的内容须留痕，而现在不能留痕，没有显示"


@router.get("/reports")
def reports(visit: Here) -> Response:
    """What was reported to the auditor, newest first, and what was done about it."""
    with visit.site.office.store.database.read() as connection:
        found = reported(visit.site.office, connection, visit.who.person)
        names = {p.handle: p.name for p in visit.loader(connection).everyone()}
    _put_on_record(visit, "reports", found)
    return shown(visit, "reports.html", reports=found[::-1], names=names)


@router.get("/flags")
def flags(visit: Here) -> Response:
    """Objectors whom the same leader marked lower afterwards, newest quarter first."""
    with visit.site.office.store.database.read() as connection:
        found = flagged(visit.site.office, connection, visit.who.person)
        loader = visit.loader(connection)
        periods = {f["quarter"] for f in found if not f["noted"]}
        forms = {p: whole_doors(visit, loader, p, [NOTING.id]).get(NOTING.id) for p in periods}
    _put_on_record(visit, "flags", found)
    return shown(visit, "flags.html", flags=found[::-1], forms=forms)


def _put_on_record(visit: Visit, what: str, found: list[dict[str, Any]]) -> None:
    """Leave the line of the reading, if there is anything to read; else nothing is shown."""
    if not found:
        return
    try:
        record_reading(visit.site.office, visit.who.person, what, visit.at, period="")
    except (CannotRecord, DatabaseError):
        raise Denied(MASKED, 503) from None
