"""The rows of the record as the values beside the journal rebuild them (R28).

`Tables` is the one shape in which rebuilt and stored rows are compared: table → key (the primary
key without the office) → column → plain value, the form in which the journal keeps it.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from storage.change import UNSAID
from storage.rows import RECORD, record_tables

Key = tuple[Any, ...]
Tables = dict[str, dict[Key, dict[str, Any]]]

LATER: Mapping[str, Mapping[str, Any]] = {}
"""By table, the columns that came with a later release, and what the rows written before have.

It is what the step of the migration put there. Columns of the record are never dropped, so that
the lines of old journals make rows under every later release.
"""


@cache
def columns_of(name: str) -> tuple[str, ...]:
    """The columns of a table of the record that the journal tells of."""
    return tuple(c.name for c in RECORD.tables[name].columns if c.name not in {"office", *UNSAID})


@cache
def key_of(name: str) -> tuple[str, ...]:
    """The columns of a table's primary key without the office."""
    return tuple(c.name for c in RECORD.tables[name].primary_key if c.name != "office")


@cache
def _shape(name: str) -> tuple[frozenset[str], frozenset[str]]:
    """The columns a new row names, and those that name a row."""
    return frozenset(columns_of(name)), frozenset(key_of(name))


class Rebuilt:
    """The rows that the journal's values make, and the number of the line that wrote each last.

    A line that changes a row nobody put makes a partial row, if a value that was erased may have
    put it.
    """

    def __init__(self, later: Mapping[str, Mapping[str, Any]] = LATER) -> None:
        self._later = later
        self.tables: Tables = {name: {} for name in record_tables()}
        self.written: dict[tuple[str, Key], int] = {}
        self.partial: set[tuple[str, Key]] = set()

    def apply(self, change: Mapping[str, Any], seq: int, *, gap: bool = False) -> None:
        """Make one change as a line tells it; ValueError says what is wrong with it.

        KeyError, TypeError or AttributeError for what has not even the form of a change.
        """
        name, values, key = change["table"], change["set"], change.get("key")
        if key is None and name in self._later:
            values = {**self._later[name], **values}
        row, place = self._place(name, values, key)
        if key is None:
            if row is not None:
                raise ValueError("重复记载了已有的记录")
            self.tables[name][place] = dict(values)
        elif row is not None:
            row.update(values)
        elif gap:
            self.tables[name][place] = key | values
            self.partial.add((name, place))
        else:
            raise ValueError("更改了从未记载过的记录")
        self.written[name, place] = seq

    def _place(self, name: Any, values: Any, key: Any) -> tuple[dict[str, Any] | None, Key]:
        """Where a change goes: the row there now, if any, and its key."""
        rows = self.tables[name]
        columns, wanted = _shape(name)
        if key is None:
            fits = values.keys() == columns
        else:
            fits = key.keys() == wanted and values.keys() <= columns - wanted
        if not fits:
            raise ValueError("所写的栏目不全或者不对")
        whole = values if key is None else key
        place = tuple([whole[k] for k in key_of(name)])
        return rows.get(place), place

    def move(self, case: int, seq: int, **values: Any) -> None:
        """Set what the line itself tells of a case: its stage and version, when it entered."""
        key = (case,)
        row = self.tables["appraisal_case"].get(key)
        if row is not None:
            row.update(values)
            self.written["appraisal_case", key] = seq
