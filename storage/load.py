"""Rows read into the nouns that guards judge: a case with the parts asked for, the cohort (R28)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, get_type_hints

from sqlalchemy import Connection, Select, Table, bindparam, or_, select

from rules import nouns
from storage.rows import (
    RECORD,
    CaseRow,
    PersonRow,
    QuarterRow,
    RoleRow,
)

_PARTS: dict[str, tuple[str, type[Any], tuple[str, ...]]] = {
    "plans": ("plan", nouns.Plan, ("number",)),
    "plan_items": ("plan_item", nouns.PlanItem, ("plan", "ordinal")),
    "logs": ("log_entry", nouns.LogEntry, ("number",)),
    "summaries": ("summary", nouns.Summary, ("month", "number")),
    "openings": ("opening", nouns.Opening, ("number",)),
    "exemptions": ("exemption", nouns.Exemption, ("number",)),
    "marks": ("mark", nouns.Mark, ("part", "name")),
    "proposals": ("proposal", nouns.Proposal, ("number",)),
    "directs": ("direct", nouns.Direct, ("number",)),
    "statements": ("statement", nouns.Statement, ("number",)),
    "opi": ("opi", nouns.Opi, ("number",)),
    "decisions": ("decision", nouns.Decision, ("number",)),
    "feedbacks": ("feedback", nouns.Feedback, ("number",)),
    "acknowledgements": ("acknowledgement", nouns.Acknowledgement, ("number",)),
    "lateness": ("lateness", nouns.Lateness, ("item",)),
}
_OF_QUARTER: dict[str, tuple[str, type[Any]]] = {
    "extensions": ("extension", nouns.Extension),
    "sessions": ("session", nouns.Session),
    "postings": ("posting", nouns.Posting),
    "postponements": ("postponement", nouns.Postponement),
}
ALL_PARTS = frozenset(_PARTS) | {"extensions"}
CHUNK = 500

_cases = CaseRow.__table__  # type: ignore[attr-defined]
_people = PersonRow.__table__  # type: ignore[attr-defined]
_roles = RoleRow.__table__  # type: ignore[attr-defined]
_quarters = QuarterRow.__table__  # type: ignore[attr-defined]
_CASE_FIELDS = tuple(f.name for f in fields(nouns.Case) if f.name != "parts")
_CASE_COLUMNS = [_cases.c[name] for name in _CASE_FIELDS]


@cache
def _converters(noun: type[Any]) -> tuple[tuple[int, Callable[[Any], Any]], ...]:
    """What turns a stored value back into the noun's type, by position."""
    hints = get_type_hints(noun)
    found: list[tuple[int, Callable[[Any], Any]]] = []
    for place, name in enumerate(f.name for f in fields(noun)):
        hint = hints[name]
        if isinstance(hint, type) and issubclass(hint, Enum):
            found.append((place, hint))
        elif getattr(hint, "__origin__", None) is tuple:
            found.append((place, tuple))
    return tuple(found)


def _noun(kind: type[Any], values: Sequence[Any]) -> Any:
    convert = _converters(kind)  # type: ignore[arg-type]
    if not convert:
        return kind(*values)
    row = list(values)
    for place, function in convert:
        row[place] = function(row[place])
    return kind(*row)


def _columns(table: Table, noun: type[Any]) -> list[Any]:
    return [table.c[f.name] for f in fields(noun)]


@cache
def _one(part: str) -> Select[Any]:
    name, noun, order = _PARTS[part]
    table = RECORD.tables[name]
    return (
        select(*_columns(table, noun))
        .where(table.c.office == bindparam("office"), table.c.case_id == bindparam("case_id"))
        .order_by(*(table.c[o] for o in order))
    )


@cache
def _many(part: str) -> Select[Any]:
    name, noun, order = _PARTS[part]
    table = RECORD.tables[name]
    return (
        select(table.c.case_id, *_columns(table, noun))
        .where(
            table.c.office == bindparam("office"),
            table.c.case_id.in_(bindparam("ids", expanding=True)),
        )
        .order_by(table.c.case_id, *(table.c[o] for o in order))
    )


@cache
def _of_quarter(part: str) -> Select[Any]:
    name, noun = _OF_QUARTER[part]
    table = RECORD.tables[name]
    return (
        select(*_columns(table, noun))
        .where(table.c.office == bindparam("office"), table.c.period == bindparam("period"))
        .order_by(table.c.number)
    )


