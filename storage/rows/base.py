"""What all rows share: the office in front of every key, a privacy class, checked columns."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, MetaData, Table
from sqlmodel import Field, SQLModel

from storage.types import Day, Instant

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
RECORD: MetaData = SQLModel.metadata
RECORD.naming_convention = NAMING
_PRIVACY: dict[str, str] = {}
_SEALED: dict[str, tuple[str, ...]] = {}

IN_KEY_ORDER = {"sqlite_with_rowid": False}
"""Small rows that lie in the order of their key on SQLite: one tree to write and not two."""

GRADES = "('好', '较好', '一般', '较差', '不确定')"


class Row(SQLModel):
    """The base of all tables; `privacy` names the class its values are journalled under.

    The texts of `sealed` columns are unreadable without the journal's key, in row and journal.
    """

    privacy: ClassVar[str] = ""
    sealed: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Note the privacy class of each table, so that a change knows where its values go."""
        super().__init_subclass__(**kwargs)
        name = getattr(cls, "__tablename__", "")
        if cls.privacy and isinstance(name, str):
            _PRIVACY[name] = cls.privacy
            if cls.sealed:
                _SEALED[name] = cls.sealed


def privacy_of(table: str) -> str:
    """The privacy class of a table of the record; KeyError for any other table."""
    return _PRIVACY[table]


def sealed_columns(table: str) -> tuple[str, ...]:
    """The columns of a table whose texts are kept sealed."""
    return _SEALED.get(table, ())


def record_tables() -> Mapping[str, Table]:
    """The tables that the journal rebuilds: those with a privacy class, and the cases."""
    return {name: RECORD.tables[name] for name in sorted(_PRIVACY)}


def key() -> Any:
    """Make a column part of the primary key."""
    return Field(primary_key=True)


def number() -> Any:
    """Make an integer part of the primary key that the database never invents."""
    return Field(primary_key=True, sa_column_kwargs={"autoincrement": False})


def day_key() -> Any:
    """Make a Beijing day part of the primary key."""
    return Field(primary_key=True, sa_type=Day)


def instant(*, index: bool = False) -> Any:
    """Make a required instant, stored in UTC."""
    return Field(sa_type=Instant, index=index)


def maybe_instant() -> Any:
    """Make an instant that may be missing."""
    return Field(default=None, sa_type=Instant)


def day() -> Any:
    """Make a required Beijing day."""
    return Field(sa_type=Day)


def maybe_day() -> Any:
    """Make a Beijing day that may be missing."""
    return Field(default=None, sa_type=Day)


def one_of(column: str, *values: str) -> CheckConstraint:
    """Allow only these texts in a column."""
    listed = ", ".join(f"'{v}'" for v in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def a_grade(column: str = "grade") -> CheckConstraint:
    """Allow only grades in a column."""
    return CheckConstraint(f"{column} IN {GRADES}", name=column)


def at_least(column: str, least: int) -> CheckConstraint:
    """Keep a number from falling below its least value."""
    return CheckConstraint(f"{column} >= {least}", name=column)


def of_case() -> ForeignKeyConstraint:
    """Tie a row to its case."""
    return ForeignKeyConstraint(
        ["office", "case_id"], ["appraisal_case.office", "appraisal_case.id"]
    )


MaybeInstant = datetime | None
MaybeDay = date | None
