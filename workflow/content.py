"""What stands in a case, for whoever has to judge it: plans, summaries, log, drafts (R09–R11)."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from rules.calendar import beijing_text, parse_instant
from rules.nouns import Case, Goal, Item, Plan
from rules.score import HUNDREDTHS, exact_text
from rules.words import minute_words
from storage.history import CaseLine
from workflow.lines import titles

GOALS = {
    Goal.STREET: "街道目标",
    Goal.SECTION: "机构目标",
    Goal.DUTY: "岗位职责",
    Goal.ASSIGNED: "上级交办",
}
PLANS = {
    "submitted": "待审定",
    "approved": "已审定",
    "returned": "已退回",
    "superseded": "已被新计划代替",
}
DRAFTS = 3
KINDS = {"narrative": "写实式", "item": "条目式"}


def content_of(case: Case, lines: Iterable[CaseLine]) -> dict[str, Any]:
    """The plans that count or wait, the summaries, the log, and what was kept as a draft."""
    plans = [p for p in case.plans if p.status in {"submitted", "approved", "returned"}]
    return {
        "plans": [_plan(case, p) for p in plans],
        "summaries": [
            {
                "month": s.month,
                "status": s.status,
                "text": s.text,
                "at": beijing_text(s.at),
                "returned": _returned(case, s.status, Item.MONTH, s.at, s.month),
            }
            for s in case.summaries
        ],
        "logs": [
            {"day": e.day.isoformat(), "kind": e.kind, "item": e.item, "text": e.text}
            for e in case.logs
        ],
        "drafts": [
            {
                "move": line.body["move"],
                "at": beijing_text(line.at),
                "given": line.told["given"],
                "reasons": list(line.told.get("reasons", ())),
            }
            for line in lines
            if line.body["outcome"] == "refused"
            and line.body["actor"] == case.person
            and line.told.get("given")
        ],
    }


def _plan(case: Case, plan: Plan) -> dict[str, Any]:
    items = [
        {
            "title": i.title,
            "goal": i.goal.value,
            "weight": exact_text(Fraction(i.weight, HUNDREDTHS)),
            "target": i.target,
            "due": i.due.isoformat() if i.due else None,
            "voided": i.voided,
            "link": i.link or None,
        }
        for i in case.items_of(plan.number)
    ]
    return {
        "number": plan.number,
        "status": plan.status,
        "amendment": plan.amendment,
        "submitted_at": beijing_text(plan.submitted_at),
        "submitted": minute_words(plan.submitted_at),
        "reason": plan.reason,
        "returned": _returned(case, plan.status, Item.PLAN, plan.submitted_at),
        "items": items,
    }


def _returned(
    case: Case, status: str, item: Item, since: datetime, month: int | None = None
) -> dict[str, str] | None:
    """Why something was sent back and until when it may be handed in again; None if it was not."""
    if status != "returned":
        return None
    found = [
        o
        for o in case.openings
        if o.kind == "return" and (o.item, o.month) == (item, month) and o.at >= since
    ]
    return {"reason": found[0].reason, "until": found[0].until.isoformat()} if found else None


def content_lines(content: Mapping[str, Any]) -> Iterator[str]:
    """The content in lines a leader can read before approving or marking."""
    for plan in content["plans"]:
        kind = "调整计划" if plan["amendment"] else "工作计划"
        state = PLANS[plan["status"]]
        yield f"  {kind}第{plan['number']}份({state}，{plan['submitted']}提交)"
        yield from _why(plan["returned"])
        for item in plan["items"]:
            void = "，不计入" if item["voided"] else ""
            due = f"，{item['due']}前" if item["due"] else ""
            goal = GOALS[Goal(item["goal"])]
            goal += f"第{item['link']}号" if item["link"] else ""
            yield f"    {item['weight']}分 {item['title']}({goal}{due}{void})：{item['target']}"
    for summary in content["summaries"]:
        back = "(已退回)" if summary["status"] == "returned" else ""
        yield f"  {summary['month']}月小结{back}：{summary['text']}"
        yield from _why(summary["returned"])
    for entry in content["logs"]:
        item = f"〔{entry['item']}〕" if entry["item"] else ""
        yield f"  {entry['day']} {KINDS[entry['kind']]}{item}：{entry['text']}"
    for draft in content["drafts"][-DRAFTS:]:
        given = json.dumps(draft["given"], ensure_ascii=False)
        at, title = minute_words(parse_instant(draft["at"])), titles()[draft["move"]]
        yield f"  草稿({at} {title}未被接收)：{given}"


def _why(returned: Mapping[str, str] | None) -> Iterator[str]:
    if returned:
        yield f"    退回理由：{returned['reason']}(可修改到{returned['until']})"
