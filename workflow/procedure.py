"""What a page is made of: stages, moves, deadlines and reminders, checked when it is imported.

A page says in reading order who does what next. It refuses to exist if a stage cannot be reached,
if a stage is a trap, if a move stands twice or names a guard nobody wrote.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any

import rules.guards  # noqa: F401 - importing registers the guards a page names
from rules.inputs.given import Given, Nothing
from rules.nouns import Case, Role
from rules.quick import quick
from rules.rule import RULES, Ask, cohort_reads_of, reads_of
from storage.change import Change

OPENED = ("open_quarter",)
OPENINGS = frozenset({"open_quarter", "open_year"})


class PageError(ValueError):
    """A page that could not work; raised at import."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a procedure; a final one ends it."""

    id: str
    title: str
    final: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """From one stage to another; `when` restricts it to an input that names this stage item."""

    source: str
    target: str
    when: str = ""


@quick
@dataclass(frozen=True, slots=True)
class Note:
    """An event to tell people of: the kind of mail, the surrogate ids, the facts."""

    kind: str
    to: tuple[str, ...]
    data: dict[str, Any] = field(default_factory=dict)


@quick
@dataclass(frozen=True, slots=True)
class Step:
    """A move that an act on the whole office makes on one case, with its changes and notes."""

    case: Case
    move: str
    changes: tuple[Change, ...] = ()
    notes: tuple[Note, ...] = ()
    when: str = ""


@dataclass(frozen=True, slots=True)
class Joiner:
    """A person taken into the roster late: a case is opened for them with this change."""

    person: str
    section: str
    supervisor: str
    joined: date | None
    roster: Change


@dataclass(frozen=True, slots=True)
class Beginning:
    """A case of another procedure that an act opens, about a person: an objection, a check.

    `changes` gives its first rows, once the number of the new case is known.
    """

    procedure: str
    person: str
    section: str = ""
    supervisor: str = ""
    changes: Callable[[int], tuple[Change, ...]] = lambda _case: ()
    notes: tuple[Note, ...] = ()


@quick
@dataclass(frozen=True, slots=True)
class Effect:
    """What a move does besides moving: changes, notes, steps on other cases, new cases.

    `wakes` are cases that stay as they are but owe something else now: the clock looks again;
    `stirs` are people all of whose cases it looks at again, whatever the quarter.
    """

    changes: tuple[Change, ...] = ()
    notes: tuple[Note, ...] = ()
    steps: tuple[Step, ...] = ()
    joiners: tuple[Joiner, ...] = ()
    begins: tuple[Beginning, ...] = ()
    wakes: tuple[Case, ...] = ()
    stirs: tuple[str, ...] = ()


Does = Callable[[Ask], Effect]
About = Callable[[Ask], Iterable[str]]


