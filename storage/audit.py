"""The journal looked through: by case, person, kind and time, a part at a time (R28).

Whatever is asked for, the database sorts out; a journal is long and a page is short.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, or_, select

from storage.newest import NOWHERE, Place, head_of, is_of
from storage.rows import CaseRow, JournalRow, JournalValueRow

_journal = JournalRow.__table__  # type: ignore[attr-defined]
_values = JournalValueRow.__table__  # type: ignore[attr-defined]
_cases = CaseRow.__table__  # type: ignore[attr-defined]

_NEVER = 2**31 - 1
"""A number that no line reaches."""


class Search(NamedTuple):
    """What lines are looked for: empty means any. `person` acts, or the case is about them."""

    chain: str
    person: str = ""
    case: int = 0
    move: str = ""
    outcome: str = ""
    since: datetime | None = None
    until: datetime | None = None
    seq: int = 0


class Kept(NamedTuple):
    """A line as it is kept, with what stands beside it: what was told and what was written."""

    seq: int
    at: datetime
    line: str
    digest: str
    told: dict[str, Any]
    wrote: tuple[tuple[str, dict[str, Any]], ...]

    @property
    def body(self) -> dict[str, Any]:
        """What the line says; empty if somebody spoiled it."""
        return _object(self.line)


def count(connection: Connection, search: Search) -> int:
    """How many lines a search finds."""
    return connection.execute(_where(select(func.count()), search)).scalar() or 0


def part(connection: Connection, search: Search, *, start: int = 0, length: int = 50) -> list[Kept]:
    """A part of what a search finds, newest first."""
    query = select(_journal.c.seq, _journal.c.at, _journal.c.line, _journal.c.digest)
    query = _where(query, search).order_by(_journal.c.seq.desc()).offset(start).limit(length)
    rows = connection.execute(query).all()
    beside = _beside(connection, search.chain, [row.seq for row in rows])
    return [_kept(row, beside) for row in rows]


def after(connection: Connection, search: Search, last: int, upto: int, length: int) -> list[Kept]:
    """What a search finds behind a line, up to another, oldest first: so many at most."""
    query = select(_journal.c.seq, _journal.c.at, _journal.c.line, _journal.c.digest)
    query = _where(query, search).where(_journal.c.seq > last, _journal.c.seq <= upto)
    rows = connection.execute(query.order_by(_journal.c.seq).limit(length)).all()
    beside = _beside(connection, search.chain, [row.seq for row in rows])
    return [_kept(row, beside) for row in rows]


def every(connection: Connection, search: Search, chunk: int = 1_000) -> Iterator[Kept]:
    """All a search finds, oldest first, read in chunks."""
    last = 0
    while found := after(connection, search, last, _NEVER, chunk):
        yield from found
        last = found[-1].seq


@dataclass
class Moves:
    """The kinds of lines that chains have: once looked for, the lines since are looked at alone."""

    _known: dict[str, tuple[Place, frozenset[str]]] = field(default_factory=dict, repr=False)

    def of(self, connection: Connection, chain: str) -> list[str]:
        """The kinds of lines a chain has."""
        head = head_of(connection, chain)
        before, found = self._known.get(chain, (NOWHERE, frozenset()))
        if before != head:
            if before.seq > head.seq or not is_of(connection, chain, before):
                before, found = NOWHERE, frozenset()
            query = select(_journal.c.move).distinct()
            query = query.where(_journal.c.office == chain, _journal.c.seq > before.seq)
            found |= frozenset(connection.execute(query).scalars())
            self._known[chain] = head, found
        return sorted(found)


def _where(query: Select[Any], search: Search) -> Select[Any]:
    query = query.where(_journal.c.office == search.chain)
    if search.person:
        about = select(_cases.c.id).where(
            _cases.c.office == search.chain, _cases.c.person == search.person
        )
        query = query.where(or_(_journal.c.actor == search.person, _journal.c.case_id.in_(about)))
    if search.seq:
        query = query.where(_journal.c.seq == search.seq)
    if search.case:
        query = query.where(_journal.c.case_id == search.case)
    if search.move:
        query = query.where(_journal.c.move == search.move)
    if search.outcome:
        query = query.where(_journal.c.outcome == search.outcome)
    if search.since is not None:
        query = query.where(_journal.c.at >= search.since)
    if search.until is not None:
        query = query.where(_journal.c.at < search.until)
    return query


def _beside(
    connection: Connection, chain: str, seqs: Sequence[int]
) -> dict[int, list[tuple[str, dict[str, Any]]]]:
    """What stands beside some lines, where it was not erased: (class, value), in order."""
    query = (
        select(_values.c.seq, _values.c.privacy_class, _values.c.value)
        .where(_values.c.office == chain, _values.c.seq.in_(seqs))
        .order_by(_values.c.seq, _values.c.ordinal)
    )
    found: dict[int, list[tuple[str, dict[str, Any]]]] = {}
    for row in connection.execute(query):
        found.setdefault(row.seq, []).append((row.privacy_class, _object(row.value)))
    return found


def _kept(row: Any, beside: dict[int, list[tuple[str, dict[str, Any]]]]) -> Kept:
    values = beside.get(row.seq, [])
    told: dict[str, Any] = next((v for kind, v in values if kind == "told"), {})
    wrote = tuple(
        (str(v.get("table")), v.get("key", {}) | v["set"])
        for kind, v in values
        if kind != "told" and isinstance(v.get("set"), dict) and isinstance(v.get("key", {}), dict)
    )
    return Kept(row.seq, row.at, row.line, row.digest, told, wrote)


def _object(text: str | None) -> dict[str, Any]:
    try:
        value = json.loads(text or "")
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
