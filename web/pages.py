"""What all pages share: the frame around them, and the way on after something was done."""

from collections.abc import Mapping
from typing import Any

from fastapi.responses import HTMLResponse, RedirectResponse

from rules.nouns import Role
from rules.words import minute_words
from web.menu import menu
from web.render import page
from web.visit import Visit
from workflow.sight import OF_ROLE

SECURITY = frozenset({Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR})
OVERSEERS = frozenset(OF_ROLE)
"""Who looks at the office as a whole."""
PEOPLE = ("/people", "我分管的人员")
PLACES = (
    ("/analysis", "综合分析", OVERSEERS),
    ("/accounts", "账号", SECURITY),
    ("/journal", "留痕", frozenset({Role.AUDITOR})),
)
"""What stands at the top of every page: (address, words, for whom)."""
FIRST: Mapping[Role, tuple[str, ...]] = {
    Role.AUDITOR: ("/journal", "/reports", "/accounts"),
    Role.ADMINISTRATOR: ("/accounts",),
    Role.SECURITY_ADMINISTRATOR: ("/accounts",),
}
"""By role, what its holders open most: it comes before the rest."""


def shown(visit: Visit, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page for the reader of a visit."""
    frame = {
        "reader": visit.reader,
        "office": visit.site.office.name,
        "rehearsal": visit.site.office.rehearsal,
        "now": minute_words(visit.at),
        "csrf": visit.reader.session.csrf if visit.reader else "",
        "here": visit.request.url.path,
        "menu": _menu(visit),
        "again": _again(visit),
    }
    return HTMLResponse(page(template, **frame | values), status)


def _again(visit: Visit) -> bool:
    """Whether the page answers a form and can be asked for again without sending it."""
    route, table = visit.request.scope["route"], visit.request.app.state.access
    return visit.request.method == "POST" and ("GET", route.path) in table


def _menu(visit: Visit) -> list[tuple[str, str]]:
    """Address and words of the pages beside the files that the reader may open."""
    if visit.reader is None:
        return []
    roles = visit.reader.roles
    places = [(path, words) for path, words, held in PLACES if held & roles]
    own = [PEOPLE] if Role.SUPERVISOR in roles else []
    first = [path for role, paths in FIRST.items() if role in roles for path in paths]
    listed = [*own, *menu(visit.request.app.state.access, roles), *places]
    return sorted(listed, key=lambda item: first.index(item[0]) if item[0] in first else len(first))


def go(path: str) -> RedirectResponse:
    """On to another page after a form was sent, so that loading it again sends nothing twice."""
    return RedirectResponse(path, 303)
