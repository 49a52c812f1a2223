"""An office walked at random beside its model: every step is foretold and checked (see model)."""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Table, bindparam, func, select

from storage.rows import CaseRow, JournalRow, OutboxRow
from tests.properties.consequences import take_over
from tests.properties.deeds import CASE_MOVES, NEWCOMER, WHY, Picks, deed, group_deed
from tests.properties.model import BEFORE, Deed, File, Model, day_of, end_of
from tests.properties.verdicts import CYCLE, accepts, way
from tests.rehearsal import GROUP, Part, Rehearsal, at, cast
from workflow.command import Answer
from workflow.replay import rebuild, stored_rows, verify_office

_journal: Table = JournalRow.__table__  # type: ignore[attr-defined]
_cases: Table = CaseRow.__table__  # type: ignore[attr-defined]
_outbox: Table = OutboxRow.__table__  # type: ignore[attr-defined]
_CASES = select(_cases).where(_cases.c.office == bindparam("office"))
_MAILS = select(func.count()).select_from(_outbox)
_LINE = ("seq", "case_id", "version", "outcome", "move", "at")
OFFICERS = (
    Part("a1", ("officer",), "li", "党建办"),
    Part("a2", ("officer",), "li", "党建办"),
    Part("b1", ("officer",), "sun", "经济办"),
    Part("b2", ("officer",), "sun", "经济办"),
    Part("c", ("officer", "office"), "li", "考核办"),
)
STRANGERS = (Part("shen", ("auditor",)), Part(NEWCOMER, ("administrator",)))
CAST = (*OFFICERS, *GROUP, *STRANGERS)
SCENARIO = cast(*CAST)
MOVES = (*CASE_MOVES, *CYCLE)
ASIDE = (
    "exempt", "set_aside", "reopen", "postpone_session", "extend", "amend_roster", "record_opi",
    "void_opi", "log", "annul_publicity", "confirm", "return_record", "send_back",
)  # fmt: skip
ONWARD = tuple(move for move in MOVES if move not in ASIDE)
STRIDES = (1009, 1013, 1019, 1021, 1031)  # primes: whatever the number of places, all are visited
MINUTE = timedelta(minutes=1)
LATEST = at("12-05T00:00")


def fresh_model() -> Model:
    """The model of the quarter as it opens."""
    roles = {p.handle: frozenset(p.roles) for p in CAST}
    return Model(roles, {p.handle: File(p.handle, p.supervisor, p.section) for p in OFFICERS})


def bells(now: datetime, count: int) -> datetime:
    """The clock's hours after an instant, 08:30 and 24:00: the first, the second …"""
    morning = timedelta(hours=8, minutes=30)
    midnights = [end_of(day_of(now) + timedelta(days=d - 1)) for d in range(count + 1)]
    hours = sorted([*midnights, *(midnight + morning for midnight in midnights)])
    return [hour for hour in hours if hour > now][count - 1]


class Seen(NamedTuple):
    """How everything stands: the cases by id, and how many mails there are."""

    cases: Mapping[int, Any]
    mails: int


