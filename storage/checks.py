"""The checks of conduct of people, across procedures and quarters (R26)."""

from sqlalchemy import Connection, bindparam, select

from rules.conduct import FRAUD, REFUSAL, Check
from storage.rows import CaseRow, ConductRow

_cases = CaseRow.__table__  # type: ignore[attr-defined]
_entries = ConductRow.__table__  # type: ignore[attr-defined]
OPEN_STAGES = frozenset({"reminding", "last_call", "hearing"})
_CHECKS = (
    select(_cases.c.procedure, _cases.c.stage)
    .where(
        _cases.c.office == bindparam("office"),
        _cases.c.period == bindparam("period"),
        _cases.c.person == bindparam("person"),
        _cases.c.procedure.in_([REFUSAL, FRAUD]),
    )
    .order_by(_cases.c.id)
)
_REFUSED = (
    select(_cases.c.person, _cases.c.period)
    .join_from(
        _cases,
        _entries,
        (_entries.c.office == _cases.c.office) & (_entries.c.case_id == _cases.c.id),
    )
    .where(
        _cases.c.office == bindparam("office"),
        _entries.c.outcome == "refused_after_education",
    )
    .order_by(_cases.c.person, _cases.c.period)
)


def checks(connection: Connection, office: str, period: str, person: str) -> tuple[Check, ...]:
    """The checks of a person in a quarter, oldest first."""
    rows = connection.execute(_CHECKS, {"office": office, "period": period, "person": person})
    return tuple(Check(row.procedure, row.stage not in OPEN_STAGES) for row in rows)


def refused_after_education(connection: Connection, office: str, year: int) -> frozenset[str]:
    """Who still refused after education in some quarter of a year."""
    rows = connection.execute(_REFUSED, {"office": office})
    return frozenset(row.person for row in rows if row.period.startswith(f"{year}Q"))
