"""What is filled in to review, score and propose, and to tell the result (R03–R06, R11, R14)."""

from typing import Annotated, Literal

from pydantic import Field

from rules.fields import (
    BpiMark,
    Day,
    Filled,
    GradeChoice,
    KpiMark,
    Points,
    Short,
    Text,
    Title,
    choice,
)
from rules.inputs.given import Given, Reason


class MarkGiven(Given):
    """Marks by item title and by dimension, with notes (R03, R05)."""

    alone = frozenset({"kpi", "bpi"})

    kpi: dict[Title, KpiMark] = Field(default_factory=dict)
    bpi: dict[Title, BpiMark] = Field(default_factory=dict)
    notes: Text | dict[Title, Text] = ""


class Propose(Given):
    """The proposed grade, the comment, and the reason where one is due (R11)."""

    alone = frozenset({"comment"})

    grade: GradeChoice
    comment: Filled
    reason: Text = ""


class ProposeDirect(Given):
    """A direct grade with its facts and evidence (R16, R17)."""

    grade: GradeChoice
    facts: Filled
    evidence: Filled


class ConfirmDirect(Reason):
    """The direct grade the group admits (R16, R17)."""

    grade: GradeChoice
    present: tuple[Title, ...]


class RecordOpi(Given):
    """A commendation or accountability; points in ten-thousandths (R06)."""

    kind: Annotated[
        Literal["commendation", "accountability"],
        choice(
            {"commendation": "commendation", "accountability": "accountability"}, "加减分类别 kind "
        ),
    ]
    issuer: Title
    level: Title
    document: Title
    date: Day
    points: Points
    basis: Filled
    evidence: Filled


class VerifyOpi(Given):
    """Verification of the item recorded under a document number (R06)."""

    document: Title


class VoidOpi(Reason):
    """An item of the ledger that was entered in error, and what the error is (R06)."""

    document: Title


class GiveFeedback(Given):
    """Feedback of the result on behalf of the group (R14)."""

    mode: Annotated[
        Literal["talk", "letter", "other"],
        choice({"talk": "talk", "letter": "letter", "other": "other"}, "反馈方式 mode "),
    ]
    text: Filled
    by: Short = ""
    witness: Short = ""
