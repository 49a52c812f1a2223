"""What keeps the record honest: offices, pins, calendars, requests, journal, outbox (R01, R28)."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from storage.rows.base import (
    IN_KEY_ORDER,
    MaybeDay,
    MaybeInstant,
    Row,
    at_least,
    day,
    instant,
    key,
    maybe_day,
    maybe_instant,
    number,
    one_of,
)


class OfficeRow(Row, table=True):
    """An office of this database; `kind` says whether it is live or a rehearsal.

    `seen_until` is the newest instant the clock has dealt with: time never runs backward.
    `next_opening` is when the clock opens the next quarter, empty if it opens none.
    """

    __tablename__ = "office"
    __table_args__ = (one_of("kind", "live", "demo", "play"),)

    id: str = key()
    name: str
    kind: str
    policy: str
    next_opening: MaybeInstant = maybe_instant()
    seen_until: MaybeInstant = maybe_instant()


class PinRow(Row, table=True):
    """A canonical text kept under its digest: a policy, a page, a calendar."""

    __tablename__ = "pin"
    privacy: ClassVar[str] = "public"

    office: str = key()
    digest: str = key()
    kind: str
    text: str


class CalendarYearRow(Row, table=True):
    """A year of the office's working-day table with its source."""

    __tablename__ = "calendar_year"
    privacy: ClassVar[str] = "public"

    office: str = key()
    year: int = number()
    source: str
    text: str


class AdoptionRow(Row, table=True):
    """A provisional value adopted by the leading group under a number; `said` is what it was.

    `interim` marks what stands in for a document that nobody has supplied.
    """

    __tablename__ = "adoption"
    privacy: ClassVar[str] = "public"

    office: str = key()
    number: int = number()
    key_: str = Field(sa_column_kwargs={"name": "key"})
    said: str
    interim: bool
    by: str
    at: datetime = instant()


class RuleSetRow(Row, table=True):
    """A policy file, or amendments, brought in for quarters opened from `since` on.

    `edition` is that of the policy file's entries it was written for.
    """

    __tablename__ = "rule_set"
    privacy: ClassVar[str] = "public"

    office: str = key()
    number: int = number()
    since: date = day()
    edition: int
    text: str
    document: str
    by: str
    at: datetime = instant()


class GoalRow(Row, table=True):
    """A goal of the street or of a section on the office's dated list."""

    __tablename__ = "goal"
    __table_args__ = (one_of("level", "street", "section"),)
    privacy: ClassVar[str] = "public"

    office: str = key()
    number: str = key()
    title: str
    level: str
    section: str
    since: date = day()
    until: MaybeDay = maybe_day()
    document: str
    by: str
    at: datetime = instant()


class RequestRow(Row, table=True):
    """A command that was answered, by its idempotency key; the same key gets the same answer."""

    __tablename__ = "request"

    office: str = key()
    id: str = key()
    digest: str
    outcome: str
    answer: list[Any] = Field(sa_type=JSON)


class ChainHeadRow(Row, table=True):
    """The head of a chain: how many lines it has and the digest of the last."""

    __tablename__ = "chain_head"
    __table_args__ = (at_least("seq", 0), IN_KEY_ORDER)

    office: str = key()
    seq: int
    digest: str


class JournalRow(Row, table=True):
    """One line of the journal: its canonical text, digest and MAC, and columns to find it by.

    Two lines after the same one would have the same `seq`: the primary key refuses the fork. An
    index of `prev` would refuse it once more, at random places of the file: three quarters of
    the time of a bulk.
    """

    __tablename__ = "journal"
    __table_args__ = (
        UniqueConstraint("office", "case_id", "version"),
        one_of("outcome", "done", "refused"),
    )

    office: str = key()
    seq: int = number()
    case_id: int | None = None
    version: int | None = None
    at: datetime = instant()
    actor: str
    move: str
    outcome: str
    prev: str
    line: str
    digest: str
    mac: str


class JournalValueRow(Row, table=True):
    """A value a line committed to, with its salt, by privacy class; may be erased."""

    __tablename__ = "journal_value"
    __table_args__ = IN_KEY_ORDER

    office: str = key()
    seq: int = number()
    ordinal: int = number()
    privacy_class: str
    salt: str
    value: str


class OutboxRow(Row, table=True):
    """A mail to send: its key, its facts, and how its delivery stands."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_waiting", "state", "retry_at"),
        one_of("state", "queued", "claimed", "accepted", "refused", "unknown", "parked"),
    )

    office: str = key()
    message_id: str = key()
    period: str
    person: str
    kind: str
    obligation: str
    day: date = day()
    at: datetime = instant()
    mail_class: str
    data: dict[str, Any] = Field(sa_type=JSON)
    state: str
    attempts: int
    retry_at: MaybeInstant = maybe_instant()
    answer: str
    possible_repeat: bool
    settled_at: MaybeInstant = maybe_instant()
