"""Reports of irregularities: for the auditor's eyes only (R34)."""

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


class IrregularityRow(Row, table=True):
    """What was reported, and what the auditor did; `reporter` is empty if nobody is named."""

    __tablename__ = "irregularity"
    __table_args__ = (of_case(), one_of("kind", "favouritism", "retaliation", "irregular"))
    privacy: ClassVar[str] = "supervision"

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
