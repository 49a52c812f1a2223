"""What somebody may do with a case now, and for each move that is barred, why: read, never done.

The same checks as in `engine.perform`, asked without writing anything. A guard that has to see
what will be filled in is not asked before it is: it speaks when the move is made.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from rules.calendar import CalendarMissing, beijing_day, quarter_of
from rules.inputs.given import BadInput, Nothing, read_input
from rules.nouns import Actor, Case, Cohort
from rules.rule import Ask, Obstacle, judge
from storage.load import Loader
from workflow.command import Command
from workflow.concealed import is_concealed, person_kept, revealed
from workflow.flags import with_flags
from workflow.office import Office
from workflow.pages import PAGES
from workflow.people import cohort_of, people_for, ties_of
from workflow.procedure import Move, Procedure
from workflow.standing import Capacity, acting_role, serving


class NotFilledIn(LookupError):
    """A guard asked for something that nobody has filled in yet."""


class _Blank:
    """An input before it is filled in: whoever reads it, or asks what it is, learns nothing."""

    def __getattribute__(self, name: str) -> Any:
        raise NotFilledIn(name)


_NOTHING, _BLANK = Nothing(), _Blank()


@dataclass(frozen=True, slots=True)
class Possible:
    """A move that the stage allows: in which capacity the reader would make it, or why not."""

    page: Procedure
    move: Move
    capacity: Capacity | None
    obstacles: tuple[Obstacle, ...]

    @property
    def open(self) -> bool:
        """Whether nothing stands in the way so far."""
        return not self.obstacles

    @property
    def theirs(self) -> bool:
        """Whether it is the reader's to make, even if something is in the way now."""
        return self.capacity is not None


def possible_moves(
    office: Office, loader: Loader, case: Case, reader: str, at: datetime, *, judged: bool = True,
    only: str = "",
) -> list[Possible]:  # fmt: skip
    """The moves that people make from the stage a case is in, in the order of the page.

    Of a sealed page nothing is told to those who may not act on it. Without `judged` only whose
    each move is is asked, not what else bars it: all files of a large office are spared.
    With `only` no other move is asked about.
    """
    page = PAGES[case.procedure]
    found = [
        p
        for move in page.moves
        if move.by and only in ("", move.id)
        if any(route.source == case.stage for route in move.routes)
        for p in _asked(office, loader, page, move, case, reader, at, judged=judged)
    ]
    if page.sealed and not any(p.theirs for p in found):
        return []
    return found


def foreseen(
    office: Office, loader: Loader, case: Case, asked: tuple[str, str, Mapping[str, Any]],
    at: datetime,
) -> tuple[Obstacle, ...]:  # fmt: skip
    """What would bar a move with what is filled in so far; `asked` is reader, move and input.

    Nothing is written. Whether the stage allows the move is not asked again.
    """
    reader, name, data = asked
    page = PAGES[case.procedure]
    move = page.by_id[name]
    ask = _ask(office, loader, page, move, case, reader, at, judged=True)
    if ask is None:
        return ()
    cite = serving(ask.policy.moves[move.id])
    try:
        given = read_input(move.given, dict(data), ask.policy.values)
    except BadInput as bad:
        return tuple(
            Obstacle.of(t.rule or "input", ask.policy.rules.get(t.rule, cite), t.text)
            for t in bad.troubles
        )
    return acting_role(ask, move)[1] + judge(move.guards, replace(ask, given=given))


def _asked(
    office: Office, loader: Loader, page: Procedure, move: Move, case: Case, reader: str,
    at: datetime, *, judged: bool,
) -> Iterator[Possible]:  # fmt: skip
    """One move asked for without its input; nothing if the case is not of a quarter that runs."""
    ask = _ask(office, loader, page, move, case, reader, at, judged=judged)
    if ask is None:
        return
    capacity, obstacles = acting_role(ask, move)
    if capacity is not None and judged:
        obstacles += _barred(ask, move)
    yield Possible(page, move, capacity, obstacles)


def _ask(
    office: Office, loader: Loader, page: Procedure, move: Move, case: Case, reader: str,
    at: datetime, *, judged: bool,
) -> Ask | None:  # fmt: skip
    """What is asked of the rules about a move before anything is filled in."""
    kept = case.person if is_concealed(case) else person_kept(office, page, case.person)
    place = (page.id, case.period, kept)
    found = loader.matter(place, reader, beijing_day(at), move.all_reads, case.ordinal)
    if found is None:
        return None
    policy = office.pinned(loader.connection, found.policy)
    if judged:
        cohort = cohort_of(loader, page, case.period, found.n, move, at)
        cohort = with_flags(office, loader, move, cohort)
    else:
        cohort = Cohort(case.period, found.n)
    whose = revealed(office, loader, found.case)
    ties = ties_of(loader, whose, cohort, at, found.away if kept == whose.person else None)
    command = Command(move.id, reader, case.period, whose.person)
    people = people_for(loader, command, whose, cohort, ties)
    actor = Actor(reader, found.name or reader, found.roles)
    return Ask(
        move.id, at, actor, policy, office.calendar, quarter_of(case.period), whose, cohort,
        _NOTHING if move.given is Nothing else None, people, whose.person, ties,
    )  # fmt: skip


def _barred(ask: Ask, move: Move) -> tuple[Obstacle, ...]:
    """The obstacles that can be told before anything is filled in."""
    blank = ask if ask.given is not None else replace(ask, given=_BLANK)
    found: list[Obstacle] = []
    for name in move.guards:
        try:
            found += judge((name,), blank)
        except NotFilledIn:
            continue
        except CalendarMissing as gap:
            found.append(Obstacle.of("calendar", serving(ask.policy.moves[ask.move]), str(gap)))
            break
    return tuple(found)
