"""Column types for instants and days; the text forms that order and digest alike everywhere.

SQLite has no type for time, so an instant stands there as text of one fixed width: the order of
the text is the order of time, and the same instant always has the same bytes. PostgreSQL keeps
its own `timestamptz` and `date`. Whatever the database, Python sees aware UTC instants and dates.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Date, DateTime, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

INSTANT_WIDTH = len("2026-07-03T01:00:00.000000Z")
DAY_WIDTH = len("2026-07-03")
_INSTANT = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}Z")


def in_utc(value: object) -> datetime:
    """Return an aware instant in UTC; TypeError for a naive one and for anything else."""
    if not isinstance(value, datetime) or value.utcoffset() is None:
        raise TypeError(f"an instant must be an aware datetime, not {value!r}")
    return value.astimezone(UTC)


@lru_cache(maxsize=4096)
def instant_text(value: datetime) -> str:
    """Write an aware instant as UTC text, "2026-07-03T01:00:00.000000Z" (27 characters).

    Raises TypeError for anything but a `datetime`, and for one without a zone.
    """
    return in_utc(value).isoformat(timespec="microseconds")[:26] + "Z"


def parse_instant_text(text: str) -> datetime:
    """Read the text of `instant_text` back into an aware UTC instant.

    Only the one canonical form is taken, so no two texts mean the same instant.
    Raises ValueError for every other text.
    """
    try:
        # Reading takes many forms, writing makes one.
        if _INSTANT.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(f"not an instant in canonical form: {text!r}")


@lru_cache(maxsize=4096)  # of a thousand rows most tell the same few instants
def _maybe_instant(text: str | None) -> datetime | None:
    return None if text is None else parse_instant_text(text)


@lru_cache(maxsize=4096)
def _maybe_day(text: str | None) -> date | None:
    return None if text is None else parse_day_text(text)


def _instant_or_none(value: datetime | None) -> str | None:
    return None if value is None else instant_text(value)


def _day_or_none(value: object) -> str | None:
    """Write a day as SQLite keeps it; TypeError for an instant, which is a date too."""
    if value is None:
        return None
    if not isinstance(value, date) or isinstance(value, datetime):
        raise TypeError(f"a day must be a date without a time, not {value!r}")
    return value.isoformat()


def parse_day_text(text: str) -> date:
    """Read "2026-07-03" into a date; ValueError for any other way to write a day."""
    try:
        value = date.fromisoformat(text)
    except ValueError:
        value = None
    if value is not None and value.isoformat() == text:
        return value
    raise ValueError(f"not a day in canonical form: {text!r}")


class Instant(TypeDecorator[datetime]):
    """A point in time: refuses naive values, gives back aware UTC (serves R28).

    SQLite: the 27 characters of `instant_text`; PostgreSQL: TIMESTAMP WITH TIME ZONE.
    Raises TypeError when bound to a naive datetime or to anything else.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column type for the database at hand."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(INSTANT_WIDTH))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Turn an aware instant into what the database keeps; None stays None."""
        if value is None:
            return None
        return instant_text(value) if dialect.name == "sqlite" else in_utc(value)

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        """Write SQLite's text without the detour through `process_bind_param`."""
        return _instant_or_none if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: Any) -> Callable[[Any], Any] | None:
        """Read SQLite's text without the detour through `process_result_value`."""
        return (
            _maybe_instant
            if dialect.name == "sqlite"
            else super().result_processor(dialect, coltype)
        )

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Turn what the database keeps into an aware UTC instant; None stays None."""
        if value is None:
            return None
        return parse_instant_text(value) if dialect.name == "sqlite" else in_utc(value)


class Day(TypeDecorator[date]):
    """A Beijing day: refuses instants, gives back a `date`.

    SQLite: text "2026-07-03"; PostgreSQL: DATE. Raises TypeError when bound to a datetime,
    which Python calls a date too, but whose day depends on a zone.
    """

    impl = Date
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column type for the database at hand."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(DAY_WIDTH))
        return dialect.type_descriptor(Date())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Turn a day into what the database keeps; None stays None."""
        text = _day_or_none(value)
        return text if dialect.name == "sqlite" else value

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        """Write SQLite's text without the detour through `process_bind_param`."""
        return _day_or_none if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: Any) -> Callable[[Any], Any] | None:
        """Read SQLite's text without the detour through `process_result_value`."""
        return (
            _maybe_day if dialect.name == "sqlite" else super().result_processor(dialect, coltype)
        )

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        """Turn what the database keeps into a day; None stays None."""
        if value is None:
            return None
        return parse_day_text(value) if dialect.name == "sqlite" else value
