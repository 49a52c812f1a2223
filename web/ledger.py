"""The ledger of commendations and accountabilities: entered by one, verified by another (R06)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from rules.calendar import period_title
from rules.guards.group import DECIDED, OUT
from rules.nouns import Case, Opi, Role
from rules.numerals import exact_text
from rules.score import TEN_THOUSANDTHS
from storage.load import Loader
from storage.roll import Wanted, files
from storage.roll import ledger as items
from web.labels import CHOICES
from web.opened import Opened
from web.pages import shown
from web.paging import Paging
from web.periods import wanted
from web.visit import Here, Visit

router = APIRouter()
MOST = 20
"""Files offered at most for one name."""


@dataclass(frozen=True)
class Entered:
    """An item of the ledger with the names of those who have to do with it."""

    opi: Opi
    case: int
    quarter: str
    name: str
    kind: str
    points: str
    by: str
    verified: str
    voided: str
    mine: bool


@router.get("/opi")
def ledger(visit: Here, quarter: str = "", page: int = 1) -> Response:
    """The ledger of a quarter or of those running, what awaits verification first; in pages."""
    return _page(visit, "", page, quarter)


@router.post("/opi")
def find(visit: Here) -> Response:
    """The same, with the files of those whose name is looked for, to enter an item for."""
    return _page(visit, visit.form.get("name", "").strip()[:64], 1)


def _page(visit: Visit, name: str, page: int, quarter: str = "") -> Response:
    office = visit.site.office
    with office.store.database.read() as connection:
        loader = visit.loader(connection)
        periods, known = wanted(loader, quarter)
        names = {p.id: p.name for p in loader.everyone()}
        paging = Paging.of(page, {"quarter": quarter})
        piece = Wanted(offset=paging.offset, limit=paging.size)
        rows, total = items(connection, office.id, periods, visit.who.person, piece)
        found = list(_entered(visit, loader, rows, names))
        offered = [c for period in periods for c in _offered(loader, period, name)] if name else []
    return shown(
        visit, "opi.html", entries=found, paging=paging.over(total), asked=name,
        offered=[(c.id, names[c.person], c.section, period_title(c.period)) for c in offered],
        clerk=Role.OFFICE in visit.who.roles, quarter=quarter,
        quarters=[(period, period_title(period)) for period in known],
    )  # fmt: skip


def _entered(
    visit: Visit, loader: Loader, rows: Iterable[tuple[int, int]], names: Mapping[str, str]
) -> Iterator[Entered]:
    """The items in words; on their own file people are only themselves and read none here."""
    cases = {c.id: c for c in loader.by_ids({number for number, _ in rows}, {"opi"})}
    for number, of in rows:
        case = cases[number]
        opi = next(o for o in case.opi if o.number == of)
        yield Entered(
            opi,
            case.id,
            period_title(case.period),
            names[case.person],
            CHOICES[opi.kind],
            _points(opi),
            names.get(opi.entered_by, ""),
            names.get(opi.verified_by, ""),
            names.get(opi.voided_by, ""),
            opi.entered_by == visit.who.person,
        )


def _points(opi: Opi) -> str:
    return exact_text(Fraction(opi.points, TEN_THOUSANDTHS))


def _offered(loader: Loader, period: str, name: str) -> list[Case]:
    """The files in which an item can still be entered, of those whose name is looked for."""
    found = files(loader.connection, loader.office, period, Wanted(name, limit=MOST))
    return [c for c in loader.by_ids(found.rows) if c.stage not in DECIDED | OUT]


def beside_verify(_visit: Visit, file: Opened, _: Mapping[str, Any]) -> dict[str, Any]:
    """What the form that verifies shows: what awaits it, and who entered it."""
    names = {p.id: p.name for p in file.loader.everyone()}
    waiting = [
        (opi, CHOICES[opi.kind], _points(opi), names.get(opi.entered_by, ""))
        for opi in file.case.opi
        if opi.waits
    ]
    return {"waiting": waiting, "idle": not waiting}
