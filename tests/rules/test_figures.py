"""The figures of the shipped policy, by hand, and the due days they give in a real quarter."""

from datetime import date, datetime
from fractions import Fraction

import pytest

from rules.calendar import BEIJING, Quarter, load_calendar
from rules.due import Due
from rules.nouns import Case, Item, Opening, Plan
from rules.policy import load_policy

QUARTER = Quarter.parse("2026Q3")
VALUES = load_policy("guanghe", date(2026, 7, 1)).values
CALENDAR = load_calendar()


def beijing(text: str) -> datetime:
    """An instant in Beijing time."""
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def due(**parts: object) -> Due:
    """The due days of a case with these parts."""
    empty: dict[str, object] = {"plans": (), "openings": (), "extensions": (), "statuses": ()}
    case = Case(2, "quarterly", "2026Q3", "p1", 1, "planning", 1, parts=empty | parts)  # type: ignore[arg-type]
    return Due(case, QUARTER, VALUES, CALENDAR)


@pytest.mark.rule("R03", "R13", "R15")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kpi_share", Fraction(7, 10)), ("bpi_share", Fraction(3, 10)),
        ("band_good", 90), ("band_fairly_good", 80), ("band_ordinary", 60),
        ("quota_share", Fraction(2, 5)), ("quorum_share", Fraction(2, 3)),
        ("publicity_days", 3), ("weights_total", 100), ("items_max", 8),
        ("bpi_note_low", 60), ("bpi_note_high", 95), ("remind_before", (3, 1, 0)),
        ("remind_overdue_days", 3), ("statement_days", 3), ("return_days", 3),
        ("late_work", "lock"), ("annual_poor_share", Fraction(1, 2)),
    ],
)  # fmt: skip
def test_the_shipped_policy_says(name: str, value: object) -> None:
    """Each figure of the policy is the one the requirements give."""
    assert getattr(VALUES, name) == value


@pytest.mark.rule("R09", "R10", "R11", "R12")
@pytest.mark.settles("values.plan_approval_days")
def test_the_due_days_of_the_third_quarter_of_2026() -> None:
    """Plan, approval, the three summaries, appraisal and decision fall due as written here."""
    days = due()
    assert days.plan() == date(2026, 7, 7)
    assert days.plan_approval() == date(2026, 7, 10)
    assert [days.month(m) for m in (7, 8, 9)] == [
        date(2026, 8, 7), date(2026, 9, 7), date(2026, 10, 13),
    ]  # fmt: skip
    assert days.appraisal() == date(2026, 10, 20)
    assert days.decision() == date(2026, 10, 27)
    assert days.recording_closes() == beijing("2026-10-14T00:00:00")


@pytest.mark.rule("R10")
@pytest.mark.settles("values.summary_after_approval_days")
@pytest.mark.parametrize(
    ("approved", "first_month"),
    [("2026-08-04T17:00:00", date(2026, 8, 7)), ("2026-08-05T09:00:00", date(2026, 8, 10))],
)
def test_a_summary_is_never_due_too_soon_after_the_first_approval(
    approved: str, first_month: date
) -> None:
    """Three working days at least lie between the first approval and a summary's due day."""
    at = beijing(approved)
    plan = Plan(1, "approved", False, at, at, "p2")
    assert due(plans=(plan,)).month(7) == first_month


@pytest.mark.rule("R31")
def test_a_return_keeps_the_record_open_beyond_the_due_day() -> None:
    """An open return puts off the end of the record to 24:00 of its last day."""
    at = beijing("2026-10-13T17:00:00")
    opening = Opening(1, "return", Item.MONTH, 9, date(2026, 10, 16), "p2", at)
    days = due(openings=(opening,))
    assert days.recording_closes() == beijing("2026-10-17T00:00:00")
    assert days.closes(Item.MONTH, 9) == beijing("2026-10-17T00:00:00")
    assert days.closes(Item.MONTH, 8) == beijing("2026-09-08T00:00:00")
