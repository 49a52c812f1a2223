"""What is kept of an office as a whole: its row, calendar, pins, people and who may take part."""

from collections import namedtuple
from collections.abc import Collection, Sequence
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, insert, select, update

from rules.strokes import by_strokes
from storage.rows import (
    CalendarYearRow,
    CaseRow,
    JournalRow,
    OfficeRow,
    PersonRow,
    PinRow,
    RoleRow,
    RuleSetRow,
    SectionRow,
    SupervisionRow,
)
from storage.statement import Statement

_offices = OfficeRow.__table__  # type: ignore[attr-defined]
_years = CalendarYearRow.__table__  # type: ignore[attr-defined]
_pins = PinRow.__table__  # type: ignore[attr-defined]
_cases = CaseRow.__table__  # type: ignore[attr-defined]
_people = PersonRow.__table__  # type: ignore[attr-defined]
_roles = RoleRow.__table__  # type: ignore[attr-defined]
_rule_sets = RuleSetRow.__table__  # type: ignore[attr-defined]
_sections = SectionRow.__table__  # type: ignore[attr-defined]
_supervision = SupervisionRow.__table__  # type: ignore[attr-defined]
_journal = JournalRow.__table__  # type: ignore[attr-defined]

_OFFICE = Statement(
    select(_offices).where(_offices.c.id == bindparam("office")),
    namedtuple("OfficeFacts", [column.name for column in _offices.c]),
)
_EARLIEST = Statement(
    select(func.min(_cases.c.next_due)).where(_cases.c.office == bindparam("office"))
)
_LEADERS = Statement(
    select(_cases.c.procedure, _cases.c.supervisor, _cases.c.id)
    .where(
        _cases.c.office == bindparam("office"),
        _cases.c.next_due <= bindparam("at"),
        _cases.c.person != "",
    )
    .order_by(_cases.c.procedure, _cases.c.supervisor, _cases.c.id)
)
_LAST = (
    select(_journal.c.move, _journal.c.at, _people.c.name)
    .outerjoin(
        _people, (_people.c.office == _journal.c.office) & (_people.c.id == _journal.c.actor)
    )
    .where(
        _journal.c.office == bindparam("office"),
        _journal.c.case_id == bindparam("case_id"),
        _journal.c.version == bindparam("version"),
    )
)


class Candidate(NamedTuple):
    """A person who holds the officer's role on a day: where they work and who leads them."""

    person: str
    section: str
    post: str
    supervisor: str


def office_row(connection: Connection, office: str) -> Any:
    """The row of an office, or None."""
    return _OFFICE.first(connection, {"office": office})


def offices(connection: Connection) -> list[str]:
    """The ids of all offices of the database."""
    return list(connection.execute(select(_offices.c.id).order_by(_offices.c.id)).scalars())


def put_office(connection: Connection, **values: Any) -> None:
    """Enter a new office."""
    connection.execute(insert(_offices).values(**values))


def set_office(connection: Connection, office: str, **values: Any) -> None:
    """Set columns of an office: when it opens next, how far its clock has seen."""
    connection.execute(update(_offices).where(_offices.c.id == office).values(**values))


def calendar_texts(connection: Connection, office: str) -> list[str]:
    """The yearly tables of an office's calendar, as they were imported."""
    query = select(_years.c.text).where(_years.c.office == office).order_by(_years.c.year)
    return list(connection.execute(query).scalars())


def calendar_years(connection: Connection, office: str) -> frozenset[int]:
    """The years an office's calendar has."""
    query = select(_years.c.year).where(_years.c.office == office)
    return frozenset(connection.execute(query).scalars())


class Brought(NamedTuple):
    """A policy that was brought in: its number, its text, and the edition it was written for."""

    number: int
    text: str
    edition: int


def rule_sets(connection: Connection, office: str) -> list[Brought]:
    """The policies brought in, by number."""
    query = select(_rule_sets.c.number, _rule_sets.c.text, _rule_sets.c.edition)
    found = query.where(_rule_sets.c.office == office).order_by(_rule_sets.c.number)
    return [Brought(*row) for row in connection.execute(found)]


def rule_set_count(connection: Connection, office: str) -> int:
    """How many policies were brought in."""
    return len(rule_sets(connection, office))


def headcount(connection: Connection, office: str) -> int:
    """How many people an office knows."""
    query = select(func.count()).select_from(_people).where(_people.c.office == office)
    return connection.execute(query).scalar_one()


def section_names(connection: Connection, office: str, day: date) -> list[str]:
    """The sections in which somebody works on a day."""
    query = select(_sections.c.section).distinct().where(_sections.c.office == office)
    held = connection.execute(query.where(_held(_sections, day)))
    return sorted((name for name in held.scalars() if name), key=by_strokes)


