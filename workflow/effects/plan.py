"""What happens to plans: handed in, amended, approved, returned, an item voided (R04, R09)."""

from datetime import date

from rules.calendar import beijing_day
from rules.due import Due
from rules.inputs.reporting import AmendPlan, Return, SubmitPlan, VoidItem
from rules.nouns import Item
from rules.rule import Ask
from rules.words import day_words
from storage.change import Change, Put, Set
from workflow.effects.late import noted
from workflow.procedure import Effect, Note


def submit(ask: Ask) -> Effect:
    """Hand in a plan: a new version awaits approval."""
    return Effect(changes=_version(ask, amendment=False, reason=""))


def amend(ask: Ask) -> Effect:
    """Hand in an amended plan: the old version counts until the new one is approved."""
    given: AmendPlan = ask.given
    return Effect(changes=_version(ask, amendment=True, reason=given.reason))


def _version(ask: Ask, *, amendment: bool, reason: str) -> tuple[Change, ...]:
    given: SubmitPlan = ask.given
    case, number = ask.case.id, len(ask.case.plans) + 1
    plan = Put(
        "plan",
        {
            "case_id": case,
            "number": number,
            "status": "submitted",
            "amendment": amendment,
            "submitted_at": ask.at,
            "decided_at": None,
            "decided_by": "",
            "reason": reason,
        },
    )
    items = [
        Put(
            "plan_item",
            {
                "case_id": case,
                "plan": number,
                "ordinal": place,
                "title": item.title,
                "goal": item.goal,
                "weight": item.weight,
                "target": item.target,
                "due": item.due or given.due,
                "voided": False,
                "void_reason": "",
                "link": item.link,
            },
        )
        for place, item in enumerate(given.items, start=1)
    ]
    return (plan, *items)


def settle(ask: Ask, status: str) -> Set:
    """Set the pending version to approved or returned."""
    pending = ask.case.pending_plan
    assert pending is not None, "guarded by plan_pending"
    return Set(
        "plan",
        {"case_id": ask.case.id, "number": pending.number},
        {"status": status, "decided_at": ask.at, "decided_by": ask.actor.person},
    )


def approve(ask: Ask) -> Effect:
    """Approve the pending version; an earlier approved one no longer counts."""
    changes: list[Change] = []
    if old := ask.case.approved_plan:
        key = {"case_id": ask.case.id, "number": old.number}
        changes.append(Set("plan", key, {"status": "superseded"}))
    changes.append(settle(ask, "approved"))
    due = Due(ask.case, ask.quarter, ask.policy.values, ask.calendar).plan_approval
    changes += noted(ask, "plan_approval", due)
    return Effect(changes=tuple(changes))


def return_plan(ask: Ask) -> Effect:
    """Return the pending version; the plan is open again for some working days."""
    given: Return = ask.given
    until = returned_until(ask)
    opening = put_opening(ask, "return", Item.PLAN, None, until, given.reason)
    note = Note("plan_returned", (ask.case.person,), {"until": day_words(until)})
    return Effect(changes=(settle(ask, "returned"), opening), notes=(note,))


def returned_until(ask: Ask) -> date:
    """The last day a return opens an item: as many working days as the policy says, or later."""
    named: date | None = ask.given.until
    ordinary = ask.calendar.after(beijing_day(ask.at), ask.policy.values.return_days)
    return max(named, ordinary) if named else ordinary


def put_opening(
    ask: Ask, kind: str, item: Item, month: int | None, until: date, reason: str
) -> Put:
    """A new opening of an item of the case."""
    return Put(
        "opening",
        {
            "case_id": ask.case.id,
            "number": len(ask.case.openings) + 1,
            "kind": kind,
            "item": item,
            "month": month,
            "until": until,
            "by": ask.actor.person,
            "at": ask.at,
            "reason": reason,
        },
    )


def void_item(ask: Ask) -> Effect:
    """Leave an item out of the score; the weights of the rest are taken in proportion."""
    given: VoidItem = ask.given
    plan = ask.case.approved_plan
    assert plan is not None, "guarded by plan_approved"
    item = next(i for i in ask.case.items_of(plan.number) if i.title == given.title)
    key = {"case_id": ask.case.id, "plan": plan.number, "ordinal": item.ordinal}
    values = {"voided": True, "void_reason": given.reason}
    return Effect(changes=(Set("plan_item", key, values),))
