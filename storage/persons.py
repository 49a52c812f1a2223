"""What is on record of people in any quarter: special statuses, who led them (R25, R29)."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection, Table, bindparam, or_, select, update

from rules import nouns
from storage.rows import CaseRow, RestrictedStatusRow, SectionRow, StatusRow, SupervisionRow
from storage.statement import Statement, among

OF_PERSON = frozenset({"statuses", "led", "placed"})
ENDED = ("closed", "undetermined", "exempt", "concluded")

_statuses = StatusRow.__table__  # type: ignore[attr-defined]
_restricted = RestrictedStatusRow.__table__  # type: ignore[attr-defined]
_supervision = SupervisionRow.__table__  # type: ignore[attr-defined]
_sections = SectionRow.__table__  # type: ignore[attr-defined]
_cases = CaseRow.__table__  # type: ignore[attr-defined]
_STATUS = (
    "number", "kind", "since", "until", "document", "note", "by", "at",
    "ended_by", "ended_at", "end_document",
)  # fmt: skip


Source = tuple[Statement, Callable[..., Any]]


def _of(table: Table, noun: Callable[..., Any], columns: Sequence[str]) -> Source:
    query = select(table.c.person, *(table.c[name] for name in columns)).where(
        table.c.office == bindparam("office"), among(table.c.person, "people")
    )
    return Statement(query), noun


_READ: Mapping[str, tuple[Source, ...]] = {
    "statuses": (
        _of(_statuses, nouns.Status, _STATUS),
        _of(_restricted, partial(nouns.Status, restricted=True), _STATUS),
    ),
    "led": (_of(_supervision, nouns.Led, ("supervisor", "since", "until")),),
    "placed": (_of(_sections, nouns.Placed, ("section", "post", "since", "until")),),
}


def parts_of_people(
    part: str, connection: Connection, office: str, people: Sequence[str]
) -> dict[str, tuple[Any, ...]]:
    """One part of some people, by surrogate id, each by its first day."""
    values = {"office": office, "people": sorted(set(people))}
    found: dict[str, list[Any]] = {}
    for statement, noun in _READ[part]:
        for person, *row in statement.rows(connection, values):
            found.setdefault(person, []).append(noun(*row))
    return {p: tuple(sorted(rows, key=lambda r: r.since)) for p, rows in found.items()}


def stir(connection: Connection, office: str, people: Sequence[str], at: Any) -> None:
    """Let the clock look anew at every case of some people that has not ended."""
    connection.execute(
        update(_cases)
        .where(
            _cases.c.office == office,
            _cases.c.person.in_(people),
            _cases.c.procedure == "quarterly",
            _cases.c.stage.not_in(ENDED),
            or_(_cases.c.next_due.is_(None), _cases.c.next_due > at),
        )
        .values(next_due=at)
    )
