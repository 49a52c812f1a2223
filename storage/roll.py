"""Long lists, a page at a time: the files of a quarter, the people of an office, the mails (R28).

Everything is filtered and cut in SQL, so that a list of five thousand costs what one of fifty
does. No database knows the order of names by strokes. By section it is counted how many each has,
the sections are put in order, and of those on the piece that is wanted the names are read; by name
alone all numbers and names are read and put in order, and then the piece that is wanted.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, func, literal, or_, select

from rules import nouns
from rules.strokes import by_strokes
from storage.rows import (
    CaseRow,
    OpiRow,
    OutboxRow,
    PersonRow,
    PostingRow,
    SectionRow,
    SupervisionRow,
)

_cases = CaseRow.__table__  # type: ignore[attr-defined]
_opi = OpiRow.__table__  # type: ignore[attr-defined]
_people = PersonRow.__table__  # type: ignore[attr-defined]
_sections = SectionRow.__table__  # type: ignore[attr-defined]
_led = SupervisionRow.__table__  # type: ignore[attr-defined]
_postings = PostingRow.__table__  # type: ignore[attr-defined]
_mails = OutboxRow.__table__  # type: ignore[attr-defined]
_leaders = _people.alias()
NO_SECTION = literal("")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of a list is wanted: words of a name, a section, and the piece of it.

    It goes by section and name, both by strokes, or by `strokes` of the names alone.
    """

    name: str = ""
    section: str = ""
    offset: int = 0
    limit: int = 50
    strokes: bool = False


class Listed(NamedTuple):
    """A piece of a list: its rows, and how many there are in all."""

    rows: Sequence[Any]
    total: int


def files(
    connection: Connection, office: str, period: str, wanted: Wanted,
    stages: Collection[str] | None = None,
) -> Listed:  # fmt: skip
    """The numbers of a quarter's appraisals by section and name; of some stages."""
    query: Any = (
        select(_cases.c.id)
        .join(_people, _same(_cases, _people))
        .where(
            _cases.c.office == office,
            _cases.c.procedure == "quarterly",
            _cases.c.period == period,
        )
    )
    if wanted.section:
        query = query.where(_cases.c.section == wanted.section)
    if stages is not None:
        query = query.where(_cases.c.stage.in_(list(stages)))
    query = _named(query, wanted.name)
    return _in_order(connection, query, _cases.c.section, wanted)


def ledger(
    connection: Connection, office: str, periods: Collection[str], but: str, wanted: Wanted
) -> Listed:
    """The items of some quarters' ledgers as (file, number), but for those of one person.

    Those nobody verified come first, and then the newest.
    """
    query = (
        select(_opi.c.case_id, _opi.c.number)
        .join(_cases, (_cases.c.office == _opi.c.office) & (_cases.c.id == _opi.c.case_id))
        .where(_opi.c.office == office, _cases.c.period.in_(list(periods)), _opi.c.person != but)
    )
    total = connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    settled = or_(_opi.c.verified_at.is_not(None), _opi.c.voided_at.is_not(None))
    order = settled, _opi.c.day.desc(), _opi.c.case_id, _opi.c.number
    rows = connection.execute(query.order_by(*order).offset(wanted.offset).limit(wanted.limit))
    return Listed([tuple(row) for row in rows], total)


def to_verify(connection: Connection, office: str, periods: Collection[str], who: str) -> int:
    """How many items of some quarters' ledgers wait for somebody: others' entries, on others."""
    waiting = (
        select(func.count())
        .select_from(_opi)
        .join(_cases, (_cases.c.office == _opi.c.office) & (_cases.c.id == _opi.c.case_id))
        .where(_opi.c.office == office, _cases.c.period.in_(list(periods)))
        .where(_opi.c.verified_at.is_(None), _opi.c.voided_at.is_(None))
        .where(_opi.c.person != who, _opi.c.entered_by != who)
    )
    return int(connection.execute(waiting).scalar_one())


def _in_order(connection: Connection, query: Any, section: Any, wanted: Wanted) -> Listed:
    """The numbers of the piece that is wanted of what a query of numbers finds."""
    if wanted.strokes:
        rows = _by_strokes(connection, query)
        return Listed(rows[wanted.offset : wanted.offset + wanted.limit], len(rows))
    counts = connection.execute(query.with_only_columns(section, func.count()).group_by(section))
    number: dict[str, int] = {}
    for name, count in counts:
        number[name or ""] = number.get(name or "", 0) + count
    start, before, on_piece = 0, 0, []
    for name in sorted(number, key=section_order):
        end = start + number[name]
        if end <= wanted.offset:
            before = end
        elif start < wanted.offset + wanted.limit:
            on_piece.append(name)
        start = end
    rows = _by_strokes(connection, query.where(func.coalesce(section, "").in_(on_piece)), section)
    return Listed(rows[wanted.offset - before :][: wanted.limit], start)


def _by_strokes(connection: Connection, query: Any, section: Any = NO_SECTION) -> list[Any]:
    """All numbers that a query finds, by the strokes of the names, or of section and name."""
    found = connection.execute(query.add_columns(_people.c.name, func.coalesce(section, "")))
    ordered = sorted(found, key=lambda r: (section_order(r[2]), by_strokes(r[1]), r[0]))
    return [row[0] for row in ordered]


def section_order(name: str) -> tuple[bool, tuple[int, ...]]:
    """What sections are sorted by: the strokes of their names; who is in none comes last."""
    return not name, by_strokes(name)


