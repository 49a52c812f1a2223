"""The record as it stood before any line of the journal, as the nouns that guards judge (R28).

Lines are taken one by one; in between, cases and quarters can be asked for as they were.
"""

import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from rules import nouns
from storage.history import CaseLine, RowKey, key_columns
from storage.parts import OF_CASE, OF_QUARTER
from storage.types import parse_day_text, parse_instant_text

CASES = "appraisal_case"
Values = dict[str, Any]
OF_PERSON: Mapping[str, tuple[tuple[str, type[Any], Values], ...]] = {
    "statuses": (
        ("special_status", nouns.Status, {}),
        ("restricted_status", nouns.Status, {"restricted": True}),
    ),
    "led": (("supervision", nouns.Led, {}),),
    "placed": (("section", nouns.Placed, {}),),
}
"""What belongs to people whatever the quarter: by part, the tables it is read from."""


class Recalled:
    """Rows gathered from the journal's lines, by table and by what they belong to."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, Any], dict[RowKey, Values]] = {}
        self.cases: dict[int, Values] = {}
        self.quarters: dict[str, Values] = {}

    def take(self, line: CaseLine) -> None:
        """Apply a line that was done."""
        for row, values in line.wrote:
            self._put(row, values)
        body = line.body
        case = self.cases.get(body["case"]) if body["case"] is not None else None
        if case is not None and body["version"] is not None:
            case["version"] = body["version"]
            if case["stage"] != body["to"]:
                case |= {"stage": body["to"], "entered_at": body.get("due", body["at"])}

    def _put(self, row: RowKey, values: Mapping[str, Any]) -> None:
        whole = dict(zip(key_columns(row.table), row.key, strict=True)) | dict(values)
        if row.table == CASES:
            self.cases.setdefault(row.key[0], {}).update(whole)
        elif row.table == "quarter":
            self.quarters.setdefault(row.key[0], {}).update(whole)
        else:
            owner = row.key[0] if len(row.key) > 1 else ""
            self._rows.setdefault((row.table, owner), {}).setdefault(row, {}).update(whole)

    def case(self, number: int) -> nouns.Case | None:
        """A case with all its parts as they stand; None if its opening was erased."""
        row = self.cases.get(number)
        if row is None or "period" not in row:
            return None
        made: nouns.Case = noun_of(nouns.Case, row | {"parts": {}, "next_due": None})
        parts = {part: self._of_case(part, number) for part in OF_CASE}
        parts |= {part: self.of_quarter(part, made.period) for part in OF_QUARTER}
        parts |= {part: self._of_person(part, made.person) for part in OF_PERSON}
        made.parts.update(parts)  # type: ignore[attr-defined]
        return made

    def _of_case(self, part: str, number: int) -> tuple[Any, ...]:
        table, noun, order = OF_CASE[part]
        rows = self._rows.get((table, number), {}).values()
        return tuple(
            noun_of(noun, row) for row in sorted(rows, key=lambda r: tuple(r[o] for o in order))
        )

    def _of_person(self, part: str, person: str) -> tuple[Any, ...]:
        found = [
            noun_of(noun, row | more)
            for table, noun, more in OF_PERSON[part]
            for row in self._rows.get((table, person), {}).values()
        ]
        return tuple(sorted(found, key=lambda made: made.since))

    def of_quarter(self, part: str, period: str) -> tuple[Any, ...]:
        """What concerns a quarter as a whole, oldest first."""
        table, noun = OF_QUARTER[part]
        owner = period if len(key_columns(table)) > 1 else ""
        rows = self._rows.get((table, owner), {}).values()
        return tuple(noun_of(noun, row) for row in sorted(rows, key=lambda r: r["number"]))

    def cohort(self, period: str, entitled: Iterable[str]) -> nouns.Cohort:
        """The office's quarter as it stands."""
        numbers = [
            n
            for n, row in sorted(self.cases.items())
            if row.get("period") == period and row.get("procedure") == "quarterly"
        ]
        cases = tuple(case for n in numbers if (case := self.case(n)))
        return nouns.Cohort(
            period,
            self.quarters.get(period, {}).get("n"),
            cases,
            self.of_quarter("sessions", period),
            self.of_quarter("postings", period),
            self.of_quarter("postponements", period),
            self.of_quarter("extensions", period),
            frozenset(entitled),
        )


def noun_of(noun: type[Any], row: Mapping[str, Any]) -> Any:
    """A noun from a row as the journal keeps it; columns the noun does not have are left out."""
    return noun(**{n: read(row[n]) for n, read in _readers(noun).items() if n in row})  # type: ignore[arg-type]


@cache
def _readers(noun: type[Any]) -> dict[str, Callable[[Any], Any]]:
    hints = get_type_hints(noun)
    return {f.name: _reader(hints[f.name]) for f in fields(noun)}


def _reader(hint: Any) -> Callable[[Any], Any]:
    if get_origin(hint) in {Union, types.UnionType}:
        inner = _reader(next(a for a in get_args(hint) if a is not type(None)))
        return lambda value: None if value is None else inner(value)
    if hint is datetime:
        return parse_instant_text
    if hint is date:
        return parse_day_text
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    return tuple if get_origin(hint) is tuple else lambda value: value
