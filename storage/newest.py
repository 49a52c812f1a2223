"""Where an office stands, for what is derived of all files at once: lines that matter (R28).

A line that only looked, or that wrote nothing but rows which nobody derives anything of for all
files (the entries of the log: each concerns one file alone), leaves what was derived as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from storage.lookup import as_object
from storage.rows import JournalRow, JournalValueRow

_journal = JournalRow.__table__  # type: ignore[attr-defined]
_values = JournalValueRow.__table__  # type: ignore[attr-defined]
ALONE = frozenset({"log_entry"})
"""Tables of which nothing is derived but of the one file that a row is of."""
MOST_LINES = 500
"""Lines behind the newest one known up to which each is looked at."""


class Place(NamedTuple):
    """A line of a chain: its number and digest, which no other line of any chain has."""

    seq: int
    digest: str


NOWHERE = Place(0, "")
"""Before the first line of any chain."""


class Written(NamedTuple):
    """A line as it stands, with the class and content of what it wrote, as far as it is kept."""

    seq: int
    digest: str
    outcome: str
    move: str
    case: int | None
    body: Mapping[str, Any]
    values: tuple[tuple[str, Mapping[str, Any]], ...]

    @property
    def known(self) -> bool:
        """Whether all that it wrote is still told beside it: nothing was erased or spoiled."""
        return len(self.values) == len(self.body.get("commit", ()))


class _Known(NamedTuple):
    """The newest line when it was looked, and the newest until then that matters."""

    head: Place
    state: Place


@dataclass
class Newest:
    """The newest line of an office that matters to what is derived of all files."""

    looking: frozenset[str] = frozenset()
    """Moves that leave a line and change nothing."""
    _known: dict[str, _Known] = field(default_factory=dict, repr=False)
    _turn: Lock = field(default_factory=Lock, repr=False)

    def of(self, connection: Connection, office: str) -> Place:
        """Where an office stands in a transaction; like places mean like derivations."""
        head = head_of(connection, office)
        with self._turn:
            known = self._known.get(office)
        if known is not None and known.head == head:
            return known.state
        if known is not None and known.head.seq > head.seq:
            return head  # a picture older than what is known: it stands for itself alone
        state = self._state(connection, office, known, head)
        with self._turn:
            self._known[office] = _Known(head, state)
        return state

    def _state(
        self, connection: Connection, office: str, known: _Known | None, head: Place
    ) -> Place:
        lines = known and written_since(connection, office, known.head, MOST_LINES)
        if known is None or lines is None:
            return head
        matters = [line for line in lines if self._matters(line)]
        return Place(*matters[-1][:2]) if matters else known.state

    def _matters(self, line: Written) -> bool:
        """Whether a line may have changed what is derived of all files."""
        if line.outcome != "done" or line.move in self.looking:
            return False
        moved = line.body.get("from") != line.body.get("to")
        apart = all(kind != "told" and v.get("table") in ALONE for kind, v in line.values)
        return moved or not line.values or not line.known or not apart


def head_of(connection: Connection, office: str) -> Place:
    """The newest line of an office."""
    query = select(_journal.c.seq, _journal.c.digest).where(_journal.c.office == office)
    row = connection.execute(query.order_by(_journal.c.seq.desc()).limit(1)).first()
    return Place(row[0], row[1]) if row else NOWHERE


def is_of(connection: Connection, office: str, place: Place) -> bool:
    """Whether a line still stands in a chain where it stood; nowhere does in any."""
    query = select(_journal.c.digest).where(
        _journal.c.office == office, _journal.c.seq == place.seq
    )
    return place == NOWHERE or connection.execute(query).scalar() == place.digest


def written_since(
    connection: Connection, office: str, known: Place, most: int
) -> list[Written] | None:
    """The lines behind one that is known, in order; None if it is not there, or they are many."""
    query = (
        select(_journal.c.seq, _journal.c.digest, _journal.c.outcome, _journal.c.move,
               _journal.c.case_id, _journal.c.line)
        .where(_journal.c.office == office, _journal.c.seq >= known.seq)
        .order_by(_journal.c.seq)
        .limit(most + 1)
    )  # fmt: skip
    lines = connection.execute(query).all()
    if not lines or lines[0].digest != known.digest or len(lines) > most:
        return None
    wrote = _wrote(connection, office, known.seq)
    return [
        Written(*row[:5], as_object(row[5]), tuple(wrote.get(row.seq, ()))) for row in lines[1:]
    ]


def _wrote(
    connection: Connection, office: str, after: int
) -> dict[int, list[tuple[str, Mapping[str, Any]]]]:
    """What the lines behind one committed to, by line: class and value."""
    query = select(_values.c.seq, _values.c.privacy_class, _values.c.value).where(
        _values.c.office == office, _values.c.seq > after
    )
    found: dict[int, list[tuple[str, Mapping[str, Any]]]] = {}
    for row in connection.execute(query):
        found.setdefault(row.seq, []).append((row.privacy_class, as_object(row.value)))
    return found
