"""What an officer hands in, and what their leader returns or voids of it (R04, R09, R10)."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from rules.fields import (
    Day,
    Filled,
    Month,
    Short,
    Text,
    Title,
    Weight,
    choice,
)
from rules.inputs.given import Given, Reason
from rules.nouns import Goal


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
    alone = frozenset({"items.target", "reason"})

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


class Return(Reason):
    """A return with its reason, opened until a day the returner may name (R31)."""

    until: Day | None = None


class ReturnSummary(Return):
    """A returned summary of a month."""

    month: Month


class VoidItem(Reason):
    """A KPI item voided for outside causes (R04)."""

    title: Title


class Acknowledge(Given):
    """Receipt of the result (R14)."""

    text: Text = ""


class State(Given):
    """The officer's statement (R17)."""

    text: Filled