_CASE = select(*_CASE_COLUMNS).where(
    _cases.c.office == bindparam("office"), _cases.c.id == bindparam("id")
)
_CASE_LOCKED = _CASE.with_for_update()
_CASE_OF = (
    select(*_CASE_COLUMNS)
    .where(
        _cases.c.office == bindparam("office"),
        _cases.c.procedure == bindparam("procedure"),
        _cases.c.period == bindparam("period"),
        _cases.c.person == bindparam("person"),
    )
    .order_by(_cases.c.ordinal.desc())
    .limit(1)
)


def _case(row: Any, parts: dict[str, tuple[Any, ...]]) -> nouns.Case:
    kind: Any = nouns.Case
    made: nouns.Case = kind(*row, parts)
    return made


class Loader:
    """Reads one office in one transaction; `lock` takes the rows against other writers."""

    def __init__(self, connection: Connection, office: str, *, lock: bool) -> None:
        self.connection = connection
        self.office = office
        self.lock = lock and connection.dialect.name != "sqlite"

    def _rows(self, query: Select[Any], **values: Any) -> Sequence[Any]:
        return self.connection.execute(query, {"office": self.office} | values).fetchall()

    def case(self, case_id: int, parts: Iterable[str] = ()) -> nouns.Case | None:
        """One case with the parts asked for."""
        rows = self._rows(_CASE_LOCKED if self.lock else _CASE, id=case_id)
        return self._with_parts(rows[0], frozenset(parts)) if rows else None

    def case_of(
        self, procedure: str, period: str, person: str, parts: Iterable[str] = ()
    ) -> nouns.Case | None:
        """The newest case of a person in a procedure and period."""
        query = _CASE_OF.with_for_update() if self.lock else _CASE_OF
        rows = self._rows(query, procedure=procedure, period=period, person=person)
        return self._with_parts(rows[0], frozenset(parts)) if rows else None

    def _with_parts(self, row: Any, parts: frozenset[str]) -> nouns.Case:
        case: nouns.Case = _noun(nouns.Case, row)
        loaded: dict[str, tuple[Any, ...]] = {}
        for part in parts:
            if part in _OF_QUARTER:
                loaded[part] = self.of_quarter(part, case.period)
            else:
                noun = _PARTS[part][1]
                found = self._rows(_one(part), case_id=case.id)
                loaded[part] = tuple(_noun(noun, r) for r in found)
        return _case(row, loaded)

    def of_quarter(self, part: str, period: str) -> tuple[Any, ...]:
        """Extensions, sessions, postings or postponements of a quarter, oldest first."""
        noun = _OF_QUARTER[part][1]
        return tuple(_noun(noun, r) for r in self._rows(_of_quarter(part), period=period))

    def cases(self, query: Select[Any], parts: Iterable[str], **values: Any) -> list[nouns.Case]:
        """The cases a query of case columns names, with parts read set by set."""
        if self.lock:
            query = query.with_for_update()
        rows = self._rows(query, **values)
        wanted = frozenset(parts)
        shared: dict[tuple[str, str], tuple[Any, ...]] = {}
        found: list[nouns.Case] = []
        for start in range(0, len(rows), CHUNK):
            found += self._chunk(rows[start : start + CHUNK], wanted, shared)
        return found

    def _chunk(
        self,
        rows: Sequence[Any],
        parts: frozenset[str],
        shared: dict[tuple[str, str], tuple[Any, ...]],
    ) -> list[nouns.Case]:
        ids = [row.id for row in rows]
        by_case: dict[str, dict[int, list[Any]]] = {}
        for part in parts & frozenset(_PARTS):
            noun = _PARTS[part][1]
            groups: dict[int, list[Any]] = {}
            for row in self._rows(_many(part), ids=ids):
                groups.setdefault(row[0], []).append(_noun(noun, row[1:]))
            by_case[part] = groups
        cases = []
        for row in rows:
            loaded = {part: tuple(groups.get(row.id, ())) for part, groups in by_case.items()}
            for part in parts & frozenset(_OF_QUARTER):
                place = (part, row.period)
                if place not in shared:
                    shared[place] = self.of_quarter(part, row.period)
                loaded[part] = shared[place]
            cases.append(_case(row, loaded))
        return cases

    def of_period(self, procedure: str, period: str, parts: Iterable[str] = ()) -> list[nouns.Case]:
        """All cases of a procedure in a period, by id."""
        return self.cases(_OF_PERIOD, parts, procedure=procedure, period=period)

    def by_ids(self, ids: Iterable[int], parts: Iterable[str] = ()) -> list[nouns.Case]:
        """Cases by id, in the order of id."""
        listed = sorted(ids)
        found: list[nouns.Case] = []
        for start in range(0, len(listed), CHUNK):
            found += self.cases(_BY_IDS, parts, ids=listed[start : start + CHUNK])
        return found

    def due(
        self,
        at: datetime,
        procedure: str,
        parts: Iterable[str] = (),
        leaders: Sequence[str] | None = None,
    ) -> list[nouns.Case]:
        """The cases the clock has to look at, of all or of some leaders, by id."""
        if leaders is None:
            return self.cases(_DUE, parts, at=at, procedure=procedure)
        return self.cases(_DUE_OF, parts, at=at, procedure=procedure, leaders=list(leaders))

    def quarter(self, period: str) -> Any:
        """The row of a quarter, or None."""
        rows = self._rows(_QUARTER, period=period)
        return rows[0] if rows else None

    def people(self, ids: Iterable[str] = (), handles: Iterable[str] = ()) -> list[nouns.Person]:
        """People by surrogate id or by handle."""
        wanted, named = sorted(set(ids)), sorted(set(handles))
        found: list[nouns.Person] = []
        for start in range(0, max(len(wanted), len(named), 1), CHUNK):
            one, two = wanted[start : start + CHUNK], named[start : start + CHUNK]
            if one or two:
                found += [nouns.Person(*r) for r in self._rows(_PEOPLE, ids=one, handles=two)]
        return found

    def everyone(self) -> list[nouns.Person]:
        """All people of the office."""
        return [nouns.Person(*r) for r in self._rows(_EVERYONE)]

    def roles(self, person: str, on: date) -> frozenset[nouns.Role]:
        """The roles a person holds on a day."""
        return frozenset(nouns.Role(r[0]) for r in self._rows(_ROLES_OF, person=person, on=on))

    def holders(self, roles: Iterable[nouns.Role], on: date) -> list[str]:
        """The surrogate ids of those who hold one of the roles on a day."""
        wanted = [r.value for r in roles]
        return sorted({r[0] for r in self._rows(_HOLDERS, roles=wanted, on=on)})


