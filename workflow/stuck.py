"""What waits for the group though nobody is asked for it day by day: a sentence for each (R33)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from rules.calendar import CalendarMissing, beijing_day, end_of
from rules.guards.group import DECIDED, OUT
from rules.guards.status import bars, because
from rules.nouns import Case, Person
from rules.status import Reckoner, Treated
from rules.words import names_words
from workflow.called import left_to_group
from workflow.owing.owed import Bench

People = Mapping[str, Person]


def set_aside(cases: Iterable[Case], people: People) -> Iterator[str]:
    """Who was set aside and waits for a supplementary session."""
    aside = [people[c.person].name for c in cases if c.aside and c.stage not in OUT | DECIDED]
    if aside:
        yield f"暂缓研究待补充研究：{names_words(aside)}；办齐以后由组长补充研究(decide)"


def away(cases: Iterable[Case], bench: Bench, people: People, at: datetime) -> Iterator[str]:
    """Who was away the whole quarter: nothing is owed on them, so it is said what can be done."""
    if at < end_of(bench.quarter.last):
        return
    if found := [people[c.person].name for c in cases if left_to_group(c, bench)]:
        yield (
            f"整季不在岗，不再等待工作计划：{names_words(found)}；请组长研究为不确定等次(decide)，"
            "或由考核办提请不参加考核(exempt)，确需定等次的由组长按例外情形处理(override_status)"
        )


def unverified(cases: Iterable[Case], people: People) -> Iterator[str]:
    """Which items of the ledger nobody has verified yet, without which no grade is given (R06)."""
    found = [
        f"{people[case.person].name}“{entry.document}”"
        for case in cases
        if case.stage not in OUT | DECIDED
        for entry in case.opi
        if entry.waits
    ]
    if found:
        yield (
            f"加减分事项尚未核实：{names_words(found)}；请由考核办登记人以外的人核实(verify_opi)，"
            "登记有误的先撤回(void_opi)；核实以前不能提出建议、不能研究确定"
        )


def overtaken(cases: Iterable[Case], bench: Bench, people: People, at: datetime) -> Iterator[str]:
    """Whose grade may not be made public, since a status entered after it stands against it."""
    reckoner = Reckoner(bench.quarter, bench.policy, bench.calendar, beijing_day(at))
    for case in cases:
        if case.stage != "feedback" or case.decision is None:
            continue
        found = _treated(reckoner, case)
        if found is not None and bars(found, case.decision.grade):
            yield (
                f"{people[case.person].name}{because(found, made=True)}，不能公示：请组长撤回等次"
                "(recall_decision)后另行研究，或者写明理由按例外情形处理(override_status)"
            )


def _treated(reckoner: Reckoner, case: Case) -> Treated | None:
    """How a person is treated; None while the calendar says too little to tell."""
    try:
        return reckoner.of(case)
    except CalendarMissing:
        return None


def unsigned(cases: Iterable[Case], bench: Bench, people: People, at: datetime) -> Iterator[str]:
    """Who was told a result and has not signed for it in time (R14)."""
    if found := [people[c.person].name for c in cases if _unsigned(c, bench, at)]:
        yield (
            f"{names_words(found)}未在期限内签收结果："
            "请书面送达，或由两名见证人见证并登记；不影响后续办理"
        )


def _unsigned(case: Case, bench: Bench, at: datetime) -> bool:
    """Whether a result that was told is not signed for in its time and was not witnessed."""
    told = case.feedback if case.stage in DECIDED else None
    if told is None or told.witness:
        return False
    if any(a.at >= told.at for a in case.acknowledgements):
        return False
    try:
        last = bench.calendar.after(beijing_day(told.at), bench.policy.values.acknowledge_days)
    except CalendarMissing:
        return False
    return at >= end_of(last)
