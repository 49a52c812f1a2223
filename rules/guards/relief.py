"""Guards of reopening, extension, exemption and their confirmation (R02, R31)."""

from rules.calendar import CalendarMissing
from rules.guards.group import DECIDED, OUT
from rules.guards.plan import due_of
from rules.inputs.office import Confirm, Exempt, Extend
from rules.nouns import Case, Item
from rules.rule import Answer, Ask, rule
from rules.words import day_words

PAST_EXEMPTION = (OUT | DECIDED) - {"suspended"}
"""Stages in which no request not to take part is confirmed any more."""


def extension_target(ask: Ask) -> tuple[str, str, str] | None:
    """Read the scope of an extension as (scope, section, person id); None if it names nobody."""
    given = ask.given
    if not isinstance(given, Extend):
        return None
    if given.scope == "all":
        return "all", "", ""
    if given.scope == "section":
        known = {c.section for c in ask.cohort.cases}
        return ("section", given.section, "") if given.section in known else None
    case = _named(ask, given.who if given.scope == "who" else given.scope)
    return ("person", "", case.person) if case else None


def _named(ask: Ask, handle: str) -> Case | None:
    """The case of a person named in the input, or else of the command's own subject."""
    person = ask.who(handle)
    return ask.cohort.of(person.id if person else "" if handle else ask.subject)


def exempted(ask: Ask) -> Case | None:
    """The case whose exemption a confirmation is about."""
    return _named(ask, ask.given.who) if isinstance(ask.given, Confirm) else None


def extended_person(ask: Ask) -> list[str]:
    """The one person an extension is for, if it is for one."""
    target = extension_target(ask)
    return [target[2]] if target and target[2] else []


def exempted_person(ask: Ask) -> list[str]:
    """The person whose exemption a confirmation is about."""
    given = ask.given
    case = exempted(ask) if isinstance(given, Confirm) and given.of == "exempt" else None
    return [case.person] if case else []


@rule()
def extend_scope(ask: Ask) -> Answer:
    """An extension is for all, for a section of the roster, or for another person on it."""
    given, target = ask.given, extension_target(ask)
    if not isinstance(given, Extend):
        return None
    if extra := _beyond_scope(ask, given):
        return extra
    if target:
        return None
    sections = sorted({c.section for c in ask.cohort.cases})
    return (
        f"延期范围“{given.scope}{given.section}”不明确：须为 all(全体)、"
        f"section(并写明内设机构：{'、'.join(sections)})或名册中一人"
    )


def _beyond_scope(ask: Ask, given: Extend) -> Answer:
    """What was named besides the scope that was chosen: nobody is to guess which was meant."""
    section = f"内设机构“{given.section}”" if given.section and given.scope != "section" else ""
    named = given.who and given.who != given.scope
    who = ask.who(given.who)
    person = f"人员“{who.name if who else given.who}”" if named and given.scope != "who" else ""
    if not section and not person:
        return None
    said = {"all": "全体", "section": "一个内设机构"}.get(given.scope, "一人")
    extra = "和".join(filter(None, (section, person)))
    return f"延期范围选的是{said}，又选了{extra}，请改选延期范围，或者把多选的去掉"


@rule("plans", "openings", "extensions", cohort=("plans", "openings", "extensions"))
def extend_later(ask: Ask) -> Answer:
    """An extension moves a due day to a later one."""
    given, target = ask.given, extension_target(ask)
    if not isinstance(given, Extend) or target is None:
        return None
    month = given.month if given.month in ask.quarter.months else None
    try:
        due = due_of(ask)
        first = ask.quarter.months[0]
        ordinary = (
            due.plan_ordinary() if given.stage is Item.PLAN else due.month_ordinary(month or first)
        )
    except CalendarMissing:
        return None
    if given.until > ordinary:
        return None
    return f"延期至{day_words(given.until)}不晚于原定的{day_words(ordinary)}，请填写更晚的日期"


@rule("exemptions")
def exempt_once(ask: Ask) -> Answer:
    """One request not to take part awaits confirmation at a time."""
    if not isinstance(ask.given, Exempt):
        return None
    if any(e.status == "pending" for e in ask.case.exemptions):
        return "已有一份不参加考核的提请等待组长确认，请勿重复提出"
    return None


@rule(cohort=("exemptions",))
def confirm_pending(ask: Ask) -> Answer:
    """The chair confirms only what awaits confirmation."""
    given = ask.given
    if not isinstance(given, Confirm):
        return None
    if given.of == "extend":
        if any(e.status == "pending" for e in ask.cohort.extensions):
            return None
        return "没有等待确认的全体延期，请先由考核办提出"
    case = exempted(ask)
    if case and any(e.status == "pending" for e in case.exemptions):
        if case.stage not in PAST_EXEMPTION:
            return None
        return f"“{given.who}”的等次已经研究确定，或者已不参加考核，不能再确认这份提请"
    return f"“{given.who}”没有等待确认的不参加考核提请，请先由考核办提出并写明依据"
