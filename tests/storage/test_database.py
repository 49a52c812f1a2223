"""Both databases keep what was written, lose no update, and order instants as time does."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import IntegrityError

from storage import database as door
from storage.database import (
    Database,
    DatabaseBusy,
    DatabaseError,
    open_database,
    retrying,
)
from tests.storage.tables import COUNTER, count, read_then_write, run_at_once


def test_a_hundred_threads_lose_no_update(database: Database) -> None:
    def four_times(_: int) -> None:
        for _ in range(4):
            retrying(database, read_then_write)

    with ThreadPoolExecutor(100) as threads:
        list(threads.map(four_times, range(100)))
    with database.read() as connection:
        assert count(connection) == 400


PROCESS = """
import sys
from storage.database import open_database, retrying
from tests.storage.tables import run_at_once, read_then_write
opened = open_database(sys.argv[1])
for _ in range(25):
    retrying(opened, read_then_write)
opened.dispose()
"""


def test_eight_processes_lose_no_update(database: Database) -> None:
    run_at_once(PROCESS, database.url.render_as_string(hide_password=False), 8)
    with database.read() as connection:
        assert count(connection) == 200


def test_a_plain_begin_loses_updates_which_shows_what_the_recipe_is_for(tmp_path: Path) -> None:
    path = tmp_path / "plain.db"
    with sqlite3.connect(path, isolation_level=None) as connection:
        connection.execute("CREATE TABLE counter (id INTEGER, n INTEGER)")
        connection.execute("INSERT INTO counter VALUES (1, 0)")
    connection.close()
    met = threading.Barrier(2)

    def careless() -> None:
        mine = sqlite3.connect(path, isolation_level=None, timeout=10)
        n = mine.execute("SELECT n FROM counter").fetchone()[0]
        met.wait()
        mine.execute("UPDATE counter SET n = ?", (n + 1,))
        mine.close()

    with ThreadPoolExecutor(2) as threads:
        for each in [threads.submit(careless) for _ in range(2)]:
            each.result()
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT n FROM counter").fetchone() == (1,)
    connection.close()


def test_an_error_takes_back_the_whole_transaction(database: Database) -> None:
    def fail() -> None:
        with database.begin() as connection:
            connection.execute(COUNTER.update().values(n=7))
            raise LookupError("midway")

    with pytest.raises(LookupError):
        fail()
    with database.read() as connection:
        assert count(connection) == 0


def test_a_read_sees_one_unmoving_picture(database: Database) -> None:
    with database.read() as reading:
        before = count(reading)
        with database.begin() as writing:
            writing.execute(COUNTER.update().values(n=7))
        assert count(reading) == before
    with database.read() as reading:
        assert count(reading) == 7


def test_a_read_cannot_write(database: Database) -> None:
    def write_while_reading() -> None:
        with database.read() as connection:
            connection.execute(COUNTER.update().values(n=7))

    with pytest.raises((RuntimeError, DatabaseError)):
        write_while_reading()
    with database.read() as connection:
        assert count(connection) == 0
    with database.begin() as connection:
        connection.execute(COUNTER.update().values(n=8))
    with database.read() as connection:
        assert count(connection) == 8


def test_an_engine_used_by_itself_has_transactions_too(database: Database) -> None:
    with database.engine.connect() as connection:
        connection.execute(COUNTER.update().values(n=7))
    with database.read() as connection:
        assert count(connection) == 0


def test_many_readers_at_once_do_not_wait_for_each_other(database: Database) -> None:
    readers = 100 if database.dialect == "sqlite" else 20
    met = threading.Barrier(readers, timeout=30)

    def read(_: int) -> int:
        with database.read() as connection:
            met.wait()
            return count(connection)

    with ThreadPoolExecutor(readers) as threads:
        assert list(threads.map(read, range(readers))) == [0] * readers


def test_a_writer_that_waits_too_long_is_told_that_the_database_is_busy(
    office: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "BUSY_SECONDS", 0)
    other = open_database(str(office.url))
    tries = []

    def never(_: Connection) -> None:
        raise AssertionError("the transaction must not have begun")

    with other.begin():
        for opened in (other, open_database(str(office.url))):
            with pytest.raises(DatabaseBusy, match="什么都没有改动"):
                retrying(opened, never, attempts=2)
            tries.append(opened)
    for opened in tries:
        opened.dispose()


@pytest.mark.postgres
def test_postgresql_deadlocks_are_run_again(postgres: Database) -> None:
    with postgres.begin() as connection:
        connection.execute(COUNTER.insert(), {"id": 2, "n": 0})
    met = threading.Barrier(2, timeout=30)
    survived = threading.Event()
    runs: list[int] = []

    def crosswise(first: int) -> None:
        def work(connection: Connection) -> None:
            runs.append(first)
            again = runs.count(first) > 1
            if again:  # a second run that overtook the survivor would lock crosswise once more
                assert survived.wait(timeout=30)
            for place in (first, 3 - first):
                row = COUNTER.c.id == place
                connection.execute(COUNTER.update().where(row).values(n=COUNTER.c.n + 1))
                if place == first and not again:
                    met.wait()

        retrying(postgres, work)
        survived.set()

    with ThreadPoolExecutor(2) as threads:
        for each in [threads.submit(crosswise, n) for n in (1, 2)]:
            each.result()
    assert len(runs) == 3
    with postgres.read() as connection:
        assert set(connection.execute(select(COUNTER.c.n)).scalars()) == {2}


@pytest.mark.postgres
def test_postgresql_is_asked_for_the_isolation_that_is_meant(postgres: Database) -> None:
    shown = text("SELECT current_setting('transaction_isolation'), current_setting('TimeZone')")
    with postgres.begin() as connection:
        assert tuple(connection.execute(shown).one()) == ("read committed", "UTC")
    with postgres.read() as connection:
        assert tuple(connection.execute(shown).one()) == ("repeatable read", "UTC")
    with postgres.begin() as connection:
        assert tuple(connection.execute(shown).one()) == ("read committed", "UTC")


def test_a_broken_constraint_is_no_trouble_of_the_database(database: Database) -> None:
    def twice() -> None:
        with database.begin() as connection:
            connection.execute(COUNTER.insert(), {"id": 1, "n": 0})

    with pytest.raises(IntegrityError):
        twice()
