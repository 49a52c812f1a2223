"""The door to the database: opens SQLite or PostgreSQL the one safe way.

On SQLite every write transaction starts with BEGIN IMMEDIATE, so what it reads stays true until
it commits. The write-ahead log is used only with a library free of the WAL-reset fault (see
`is_wal_safe`), and always with synchronous=FULL; any other library gets a rollback journal with
synchronous=EXTRA. These pairs lost no acknowledged commit when the power was cut. A rehearsal alone
may be synced later (`Database.spared`).

A `Database` must not be carried over a fork: dispose of it before, open it again after.
"""

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.util import LRUCache

from storage.statement import fail
from storage.trouble import (
    BUSY,
    SQLITE_BUSY,
    DatabaseBusy,
    DatabaseError,
    in_chinese,
    raise_in_chinese,
    sqlite_code,
)

try:  # its SQLite is newer than the one most systems bring
    from pysqlite3 import dbapi2 as sqlite
except ImportError:  # not built for this system: the version gate decides what is safe
    import sqlite3 as sqlite

__all__ = [
    "SQLITE_VERSION",
    "Database",
    "DatabaseBusy",
    "DatabaseError",
    "Version",
    "is_wal_safe",
    "open_database",
    "retrying",
]

Version = tuple[int, int, int]
Result = TypeVar("Result")

SQLITE_VERSION: Version = sqlite.sqlite_version_info
BUSY_SECONDS = 10
_JOURNAL_TRIES = 100
_MOST_READERS = 5  # connections kept open for those who read next
_BEGIN = "BEGIN IMMEDIATE"
_WAL_RESET_FIXED: Version = (3, 51, 3)
_WAL_RESET_BACKPORTS = {(3, 44): (3, 44, 6), (3, 50): (3, 50, 7)}
_FORMS = "应写成 sqlite:///文件路径 或 postgresql://用户@主机/库名"


class SafeSqlite(SQLiteDialect_pysqlite):
    """SQLAlchemy's SQLite with explicit transactions."""

    driver = "kaohe"
    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        """All of them write the same SQL: what one has compiled serves the others."""
        return type(other) is type(self)

    def __hash__(self) -> int:
        """Hash alike what is alike."""
        return hash(type(self))

    @classmethod
    def import_dbapi(cls) -> Any:
        """Return the SQLite module chosen above."""
        return sqlite

    def do_begin(self, dbapi_connection: PoolProxiedConnection) -> None:
        """Start a transaction that owns the write lock, unless `Database` has started one.

        A method of the dialect, not an engine event: with an event every statement pays.
        """
        raw: Any = dbapi_connection.dbapi_connection
        if not raw.in_transaction:
            raw.execute(_BEGIN)


registry.register("sqlite.kaohe", __name__, SafeSqlite.__name__)
_COMPILED: LRUCache[Any, Any] = LRUCache(1000)
"""The statements of every SQLite database opened in this process, compiled once for all."""


