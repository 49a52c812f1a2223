"""The journal read back: the lines of a case, what they wrote, and what was adopted (R28, R35).

Reading takes the lines as they stand; whether the chain holds is for `verify` to say.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, select

from storage.rebuild import LATER
from storage.rows import RECORD, AdoptionRow, JournalRow, JournalValueRow
from storage.types import parse_instant_text

TOLD = "told"

_journal = JournalRow.__table__  # type: ignore[attr-defined]
_values = JournalValueRow.__table__  # type: ignore[attr-defined]
_adoptions = AdoptionRow.__table__  # type: ignore[attr-defined]
_OF_CASE = (_journal.c.office == bindparam("office"), _journal.c.case_id == bindparam("case_id"))
# Asked for in the order of its key, SQLite would read a whole journal for the lines of one case.
_LINES = select(_journal.c.seq, _journal.c.line).where(*_OF_CASE)
_SAID = (
    select(_values.c.seq, _values.c.privacy_class, _values.c.value)
    .where(
        _values.c.office == bindparam("office"),
        _values.c.seq.in_(select(_journal.c.seq).where(*_OF_CASE)),
    )
    .order_by(_values.c.seq, _values.c.ordinal)
)
_ADOPTED = (
    select(_adoptions)
    .where(_adoptions.c.office == bindparam("office"))
    .order_by(_adoptions.c.number)
)


class RowKey(NamedTuple):
    """A row of the record: its table, and its primary key without the office, in order."""

    table: str
    key: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One line of a case: `body` as it was chained, the rows it wrote, the values it told.

    Values that were erased are simply not there. `told` holds a refusal's input and sentences.
    """

    seq: int
    at: datetime
    body: Mapping[str, Any]
    wrote: tuple[tuple[RowKey, Mapping[str, Any]], ...] = ()
    told: Mapping[str, Any] = field(default_factory=dict)

    @property
    def due(self) -> datetime | None:
        """The instant a line of the clock was due; None on other lines."""
        text = self.body.get("due")
        return parse_instant_text(text) if text else None


@dataclass(frozen=True, slots=True)
class Adoption:
    """What the leading group adopted: its number, the key, what the key then said, by whom, when.

    `interim` is one that stands in for a document nobody has supplied.
    """

    number: int
    key: str
    said: str
    interim: bool
    by: str
    at: datetime

    @property
    def title(self) -> str:
        """What people call it."""
        return f"《方案》解释口径第{self.number}号{'(临时口径)' if self.interim else ''}"


def case_lines(connection: Connection, office: str, case_id: int) -> list[CaseLine]:
    """All lines of a case, oldest first."""
    asked = {"office": office, "case_id": case_id}
    said: dict[int, list[tuple[str, str]]] = {}
    for row in connection.execute(_SAID, asked):
        said.setdefault(row.seq, []).append((row.privacy_class, row.value))
    lines = sorted((r.seq, r.line) for r in connection.execute(_LINES, asked))
    return [_line(seq, line, said.get(seq, ())) for seq, line in lines]


def office_lines(connection: Connection, office: str) -> Iterator[CaseLine]:
    """All lines of an office, oldest first, with what they wrote."""
    query = select(_values.c.seq, _values.c.privacy_class, _values.c.value)
    said: dict[int, list[tuple[str, str]]] = {}
    held = query.where(_values.c.office == office).order_by(_values.c.seq, _values.c.ordinal)
    for row in connection.execute(held):
        said.setdefault(row.seq, []).append((row.privacy_class, row.value))
    lines = select(_journal.c.seq, _journal.c.line).where(_journal.c.office == office)
    for row in connection.execute(lines.order_by(_journal.c.seq)):
        yield _line(row.seq, row.line, said.pop(row.seq, ()))


def _line(seq: int, text: str, said: Iterable[tuple[str, str]]) -> CaseLine:
    body = json.loads(text)
    wrote: list[tuple[RowKey, Mapping[str, Any]]] = []
    told: Mapping[str, Any] = {}
    for privacy, value in said:
        if not value:
            continue
        piece = json.loads(value)
        if privacy == TOLD:
            told = piece
        else:
            wrote.append((_row_key(piece), _whole(piece)))
    return CaseLine(seq, parse_instant_text(body["at"]), body, tuple(wrote), told)


def _whole(piece: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a change sets; a new row of an earlier release has the columns that came later too."""
    later = {} if piece.get("key") else LATER.get(piece["table"], {})
    return {**later, **piece["set"]} if later else piece["set"]


def _row_key(piece: Mapping[str, Any]) -> RowKey:
    """The row a change is about: a new row carries its key among its values."""
    values = piece.get("key") or piece["set"]
    return RowKey(piece["table"], tuple(values[name] for name in key_columns(piece["table"])))


@cache
def key_columns(table: str) -> tuple[str, ...]:
    """The columns of a table's primary key without the office, in order."""
    return tuple(c.name for c in RECORD.tables[table].primary_key if c.name != "office")


def moves_made(
    connection: Connection, office: str, cases: Iterable[int]
) -> dict[int, dict[str, datetime]]:
    """The moves that were made on some cases, each with the first time it was."""
    wanted = frozenset(cases)
    query = (
        select(_journal.c.case_id, _journal.c.move, func.min(_journal.c.at))
        .where(_journal.c.office == office, _journal.c.outcome == "done")
        .where(_journal.c.case_id.is_not(None))
        .group_by(_journal.c.case_id, _journal.c.move)
    )
    found: dict[int, dict[str, datetime]] = {}
    for case, move, at in connection.execute(query):
        if case in wanted:
            found.setdefault(case, {})[move] = at
    return found


def adoptions(connection: Connection, office: str) -> list[Adoption]:
    """What the leading group has adopted, by number."""
    rows = connection.execute(_ADOPTED, {"office": office})
    return [Adoption(r.number, r.key, r.said, r.interim, r.by, r.at) for r in rows]
