"""Guards of checks of conduct: refusal to take part, and fraud (R26)."""

from datetime import date

from rules.calendar import beijing_day, end_of
from rules.conduct import EDUCATION, FACTS, FRAUD, REFUSAL, REMINDER, STATEMENT, last_of
from rules.inputs.conduct import DecideRefusal, Educate, OpenFraud, OpenRefusal, ProveFraud, Told
from rules.nouns import Case
from rules.rule import Answer, Ask, rule
from rules.status import BEFORE_DECISION
from rules.words import day_words


def checked(ask: Ask) -> Case | None:
    """The appraisal that a check is about."""
    return ask.cohort.of(ask.case.person)


@rule("checks")
def check_once(ask: Ask) -> Answer:
    """One check of a kind is open on a person at a time."""
    given = ask.given
    wanted = REFUSAL if isinstance(given, OpenRefusal) else FRAUD
    if not isinstance(given, OpenRefusal | OpenFraud):
        return None
    if any(c.procedure == wanted and not c.ended for c in ask.case.checks):
        return "该同志已有一件同类的情况核查正在办理，请在其中办理"
    return None


@rule("conduct")
def refusal_reminder_gap(ask: Ask) -> Answer:
    """Reminders are so many working days apart."""
    last = last_of(ask.case.conduct, REMINDER)
    if not isinstance(ask.given, Told) or last is None:
        return None
    days = ask.policy.values.refusal_reminder_gap_days
    first = ask.calendar.after(beijing_day(last.at), days)
    if beijing_day(ask.at) >= first:
        return None
    return f"两次提醒须相隔{days}个工作日，下一次提醒请在{day_words(first)}或以后"


@rule("conduct")
def refusal_reminded(ask: Ask) -> Answer:
    """Education comes after the reminders, with time left to take part."""
    given, values = ask.given, ask.policy.values
    if not isinstance(given, Educate):
        return None
    made = sum(1 for entry in ask.case.conduct if entry.kind == REMINDER)
    if made < values.refusal_reminders:
        return f"已提醒{made}次，须先提醒{values.refusal_reminders}次并记录，再作教育、定最后期限"
    least = ask.calendar.after(beijing_day(ask.at), values.refusal_last_days)
    if given.until < least:
        return f"最后期限至少留{values.refusal_last_days}个工作日，请填写{day_words(least)}或以后"
    return None


@rule("conduct", cohort=())
def refusal_deadline_over(ask: Ask) -> Answer:
    """The group decides on a refusal once the last day has passed."""
    taught = last_of(ask.case.conduct, EDUCATION)
    if not isinstance(ask.given, DecideRefusal) or taught is None or taught.until is None:
        return None
    if ask.at >= end_of(taught.until):
        return None
    return f"最后期限{day_words(taught.until)}24:00尚未届满，届满后仍不参加的再研究"


@rule(cohort=("decisions",))
def refusal_undecided(ask: Ask) -> Answer:
    """Somebody whose grade is decided has taken part."""
    case = checked(ask)
    if case is not None and case.stage in BEFORE_DECISION and case.decision is None:
        return None
    return "该同志本季度的等次已经研究确定，或者已不参加考核，不能再按未参加处理"


def heard_by(ask: Ask) -> date:
    """The last day on which a statement about fraud is waited for."""
    opened = last_of(ask.case.conduct, FACTS)
    day = beijing_day(opened.at if opened else ask.at)
    return ask.calendar.after(day, ask.policy.values.fraud_statement_days)


@rule("conduct")
def fraud_heard(ask: Ask) -> Answer:
    """The group decides after the person has stated, or has let the days for it pass."""
    if last_of(ask.case.conduct, STATEMENT):
        return None
    last = heard_by(ask)
    if ask.at >= end_of(last):
        return None
    return f"请先听取本人陈述，或等到{day_words(last)}24:00陈述期限届满"


@rule()
def fraud_measures(ask: Ask) -> Answer:
    """The measures chosen are among those the policy lists."""
    given, listed = ask.given, ask.policy.values.conduct_measures
    if not isinstance(given, ProveFraud):
        return None
    strange = [m for m in given.measures if m not in listed]
    if not strange:
        return None
    return f"“{'、'.join(strange)}”不在可以采取的措施之列，可选：{'、'.join(listed)}"


@rule(cohort=("decisions",))
def fraud_result_there(ask: Ask) -> Answer:
    """Only a result that was decided can be withdrawn."""
    case = checked(ask)
    if case is not None and case.stage in {"feedback", "publicity", "closed"}:
        return None
    return "该同志目前没有已经确定的季度结果可以撤销，请核对"
