"""What the clerks may do on the page of publicity: post what waits, annul what hangs (R15)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rules.calendar import is_quarter, period_title
from rules.nouns import Role
from storage.load import Loader
from storage.roll import stage_counts
from web.periods import running
from web.visit import Visit
from workflow.cycle import CYCLE
from workflow.possible import possible_moves
from workflow.year import YEAR

MANY = 400
"""Files from which on the form alone tells what bars a notice."""
WAITING = "feedback"
"""The stage of those whose results are still to hang on a notice."""
ANNUL = {CYCLE.id: "annul_publicity", YEAR.id: "annul_year_publicity"}


@dataclass(frozen=True)
class ToPost:
    """A quarter of which results wait to be posted: its form, of how many, whether it can be now.

    Without `place` nothing waits, and only where its notices are listed is told.
    """

    title: str
    whole: int
    waiting: int
    place: str = ""
    open: bool = False


def to_post(visit: Visit, loader: Loader) -> list[ToPost]:
    """The running quarters for whoever posts their notices; nothing for others."""
    return list(_to_post(visit, loader)) if Role.OFFICE in visit.who.roles else []


def _to_post(visit: Visit, loader: Loader) -> Iterator[ToPost]:
    office, who = visit.site.office, visit.who.person
    for period in running(loader):
        whole = loader.case_of(CYCLE.id, period, "")
        if whole is None:
            continue
        title = period_title(period)
        waiting = stage_counts(loader.connection, office.id, period).get(WAITING, 0)
        asked = (
            p
            for p in possible_moves(
                office, loader, whole, who, visit.at, judged=waiting <= MANY, only="publish"
            )
            if waiting and p.theirs
        )
        if found := next(asked, None):
            place = f"/cases/{whole.id}/do/{found.move.id}"
            yield ToPost(title, whole.id, waiting, place, found.open)
        elif loader.of_quarter("postings", period):
            yield ToPost(title, whole.id, 0)


def to_annul(visit: Visit, loader: Loader, periods: Iterable[str]) -> dict[str, str]:
    """By period the form in which the reader annuls its notices, where they may."""
    return {p: place for p in set(periods) if (place := _annulled_at(visit, loader, p))}


def _annulled_at(visit: Visit, loader: Loader, period: str) -> str:
    page = CYCLE if is_quarter(period) else YEAR
    whole, move = loader.case_of(page.id, period, ""), ANNUL[page.id]
    if whole is None or Role.OFFICE not in visit.who.roles:
        return ""
    office, who = visit.site.office, visit.who.person
    asked = possible_moves(office, loader, whole, who, visit.at, judged=False, only=move)
    return f"/cases/{whole.id}/do/{move}" if any(p.theirs for p in asked) else ""
