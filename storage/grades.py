"""The grades of closed quarters, across quarters: of one person, or of everyone (R19)."""

from sqlalchemy import Connection, bindparam, func, select

from rules.follow_up import PastGrade
from rules.grade import Grade
from storage.rows import CaseRow, DecisionRow, FollowUpRow, MeasureRow, ResolutionRow

_cases = CaseRow.__table__  # type: ignore[attr-defined]
_decisions = DecisionRow.__table__  # type: ignore[attr-defined]
_resolutions = ResolutionRow.__table__  # type: ignore[attr-defined]
_measures = MeasureRow.__table__  # type: ignore[attr-defined]
_follow_ups = FollowUpRow.__table__  # type: ignore[attr-defined]
_NEWEST = (
    select(_decisions.c.case_id, func.max(_decisions.c.number).label("number"))
    .where(_decisions.c.office == bindparam("office"))
    .group_by(_decisions.c.case_id)
    .subquery()
)
_ALL = (
    select(_cases.c.person, _cases.c.period, _decisions.c.grade)
    .join_from(
        _cases,
        _decisions,
        (_decisions.c.office == _cases.c.office) & (_decisions.c.case_id == _cases.c.id),
    )
    .join(
        _NEWEST,
        (_NEWEST.c.case_id == _decisions.c.case_id) & (_NEWEST.c.number == _decisions.c.number),
    )
    .where(
        _cases.c.office == bindparam("office"),
        _cases.c.procedure == "quarterly",
        _cases.c.stage == "closed",
    )
    .order_by(_cases.c.person, _cases.c.period)
)
_OF_PERSON = _ALL.where(_cases.c.person == bindparam("person"))


_CONFIRMED = (
    select(_cases.c.person)
    .join_from(
        _cases,
        _resolutions,
        (_resolutions.c.office == _cases.c.office) & (_resolutions.c.case_id == _cases.c.id),
    )
    .where(
        _cases.c.office == bindparam("office"),
        _cases.c.period == bindparam("period"),
        _resolutions.c.kind == "outstanding",
    )
)


def past_grades(connection: Connection, office: str, person: str) -> tuple[PastGrade, ...]:
    """The grades of a person's closed quarters as last decided, oldest first."""
    rows = connection.execute(_OF_PERSON, {"office": office, "person": person})
    return tuple(PastGrade(row.period, Grade(row.grade)) for row in rows)


def all_past_grades(connection: Connection, office: str) -> dict[str, tuple[PastGrade, ...]]:
    """The grades of everyone's closed quarters by person, oldest first."""
    found: dict[str, list[PastGrade]] = {}
    for row in connection.execute(_ALL, {"office": office}):
        found.setdefault(row.person, []).append(PastGrade(row.period, Grade(row.grade)))
    return {person: tuple(grades) for person, grades in found.items()}


def confirmed_outstanding(connection: Connection, office: str, period: str) -> frozenset[str]:
    """Whom the group confirmed as consistently outstanding in a quarter."""
    found = connection.execute(_CONFIRMED, {"office": office, "period": period})
    return frozenset(found.scalars())


def with_measures(connection: Connection, office: str) -> frozenset[str]:
    """The quarters of which a measure is still open, whether or not they have ended."""
    query = select(_measures.c.period).where(
        _measures.c.office == office, _measures.c.done_at.is_(None)
    )
    return frozenset(connection.execute(query.distinct()).scalars())


def open_follow_ups(connection: Connection, office: str) -> frozenset[str]:
    """The quarters of which something is still to be done, whether or not they have ended."""
    query = (
        select(_cases.c.period)
        .join_from(
            _cases,
            _follow_ups,
            (_follow_ups.c.office == _cases.c.office) & (_follow_ups.c.case_id == _cases.c.id),
        )
        .where(_cases.c.office == office, _follow_ups.c.status == "open")
        .distinct()
    )
    return frozenset(connection.execute(query).scalars())
