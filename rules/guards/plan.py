"""Guards of the plan: what it must contain, and until when it may be handed in (R04, R09, R31)."""

from datetime import timedelta
from fractions import Fraction

from rules.calendar import beijing_day, end_of
from rules.due import PARTS, Due
from rules.inputs.reporting import AmendPlan, ItemGiven, SubmitPlan, VoidItem
from rules.nouns import Goal, Item, ListedGoal, PlanItem
from rules.rule import Answer, Ask, rule
from rules.score import exact_text
from rules.words import day_words, instant_words, long_day_words

SCALE = 100
LEVELS = {Goal.STREET.value: "街道目标", Goal.SECTION.value: "机构目标"}


def due_of(ask: Ask) -> Due:
    """The due days of the case that is asked about."""
    return Due(ask.case, ask.quarter, ask.policy.values, ask.calendar)


def _items(ask: Ask) -> tuple[ItemGiven, ...]:
    return ask.given.items if isinstance(ask.given, SubmitPlan) else ()


@rule(*PARTS)
def plan_not_locked(ask: Ask) -> Answer:
    """A plan is handed in before its due day ends, or while it is opened again."""
    if ask.policy.values.late_work == "flag":
        return None
    closes = due_of(ask).closes(Item.PLAN)
    if ask.at < closes:
        return None
    return (
        f"工作计划已于{instant_words(closes)}截止，不再接收；所填内容已留作草稿。"
        "如有正当理由，请向考核办申请准予补报"
    )


@rule()
def plan_items_count(ask: Ask) -> Answer:
    """A plan has as many KPI items as the policy allows."""
    values, count = ask.policy.values, len(_items(ask))
    if values.items_min <= count <= values.items_max:
        return None
    return f"KPI指标共{count}项，须为{values.items_min}至{values.items_max}项，请增减后重新提交"


@rule()
def plan_weights(ask: Ask) -> Answer:
    """The weights of a plan sum to exactly the whole."""
    total = sum(item.weight for item in _items(ask))
    whole = ask.policy.values.weights_total
    if total == whole * SCALE:
        return None
    return f"KPI指标权重合计为{exact_text(Fraction(total, SCALE))}，须恰为{whole}，请调整各项权重"


@rule()
def plan_weights_positive(ask: Ask) -> Answer:
    """Every item of a plan carries some weight."""
    empty = [item.title for item in _items(ask) if item.weight <= 0]
    return f"指标“{'、'.join(empty)}”的权重为0，请填写大于0的权重或删去该项" if empty else None


@rule()
def plan_titles_differ(ask: Ask) -> Answer:
    """No two items of a plan have the same title, since marks are given by title."""
    titles = [item.title for item in _items(ask)]
    doubled = sorted({t for t in titles if titles.count(t) > 1})
    return f"指标名称“{'、'.join(doubled)}”重复，请改成不同的名称" if doubled else None


@rule()
def plan_assigned_weight(ask: Ask) -> Answer:
    """The item kept for assigned tasks stays within its weight."""
    values = ask.policy.values
    limit = values.assigned_item_weight_max
    for item in _items(ask):
        if item.title == values.assigned_item_title and item.weight > limit * SCALE:
            weight = exact_text(Fraction(item.weight, SCALE))
            return f"“{item.title}”的权重为{weight}，不得超过{limit}，请调低"
    return None


@rule("goals")
def plan_goal_listed(ask: Ask) -> Answer:
    """A goal that an item names stands on the office's list, in force and of the item's kind."""
    known = {goal.number: goal for goal in ask.case.goals}
    texts = []
    for item in _items(ask):
        if not item.link:
            continue
        goal = known.get(item.link)
        if goal is None:
            texts.append(
                f"指标“{item.title}”所写的目标第“{item.link}”号不在目标任务清单中，"
                "请核对编号，或请考核办先登记"
            )
        else:
            texts += _unfit(ask, item, goal)
    return texts or None


def _unfit(ask: Ask, item: ItemGiven, goal: ListedGoal) -> list[str]:
    """Why a listed goal is none for this item: not in force in the quarter, or another's."""
    named = f"指标“{item.title}”所写的目标第“{goal.number}”号({goal.title})"
    today = max(beijing_day(ask.at), ask.quarter.first)
    if goal.until is not None and goal.until < today:
        return [f"{named}已于{long_day_words(goal.until)}终止，请改写现行的目标"]
    if goal.since > ask.quarter.last:
        return [f"{named}自{long_day_words(goal.since)}起才有效，不能用于{ask.quarter.title}"]
    if item.goal in {Goal.STREET, Goal.SECTION} and item.goal.value != goal.level:
        source = LEVELS[goal.level]
        return [f"{named}是{source}，请把该项的目标来源 goal 改为“{source}”，或者改选别的目标"]
    if goal.level == Goal.SECTION.value and goal.section != ask.case.section:
        return [f"{named}是{goal.section}的目标，不是本人所在机构的，请核对"]
    return []


