"""For whoever watches the machine: whether the site is up, and whether it can work."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from storage.migrate import is_current
from web.visit import Here

router = APIRouter()


@router.get("/healthz")
def healthy(_: Here) -> Response:
    """The process answers."""
    return JSONResponse({"status": "ok"})


@router.get("/readyz")
def ready(visit: Here) -> Response:
    """The database answers and has the schema of this code."""
    current = is_current(visit.site.office.store.database)
    return JSONResponse({"status": "ok" if current else "not ready"}, 200 if current else 503)
