"""Who stands in for whom, from when to when, for what: in force, to come and over (R32)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response

from rules.calendar import beijing_day
from rules.nouns import Role
from rules.ties import Delegation
from storage.load import Loader
from storage.ties import delegations
from web.case import theirs
from web.opened import opened
from web.pages import shown
from web.periods import running
from web.visit import Here, Visit
from workflow.cycle import CYCLE

router = APIRouter()
ALL = frozenset({Role.CHAIR, Role.DEPUTY, Role.OFFICE, Role.AUDITOR})
"""Who is shown every delegation: who appoints, who keeps the papers, who oversees."""
APPOINT, END = "appoint_delegate", "end_delegation"
STATES = ("在期间内", "尚未开始", "已到期", "已终止")
"""How a delegation stands, in the order of the list."""


@dataclass(frozen=True)
class Entrusted:
    """A delegation in words: who for whom, whose file alone if one, how it stands, who ended it."""

    given: Delegation
    principal: str
    delegate: str
    who: str
    state: str
    by: str
    ended_by: str

    @property
    def over(self) -> bool:
        """Whether nothing is done under it any more."""
        return self.state in STATES[2:]


@router.get("/delegations")
def listed(visit: Here) -> Response:
    """The delegations that the reader may see: all, or those in which they are one of the two."""
    office, who = visit.site.office, visit.who
    with office.store.database.read() as connection:
        loader = visit.loader(connection)
        people = {p.id: p.name for p in loader.everyone()}
        whole = not who.roles.isdisjoint(ALL)
        found = [
            _told(visit, each, people)
            for each in delegations(connection, office.id)
            if whole or who.person in (each.principal, each.delegate)
        ]
        doable = dict.fromkeys((APPOINT, END), 0) | dict(_doable(visit, loader))
        held = loader.holders([Role.CHAIR], beijing_day(visit.at))
        chairs = [people[p] for p in held]
    found.sort(key=lambda e: (STATES.index(e.state), -e.given.since.toordinal(), -e.given.number))
    return shown(visit, "delegations.html", found=found, whole=whole, doable=doable, chairs=chairs)


def _told(visit: Visit, given: Delegation, people: Mapping[str, str]) -> Entrusted:
    return Entrusted(
        given,
        people.get(given.principal, ""),
        people.get(given.delegate, ""),
        people.get(given.who, ""),
        state_of(visit, given),
        people.get(given.by, ""),
        people.get(given.ended_by, ""),
    )


def state_of(visit: Visit, given: Delegation) -> str:
    """How a delegation stands now, one of `STATES`."""
    now, to_come, past, ended = STATES
    if given.ended_at is not None and visit.at >= given.ended_at:
        return ended
    if given.holds(visit.at):
        return now
    return to_come if beijing_day(visit.at) < given.since else past


def _doable(visit: Visit, loader: Loader) -> Iterator[tuple[str, int]]:
    """Which of the two moves are the reader's, and the number of the quarter each is made in."""
    if visit.who.roles.isdisjoint(ALL):
        return
    for period in running(loader)[:1]:
        if whole := loader.case_of(CYCLE.id, period, ""):
            file = opened(visit, loader, whole.id)
            yield from ((m, whole.id) for m in (APPOINT, END) if theirs(visit, file, m))