class Database:
    """One open database, safe to share between threads.

    `engine` is SQLAlchemy's; `dialect` is "sqlite" or "postgresql"; `url` hides its password in
    `str` and `repr` (`url.render_as_string(hide_password=False)` shows it).
    """

    def __init__(self, engine: Engine) -> None:
        """Wrap an engine made by `open_database`."""
        self.engine = engine
        self.dialect: Literal["sqlite", "postgresql"] = (
            "sqlite" if engine.dialect.name == "sqlite" else "postgresql"
        )
        self.url: URL = engine.url.set(drivername=self.dialect)
        # The writer's connection of the last transaction, kept for the next: to take one out of
        # the pool and put it back costs more than to begin and to commit.
        self._kept: list[Connection] = []
        self._readers: list[Connection] = []  # the same for reading, on SQLite
        # SQLite makes waiting writers poll and sleep; threads of one process queue here instead.
        self._turn = threading.Lock() if self.dialect == "sqlite" else None
        self._reader = (
            engine
            if self._turn
            else engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        )

    def __repr__(self) -> str:
        """Show where the database is, without its password."""
        return f"Database({str(self.url)!r})"

    def dispose(self) -> None:
        """Close the idle connections; those in use close when they come back."""
        self._give_up()
        self.engine.dispose()

    def _take(self, kept: list[Connection]) -> Connection:
        try:
            return kept.pop()
        except IndexError:
            return self.engine.connect()

    def _give_up(self) -> None:
        for kept in (self._kept, self._readers):
            while kept:
                kept.pop().close()

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Open a write transaction: commits at the end, rolls back when an error passes.

        SQLite: BEGIN IMMEDIATE; PostgreSQL: READ COMMITTED. Raises DatabaseBusy when another
        transaction is in the way, DatabaseError for trouble with disk, rights or connection.
        Must not be nested.
        """
        turn = self._turn
        if turn and not turn.acquire(timeout=BUSY_SECONDS):
            raise DatabaseBusy(BUSY)
        connection: Connection | None = None
        try:
            connection = self._take(self._kept)
            if turn:
                _start(connection, _BEGIN)
            yield connection
            self._commit(connection)
            if not self._kept:
                self._kept.append(connection)
                connection = None
        except (DBAPIError, PoolTimeout) as error:
            raise_in_chinese(error)
        finally:
            if connection is not None:
                connection.close()  # takes back what was not committed
            if turn:
                turn.release()

    def _commit(self, connection: Connection) -> None:
        if connection.in_transaction():
            connection.commit()
            return
        raw: Any = connection.connection.dbapi_connection
        try:
            raw.commit()
        except connection.dialect.loaded_dbapi.Error as error:
            fail(connection, "COMMIT", error)

    @contextmanager
    def spared(self) -> Iterator[None]:
        """Sync at checkpoints alone, and once more at the end: for `storage.rehearsed` only.

        A power cut meanwhile may take the newest commits back; the file stays whole, as the
        write-ahead log is kept. Any other way of keeping a database is left as it is.
        """
        self._sync("NORMAL")
        try:
            yield
        finally:
            self._sync("FULL")
            self.dispose()  # a connection given back meanwhile may be as it was

    def _sync(self, level: Literal["NORMAL", "FULL"]) -> None:
        """Set how the writer's connection syncs, if it has a write-ahead log."""
        if self._turn is None:
            return
        with self._turn:
            connection = self._take(self._kept)
            raw: Any = connection.connection.dbapi_connection
            if raw.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
                raw.execute(f"PRAGMA synchronous={level}")
                if level == "FULL":
                    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            self._kept.append(connection)

    def read(self) -> AbstractContextManager[Connection]:
        """Open a read transaction: one unmoving picture of the database, nothing is written.

        SQLite: BEGIN; PostgreSQL: REPEATABLE READ READ ONLY. Raises as `begin` does; a write is
        an error (RuntimeError on SQLite, DatabaseError on PostgreSQL) and is rolled back.
        """
        return self._read_sqlite() if self._turn else self._read_postgres()

    @contextmanager
    def _read_postgres(self) -> Iterator[Connection]:
        try:
            with self._reader.connect() as connection:
                connection.begin()
                yield connection
        except (DBAPIError, PoolTimeout) as error:
            raise_in_chinese(error)

    @contextmanager
    def _read_sqlite(self) -> Iterator[Connection]:
        """Read on a kept connection; one whose reader met an error is closed."""
        connection: Connection | None = None
        try:
            connection = self._take(self._readers)
            raw: Any = connection.connection.dbapi_connection
            changes = raw.total_changes
            _start(connection, "BEGIN")
            yield connection
            if raw.total_changes != changes:
                raise RuntimeError("a read transaction must not write; it is rolled back")
            if connection.in_transaction():
                connection.rollback()
            else:
                raw.rollback()
            if len(self._readers) < _MOST_READERS:
                self._readers.append(connection)
                connection = None
        except (DBAPIError, PoolTimeout) as error:
            raise_in_chinese(error)
        finally:
            if connection is not None:
                connection.close()


def _start(connection: Connection, begin: str) -> None:
    """Start a transaction of SQLite on the driver: SQLAlchemy's costs more than the statement.

    SQLAlchemy begins its own at the first statement that goes through it, and finds this one
    begun. On PostgreSQL there is nothing to do: psycopg begins by itself.
    """
    raw: Any = connection.connection.dbapi_connection
    try:
        raw.execute(begin)
    except sqlite.Error as error:
        fail(connection, begin, error)


def retrying(database: Database, work: Callable[[Connection], Result], attempts: int = 3) -> Result:
    """Run `work` in a write transaction, again from the start when another was in the way.

    `work` must keep nothing between its runs. The last DatabaseBusy is raised when all
    `attempts` failed. A lost connection is not retried: whether it had committed is unknown.
    """
    for _ in range(attempts - 1):
        try:
            with database.begin() as connection:
                return work(connection)
        except DatabaseBusy:
            continue
    with database.begin() as connection:
        return work(connection)


def is_wal_safe(version: Version) -> bool:
    """Say whether this SQLite version may use the write-ahead log.

    3.7.0 to 3.51.2 can corrupt a WAL file when another process checkpoints, except the repaired
    3.44.6 and 3.50.7 and their successors; before 3.7.0 there is no WAL.
    """
    return version >= _WAL_RESET_BACKPORTS.get(version[:2], _WAL_RESET_FIXED)


