"""What a report to the auditor owes: to be dealt with, and what came of it; by them alone (R34)."""

from collections.abc import Iterator

from rules.calendar import beijing_day
from rules.due import Due
from rules.nouns import Case, Role
from workflow.owing.owed import Bench, Owed, Source, Turn
from workflow.supervision import SUPERVISION

PARTS = frozenset({"irregularities"})


def _report(case: Case, due: Due) -> Iterator[Owed]:
    """That a report is handed over or closed."""
    made = case.irregularities[0]
    day = due.calendar.after(beijing_day(made.at), due.values.report_days)
    yield Owed("report_due", "report", day, "", made.at, role=Role.AUDITOR)


def _outcome(case: Case, due: Due) -> Iterator[Owed]:
    """That what came of a report which was handed over is put on record."""
    sent = case.irregularities[0].sent_at
    assert sent is not None, "a report handed over was sent"
    day = due.calendar.after(beijing_day(sent), due.values.report_outcome_days)
    yield Owed("report_outcome_due", "report_outcome", day, "", sent, role=Role.AUDITOR)


def _no_turns(_case: Case, _bench: Bench) -> list[Turn]:
    """The clock does nothing to a report."""
    return []


SUPERVISION_OWES = Source(
    SUPERVISION, PARTS, {"report_due": _report, "report_outcome_due": _outcome}, _no_turns
)
