"""A migrated database with a row or two in each table that the triggers guard."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, MetaData, insert
from sqlalchemy import inspect as inspector_of

from storage.database import Database, open_database
from storage.migrate import VERSION_TABLE, upgrade
from storage.rows import RECORD
from tests.postgres import drop_database, fresh_database

AT = datetime(2026, 7, 3, 1, tzinfo=UTC)
ROWS: dict[str, dict[str, Any]] = {
    "appraisal_case": {"id": 1, "stage": "plan", "version": 3},
    "plan": {"status": "submitted"},
    "journal": {"seq": 1, "outcome": "done"},
    "journal_value": {"seq": 1, "salt": "ab", "value": "1"},
    "chain_head": {"seq": 5, "digest": "5"},
    "request": {},
}
_FILLING: dict[type[Any], Any] = {  # object is JSON
    str: "x", int: 1, bool: False, datetime: AT, date: date(2026, 7, 3), object: {},
}  # fmt: skip


@contextmanager
def opened(kind: str, folder: Path) -> Iterator[Database]:
    """Open an empty database, "sqlite" or "postgresql", and clear it away afterwards."""
    url = fresh_database() if kind == "postgresql" else f"sqlite:///{folder}/office.db"
    database = open_database(url)
    try:
        yield database
    finally:
        database.dispose()
        if kind == "postgresql":
            drop_database(url)


def with_rows(database: Database) -> Database:
    """Migrate a database and put the rows above into it, required columns filled with anything."""
    upgrade(database)
    with database.begin() as connection:
        for name, told in ROWS.items():
            table = RECORD.tables[name]
            required = [column for column in table.c if not column.nullable]
            row = {column.name: _anything(column) for column in required}
            connection.execute(insert(table), row | told)
    return database


def _anything(column: Column[Any]) -> Any:
    """Return a value that the column takes."""
    kind = getattr(column.type, "impl_instance", column.type)
    return _FILLING[kind.python_type]


def tables_of(connection: Connection) -> set[str]:
    """The names of the tables that are there, without the one that alembic keeps."""
    return set(inspector_of(connection).get_table_names()) - {VERSION_TABLE}


def shape_of(connection: Connection) -> dict[str, dict[str, list[str]]]:
    """Each table as the database itself tells it: columns in order, the rest by name."""
    inspector = inspector_of(connection)
    told: dict[str, dict[str, list[str]]] = {}
    for table in sorted(tables_of(connection)):
        told[table] = {
            "columns": [str(column) for column in inspector.get_columns(table)],
            "key": [str(inspector.get_pk_constraint(table))],
            "references": sorted(str(each) for each in inspector.get_foreign_keys(table)),
            "unique": sorted(str(each) for each in inspector.get_unique_constraints(table)),
            "checks": sorted(str(each) for each in inspector.get_check_constraints(table)),
            "indexes": sorted(str(each) for each in inspector.get_indexes(table)),
        }
    return told


def shape_of_rows(database: Database, rows: MetaData = RECORD) -> dict[str, dict[str, list[str]]]:
    """The same of tables made from the rows, in a transaction that is taken back."""
    with database.engine.connect() as connection:
        rows.create_all(connection)
        return shape_of(connection)
