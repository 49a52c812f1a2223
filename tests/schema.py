"""Empty databases get their tables from the steps of alembic once in a process, then by copying.

A step is a Python file that alembic compiles and runs at each upgrade, which takes longer than most
tests. What it left behind in the first SQLite database is therefore written down statement by
statement and said again to the next empty one; everything else still goes the whole way.
tests/storage/test_migrate.py runs the steps themselves, and holds that both leave the same.
"""

from collections.abc import Iterator

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from storage.migrate import HEAD, VERSION_TABLE

BY_STEPS = command.upgrade
Schema = list[str]
_READ = "SELECT sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' AND sql IS NOT NULL"


def schema_of(connection: Connection) -> Schema:
    """The statements that make the tables, indices and triggers of a SQLite database."""
    return [sql for (sql,) in connection.exec_driver_sql(f"{_READ} ORDER BY rowid")]


def _standing(connection: Connection) -> str:
    query = f"SELECT version_num FROM {VERSION_TABLE}"
    return str(connection.exec_driver_sql(query).scalar_one())


class Upgrade:
    """Stands for `alembic.command.upgrade`; keeps what the steps made of an empty database."""

    def __init__(self) -> None:
        self.schema: Schema = []
        self.standing = ""

    def __call__(self, config: Config, to: str) -> None:
        """Bring a database to a step, an empty one to the newest by what was kept."""
        connection: Connection = config.attributes["connection"]
        fresh = to == HEAD and connection.dialect.name == "sqlite" and not schema_of(connection)
        if not fresh or not self.schema:
            BY_STEPS(config, to)
            if fresh:
                self.schema, self.standing = schema_of(connection), _standing(connection)
            return
        for statement in self.schema:
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql(f"INSERT INTO {VERSION_TABLE} VALUES (?)", (self.standing,))


@pytest.fixture(scope="session", autouse=True)
def _tables_made_once() -> Iterator[None]:
    """Keep what the steps make, for as long as the session lasts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(command, "upgrade", Upgrade())
        yield
