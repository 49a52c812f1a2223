"""The office's list of goals, of the street and of sections: what plans answer to (R04)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from rules.calendar import beijing_day, period_title
from rules.nouns import ListedGoal, Role
from storage import passwords
from storage.load import Loader
from storage.registry import section_names
from web.labels import GOALS
from web.pages import go, shown
from web.periods import running
from web.stuck import kept_of
from web.visit import Here, Visit
from workflow.beside import perform_beside
from workflow.command import Command
from workflow.goals import END, REGISTER
from workflow.quarterly import QUARTERLY

router = APIRouter()
PLACE = "/goals"
FIELDS: Mapping[str, tuple[str, ...]] = {
    REGISTER: ("title", "level", "section", "since", "until", "document", "number"),
    END: ("number", "until", "document"),
}
SAID: Mapping[str, str] = {"registered": "目标任务已登记", "ended": "目标任务的终止已登记"}
PARTS = frozenset({"plans", "plan_items"})
MOST_NAMED = 20
"""People up to whom a goal names those whose plan answers to it."""
WHOLE = frozenset({Role.OFFICE, Role.CHAIR, Role.DEPUTY, Role.MEMBER, Role.AUDITOR})
"""Who is told whose plans answer to a goal."""
Linked = Mapping[str, Sequence[tuple[str, int]]]
"""By the goal's number, who has it in a plan that counts: person and file."""


@dataclass(frozen=True)
class Quarterly:
    """Whose plans of a quarter answer to a goal: names with their files, and of how many."""

    title: str
    named: tuple[tuple[str, int], ...]
    count: int


@dataclass(frozen=True)
class Row:
    """A goal on the list, whether it is in force, and which plans answer to it."""

    goal: ListedGoal
    level: str
    state: str
    by: str
    linked: tuple[Quarterly, ...]


@router.get(PLACE)
def goals(visit: Here, done: str = "") -> Response:
    """The list of goals, those in force first; for the office the forms that keep it."""
    return _page(visit, said=SAID.get(done, ""))


@router.post(PLACE)
def keep(visit: Here) -> Response:
    """Enter a goal, or its end; the page again, with the reasons, if that is refused."""
    form = visit.form
    move = form.get("move") or REGISTER
    if move not in FIELDS:
        raise visit.deny()
    typed = {name: form.get(name, "").strip()[:1000] for name in FIELDS[move]}
    data = {name: text for name, text in typed.items() if text}
    request = form.get("request", "")[:64]
    command = Command(move, visit.who.person, "", data=data, request=request)
    answer = perform_beside(visit.site.office, command, visit.at)
    if answer.done:
        return go(f"{PLACE}?done={'registered' if move == REGISTER else 'ended'}")
    return _page(visit, obstacles=[o.text for o in answer.obstacles], status=422)


def _page(
    visit: Visit, *, said: str = "", obstacles: Sequence[str] = (), status: int = 200
) -> Response:
    today = beijing_day(visit.at)
    with visit.site.office.store.database.read() as connection:
        loader = visit.loader(connection)
        listed: tuple[ListedGoal, ...] = loader.of_quarter("goals", "")
        rows = _rows(visit, loader, listed)
        sections = section_names(connection, visit.site.office.id, today)
    return shown(
        visit, "goals.html", status, rows=rows, sections=sections, said=said, obstacles=obstacles,
        clerk=Role.OFFICE in visit.who.roles, filled=visit.form, levels=GOALS,
        open=[r.goal for r in rows if not r.state.startswith("已")], whole=_whole(visit),
        request_key=passwords.token(), move=visit.form.get("move", ""),
    )  # fmt: skip


def _whole(visit: Visit) -> bool:
    return bool(WHOLE & visit.who.roles)


def _rows(visit: Visit, loader: Loader, listed: Sequence[ListedGoal]) -> list[Row]:
    """The goals, those that are over last, then the street's first and by number."""
    linked: dict[str, Linked] = {}
    if listed and _whole(visit):
        linked = {
            period: kept_of(visit, loader, ("goals", period), partial(_linked, loader, period))
            for period in running(loader)
        }
    people = {p for found in linked.values() for each in found.values() for p, _ in each}
    names = {p.id: p.name for p in loader.people(people | {g.by for g in listed})}
    rows = [
        Row(
            g, GOALS.get(g.level, g.level), _state(visit, g), names.get(g.by, ""),
            tuple(_quarterly(period, found[g.number], names)
                  for period, found in linked.items() if g.number in found),
        )
        for g in listed
    ]  # fmt: skip
    return sorted(
        rows, key=lambda r: (r.state.startswith("已"), r.goal.level != "street", _order(r))
    )


def _order(row: Row) -> tuple[Any, ...]:
    number = row.goal.number
    place = (0, int(number), "") if number.isdecimal() else (1, 0, number)
    return row.state.startswith("已"), row.goal.level != "street", place


def _state(visit: Visit, goal: ListedGoal) -> str:
    today = beijing_day(visit.at)
    if goal.holds(today):
        return "执行中"
    return "尚未开始" if goal.since > today else "已终止"


def _linked(loader: Loader, period: str) -> Linked:
    """Who has which goal in the plan that counts, or in the one handed in."""
    found: dict[str, list[tuple[str, int]]] = {}
    for case in loader.of_period(QUARTERLY.id, period, PARTS):
        plan = case.approved_plan or (case.plans[-1] if case.plans else None)
        items = case.items_of(plan.number) if plan else ()
        for number in {i.link for i in items if i.link and not i.voided}:
            found.setdefault(number, []).append((case.person, case.id))
    return found


def _quarterly(
    period: str, linked: Sequence[tuple[str, int]], names: Mapping[str, str]
) -> Quarterly:
    named = sorted((names.get(person, ""), case) for person, case in linked)
    return Quarterly(period_title(period), tuple(named[:MOST_NAMED]), len(named))
