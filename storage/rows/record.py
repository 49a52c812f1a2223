"""The case and what the officer hands in: plan, log, summaries, and leave to be late (R09, R10)."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import Index, UniqueConstraint

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


class CaseRow(Row, table=True):
    """One subject of a procedure; `person` is empty for the office's quarter.

    `next_due` is a hint where the clock looks next: never later than the first thing due.
    """

    __tablename__ = "appraisal_case"
    __table_args__ = (
        UniqueConstraint("office", "procedure", "period", "person", "ordinal"),
        Index("ix_appraisal_case_due", "office", "next_due"),
        at_least("version", 1),
    )
    privacy: ClassVar[str] = "status"

    office: str = key()
    id: int = number()
    procedure: str
    period: str
    person: str
    ordinal: int
    stage: str
    version: int
    section: str
    supervisor: str
    joined: MaybeDay = maybe_day()
    aside: bool
    session: int
    posting: int
    entered_at: MaybeInstant = maybe_instant()
    next_due: MaybeInstant = maybe_instant()


class PlanRow(Row, table=True):
    """One version of a plan."""

    __tablename__ = "plan"
    __table_args__ = (
        of_case(),
        one_of("status", "submitted", "approved", "returned", "superseded"),
        at_least("number", 1),
    )
    privacy: ClassVar[str] = "work"

    office: str = key()
    case_id: int = number()
    number: int = number()
    status: str
    amendment: bool
    submitted_at: datetime = instant()
    decided_at: MaybeInstant = maybe_instant()
    decided_by: str = ""
    reason: str = ""


class PlanItemRow(Row, table=True):
    """One KPI item of a plan version; weight in hundredths of a point."""

    __tablename__ = "plan_item"
    __table_args__ = (
        of_case(),
        one_of("goal", "street", "section", "duty", "assigned"),
        at_least("weight", 0),
    )
    privacy: ClassVar[str] = "work"

    office: str = key()
    case_id: int = number()
    plan: int = number()
    ordinal: int = number()
    title: str
    goal: str
    weight: int
    target: str
    due: MaybeDay = maybe_day()
    voided: bool
    void_reason: str
    link: str = ""


class LogRow(Row, table=True):
    """One entry of the work log."""

    __tablename__ = "log_entry"
    __table_args__ = (of_case(), one_of("kind", "narrative", "item"))
    privacy: ClassVar[str] = "work"

    office: str = key()
    case_id: int = number()
    number: int = number()
    day: date = day()
    kind: str
    item: str
    text: str
    at: datetime = instant()


class SummaryRow(Row, table=True):
    """One version of a month's summary."""

    __tablename__ = "summary"
    __table_args__ = (of_case(), one_of("status", "submitted", "returned"))
    privacy: ClassVar[str] = "work"

    office: str = key()
    case_id: int = number()
    month: int = number()
    number: int = number()
    status: str
    text: str
    at: datetime = instant()


class OpeningRow(Row, table=True):
    """An item opened again by a return or by leave to report late."""

    __tablename__ = "opening"
    __table_args__ = (
        of_case(),
        one_of("kind", "return", "reopen"),
        one_of("item", "plan", "month", "record"),
    )
    privacy: ClassVar[str] = "work"

    office: str = key()
    case_id: int = number()
    number: int = number()
    kind: str
    item: str
    month: int | None = None
    until: date = day()
    by: str
    at: datetime = instant()
    reason: str


class ExemptionRow(Row, table=True):
    """A request that a person does not take part."""

    __tablename__ = "exemption"
    __table_args__ = (
        of_case(),
        one_of("kind", "absence", "away", "refused", "left"),
        one_of("status", "pending", "effective"),
    )
    privacy: ClassVar[str] = "status"

    office: str = key()
    case_id: int = number()
    number: int = number()
    kind: str
    reason: str
    document: str
    status: str
    by: str
    at: datetime = instant()
    confirmed_by: str = ""
    confirmed_at: MaybeInstant = maybe_instant()


class LatenessRow(Row, table=True):
    """An obligation not met on its due day; `item` is plan, month_7, plan_approval …"""

    __tablename__ = "lateness"
    __table_args__ = (of_case(),)
    privacy: ClassVar[str] = "status"

    office: str = key()
    case_id: int = number()
    item: str = key()
    due: date = day()
    noted_at: datetime = instant()
    by: str
