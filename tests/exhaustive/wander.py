"""A walk of any moves by anybody, from any point of the examples, with no model of what comes.

Where the walk beside a model makes the quarter's moves, this one makes them all: objections,
statuses, delegates, recusals, duties that follow, checks, reports, the year. What must hold
whatever comes is held: an answer or a reason, no trace of a refusal, the quota, n, the journal.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, TypeVar

from sqlalchemy import Table, select

from cli.moves import known
from rules.calendar import is_quarter
from rules.nouns import Case, Role
from storage.rows import JournalRow, QuarterRow
from tests.exhaustive.desk import Desk
from tests.exhaustive.explorer import example_input
from tests.exhaustive.offices import Diligent
from workflow.beside import PAGE as BESIDE
from workflow.pages import PAGES
from workflow.play import Played, run_clock
from workflow.procedure import Move
from workflow.replay import rebuild, stored_rows, verify_office

T = TypeVar("T")
JOURNAL: Table = JournalRow.__table__  # type: ignore[attr-defined]
QUARTERS: Table = QuarterRow.__table__  # type: ignore[attr-defined]
PUBLIC = ("publicity", "closed")
MOVES = [(page, move) for page, move in known().values() if page is not BESIDE]
HALTING = frozenset(
    {"recuse", "apply_recusal", "decide_recusal", "declare_relation", "exempt", "reopen",
     "open_refusal", "return_record", "postpone_session", "run_without", "correct_annual"}
)  # fmt: skip
"""What leads nowhere when it is done all the time."""
SHARE = 8
"""One in so many steps lets days pass; one in so many moves is made by anybody on anything."""


def _leaves(move: Move, stage: str) -> bool:
    return any(route.source == stage for route in move.routes)


class Chance:
    """Choices that follow from a seed and from how many there were before."""

    def __init__(self, seed: str) -> None:
        self.seed, self.turn = seed, 0

    def __call__(self, options: Sequence[T]) -> T:
        """The next choice."""
        self.turn += 1
        digest = sha256(f"{self.seed}/{self.turn}".encode()).digest()
        return options[int.from_bytes(digest[:6]) % len(options)]


@dataclass
class Wander:
    """A walk through a played office."""

    played: Played
    now: datetime
    seed: str
    did: Counter[str] = field(default_factory=Counter)
    frozen: dict[str, int] = field(default_factory=dict)
    steps: int = 0

    def __post_init__(self) -> None:
        """Sit down, and look how everything stands."""
        self.chance = Chance(self.seed)
        self.desk = Desk(self.played, self.now)
        self.diligent = Diligent(self.played, self.now)
        self.check()

    def walk(self, steps: int) -> None:
        """Make so many steps, and then tell all of it again."""
        for _ in range(steps):
            self.steps += 1
            if self.chance(range(SHARE)) == 0:
                self.now += timedelta(days=self.chance((1, 1, 2, 5, 12)))
                run_clock(self.played, self.now)
            elif self.chance(range(SHARE)) == 0:
                self.diligent.what_is_due(self.now)
            else:
                self._act()
            self.check()
        self.told_again()

    def _act(self) -> None:
        self.now += timedelta(minutes=1)
        self.desk.now = self.now
        listed = self.desk.cases()
        live = [c for c in listed if c.stage not in PAGES[c.procedure].finals]
        case = self.chance(live if live and self.chance(range(3)) else listed)
        anything = self.chance(range(SHARE)) == 0
        fits = [
            (page, move) for page, move in MOVES
            if (anything or (move.by and page.id == case.procedure and _leaves(move, case.stage)))
            and (move.id not in HALTING or self.chance(range(SHARE)) == 0)
        ]  # fmt: skip
        _, move = self.chance(fits or MOVES)
        subject = case.person or self.chance([c.person for c in self._people(case.period)])
        whole = case if case.person else self._of(case.period, subject)
        who = self._who(move.by, whole, anything=anything)
        given = example_input(self.played, whole, move.id, self.now)
        before = self._lines()
        answer = self.desk.ask(
            move.id, who, case.period, subject, **self._sharpened(move.id, given)
        )
        lines = self._lines() - before
        if answer.done:
            self.did[move.id] += 1
            assert lines >= 1, move.id
        else:
            assert answer.obstacles, (move.id, answer)
            assert all(o.clause and o.text for o in answer.obstacles)
            assert lines == 1, (move.id, lines)

    def _people(self, period: str) -> list[Case]:
        return self.desk.cases("quarterly" if is_quarter(period) else "annual", period)

    def _of(self, period: str, person: str) -> Case:
        return next(c for c in self._people(period) if c.person == person)

    def _who(self, by: Sequence[Role], case: Case, *, anything: bool) -> str:
        """Somebody who would make a move on a case; sometimes anybody."""
        if anything or not by:
            return self.chance(sorted(self.played.ids.values()))
        role = self.chance(list(by))
        if role is Role.OFFICER and case.person:
            return case.person
        if role is Role.SUPERVISOR and case.supervisor:
            return case.supervisor
        holders = self.desk.holders(role) or sorted(self.played.ids.values())
        return self.chance(holders)

    def _sharpened(self, move: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """An example's input with what makes a difference chosen anew."""
        made = dict(given)
        if "present" in made:
            made["present"] = self.desk.present()
        if "grade" in made:
            made["grade"] = self.chance(("好", "较好", "一般", "较差"))
        if move == "decide_objection":
            made["outcome"] = self.chance(("maintained", "changed", "reappraise"))
            made |= {"grade": self.chance(("好", "较好"))} if made["outcome"] == "changed" else {}
        if move == "appoint_delegate":
            made |= {"to": self.desk.day(self.chance((0, 9, 60)))}
        if "kind" in made and move == "set_status":
            made["kind"] = self.chance(("病假", "立案", "警告", "产假", "记过"))
        return made

    def check(self) -> None:
        """The quota over what is public, and n as it was frozen."""
        for period, n in self._numbers():
            known_before = self.frozen.setdefault(period, n)
            assert n == known_before, f"n of {period} was {known_before} and is {n}"
            public = [c for c in self.desk.cases("quarterly", period) if c.stage in PUBLIC]
            good = sum(c.decision is not None and c.decision.grade.value == "好" for c in public)
            assert good <= 2 * n // 5, f"{good} of {n} are 好 in {period}"

    def _numbers(self) -> Iterator[tuple[str, int]]:
        query = select(QUARTERS.c.period, QUARTERS.c.n).where(QUARTERS.c.n.is_not(None))
        with self.played.office.store.database.read() as connection:
            yield from [(period, n) for period, n in connection.execute(query)]

    def _lines(self) -> int:
        with self.played.office.store.database.read() as connection:
            query = select(JOURNAL.c.seq).order_by(JOURNAL.c.seq.desc()).limit(1)
            return connection.execute(query).scalar() or 0

    def told_again(self) -> None:
        """The journal rebuilds every row, and nothing is amiss with it."""
        office = self.played.office
        with office.store.database.read() as connection:
            told = rebuild(connection, office.id) == stored_rows(connection, office.id)
        assert told, "the journal does not tell the rows"
        assert verify_office(office, mac_key=office.store.journal_key).faults == ()