def open_database(
    url: str, *, create: bool = True, sqlite_version: Version = SQLITE_VERSION
) -> Database:
    """Open "sqlite:///path" or "postgresql://user@host/name" and connect once.

    A missing SQLite file is made (mode 0600) unless `create` is false. `sqlite_version` stands
    for the library's, to show what an unsafe one gets. Raises DatabaseError with a Chinese
    sentence for a bad address, a missing or unreadable file, a server out of reach.
    """
    parsed = _parse(url)
    text = partial(json.dumps, ensure_ascii=False)  # else a Chinese key in a path finds nothing
    if parsed.drivername == "sqlite+kaohe":
        _make_file(Path(parsed.database or ""), create)
        # Nested or many readers must never wait for each other, hence no limit.
        engine = create_engine(
            parsed, json_serializer=text, execution_options={"compiled_cache": _COMPILED},
            pool_size=5, max_overflow=-1,
        )  # fmt: skip
        event.listen(engine, "connect", partial(_prepare_sqlite, is_wal_safe(sqlite_version)))
    else:
        options = (
            f"-c TimeZone=UTC -c lock_timeout={BUSY_SECONDS}s {parsed.query.get('options', '')}"
        )
        engine = create_engine(
            parsed, json_serializer=text, connect_args={"options": options},
            pool_size=10, max_overflow=11,  # one of them is kept by the writer
        )  # fmt: skip
    try:
        engine.connect().close()
    except (DBAPIError, sqlite.Error) as error:
        # Not raised as it is: its text may hold the whole address.
        raise in_chinese(error) or DatabaseError(f"打不开数据库：{_FORMS}。") from error
    return Database(engine)


def _parse(url: str) -> URL:
    """Check the address and name the driver; the text of an error never shows the password."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise DatabaseError(f"数据库地址的写法不对：{_FORMS}。") from None
    if parsed.drivername == "sqlite":
        if parsed.host or parsed.query or parsed.database in (None, "", ":memory:"):
            raise DatabaseError(f"数据库地址必须指明一个文件，不带其他参数：{_FORMS}。")
        path = Path(parsed.database or "").absolute()  # a later chdir must not move it
        return parsed.set(drivername="sqlite+kaohe", database=str(path))
    if parsed.drivername in ("postgresql", "postgresql+psycopg"):
        if not parsed.database:
            raise DatabaseError(f"数据库地址没有写库名：{_FORMS}。")
        return parsed.set(drivername="postgresql+psycopg")
    raise DatabaseError(f"不支持这种数据库（{parsed.drivername}）：{_FORMS}。")


def _make_file(path: Path, create: bool) -> None:
    """Make an empty file that only its owner can read, unless there is one already."""
    if not create and not path.exists():
        raise DatabaseError(f"没有找到数据库文件 {path}。请检查数据库地址，或者先建库。")
    try:
        # Exclusive: to close a file that SQLite has open in this process would drop its locks.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return
    except OSError as error:
        raise DatabaseError(
            f"不能建立数据库文件 {path}：{error.strerror}。请检查所在文件夹是否存在、可写。"
        ) from error


def _prepare_sqlite(wal_safe: bool, connection: Any, _record: object) -> None:
    """Set up one new connection; SQLAlchemy's own BEGIN is off (isolation_level None)."""
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
    mode = _set_journal_mode(connection, "wal" if wal_safe else "delete")
    if mode == "wal" and not wal_safe:
        raise DatabaseError(
            "本机的 SQLite 版本有已知缺陷，不能以 WAL 方式使用数据库，而另一个程序正以 WAL 方式"
            "打开它。请先停掉其他程序，或者升级 SQLite。"
        )
    # EXTRA also where the file system refuses WAL (a network drive).
    connection.execute(f"PRAGMA synchronous={'FULL' if mode == 'wal' else 'EXTRA'}")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA trusted_schema=OFF")
    # Else INSERT OR REPLACE would slip past the triggers that forbid deletion.
    connection.execute("PRAGMA recursive_triggers=ON")


def _set_journal_mode(connection: Any, mode: str) -> str:
    """Ask for a journal mode and return the one in force.

    To leave WAL the file must be ours alone, and SQLite does not wait for that by itself.
    """
    for _ in range(_JOURNAL_TRIES):
        try:
            return str(connection.execute(f"PRAGMA journal_mode={mode}").fetchone()[0])
        except sqlite.OperationalError as error:
            if sqlite_code(error) != SQLITE_BUSY:
                raise
            time.sleep(0.02)
    return str(connection.execute("PRAGMA journal_mode").fetchone()[0])
