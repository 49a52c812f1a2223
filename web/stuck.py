"""What is derived of all files at once: kept until something is done, or the minute is over.

What is kept is found by the newest line that mattered to it, so that nobody is shown what was, and
by what the reader may learn, so that nobody is shown what another may.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

from storage.load import Loader
from web.menu import menu
from web.visit import Visit
from workflow.batch import Batch, batch_of
from workflow.cycle import CYCLE
from workflow.duties import Duty, duties
from workflow.possible import possible_moves
from workflow.reminded import reminded_today
from workflow.settling import EASED_BY
from workflow.tasks import PRESSED, Task, tasks
from workflow.veil import Viewer

Result = TypeVar("Result")
Door = tuple[str, str]
Doors = tuple[Door, ...]
"""Where something is settled: addresses, each with what it is called."""
NOTHING: Mapping[str, Doors] = {}
LISTED: Mapping[str, str] = {"unverified": "/opi", "calendar_missing": "/calendar"}
"""Of what is settled from a list of its own, by the kind of the task, the list."""
MOST_NAMED = 20
"""People up to whom a line of what is stuck names all whom it is about."""
FEW = 3
"""People up to whom somebody who owes the same of each is told of them at once, not folded."""


@dataclass(frozen=True)
class Stuck:
    """A line of what is stuck: how it begins, whom it is about with their files, and the rest.

    `by` owes it of all of these, if it is not their own; `period` says of which quarter it is.
    """

    head: str
    who: tuple[tuple[str, int], ...]
    more: int
    rest: str
    doors: tuple[Door, ...] = ()
    by: str = ""
    period: str = ""

    @property
    def count(self) -> int:
        """How many people it is about."""
        return len(self.who) + self.more

    @property
    def folded(self) -> bool:
        """Whether there are so many that they are named on demand."""
        return self.count > FEW


def gathered(listed: Iterable[Task], doors: Mapping[str, Doors] = NOTHING) -> list[Stuck]:
    """What is stuck in lines: what several owe alike, or one of several, stands in one of them.

    `doors` are by the kind of a task where the reader settles it.
    """
    alike: dict[tuple[str, str, int], list[Task]] = {}
    for place, task in enumerate(listed):
        by = task.name if task.whose else ""
        alike.setdefault((task.rest, by, 0 if task.rest else place + 1), []).append(task)
    return [_line(tasks_, doors.get(tasks_[0].kind, ())) for tasks_ in alike.values()]


def _line(alike: Sequence[Task], doors: Doors) -> Stuck:
    first = alike[0]
    if not first.rest:
        return Stuck("", (("查看", first.case),) if first.case else (), 0, first.text, doors)
    who = tuple((t.whose or t.name, t.case) for t in alike[:MOST_NAMED])
    by = first.name if first.whose else ""
    return Stuck(PRESSED, who, len(alike) - len(who), first.rest, by=by)


def doors_of(visit: Visit, loader: Loader, period: str, listed: Iterable[Task]) -> dict[str, Doors]:
    """Where the reader settles what is stuck in a quarter, by the kind of the task."""
    kinds = {task.kind for task in listed}
    open_to = dict(menu(visit.request.app.state.access, visit.who.roles))
    found: dict[str, Doors] = {
        kind: ((place, open_to[place]),)
        for kind, place in LISTED.items()
        if kind in kinds and place in open_to
    }
    by_move = whole_doors(visit, loader, period, {m for k in kinds for m in EASED_BY.get(k, ())})
    return found | {
        kind: tuple(by_move[move] for move in EASED_BY[kind] if move in by_move)
        for kind in kinds & EASED_BY.keys()
    }


def whole_doors(visit: Visit, loader: Loader, period: str, moves: Iterable[str]) -> dict[str, Door]:
    """The forms of moves for a whole quarter, by move, as far as they are the reader's to make."""
    listed = list(moves)
    whole = loader.case_of(CYCLE.id, period, "") if listed else None
    if whole is None:
        return {}
    office, who = visit.site.office, visit.who.person
    asked = (
        p
        for move in listed
        for p in possible_moves(office, loader, whole, who, visit.at, judged=False, only=move)
    )
    return {
        p.move.id: (f"/cases/{whole.id}/do/{p.move.id}", p.move.title) for p in asked if p.theirs
    }


def kept_of(visit: Visit, loader: Loader, key: Hashable, derive: Callable[[], Result]) -> Result:
    """What is derived of the office as it stands, now; `key` says all that it depends on else."""
    minute = visit.at.replace(second=0, microsecond=0)
    state = visit.site.newest.of(loader.connection, loader.office)
    return visit.site.kept.get((key, state, minute), derive)


def tasks_of(visit: Visit, loader: Loader, period: str, viewer: Viewer) -> list[Task]:
    """What is stuck in a quarter, as far as a viewer may learn of it."""
    # Nobody is told of a flag or a report about themselves: what these see is theirs alone.
    whose = viewer.person if viewer.entitled else ""
    derive = partial(tasks, visit.site.office, loader, period, visit.at, viewer)
    return kept_of(visit, loader, ("tasks", period, viewer.roles, whose), derive)


def duties_of(visit: Visit, loader: Loader, period: str) -> list[Duty]:
    """Everything owed in a quarter or a year that anybody may learn of."""
    derive = partial(duties, visit.site.office, loader, period, visit.at)
    return kept_of(visit, loader, ("duties", period), derive)


def reminded_of(
    visit: Visit, loader: Loader, period: str, listed: Sequence[Duty], which: Hashable
) -> dict[Duty, datetime]:
    """Which of these duties somebody was reminded of today, and when; `which` says what part."""
    derive = partial(reminded_today, visit.site.office, loader, period, listed, visit.at)
    return kept_of(visit, loader, ("reminded", period, which), derive)


def batch_before(visit: Visit, loader: Loader, period: str, *, entitled: bool) -> Batch:
    """The batch of a quarter; of their own file a reader learns nothing before they are told."""
    reader = visit.who.person
    own = reader if loader.case_of("quarterly", period, reader) else ""
    derive = partial(
        batch_of, visit.site.office, loader, period, visit.at, entitled=entitled, reader=own
    )
    return kept_of(visit, loader, ("batch", period, entitled, own), derive)
