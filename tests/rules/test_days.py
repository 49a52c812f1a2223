"""Beijing days and instants."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import (
    BEIJING,
    at_clock,
    beijing_day,
    beijing_text,
    end_of,
    parse_day,
    parse_instant,
)


def day(text: str) -> date:
    """Return the day written YYYY-MM-DD."""
    return date.fromisoformat(text)


def test_a_due_day_ends_at_24_of_beijing() -> None:
    """The end of a day is 00:00 of the next in Beijing, 16:00 UTC of the same."""
    end = end_of(day("2026-07-07"))
    assert end == datetime(2026, 7, 7, 16, tzinfo=UTC)
    assert end.tzinfo is UTC
    assert beijing_text(end) == "2026-07-08T00:00:00+08:00"
    assert beijing_day(end) == day("2026-07-08")
    assert beijing_day(end - timedelta(microseconds=1)) == day("2026-07-07")


def test_a_clock_time_is_beijing_time() -> None:
    """08:30 is half past eight in Beijing, whatever the machine's zone; other forms are refused."""
    assert at_clock(day("2026-07-01"), "08:30") == datetime(2026, 7, 1, 0, 30, tzinfo=UTC)
    for clock in ("8:30", "24:00", "08:60", "08:30:00", "０8:30"):
        with pytest.raises(ValueError, match="时刻"):
            at_clock(day("2026-07-01"), clock)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-07-03T09:00:00", datetime(2026, 7, 3, 9, tzinfo=BEIJING)),
        ("2026-07-03 09:00", datetime(2026, 7, 3, 9, tzinfo=BEIJING)),
        ("2026-07-03", datetime(2026, 7, 3, tzinfo=BEIJING)),
        ("2026-07-03T09:00:00.25+08:00", datetime(2026, 7, 3, 9, 0, 0, 250000, tzinfo=BEIJING)),
        ("2026-07-03T01:00:00Z", datetime(2026, 7, 3, 9, tzinfo=BEIJING)),
        ("2026-07-02T20:00:00-05:00", datetime(2026, 7, 3, 9, tzinfo=BEIJING)),
    ],
)
def test_an_instant_without_offset_is_beijing_time(text: str, instant: datetime) -> None:
    """Text without an offset is Beijing time; the instant is UTC inside."""
    parsed = parse_instant(text)
    assert parsed == instant
    assert parsed.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        *("", "now", "2026-13-01", "2026-02-30T09:00:00", "2026-07-03T24:00", "2026-07-03T9:00"),
        *("20260703", "2026-W27-5", "2026-07-03T09:00:00 ", "0001-01-01T00:00:00", "9999-12-31"),
        *("2026-07-03T09:00+24:00", "２０２６-07-03", "2026-07-03T09:00:00\n", "9" * 100),
    ],
)
def test_another_form_of_instant_is_refused(text: str) -> None:
    """Every other form is refused in Chinese, and nothing overflows."""
    with pytest.raises(ValueError, match=r"时间|年份"):
        parse_instant(text)


@pytest.mark.parametrize("text", ["", "2026-2-3", "2026-02-30", "20260203", "0001-01-01", "今天"])
def test_another_form_of_day_is_refused(text: str) -> None:
    """Only an existing day written YYYY-MM-DD, in a year of our times, is a day."""
    assert parse_day("2026-02-03") == day("2026-02-03")
    with pytest.raises(ValueError, match=r"日期|年份"):
        parse_day(text)


@given(st.timedeltas(timedelta(days=-40_000), timedelta(days=300_000)))
def test_an_instant_reads_back_from_its_text(offset: timedelta) -> None:
    """What is printed names the very same instant."""
    instant = datetime(2026, 7, 3, tzinfo=UTC) + offset
    assert parse_instant(beijing_text(instant)) == instant


def test_an_instant_without_zone_is_no_instant() -> None:
    """A naive time would be read in the machine's own zone, so it is refused."""
    for call in (beijing_day, beijing_text):
        with pytest.raises(ValueError, match="时区"):
            call(datetime(2026, 7, 3, 9, tzinfo=UTC).replace(tzinfo=None))


def test_an_instant_has_no_end_of_day() -> None:
    """A datetime passes for a date but may be another zone's day, so it is refused."""
    with pytest.raises(TypeError):
        end_of(datetime(2026, 7, 1, 20, tzinfo=UTC))
