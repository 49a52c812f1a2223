"""Working days by the yearly tables, and the tables themselves (R15, R30)."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import (
    Calendar,
    CalendarMissing,
    Quarter,
    Year,
    load_calendar,
    parse_year,
)
from rules.year_table import NotAYear, model_text
from tests.rules.vectors import PUBLICITY_ENDS, WORKING_DAYS

SHIPPED = load_calendar()
YEARS = range(2019, 2027)
EVERY_DAY = [date(2019, 1, 1) + timedelta(days=n) for n in range(2922)]
# Far enough from both ends of what is known that thirty working days remain.
INNER_DAYS = st.dates(date(2019, 3, 1), date(2026, 10, 31))


def day(text: str) -> date:
    """Return the day written YYYY-MM-DD."""
    return date.fromisoformat(text)


# --- the shipped tables


def test_the_shipped_calendar_knows_2019_to_2026_and_nothing_else() -> None:
    """Eight years are shipped, each with the notice it rests on."""
    assert list(SHIPPED.years) == list(YEARS)
    for year, table in SHIPPED.years.items():
        assert f"{year}年部分节假日安排的通知" in table.source


@pytest.mark.parametrize("year", YEARS)
def test_a_second_witness_agrees_on_every_day(year: int) -> None:
    """The package `holidays` calls the same days worked, adjusted weekends included."""
    witness = holidays.country_holidays("CN", years=year)
    days = [d for d in EVERY_DAY if d.year == year]
    assert days[-1] == date(year, 12, 31)
    assert [d for d in days if SHIPPED.is_working(d) != witness.is_working_day(d)] == []


@pytest.mark.parametrize(("quarter", "working"), WORKING_DAYS)
def test_the_quarters_of_2026_have_these_working_days(quarter: str, working: int) -> None:
    """Working days of 2026 by quarter: 59, 61, 66, 62."""
    period = Quarter.parse(quarter)
    assert SHIPPED.count(period.first, period.last) == working


# --- counting


@pytest.mark.rule("R15")
@pytest.mark.parametrize(
    ("posted", "last"),
    PUBLICITY_ENDS,
)
def test_three_working_days_after_posting_end_on(posted: str, last: str) -> None:
    """The posting day is not counted; adjusted Saturdays and Sundays are, holidays are not."""
    assert SHIPPED.after(day(posted), 3) == day(last)
    assert SHIPPED.days_after(day(posted), 3)[-1] == day(last)


@pytest.mark.rule("R09", "R10", "R11", "R12")
@pytest.mark.parametrize(
    ("first", "n", "due"),
    [
        ("2026-07-01", 5, "2026-07-07"),
        ("2026-07-01", 8, "2026-07-10"),
        ("2026-08-01", 5, "2026-08-07"),
        ("2026-09-01", 5, "2026-09-07"),
        ("2026-10-01", 5, "2026-10-13"),
        ("2026-10-01", 10, "2026-10-20"),
        ("2026-10-01", 15, "2026-10-27"),
    ],
)
def test_the_due_days_of_2026q3(first: str, n: int, due: str) -> None:
    """Plan, approval, three summaries, appraisal and decision of 2026Q3 fall due on these days."""
    assert SHIPPED.nth(day(first), n) == day(due)


def test_the_first_working_day_on_or_after_a_working_day_is_that_day() -> None:
    """`nth` counts the day it starts from, `after` and `before` do not."""
    wednesday = day("2026-07-01")
    assert SHIPPED.nth(wednesday, 1) == wednesday
    assert SHIPPED.after(wednesday, 1) == day("2026-07-02")
    assert SHIPPED.before(wednesday, 1) == day("2026-06-30")


def test_no_working_day_from_a_day_is_the_day_itself() -> None:
    """Zero working days away is the day itself, worked or not, known or not."""
    for start in (day("2026-10-01"), day("2030-01-01")):
        assert SHIPPED.after(start, 0) == SHIPPED.before(start, 0) == start
        assert SHIPPED.days_after(start, 0) == ()


@pytest.mark.parametrize("n", [-1, 0])
def test_only_a_positive_number_of_working_days_is_counted(n: int) -> None:
    """A number below one is refused, except that zero after or before is the day itself."""
    with pytest.raises(ValueError, match="正整数"):
        SHIPPED.nth(day("2026-07-01"), n)
    for move in (SHIPPED.after, SHIPPED.before, SHIPPED.days_after):
        with pytest.raises(ValueError, match="正整数"):
            move(day("2026-07-01"), n - 1)


@given(start=INNER_DAYS, n=st.integers(1, 30))
def test_after_and_before_undo_each_other(start: date, n: int) -> None:
    """Going n working days on and n back returns to a working day, and n are counted between."""
    there = SHIPPED.after(start, n)
    assert there > start
    assert SHIPPED.is_working(there)
    assert SHIPPED.count(start + timedelta(days=1), there) == n
    assert SHIPPED.days_after(start, n) == tuple(SHIPPED.after(start, k + 1) for k in range(n))
    if SHIPPED.is_working(start):
        assert SHIPPED.before(there, n) == start
    assert SHIPPED.after(SHIPPED.before(start, n), n) == SHIPPED.nth(start, 1)


@given(first=INNER_DAYS, length=st.integers(-3, 400))
def test_count_adds_up_day_by_day(first: date, length: int) -> None:
    """A count is the number of days that are worked, both ends included; none if reversed."""
    last = min(first + timedelta(days=length), date(2026, 12, 31))
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert SHIPPED.count(first, last) == sum(map(SHIPPED.is_working, span))


@given(first=INNER_DAYS, n=st.integers(1, 30))
def test_nth_counts_from_its_first_day(first: date, n: int) -> None:
    """The n-th working day on or after a day is the n-th after the day before it."""
    assert SHIPPED.nth(first, n) == SHIPPED.after(first - timedelta(days=1), n)


def test_an_instant_is_no_day() -> None:
    """A datetime passes for a date but may be another zone's day, so it is refused."""
    instant = datetime(2026, 7, 1, 20, tzinfo=UTC)
    for call in (
        lambda: SHIPPED.after(instant, 1),
        lambda: SHIPPED.after(instant, 0),
        lambda: SHIPPED.is_working(instant),
    ):
        with pytest.raises(TypeError):
            call()


