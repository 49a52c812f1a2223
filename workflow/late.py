"""What was late, put to people: whose obligation, what, and until when it was due (R31)."""

from collections.abc import Mapping
from typing import Any

from rules.calendar import beijing_text
from rules.nouns import Case, Person
from workflow.remind import WHAT

MONTH = "month_"


def item_deadline(item: str) -> str:
    """The deadline on the page that an owed item falls under."""
    return "summary_due" if item.startswith(MONTH) else f"{item}_due"


def item_title(item: str) -> str:
    """An owed item in words: 8月小结, 工作计划, 研究确定等次 …"""
    return f"{item.removeprefix(MONTH)}月小结" if item.startswith(MONTH) else WHAT[item]


def late_items(case: Case, people: Mapping[str, Person]) -> list[dict[str, Any]]:
    """What was late on a case: the officer's own items, and those of whoever acted too late."""
    found = []
    for late in case.lateness:
        who = people[late.by or case.person]
        found.append(
            {
                "who": who.handle,
                "by": who.name,
                "item": late.item,
                "what": item_title(late.item),
                "due": late.due.isoformat(),
                "when": beijing_text(late.noted_at),
            }
        )
    return found
