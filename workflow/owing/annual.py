"""What an officer's year owes: the summary; late, it stays open and is noted (R08)."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from rules.calendar import CalendarMissing, beijing_day, end_of
from rules.due import Due
from rules.nouns import Case
from storage.change import Put
from workflow.annual import ANNUAL
from workflow.owing.owed import Bench, Owed, Source, Turn

PARTS = frozenset({"year_summaries", "lateness"})


def summary_due(case: Case, due: Due) -> date:
    """By when the summary of the year is handed in, counted from the year's opening."""
    assert case.entered_at is not None, "a case has entered its stage"
    return due.calendar.after(beijing_day(case.entered_at), due.values.year_summary_due_days)


def _summary(case: Case, due: Due) -> Iterator[Owed]:
    yield Owed("year_summary_due", "year_summary", summary_due(case, due), case.person)


def _turns(case: Case, bench: Bench) -> list[Turn]:
    if case.stage != "summarising":
        return []
    with suppress(CalendarMissing):
        due = summary_due(case, bench.due(case))
        at = end_of(due)
        values = {"case_id": case.id, "item": "year_summary", "due": due, "noted_at": at}
        return [Turn(at, "begin_assessment", (Put("lateness", values | {"by": ""}),))]
    return []


ANNUAL_OWES = Source(ANNUAL, PARTS, {"year_summary_due": _summary}, _turns)
