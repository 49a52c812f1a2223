"""Marks, proposals, direct grades, the ledger, decisions, feedback (R03–R07, R11–R14)."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON
from sqlmodel import Field

from storage.rows.base import (
    MaybeInstant,
    Row,
    a_grade,
    at_least,
    day,
    instant,
    key,
    maybe_instant,
    number,
    of_case,
    one_of,
)


class MarkRow(Row, table=True):
    """A mark on an item (kpi) or a dimension (bpi), in hundredths.

    An item's mark belongs to the version of the plan it was given under; a dimension's has plan 0.
    """

    __tablename__ = "mark"
    __table_args__ = (of_case(), one_of("part", "kpi", "bpi"), at_least("value", 0))
    privacy: ClassVar[str] = "grade"

    office: str = key()
    case_id: int = number()
    part: str = key()
    plan: int = number()
    name: str = key()
    value: int
    note: str


class ProposalRow(Row, table=True):
    """The supervisor's comment and proposed grade."""

    __tablename__ = "proposal"
    __table_args__ = (of_case(), a_grade())
    privacy: ClassVar[str] = "grade"

    office: str = key()
    case_id: int = number()
    number: int = number()
    grade: str
    comment: str
    reason: str
    by: str
    at: datetime = instant()


class DirectRow(Row, table=True):
    """A proposal to grade directly."""

    __tablename__ = "direct"
    __table_args__ = (
        of_case(),
        one_of("grade", "好", "较差"),
        one_of("status", "standing", "confirmed", "lapsed"),
    )
    privacy: ClassVar[str] = "grade"

    office: str = key()
    case_id: int = number()
    number: int = number()
    grade: str
    facts: str
    evidence: str
    status: str
    by: str
    at: datetime = instant()
    decided_at: MaybeInstant = maybe_instant()
    decided_by: str = ""
    reason: str = ""


class StatementRow(Row, table=True):
    """What the officer states about a direct grade."""

    __tablename__ = "statement"
    __table_args__ = (of_case(),)
    privacy: ClassVar[str] = "grade"

    office: str = key()
    case_id: int = number()
    number: int = number()
    text: str
    at: datetime = instant()


class OpiRow(Row, table=True):
    """A commendation or accountability of a person in a quarter; points in ten-thousandths."""

    __tablename__ = "opi"
    __table_args__ = (of_case(), one_of("kind", "commendation", "accountability"))
    privacy: ClassVar[str] = "grade"

    office: str = key()
    case_id: int = number()
    number: int = number()
    person: str
    kind: str
    issuer: str
    level: str
    document: str
    day: date = day()
    points: int
    basis: str
    evidence: str
    late: bool
    entered_by: str
    entered_at: datetime = instant()
    verified_by: str = ""
    verified_at: MaybeInstant = maybe_instant()
    voided_by: str = ""
    voided_at: MaybeInstant = maybe_instant()
    void_reason: str = ""


class DecisionRow(Row, table=True):
    """What a session decided on a case; an older decision stays beside a newer one."""

    __tablename__ = "decision"
    __table_args__ = (of_case(), a_grade())
    privacy: ClassVar[str] = "grade"

    office: str = key()
    case_id: int = number()
    number: int = number()
    session: int
    grade: str
    reason: str
    at: datetime = instant()
    recused: list[Any] = Field(default_factory=list, sa_type=JSON)


class FeedbackRow(Row, table=True):
    """A result told to the officer."""

    __tablename__ = "feedback"
    __table_args__ = (of_case(), one_of("mode", "talk", "letter", "other"))
    privacy: ClassVar[str] = "grade"

    office: str = key()
    case_id: int = number()
    number: int = number()
    mode: str
    text: str
    given_by: str
    witness: str
    at: datetime = instant()


class AcknowledgementRow(Row, table=True):
    """The officer's receipt of a feedback, or of a grade of the year: of the one so numbered."""

    __tablename__ = "acknowledgement"
    __table_args__ = (of_case(),)
    privacy: ClassVar[str] = "grade"

    office: str = key()
    case_id: int = number()
    number: int = number()
    result: int
    text: str
    at: datetime = instant()
