"""A change to one row of the record, as it is executed and as the journal keeps it.

The journal's side table holds a change's canonical form under a salted commitment, so that replay
can rebuild every row from the lines alone and verify can name the row that does not fit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, Update, bindparam, insert, update

from storage.chain import canonical
from storage.rows import RECORD, privacy_of
from storage.types import instant_text

UNSAID = frozenset({"next_due"})
"""Columns that are hints of the clock, not part of the record."""


@dataclass(frozen=True, slots=True)
class Put:
    """A new row: all its columns but the office."""

    table: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Set:
    """Columns of one row set to new values; `key` is its primary key without the office."""

    table: str
    key: Mapping[str, Any]
    values: Mapping[str, Any]


Change = Put | Set


def plain(value: Any) -> Any:
    """A column value as JSON: instants and days as text, enums as their value."""
    if value is None or type(value) in (str, int, bool):
        return value
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    raise TypeError(f"no column holds a {type(value).__name__}")


def stored(value: Any) -> Any:
    """A column value as the database driver takes it."""
    if isinstance(value, Enum):
        return value.value
    return list(value) if isinstance(value, tuple) else value


def said(change: Change) -> tuple[str, bytes]:
    """The privacy class and canonical bytes under which the journal keeps a change."""
    values = {k: plain(v) for k, v in change.values.items() if k not in UNSAID}
    body: dict[str, Any] = {"table": change.table, "set": values}
    if isinstance(change, Set):
        body["key"] = {k: plain(v) for k, v in change.key.items()}
    return privacy_of(change.table), canonical(body)


@cache
def _insert(table: str) -> Insert:
    return insert(RECORD.tables[table])


@cache
def _update(table: str, keys: tuple[str, ...], columns: tuple[str, ...]) -> Update:
    target = RECORD.tables[table]
    statement = update(target).where(target.c.office == bindparam("key_office"))
    for name in keys:
        statement = statement.where(target.c[name] == bindparam(f"key_{name}"))
    return statement.values({name: bindparam(f"set_{name}") for name in columns})


def execute(connection: Connection, office: str, changes: list[Change]) -> None:
    """Write changes in order; runs of the same shape go to the database as one statement.

    LookupError if a row to be set is not there.
    """
    run: list[dict[str, Any]] = []
    shape: tuple[Any, ...] | None = None
    for change in changes:
        columns = tuple(change.values)
        if isinstance(change, Put):
            this: tuple[Any, ...] = ("put", change.table, columns)
            values = {"office": office} | {k: stored(v) for k, v in change.values.items()}
        else:
            this = ("set", change.table, tuple(change.key), columns)
            values = {"key_office": office}
            values |= {f"key_{k}": stored(v) for k, v in change.key.items()}
            values |= {f"set_{k}": stored(v) for k, v in change.values.items()}
        if this != shape:
            _flush(connection, shape, run)
            run, shape = [], this
        run.append(values)
    _flush(connection, shape, run)


def _flush(
    connection: Connection, shape: tuple[Any, ...] | None, run: list[dict[str, Any]]
) -> None:
    if shape is None or not run:
        return
    rows: Any = run if len(run) > 1 else run[0]
    if shape[0] == "put":
        connection.execute(_insert(shape[1]), rows)
        return
    done = connection.execute(_update(*shape[1:]), rows)
    if done.rowcount not in (-1, len(run)):
        raise LookupError(f"a row of {shape[1]} to be set is not there")
