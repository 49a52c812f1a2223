"""Offices to rehearse a quarter with: built once as a template, copied for every try.

A template is a database brought to some point of the third quarter of 2026. SQLite copies a file
and PostgreSQL creates a database from another, so a try starts within hundredths of a second.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Table, select

from rules.calendar import parse_instant
from storage.database import Database, open_database
from storage.rows import OutboxRow
from tests.postgres import drop_database, fresh_database
from tests.workflow.quarters import DIMENSIONS
from workflow.command import Answer, Command
from workflow.engine import perform
from workflow.office import Office
from workflow.play import Played, rehearsal_store, run_clock, stage_set, surrogate
from workflow.scenario import Player, Scenario, scenario_from_text
from workflow.sweep import tick

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
PERIOD = "2026Q3"
PLAN = {"items": [{"title": "重点工作", "goal": "street", "weight": "100", "target": "办结"}]}
OUTBOX: Table = OutboxRow.__table__  # type: ignore[attr-defined]


class Part(NamedTuple):
    """A person of an office to rehearse with."""

    handle: str
    roles: tuple[str, ...]
    supervisor: str = ""
    section: str = ""


GROUP = (
    Part("li", ("supervisor", "member")),
    Part("sun", ("supervisor", "member")),
    Part("zhou", ("chair",)),
    Part("wu", ("office",)),
    Part("zheng", ("office",)),
)


def officers(number: int, supervisor: str = "li", section: str = "党建办") -> tuple[Part, ...]:
    """So many officers o1, o2 … of one section under one leader."""
    return tuple(Part(f"o{i}", ("officer",), supervisor, section) for i in range(1, number + 1))


def cast(*people: Part, outage: str = "") -> Scenario:
    """A scenario of these people without acts; everyone is called by their handle."""
    tables = [
        f'[[people]]\nid = "{p.handle}"\nname = "{p.handle}同志"\nroles = {list(p.roles)}\n'
        f'supervisor = "{p.supervisor}"\nsection = "{p.section}"\n'
        for p in people
    ]
    head = f'title = "排练"\nquarter = "{PERIOD}"\nuntil = 2026-12-31T00:00:00\n'
    return scenario_from_text(head + "".join(tables) + outage)


def at(text: str) -> datetime:
    """An instant of 2026 in Beijing: "07-03T09:00"."""
    return parse_instant(f"2026-{text}:00")


@dataclass
class Rehearsal:
    """An office of an open database, with the acts and ticks a test makes on it."""

    played: Played = field(repr=False)

    @property
    def office(self) -> Office:
        """The office."""
        return self.played.office

    @property
    def database(self) -> Database:
        """The open database."""
        return self.played.office.store.database

    def act(
        self,
        move: str,
        who: str,
        case: str = "",
        data: Mapping[str, Any] | None = None,
        *,
        at: datetime,
        request: str = "",
        seen: int | None = None,
    ) -> Answer:
        """Make a move by handles."""
        ids = self.played.ids
        command = Command(move, ids[who], PERIOD, ids.get(case, case), data or {}, request, seen)
        return perform(self.office, command, at)

    def done(self, *words: Any, **named: Any) -> Answer:
        """Make a move that must be accepted."""
        answer = self.act(*words, **named)
        assert answer.done, answer.text
        return answer

    def run_to(self, to: datetime) -> None:
        """Let the clock ring at every due instant up to `to`."""
        run_clock(self.played, to)

    def tick(self, to: datetime) -> None:
        """Tick once: whatever fell due is caught up."""
        tick(self.office, to)

    def mails(self) -> list[Any]:
        """The rows of the outbox in the order of their identity."""
        query = select(OUTBOX).order_by(OUTBOX.c.message_id)
        with self.database.read() as connection:
            return list(connection.execute(query))


Prepare = Callable[[Rehearsal], None]
_numbers = count()


def reopened(scenario: Scenario, url: str) -> Rehearsal:
    """The office of a scenario in a database where it was installed before."""
    store = rehearsal_store(open_database(url), scenario.digest)
    office = Office.load(store, "guanghe", openings=scenario.quarters)
    new_id = surrogate(scenario.digest)
    return Rehearsal(
        Played(scenario, office, {p.handle: new_id(p.handle) for p in scenario.people})
    )


@dataclass
class Template:
    """A database prepared once; whoever copies it starts from there."""

    kind: str
    folder: Path = field(repr=False)
    scenario: Scenario = field(repr=False)
    prepare: Prepare = field(repr=False)
    base: "Template | None" = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Install the office, or copy the base, and bring it to its point; nobody stays on."""
        if self.base:
            self.url = self.base.copied()
            made = reopened(self.scenario, self.url)
        else:
            self.url = fresh_database() if self.kind == "postgresql" else self._file()
            made = Rehearsal(stage_set(self.scenario, open_database(self.url)))
        self.prepare(made)
        made.database.dispose()

    def _file(self) -> str:
        return f"sqlite:///{self.folder}/{next(_numbers)}.db"

    def copied(self) -> str:
        """The address of a new copy, to be dropped by `drop`."""
        if self.kind == "postgresql":
            return fresh_database(self.url)
        url = self._file()
        shutil.copyfile(self.url.removeprefix("sqlite:///"), url.removeprefix("sqlite:///"))
        return url

    def drop(self, url: str) -> None:
        """Remove a copy."""
        if self.kind == "postgresql":
            drop_database(url)
            return
        for suffix in ("", "-wal", "-shm"):
            Path(url.removeprefix("sqlite:///") + suffix).unlink(missing_ok=True)

    @contextmanager
    def opened(self, url: str) -> Iterator[Rehearsal]:
        """A copy opened while the context lasts."""
        copy = reopened(self.scenario, url)
        try:
            yield copy
        finally:
            copy.database.dispose()

    @contextmanager
    def rehearsal(self) -> Iterator[Rehearsal]:
        """A new copy, opened while the context lasts and then dropped."""
        url = self.copied()
        try:
            with self.opened(url) as copy:
                yield copy
        finally:
            self.drop(url)


def planned(rehearsal: Rehearsal) -> None:
    """Bring every officer's plan to approval, on the quarter's second working day."""
    rehearsal.run_to(at("07-02T09:00"))
    for player in officers_of(rehearsal):
        rehearsal.done("submit_plan", player.handle, player.handle, PLAN, at=at("07-02T09:00"))
        rehearsal.done("approve_plan", player.supervisor, player.handle, at=at("07-02T10:00"))


def proposed(rehearsal: Rehearsal, mark: str = "92", grade: str = "好") -> None:
    """Bring every officer's case before the group, without a single summary."""
    planned(rehearsal)
    rehearsal.tick(at("10-14T09:00"))
    marks = {"kpi": {"重点工作": mark}, "bpi": dict.fromkeys(DIMENSIONS, mark)}
    proposal = {"grade": grade, "comment": "尽职尽责"}
    for player in officers_of(rehearsal):
        who, case = player.supervisor, player.handle
        rehearsal.done("mark", who, case, marks, at=at("10-14T10:00"))
        rehearsal.done("propose", who, case, proposal, at=at("10-14T11:00"))


def officers_of(rehearsal: Rehearsal) -> list[Player]:
    """The officers of a rehearsal, in the order of its scenario."""
    return [p for p in rehearsal.played.scenario.people if "officer" in p.roles]
