"""The plan's form: the goals to link to, and what a new plan starts from (R04, R09)."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from rules.calendar import beijing_day, quarter_of
from rules.nouns import Case, Goal, ListedGoal, Plan, PlanItem
from rules.score import HUNDREDTHS, exact_text
from rules.words import minute_words
from web.forms import ROWS
from web.labels import GOALS
from web.opened import Opened
from web.visit import Visit
from workflow.content import content_of
from workflow.duties import bench_of
from workflow.quarterly import QUARTERLY

PARTS = frozenset({"plans", "plan_items"})


def shown_beside(visit: Visit, file: Opened, _: Mapping[str, Any]) -> dict[str, Any]:
    """The goals in force for this officer, the terms of a plan, and what it starts from."""
    case, values = (
        file.case,
        bench_of(visit.site.office, file.loader, file.case.period).policy.values,
    )
    found = origin(file)
    return {
        "rows": max(ROWS, values.items_max),
        "goals": GOALS,
        "listed": _listed(visit, case),
        "whole": values.weights_total,
        "most": values.items_max,
        "least": values.items_min,
        "assigned": (values.assigned_item_title, values.assigned_item_weight_max),
        "origin": found[0] if found else "",
        "back": content_of(case, ())["plans"][-1]["returned"] if _is_back(case) else None,
    }


def _is_back(case: Case) -> bool:
    """Whether the newest plan was sent back."""
    return bool(case.plans) and case.plans[-1].status == "returned"


def _listed(visit: Visit, case: Case) -> list[tuple[str, list[ListedGoal]]]:
    """The goals a plan of this officer may link to, the street's and those of the section."""
    quarter = quarter_of(case.period)
    today = max(beijing_day(visit.at), quarter.first)
    live = [
        g
        for g in case.goals
        if g.since <= quarter.last and (g.until is None or g.until >= today)
        and (g.level != Goal.SECTION.value or g.section == case.section)
    ]  # fmt: skip
    groups = ((GOALS[level], [g for g in live if g.level == level]) for level in GOALS)
    return [(title, goals) for title, goals in groups if goals]


def begun(_: Visit, file: Opened, __: int) -> Mapping[str, Any]:
    """The fields of the plan that a new one starts from; none if there is no such plan.

    An amended plan that was sent back brings along why it was to be amended.
    """
    found = origin(file)
    reason = {"reason": file.case.plans[-1].reason} if _is_back(file.case) else {}
    return _fields(found[1]) | reason if found else {}


def origin(file: Opened) -> tuple[str, tuple[PlanItem, ...]] | None:
    """What a new plan starts from: the one sent back, or in force, else the last quarter's."""
    case = file.case
    newest = case.plans[-1] if case.plans else None
    plan = newest if _is_back(case) else case.approved_plan or newest
    if plan:
        return _words(plan), case.items_of(plan.number)
    before = quarter_of(case.period).previous
    last = file.loader.case_of(QUARTERLY.id, str(before), case.person, PARTS)
    counted = last.approved_plan if last else None
    if last is None or counted is None:
        return None
    kept = tuple(i for i in last.items_of(counted.number) if not i.voided)
    return f"{before.title}审定的计划", tuple(_anew(i) for i in kept)


def _words(plan: Plan) -> str:
    state = {"approved": "审定的现行计划", "returned": "退回的计划"}.get(plan.status, "提交的计划")
    return f"本季度{minute_words(plan.submitted_at)}提交、{state}"


def _anew(item: PlanItem) -> PlanItem:
    """An item of another quarter: its days and goals have to be given anew."""
    return PlanItem(item.plan, item.ordinal, item.title, item.goal, item.weight, item.target)


def _fields(items: tuple[PlanItem, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row, item in enumerate(items):
        at = f"items.{row}."
        found[f"{at}title"], found[f"{at}target"] = item.title, item.target
        found[f"{at}goal"], found[f"{at}link"] = item.goal.value, item.link
        found[f"{at}weight"] = exact_text(Fraction(item.weight, HUNDREDTHS))
        found[f"{at}due"] = item.due.isoformat() if item.due else ""
    return found
