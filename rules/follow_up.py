"""What follows a result: the policy's terms for it, and its records (R18, R19)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rules.cite import Cite, Whole
from rules.grade import Grade
from rules.quick import quick


class FollowUpTerms(Cite):
    """What may follow a result: the grades that open it, who owes it, what it waits for (R18).

    `mode`: opened as a duty, offered without a due day, recommended by the group, or opened by a
    hand-over. `direct` asks for a direct grade; `unfit` for unfitness on record; `after_window`
    holds it until the objection window is over. `days` replaces the common number of days.
    """

    title: str
    mode: Literal["opened", "offered", "recommended", "handed_over"] = "opened"
    grades: tuple[Literal["好", "较好", "一般", "较差"], ...]
    owner: Literal["office", "supervisor", "chair"]
    after_window: bool = False
    direct: bool = False
    unfit: bool = False
    days: Whole | None = None


@quick
@dataclass(frozen=True, slots=True)
class FollowUp:
    """What follows a result: open until a document closes it, or lapsed with the result (R18)."""

    number: int
    kind: str
    status: str
    reason: str
    by: str
    opened_at: datetime
    document: str = ""
    done_by: str = ""
    done_at: datetime | None = None


@quick
@dataclass(frozen=True, slots=True)
class Resolution:
    """What the group put on record of a person: outstanding, unfit, handed over (R18, R19)."""

    number: int
    kind: str
    reason: str
    document: str
    receiver: str
    by: str
    at: datetime


@quick
@dataclass(frozen=True, slots=True)
class PastGrade:
    """The grade of a quarter whose appraisal of the person is closed (R19)."""

    period: str
    grade: Grade
