"""Reports of irregularities, for the auditor's eyes only; notes on flags, for the group's (R34)."""

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
)


class IrregularityRow(Row, table=True):
    """What was reported, and what the auditor did, all of it sealed.

    `reporter` is a sealed empty text if nobody is named.
    """

    __tablename__ = "irregularity"
    __table_args__ = (of_case(),)
    privacy: ClassVar[str] = "supervision"
    sealed: ClassVar[tuple[str, ...]] = (
        "kind", "text", "reporter", "receiver", "document", "outcome"
    )  # fmt: skip

    office: str = key()
    case_id: int = number()
    number: int = number()
    kind: str
    text: str
    reporter: str
    at: datetime = instant()
    receiver: str = ""
    document: str = ""
    sent_at: MaybeInstant = maybe_instant()
    outcome: str = ""
    closed_at: MaybeInstant = maybe_instant()


class FlagNoteRow(Row, table=True):
    """What the group put on record when it looked at a flag of a quarter."""

    __tablename__ = "flag_note"
    privacy: ClassVar[str] = "supervision"

    office: str = key()
    period: str = key()
    number: int = number()
    person: str
    leader: str
    objected: str
    text: str
    by: str
    at: datetime = instant()
