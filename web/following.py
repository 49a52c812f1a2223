"""What follows the results, kind by kind: who waits for it, and one form to enter many (R18)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import Response

from rules.calendar import beijing_day, period_title
from rules.follow_up import FollowUpTerms
from rules.following import DONE, OPEN, Following, following
from rules.nouns import ROLE_TITLES, Case, Role
from rules.strokes import by_strokes
from storage import passwords
from storage.grades import open_follow_ups
from storage.load import Loader
from storage.lookup import quarters
from storage.roll import section_order
from web.pages import go, shown
from web.paging import Paging, page_number
from web.periods import running
from web.together import (
    MOST,
    Joint,
    Outcome,
    just_done,
    kept,
    numbers_of,
    rows,
    settle,
    shared_fields,
    status_of,
)
from web.visit import Here, Visit
from workflow.duties import bench_of
from workflow.owing.quarterly import PARTS
from workflow.quarterly import QUARTERLY
from workflow.sight import Sight, sights

router = APIRouter()
PATH = "/follow-ups"
JOINT = Joint("follow_up_done", PATH, ("kind", "document"), ("document",))
OWED = "follow_up_due"
MAY_CLOSE = frozenset(QUARTERLY.by_id[JOINT.move].by)
OPENED = frozenset({OPEN, "offered"})
NAMED = 20
"""People up to whom a kind names all who wait for it."""


@dataclass(frozen=True)
class Waiting:
    """Something that follows somebody's result: where it stands, since when, until when."""

    case: Case
    name: str
    since: datetime | None
    day: date | None
    late: bool


@dataclass(frozen=True)
class Kind:
    """A kind of what follows in a quarter: who waits for it now, who later, how many had it.

    `mine` says whether the reader could be the one who enters it.
    """

    period: str
    quarter: str
    kind: str
    terms: FollowUpTerms
    owner: str
    mine: bool
    open: Sequence[Waiting]
    waiting: Sequence[Waiting]
    done: int

    @property
    def first(self) -> Waiting | None:
        """The one that is due first, if any has a day."""
        return min((w for w in self.open if w.day), key=lambda w: str(w.day), default=None)


@router.get(PATH)
def ask(visit: Here, period: str = "", kind: str = "", page: int = 1, done: str = "") -> Response:
    """Every kind of the quarters at work with who waits for it; the form of the kind asked for."""
    with visit.site.office.store.database.read() as connection:
        loader = visit.loader(connection)
        made = just_done(visit, loader, JOINT, numbers_of(done.split(".")))
        return _page(visit, loader, (period, kind), page, made)


@router.post(PATH)
def act(visit: Here) -> Response:
    """Enter the document for each person; the form again with whatever was refused."""
    found = settle(visit, JOINT)
    period, kind = (visit.form.get(name, "")[:64] for name in ("period", "kind"))
    done = [each for each in found if each.done]
    if done and not any(each.refused for each in found):
        numbers = ".".join(str(each.number) for each in done)
        asked = urlencode({"period": period, "kind": kind, "done": numbers})
        return go(f"{PATH}?{asked}")
    with visit.site.office.store.database.read() as connection:
        loader = visit.loader(connection)
        made = just_done(visit, loader, JOINT, [each.number for each in done])
        page = page_number(visit.form.get("page", ""))
        return _page(visit, loader, (period, kind), page, made, found)


def _page(
    visit: Visit, loader: Loader, wanted: tuple[str, str], page: int,
    made: Sequence[str], found: Sequence[Outcome] = (),
) -> Response:  # fmt: skip
    known = [q.period for q in quarters(loader.connection, loader.office)]
    listed = [wanted[0]] if wanted[0] in known else _at_work(visit, loader)
    kinds = [kind for period in listed for kind in _kinds(visit, loader, period)]
    chosen = next((k for k in kinds if k.mine and (k.period, k.kind) == wanted), None)
    numbers = [w.case.id for w in chosen.open] if chosen else []
    paging = replace(Paging.of(page, {"period": wanted[0], "kind": wanted[1]}), size=MOST)
    paging = paging.over(len(numbers))
    here = [each.number for each in found if not each.done]
    here = here or numbers[paging.offset : paging.offset + MOST]
    form: Mapping[str, str] = visit.form or kept(visit, loader, JOINT, here, {"kind": wanted[1]})
    people = list(rows(visit, loader, JOINT, here, form, found)) if chosen else []
    sent = visit.request.method == "POST"
    return shown(
        visit,
        "follow_ups.html",
        status_of(found) if sent else 200,
        kinds=kinds,
        chosen=chosen if people else None,
        days={w.case.id: w for w in chosen.open} if chosen else {},
        listed=people,
        shared=shared_fields(visit, JOINT, people[0].file, form) if people else {},
        made=made,
        refused=[each for each in found if each.refused],
        sent=sent,
        others=[(each, period_title(each)) for each in reversed(known) if each not in listed],
        named=NAMED,
        paging=paging,
        request_key=passwords.token(),
    )


def _at_work(visit: Visit, loader: Loader) -> list[str]:
    """The quarters that run, and those that are over and left something open, newest first."""
    left = open_follow_ups(loader.connection, visit.site.office.id)
    return sorted({*running(loader), *left}, reverse=True)


def _kinds(visit: Visit, loader: Loader, period: str) -> Iterator[Kind]:
    """What follows the results of a quarter, by kind in the policy's order."""
    office, who, roles = visit.site.office, visit.who.person, visit.who.roles
    bench = bench_of(office, loader, period)
    cases = [
        case
        for case in loader.of_period(QUARTERLY.id, period, PARTS)
        if case.follow_ups and sights(loader, who, roles, case, visit.at) - {Sight.OWN}
    ]
    names = {p.id: p.name for p in loader.people({case.person for case in cases})}
    found: dict[str, list[tuple[Case, Following]]] = {}
    for case in cases:
        for each in following(bench.due(case)):
            found.setdefault(each.follow_up.kind, []).append((case, each))
    for kind, terms in bench.policy.values.follow_ups.items():
        listed = [
            (each.state(visit.at), _waiting(visit, case, names[case.person], each))
            for case, each in found.get(kind, ())
        ]
        if listed:
            owner = Role(terms.owner)
            yield Kind(
                period, period_title(period), kind, terms, ROLE_TITLES[owner],
                not roles.isdisjoint({owner, Role.OFFICE} & MAY_CLOSE),
                sorted((w for s, w in listed if s in OPENED), key=_turn),
                sorted((w for s, w in listed if s == "waiting"), key=_turn),
                sum(1 for s, _ in listed if s == DONE),
            )  # fmt: skip


def _waiting(visit: Visit, case: Case, name: str, each: Following) -> Waiting:
    late = each.day is not None and beijing_day(visit.at) > each.day
    return Waiting(case, name, each.since, each.day, late)


def _turn(each: Waiting) -> tuple[Any, ...]:
    """What is due first; then by section and name."""
    return str(each.day or date.max), section_order(each.case.section), by_strokes(each.name)
