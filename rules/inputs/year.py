"""What a person hands in with a move of the year (R08, R20–R23)."""

from typing import Annotated

from rules.fields import Filled, Title, choice
from rules.grade import AnnualGrade
from rules.inputs.given import Given

AnyAnnualGrade = Annotated[
    AnnualGrade, choice({grade.value: grade for grade in AnnualGrade}, "年度等次")
]


class SummariseYear(Given):
    """The officer's summary of the year (R08)."""

    text: Filled


class RecordAnnual(Given):
    """The grades of the year that the annual body gave, with its document (R20–R23)."""

    grades: dict[Title, AnyAnnualGrade]
    document: Title
    reasons: dict[Title, Filled] | None = None


class CorrectAnnual(RecordAnnual):
    """Grades of the year that were entered and are put right: why, and by which document (R23)."""

    reason: Filled
