"""A change to one row of the record, as it is executed and as the journal keeps it.

The journal's side table holds a change's canonical form under a salted commitment, so that replay
can rebuild every row from the lines alone and verify can name the row that does not fit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, bindparam, update

from rules.quick import quick
from storage.chain import encoded
from storage.rows import RECORD, privacy_of
from storage.statement import Insertion, Statement
from storage.types import instant_text

UNSAID = frozenset({"next_due"})
"""Columns that are hints of the clock, not part of the record."""


@quick
@dataclass(frozen=True, slots=True)
class Put:
    """A new row: all its columns but the office."""

    table: str
    values: Mapping[str, Any]


@quick
@dataclass(frozen=True, slots=True)
class Set:
    """Columns of one row set to new values; `key` is its primary key without the office."""

    table: str
    key: Mapping[str, Any]
    values: Mapping[str, Any]


Change = Put | Set


_PLAIN = frozenset({str, int, bool, type(None)})


def plain(value: Any) -> Any:
    """A column value as JSON: instants and days as text, enums as their value."""
    if type(value) in _PLAIN:
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
    if type(value) in _PLAIN:
        return value
    if isinstance(value, Enum):
        return value.value
    return list(value) if isinstance(value, tuple) else value


def said(change: Change) -> tuple[str, bytes]:
    """The privacy class and canonical bytes under which the journal keeps a change."""
    body: dict[str, Any] = {"table": change.table, "set": _plainly(change.values)}
    if isinstance(change, Set):
        body["key"] = _plainly(change.key)
    return privacy_of(change.table), encoded(body).encode()


def _plainly(values: Mapping[str, Any]) -> dict[str, Any]:
    """Columns with their values as JSON, but for what is not said."""
    said = values.items()
    return {k: v if type(v) in _PLAIN else plain(v) for k, v in said if k not in UNSAID}


@cache
def _insertion(table: str, columns: tuple[str, ...]) -> Insertion:
    return Insertion(RECORD.tables[table], ("office", *columns))


@cache
def _update(
    table: str, keys: tuple[str, ...], columns: tuple[str, ...]
) -> tuple[Statement, tuple[str, ...]]:
    """What sets these columns of one row, and the names of its parameters."""
    target = RECORD.tables[table]
    statement = update(target).where(target.c.office == bindparam("key_office"))
    for name in keys:
        statement = statement.where(target.c[name] == bindparam(f"key_{name}"))
    names = ("key_office", *(f"key_{name}" for name in keys), *(f"set_{name}" for name in columns))
    changed = statement.values({name: bindparam(f"set_{name}") for name in columns})
    return Statement(changed), names


def execute(connection: Connection, office: str, changes: list[Change]) -> None:
    """Write changes in order; runs of the same shape go to the database as one statement.

    LookupError if a row to be set is not there.
    """
    for (kind, table, keys, columns), run in groupby(changes, key=_shape):
        if kind is Put:
            rows = [(office, *map(stored, change.values.values())) for change in run]
            _insertion(table, columns).put(connection, rows)
        else:
            update_one, names = _update(table, keys, columns)
            sets = [dict(zip(names, _set(office, change), strict=True)) for change in run]
            if update_one.run_many(connection, sets) != len(sets):
                raise LookupError(f"a row of {table} to be set is not there")


def _shape(change: Change) -> tuple[type[Change], str, tuple[str, ...], tuple[str, ...]]:
    """What changes have in common that one statement can write."""
    keys = tuple(change.key) if isinstance(change, Set) else ()
    return type(change), change.table, keys, tuple(change.values)


def _set(office: str, change: Change) -> tuple[Any, ...]:
    assert isinstance(change, Set), "of the shape of the others"
    return office, *map(stored, change.key.values()), *map(stored, change.values.values())
