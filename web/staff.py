"""The people of the office: a long list a page at a time, by section or strokes (R02)."""

from fastapi import APIRouter
from fastapi.responses import Response

from rules.calendar import beijing_day
from rules.nouns import ROLE_TITLES, Role
from storage.registry import section_names
from storage.roll import Wanted, people
from storage.ties import roles_of
from web.pages import shown
from web.paging import ORDERS, STROKES, Paging, order_of, page_number
from web.visit import Here, Visit

router = APIRouter()
LIST = "/people-of-office"


@router.get(LIST)
def show(
    visit: Here, section: str = "", order: str = "", page: int = 1, entered: int = 0
) -> Response:
    """The people as things stand today."""
    said = "名单已导入" if entered > 0 else ""
    return _page(visit, _cut("", section, order, page), said)


@router.post(LIST)
def find(visit: Here) -> Response:
    """The same, of those whose name is looked for."""
    form = visit.form
    name, section, order = (form.get(key, "") for key in ("name", "section", "order"))
    return _page(visit, _cut(name.strip(), section, order, page_number(form.get("page", ""))))


def _cut(name: str, section: str, order: str, page: int) -> tuple[Paging, Wanted]:
    """The piece of the list that is asked for."""
    paging = Paging.of(page, {"section": section, "order": order_of(order)}, name)
    wanted = Wanted(paging.name, section[:64], paging.offset, paging.size, bool(order_of(order)))
    return paging, wanted


def _page(visit: Visit, cut: tuple[Paging, Wanted], said: str = "") -> Response:
    office, day = visit.site.office, beijing_day(visit.at)
    paging, wanted = cut
    with office.store.database.read() as connection:
        found = people(connection, office.id, day, wanted)
        roles = roles_of(connection, office.id, [m.id for m in found.rows], day)
        sections = section_names(connection, office.id, day)
    rows = [(m, _titles(roles.get(m.id, frozenset()))) for m in found.rows]
    return shown(visit, "staff.html", rows=rows, paging=paging.over(found.total),
                 sections=sections, section=wanted.section, asked=wanted.name, said=said,
                 orders=ORDERS, order=STROKES if wanted.strokes else "",
                 clerk=Role.OFFICE in visit.who.roles)  # fmt: skip


def _titles(roles: frozenset[Role]) -> str:
    """The roles of a person in words, in the order of the list of roles."""
    return "、".join(ROLE_TITLES[role] for role in Role if role in roles)
