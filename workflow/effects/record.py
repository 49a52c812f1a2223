"""What happens to the record: log entries, summaries, returns, reopenings (R10, R31)."""

from rules.inputs.office import Reopen
from rules.inputs.reporting import Log, Return, ReturnSummary, Summarise
from rules.nouns import Item
from rules.rule import Ask
from rules.words import day_words
from storage.change import Change, Put, Set
from workflow.effects.plan import put_opening, returned_until, settle
from workflow.procedure import Effect, Note


def log(ask: Ask) -> Effect:
    """Write an entry into the work log."""
    given: Log = ask.given
    values = {
        "case_id": ask.case.id,
        "number": len(ask.case.logs) + 1,
        "day": given.date,
        "kind": given.kind,
        "item": given.item,
        "text": given.text,
        "at": ask.at,
    }
    return Effect(changes=(Put("log_entry", values),))


def summarise(ask: Ask) -> Effect:
    """Hand in a month's summary; an earlier version stays in the record."""
    given: Summarise = ask.given
    number = sum(1 for s in ask.case.summaries if s.month == given.month) + 1
    values = {
        "case_id": ask.case.id,
        "month": given.month,
        "number": number,
        "status": "submitted",
        "text": given.text,
        "at": ask.at,
    }
    return Effect(changes=(Put("summary", values),))


def return_summary(ask: Ask) -> Effect:
    """Return a month's summary; the month is open again for some working days."""
    given: ReturnSummary = ask.given
    until = returned_until(ask)
    newest = ask.case.summary_of(given.month)
    assert newest is not None, "guarded by month_submitted"
    key = {"case_id": ask.case.id, "month": given.month, "number": newest.number}
    changes: tuple[Change, ...] = (
        Set("summary", key, {"status": "returned"}),
        put_opening(ask, "return", Item.MONTH, given.month, until, given.reason),
    )
    data = {"item": item_words(Item.MONTH, given.month), "until": day_words(until)}
    return Effect(changes=changes, notes=(Note("month_returned", (ask.case.person,), data),))


def return_record(ask: Ask) -> Effect:
    """Return the whole record of the quarter; all its months are open again."""
    given: Return = ask.given
    until = returned_until(ask)
    opening = put_opening(ask, "return", Item.RECORD, None, until, given.reason)
    data = {"item": "本季度工作纪实和小结", "until": day_words(until)}
    return Effect(changes=(opening,), notes=(Note("month_returned", (ask.case.person,), data),))


def reopen(ask: Ask) -> Effect:
    """Give one person leave to report late; a plan that awaited approval goes back to them."""
    given: Reopen = ask.given
    month = given.month if given.stage is Item.MONTH else None
    whole_record = given.stage is Item.MONTH and month is None
    item = Item.RECORD if whole_record else given.stage
    changes: list[Change] = [put_opening(ask, "reopen", item, month, given.until, given.reason)]
    if given.stage is Item.PLAN and ask.case.pending_plan:
        changes.append(settle(ask, "returned"))
    data = {"item": item_words(item, month), "until": day_words(given.until)}
    note = Note("reopened", (ask.case.person,), data)
    return Effect(changes=tuple(changes), notes=(note,))


def item_words(item: Item, month: int | None) -> str:
    """What people call a locked item."""
    if item is Item.PLAN:
        return "工作计划"
    return f"{month}月小结" if month else "本季度月小结"
