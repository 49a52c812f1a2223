"""What is filled in for the whole office: its decision, notice, relief and roster."""

from typing import Annotated, Any, Literal

from pydantic import Field

from rules.fields import (
    AnyGrade,
    Day,
    Filled,
    Locked,
    Month,
    Ordinal,
    Short,
    Text,
    Title,
    choice,
)
from rules.inputs.given import Given, Reason


class Publish(Given):
    """The notice: scope, form, contact as the policy says unless given; proof of posting (R15)."""

    scope: Short = ""
    form: Short = ""
    contact: Short = ""
    proof: Text = ""


class Annul(Reason):
    """A faulty notice taken down: which one, where several are up (R15)."""

    number: Ordinal | None = None


class Reopen(Reason):
    """Leave for one person to report late (R31)."""

    stage: Locked
    until: Day
    month: Month | None = None


class Extend(Reason):
    """A due day moved for all, a section or a person (R31)."""

    stage: Locked
    until: Day
    scope: Title
    who: Short = ""
    section: Short = ""
    month: Month | None = None


EXEMPT_KINDS = {
    "absence": "absence",
    "away": "away",
    "refused": "refused",
    "lawful_absence": "absence",
    "away_elsewhere": "away",
    "elsewhere": "away",
    "refusal": "refused",
    "合法缺席": "absence",
    "在外考核": "away",
    "拒不参加": "refused",
    "left": "left",
    "调出、退休、辞职": "left",
}


class Exempt(Reason):
    """A request that a person does not take part (R26, R29)."""

    kind: Annotated[
        Literal["absence", "away", "refused", "left"],
        choice(EXEMPT_KINDS, "不参加考核的情形 kind "),
    ]
    document: Title


class Confirm(Given):
    """The chair's confirmation of an extension for all, or of an exemption (R31)."""

    of: Annotated[
        Literal["extend", "exempt"],
        choice({"extend": "extend", "exempt": "exempt"}, "确认事项 of "),
    ]
    who: Short = ""


class Decide(Given):
    """A minuted decision on a batch: who was present, the grades, and the reasons (R12)."""

    present: tuple[Title, ...]
    minutes: Title
    grades: dict[Title, AnyGrade]
    reasons: dict[Title, Filled] = Field(default_factory=dict)
    reason: Text = ""
    chair: Short = ""
    votes: Any = None
    recused: tuple[Title, ...] = ()


class AmendRoster(Reason):
    """A person taken into the roster, or left out, with reason and document (R02)."""

    who: Title
    included: Annotated[bool, Field(strict=True)]
    document: Title
    section: Short = ""
    supervisor: Short = ""
    joined: Day | None = None


class SendBack(Reason):
    """A case the group sends back to be reviewed again (R12)."""

    who: Title


class RecallDecision(Reason):
    """A decision the group takes back before it is public, since a status overtook it (R29)."""

    who: Title


class Postpone(Reason):
    """A session put off to a later day (R12)."""

    to: Day
