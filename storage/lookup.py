"""What people look up and nothing changes: quarters, journal lines, heads of chains (R28)."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, select

from storage.checkpoint import Head
from storage.rows import (
    CaseRow,
    ChainHeadRow,
    JournalRow,
    JournalValueRow,
    PersonRow,
    QuarterRow,
)
from storage.statement import Statement

_cases = CaseRow.__table__  # type: ignore[attr-defined]
_quarters = QuarterRow.__table__  # type: ignore[attr-defined]
_journal = JournalRow.__table__  # type: ignore[attr-defined]
_values = JournalValueRow.__table__  # type: ignore[attr-defined]
_heads = ChainHeadRow.__table__  # type: ignore[attr-defined]
_people = PersonRow.__table__  # type: ignore[attr-defined]

_LAST = Statement(
    select(func.max(_journal.c.seq)).where(_journal.c.office == bindparam("key_office"))
)

CHUNK = 500


class QuarterState(NamedTuple):
    """A quarter that was opened: when, and in which stage the office's work on it is."""

    period: str
    opened_at: datetime
    stage: str


class Line(NamedTuple):
    """A journal line: its number, when, what it says, and the sentences told with a refusal.

    `wrote` holds the rows it wrote, (table, values with those of the key), if they were asked for.
    """

    seq: int
    at: datetime
    body: dict[str, Any]
    sentences: tuple[str, ...]
    wrote: tuple[tuple[str, dict[str, Any]], ...] = ()


def quarters(connection: Connection, office: str) -> list[QuarterState]:
    """The quarters of an office, oldest first."""
    query = (
        select(_quarters.c.period, _quarters.c.opened_at, _cases.c.stage)
        .join(
            _cases,
            (_cases.c.office == _quarters.c.office)
            & (_cases.c.period == _quarters.c.period)
            & (_cases.c.procedure == "cycle"),
        )
        .where(_quarters.c.office == office)
    )
    return sorted(QuarterState(*row) for row in connection.execute(query))


def running(connection: Connection, office: str) -> list[str]:
    """The quarters and years on which the office's work has not ended, by their first day."""
    query = select(_cases.c.period).where(
        _cases.c.office == office,
        _cases.c.procedure.in_(["cycle", "year"]),
        _cases.c.stage.not_in(["concluded", "year_concluded"]),
    )
    return sorted(connection.execute(query).scalars())


def concluded(connection: Connection, office: str) -> list[tuple[str, int]]:
    """The quarters and years on which the work has ended, with their files, newest first."""
    query = select(_cases.c.period, _cases.c.id).where(
        _cases.c.office == office, _cases.c.stage.in_(["concluded", "year_concluded"])
    )
    return sorted(((row.period, row.id) for row in connection.execute(query)), reverse=True)


def with_open(
    connection: Connection, office: str, procedures: Collection[str], ended: Collection[str]
) -> list[str]:
    """The quarters and years with a case of some procedures whose stage is none that ends it."""
    query = select(_cases.c.period).where(
        _cases.c.office == office,
        _cases.c.procedure.in_(list(procedures)),
        _cases.c.stage.not_in(list(ended)),
    )
    return sorted(connection.execute(query.distinct()).scalars())


def cases_of(connection: Connection, office: str, person: str) -> list[int]:
    """The numbers of all cases of a person."""
    query = select(_cases.c.id).where(_cases.c.office == office, _cases.c.person == person)
    return sorted(connection.execute(query).scalars())


def people_of_cases(
    connection: Connection, office: str, numbers: Collection[int] | None = None
) -> dict[int, tuple[str, str]]:
    """The handle and name of the person each case is about, of all cases or of some."""
    query = (
        select(_cases.c.id, _people.c.handle, _people.c.name)
        .join(_people, (_people.c.office == _cases.c.office) & (_people.c.id == _cases.c.person))
        .where(_cases.c.office == office)
    )
    if numbers is not None:
        query = query.where(_cases.c.id.in_(list(numbers)))
    return {row.id: (row.handle, row.name) for row in connection.execute(query)}