# --- a year without a table


def test_a_missing_year_is_named_and_never_guessed() -> None:
    """A day needed in a year without a table is an error that names the year in Chinese."""
    with pytest.raises(CalendarMissing) as missing:
        SHIPPED.after(day("2026-12-30"), 2)
    assert missing.value.year == 2027
    assert str(missing.value).startswith("缺少2027年工作日历")
    assert "导入国务院办公厅放假通知" in str(missing.value)


@pytest.mark.parametrize(
    ("call", "year"),
    [
        (lambda c: c.after(day("2026-12-31"), 1), 2027),
        (lambda c: c.days_after(day("2026-12-31"), 1), 2027),
        (lambda c: c.nth(day("2027-01-01"), 1), 2027),
        (lambda c: c.is_working(day("2027-06-01")), 2027),
        (lambda c: c.count(day("2026-12-01"), day("2027-01-01")), 2027),
        (lambda c: c.before(day("2019-01-01"), 1), 2018),
        (lambda c: c.before(day("2019-01-03"), 2), 2018),
        (lambda c: c.count(day("2018-12-31"), day("2019-01-05")), 2018),
        (lambda c: c.only([2024, 2026]).after(day("2024-12-31"), 1), 2025),
        (lambda c: c.only([2024, 2026]).count(day("2024-12-31"), day("2026-01-05")), 2025),
        (lambda c: c.only([2024, 2026]).before(day("2026-01-01"), 1), 2025),
        (lambda c: c.only([]).is_working(day("2026-07-01")), 2026),
    ],
)
def test_the_year_that_is_missing_is_the_one_named(call, year: int) -> None:  # type: ignore[no-untyped-def]
    """The error names the very year whose table is needed."""
    with pytest.raises(CalendarMissing) as missing:
        call(SHIPPED)
    assert missing.value.year == year


def test_a_missing_year_blocks_only_what_depends_on_it() -> None:
    """What can be told without the missing year is told."""
    only_2026 = SHIPPED.only([2026])
    assert only_2026.after(day("2026-12-30"), 1) == day("2026-12-31")
    assert only_2026.after(day("2025-12-31"), 1) == day("2026-01-04")
    assert only_2026.before(day("2027-01-01"), 1) == day("2026-12-31")
    assert only_2026.is_known(day("2026-12-31"))
    assert not only_2026.is_known(day("2027-01-01"))


def test_a_missing_calendar_survives_pickling() -> None:
    """The error keeps its year on the way from another process."""
    assert pickle.loads(pickle.dumps(CalendarMissing(2027))).year == 2027


def test_loading_some_years_gives_these_years() -> None:
    """Loading named years knows no other; a year that is not shipped is missing."""
    assert list(load_calendar([2026, 2025]).years) == [2025, 2026]
    with pytest.raises(CalendarMissing, match="缺少2027年"):
        load_calendar([2026, 2027])
    assert list(SHIPPED.only([2026, 2027]).years) == [2026]


def test_the_digest_follows_the_tables_alone() -> None:
    """Equal tables have equal digests; another day or another source changes it."""
    again = Calendar({year: SHIPPED.years[year] for year in reversed(YEARS)})
    assert again.digest == SHIPPED.digest
    assert len(SHIPPED.digest) == 64
    table = SHIPPED.years[2026]
    moved = Year(2026, table.source, table.holidays, table.workdays - {day("2026-10-10")})
    cited = Year(2026, table.source + "（更正）", table.holidays, table.workdays)
    digests = {Calendar({**SHIPPED.years, 2026: t}).digest for t in (table, moved, cited)}
    assert len(digests) == 3


