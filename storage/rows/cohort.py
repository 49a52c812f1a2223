"""What belongs to all officers of a quarter: its pins, sessions, notices, extensions (R12–R15)."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON
from sqlmodel import Field

from storage.rows.base import (
    MaybeInstant,
    Row,
    day,
    instant,
    key,
    maybe_instant,
    number,
    one_of,
)


class QuarterRow(Row, table=True):
    """A quarter of an office: the digests it is pinned to, and n once it is frozen.

    `pages` has the digests of all pages of the day it was opened, with spaces between.
    """

    __tablename__ = "quarter"
    privacy: ClassVar[str] = "public"

    office: str = key()
    period: str = key()
    policy: str
    pages: str
    opened_at: datetime = instant()
    n: int | None = None
    frozen_at: MaybeInstant = maybe_instant()


class SessionRow(Row, table=True):
    """A minuted session of the leading group."""

    __tablename__ = "session"
    __table_args__ = (one_of("kind", "main", "supplementary"),)
    privacy: ClassVar[str] = "grade"

    office: str = key()
    period: str = key()
    number: int = number()
    kind: str
    presider: str
    minutes: str
    present: list[Any] = Field(sa_type=JSON)
    recused: list[Any] = Field(sa_type=JSON)
    votes: str
    reason: str
    at: datetime = instant()


class PostingRow(Row, table=True):
    """A publicity notice with its frozen content; its end is derived from the calendar."""

    __tablename__ = "posting"
    __table_args__ = (one_of("status", "open", "annulled", "ended"),)
    privacy: ClassVar[str] = "public"

    office: str = key()
    period: str = key()
    number: int = number()
    session: int
    posted: date = day()
    posted_at: datetime = instant()
    status: str
    digest: str
    content: str
    scope: str
    form: str
    contact: str
    proof: str
    reason: str = ""
    ended_at: MaybeInstant = maybe_instant()


class PostponementRow(Row, table=True):
    """A session put off to a later day."""

    __tablename__ = "postponement"
    privacy: ClassVar[str] = "public"

    office: str = key()
    period: str = key()
    number: int = number()
    to: date = day()
    reason: str
    by: str
    at: datetime = instant()


class MeasureRow(Row, table=True):
    """A measure drawn from a quarter's results, with its owner, due day and end."""

    __tablename__ = "measure"
    privacy: ClassVar[str] = "work"

    office: str = key()
    period: str = key()
    number: int = number()
    text: str
    owner: str
    due: date = day()
    by: str
    at: datetime = instant()
    document: str = ""
    done_by: str = ""
    done_at: MaybeInstant = maybe_instant()


class ExtensionRow(Row, table=True):
    """A due day moved for all, a section or a person."""

    __tablename__ = "extension"
    __table_args__ = (
        one_of("item", "plan", "month"),
        one_of("scope", "all", "section", "person"),
        one_of("status", "pending", "effective"),
    )
    privacy: ClassVar[str] = "work"

    office: str = key()
    period: str = key()
    number: int = number()
    item: str
    month: int | None = None
    until: date = day()
    scope: str
    section: str
    person: str
    status: str
    by: str
    at: datetime = instant()
    reason: str
    confirmed_by: str = ""
    confirmed_at: MaybeInstant = maybe_instant()
