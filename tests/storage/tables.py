"""Two small tables that the tests of the storage write to and read from."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Column, Connection, Integer, MetaData, Table, select

from storage.database import Database, open_database
from storage.types import Day, Instant

METADATA = MetaData()
COUNTER = Table("counter", METADATA, Column("id", Integer, primary_key=True), Column("n", Integer))
EVENTS = Table(
    "events",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", Instant),
    Column("day", Day),
    Column("detail", JSON),
)


def filled(url: str, **options: Any) -> Database:
    """Open a database and make the tables."""
    opened = open_database(url, **options)
    with opened.begin() as connection:
        METADATA.create_all(connection)
        connection.execute(COUNTER.insert(), {"id": 1, "n": 0})
    return opened


def count(connection: Connection) -> int:
    """The counter's value."""
    return int(connection.execute(select(COUNTER.c.n)).scalar_one())


def read_then_write(connection: Connection) -> None:
    """Add one the careless way, which only a transaction that owns the row survives."""
    lock = select(COUNTER.c.n).with_for_update()
    n = connection.execute(lock).scalar_one()
    connection.execute(COUNTER.update().values(n=n + 1))


def run_at_once(script: str, url: str, processes: int) -> None:
    """Run a script in some processes at once; all of them must succeed."""
    root = Path(__file__).resolve().parents[2]
    environment = os.environ | {"PYTHONPATH": str(root)}
    command = [sys.executable, "-c", script, url]
    running = [subprocess.Popen(command, env=environment) for _ in range(processes)]
    assert [process.wait() for process in running] == [0] * processes
