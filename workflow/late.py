"""What was late, put to people: whose obligation, what, and until when it was due (R31)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rules.calendar import CalendarMissing, beijing_text, end_of
from rules.following import ITEM
from rules.nouns import Case, Item, Lateness, Person
from rules.policy import Policy
from workflow.owing.owed import Bench
from workflow.remind import FOLLOW_UP, WHAT

MONTH = "month_"
MEASURE = "measure_"


def item_deadline(item: str) -> str:
    """The deadline on the page that an owed item falls under."""
    if item.startswith(ITEM):
        return f"{ITEM}due"
    return "summary_due" if item.startswith(MONTH) else f"{item}_due"


def item_title(item: str, policy: Policy | None = None) -> str:
    """An owed item in words: 8月小结, 工作计划, 研究确定等次, 谈话提醒 …"""
    if item.startswith(ITEM):
        kinds = policy.values.follow_ups if policy else {}
        terms = kinds.get(item.removeprefix(ITEM))
        return terms.title if terms else FOLLOW_UP
    if item.startswith(MEASURE):
        return f"第{item.removeprefix(MEASURE)}项改进措施"
    return f"{item.removeprefix(MONTH)}月小结" if item.startswith(MONTH) else WHAT[item]


def standing(case: Case, bench: Bench, at: datetime) -> list[Lateness]:
    """What counts as late: without what a later extension put back into its time."""
    return [late for late in case.lateness if not _taken_back(late, case, bench, at)]


def _taken_back(late: Lateness, case: Case, bench: Bench, at: datetime) -> bool:
    """Whether the due day was moved beyond the one noted, and the item came before its end."""
    month = int(late.item.removeprefix(MONTH)) if late.item.startswith(MONTH) else None
    if month is None and late.item != "plan":
        return False
    try:
        day = bench.due(case).of(Item.MONTH if month else Item.PLAN, month)
    except CalendarMissing:
        return False
    if month is None:
        came = [p.submitted_at for p in case.plans]
    else:
        came = [s.at for s in case.summaries if s.month == month]
    return day > late.due and min(came, default=at) < end_of(day)


def late_items(
    case: Case, people: Mapping[str, Person], bench: Bench, at: datetime
) -> list[dict[str, Any]]:
    """What was late on a case: the officer's own items, and those of whoever acted too late."""
    found = []
    for late in standing(case, bench, at):
        who = people[late.by or case.person]
        found.append(
            {
                "who": who.handle,
                "by": who.name,
                "item": late.item,
                "what": item_title(late.item, bench.policy),
                "due": late.due.isoformat(),
                "when": beijing_text(late.noted_at),
            }
        )
    return found