_OF_PERIOD = (
    select(*_CASE_COLUMNS)
    .where(
        _cases.c.office == bindparam("office"),
        _cases.c.procedure == bindparam("procedure"),
        _cases.c.period == bindparam("period"),
    )
    .order_by(_cases.c.id)
)
_BY_IDS = (
    select(*_CASE_COLUMNS)
    .where(
        _cases.c.office == bindparam("office"),
        _cases.c.id.in_(bindparam("ids", expanding=True)),
    )
    .order_by(_cases.c.id)
)
_DUE = (
    select(*_CASE_COLUMNS)
    .where(
        _cases.c.office == bindparam("office"),
        _cases.c.next_due <= bindparam("at"),
        _cases.c.procedure == bindparam("procedure"),
    )
    .order_by(_cases.c.id)
)
_DUE_OF = _DUE.where(_cases.c.supervisor.in_(bindparam("leaders", expanding=True)))
_QUARTER = select(_quarters).where(
    _quarters.c.office == bindparam("office"), _quarters.c.period == bindparam("period")
)
_PERSON_COLUMNS = [_people.c[f.name] for f in fields(nouns.Person)]
_PEOPLE = select(*_PERSON_COLUMNS).where(
    _people.c.office == bindparam("office"),
    or_(
        _people.c.id.in_(bindparam("ids", expanding=True)),
        _people.c.handle.in_(bindparam("handles", expanding=True)),
    ),
)
_EVERYONE = (
    select(*_PERSON_COLUMNS).where(_people.c.office == bindparam("office")).order_by(_people.c.id)
)
_HELD = (_roles.c.since <= bindparam("on")) & (
    _roles.c.until.is_(None) | (_roles.c.until >= bindparam("on"))
)
_ROLES_OF = select(_roles.c.role).where(
    _roles.c.office == bindparam("office"), _roles.c.person == bindparam("person"), _HELD
)
_HOLDERS = select(_roles.c.person).where(
    _roles.c.office == bindparam("office"),
    _roles.c.role.in_(bindparam("roles", expanding=True)),
    _HELD,
)
