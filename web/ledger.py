"""The ledger of commendations and accountabilities: entered by one, verified by another (R06)."""

from collections.abc import Iterator, Mapping
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
from web.labels import CHOICES
from web.opened import Opened
from web.pages import shown
from web.paging import Paging
from web.periods import wanted
from web.visit import Here, Visit
from workflow.quarterly import QUARTERLY

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
        found = [e for period in periods for e in _entered(visit, loader, period, names)]
        offered = [c for period in periods for c in _offered(loader, period, name)] if name else []
    found.sort(key=lambda e: (e.opi.verified_at is not None, -e.opi.day.toordinal()))
    paging = Paging.of(page, {"quarter": quarter}).over(len(found))
    piece = found[paging.offset : paging.offset + paging.size]
    return shown(
        visit, "opi.html", entries=piece, paging=paging, asked=name,
        offered=[(c.id, names[c.person], c.section, period_title(c.period)) for c in offered],
        clerk=Role.OFFICE in visit.who.roles, quarter=quarter,
        quarters=[(period, period_title(period)) for period in known],
    )  # fmt: skip


def _entered(
    visit: Visit, loader: Loader, period: str, names: Mapping[str, str]
) -> Iterator[Entered]:
    for case in loader.of_period(QUARTERLY.id, period, {"opi"}):
        if case.person == visit.who.person:
            continue  # on their own file people are only themselves
        for opi in case.opi:
            yield Entered(
                opi,
                case.id,
                period_title(period),
                names[case.person],
                CHOICES[opi.kind],
                _points(opi),
                names.get(opi.entered_by, ""),
                names.get(opi.verified_by, ""),
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
        if opi.verified_at is None
    ]
    return {"waiting": waiting, "idle": not waiting}
