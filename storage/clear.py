"""Emptying the database of a demonstration, so that it can be given again; no other is touched."""

from sqlalchemy import inspect, select, text

from storage.database import Database, DatabaseError
from storage.rows import RECORD, OfficeRow

DEMO = "demo"
_VERSIONS = "kaohe_schema"
_offices = OfficeRow.__table__  # type: ignore[attr-defined]


def kinds(database: Database) -> set[str] | None:
    """What the offices of a database are: live, demo or play; None if it holds nothing at all.

    Raises DatabaseError for a database with tables that are not ours.
    """
    with database.read() as connection:
        tables = set(inspect(connection).get_table_names())
        if not tables:
            return None
        if _offices.name not in tables or _VERSIONS not in tables:
            raise DatabaseError(
                "这个数据库里已经有别的表，不是本系统建立的；什么都没有改动。请换一个数据库地址。"
            )
        return set(connection.execute(select(_offices.c.kind)).scalars())


def clear_demo(database: Database) -> None:
    """Drop all our tables if every office is a demonstration; DatabaseError otherwise."""
    found = kinds(database)
    if found is None:
        return
    if found - {DEMO}:
        raise DatabaseError(
            "数据库里不是演示数据，不能用演示覆盖；什么都没有改动。"
            "请用 --database 另指定一个数据库。"
        )
    with database.begin() as connection:
        RECORD.drop_all(connection)
        connection.execute(text(f"DROP TABLE IF EXISTS {_VERSIONS}"))
        if database.dialect == "postgresql":
            connection.execute(text("DROP FUNCTION IF EXISTS kaohe_refuse()"))