@dataclass(frozen=True)
class Move:
    """Who may go which way, after which guards, with which input and effect.

    `by` empty: only the clock or a step of another move makes it. `reads` and `cohort` name the
    parts the effect touches, of this case and of every case of the quarter. `about` tells whose
    files an act on the whole office is about; a `collective` one is about many and nobody's own.
    Who makes what is `unsigned` stands in no line of the journal.
    With `declares` people say how they stand to a file, which they need no role on it for. Where
    the leader of a file keeps `apart`, the deputy acts if that is the chair.
    """

    id: str
    title: str
    by: tuple[Role, ...]
    routes: tuple[Route, ...]
    given: type[Given] = Nothing
    guards: tuple[str, ...] = ()
    does: Does | None = None
    reads: frozenset[str] = frozenset()
    cohort: frozenset[str] | None = None
    about: About | None = None
    collective: bool = False
    declares: bool = False
    unsigned: bool = False
    apart: bool = False

    @cached_property
    def all_reads(self) -> frozenset[str]:
        """The parts of the case that the guards and the effect touch."""
        return self.reads | reads_of(self.guards)

    @cached_property
    def all_cohort_reads(self) -> frozenset[str] | None:
        """The parts of every case of the quarter it touches; None if it needs no cohort."""
        found = cohort_reads_of(self.guards) | (self.cohort or frozenset())
        return found if found or self.cohort is not None else None


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something owed: by whom, in which stages, and what the clock does at its end.

    `seen_by` are those who alone may learn that it is owed; empty for everybody.
    """

    id: str
    title: str
    owner: Role
    stages: tuple[str, ...]
    at_end: str = ""
    seen_by: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class Reminder:
    """A mail about a deadline: before and after it, and what follows when nothing helps.

    With `on_day` it sounds on the due day alone. `to` are those who hear at last, once, that
    nothing helped.
    """

    deadline: str
    before: str
    after: str = ""
    escalates: bool = False
    on_day: bool = False
    to: tuple[Role, ...] = (Role.OFFICE,)


@dataclass(frozen=True, eq=False)
class Procedure:
    """A page: everything about one procedure, in reading order.

    `begun_by` are the acts that open a case of it; a `collective` one is about the whole office.
    `members` is the procedure of the cases that its collective acts bind together. Of a `sealed`
    one nobody learns that there is a case but those who may act on it.
    """

    id: str
    title: str
    initial: str
    stages: tuple[Stage, ...]
    moves: tuple[Move, ...]
    deadlines: tuple[Deadline, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    begun_by: tuple[str, ...] = OPENED
    collective: bool = False
    members: str = "quarterly"
    sealed: bool = False

    def __post_init__(self) -> None:
        """Check the page."""
        check(self)

    @cached_property
    def by_id(self) -> dict[str, Move]:
        """The moves by name."""
        return {m.id: m for m in self.moves}

    @cached_property
    def repeats(self) -> bool:
        """Whether a person may have several cases of it in a period, begun by acts."""
        return any(act not in OPENINGS for act in self.begun_by)

    @cached_property
    def stage_titles(self) -> dict[str, str]:
        """The Chinese titles of the stages."""
        return {s.id: s.title for s in self.stages}

    @cached_property
    def finals(self) -> frozenset[str]:
        """The stages that end the procedure."""
        return frozenset(s.id for s in self.stages if s.final)

    @cached_property
    def quiet(self) -> frozenset[str]:
        """The final stages in which nothing is owed any more: the clock looks no further."""
        return self.finals - {stage for d in self.deadlines for stage in d.stages}

    @cached_property
    def edges(self) -> frozenset[tuple[str, str, str]]:
        """All (move, source, target) of the page, for replay."""
        return frozenset((m.id, r.source, r.target) for m in self.moves for r in m.routes)

    @cached_property
    def canonical(self) -> str:
        """The page as one canonical text, pinned when a quarter opens."""
        body = {
            "id": self.id,
            "initial": self.initial,
            "begun_by": list(self.begun_by),
            "stages": [[s.id, s.title, s.final] for s in self.stages],
            "moves": [_move_text(m) for m in self.moves],
            "deadlines": [[d.id, d.owner.value, list(d.stages), d.at_end] for d in self.deadlines],
            "reminders": [_reminder_text(r) for r in self.reminders],
        }
        return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @cached_property
    def digest(self) -> str:
        """Sha256 of the canonical text."""
        return sha256(self.canonical.encode()).hexdigest()


def _reminder_text(reminder: Reminder) -> list[Any]:
    """A reminder as a page has it; what is as with most of them is not written."""
    more = ["on_day"] * reminder.on_day
    more += [] if reminder.to == (Role.OFFICE,) else [r.value for r in reminder.to]
    return [reminder.deadline, reminder.before, reminder.after, reminder.escalates, *more]


def _move_text(move: Move) -> dict[str, Any]:
    return {
        "id": move.id,
        "title": move.title,
        "by": [r.value for r in move.by],
        "routes": [[r.source, r.target, r.when] for r in move.routes],
        "given": move.given.__name__,
        "guards": list(move.guards),
    }


def check(page: Procedure) -> None:
    """Refuse a page that could not work; PageError names the stage, move or guard."""
    stages = {s.id for s in page.stages}
    _no_doubles("stage", (s.id for s in page.stages))
    _no_doubles("move", (m.id for m in page.moves))
    if page.initial not in stages:
        raise PageError(f"{page.id}: initial stage {page.initial} is unknown")
    for move in page.moves:
        _check_move(move, stages)
    _check_ways(page, stages)
    _check_deadlines(page, stages)


def _check_ways(page: Procedure, stages: set[str]) -> None:
    """Every stage can be reached, and from every stage there is a way to an end."""
    forward: dict[str, set[str]] = {s: set() for s in stages}
    for move in page.moves:
        for route in move.routes:
            forward[route.source].add(route.target)
    reached = _reach({page.initial}, forward)
    if lost := stages - reached:
        raise PageError(f"{page.id}: stages {sorted(lost)} cannot be reached")
    backward: dict[str, set[str]] = {s: set() for s in stages}
    for source, targets in forward.items():
        for target in targets:
            backward[target].add(source)
    ends = _reach({s.id for s in page.stages if s.final}, backward)
    if traps := stages - ends:
        raise PageError(f"{page.id}: no way out of {sorted(traps)}")


def _check_deadlines(page: Procedure, stages: set[str]) -> None:
    """Deadlines and reminders name stages, moves and deadlines that exist."""
    known = {d.id for d in page.deadlines}
    _no_doubles("deadline", (d.id for d in page.deadlines))
    for deadline in page.deadlines:
        if unknown := set(deadline.stages) - stages:
            raise PageError(f"deadline {deadline.id}: unknown stages {sorted(unknown)}")
        if deadline.at_end and deadline.at_end not in {m.id for m in page.moves}:
            raise PageError(f"deadline {deadline.id}: unknown move {deadline.at_end}")
    if loose := {r.deadline for r in page.reminders} - known:
        raise PageError(f"{page.id}: reminders of unknown deadlines {sorted(loose)}")


def _check_move(move: Move, stages: set[str]) -> None:
    if not move.routes:
        raise PageError(f"move {move.id} goes nowhere")
    _no_doubles(f"route of {move.id}", ((r.source, r.when) for r in move.routes))
    for route in move.routes:
        if unknown := {route.source, route.target} - stages:
            raise PageError(f"move {move.id}: unknown stages {sorted(unknown)}")
    if unknown := set(move.guards) - set(RULES):
        raise PageError(f"move {move.id}: unknown guards {sorted(unknown)}")
    _no_doubles(f"guard of {move.id}", move.guards)


def _no_doubles(what: str, names: Iterable[Any]) -> None:
    seen: set[Any] = set()
    for name in names:
        if name in seen:
            raise PageError(f"{what} {name} stands twice")
        seen.add(name)


def _reach(start: set[str], edges: dict[str, set[str]]) -> set[str]:
    seen, todo = set(start), list(start)
    while todo:
        for target in edges[todo.pop()] - seen:
            seen.add(target)
            todo.append(target)
    return seen


def stay(*stages: str) -> tuple[Route, ...]:
    """Routes of a move that leaves the stage as it is."""
    return tuple(Route(s, s) for s in stages)


def go(target: str, *sources: str, when: str = "") -> tuple[Route, ...]:
    """Routes from several stages to one."""
    return tuple(Route(s, target, when) for s in sources)
