"""Cases as a page last saw them, brought up to date by the lines written since (R28).

A page about everybody needs every case of a period. They are kept between pages, and what the
lines behind the newest one known say was written is read anew: that one case, or all of them where
a line wrote anything else. Writers never look here; they read rows under their lock.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from rules.nouns import Case, Person
from storage.load import Loader, Near
from storage.newest import MOST_LINES, Place, head_of, written_since
from storage.parts import OF_CASE
from storage.persons import OF_PERSON
from storage.rows import CaseRow

QUARTERLY = "quarterly"
PARTS = frozenset(
    {"plans", "plan_items", "handed_in", "openings", "exemptions", "marks", "proposals", "directs",
     "statements", "opi", "decisions", "feedbacks", "acknowledgements", "lateness", "overrides",
     "handovers", "follow_ups", "extensions", "objections"}
) | OF_PERSON  # fmt: skip
"""The parts that are kept with each case: what lists ask for, not the long texts."""
MOST_CASES = 20_000
"""A larger period is not kept: it would fill the memory."""
MOST_PERIODS = 4
_OWN_TABLES = frozenset(table for table, _, _ in OF_CASE.values())
_cases = CaseRow.__table__  # type: ignore[attr-defined]


class KeptParts(dict[str, tuple[Any, ...]]):
    """The parts of a case that is kept, and what was derived of it: both last as long as it does.

    `derived` is by name what it was derived with besides the case, and the result.
    """

    __slots__ = ("derived",)

    def __init__(self, parts: Mapping[str, tuple[Any, ...]]) -> None:
        super().__init__(parts)
        self.derived: dict[str, tuple[tuple[Any, ...], Any]] = {}


class _Known(NamedTuple):
    """The cases of a period by number, as they stood after a line of the journal."""

    head: Place
    cases: Mapping[int, Case]


@dataclass
class Remembered:
    """The cases of the periods that were looked at last; one page at a time refreshes them."""

    _known: dict[tuple[str, str], _Known] = field(default_factory=dict, repr=False)
    _people: dict[str, tuple[Place, list[Person]]] = field(default_factory=dict, repr=False)
    _turn: Lock = field(default_factory=Lock, repr=False)

    def cases(self, loader: Loader, period: str) -> list[Case] | None:
        """The appraisals of a period with `PARTS`, by id, as the loader's transaction sees them.

        None if they are too many to be kept, or what is known is newer than the transaction.
        """
        place = loader.office, period
        with self._turn:
            head = head_of(loader.connection, loader.office)
            known = self._known.pop(place, None)
            if known is not None and known.head.seq > head.seq:
                self._known[place] = known
                return None
            made = (known and _refreshed(loader, known, period, head)) or _read(
                loader, period, head
            )
            if made is None:
                return None
            self._known[place] = made
            while len(self._known) > MOST_PERIODS:
                self._known.pop(next(iter(self._known)))
            return list(made.cases.values())

    def people(self, loader: Loader) -> list[Person]:
        """All people of an office, by id, as the loader's transaction sees them."""
        with self._turn:
            head = head_of(loader.connection, loader.office)
            known = self._people.get(loader.office)
            if known is not None and (known[0] == head or _of_cases(loader, known[0])):
                found = known[1]
            else:
                found = Loader(loader.connection, loader.office, lock=False).everyone()
            if known is None or known[0].seq <= head.seq:
                self._people[loader.office] = head, found
            return list(found)


class Recalling(Loader):
    """Reads one office for a page that changes nothing; whole periods come from what is kept."""

    def __init__(self, connection: Connection, office: str, remembered: Remembered) -> None:
        super().__init__(connection, office, lock=False)
        self._remembered = remembered

    def of_period(
        self, procedure: str, period: str, parts: Iterable[str] = (), near: Near | None = None
    ) -> list[Case]:
        """All cases of a procedure in a period, or those of them that are near, by id."""
        wanted = frozenset(parts)
        # What concerns one person an index finds sooner.
        if procedure == QUARTERLY and wanted <= PARTS and (near is None or near.stages):
            found = self._remembered.cases(self, period)
            if found is not None:
                return found if near is None else [c for c in found if _is_near(c, near)]
        return super().of_period(procedure, period, wanted, near)

    def everyone(self) -> list[Person]:
        """All people of the office."""
        return self._remembered.people(self)


def _is_near(case: Case, near: Near) -> bool:
    return (
        case.person == near.person or case.supervisor in near.leaders or case.stage in near.stages
    )


def _read(loader: Loader, period: str, head: Place) -> _Known | None:
    """All cases of a period; None if they are too many."""
    if _standing(loader, period)[0] > MOST_CASES:
        return None
    found = Loader(loader.connection, loader.office, lock=False).of_period(QUARTERLY, period, PARTS)
    return _Known(head, {case.id: _to_keep(case) for case in found})


def _to_keep(case: Case) -> Case:
    return replace(case, parts=KeptParts(case.parts))


def _refreshed(loader: Loader, known: _Known, period: str, head: Place) -> _Known | None:
    """What is known with the cases that lines wrote to since; None if that is not all."""
    if head == known.head:
        return known  # nobody writes to a case without a line
    touched = _touched(loader.connection, loader.office, known)
    if touched is None:
        return None
    again = loader.by_ids(touched & known.cases.keys(), PARTS)
    cases = {**known.cases, **{case.id: _to_keep(case) for case in again}}
    # A version only grows: the sum tells whether every case is the one of the picture.
    if _standing(loader, period) != (len(cases), sum(case.version for case in cases.values())):
        return None
    return _Known(head, cases)


def _standing(loader: Loader, period: str) -> tuple[int, int]:
    """How many cases a period has, and the sum of their versions."""
    query = select(func.count(), func.sum(_cases.c.version)).where(
        _cases.c.office == loader.office,
        _cases.c.procedure == QUARTERLY,
        _cases.c.period == period,
    )
    number, versions = loader.connection.execute(query).one()
    return number, int(versions or 0)


def _touched(connection: Connection, office: str, known: _Known) -> set[int] | None:
    """The cases that the lines since wrote to; None if they wrote anything else, or are many."""
    lines = written_since(connection, office, known.head, MOST_LINES)
    if lines is None:
        return None
    found: set[int] = set()
    for line in lines:
        if line.outcome != "done":
            continue
        if not line.known:
            return None  # something was erased: what was written is not known
        numbers = {_own_case(value) for kind, value in line.values if kind != "told"}
        if None in numbers:
            return None
        found |= {n for n in (line.case, *numbers) if n}
    return found


def _of_cases(loader: Loader, known: Place) -> bool:
    """Whether the lines since wrote to nothing but cases, as far as that is known."""
    lines = written_since(loader.connection, loader.office, known, MOST_LINES)
    done = [line for line in lines or () if line.outcome == "done"]
    return lines is not None and all(
        line.known and all(kind == "told" or _own_case(value) for kind, value in line.values)
        for line in done
    )


def _own_case(change: Mapping[str, Any]) -> int | None:
    """The case that a change of a row is about; None if the row is no part of one case."""
    key: Mapping[str, Any] = change.get("key", {})
    if change.get("table") == _cases.name:  # a new case has no key yet
        number = key.get("id")
    elif change.get("table") in _OWN_TABLES:
        number = {**change.get("set", {}), **key}.get("case_id")
    else:
        return None
    return number if isinstance(number, int) else None
