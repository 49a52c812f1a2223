"""What was said and done in a check of conduct: refusal to take part, or fraud (R26)."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON
from sqlmodel import Field

from storage.rows.base import MaybeDay, Row, instant, key, maybe_day, number, of_case, one_of


class ConductRow(Row, table=True):
    """One entry of a check: facts, a reminder, education, a statement, the decision."""

    __tablename__ = "conduct_entry"
    __table_args__ = (
        of_case(),
        one_of("kind", "facts", "reminder", "education", "statement", "decision", "participation"),
        one_of("outcome", "", "refused_after_education", "proven", "not_proven"),
    )
    privacy: ClassVar[str] = "status"

    office: str = key()
    case_id: int = number()
    number: int = number()
    kind: str
    text: str
    evidence: str
    until: MaybeDay = maybe_day()
    outcome: str
    measures: list[Any] = Field(sa_type=JSON)
    by: str
    at: datetime = instant()
