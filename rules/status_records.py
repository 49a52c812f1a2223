"""What is on record of a person's special statuses and of who led them where (R25, R29)."""

from dataclasses import dataclass
from datetime import date, datetime

from rules.quick import quick
from rules.terms import Treatment


@quick
@dataclass(frozen=True, slots=True)
class Status:
    """A special status of a person by a document: from `since` to `until`, both counted (R29).

    `until` is open where no end is known; `ended_by` recorded the end, by `end_document`.
    """

    number: int
    kind: str
    since: date
    until: date | None
    document: str
    note: str
    by: str
    at: datetime
    ended_by: str = ""
    ended_at: datetime | None = None
    end_document: str = ""
    restricted: bool = False


@quick
@dataclass(frozen=True, slots=True)
class Placed:
    """Where a person worked, in which post, for an interval of days (R02)."""

    section: str
    post: str
    since: date
    until: date | None


@quick
@dataclass(frozen=True, slots=True)
class Override:
    """What the leading group lets a person's statuses come to in one quarter, with why (R29)."""

    number: int
    treatment: Treatment
    reason: str
    by: str
    at: datetime


@quick
@dataclass(frozen=True, slots=True)
class Handover:
    """What an earlier leader, or the former unit, tells of a person who changed hands (R29)."""

    number: int
    by: str
    unit: str
    text: str
    marks: str
    at: datetime


@quick
@dataclass(frozen=True, slots=True)
class Led:
    """Who led a person for an interval of days (R25)."""

    supervisor: str
    since: date
    until: date | None
