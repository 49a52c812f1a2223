"""The plans of a file side by side: which counts, and what an amended one changes (R04, R09)."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from rules.calendar import beijing_day
from rules.nouns import Case, Plan, PlanItem
from rules.score import HUNDREDTHS, exact_text
from rules.words import day_words
from web.labels import GOALS
from workflow.content import content_of

ORDER = {"submitted": 0, "approved": 1, "returned": 2}
"""What awaits a decision comes first, then what counts."""
STATES = {"submitted": "待审定", "approved": "现行", "returned": "已退回"}
WORDS = {
    "weight": "权重",
    "target": "目标要求",
    "due": "完成期限",
    "goal": "来源",
    "link": "目标任务",
}
Told = Mapping[str, Any]
NOBODY: Mapping[str, str] = {}


def content_shown(
    case: Case, lines: Iterable[Any] = (), names: Mapping[str, str] = NOBODY
) -> dict[str, Any]:
    """What stands in a case, its plans with their sums, goals and differences.

    `names` are of those who may have approved. Each plan has `state`, `approved` (by whom, when),
    `total`, `compared` with which number and `replaces` which (0 for none)
    and `removed` besides; each of its items `goal_title`, `mark` (新增, 有改动 or empty) and what
    `was` in the fields that differ.
    """
    content = content_of(case, lines)
    numbered = {plan.number: plan for plan in case.plans}
    shown = [_shown(case, numbered[told["number"]], told, names) for told in content["plans"]]
    return content | {"plans": sorted(shown, key=lambda p: (ORDER[p["status"]], p["number"]))}


def _shown(case: Case, plan: Plan, told: Told, names: Mapping[str, str]) -> dict[str, Any]:
    items = case.items_of(plan.number)
    before = _before(case, plan)
    old = {i.title: i for i in case.items_of(before.number)} if before else {}
    goals = {goal.number: goal.title for goal in case.goals}
    rows = [
        row | {"goal_title": goals.get(item.link, "")} | _marked(item, old, compared=bool(before))
        for row, item in zip(told["items"], items, strict=True)
    ]
    kept = {item.title for item in items}
    return {
        **told,
        "items": rows,
        "state": STATES[plan.status],
        "approved": _approved(plan, names),
        "total": exact_text(Fraction(sum(i.weight for i in items), HUNDREDTHS)),
        "compared": before.number if before else 0,
        "removed": [(title, _weight(item)) for title, item in old.items() if title not in kept],
        "replaces": _replaced(case, plan),
    }


def _approved(plan: Plan, names: Mapping[str, str]) -> str:
    """By whom a plan was approved, as far as it is known here, and on which day."""
    if plan.status != "approved" or plan.decided_at is None:
        return ""
    day = day_words(beijing_day(plan.decided_at))
    return "，".join(text for text in (names.get(plan.decided_by, ""), day) if text)


def _before(case: Case, plan: Plan) -> Plan | None:
    """The plan in force that an amended one would replace; None of any other plan."""
    counts = case.approved_plan
    open_ = plan.amendment and plan.status != "approved" and plan is case.plans[-1]
    return counts if open_ else None


def _replaced(case: Case, plan: Plan) -> int:
    """The number of the plan that the one in force took the place of."""
    if plan.status != "approved":
        return 0
    return max((p.number for p in case.plans if p.status == "superseded"), default=0)


def _marked(item: PlanItem, old: Mapping[str, PlanItem], *, compared: bool) -> Told:
    """Whether an item is new, or which of its fields were otherwise, and how."""
    was = old.get(item.title)
    if not compared or was is None:
        return {"mark": "新增" if compared else "", "was": {}}
    now, then = _fields(item), _fields(was)
    changed = {WORDS[name]: then[name] or "无" for name in WORDS if now[name] != then[name]}
    return {"mark": "有改动" if changed else "", "was": changed}


def _fields(item: PlanItem) -> dict[str, str]:
    return {
        "weight": _weight(item),
        "target": item.target,
        "due": day_words(item.due) if item.due else "",
        "goal": GOALS[item.goal.value],
        "link": item.link and f"第{item.link}号",
    }


def _weight(item: PlanItem) -> str:
    return exact_text(Fraction(item.weight, HUNDREDTHS))
