"""Delegates, kin and recusals as they are read for a question (R32)."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, String, bindparam, func, literal_column, select, union_all

from rules.nouns import Role
from rules.quarter import Quarter, quarter_of
from rules.ties import Delegation
from storage.rows import CaseRow, DelegationRow, RecusalRow, RelationRow, RoleRow
from storage.statement import Statement, among, joined

_delegations = DelegationRow.__table__  # type: ignore[attr-defined]
_relations = RelationRow.__table__  # type: ignore[attr-defined]
_recusals = RecusalRow.__table__  # type: ignore[attr-defined]
_cases = CaseRow.__table__  # type: ignore[attr-defined]
_roles = RoleRow.__table__  # type: ignore[attr-defined]
_GRANTED = literal_column("'granted'", String)

_ALL = Statement(
    select(*(_delegations.c[f.name] for f in fields(Delegation)))
    .where(_delegations.c.office == bindparam("office"))
    .order_by(_delegations.c.number),
    Delegation,
)
_KIN = select(literal_column("1"), _relations.c.person, _relations.c.other).where(
    _relations.c.office == bindparam("office"), among(_relations.c.person, "people")
)
_RECUSED = (
    select(literal_column("0"), _cases.c.person, _recusals.c.person)
    .join_from(
        _recusals,
        _cases,
        (_cases.c.office == _recusals.c.office) & (_cases.c.id == _recusals.c.case_id),
    )
    .where(
        _recusals.c.office == bindparam("office"),
        _recusals.c.status == _GRANTED,
        among(_cases.c.period, "periods"),
        among(_cases.c.person, "people"),
    )
)
_AWAY = Statement(union_all(_KIN, _RECUSED))
_other_cases = _cases.alias()
OF_ONE: tuple[Any, Any] = (
    select(joined(_relations.c.other))
    .where(_relations.c.office == _cases.c.office, _relations.c.person == _cases.c.person)
    .correlate(_cases)
    .scalar_subquery(),
    select(joined(_recusals.c.person))
    .join_from(
        _recusals,
        _other_cases,
        (_other_cases.c.office == _recusals.c.office) & (_other_cases.c.id == _recusals.c.case_id),
    )
    .where(
        _recusals.c.office == _cases.c.office,
        _recusals.c.status == _GRANTED,
        func.substr(_other_cases.c.period, 1, func.length(_cases.c.period)) == _cases.c.period,
        _other_cases.c.person == _cases.c.person,
    )
    .correlate(_cases)
    .scalar_subquery(),
)
"""What `away` reads, as two columns of a query of one case, for `away_of_one`.

The quarters of a year are the periods that begin with it.
"""
_HELD = Statement(
    select(_roles.c.person, _roles.c.role).where(
        _roles.c.office == bindparam("office"),
        among(_roles.c.person, "people"),
        _roles.c.since <= bindparam("on"),
        _roles.c.until.is_(None) | (_roles.c.until >= bindparam("on")),
    )
)


class Away(NamedTuple):
    """Who keeps away from the files of some persons: kin, and those recused in a period."""

    kin: Mapping[str, frozenset[str]]
    recused: Mapping[str, frozenset[str]]


NOBODY_AWAY = Away({}, {})


@lru_cache(maxsize=256)
def away_of_one(person: str, kin: str | None, recused: str | None) -> Away:
    """Who keeps away from one person's file, of the columns `OF_ONE`."""
    if not kin and not recused:
        return NOBODY_AWAY
    return Away({person: _names(kin)}, {person: _names(recused)})


def _names(text: str | None) -> frozenset[str]:
    return frozenset(text.split(",")) if text else frozenset()


def delegations(connection: Connection, office: str) -> list[Delegation]:
    """All delegations of an office, oldest first, ended ones too."""
    return _ALL.rows(connection, {"office": office})


def away(connection: Connection, office: str, period: str, people: Iterable[str]) -> Away:
    """Who keeps away from the files of these persons in a period; in a year, also of its quarters.

    `period` is a quarter "2026Q3" or a year "2026".
    """
    last = quarter_of(period)
    of_year = [str(Quarter(last.year, number)) for number in range(1, last.number + 1)]
    within = [period] if str(last) == period else [period, *of_year]
    asked = {"office": office, "periods": within, "people": sorted(people)}
    found: tuple[dict[str, set[str]], dict[str, set[str]]] = ({}, {})
    for kin, person, other in _AWAY.rows(connection, asked):
        found[0 if kin else 1].setdefault(person, set()).add(other)
    kin, recused = ({p: frozenset(o) for p, o in each.items()} for each in found)
    return Away(kin, recused)


def roles_of(
    connection: Connection, office: str, people: Iterable[str], on: date
) -> Mapping[str, frozenset[Role]]:
    """The roles that these people hold on a day."""
    wanted = sorted(people)
    found: dict[str, set[Role]] = {p: set() for p in wanted}
    for person, role in _HELD.rows(connection, {"office": office, "people": wanted, "on": on}):
        found[person].add(Role(role))
    return {person: frozenset(held) for person, held in found.items()}
