"""Rows read into the nouns that guards judge: a case with the parts asked for, the cohort (R28)."""

from collections import namedtuple
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, bindparam, literal_column, or_, select

from rules import nouns
from storage.checks import checks
from storage.grades import past_grades
from storage.parts import (
    BY_CASE,
    HANDED_IN,
    MONTHS,
    OF_CASE,
    OF_QUARTER,
    part_of_many,
    part_of_one,
    part_of_quarter,
)
from storage.persons import OF_PERSON, parts_of_people
from storage.rows import CaseRow, ChainHeadRow, PersonRow, QuarterRow, RoleRow
from storage.statement import Statement, among, joined
from storage.ties import OF_ONE, Away, away_of_one

CHUNK = 500
_cases = CaseRow.__table__  # type: ignore[attr-defined]
_people = PersonRow.__table__  # type: ignore[attr-defined]
_roles = RoleRow.__table__  # type: ignore[attr-defined]
_quarters = QuarterRow.__table__  # type: ignore[attr-defined]
_heads = ChainHeadRow.__table__  # type: ignore[attr-defined]
_CASE_FIELDS = tuple(f.name for f in fields(nouns.Case) if f.name != "parts")
_CASE_COLUMNS = [_cases.c[name] for name in _CASE_FIELDS]
_ID, _PERIOD = _CASE_FIELDS.index("id"), _CASE_FIELDS.index("period")
_PERSON = _CASE_FIELDS.index("person")
Locked = tuple[Statement, Statement]
_case: Any = nouns.Case


class Matter(NamedTuple):
    """A case somebody acts on: its quarter's policy digest and n; the actor's name and roles.

    `name` is None for an actor whom the office does not know; `away` is who keeps away from the
    file of the case's person; `head` is where the office's chain stands, for `Journal.stands_at`.
    """

    case: nouns.Case
    policy: str
    n: int | None
    name: str | None
    roles: frozenset[nouns.Role]
    away: Away
    head: tuple[int | None, str | None]


@lru_cache(maxsize=256)
def _held(roles: str) -> frozenset[nouns.Role]:
    """The roles that stand in a text with commas between."""
    return frozenset(nouns.Role(role) for role in roles.split(",")) if roles else frozenset()


class _Parts(Mapping[str, tuple[Any, ...]]):
    """The parts of one case that may be asked for, each read when it first is."""

    def __init__(self, loader: "Loader", row: Sequence[Any], names: frozenset[str]) -> None:
        self._loader, self._row, self._names = loader, row, names
        self._read: dict[str, tuple[Any, ...]] = {}

    def __getitem__(self, part: str) -> tuple[Any, ...]:
        if part not in self._read:
            if part not in self._names:
                raise KeyError(part)
            self._read[part] = self._loader.part(part, self._row)
        return self._read[part]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class Near(NamedTuple):
    """Which cases concern a person: about them, led by some leaders, or in some stages.

    `roles` are those the person may act in.
    """

    person: str
    leaders: frozenset[str]
    stages: frozenset[str]
    roles: frozenset[nouns.Role]


