"""Who stands in for whom, who is kin to whom, who leaves which file (R32)."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import Index

from storage.rows.base import (
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
    of_case,
    one_of,
)


class DelegationRow(Row, table=True):
    """A delegate acts for a principal from a day to a last day, on all files or on one officer's.

    A standing one is of the list of A and B roles and may have no last day.
    """

    __tablename__ = "delegation"
    __table_args__ = (Index("ix_delegation_delegate", "office", "delegate"), at_least("number", 1))
    privacy: ClassVar[str] = "identity"

    office: str = key()
    number: int = number()
    principal: str
    delegate: str
    who: str
    since: date = day()
    until: MaybeDay = maybe_day()
    standing: bool
    document: str
    by: str
    at: datetime = instant()
    ended_by: str = ""
    ended_at: MaybeInstant = maybe_instant()
    reason: str = ""


class RelationRow(Row, table=True):
    """Kinship of one person to another, as declared; kept in both directions."""

    __tablename__ = "relation"
    __table_args__ = (one_of("kind", "spouse", "blood", "in_law", "other"),)
    privacy: ClassVar[str] = "restricted"

    office: str = key()
    person: str = key()
    other: str = key()
    kind: str
    note: str
    by: str
    at: datetime = instant()


class RecusalRow(Row, table=True):
    """That a person is to leave a file: applied for, declared by themselves, or ruled."""

    __tablename__ = "recusal"
    __table_args__ = (
        of_case(),
        one_of("how", "applied", "declared", "ruled"),
        one_of("status", "pending", "granted", "refused"),
    )
    privacy: ClassVar[str] = "restricted"

    office: str = key()
    case_id: int = number()
    number: int = number()
    person: str
    how: str
    by: str
    at: datetime = instant()
    reason: str
    status: str
    decided_by: str = ""
    decided_at: MaybeInstant = maybe_instant()
    ruling: str = ""
