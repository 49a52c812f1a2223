"""What statuses leave of the grades of a year: by the year, the share of days, the last day (R20)."""

# ruff: noqa: E501 - a row of a table stays one row

from datetime import date
from typing import Any

import pytest

from rules.calendar import load_calendar
from rules.grade import AnnualGrade
from rules.terms import Treatment, YearBar
from rules.year_status import year_status
from tests.rules.asking import NOON, POLICY, status

pytestmark = pytest.mark.rule("R20", "R29")
CALENDAR = load_calendar()
UNGRADED, NOT_EXCELLENT, INCOMPETENT = YearBar.UNGRADED, YearBar.NOT_EXCELLENT, YearBar.INCOMPETENT
ENDED = {"ended_by": "p3", "ended_at": NOON}

# statuses, year, what is barred; 2026 has 248 working days, of which more than 124 are over half
TABLE: list[tuple[list[Any], int, YearBar | None]] = [
    ([], 2026, None),
    ([status("warning", "01-01")], 2026, NOT_EXCELLENT),
    ([status("warning", "12-31")], 2026, NOT_EXCELLENT),
    ([status("warning", "12-31")], 2027, None),
    ([status("warning", "2025-12-31")], 2026, None),
    ([status("demerit", "06-01")], 2026, UNGRADED),
    ([status("demerit", "06-01")], 2027, None),
    ([status("major_demerit", "06-01")], 2027, UNGRADED),
    ([status("major_demerit", "06-01")], 2028, None),
    ([status("major_demerit", "06-01")], 2025, None),
    ([status("party_warning", "06-01")], 2026, NOT_EXCELLENT),
    ([status("party_removal", "06-01")], 2026, INCOMPETENT),
    ([status("party_removal", "06-01")], 2027, None),
    ([status("party_probation", "06-01")], 2026, INCOMPETENT),
    ([status("party_probation", "06-01")], 2027, UNGRADED),
    ([status("party_probation", "06-01")], 2028, None),
    ([status("admonition", "01-04")], 2026, NOT_EXCELLENT),
    ([status("post_adjustment", "11-01")], 2026, NOT_EXCELLENT),
    ([status("ordered_removal", "11-01")], 2026, UNGRADED),
    ([status("investigation", "2025-11-01")], 2026, UNGRADED),
    ([status("investigation", "2025-11-01", "2026-10-14", **ENDED)], 2026, None),
    ([status("probation", "03-01", "2026-12-31")], 2026, UNGRADED),
    ([status("probation", "03-01", "2026-12-30")], 2026, None),
    ([status("probation", "03-01")], 2026, UNGRADED),
    ([status("sick_leave", "01-01", "07-06")], 2026, None),
    ([status("sick_leave", "01-01", "07-07")], 2026, UNGRADED),
    ([status("sick_leave", "01-01", "07-06"), status("personal_leave", "12-31", "12-31")], 2026, UNGRADED),
    ([status("sick_leave", "01-01", "07-06"), status("personal_leave", "07-06", "07-06")], 2026, None),
    ([status("maternity_leave", "01-01", "12-31")], 2026, None),
    ([status("training", "01-01", "12-31")], 2026, None),
    ([status("warning", "02-02"), status("demerit", "03-03")], 2026, UNGRADED),
    ([status("demerit", "02-02"), status("party_removal", "03-03")], 2026, INCOMPETENT),
    ([status("a_kind_no_more_there_is", "02-02")], 2026, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("statuses", "year", "bar"),
    TABLE,
    ids=[f"{n}-{'+'.join(s.kind for s in row[0])}-{row[1]}" for n, row in enumerate(TABLE)],
)
def test_a_year_is_barred_within_the_window_of_a_status_and_not_beyond(
    statuses: list[Any], year: int, bar: YearBar | None
) -> None:
    """Each row is one side of a boundary: the last day that counts, the first that does not."""
    found = year_status(statuses, year, POLICY, CALENDAR, date(2026, 10, 15))
    assert (found.bar if found else None) is bar


@pytest.mark.parametrize(
    ("kind", "open_"),
    [
        ("warning", {"称职", "基本称职", "不称职", "不定等次"}),
        ("demerit", {"不定等次"}),
        ("party_removal", {"不称职"}),
    ],
)
def test_each_bar_leaves_its_grades_open_and_no_others(kind: str, open_: set[str]) -> None:
    found = year_status([status(kind, "06-01")], 2026, POLICY, CALENDAR, date(2026, 10, 15))
    assert found is not None
    assert {g.value for g in AnnualGrade if not found.bars(g)} == open_


def test_whoever_is_barred_from_grades_by_sanction_is_barred_from_excellence_of_the_year() -> None:
    """Every restricted kind that touches a quarter touches the year as well."""
    for kind, term in POLICY.statuses.items():
        if term.restricted and term.treatment is not Treatment.GRADED:
            assert term.annual or term.annual_while, kind


def test_a_restricted_fact_is_told_to_the_entitled_alone() -> None:
    found = year_status([status("warning", "06-01")], 2026, POLICY, CALENDAR, date(2026, 10, 15))
    assert found is not None
    assert found.because(entitled=True) == "本年度不得确定为“优秀”(警告，1号)"
    assert found.because(entitled=False) == "本年度不得确定为“优秀”(所依据的情形限制知悉)"