class Loader:
    """Reads one office in one transaction; `lock` takes the rows against other writers."""

    def __init__(self, connection: Connection, office: str, *, lock: bool) -> None:
        self.connection = connection
        self.office = office
        self.lock = lock and connection.dialect.name != "sqlite"

    def _rows(self, query: Statement, **values: Any) -> list[Any]:
        return query.rows(self.connection, {"office": self.office} | values)

    def case(self, case_id: int, parts: Iterable[str] = ()) -> nouns.Case | None:
        """One case with the parts asked for."""
        rows = self._rows(_CASE[self.lock], id=case_id)
        return self._with_parts(rows[0], frozenset(parts)) if rows else None

    def case_of(
        self, procedure: str, period: str, person: str, parts: Iterable[str] = ()
    ) -> nouns.Case | None:
        """The newest case of a person in a procedure and period."""
        rows = self._rows(_CASE_OF[self.lock], procedure=procedure, period=period, person=person)
        return self._with_parts(rows[0], frozenset(parts)) if rows else None

    def ordinals(self, procedure: str, period: str, person: str) -> list[tuple[int, str]]:
        """The cases of a person in a procedure and period: ordinal and stage, oldest first."""
        found = self._rows(_ORDINALS, procedure=procedure, period=period, person=person)
        return [(row[0], row[1]) for row in found]

    def matter(
        self,
        place: tuple[str, str, str],
        actor: str,
        on: date,
        parts: Iterable[str],
        ordinal: int | None = None,
    ) -> Matter | None:
        """All an act needs to begin with, in one reading: case, quarter, who acts in which roles.

        `place` is procedure, period and person; of several cases there it is the newest, or the
        one of an ordinal. The parts are read when they are asked for, as long as the transaction
        lasts. None if there is no such case or no such quarter.
        """
        procedure, period, person = place
        query = _MATTER if ordinal is None else _MATTER_OF
        rows = self._rows(
            query[self.lock], ordinal=ordinal,
            procedure=procedure, period=period, person=person, actor=actor, on=on,
        )  # fmt: skip
        if not rows:
            return None
        *row, policy, n, name, roles, kin, recused, seq, digest = rows[0]
        case: nouns.Case = _case(*row, _Parts(self, row, frozenset(parts)))
        away = away_of_one(case.person, kin, recused)
        return Matter(case, policy, n, name, _held(roles or ""), away, (seq, digest))

    def _with_parts(self, row: Sequence[Any], parts: frozenset[str]) -> nouns.Case:
        case: nouns.Case = _case(*row, {part: self.part(part, row) for part in parts})
        return case

    def part(self, part: str, row: Sequence[Any]) -> tuple[Any, ...]:
        """One part of a case, given the case's row."""
        if part in OF_QUARTER:
            return self.of_quarter(part, row[_PERIOD])
        if part == "past_grades":
            return past_grades(self.connection, self.office, row[_PERSON])
        if part == "checks":
            return checks(self.connection, self.office, row[_PERIOD], row[_PERSON])
        if part == HANDED_IN:
            return tuple(self._handed_in([row[_ID]]).get(row[_ID], ()))
        if part in OF_PERSON:
            who = row[_PERSON]
            return parts_of_people(part, self.connection, self.office, [who]).get(who, ())
        return tuple(self._rows(part_of_one(part), case_id=row[_ID]))

    def of_quarter(self, part: str, period: str) -> tuple[Any, ...]:
        """Extensions, sessions, postings or postponements of a quarter, oldest first."""
        return tuple(self._rows(part_of_quarter(part), period=period))

    def _cases(self, query: Locked, parts: Iterable[str], **values: Any) -> list[nouns.Case]:
        """The cases a query of case columns names, with parts read set by set."""
        rows = self._rows(query[self.lock], **values)
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
        ids = [row[_ID] for row in rows]
        by_case: dict[str, dict[int, list[Any]]] = {}
        empty: dict[str, tuple[Any, ...]] = {}
        for part in parts & BY_CASE:
            groups = self._handed_in(ids) if part == HANDED_IN else self._groups(part, ids)
            if groups:
                by_case[part] = groups
            else:
                empty[part] = ()
        by_person = self._of_people(parts & OF_PERSON, rows)
        cases, of_quarter = [], parts & OF_QUARTER.keys()
        for row in rows:
            number, period = row[_ID], row[_PERIOD]
            loaded = empty.copy()
            for part, groups in by_case.items():
                loaded[part] = tuple(groups.get(number, ()))
            for part, of in by_person.items():
                loaded[part] = of.get(row[_PERSON], ())
            for part in of_quarter:
                if (part, period) not in shared:
                    shared[part, period] = self.of_quarter(part, period)
                loaded[part] = shared[part, period]
            cases.append(_case(*row, loaded))
        return cases

    def _of_people(
        self, parts: frozenset[str], rows: Sequence[Any]
    ) -> dict[str, dict[str, tuple[Any, ...]]]:
        people = [row[_PERSON] for row in rows]
        return {p: parts_of_people(p, self.connection, self.office, people) for p in parts}

    def _groups(self, part: str, ids: list[int]) -> dict[int, list[Any]]:
        noun = OF_CASE[part][1]
        groups: dict[int, list[Any]] = {}
        for row in self._rows(part_of_many(part), ids=ids):
            groups.setdefault(row[0], []).append(noun(*row[1:]))
        return groups

    def _handed_in(self, ids: list[int]) -> dict[int, list[int]]:
        """The months of each case whose newest summary was not returned."""
        newest = {(case, month): said for case, month, said in self._rows(MONTHS, ids=ids)}
        found: dict[int, list[int]] = {}
        for (case, month), said in newest.items():
            if said == "submitted":
                found.setdefault(case, []).append(month)
        return found

    def of_period(
        self, procedure: str, period: str, parts: Iterable[str] = (), near: "Near | None" = None
    ) -> list[nouns.Case]:
        """All cases of a procedure in a period, or those of them that are near, by id."""
        if near is None:
            return self._cases(_OF_PERIOD, parts, procedure=procedure, period=period)
        return self._cases(
            _NEAR, parts, procedure=procedure, period=period, who=near.person,
            leaders=sorted(near.leaders), stages=sorted(near.stages),
        )  # fmt: skip

    def by_ids(self, ids: Iterable[int], parts: Iterable[str] = ()) -> list[nouns.Case]:
        """Cases by id, in the order of id."""
        return self._cases(_BY_IDS, parts, ids=sorted(ids))

    def due(
        self,
        at: datetime,
        procedure: str,
        parts: Iterable[str] = (),
        ids: Sequence[int] | None = None,
    ) -> list[nouns.Case]:
        """The cases the clock has to look at, all or those of them that are named, by id."""
        if ids is None:
            return self._cases(_DUE, parts, at=at, procedure=procedure)
        # Found by their numbers: an index of what is due would be read from its start each time.
        named = self._cases(_BY_IDS, parts, ids=ids)
        return [c for c in named if c.next_due and c.next_due <= at and c.procedure == procedure]

    def quarter(self, period: str) -> Any:
        """The row of a quarter, or None."""
        rows = self._rows(_QUARTER, period=period)
        return rows[0] if rows else None

    def people(self, ids: Iterable[str] = (), handles: Iterable[str] = ()) -> list[nouns.Person]:
        """People by surrogate id or by handle."""
        wanted, named = sorted(set(ids)), sorted(set(handles))
        # With both in one statement SQLite would read everybody.
        found = self._rows(_BY_ID, ids=wanted) if wanted else []
        by_handle = self._rows(_BY_HANDLE, handles=named) if named else []
        known = {person.id for person in found}
        return found + [person for person in by_handle if person.id not in known]

    def everyone(self) -> list[nouns.Person]:
        """All people of the office."""
        return self._rows(_EVERYONE)

    def roles(self, person: str, on: date) -> frozenset[nouns.Role]:
        """The roles a person holds on a day."""
        return frozenset(nouns.Role(r[0]) for r in self._rows(_ROLES_OF, person=person, on=on))

    def holders(self, roles: Iterable[nouns.Role], on: date) -> list[str]:
        """The surrogate ids of those who hold one of the roles on a day."""
        wanted = [r.value for r in roles]
        return sorted({r[0] for r in self._rows(_HOLDERS, roles=wanted, on=on)})


