"""Where the measured databases stand: one folder on one disk for both, the same safe settings.

SQLite as `storage.database` opens it (write-ahead log, every commit synced), PostgreSQL with
fsync on, both floors and the product on the same server.
"""

import shutil
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url, text

from storage.database import SQLITE_VERSION, Database, open_database
from tests.postgres import Server


class Place(ABC):
    """A kind of database: makes fresh ones, copies filled ones, opens the bare driver."""

    name: str
    mark: str
    """How a parameter is written in the driver's own SQL."""

    @abstractmethod
    def fresh(self) -> str:
        """Make an empty database; its URL."""

    @abstractmethod
    def copy(self, url: str) -> str:
        """Copy a database that nobody has open; the URL of the copy."""

    @abstractmethod
    def drop(self, url: str) -> None:
        """Remove a database that nobody has open."""

    @abstractmethod
    def raw(self, url: str) -> Any:
        """Open a connection of the driver itself, transactions left to the caller."""

    @abstractmethod
    def version(self) -> str:
        """The version of the database."""

    @abstractmethod
    def close(self) -> None:
        """Remove everything."""

    @contextmanager
    def opened(self, url: str) -> Iterator[Database]:
        """Open a database as the product does, and close it again."""
        database = open_database(url)
        try:
            yield database
        finally:
            database.dispose()


class SqlitePlace(Place):
    """Files in a temporary folder."""

    name, mark = "SQLite", "?"

    def __init__(self) -> None:
        """Make the folder."""
        self.folder = Path(tempfile.mkdtemp(prefix="kaohe-bench-", dir="/tmp"))
        self._numbers = count(1)

    def fresh(self) -> str:
        """Name a file that is not there yet."""
        return f"sqlite:///{self.folder}/{next(self._numbers)}.db"

    def copy(self, url: str) -> str:
        """Copy the file; a closed database has all its content there."""
        made = self.fresh()
        shutil.copyfile(_path(url), _path(made))
        return made

    def drop(self, url: str) -> None:
        """Remove the file."""
        _path(url).unlink()

    def raw(self, url: str) -> Any:
        """Take the driver's connection out of a pool that has set it up as always."""
        database = open_database(url)
        pooled = database.engine.raw_connection()
        raw = pooled.driver_connection
        pooled.detach()
        database.dispose()
        return raw

    def version(self) -> str:
        """The version of the library in use."""
        return ".".join(map(str, SQLITE_VERSION))

    def close(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.folder)


class PostgresPlace(Place):
    """Databases of one server that syncs every commit, unless only the code is to be tried."""

    name, mark = "PostgreSQL", "%s"

    def __init__(self, *, fsync: bool = True) -> None:
        """Start the server."""
        self.server = Server(fsync=fsync)

    def fresh(self) -> str:
        """Create an empty database."""
        return self.server.fresh_database()

    def copy(self, url: str) -> str:
        """Create a database with another as its template."""
        return self.server.fresh_database(url)

    def drop(self, url: str) -> None:
        """Drop a database."""
        self.server.drop_database(url)

    def raw(self, url: str) -> Any:
        """Connect with psycopg; BEGIN and COMMIT are the caller's."""
        parts = make_url(url)
        host = parts.query["host"]
        return psycopg.connect(
            f"host={host} user={parts.username} dbname={parts.database}", autocommit=True
        )

    def version(self) -> str:
        """The version of the server."""
        with self.raw(self.fresh()) as connection:
            number: int = connection.info.server_version
        return f"{number // 10_000}.{number % 10_000}"

    def close(self) -> None:
        """Stop the server and remove its files."""
        self.server.stop()


def settle(database: Database) -> None:
    """Let the planner of PostgreSQL know the tables, as it does by itself after some minutes."""
    if database.dialect == "postgresql":
        with database.begin() as connection:
            connection.execute(text("ANALYZE"))


def _path(url: str) -> Path:
    return Path(make_url(url).database or "")