def lines(
    connection: Connection,
    office: str,
    *,
    cases: Collection[int] | None = None,
    after: int = 0,
    telling: Collection[str] = (),
    most: int | None = None,
) -> list[Line]:
    """The journal of an office in order, of some cases, from behind a line, so many at most.

    The rows written are read for lines of the moves in `telling` alone: a journal is long.
    """
    query = select(_journal.c.seq, _journal.c.at, _journal.c.line, _journal.c.outcome)
    query = query.where(_journal.c.office == office)
    if cases is None:
        query = query.where(_journal.c.seq > after)
        rows = list(connection.execute(query.order_by(_journal.c.seq).limit(most)))
    else:  # by its key or in order of it, SQLite would read a whole journal for one case's lines
        found = connection.execute(query.where(_journal.c.case_id.in_(list(cases))))
        rows = sorted((row for row in found if row.seq > after), key=itemgetter(0))
    refused = [r.seq for r in rows if r.outcome == "refused"]
    told = _sentences(connection, office, refused)
    wrote = _written(connection, office, after, telling) if telling else {}
    return [
        Line(r.seq, r.at, as_object(r.line), told.get(r.seq, ()), tuple(wrote.get(r.seq, ())))
        for r in rows
    ]


def _written(
    connection: Connection, office: str, after: int, moves: Collection[str]
) -> dict[int, list[tuple[str, dict[str, Any]]]]:
    """The rows that lines of some moves wrote, by line, where they were not erased."""
    query = (
        select(_values.c.seq, _values.c.value)
        .join(_journal, (_journal.c.office == _values.c.office) & (_journal.c.seq == _values.c.seq))
        .where(_values.c.office == office, _values.c.seq > after, _values.c.privacy_class != "told")
        .where(_journal.c.move.in_(list(moves)))
        .order_by(_values.c.seq, _values.c.ordinal)
    )
    found: dict[int, list[tuple[str, dict[str, Any]]]] = {}
    for row in connection.execute(query):
        piece = as_object(row.value)
        key, values = piece.get("key", {}), piece.get("set")
        if isinstance(key, dict) and isinstance(values, dict):
            found.setdefault(row.seq, []).append((str(piece.get("table")), key | values))
    return found


def _sentences(
    connection: Connection, office: str, refused: Sequence[int]
) -> dict[int, tuple[str, ...]]:
    """What was told with refusals, where it was not erased."""
    found: dict[int, tuple[str, ...]] = {}
    for start in range(0, len(refused), CHUNK):
        query = select(_values.c.seq, _values.c.value).where(
            _values.c.office == office,
            _values.c.seq.in_(refused[start : start + CHUNK]),
            _values.c.privacy_class == "told",
        )
        for row in connection.execute(query):
            reasons = as_object(row.value).get("reasons")
            if isinstance(reasons, list):
                found[row.seq] = tuple(str(reason) for reason in reasons)
    return found


def as_object(text: str) -> dict[str, Any]:
    """A stored JSON object; empty if it is erased or somebody spoiled it (verify tells)."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def entrusted_lines(connection: Connection, office: str, period: str) -> list[Line]:
    """The lines of a quarter that somebody wrote for somebody else, in order."""
    query = select(_journal.c.seq, _journal.c.at, _journal.c.line).where(
        _journal.c.office == office,
        _journal.c.outcome == "done",
        _journal.c.actor != "",
        _journal.c.line.not_like('%"behalf":""%'),
    )
    rows = connection.execute(query.order_by(_journal.c.seq)).all()
    found = [Line(r.seq, r.at, as_object(r.line), ()) for r in rows]
    return [line for line in found if line.body.get("period") == period]


def last_instant(connection: Connection, office: str) -> datetime | None:
    """The newest instant of a journal; None if it is empty."""
    query = select(_journal.c.at).where(_journal.c.office == office)
    found: datetime | None = connection.execute(
        query.order_by(_journal.c.seq.desc()).limit(1)
    ).scalar()
    return found


def line_count(connection: Connection, office: str) -> int:
    """The number of the last line of a journal."""
    number: int | None = _LAST.first(connection, {"key_office": office})[0]
    return number or 0


def heads(connection: Connection) -> list[Head]:
    """The heads of all chains of the database."""
    query = select(_heads.c.office, _heads.c.seq, _heads.c.digest).order_by(_heads.c.office)
    return [Head(*row) for row in connection.execute(query)]
