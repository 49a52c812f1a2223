"""The door to alembic: brings a database to the schema of this code, or refuses it (R28).

The steps stand in `storage/migrations`; the database says which was the last in its table
`kaohe_schema`. Whatever is to be done is done in one transaction on both databases, so a process
that dies on the way leaves the old schema or the new one, never something between.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, inspect, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from storage.database import Database, DatabaseError
from storage.trouble import raise_in_chinese

VERSION_TABLE = "kaohe_schema"
HEAD = "head"
_FOLDER = Path(__file__).with_name("migrations")
_TURN = threading.Lock()  # alembic keeps the migration at hand in globals
_LOCK = select(func.pg_advisory_xact_lock(func.hashtextextended(VERSION_TABLE, 0)))


def upgrade(database: Database, to: str = HEAD) -> None:
    """Bring an empty or older database to the schema of this code; a current one is left alone.

    `to` names an earlier step to stop at, for data of an earlier release.

    Raises DatabaseError, with nothing changed, for a database that newer code has used, for one
    that holds tables but not ours, and when rows would be left without the row they belong to;
    DatabaseBusy when another process is in the way.
    """
    if to == HEAD and is_current(database):
        return
    with _TURN, _alone(database) as connection:
        _refuse_strange(connection)
        command.upgrade(_config(connection), to)
        if database.dialect == "sqlite":
            _refuse_orphans(connection)


def is_current(database: Database) -> bool:
    """Say whether the database has exactly the schema of this code; an empty one has not."""
    with database.read() as connection:
        return _standing(connection) == set(_scripts().get_heads())


@contextmanager
def _alone(database: Database) -> Iterator[Connection]:
    """Open a write transaction in which nobody else migrates; SQLite: foreign keys are off.

    With them on, making a table anew deletes the rows of its children. They can only be turned
    off before BEGIN, so the connection is taken out of the pool and closed at the end.
    """
    try:
        with database.engine.connect() as connection:
            if database.dialect == "sqlite":
                connection.detach()
                raw: Any = connection.connection.dbapi_connection
                raw.execute("PRAGMA foreign_keys=OFF")
            with connection.begin():
                if database.dialect == "postgresql":
                    connection.execute(_LOCK)
                yield connection
    except (DBAPIError, PoolTimeout) as error:
        raise_in_chinese(error)


def _config(connection: Connection | None = None) -> Config:
    """Build what alembic else reads from alembic.ini; `migrations/env.py` takes the attributes."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes.update(
        connection=connection, version_table=VERSION_TABLE, transactional_ddl=True
    )
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _standing(connection: Connection) -> set[str]:
    """Read which steps the database stands at: one, or none if it was never migrated."""
    options = {"version_table": VERSION_TABLE}
    return set(MigrationContext.configure(connection, opts=options).get_current_heads())


def _refuse_strange(connection: Connection) -> None:
    """Raise DatabaseError for a database that this code does not know how to bring up to date."""
    standing = _standing(connection)
    known = {script.revision for script in _scripts().walk_revisions()}
    if unknown := standing - known:
        raise DatabaseError(
            f"数据库的结构是第{'、'.join(sorted(unknown))}版，本程序只认识到第{max(known)}版："
            "更新的程序已经用过这个数据库。请改用新版程序打开它；什么都没有改动。"
        )
    if not standing and set(inspect(connection).get_table_names()) - {VERSION_TABLE}:
        raise DatabaseError(
            "这个数据库里已经有别的表，不是本系统建立的。请检查数据库地址，或者换一个空的数据库；"
            "什么都没有改动。"
        )


def _refuse_orphans(connection: Connection) -> None:
    """Raise DatabaseError if a row points to a row that is not there; PostgreSQL never lets it."""
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        tables = "、".join(sorted({row[0] for row in broken}))
        raise DatabaseError(
            f"升级后有{len(broken)}条记录找不到所属的记录（表 {tables}），升级已撤销，"
            "什么都没有改动。请保留数据库，联系维护人员。"
        )
