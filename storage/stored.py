"""The record as it lies in the database, whatever a forger may have put there (R28).

Nothing is taken for granted here: not that a text is UTF-8, a number a number, or a JSON JSON.
What cannot be read as its column says is handed on as it is, to be found unlike what was told.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Select,
    Table,
    Text,
    bindparam,
    cast,
    func,
    not_,
    select,
    type_coerce,
)
from sqlalchemy.types import NullType

from storage.rebuild import Key, Tables, columns_of, key_of
from storage.rows import RECORD, ChainHeadRow, JournalRow, JournalValueRow, OfficeRow, record_tables
from storage.types import Day, Instant, instant_text

TWICE = "重复"
"""Stands behind a key that a second row has too."""

_YIELD = {"yield_per": 1000}
_journal = JournalRow.__table__  # type: ignore[attr-defined]
_values = JournalValueRow.__table__  # type: ignore[attr-defined]
_heads = ChainHeadRow.__table__  # type: ignore[attr-defined]
_offices = OfficeRow.__table__  # type: ignore[attr-defined]


class Line(NamedTuple):
    """A line of the journal as it lies in the database; any field may hold anything."""

    seq: Any
    case_id: Any
    version: Any
    at: Any
    actor: Any
    move: Any
    outcome: Any
    prev: Any
    line: Any
    digest: Any
    mac: Any


class Value(NamedTuple):
    """A value beside a line as it lies in the database; any field may hold anything."""

    ordinal: Any
    privacy: Any
    salt: Any
    value: Any


@contextmanager
def unspoilt(connection: Connection) -> Iterator[None]:
    """Let text that is not UTF-8 come out of SQLite with surrogates instead of an error."""
    if connection.dialect.name != "sqlite":
        yield
        return
    raw: Any = connection.connection.dbapi_connection
    before = raw.text_factory
    raw.text_factory = _forgiving
    try:
        yield
    finally:
        raw.text_factory = before


def _forgiving(text: bytes) -> str:
    return text.decode("utf-8", "surrogateescape")


def lines_of(connection: Connection, office: str) -> Iterator[Line]:
    """The lines of a chain in the order of their numbers."""
    dialect = connection.dialect.name
    query = _raw(_journal, Line._fields, dialect).order_by(_journal.c.seq)
    at = _reader(_journal.c.at, dialect)
    for row in _fetched(connection, query, office):
        line = Line._make(row)
        yield line._replace(at=at(line.at)) if at else line


def values_of(connection: Connection, office: str) -> dict[Any, list[Value]]:
    """The values beside the lines of a chain, by the number of the line."""
    columns = ("seq", "ordinal", "privacy_class", "salt", "value")
    query = _raw(_values, columns, connection.dialect.name)
    query = query.order_by(_values.c.seq, _values.c.ordinal)
    found: dict[Any, list[Value]] = {}
    for row in _fetched(connection, query, office):
        found.setdefault(row[0], []).append(Value(*row[1:]))
    return found


def head_of(connection: Connection, office: str) -> tuple[Any, Any] | None:
    """What the head of a chain records, (seq, digest); None if there is no head."""
    query = _raw(_heads, ("seq", "digest"), connection.dialect.name)
    row = connection.execute(query, {"office": office}).first()
    return (row[0], row[1]) if row else None


def digest_at(connection: Connection, office: str, seq: int) -> str | None:
    """The digest stored for a line of any chain; None if there is no such line."""
    query = select(_journal.c.digest).where(_journal.c.office == office, _journal.c.seq == seq)
    found = connection.execute(query).scalar()
    return None if found is None else str(found)


def strangers(connection: Connection, system: str) -> dict[str, int]:
    """How many rows of record and journal belong to no office of the database, by table."""
    known = select(_offices.c.id)
    found = {}
    for table in (*record_tables().values(), _journal, _values, _heads):
        whose = table.c.office
        query = select(func.count()).where(whose != system, not_(whose.in_(known)))
        if count := connection.execute(query).scalar():
            found[table.name] = count
    return found


def stored_rows(connection: Connection, office: str) -> Tables:
    """Every row of the record of an office as it lies in the database, without the hints."""
    with unspoilt(connection):
        return {name: _rows(connection, name, office) for name in record_tables()}


def _fetched(connection: Connection, query: Select[Any], office: str) -> Iterator[Any]:
    """The rows of a query a thousand at a time, so that a long chain is never held whole."""
    found = connection.execute(query, {"office": office}, execution_options=_YIELD)
    return chain.from_iterable(found.partitions())


def _rows(connection: Connection, name: str, office: str) -> dict[Key, dict[str, Any]]:
    table, dialect = RECORD.tables[name], connection.dialect.name
    columns = columns_of(name)
    readers = [(c, r) for c in columns if (r := _reader(table.c[c], dialect))]
    found: dict[Key, dict[str, Any]] = {}
    query = _raw(table, columns, dialect)
    for raw in _fetched(connection, query, office):
        row = dict(zip(columns, raw, strict=True))
        for column, reader in readers:
            row[column] = reader(row[column])
        key = tuple(row[k] for k in key_of(name))
        while key in found:
            key = (*key, TWICE)
        found[key] = row
    return found


@cache
def _raw(table: Table, columns: tuple[str, ...], dialect: str) -> Select[Any]:
    listed = [_plainest(table.c[c], dialect) for c in columns]
    return select(*listed).where(table.c.office == bindparam("office"))


def _plainest(column: Column[Any], dialect: str) -> Any:
    """A column without conversions that fail: PostgreSQL's own types are taken as text."""
    if dialect != "sqlite" and isinstance(column.type, Instant | Day | JSON):
        return cast(type_coerce(column, NullType()), Text)
    return type_coerce(column, NullType())


def _reader(column: Column[Any], dialect: str) -> Callable[[Any], Any] | None:
    """Turn what is read into the plain value; what cannot be turned stays as it is."""
    if isinstance(column.type, JSON):
        return _from_json
    if isinstance(column.type, Instant) and dialect != "sqlite":
        return _from_timestamp
    if isinstance(column.type, Boolean) and dialect == "sqlite":
        return _from_number
    return None


def _from_json(value: Any) -> Any:
    try:
        return json.loads(value)
    except (ValueError, TypeError, RecursionError):
        return value


def _from_timestamp(value: Any) -> Any:
    try:
        return instant_text(datetime.fromisoformat(value))
    except (ValueError, TypeError):
        return value


def _from_number(value: Any) -> Any:
    return bool(value) if type(value) is int and value in (0, 1) else value
