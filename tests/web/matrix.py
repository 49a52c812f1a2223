"""The matrix of who may come in where, read; and the office at each stage of its quarter to try it.

`matrix.toml` has a row per route. A row names a class of cells; a class says for each subject, and
where it differs for each stage, how the request is answered.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from tests.rehearsal import GROUP, PLAN, Part, Rehearsal, Template, at, cast, officers_of
from tests.workflow.quarters import DIMENSIONS
from web.access import Route

FILE = Path(__file__).with_name("matrix.toml")
TABLE = tomllib.loads(FILE.read_text(encoding="utf-8"))
STAGES = ("planning", "appraising", "determining", "feedback", "publicity", "closed")
ANSWERS = ("in", "refused", "out", "asked")
SUBJECTS: Mapping[str, str] = TABLE["subjects"]
ROUTES: Mapping[str, str] = TABLE["routes"]
CLASSES: Mapping[str, Mapping[str, Any]] = TABLE["classes"]

PEOPLE = cast(
    Part("o1", ("officer",), "jin", "党建办"), Part("o2", ("officer",), "jin", "党建办"),
    Part("o3", ("officer",), "mu", "民生办"), Part("jin", ("supervisor",)),
    Part("mu", ("supervisor",)), Part("yan", ("supervisor",)), *GROUP, Part("gu", ("office",)),
    Part("qian", ("auditor",)), Part("shi", ("administrator",)),
    Part("fang", ("security_administrator",)),
)  # fmt: skip
PRESENT = {"present": ["zhou", "li", "sun"], "minutes": "纪要1号"}


class Cell(NamedTuple):
    """A route asked for by a subject at a stage, and how it is to be answered."""

    route: Route
    answer: str

    @property
    def name(self) -> str:
        """The route in words."""
        return " ".join(self.route)


def cells(subject: str, stage: str) -> Iterator[Cell]:
    """Every cell of a subject at a stage."""
    for name, kind in ROUTES.items():
        method, path = name.split(" ")
        yield Cell((method, path), answer_of(kind, subject, stage))


def answer_of(kind: str, subject: str, stage: str) -> str:
    """How a class answers a subject at a stage; KeyError if it does not say."""
    said = CLASSES[kind]
    found = said.get(subject, said["others"])
    return str(found if isinstance(found, str) else found.get(stage, found["others"]))


def _planned(house: Rehearsal) -> None:
    for player in officers_of(house):
        house.done("submit_plan", player.handle, player.handle, PLAN, at=at("07-02T09:00"))
        house.done("approve_plan", player.supervisor, player.handle, at=at("07-02T10:00"))
    house.tick(at("10-14T09:00"))


def _proposed(house: Rehearsal) -> None:
    marks = {"kpi": {"重点工作": "85"}, "bpi": dict.fromkeys(DIMENSIONS, "85")}
    for player in officers_of(house):
        who, case = player.supervisor, player.handle
        house.done("mark", who, case, marks, at=at("10-14T10:00"))
        proposal = {"grade": "较好", "comment": "尽职尽责"}
        house.done("propose", who, case, proposal, at=at("10-14T11:00"))


def _decided(house: Rehearsal) -> None:
    grades = dict.fromkeys(("o1", "o2", "o3"), "较好")
    house.done("decide", "zhou", "", PRESENT | {"grades": grades}, at=at("10-16T10:00"))


def _published(house: Rehearsal) -> None:
    for player in officers_of(house):
        told = {"mode": "talk", "text": "较好"}
        who, case = player.supervisor, player.handle
        house.done("give_feedback", who, case, told, at=at("10-19T10:00"))
    house.done("publish", "wu", "", {}, at=at("10-20T10:00"))


def _opened(house: Rehearsal) -> None:
    house.run_to(at("07-02T08:30"))
    ids, office = house.played.ids, house.office.id
    with house.database.begin() as connection:
        connection.exec_driver_sql(  # whom o1 had before the quarter
            "INSERT INTO supervision (office, person, since, until, supervisor) VALUES "
            "(?, ?, '2026-01-01', '2026-06-30', ?)", (office, ids["o1"], ids["yan"]),
        )  # fmt: skip


def _closed(house: Rehearsal) -> None:
    house.run_to(at("10-26T09:00"))


_STEPS: Mapping[str, tuple[Callable[[Rehearsal], None], str]] = {
    "planning": (_opened, "07-02T10:00"),
    "appraising": (_planned, "10-14T09:30"),
    "determining": (_proposed, "10-14T12:00"),
    "feedback": (_decided, "10-16T11:00"),
    "publicity": (_published, "10-20T11:00"),
    "closed": (_closed, "10-26T10:00"),
}


def when(stage: str) -> Any:
    """The time it is at a stage."""
    return at(_STEPS[stage][1])


def templates(folder: Path) -> Callable[[str], Template]:
    """The office at each stage, each made from the one before when it is first asked for."""

    @cache
    def made(stage: str) -> Template:
        number = STAGES.index(stage)
        base = made(STAGES[number - 1]) if number else None
        return Template("sqlite", folder, PEOPLE, _STEPS[stage][0], base)

    return made
