"""Special statuses of people, what the group let them come to, and notes handed over (R29).

What few may know lies in a table of its own, under a privacy class of its own, so that it can be
hidden or erased without touching the rest.
"""

from datetime import date, datetime
from typing import ClassVar

from storage.rows.base import (
    MaybeDay,
    MaybeInstant,
    Row,
    day,
    instant,
    key,
    maybe_day,
    maybe_instant,
    number,
    of_case,
    one_of,
)


class StatusRow(Row, table=True):
    """A special status of a person by a document; the kinds are those of the policy."""

    __tablename__ = "special_status"
    privacy: ClassVar[str] = "status"

    office: str = key()
    person: str = key()
    number: int = number()
    kind: str
    since: date = day()
    until: MaybeDay = maybe_day()
    document: str
    note: str
    by: str
    at: datetime = instant()
    ended_by: str = ""
    ended_at: MaybeInstant = maybe_instant()
    end_document: str = ""


class RestrictedStatusRow(Row, table=True):
    """A status that only the leading group and the auditor may know of: an inquiry, a sanction."""

    __tablename__ = "restricted_status"
    privacy: ClassVar[str] = "restricted"

    office: str = key()
    person: str = key()
    number: int = number()
    kind: str
    since: date = day()
    until: MaybeDay = maybe_day()
    document: str
    note: str
    by: str
    at: datetime = instant()
    ended_by: str = ""
    ended_at: MaybeInstant = maybe_instant()
    end_document: str = ""


class OverrideRow(Row, table=True):
    """What the leading group let a person's statuses come to in one quarter, with why."""

    __tablename__ = "status_override"
    __table_args__ = (
        of_case(),
        one_of(
            "treatment",
            "suspended",
            "not_taking_part",
            "undetermined",
            "good_barred",
            "graded",
        ),
    )
    privacy: ClassVar[str] = "restricted"

    office: str = key()
    case_id: int = number()
    number: int = number()
    treatment: str
    reason: str
    by: str
    at: datetime = instant()


class HandoverRow(Row, table=True):
    """What an earlier leader, or the former unit, tells of a person who changed hands."""

    __tablename__ = "handover"
    __table_args__ = (of_case(),)
    privacy: ClassVar[str] = "grade"

    office: str = key()
    case_id: int = number()
    number: int = number()
    by: str
    unit: str
    text: str
    marks: str
    at: datetime = instant()