def roles_held(
    connection: Connection, office: str, day: date, people: Collection[str] | None = None
) -> dict[str, frozenset[str]]:
    """The roles that each person, or each of some, holds on a day who holds any."""
    query = select(_roles.c.person, _roles.c.role).where(_roles.c.office == office)
    if people is not None:
        query = query.where(_roles.c.person.in_(list(people)))
    found: dict[str, set[str]] = {}
    for person, role in connection.execute(query.where(_held(_roles, day))):
        found.setdefault(person, set()).add(role)
    return {person: frozenset(held) for person, held in found.items()}


def roles_since(
    connection: Connection, office: str, person: str
) -> dict[tuple[str, date], date | None]:
    """Each interval in which a person holds or held a role: (role, first day) → last day."""
    query = select(_roles.c.role, _roles.c.since, _roles.c.until).where(
        _roles.c.office == office, _roles.c.person == person
    )
    return {(r.role, r.since): r.until for r in connection.execute(query)}


def wake_all(connection: Connection, office: str, at: datetime, ended: Collection[str]) -> None:
    """Let the clock look anew at every case that has not ended: its due days may have changed."""
    open_case = _cases.c.stage.not_in(ended)
    connection.execute(
        update(_cases).where(_cases.c.office == office, open_case).values(next_due=at)
    )


def pin_text(connection: Connection, office: str, key: str) -> str | None:
    """The text pinned under a digest, or None."""
    query = select(_pins.c.text).where(_pins.c.office == office, _pins.c.digest == key)
    return connection.execute(query).scalar()


def pins_like(connection: Connection, office: str, start: str) -> list[str]:
    """The digests of the pinned policies that begin so."""
    query = select(_pins.c.digest).where(_pins.c.office == office, _pins.c.kind == "policy")
    return sorted(d for d in connection.execute(query).scalars() if d.startswith(start))


def last_case_id(connection: Connection, office: str) -> int:
    """The highest case number given so far; 0 if none was."""
    query = select(func.max(_cases.c.id)).where(_cases.c.office == office)
    return connection.execute(query).scalar() or 0


def last_ordinal(
    connection: Connection, office: str, procedure: str, period: str, person: str
) -> int:
    """How many cases a person has in a procedure and period."""
    query = select(func.max(_cases.c.ordinal)).where(
        _cases.c.office == office,
        _cases.c.procedure == procedure,
        _cases.c.period == period,
        _cases.c.person == person,
    )
    return connection.execute(query).scalar() or 0


def earliest_due(connection: Connection, office: str) -> datetime | None:
    """The first instant at which the clock has to look at a case of an office."""
    found: datetime | None = _EARLIEST.first(connection, {"office": office})[0]
    return found


def leaders_due(
    connection: Connection, office: str, at: datetime
) -> list[tuple[str, str, list[int]]]:
    """Procedures and leaders with their officers' cases that the clock has to look at."""
    rows = _LEADERS.rows(connection, {"office": office, "at": at})
    runs = groupby(rows, key=itemgetter(0, 1))
    return [(procedure, leader, [i for _, _, i in run]) for (procedure, leader), run in runs]


def last_move(connection: Connection, office: str, case: int, version: int) -> Any:
    """The line that brought a case to a version: (move, at, name of the actor), or None."""
    values = {"office": office, "case_id": case, "version": version}
    return connection.execute(_LAST, values).first()


def members(
    connection: Connection, office: str, periods: Collection[str]
) -> list[tuple[str, str, str]]:
    """Person, section and leader of every appraisal of these quarters, oldest first."""
    query = (
        select(_cases.c.person, _cases.c.section, _cases.c.supervisor)
        .where(
            _cases.c.office == office,
            _cases.c.procedure == "quarterly",
            _cases.c.period.in_(periods),
        )
        .order_by(_cases.c.period, _cases.c.person)
    )
    return [(r.person, r.section, r.supervisor) for r in connection.execute(query)]


def _held(table: Any, day: date) -> Any:
    return (table.c.since <= day) & (table.c.until.is_(None) | (table.c.until >= day))


def candidates(connection: Connection, office: str, day: date) -> Sequence[Candidate]:
    """Everyone who holds the officer's role on a day, with section, post and leader.

    By leader: who is led by one is dealt with together, so their rows stand side by side.
    """
    query = (
        select(_roles.c.person, _sections.c.section, _sections.c.post, _supervision.c.supervisor)
        .outerjoin(
            _sections,
            (_sections.c.office == _roles.c.office)
            & (_sections.c.person == _roles.c.person)
            & _held(_sections, day),
        )
        .outerjoin(
            _supervision,
            (_supervision.c.office == _roles.c.office)
            & (_supervision.c.person == _roles.c.person)
            & _held(_supervision, day),
        )
        .where(_roles.c.office == office, _roles.c.role == "officer", _held(_roles, day))
    )
    rows = connection.execute(query)
    found = [Candidate(r.person, r.section or "", r.post or "", r.supervisor or "") for r in rows]
    return sorted(found, key=attrgetter("supervisor", "person"))