def _locked(query: Select[Any]) -> Locked:
    """A query of cases that only looks, and one that takes them against other writers."""
    return Statement(query), Statement(query, locked=_cases)


_CASES = select(*_CASE_COLUMNS).where(_cases.c.office == bindparam("office"))
_CASE = _locked(_CASES.where(_cases.c.id == bindparam("id")))
_OF_PERSON = (
    (_cases.c.procedure == bindparam("procedure")),
    (_cases.c.period == bindparam("period")),
    (_cases.c.person == bindparam("person")),
)
# Written out: SQLite prepares a statement anew at each run if its limit is a parameter.
_NEWEST: tuple[Any, Any] = (literal_column("1"), literal_column("0"))


def _newest(query: Select[Any]) -> Locked:
    """A query of the newest case alone."""
    limit, offset = _NEWEST
    return _locked(query.order_by(_cases.c.ordinal.desc()).limit(limit).offset(offset))


_CASE_OF = _newest(_CASES.where(*_OF_PERSON))
_OF_PERIOD = _locked(_CASES.where(*_OF_PERSON[:2]).order_by(_cases.c.id))
_NEAR = _locked(
    _CASES.where(
        *_OF_PERSON[:2],
        or_(
            _cases.c.person == bindparam("who"),
            among(_cases.c.supervisor, "leaders"),
            among(_cases.c.stage, "stages"),
        ),
    ).order_by(_cases.c.id)
)
_BY_IDS = _locked(_CASES.where(among(_cases.c.id, "ids")).order_by(_cases.c.id))
_DUE = _locked(
    _CASES.where(
        _cases.c.next_due <= bindparam("at"), _cases.c.procedure == bindparam("procedure")
    ).order_by(_cases.c.id)
)
_QUARTER_COLUMNS = [c.name for c in _quarters.c]
_QUARTER = Statement(
    select(_quarters).where(
        _quarters.c.office == bindparam("office"), _quarters.c.period == bindparam("period")
    ),
    namedtuple("QuarterFacts", _QUARTER_COLUMNS),
)
_PERSON_COLUMNS = [_people.c[f.name] for f in fields(nouns.Person)]
_PEOPLE = select(*_PERSON_COLUMNS).where(_people.c.office == bindparam("office"))
_BY_ID = Statement(_PEOPLE.where(among(_people.c.id, "ids")), nouns.Person)
_BY_HANDLE = Statement(_PEOPLE.where(among(_people.c.handle, "handles")), nouns.Person)
_EVERYONE = Statement(
    select(*_PERSON_COLUMNS).where(_people.c.office == bindparam("office")).order_by(_people.c.id),
    nouns.Person,
)
_HELD = (_roles.c.since <= bindparam("on")) & (
    _roles.c.until.is_(None) | (_roles.c.until >= bindparam("on"))
)
_ROLES_OF = Statement(
    select(_roles.c.role).where(
        _roles.c.office == bindparam("office"), _roles.c.person == bindparam("person"), _HELD
    )
)
_HOLDERS = Statement(
    select(_roles.c.person).where(
        _roles.c.office == bindparam("office"), among(_roles.c.role, "roles"), _HELD
    )
)
_ACTOR_NAME = (
    select(_people.c.name)
    .where(_people.c.office == bindparam("office"), _people.c.id == bindparam("actor"))
    .scalar_subquery()
)
_ACTOR_ROLES = (
    select(joined(_roles.c.role))
    .select_from(_roles)
    .where(_roles.c.office == bindparam("office"), _roles.c.person == bindparam("actor"), _HELD)
    .scalar_subquery()
)
_FACTS, _HEAD = _quarters.c["policy", "n"], _heads.c["seq", "digest"]
_MATTERS = (
    select(*_CASE_COLUMNS, *_FACTS, _ACTOR_NAME, _ACTOR_ROLES, *OF_ONE, *_HEAD)
    .join_from(
        _cases,
        _quarters,
        (_quarters.c.office == _cases.c.office) & (_quarters.c.period == _cases.c.period),
    )
    .join(_heads, _heads.c.office == _cases.c.office, isouter=True)
    .where(_cases.c.office == bindparam("office"), *_OF_PERSON)
)
_MATTER = _newest(_MATTERS)
_MATTER_OF = _locked(_MATTERS.where(_cases.c.ordinal == bindparam("ordinal")))
_ORDINALS = Statement(
    select(_cases.c.ordinal, _cases.c.stage)
    .where(_cases.c.office == bindparam("office"), *_OF_PERSON)
    .order_by(_cases.c.ordinal)
)
