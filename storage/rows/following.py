"""What follows a result: duties and measures, and what the group put on record (R18, R19)."""

from datetime import datetime
from typing import ClassVar

from storage.rows.base import (
    MaybeInstant,
    Row,
    instant,
    key,
    maybe_instant,
    number,
    of_case,
    one_of,
)


class FollowUpRow(Row, table=True):
    """One thing that follows a result; when it is due is derived from the policy's terms."""

    __tablename__ = "follow_up"
    __table_args__ = (of_case(), one_of("status", "open", "done", "lapsed"))
    privacy: ClassVar[str] = "grade"

    office: str = key()
    case_id: int = number()
    number: int = number()
    kind: str
    status: str
    reason: str
    by: str
    opened_at: datetime = instant()
    document: str = ""
    done_by: str = ""
    done_at: MaybeInstant = maybe_instant()


class ResolutionRow(Row, table=True):
    """A finding about a person: consistently outstanding, unfit, or handed over to others."""

    __tablename__ = "resolution"
    __table_args__ = (of_case(), one_of("kind", "outstanding", "unfit", "hand_over"))
    privacy: ClassVar[str] = "status"

    office: str = key()
    case_id: int = number()
    number: int = number()
    kind: str
    reason: str
    document: str
    receiver: str
    by: str
    at: datetime = instant()
