"""The form of an officer's summary of the year: what the year's quarters have of it (R08)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.calendar import CalendarMissing, quarter_of
from rules.nouns import Case
from storage.lookup import cases_of
from web.opened import Opened
from web.visit import Visit
from workflow.annual import ANNUAL
from workflow.duties import bench_of
from workflow.owing.annual import summary_due
from workflow.quarterly import QUARTERLY
from workflow.sight import is_told

PARTS = frozenset({"summaries", "feedbacks", "decisions"})


@dataclass(frozen=True)
class Past:
    """A quarter of the year: its title, the grade that was told, the summaries by month."""

    case: int
    title: str
    grade: str
    months: tuple[tuple[int, str], ...]


def handed_in(file: Opened) -> str:
    """The summary of the year as it was handed in last; empty before."""
    made = file.case.year_summaries if file.case.procedure == ANNUAL.id else ()
    return made[-1].text if made else ""


def summary_begun(_: Visit, file: Opened, __: int) -> Mapping[str, Any]:
    """What was handed in before, so that it is changed and not written anew."""
    text = handed_in(file)
    return {"text": text} if text else {}


def summary_beside(visit: Visit, file: Opened, _: Mapping[str, Any]) -> dict[str, Any]:
    """The quarters of the year, until when it is handed in, how long it may be."""
    bench = bench_of(visit.site.office, file.loader, file.case.period)
    return {
        "quarters": list(_quarters(visit, file)),
        "due": _due(file.case, bench.due(file.case)),
        "limit": bench.policy.values.text_max,
        "handed": bool(handed_in(file)),
    }


def _due(case: Case, due: Any) -> date | None:
    try:
        return summary_due(case, due) if case.stage == "summarising" else None
    except CalendarMissing:
        return None


def _quarters(visit: Visit, file: Opened) -> Iterator[Past]:
    """The officer's own quarters of the year, in order."""
    numbers = cases_of(file.loader.connection, visit.site.office.id, file.case.person)
    year = quarter_of(file.case.period).year
    found = file.loader.by_ids(numbers, PARTS)
    for case in sorted(found, key=lambda c: c.period):
        if case.procedure != QUARTERLY.id or quarter_of(case.period).year != year:
            continue
        told = is_told(case) and case.decision is not None
        grade = case.decision.grade.value if told and case.decision else ""
        newest = {s.month: s.text for s in case.summaries}
        title = quarter_of(case.period).title
        yield Past(case.id, title, grade, tuple(sorted(newest.items())))
