"""Guards of the measures drawn from a quarter's results: who, by when, closed once (R24)."""

from rules.beside import AdoptMeasure, MeasureDone
from rules.calendar import beijing_day
from rules.rule import Answer, Ask, rule
from rules.words import day_words


def measure_owner(ask: Ask) -> list[str]:
    """Who sees to the measure an act is about, whose file it is in that (R32); reads measures."""
    given = ask.given
    if isinstance(given, AdoptMeasure):
        owner = ask.who(given.owner)
        return [owner.id] if owner else []
    return [m.owner for m in ask.case.measures if m.number == given.number]


@rule()
def measure_owner_known(ask: Ask) -> Answer:
    """Whoever sees to a measure is a person of the office."""
    given = ask.given
    if not isinstance(given, AdoptMeasure) or ask.who(given.owner):
        return None
    return f"责任人“{given.owner}”不是本单位在册人员，请写其登录名"


@rule()
def measure_due_ahead(ask: Ask) -> Answer:
    """A measure is to be done by a day that lies ahead."""
    given = ask.given
    if not isinstance(given, AdoptMeasure) or given.due >= beijing_day(ask.at):
        return None
    return f"完成期限{day_words(given.due)}早于今天，请填写今天或以后的日期"


@rule("measures")
def measure_open(ask: Ask) -> Answer:
    """A measure is reported done once, and only one that was adopted."""
    given = ask.given
    if not isinstance(given, MeasureDone):
        return None
    found = next((m for m in ask.case.measures if m.number == given.number), None)
    if found is None:
        return f"{ask.quarter.title}没有第{given.number}项改进措施，请核对"
    if found.done_at is not None:
        return f"第{given.number}项改进措施已凭{found.document}办结，不必重复登记"
    return None
