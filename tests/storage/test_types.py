"""Instants and days: naive values refused, the order of time kept, one text for each."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from storage.database import Database
from storage.types import instant_text, parse_day_text, parse_instant_text
from tests.storage.tables import EVENTS

BEIJING = timezone(timedelta(hours=8))


INSTANTS = st.datetimes(
    min_value=datetime(1900, 1, 1),  # noqa: DTZ001 — hypothesis adds the zone
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m))),
)


def test_an_instant_comes_back_aware_and_in_utc(database: Database) -> None:
    at = datetime(2026, 7, 3, 9, tzinfo=BEIJING)
    with database.begin() as connection:
        connection.execute(EVENTS.insert(), {"id": 1, "at": at, "day": date(2026, 7, 3)})
        connection.execute(EVENTS.insert(), {"id": 2, "at": None, "day": None})
    with database.read() as connection:
        row, empty = connection.execute(EVENTS.select().order_by(EVENTS.c.id)).all()
    assert (row.at, row.at.tzinfo) == (at, UTC)
    assert row.day == date(2026, 7, 3)
    assert type(row.day) is date
    assert (empty.at, empty.day) == (None, None)


def test_instants_are_ordered_and_found_as_time_is(database: Database) -> None:
    start = datetime(1999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
    steps = [0, 1, 999_999, 1_000_000, 1_000_001, 86_400_000_000, 800_000_000_000_000]
    zones = [UTC, BEIJING, timezone(timedelta(hours=-9, minutes=-30))]
    instants = [
        (start + timedelta(microseconds=step)).astimezone(zones[n % 3])
        for n, step in enumerate(steps)
    ]
    with database.begin() as connection:
        rows = [{"id": len(instants) - n, "at": at} for n, at in enumerate(instants)]
        connection.execute(EVENTS.insert(), rows)
    with database.read() as connection:
        ordered = connection.execute(select(EVENTS.c.at).order_by(EVENTS.c.at)).scalars().all()
        for n, at in enumerate(instants):
            found = connection.execute(select(EVENTS.c.id).where(EVENTS.c.at < at)).all()
            assert len(found) == n
    assert ordered == instants


@pytest.mark.parametrize(
    "at",
    [datetime(2026, 7, 3, 9), date(2026, 7, 3), "2026-07-03T01:00:00.000000Z", 0],  # noqa: DTZ001
)
def test_an_instant_without_a_zone_is_refused(database: Database, at: object) -> None:
    def write() -> None:
        with database.begin() as connection:
            connection.execute(EVENTS.insert(), {"id": 1, "at": at})

    with pytest.raises(StatementError) as refusal:
        write()
    assert isinstance(refusal.value.orig, TypeError)


@pytest.mark.parametrize("day", [datetime(2026, 7, 3, tzinfo=UTC), "2026-07-03", 20260703])
def test_a_day_that_is_no_date_is_refused(database: Database, day: object) -> None:
    def write() -> None:
        with database.begin() as connection:
            connection.execute(EVENTS.insert(), {"id": 1, "day": day})

    with pytest.raises(StatementError) as refusal:
        write()
    assert isinstance(refusal.value.orig, TypeError)


def test_sqlite_keeps_an_instant_as_text_of_one_width(office: Database) -> None:
    with office.begin() as connection:
        at = datetime(2026, 7, 3, 9, tzinfo=BEIJING)
        connection.execute(EVENTS.insert(), {"id": 1, "at": at, "day": date(2026, 7, 3)})
        raw = connection.exec_driver_sql("SELECT at, day FROM events").one()
    assert tuple(raw) == ("2026-07-03T01:00:00.000000Z", "2026-07-03")


@given(INSTANTS, INSTANTS)
def test_the_order_of_the_text_is_the_order_of_time(one: datetime, other: datetime) -> None:
    assert (instant_text(one) < instant_text(other)) == (one < other)
    assert parse_instant_text(instant_text(one)) == one
    assert len(instant_text(one)) == 27


@pytest.mark.parametrize(
    "wrong",
    [
        "", "2026-07-03", "2026-07-03T01:00:00Z", "2026-07-03T01:00:00.000000+00:00",
        "2026-07-03 01:00:00.000000Z", "2026-07-03T01:00:00,000000Z", "2026-W27-5T01:00:00.000000Z",
        "2026-13-03T01:00:00.000000Z", "2026-07-03T01:00:00.000000z", "2026-07-03T01:00:00.0000000",
        "２０２６-07-03T01:00:00.000000Z",
    ],
)  # fmt: skip
def test_only_the_canonical_text_is_an_instant(wrong: str) -> None:
    with pytest.raises(ValueError, match="canonical"):
        parse_instant_text(wrong)


@pytest.mark.parametrize(
    "wrong", ["", "20260703", "2026-W27-5", "2026-02-30", "2026-7-3", "2026/07/03"]
)
def test_only_the_canonical_text_is_a_day(wrong: str) -> None:
    with pytest.raises(ValueError, match="canonical"):
        parse_day_text(wrong)


def test_a_chinese_key_is_found_by_its_path(database: Database) -> None:
    with database.begin() as connection:
        connection.execute(EVENTS.insert(), {"id": 1, "detail": {"等次": "好"}})
    with database.read() as connection:
        path = EVENTS.c.detail["等次"].as_string()
        assert connection.execute(select(path).where(path == "好")).scalar_one() == "好"


def test_sqlite_stores_chinese_as_itself(office: Database) -> None:
    with office.begin() as connection:
        connection.execute(EVENTS.insert(), {"id": 1, "detail": {"等次": "好"}})
        assert "等次" in connection.exec_driver_sql("SELECT detail FROM events").scalar_one()
