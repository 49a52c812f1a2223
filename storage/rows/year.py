"""The year: the officer's summary, the grades recorded, and leave not to wait (R08, R20–R23)."""

from datetime import datetime
from typing import ClassVar

from storage.rows.base import Row, instant, key, number, of_case, one_of


class YearSummaryRow(Row, table=True):
    """One version of an officer's summary of the year."""

    __tablename__ = "year_summary"
    __table_args__ = (of_case(),)
    privacy: ClassVar[str] = "work"

    office: str = key()
    case_id: int = number()
    number: int = number()
    text: str
    at: datetime = instant()


class AnnualResultRow(Row, table=True):
    """A grade of the year as the annual body gave it; an older one stays beside a newer one."""

    __tablename__ = "annual_result"
    __table_args__ = (
        of_case(),
        one_of("grade", "优秀", "称职", "基本称职", "不称职", "不定等次"),
    )
    privacy: ClassVar[str] = "grade"

    office: str = key()
    case_id: int = number()
    number: int = number()
    grade: str
    reason: str
    correction: str
    document: str
    by: str
    at: datetime = instant()


class WaiverRow(Row, table=True):
    """Leave to record the grades of a year while a quarter of it is still open."""

    __tablename__ = "waiver"
    privacy: ClassVar[str] = "public"

    office: str = key()
    period: str = key()
    reason: str
    by: str
    at: datetime = instant()
