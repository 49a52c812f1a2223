"""A statement built once does what SQLAlchemy's own execution does, on both databases."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    literal_column,
    select,
    update,
)  # fmt: skip
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from storage.database import Database
from storage.statement import STREAMED, Insertion, Statement, among, joined
from storage.types import Day, Instant

METADATA = MetaData()
THINGS = Table(
    "things",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", String),
    Column("at", Instant),
    Column("day", Day),
    Column("on", Boolean),
    Column("told", JSON),
)
COLUMNS = tuple(THINGS.c.keys())
PUT = Insertion(THINGS, COLUMNS)
ALL = Statement(select(THINGS).order_by(THINGS.c.id))
AT = datetime(2026, 7, 3, 1, 2, 3, 456789, tzinfo=UTC)
QUOTES = "它说“a,b”、'c'、\"d\"、{e}、\\f、\t、null"


def thing(number: int, name: str | None = "名") -> tuple[Any, ...]:
    return number, name, AT, date(2026, 7, 3), number % 2 == 0, {"键": [number, None, "值"]}


@pytest.fixture
def things(database: Database) -> Database:
    """A database with an empty table of many kinds of columns."""
    with database.begin() as connection:
        METADATA.create_all(connection)
    return database


@pytest.mark.parametrize("count", [1, 2, STREAMED - 1, STREAMED, 300])
def test_rows_come_back_as_they_were_put_however_many(things: Database, count: int) -> None:
    rows = [thing(n, QUOTES if n % 3 else None) for n in range(count)]
    with things.begin() as connection:
        PUT.put(connection, rows)
        assert [tuple(row) for row in ALL.rows(connection, {})] == rows
        assert [tuple(row) for row in connection.execute(select(THINGS).order_by("id"))] == rows


def test_rows_are_made_into_what_is_asked_for_after_their_values_are_converted(
    things: Database,
) -> None:
    query = Statement(select(THINGS.c.id, THINGS.c.name), complex, [(0, float), (1, len)])
    with things.begin() as connection:
        PUT.put(connection, [thing(7)])
        assert query.rows(connection, {}) == [complex(7, 1)]
        assert query.first(connection, {}) == complex(7, 1)


def test_the_first_of_no_rows_is_none(things: Database) -> None:
    with things.read() as connection:
        assert ALL.first(connection, {}) is None


@pytest.mark.parametrize("wanted", [[], [2], [2, 4, 99], list(range(2000))])
def test_a_list_of_numbers_is_one_parameter(things: Database, wanted: list[int]) -> None:
    query = Statement(select(THINGS.c.id).where(among(THINGS.c.id, "ids")).order_by(THINGS.c.id))
    with things.begin() as connection:
        PUT.put(connection, [thing(n) for n in range(6)])
        found = [row[0] for row in query.rows(connection, {"ids": wanted})]
    assert found == [n for n in range(6) if n in wanted]


@pytest.mark.parametrize("wanted", [[], ["a"], [QUOTES, "none"], ["", "a"]])
def test_a_list_of_texts_is_one_parameter_whatever_they_hold(
    things: Database, wanted: list[str]
) -> None:
    query = Statement(select(THINGS.c.name).where(among(THINGS.c.name, "names")))
    names = ["a", "b", QUOTES, ""]
    with things.begin() as connection:
        PUT.put(connection, [thing(n, name) for n, name in enumerate(names)])
        found = {row[0] for row in query.rows(connection, {"names": wanted})}
    assert found == set(names) & set(wanted)


def test_the_texts_of_a_group_come_in_one(things: Database) -> None:
    query = Statement(select(joined(THINGS.c.name)).where(THINGS.c.id < bindparam("below")))
    with things.begin() as connection:
        PUT.put(connection, [thing(1, "a"), thing(2, "b")])
        assert sorted(query.first(connection, {"below": 9})[0].split(",")) == ["a", "b"]
        assert query.first(connection, {"below": 0})[0] is None


def test_a_constant_of_the_query_needs_no_value(things: Database) -> None:
    query = Statement(select(THINGS.c.id).where(THINGS.c.id > 1).order_by(THINGS.c.id).limit(2))
    with things.begin() as connection:
        PUT.put(connection, [thing(n) for n in range(6)])
        assert [row[0] for row in query.rows(connection, {})] == [2, 3]


def test_a_write_tells_how_many_rows_it_touched(things: Database) -> None:
    rename = Statement(
        update(THINGS).where(THINGS.c.id <= bindparam("most")).values(name=bindparam("to"))
    )
    with things.begin() as connection:
        PUT.put(connection, [thing(n) for n in range(5)])
        assert rename.run(connection, {"most": 1, "to": "x"}) == 2
        assert rename.run(connection, {"most": -1, "to": "x"}) == 0
        many = [{"most": 0, "to": "y"}, {"most": 4, "to": "z"}]
        assert rename.run_many(connection, many) == 6
        assert rename.run_many(connection, many[:1]) == 1


def test_a_locked_query_reads_the_same(things: Database) -> None:
    query = Statement(select(THINGS.c.id), locked=THINGS)
    with things.begin() as connection:
        PUT.put(connection, [thing(3)])
        assert [row[0] for row in query.rows(connection, {})] == [3]


@pytest.mark.parametrize("count", [0, 1, STREAMED])
def test_a_broken_constraint_is_raised_as_sqlalchemy_does_and_undone(
    things: Database, count: int
) -> None:
    with things.begin() as connection:
        PUT.put(connection, [thing(0)])
    with pytest.raises(IntegrityError), things.begin() as connection:
        PUT.put(connection, [thing(count - n) for n in range(count + 1)])
    with things.read() as connection:
        assert [row[0] for row in ALL.rows(connection, {})] == [0]


def test_a_wrong_statement_is_raised_as_sqlalchemy_does(things: Database) -> None:
    wrong = Statement(select(literal_column("no_such_column")).select_from(THINGS))
    with pytest.raises((OperationalError, ProgrammingError)), things.begin() as connection:
        wrong.rows(connection, {})


def test_an_instant_without_a_zone_is_refused(things: Database) -> None:
    naive = (1, "名", AT.replace(tzinfo=None), None, None, None)
    with pytest.raises(TypeError, match="aware"), things.begin() as connection:
        PUT.put(connection, [naive])


def test_the_writer_keeps_its_connection_and_gives_it_up_with_the_rest(things: Database) -> None:
    with things.begin() as connection:
        first = connection
    with things.begin() as connection:
        assert connection is first
    with pytest.raises(ZeroDivisionError), things.begin() as connection:
        raise ZeroDivisionError
    assert first.closed
    with things.begin() as connection:
        second = connection
    things.dispose()
    assert second.closed
