"""Guards of the record: log entries and monthly summaries (R10, R31)."""

from rules.calendar import CalendarMissing, Quarter, beijing_day
from rules.due import PARTS
from rules.guards.plan import due_of
from rules.inputs.reporting import Log, ReturnSummary, Summarise
from rules.nouns import Item
from rules.rule import Answer, Ask, rule
from rules.words import instant_words


def _months(quarter: Quarter) -> str:
    return "、".join(f"{m}月" for m in quarter.months)


@rule()
def log_day_in_quarter(ask: Ask) -> Answer:
    """A log entry tells of a day of this quarter that has come."""
    given = ask.given
    if not isinstance(given, Log):
        return None
    if not ask.quarter.first <= given.date <= ask.quarter.last:
        return (
            f"纪实日期{given.date}不在本季度({ask.quarter.first}至{ask.quarter.last})内，请改正日期"
        )
    if given.date > beijing_day(ask.at):
        return f"纪实日期{given.date}还没有到，请在当天或以后填写"
    return None


@rule("plans", "plan_items")
def log_item_known(ask: Ask) -> Answer:
    """A log entry is linked to an item of the plan, or to none."""
    given = ask.given
    if not isinstance(given, Log) or not given.item:
        return None
    titles = {i.title for i in ask.case.plan_items}
    if given.item in titles:
        return None
    known = "、".join(sorted(titles)) or "(计划尚未提交)"
    return f"工作计划中没有指标“{given.item}”，现有：{known}；也可以不关联指标"


@rule("plans")
def summary_after_approval(ask: Ask) -> Answer:
    """A month is summarised under an approved plan; the old one counts while a new one waits."""
    if not isinstance(ask.given, Summarise) or ask.case.approved_plan:
        return None
    return "工作计划尚未审定，月小结在计划审定以后报送；请先提交计划，由分管领导审定"


@rule()
def month_in_quarter(ask: Ask) -> Answer:
    """A month belongs to the quarter."""
    month = getattr(ask.given, "month", None)
    if month is None or month in ask.quarter.months:
        return None
    return f"{month}月不在{ask.quarter.title}，请选择{_months(ask.quarter)}"


@rule()
def month_begun(ask: Ask) -> Answer:
    """A month is summarised only after it has begun."""
    given = ask.given
    if not isinstance(given, Summarise) or given.month not in ask.quarter.months:
        return None
    if beijing_day(ask.at) >= ask.quarter.month_first(given.month):
        return None
    return f"{given.month}月还没有开始，请到当月再填写小结"


@rule(*PARTS)
def month_not_locked(ask: Ask) -> Answer:
    """A summary is handed in before its due day ends, or while it is opened again."""
    given = ask.given
    if not isinstance(given, Summarise) or given.month not in ask.quarter.months:
        return None
    if ask.policy.values.late_work == "flag":
        return None
    try:
        closes = due_of(ask).closes(Item.MONTH, given.month)
    except CalendarMissing:
        return None
    if ask.at < closes:
        return None
    return (
        f"{given.month}月小结已于{instant_words(closes)}截止，不再接收；所填内容已留作草稿。"
        "如有正当理由，请向考核办申请准予补报"
    )


@rule("summaries")
def month_submitted(ask: Ask) -> Answer:
    """Only a summary that was handed in can be returned; where there is none, it is not offered."""
    if not ask.case.handed_in:
        return "月小结尚未报送(或者已经退回)，无从退回；需要补报的请由考核办准予补报"
    given = ask.given
    if not isinstance(given, ReturnSummary) or ask.case.summary_of(given.month):
        return None
    return f"{given.month}月小结尚未报送，无从退回；需要补报的请由考核办准予补报"
