"""Asking everything of everybody: each state the examples reach × move × role × relation.

A state is a stage of a procedure. Where the examples come to one, every move there is is tried by
one person of each kind (the roles held, whether the file is their own, whether they lead it), in a
transaction that is taken back. What comes of it is kept: where the move led, or why it was refused.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from cli.moves import described, known
from rules.calendar import beijing_day
from rules.nouns import Case, Role
from storage.database import Database
from storage.imagine import imagined
from storage.load import Loader
from storage.lookup import line_count
from workflow.command import Answer, Command
from workflow.engine import perform
from workflow.office import Office
from workflow.pages import PAGES
from workflow.play import Played, play_act, run_clock, stage_set
from workflow.scenario import Player, Scenario, load_scenario

Edge = tuple[str, str, str, str]
"""Procedure, move, from, to."""

STRANGERS = tuple(
    Player(f"stranger{n}", f"旁人{n}", "", (role,), "", "", "")
    for n, role in enumerate(
        (Role.SUPERVISOR, Role.OFFICE, Role.AUDITOR, Role.ADMINISTRATOR,
         Role.SECURITY_ADMINISTRATOR)
    )
)  # fmt: skip
"""People beside those of an example, so that every role is there; none changes the quorum."""


OTHERWISE: dict[str, tuple[dict[str, str], ...]] = {
    "reopen": ({"stage": "planning"}, {"stage": "recording"}),
}
"""Moves whose way depends on what is handed in, with what else to hand in."""


class Kind(NamedTuple):
    """A kind of person as seen from a file."""

    roles: frozenset[Role]
    own: bool
    leads: bool


class Tried(NamedTuple):
    """What came of one move tried by one kind of person in one stage."""

    procedure: str
    stage: str
    move: str
    kind: Kind
    answer: Answer
    lines: int

    @property
    def edge(self) -> Edge | None:
        """The edge of the page that the move went along, if it was made on this very case."""
        page = PAGES[self.procedure]
        if not self.answer.done or self.move not in page.by_id:
            return None
        return self.procedure, self.move, self.stage, self.answer.stage


@dataclass
class Explorer:
    """Plays examples and asks everything once in each stage they come to.

    Of several explorers each asks in a share of the stages.
    """

    part: int = 0
    parts: int = 1
    tried: list[Tried] = field(default_factory=list)
    edges: set[Edge] = field(default_factory=set)
    seen: set[tuple[str, str]] = field(default_factory=set)

    def explore(self, path: Path, database: Database, *, ask: bool = True) -> None:
        """Play an example; before each of its acts, and at its end, look for new stages."""
        scenario = load_scenario(path)
        played = stage_set(replace(scenario, people=(*scenario.people, *STRANGERS)), database)
        for place, act in enumerate(scenario.acts, 1):
            run_clock(played, act.at)
            if ask:
                self._look(played, scenario, act.at)
            play_act(played, act, f"act-{place}")
        run_clock(played, scenario.until)
        if ask:
            self._look(played, scenario, scenario.until)
        self._walked(played)

    def mine(self, procedure: str, stage: str) -> bool:
        """Whether a stage belongs to this explorer's share."""
        return crc32(f"{procedure}/{stage}".encode()) % self.parts == self.part

    def _walked(self, played: Played) -> None:
        """Keep the edges that the play went along."""
        with played.office.store.database.read() as connection:
            rows = connection.exec_driver_sql(
                "SELECT c.procedure, j.line FROM journal j JOIN appraisal_case c"
                " ON c.office = j.office AND c.id = j.case_id"
                " WHERE j.outcome = 'done' AND j.version IS NOT NULL"
            ).all()
        self.edges |= {(procedure, *_edge(line)) for procedure, line in rows}

    def _look(self, played: Played, scenario: Scenario, at: datetime) -> None:
        with played.office.store.database.read() as connection:
            loader = Loader(connection, played.office.id, lock=False)
            periods = [*map(str, scenario.quarters), *map(str, scenario.years)]
            cases = [
                case
                for procedure in PAGES
                for period in periods
                for case in loader.of_period(procedure, period)
            ]
        for case in cases:
            stage = (case.procedure, case.stage)
            if stage not in self.seen:
                self.seen.add(stage)
                if self.mine(*stage):
                    asked = list(ask_all(played, case, at))
                    self.tried += asked
                    self.edges |= {t.edge for t in asked if t.edge}


