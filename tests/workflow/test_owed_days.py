"""By when leaders, the group and the office owe what the regulation gives no day for, to the day.

2026-10-15 is a Thursday; no holiday lies in the weeks after it.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest

from rules.conduct import EDUCATION, FACTS, ConductEntry
from rules.due import Due
from rules.grade import Grade
from rules.nouns import Case
from rules.objection import Objection
from rules.records import Feedback
from tests.rules.asking import (
    CALENDAR,
    NOON,
    PEOPLE,
    POLICY,
    QUARTER,
    beijing,
    case,
    cohort,
    decided,
)
from workflow.called import annual_due_day, called_in_quarter
from workflow.owing.conduct import FRAUD_OWES, REFUSAL_OWES
from workflow.owing.objection import OBJECTION_OWES
from workflow.owing.owed import Bench, Owed
from workflow.stuck import unsigned

BENCH = Bench(QUARTER, POLICY, CALENDAR)


def the_day(source: Callable[[Case, Due], Iterator[Owed]], subject: Case) -> date:
    """The one day that a procedure owes something by."""
    [owed] = source(subject, BENCH.due(subject))
    return owed.day


def entry(kind: str, until: date | None = None) -> ConductEntry:
    """One thing done in a check at noon of 15 October."""
    return ConductEntry(1, kind, "", "", until, "", (), "p5", NOON)


def lodged(*, late: bool) -> Case:
    """An objection lodged at noon of 15 October, and received a day later if it came in time."""
    received = None if late else beijing("2026-10-16T09:00:00")
    own = Objection(7, 2, 1, "own", "p1", "", "", late, "较好", NOON, received_at=received)
    return replace(case("lodged", number=7, objections=(own,)), supervisor="p2")


@pytest.mark.rule("R27")
@pytest.mark.settles(
    "values.objection_admission_days",
    "values.objection_statement_days",
    "values.objection_investigation_days",
)
@pytest.mark.parametrize(
    ("owes", "late", "day"),
    [
        ("objection_admission_due", True, date(2026, 10, 22)),
        ("reviewer_statement_due", False, date(2026, 10, 21)),
        ("investigation_due", False, date(2026, 10, 23)),
    ],
)
def test_an_objection_is_dealt_with_in_so_many_working_days(
    owes: str, late: bool, day: date
) -> None:
    """Five to admit a late one; three to state and five to look into it once it is received."""
    assert the_day(OBJECTION_OWES.owed[owes], lodged(late=late)) == day


@pytest.mark.rule("R26")
@pytest.mark.settles("values.check_decision_days")
def test_a_check_is_decided_five_working_days_after_its_last_day() -> None:
    """After the last day given to take part; after the three working days to answer for fraud."""
    taught = case("taught", conduct=(entry(EDUCATION, date(2026, 10, 20)),))
    assert the_day(REFUSAL_OWES.owed["refusal_decision_due"], taught) == date(2026, 10, 27)
    opened = case("opened", conduct=(entry(FACTS),))
    assert the_day(FRAUD_OWES.owed["fraud_due"], opened) == date(2026, 10, 27)


@pytest.mark.rule("R33")
@pytest.mark.settles("values.supplementary_days")
def test_what_comes_back_to_the_group_is_decided_within_five_working_days() -> None:
    """Counted from the day it came back; what was set aside is not asked for."""
    back = replace(case("determining"), entered_at=NOON)
    aside = replace(case("determining", "p2", 3, aside=True), entered_at=NOON)
    [called] = called_in_quarter(cohort(back, aside, sessions=(object(),)), BENCH)
    assert (called.deadline, called.day) == ("decision_due", date(2026, 10, 22))
    assert called.cases == [back]


@pytest.mark.rule("R14", "R15")
@pytest.mark.settles("values.feedback_due_days")
def test_a_result_is_told_within_five_working_days() -> None:
    """Decided on Thursday the 15th: by Thursday the 22nd."""
    assert BENCH.due(case("feedback")).feedback(NOON) == date(2026, 10, 22)


@pytest.mark.rule("R14")
@pytest.mark.settles("values.acknowledge_days")
def test_a_result_that_nobody_signed_for_is_named_after_three_working_days() -> None:
    """Told on Thursday the 15th: on Tuesday the 20th at 24:00, and no moment sooner."""
    heard = (Feedback(1, "talk", "", "p2", "", NOON),)
    told = case("feedback", decisions=decided(Grade.FAIRLY_GOOD), feedbacks=heard)
    before, after = beijing("2026-10-20T23:59:59"), beijing("2026-10-21T00:00:00")
    assert list(unsigned([told], BENCH, PEOPLE, before)) == []
    [text] = unsigned([told], BENCH, PEOPLE, after)
    assert text.startswith("张三未在期限内签收结果")


@pytest.mark.rule("R11")
@pytest.mark.settles("values.appraisal_after_days", "values.appraisal_due_days")
@pytest.mark.parametrize(
    ("entered", "day"),
    [
        ("2026-10-14T00:00:00", date(2026, 10, 20)),
        ("2026-10-15T12:00:00", date(2026, 10, 22)),
        ("2026-10-16T00:00:00", date(2026, 10, 22)),
    ],
)
def test_a_record_that_comes_late_leaves_five_working_days_to_appraise_it(
    entered: str, day: date
) -> None:
    """By 20 October as a rule; what is closed at 24:00 came on the day that ends then."""
    subject = replace(case("appraising"), entered_at=beijing(entered))
    assert BENCH.due(subject).appraisal() == day


@pytest.mark.rule("R20")
@pytest.mark.settles("values.annual_due_days")
def test_the_grades_of_a_year_are_recorded_forty_working_days_after_its_opening() -> None:
    """Opened on 5 January 2026, with the Spring Festival between and two
    Saturdays worked: by 6 March.
    """
    opened = beijing("2026-01-05T08:30:00")
    assert annual_due_day(opened, BENCH) == date(2026, 3, 6)
