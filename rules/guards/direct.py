"""Guards of direct grades: both kinds, the statement, the conflict (R16, R17)."""

from rules.calendar import CalendarMissing, beijing_day, end_of
from rules.grade import Grade
from rules.inputs.appraisal import ConfirmDirect, ProposeDirect
from rules.nouns import Direct
from rules.rule import Answer, Ask, rule
from rules.words import instant_words

KINDS = (Grade.GOOD, Grade.POOR)


def standing(directs: tuple[Direct, ...]) -> tuple[Direct, ...]:
    """The direct proposals that are neither lapsed nor replaced."""
    return tuple(d for d in directs if d.status in {"standing", "confirmed"})


@rule()
def direct_kind(ask: Ask) -> Answer:
    """Only the highest and the lowest grade can be given directly."""
    grade = getattr(ask.given, "grade", None)
    if grade in KINDS:
        return None
    return f"只能直接确定为“{KINDS[0]}”或“{KINDS[1]}”，“{grade}”须按得分和程序确定"


@rule("directs")
def direct_once(ask: Ask) -> Answer:
    """One kind of direct grade is proposed once."""
    given = ask.given
    if not isinstance(given, ProposeDirect):
        return None
    if any(d.grade is given.grade for d in standing(ask.case.directs)):
        return f"已提出过直接确定为“{given.grade}”，请等待领导小组研究"
    return None


@rule("directs")
def direct_proposed(ask: Ask) -> Answer:
    """The group admits only a direct grade that was proposed and still stands."""
    given = ask.given
    if not isinstance(given, ConfirmDirect):
        return None
    found = [d for d in standing(ask.case.directs) if d.grade is given.grade]
    if not found:
        return f"没有直接确定为“{given.grade}”的提请，请先由分管领导提出事实和佐证"
    kinds = {d.grade for d in standing(ask.case.directs)}
    if len(kinds) == 1 and any(d.status == "confirmed" for d in found):
        return f"已确认直接确定为“{given.grade}”，不必重复确认"
    return None


@rule("directs", "statements")
def direct_statement(ask: Ask) -> Answer:
    """The lowest grade is admitted after the person's statement, or after its time has passed."""
    given = ask.given
    if not isinstance(given, ConfirmDirect) or given.grade is not Grade.POOR:
        return None
    found = [d for d in standing(ask.case.directs) if d.grade is Grade.POOR]
    if not found or any(s.at >= found[-1].at for s in ask.case.statements):
        return None
    try:
        last = ask.calendar.after(beijing_day(found[-1].at), ask.policy.values.statement_days)
    except CalendarMissing as missing:
        return f"本人尚未陈述意见，而陈述期限待{missing.year}年工作日历公布后才能算出"
    if ask.at >= end_of(last):
        return None
    return f"本人可在{instant_words(end_of(last))}前陈述意见，请在本人陈述或期限届满后再确认"


@rule("directs")
def statement_due(ask: Ask) -> Answer:
    """A statement answers a direct proposal of the lowest grade."""
    if any(d.grade is Grade.POOR for d in standing(ask.case.directs)):
        return None
    return "目前没有需要您陈述意见的事项；对结果有不同意见的，请在结果反馈后反映"
