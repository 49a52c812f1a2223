"""What a person hands in with a move: typed, bounded, cleaned at the edge.

Each move has one model. Numbers become scaled integers, days become dates, texts lose surrounding
blanks and may hold no control or direction-changing characters. A value that does not fit raises
`BadInput` with one trouble per field: the field, the Chinese sentence, and the rule whose clause
the refusal cites (empty: the clause of the move itself). Bounds come from the policy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rules.fields import (
    AnyGrade,
    BpiMark,
    Day,
    Filled,
    GradeChoice,
    KpiMark,
    Locked,
    Month,
    Points,
    Short,
    Text,
    Title,
    Weight,
    choice,
)
from rules.nouns import Goal
from rules.policy import Values


@dataclass(frozen=True, slots=True)
class Trouble:
    """One field that does not fit: its path, the sentence, the rule whose clause is cited."""

    field: str
    text: str
    rule: str


class BadInput(ValueError):
    """Input that does not fit its move; carries all troubles at once."""

    def __init__(self, troubles: tuple[Trouble, ...]) -> None:
        super().__init__("；".join(t.text for t in troubles))
        self.troubles = troubles


class Given(BaseModel):
    """What every input model is: frozen and closed to keys it does not know.

    `field_rules` names the rule whose clause is cited for a field that does not fit, where that is
    not the clause of the move; a field is found by its first name. What is `kept` stays in the
    journal as a draft when it is refused.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    field_rules: ClassVar[Mapping[str, str]] = {}
    kept: ClassVar[bool] = True


class Nothing(Given):
    """For moves that take no input."""


class ItemGiven(Given):
    """One KPI item of a plan; weight in hundredths."""

    title: Title
    goal: Annotated[Goal, choice({g.value: g for g in Goal}, "目标来源 goal ")]
    weight: Weight
    target: Filled
    due: Day | None = None
    link: Short = ""


class SubmitPlan(Given):
    """The plan of a quarter (R04, R09)."""

    field_rules: ClassVar[Mapping[str, str]] = {"items": "plan_items_count"}

    items: tuple[ItemGiven, ...]
    due: Day | None = None


class AmendPlan(SubmitPlan):
    """An amended plan with the reason (R09)."""

    reason: Filled


class Log(Given):
    """An entry of the work log (R10)."""

    date: Day
    kind: Annotated[
        Literal["narrative", "item"],
        choice({"narrative": "narrative", "item": "item"}, "纪实方式 kind "),
    ]
    text: Filled
    item: Short = ""


class Summarise(Given):
    """A month's summary (R10)."""

    month: Month
    text: Filled


class Reason(Given):
    """A move that needs nothing but its reason."""

    reason: Filled


class Return(Reason):
    """A return with its reason, opened until a day the returner may name (R31)."""

    until: Day | None = None


class ReturnSummary(Return):
    """A returned summary of a month."""

    month: Month


class VoidItem(Reason):
    """A KPI item voided for outside causes (R04)."""

    title: Title


class MarkGiven(Given):
    """Marks by item title and by dimension, with notes (R03, R05)."""

    kpi: dict[Title, KpiMark] = Field(default_factory=dict)
    bpi: dict[Title, BpiMark] = Field(default_factory=dict)
    notes: Text | dict[Title, Text] = ""


class Propose(Given):
    """The proposed grade, the comment, and the reason where one is due (R11)."""

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


class GiveFeedback(Given):
    """Feedback of the result on behalf of the group (R14)."""

    mode: Annotated[
        Literal["talk", "letter", "other"],
        choice({"talk": "talk", "letter": "letter", "other": "other"}, "反馈方式 mode "),
    ]
    text: Filled
    by: Short = ""
    witness: Short = ""


class Acknowledge(Given):
    """Receipt of the result (R14)."""

    text: Text = ""


class State(Given):
    """The officer's statement (R17)."""

    text: Filled


class Publish(Given):
    """The notice: scope, form, contact as the policy says unless given; proof of posting (R15)."""

    scope: Short = ""
    form: Short = ""
    contact: Short = ""
    proof: Text = ""


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


class Postpone(Reason):
    """A session put off to a later day (R12)."""

    to: Day


_TROUBLES: Mapping[str, str] = {
    "missing": "缺少这一项，请补上",
    "extra_forbidden": "不认识这一项，请删去或改正名称",
    "int_type": "须为整数",
    "bool_type": "须为 true 或 false",
    "greater_than_equal": "数值过小，须为 1 至 12 的月份",
    "less_than_equal": "数值过大，须为 1 至 12 的月份",
    "tuple_type": "须为列表",
    "dict_type": "须为“名称 = 值”的表",
    "model_type": "须为“名称 = 值”的表",
    "model_attributes_type": "须为“名称 = 值”的表",
}


GivenT = TypeVar("GivenT", bound=Given)


def read_input(model: type[GivenT], data: object, values: Values) -> GivenT:
    """Validate what was handed in with a move; BadInput lists every field that does not fit."""
    try:
        return model.model_validate(data, context=values)
    except ValidationError as error:
        raise BadInput(_troubles(error, model.field_rules)) from None


def _troubles(error: ValidationError, rules: Mapping[str, str]) -> tuple[Trouble, ...]:
    found: dict[str, Trouble] = {}
    for trouble in error.errors(include_url=False, include_input=False):
        path = [str(p) for p in trouble["loc"] if not str(p).startswith(("function-", "dict["))]
        path = [p for p in path if p not in {"[key]", "str", "constrained-int"}]
        where = ".".join(path) or "with"
        context = trouble.get("ctx", {})
        if trouble["type"] == "kaohe":
            text = str(context.get("text", ""))
        else:
            text = _TROUBLES.get(trouble["type"], "取值不对，请按说明改正")
        rule = str(context.get("rule", "")) or rules.get(path[0] if path else "", "")
        found.setdefault(where, Trouble(where, f"{where}：{text}", rule))
    return tuple(found.values())