def _edge(line: str) -> tuple[str, str, str]:
    told = json.loads(line)
    return told["move"], told["from"], told["to"]


def ask_all(played: Played, case: Case, at: datetime) -> Iterator[Tried]:
    """Every move of every page, by one person of each kind, about one case; nothing remains."""
    for kind, person in kinds_of(played, case).items():
        for move in known():
            for other in OTHERWISE.get(move, ({},)):
                data = example_input(played, case, move, at) | other
                command = Command(move, person, case.period, case.person or person, data)
                answer, lines = imagine(played, command, at)
                yield Tried(case.procedure, case.stage, move, kind, answer, lines)


def example_input(played: Played, case: Case, move: str, at: datetime) -> dict[str, Any]:
    """What the shell's example of a move hands in, with those who play, and the day it is."""
    cast = _cast(played, case) | dict.fromkeys(_days(), beijing_day(at).isoformat())
    data: dict[str, Any] = _recast(_given(move), cast)
    return data


def imagine(played: Played, command: Command, at: datetime) -> tuple[Answer, int]:
    """What a command comes to and how many lines it writes, taken back afterwards."""
    with imagined(played.office.store.database) as database:
        office = replace_store(played.office, replace(played.office.store, database=database))
        with database.read() as connection:
            before = line_count(connection, office.id)
        answer = perform(office, command, at)
        with database.read() as connection:
            return answer, line_count(connection, office.id) - before


def _cast(played: Played, case: Case) -> dict[str, str]:
    """Who stands for the people of the shell's examples: the officer, a leader, chair, clerk."""
    people = played.scenario.people
    by_id = {played.ids[p.handle]: p.handle for p in people}
    found = {"zhang": by_id.get(case.person, "zhang"), "li": by_id.get(case.supervisor, "li")}
    for name, role in (("wang", Role.CHAIR), ("zhao", Role.OFFICE)):
        found[name] = next((p.handle for p in people if role in p.roles), name)
    return found


def _recast(value: Any, cast: dict[str, str]) -> Any:
    """An example's input with the names of those who play."""
    if isinstance(value, dict):
        return {cast.get(key, key): _recast(each, cast) for key, each in value.items()}
    if isinstance(value, list):
        return [_recast(each, cast) for each in value]
    return cast.get(value, value) if isinstance(value, str) else value


@cache
def _days() -> frozenset[str]:
    """The days in the shell's examples: whoever asks means the day of asking."""
    texts = {v for move in known() for v in _given(move).values() if isinstance(v, str)}
    return frozenset(text for text in texts if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text))


@cache
def _given(move: str) -> dict[str, Any]:
    """What the shell's example of a move hands in."""
    data: dict[str, Any] = described(move)["with"]
    return data


def replace_store(office: Office, store: object) -> Office:
    """The same office over another store."""
    there = Office(store, office.id, office.name, office.kind, office.policy_name)  # type: ignore[arg-type]
    there.openings, there.years, there.calendar = office.openings, office.years, office.calendar
    there._pins = office._pins  # by their digest: they are the same in every store
    return there


def kinds_of(played: Played, case: Case) -> dict[Kind, str]:
    """One person of each kind there is, by surrogate id."""
    found: dict[Kind, str] = {}
    for player in played.scenario.people:
        person = played.ids[player.handle]
        kind = Kind(frozenset(player.roles), person == case.person, person == case.supervisor)
        found.setdefault(kind, person)
    return found


def uncovered(edges: Iterable[Edge]) -> list[Edge]:
    """The edges of the pages that nobody went along."""
    every = {(page.id, *edge) for page in PAGES.values() for edge in page.edges}
    return sorted(every - set(edges))
