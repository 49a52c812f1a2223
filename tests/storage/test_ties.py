"""Who keeps away from a file is the same, read with the case or asked for by itself (R32)."""

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import insert

from rules.calendar import parse_instant
from storage.database import Database
from storage.load import Loader
from storage.rows import RECORD, CaseRow, QuarterRow, RecusalRow, RelationRow
from storage.ties import away

AT: datetime = parse_instant("2026-07-03T10:00:00")
PERIODS = ("2026Q3", "2026Q4", "2026", "2025Q3")
PEOPLE = ("p1", "p2", "p3")
CASES = [(period, person) for period in PERIODS for person in PEOPLE]
# Which case (by its place), who leaves it, how it was ruled.
RECUSED = (
    (0, "p8", "granted"), (0, "p9", "granted"), (0, "p7", "refused"), (1, "p7", "pending"),
    (3, "p6", "granted"), (6, "p5", "granted"), (9, "p4", "granted"), (7, "p8", "granted"),
)  # fmt: skip
KIN = (("p1", "p3"), ("p3", "p1"), ("p1", "p2"), ("p2", "p1"))


def put(connection: Any, row: Any, **values: Any) -> None:
    connection.execute(insert(row.__table__), {"office": "guanghe", **values})


@pytest.fixture
def tied(database: Database) -> Database:
    """An office with kin, and with recusals of quarters and of a year."""
    with database.begin() as connection:
        RECORD.create_all(connection)
        for period in PERIODS:
            put(connection, QuarterRow, period=period, policy="", pages="", opened_at=AT)
        for number, (period, person) in enumerate(CASES):
            put(
                connection, CaseRow, id=number + 1, procedure="quarterly", period=period,
                person=person, ordinal=1, stage="planning", version=1, section="",
                supervisor="", aside=False, session=0, posting=0,
            )  # fmt: skip
        for number, (place, person, status) in enumerate(RECUSED):
            put(
                connection, RecusalRow, case_id=place + 1, number=number + 1, person=person,
                how="ruled", by="", at=AT, reason="", status=status, decided_by="", ruling="",
            )  # fmt: skip
        for person, other in KIN:
            put(
                connection, RelationRow, person=person, other=other, kind="blood", note="", by="",
                at=AT,
            )  # fmt: skip
    return database


def test_who_keeps_away_is_read_alike_with_a_case_and_by_itself(tied: Database) -> None:
    with tied.read() as connection:
        loader = Loader(connection, "guanghe", lock=False)
        for period, person in CASES:
            apart = away(connection, "guanghe", period, [person])
            place = ("quarterly", period, person)
            matter = loader.matter(place, "p1", date(2026, 7, 3), ())
            assert matter is not None
            assert matter.away.kin.get(person, frozenset()) == apart.kin.get(person, frozenset())
            assert matter.away.recused.get(person, set()) == apart.recused.get(person, set())


def test_recusals_of_quarters_hold_in_their_year_alone(tied: Database) -> None:
    with tied.read() as connection:
        loader = Loader(connection, "guanghe", lock=False)
        found = {
            period: loader.matter(("quarterly", period, "p1"), "", date(2026, 7, 3), ())
            for period in PERIODS
        }
    told = {p: m.away.recused.get("p1", set()) for p, m in found.items() if m is not None}
    assert told == {
        "2026Q3": {"p8", "p9"}, "2026Q4": {"p6"}, "2026": {"p8", "p9", "p6", "p5"},
        "2025Q3": {"p4"},
    }  # fmt: skip
