"""What the quarters of a year came to for each person, and leave not to wait for one (R20–R23)."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, bindparam, select

from rules.grade import Grade
from rules.nouns import QuarterResult
from storage.rows import CaseRow, DecisionRow, WaiverRow
from storage.statement import Statement, among

_cases = CaseRow.__table__  # type: ignore[attr-defined]
_decisions = DecisionRow.__table__  # type: ignore[attr-defined]
_waivers = WaiverRow.__table__  # type: ignore[attr-defined]

_RESULTS = Statement(
    select(_cases.c.person, _cases.c.period, _cases.c.stage, _decisions.c.grade)
    .outerjoin(
        _decisions,
        (_decisions.c.office == _cases.c.office) & (_decisions.c.case_id == _cases.c.id),
    )
    .where(
        _cases.c.office == bindparam("office"),
        _cases.c.procedure == "quarterly",
        among(_cases.c.period, "periods"),
    )
    .order_by(_cases.c.person, _cases.c.period, _decisions.c.number)
)
_WAIVED = Statement(
    select(_waivers.c.reason).where(
        _waivers.c.office == bindparam("office"), _waivers.c.period == bindparam("period")
    )
)
_WITHHELD = {"undetermined", "suspended"}
_NOT_GRADED = {"exempt"}
_SETTLED = {"closed", "undetermined", "exempt"}


def year_results(
    connection: Connection, office: str, quarters: Iterable[str]
) -> Mapping[str, tuple[QuarterResult, ...]]:
    """The results of quarters by person, in order; the newest decision of each counts."""
    values = {"office": office, "periods": sorted(quarters)}
    newest: dict[tuple[str, str], QuarterResult] = {}
    for person, period, stage, grade in _RESULTS.rows(connection, values):
        held = Grade(grade) if grade else None
        if stage in _WITHHELD:
            held = Grade.UNDETERMINED
        elif stage in _NOT_GRADED:
            held = None
        newest[person, period] = QuarterResult(period, stage, held, stage in _SETTLED)
    found: dict[str, list[QuarterResult]] = {}
    for (person, _), result in newest.items():
        found.setdefault(person, []).append(result)
    return {person: tuple(results) for person, results in found.items()}


def waived(connection: Connection, office: str, period: str) -> bool:
    """Whether the year need not wait for the quarters that are still open."""
    return bool(_WAIVED.rows(connection, {"office": office, "period": period}))
