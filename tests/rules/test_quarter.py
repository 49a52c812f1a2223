"""The calendar quarter (R08)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import Quarter


def day(text: str) -> date:
    """Return the day written YYYY-MM-DD."""
    return date.fromisoformat(text)


@pytest.mark.rule("R08")
def test_a_quarter_is_three_calendar_months() -> None:
    """2026Q3 runs from 1 July to 30 September and is read 2026年第三季度."""
    quarter = Quarter.parse("2026Q3")
    assert (quarter.first, quarter.last) == (day("2026-07-01"), day("2026-09-30"))
    assert quarter.months == (7, 8, 9)
    assert quarter.title == "2026年第三季度"
    assert (str(quarter.next), str(quarter.previous)) == ("2026Q4", "2026Q2")
    assert str(Quarter(2026, 4).next) == "2027Q1"
    assert str(Quarter(2027, 1).previous) == "2026Q4"
    assert (quarter.month_first(8), quarter.month_last(8)) == (day("2026-08-01"), day("2026-08-31"))
    assert Quarter(2026, 4).month_last(12) == day("2026-12-31")
    assert Quarter(2028, 1).month_last(2) == day("2028-02-29")
    with pytest.raises(ValueError, match="10月不在2026年第三季度之内"):
        quarter.month_first(10)


@given(st.dates(date(1900, 1, 1), date(2999, 12, 31)))
def test_every_day_lies_in_its_own_quarter(some: date) -> None:
    """The quarter of a day holds it, and its written form reads back."""
    quarter = Quarter.of(some)
    assert quarter.first <= some <= quarter.last
    assert quarter.month_first(some.month) <= some <= quarter.month_last(some.month)
    assert Quarter.parse(str(quarter)) == quarter
    if quarter < Quarter(2999, 4):
        assert quarter < quarter.next
        assert quarter.next.previous == quarter
        assert quarter.next.first == quarter.last + timedelta(days=1)


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026Q0", "2026Q5", "2026q3", "2026Q3\n", " 2026Q3", "２０２６Q3", "0001Q1"],
)
def test_another_form_of_quarter_is_refused(text: str) -> None:
    """Only 2026Q3 names a quarter; the refusal is a Chinese sentence."""
    with pytest.raises(ValueError, match="季度"):
        Quarter.parse(text)


def test_an_instant_belongs_to_no_quarter() -> None:
    """A datetime may be another zone's day, so its quarter is not told."""
    with pytest.raises(TypeError):
        Quarter.of(datetime(2026, 6, 30, 20, tzinfo=UTC))