def stage_counts(connection: Connection, office: str, period: str) -> dict[str, int]:
    """How many appraisals of a quarter are in each stage."""
    query = (
        select(_cases.c.stage, func.count().label("files"))
        .where(
            _cases.c.office == office,
            _cases.c.procedure == "quarterly",
            _cases.c.period == period,
        )
        .group_by(_cases.c.stage)
    )
    return {row.stage: row.files for row in connection.execute(query)}


def sections_of(connection: Connection, office: str, period: str) -> list[str]:
    """The sections in which somebody is appraised in a quarter."""
    query = select(_cases.c.section).distinct()
    query = query.where(
        _cases.c.office == office, _cases.c.procedure == "quarterly", _cases.c.period == period
    )
    found = (name for name in connection.execute(query).scalars() if name)
    return sorted(found, key=section_order)


class Member(NamedTuple):
    """A person as the list of an office has them on a day; empty where nothing is on record."""

    id: str
    handle: str
    name: str
    email: str
    section: str | None
    post: str | None
    leader: str | None


def people(connection: Connection, office: str, day: date, wanted: Wanted) -> Listed:
    """The people of an office by section and name, as things stand on a day."""
    query: Any = (
        select(
            _people.c.id, _people.c.handle, _people.c.name, _people.c.email, _sections.c.section,
            _sections.c.post, _leaders.c.name.label("leader"),
        )
        .outerjoin(_sections, and_(_of(_sections, _people), _held(_sections, day)))
        .outerjoin(_led, and_(_of(_led, _people), _held(_led, day)))
        .outerjoin(
            _leaders, (_leaders.c.office == _led.c.office) & (_leaders.c.id == _led.c.supervisor)
        )
        .where(_people.c.office == office)
    )  # fmt: skip
    if wanted.section:
        query = query.where(_sections.c.section == wanted.section)
    query = _named(query, wanted.name)
    numbers = query.with_only_columns(_people.c.id)
    found = _in_order(connection, numbers, _sections.c.section, wanted)
    rows = {row.id: row for row in connection.execute(query.where(_people.c.id.in_(found.rows)))}
    return Listed([_member(rows[number]) for number in found.rows], found.total)


def _member(row: Any) -> Member:
    return Member(*row)


def open_postings(connection: Connection, office: str) -> list[tuple[str, nouns.Posting]]:
    """The notices of an office that are up, each with its quarter or year, newest first."""
    names = [field.name for field in fields(nouns.Posting)]
    query = (
        select(_postings.c.period, *(_postings.c[name] for name in names))
        .where(_postings.c.office == office, _postings.c.status == "open")
        .order_by(_postings.c.posted_at.desc(), _postings.c.period, _postings.c.number)
    )
    return [(row[0], nouns.Posting(*row[1:])) for row in connection.execute(query)]


class Sent(NamedTuple):
    """A mail as the list of mails has it: to whom, of which kind, how its sending went."""

    at: datetime
    kind: str
    name: str | None
    email: str | None
    state: str
    attempts: int
    answer: str
    retry_at: datetime | None
    settled_at: datetime | None
    possible_repeat: bool


def mails(
    connection: Connection, office: str, wanted: Wanted, states: Collection[str],
    hidden: Collection[str] = (), kind: str = "",
    spell: tuple[datetime, datetime] | None = None,
) -> Listed:  # fmt: skip
    """The mails of an office that are in some states, newest first; never what they say.

    Those of hidden kinds are left out; with a `kind` those of others, with a `spell` (from, before)
    those of other times.
    """
    query: Any = (
        select(
            _mails.c.at, _mails.c.kind, _people.c.name, _people.c.email, _mails.c.state,
            _mails.c.attempts, _mails.c.answer, _mails.c.retry_at, _mails.c.settled_at,
            _mails.c.possible_repeat,
        )
        .outerjoin(_people, _same(_mails, _people))
        .where(_mails.c.office == office, _mails.c.state.in_(list(states)))
        .where(_mails.c.kind.not_in(list(hidden)))
        .order_by(_mails.c.at.desc(), _mails.c.message_id)
    )  # fmt: skip
    query = query.where(_mails.c.kind == kind) if kind else query
    if spell is not None:
        query = query.where(_mails.c.at >= spell[0], _mails.c.at < spell[1])
    found = _piece(connection, _named(query, wanted.name), wanted)
    return Listed([Sent(*row) for row in found.rows], found.total)


def _piece(connection: Connection, query: Any, wanted: Wanted) -> Listed:
    """The piece that is wanted of what a query finds, and how much it finds in all."""
    whole = select(func.count()).select_from(query.order_by(None).subquery())
    rows = connection.execute(query.offset(wanted.offset).limit(wanted.limit)).all()
    return Listed(rows, connection.execute(whole).scalar_one())


def _named(query: Any, name: str) -> Any:
    """Those whose name holds some words; signs of a pattern are taken as they are written."""
    return query.where(_people.c.name.contains(name, autoescape=True)) if name else query


def _same(table: Any, people_: Any) -> Any:
    return (people_.c.office == table.c.office) & (people_.c.id == table.c.person)


def _of(table: Any, people_: Any) -> Any:
    return (table.c.office == people_.c.office) & (table.c.person == people_.c.id)


def _held(table: Any, day: date) -> Any:
    return (table.c.since <= day) & (table.c.until.is_(None) | (table.c.until >= day))
