"""What people hand in about objections (R27).

`number` says which objection of a person is meant; without it the newest that is still open.
"""

from typing import Annotated, Any

from rules.fields import Filled, GradeChoice, Ordinal, Short, Title, choice
from rules.inputs.given import Given, Reason

OUTCOMES = {
    "maintained": "maintained",
    "changed": "changed",
    "reappraise": "reappraise",
    "维持": "maintained",
    "变更": "changed",
    "重新评鉴": "reappraise",
}


class Object(Given):
    """What the officer objects to in their own result."""

    text: Filled


class ObjectOther(Given):
    """What another person objects to in a result that is under publicity; `name` on paper."""

    who: Title
    text: Filled
    name: Short = ""


class RegisterLead(Given):
    """What was said of a result without a name to it."""

    who: Title
    text: Filled


class Numbered(Given):
    """An act on one of a person's objections."""

    number: Ordinal | None = None


class NumberedReason(Reason):
    """An act on one of a person's objections that needs its reason."""

    number: Ordinal | None = None


class ReviewerStatement(Numbered):
    """What the reviewer states about the objection; the reviewer does not decide on it."""

    text: Filled


class Investigate(Numbered):
    """What was found, and by whom it was looked into."""

    facts: Filled
    by: tuple[Title, ...] = ()


class DecideObjection(NumberedReason):
    """The group's minuted answer: maintained, changed to a grade, or to be appraised again."""

    outcome: Annotated[str, choice(OUTCOMES, "处理结果 outcome ")]
    present: tuple[Title, ...]
    grade: GradeChoice | None = None
    minutes: Short = ""
    chair: Short = ""
    votes: Any = None
    recused: tuple[Title, ...] = ()
