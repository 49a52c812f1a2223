"""Objections to results, and leads that nobody signed (R27)."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON
from sqlmodel import Field

from storage.rows.base import (
    MaybeInstant,
    Row,
    at_least,
    instant,
    key,
    maybe_instant,
    number,
    of_case,
    one_of,
)

OUTCOMES = ("", "maintained", "changed", "reappraise", "not_admitted")


class ObjectionRow(Row, table=True):
    """An objection under its own case: who objects to whose result, and what came of it."""

    __tablename__ = "objection"
    __table_args__ = (
        of_case(),
        one_of("kind", "own", "other"),
        one_of("outcome", *OUTCOMES),
        at_least("number", 1),
    )
    privacy: ClassVar[str] = "grade"

    office: str = key()
    period: str = key()
    case_id: int = number()
    subject: int
    number: int
    kind: str
    by: str
    name: str
    text: str
    late: bool
    before: str
    lodged_at: datetime = instant()
    received_by: str = ""
    received_at: MaybeInstant = maybe_instant()
    admission: str = ""
    admitted_at: MaybeInstant = maybe_instant()
    statement: str = ""
    stated_by: str = ""
    stated_at: MaybeInstant = maybe_instant()
    facts: str = ""
    investigators: list[Any] = Field(sa_type=JSON)
    investigated_at: MaybeInstant = maybe_instant()
    outcome: str = ""
    reason: str = ""
    after: str = ""
    session: int = 0
    decided_at: MaybeInstant = maybe_instant()


class LeadRow(Row, table=True):
    """What was said of a result without a name to it."""

    __tablename__ = "objection_lead"
    privacy: ClassVar[str] = "grade"

    office: str = key()
    period: str = key()
    number: int = number()
    subject: int
    text: str
    by: str
    at: datetime = instant()