@rule("plans")
def plan_none_pending(ask: Ask) -> Answer:
    """Only one version of a plan awaits approval at a time."""
    if ask.case.pending_plan is None:
        return None
    return "已有一份工作计划正在等待审定，请待分管领导审定或退回后再提交"


@rule("plans")
def plan_pending(ask: Ask) -> Answer:
    """Approval and return need a plan that awaits them."""
    if ask.case.pending_plan:
        return None
    return f"目前没有等待审定的工作计划{_settled_by(ask)}，请等待本人提交"


def _settled_by(ask: Ask) -> str:
    """Who settled the newest plan and when, so that whoever comes second knows who came first."""
    newest = ask.case.plans[-1] if ask.case.plans else None
    if newest is None or newest.decided_at is None:
        return ""
    what = "退回" if newest.status == "returned" else "审定"
    when = instant_words(newest.decided_at)
    return f"(最近一份已由{ask.name(newest.decided_by)}于{when}办理{what})"


@rule("plans")
def plan_approved(ask: Ask) -> Answer:
    """Without an approved plan nothing can be amended, marked or scored."""
    if ask.case.approved_plan:
        return None
    return "工作计划尚未经分管领导审定，不能据以办理；请先提交并审定工作计划"


@rule("plan_items", *PARTS)
def amend_in_time(ask: Ask) -> Answer:
    """Amendments end some days before the quarter does; assigned tasks may change to the end.

    One that was returned may come back while the return keeps it open, whatever the day.
    """
    last = ask.quarter.last - timedelta(days=ask.policy.values.amend_until_days_before)
    opened = due_of(ask).opened_until(Item.PLAN)
    if ask.at < end_of(max(last, opened) if opened else last):
        return None
    if ask.at < end_of(ask.quarter.last) and _only_assigned(ask):
        return None
    return (
        f"调整工作计划已于{day_words(last)}截止"
        f"(上级交办事项可调整至{day_words(ask.quarter.last)})，"
        "本季度按已审定的计划考核；因客观原因不能完成的指标，可请分管领导按不计入处理"
    )


def _only_assigned(ask: Ask) -> bool:
    plan = ask.case.approved_plan
    if plan is None or not isinstance(ask.given, AmendPlan):
        return False

    old, new = _split(ask.case.items_of(plan.number)), _split(ask.given.items)
    fixed_before, assigned_before = old
    fixed_after, assigned_after = new
    if assigned_before == assigned_after or fixed_before.keys() != fixed_after.keys():
        return False
    # Assigned tasks take their weight from the rest or give it back, all in one direction.
    more = sum(assigned_after.values()) - sum(assigned_before.values())
    changes = [fixed_after[k] - fixed_before[k] for k in fixed_before]
    return all(c <= 0 for c in changes) if more >= 0 else all(c >= 0 for c in changes)


Weights = dict[tuple[str, str, str], int]


def _split(items: tuple[PlanItem, ...] | tuple[ItemGiven, ...]) -> tuple[Weights, Weights]:
    """The weights of what stands fixed and of assigned tasks, by title, goal and target."""
    fixed: Weights = {}
    assigned: Weights = {}
    for item in items:
        place = assigned if item.goal is Goal.ASSIGNED else fixed
        place[item.title, item.goal.value, item.target] = item.weight
    return fixed, assigned


@rule("plans", "plan_items")
def void_known_item(ask: Ask) -> Answer:
    """An item is voided once, by its title, and never the last one left."""
    plan, given = ask.case.approved_plan, ask.given
    if plan is None or not isinstance(given, VoidItem):
        return None
    live = [i.title for i in ask.case.items_of(plan.number) if not i.voided]
    if given.title not in live:
        return f"已审定的计划中没有可不计入的指标“{given.title}”，现有：{'、'.join(live)}"
    if len(live) == 1:
        return "只剩这一项指标，不能再不计入；请先调整工作计划"
    return None


@rule()
def until_not_past(ask: Ask) -> Answer:
    """A day named for a return, a reopening or an extension lies ahead."""
    until = getattr(ask.given, "until", None)
    if until is None or until >= beijing_day(ask.at):
        return None
    return f"期限{day_words(until)}早于今天，请填写今天或以后的日期"
