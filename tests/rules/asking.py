"""What guard tests ask: a case with parts, a cohort, an actor, an input, an instant."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import pytest

import rules.guards  # noqa: F401 - importing registers the guards
from rules.calendar import BEIJING, Quarter, load_calendar
from rules.grade import Grade
from rules.inputs.given import Given, read_input
from rules.nouns import (
    Actor,
    Case,
    Cohort,
    Decision,
    Direct,
    Mark,
    Opi,
    Person,
    Plan,
    PlanItem,
    Role,
    Status,
)
from rules.policy import load_policy
from rules.records import Goal
from rules.rule import Ask, judge
from rules.ties import KnownTies
from storage.parts import ALL_PARTS

POLICY = load_policy("guanghe", date(2026, 7, 1))
CALENDAR = load_calendar()
QUARTER = Quarter.parse("2026Q3")
PEOPLE = {
    p: Person(p, h, n)
    for p, h, n in (
        ("p1", "zhang", "张三"), ("p2", "li", "李四"), ("p3", "wang", "王五"),
        ("p4", "zhao", "赵六"), ("p5", "qian", "钱七"),
    )
}  # fmt: skip


Row = tuple[str, dict[str, Any], str | None]
"""A guard, what it is asked, and some words of its refusal; None if it lets the question pass."""


def given(model: type[Given], **data: Any) -> Any:
    """Input as it comes out of the edge."""
    return read_input(model, data, POLICY.values)


def beijing(text: str) -> datetime:
    """An instant in Beijing time."""
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


NOON = beijing("2026-10-15T12:00:00")


def case(stage: str = "appraising", person: str = "p1", number: int = 2, **parts: Any) -> Case:
    """A case in a stage with these parts; every other part is empty."""
    columns = {k: parts.pop(k) for k in ("aside", "session", "posting", "section") if k in parts}
    every: dict[str, tuple[Any, ...]] = dict.fromkeys(ALL_PARTS, ())
    return Case(
        number, "quarterly", "2026Q3", person, 1, stage, 3, supervisor="p2", entered_at=NOON,
        parts=every | parts, **columns,
    )  # fmt: skip


def cohort(*cases: Case, n: int | None = None, **more: Any) -> Cohort:
    """A quarter with these cases and a group of two members and a chair."""
    return Cohort("2026Q3", n, cases, entitled=frozenset({"p2", "p4", "p5"}), **more)


def ask(given: Given | None = None, at: datetime = NOON, **more: Any) -> Ask:
    """A question to a guard; by default the supervisor asks about a case being appraised."""
    roles = more.pop("roles", frozenset({Role.SUPERVISOR}))
    actor = Actor(more.pop("actor", "p2"), "李四", roles)
    subject = more.pop("case", None) or case()
    whole = more.pop("cohort", None) or cohort(subject)
    return Ask(
        "move", at, actor, POLICY, more.pop("calendar", CALENDAR), QUARTER, subject, whole,
        given, PEOPLE, ties=more.pop("ties", KnownTies()),
    )  # fmt: skip


def answer(guard: str, question: Ask) -> str | None:
    """What one guard answers: its sentences, or None."""
    obstacles = judge([guard], question)
    return "\n".join(o.text for o in obstacles) or None


def boundaries(table: Sequence[Row]) -> pytest.MarkDecorator:
    """Let a test be asked with each row of a table, so that it is seen what refuses, what passes.

    A row is one boundary of one guard: the last thing it lets through, the first it stops.
    """
    ids = [f"{n}-{g}-{'refuses' if words else 'passes'}" for n, (g, _, words) in enumerate(table)]
    return pytest.mark.parametrize(("guard", "question", "words"), table, ids=ids)


def judged(guard: str, question: dict[str, Any], words: str | None) -> None:
    """Hold that a guard lets a question through, or refuses it with some words."""
    told = answer(guard, ask(**question))
    if words is None:
        assert told is None
    else:
        assert words in (told or "(no refusal)")


def plan(status: str = "approved", number: int = 1) -> Plan:
    """A version of a plan."""
    at = beijing("2026-07-06T09:00:00")
    return Plan(number, status, False, at, None if status == "submitted" else at, "p2")


def item(title: str, weight: int, *, voided: bool = False, goal: Goal = Goal.STREET) -> PlanItem:
    """An item of the first version of a plan."""
    return PlanItem(1, 1, title, goal, weight, "完成", voided=voided)


def marked(kpi: int = 9000, bpi: Iterable[int] | None = None) -> dict[str, Any]:
    """The parts of a case whose single item and six dimensions are marked, in hundredths."""
    dimensions = POLICY.values.bpi_dimensions
    values = list(bpi) if bpi is not None else [9000] * len(dimensions)
    marks = [Mark("kpi", "甲", kpi, plan=1)]
    marks += [Mark("bpi", d, v) for d, v in zip(dimensions, values, strict=False)]
    return {"plans": (plan(),), "plan_items": (item("甲", 10000),), "marks": tuple(marks)}


def opi(*, verified: bool = True, entered_by: str = "p3", document: str = "济高字1号") -> Opi:
    """A ledger item of one point."""
    at = beijing("2026-09-01T09:00:00")
    return Opi(
        1, "p1", "commendation", "区委", "区级", document, date(2026, 8, 31), 10000, "依据", "佐证",
        False, entered_by, at, "p4" if verified else "", at if verified else None,
    )  # fmt: skip


def status(kind: str, since: str, until: str | None = None, **more: Any) -> Status:
    """A special status from a day to a day of 2026, unless the days tell another year."""
    days = [date.fromisoformat(d if len(d) > 5 else f"2026-{d}") for d in (since, until) if d]
    first, last = days[0], days[1] if until else None
    return Status(1, kind, first, last, more.pop("document", "1号"), "", "p3", NOON, **more)


def direct(grade: Grade, status: str = "standing", at: datetime = NOON) -> Direct:
    """A proposal to grade directly."""
    return Direct(1, grade, "事实", "佐证", status, "p2", at)


def decided(grade: Grade) -> tuple[Decision, ...]:
    """The decision of the main session."""
    return (Decision(1, 1, grade, "", NOON),)