def test_a_table_cannot_stand_for_another_year() -> None:
    """A calendar whose key and table disagree is refused."""
    with pytest.raises(ValueError, match="2026年的工作日历不能用作2027年"):
        Calendar({2027: SHIPPED.years[2026]})


def test_a_calendar_can_be_a_key() -> None:
    """Calendars hash and equal by identity, so that others can cache by them."""
    assert len({SHIPPED, load_calendar(), SHIPPED.only([2026])}) == 2


# --- tables the office imports

GOOD = """
year = 2027
source = "《国务院办公厅关于2027年部分节假日安排的通知》"
holidays = [2027-01-01]
workdays = [2027-01-03]
"""


def test_an_imported_table_is_read() -> None:
    """A well-formed table is taken over as it stands, with or without a byte-order mark."""
    table = parse_year("\ufeff" + GOOD)
    assert (table.year, table.holidays) == (2027, frozenset({day("2027-01-01")}))
    longer = Calendar({**SHIPPED.years, 2027: table})
    assert longer.after(day("2026-12-31"), 1) == day("2027-01-03")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("year = 2027", 'year = "2027"', "第2行：年份应为"),
        ("year = 2027", "year = true", "第2行：年份应为"),
        ("year = 2027", "year = 99999", "年份应为四位数"),
        ("year = 2027", "year = 2026", "第4行：放假的日子中的2027-01-01不在2026年之内"),
        ("year = 2027", f"year = {'9' * 5000}", "写法不对"),
        ("holidays = [2027-01-01]", "holidays = [2026-12-31]", "2026-12-31不在2027年之内"),
        ("holidays = [2027-01-01]", "holidays = []", "放假的日子为空"),
        ("holidays = [2027-01-01]", 'holidays = ["2027-01-01"]', "第4行.*不加引号"),
        ("holidays = [2027-01-01]", "holidays = [2027-01-01T00:00:00]", "不是日期"),
        ("holidays = [2027-01-01]", "holidays = 2027-01-01", "应为日期列表"),
        ("holidays = [2027-01-01]", "holidays = [2027-01-01,\n2027-01-01]", "第5行：.*重复"),
        ("holidays = [2027-01-01]", "holidays = [2027-02-30]", "第4行第"),
        ("holidays = [2027-01-01]", "holidays = [2027-01-01, 2027-01-03]", "第5行：调休.*同时"),
        ("holidays = [2027-01-01]", "", "缺少放假的日子，请补写一行"),
        ("workdays = [2027-01-03]", "workdays = [2027-01-04]", "第5行：.*星期一"),
        ("workdays = [2027-01-03]", "workday = [2027-01-03]", "第5行：没有“workday”这一项"),
        ("workdays = [2027-01-03]", "workdays = [2027-01-03", "写法不对"),
        ("workdays = [2027-01-03]", f"workdays = {'[' * 20000}", "写法不对"),
        ("《国务院办公厅关于2027年部分节假日安排的通知》", " ", "第3行：依据的通知应写明"),
        ("《国务院办公厅关于2027年部分节假日安排的通知》", "甲\\n乙", "第3行：依据的通知含有"),
    ],
)
def test_a_doubtful_table_is_refused_naming_the_entry_and_its_line(
    old: str, new: str, says: str
) -> None:
    """Anything unknown, missing, doubled, contradictory or outside the year is refused."""
    text = GOOD.replace(old, new)
    assert text != GOOD
    with pytest.raises(ValueError, match=says) as refused:
        parse_year(text)
    assert "工作日历" in str(refused.value)


def test_all_that_is_wrong_with_a_table_is_said_at_once_and_in_chinese() -> None:
    """Each fault with its line; no name of the library's, no word of English but what to write."""
    text = "year = 27\nholidays = [2027-01-01, 2027-01-01]\nworkdays = [2027-01-04]\nelse = 1\n"
    with pytest.raises(NotAYear) as refused:
        parse_year(text)
    told = [fault.partition("：")[0] for fault in refused.value.faults]
    assert [t.partition("，")[0].removeprefix("工作日历") for t in told] == [
        "第4行", "缺少依据的通知", "第1行", "第2行", "第3行",
    ]  # fmt: skip
    with pytest.raises(NotAYear) as refused:
        parse_year("year 2027")
    assert "原文" not in str(refused.value)


def test_the_model_of_a_year_reads_as_the_year() -> None:
    """Whoever changes nothing gets the same year back."""
    for year in SHIPPED.years.values():
        assert parse_year(model_text(year)) == year