@dataclass
class Walker:
    """One walk through the quarter; `steps` counts acts and rings."""

    house: Rehearsal = field(repr=False)
    model: Model = field(repr=False)
    now: datetime
    steps: int = 0
    last: tuple[Deed, str, Answer] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Look how everything stands."""
        self.model = deepcopy(self.model)
        self.people = {i: handle for handle, i in self.house.played.ids.items()}
        self.seq = 0
        self.seen = Seen({}, 0)
        self._look()

    def likely(self, number: int) -> None:
        """Make an act that the model accepts, if it knows one; mostly one that leads onward."""
        pick = Picks(number)
        moves = pick((ONWARD, ONWARD, ONWARD, ASIDE))
        self._first(pick, moves, lambda made: accepts(self.model, made, self.now + MINUTE))

    def near(self, number: int) -> None:
        """Make an act of the right person from the right stage: only a rule may be in the way."""
        self._first(Picks(number), MOVES, lambda made: way(self.model, made) is not None)

    def convene(self, number: int) -> None:
        """Let the chair set aside what is not ready, and the group decide, as a rule amiss."""
        for who, file in self.model.files.items():
            if file.stage in BEFORE[:-1] and not file.aside:
                self.act(Deed("set_aside", "zhou", who, WHY))
        if any(file.stage == "determining" for file in self.model.files.values()):
            self.act(group_deed(self.model, day_of(self.now), Picks(number)))

    def _first(self, pick: Picks, moves: Sequence[str], fits: Callable[[Deed], bool]) -> None:
        """Make the first act that fits, looking at moves and files in some order."""
        places = [(move, file) for move in moves for file in self.model.files.values()]
        first, stride = places.index(pick(places)), pick(STRIDES)
        for turn in range(len(places)):
            move, file = places[(first + turn * stride) % len(places)]
            made = deed(self.model, move, file, day_of(self.now), Picks(pick.number))
            if fits(made):
                self.act(made)
                return

    def bold(self, number: int) -> None:
        """Make any act with any input by anyone."""
        pick = Picks(number)
        move, file = pick(MOVES), pick(list(self.model.files.values()))
        self.act(deed(self.model, move, file, day_of(self.now), pick, bold=True))

    def act(self, made: Deed, *, stale: bool = False) -> None:
        """Make an act and hold the answer against what was foretold."""
        self.now += MINUTE
        self.steps += 1
        foretold = accepts(self.model, made, self.now) and not stale
        seen = self._version(made) - 1 if stale else None
        request = self.now.isoformat()
        answer = self._perform(made, self.now, request, seen)
        self.last = (made, request, answer)
        assert answer.done == foretold, f"{made}: {answer.text or '办成了'}"
        before, lines = self._look()
        if answer.done:
            take_over(self.model, made, self.now)
        else:
            assert answer.text
            assert all(o.clause and o.text for o in answer.obstacles)
            assert [line.outcome for line in lines] == ["refused"], made
            assert self.seen == before, f"a refusal changed something: {made}"
        self._compare(before, lines)

    def again(self) -> None:
        """Send the last act once more under its request key: the same answer, nothing written."""
        if self.last is None:
            return
        made, request, answer = self.last
        self.steps += 1
        repeated = self._perform(made, self.now, request, None)
        assert repeated.repeated
        assert (repeated.done, repeated.seq, repeated.text) == (
            answer.done,
            answer.seq,
            answer.text,
        )
        before, lines = self._look()
        assert lines == []
        assert self.seen == before

    def stale(self, number: int) -> None:
        """Make an act on a state that is no more."""
        pick = Picks(number)
        move, file = pick(MOVES), pick(list(self.model.files.values()))
        self.act(deed(self.model, move, file, day_of(self.now), pick), stale=True)

    def ring(self, count: int) -> None:
        """Let the clock ring at one of its next hours; what was missed is caught up."""
        self.now = bells(self.now, count)
        self.steps += 1
        self.house.tick(self.now)
        before, lines = self._look()
        self.model.ring(self.now)
        assert all(line.outcome == "done" for line in lines)
        self._compare(before, lines)
        self.house.tick(self.now)
        assert self._look()[1] == [], "a second tick did something"

    def outage(self, hours: int) -> None:
        """Let time pass without a tick, but never into a year whose calendar is not out yet."""
        if self.now < LATEST:
            self.now += timedelta(hours=hours)

    def replay(self) -> None:
        """Hold the rows against the journal, and the grades against the quota."""
        with self.house.database.read() as connection:
            rows = stored_rows(connection, self.house.office.id)
            assert rebuild(connection, self.house.office.id) == rows
        made = {key[0]: row["grade"] for key, row in sorted(rows["decision"].items())}
        assert list(made.values()).count("好") <= self.model.limit

    def verify(self) -> None:
        """Verify everything, with the key of the journal."""
        key = self.house.office.store.journal_key
        assert verify_office(self.house.office, mac_key=key).faults == ()

    def _version(self, made: Deed) -> int:
        who = self.house.played.ids[made.case] if made.case else ""
        return next(c.version for c in self.seen.cases.values() if c.person == who)

    def _perform(self, made: Deed, when: datetime, request: str, seen: int | None) -> Answer:
        return self.house.act(
            made.move, made.who, made.case, made.data, at=when, request=request, seen=seen
        )

    def _look(self) -> tuple["Seen", list[Any]]:
        """See how everything stands, and the new lines; how it stood before."""
        before, office = self.seen, self.house.office.id
        query = select(*(_journal.c[c] for c in _LINE)).where(
            _journal.c.office == office, _journal.c.seq > self.seq
        )
        with self.house.database.read() as connection:
            cases = {row.id: row for row in connection.execute(_CASES, {"office": office})}
            mails = connection.execute(_MAILS).scalar_one()
            lines = list(connection.execute(query.order_by(_journal.c.seq)))
        self.seen = Seen(cases, mails)
        self.seq = lines[-1].seq if lines else self.seq
        return before, lines

    def _compare(self, before: "Seen", lines: list[Any]) -> None:
        """Stages as the model has them; versions one line each."""
        stages = {}
        for key, case in self.seen.cases.items():
            was = before.cases[key].version if key in before.cases else 0
            told = [x.version for x in lines if x.case_id == key and x.version is not None]
            assert told == list(range(was + 1, case.version + 1))
            stages[self.people[case.person] if case.person else ""] = case.stage
        foretold = {who: file.stage for who, file in self.model.files.items()}
        foretold[""] = "concluded" if self.model.concluded else "running"
        assert stages == foretold, f"{self.now}: {stages}, foretold {foretold}"


Setting = Callable[[Walker], None]


def _must(walker: Walker, *moves: str) -> None:
    """Make moves on every file, all of which have to be accepted."""
    for place, file in enumerate(walker.model.files.values()):
        for move in moves:
            walker.act(deed(walker.model, move, file, day_of(walker.now), Picks(place)))
            assert walker.last is not None
            assert walker.last[2].done, walker.last


def opened(walker: Walker) -> None:
    """The first morning: plans are being made."""


def recorded(walker: Walker) -> None:
    """Every plan approved, July's summaries due within the week."""
    _must(walker, "submit_plan", "approve_plan")
    walker.outage(32 * 24)
    walker.ring(1)


def reviewed(walker: Walker) -> None:
    """Every record closed; the leaders are at work."""
    recorded(walker)
    walker.outage(71 * 24)
    walker.ring(2)


def convened(walker: Walker) -> None:
    """Everyone marked and proposed; the group may decide."""
    reviewed(walker)
    _must(walker, "mark", "propose")


def decided(walker: Walker) -> None:
    """The group has decided on everyone; the results are to be told and posted."""
    convened(walker)
    first = next(iter(walker.model.files.values()))
    walker.act(deed(walker.model, "decide", first, day_of(walker.now), Picks(0)))
    assert all(file.stage == "feedback" for file in walker.model.files.values())
