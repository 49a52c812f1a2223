"""Guards of the year: a reason where there is an exception, corrections, the receipt (R20–R23)."""

from datetime import datetime

from rules.calendar import beijing_day
from rules.grade import AnnualGrade
from rules.guards.annual import (
    annual_excellence,
    annual_given,
    annual_of,
    annual_poor,
    barring,
    poor_exception,
)
from rules.inputs.year import CorrectAnnual, RecordAnnual
from rules.nouns import Case
from rules.rule import Answer, Ask, rule
from rules.words import day_words, names_words


@rule(cohort=("statuses",))
def annual_reasons(ask: Ask) -> Answer:
    """A reason is given for an exception alone: beside a plain grade it would stand for ever.

    Of excellence without its quarters another guard says that no reason helps.
    """
    given = ask.given
    if not isinstance(given, RecordAnnual):
        return None
    idle: dict[AnnualGrade, list[str]] = {}
    for case, grade, reason in annual_given(ask):
        if reason and not _exception(ask, case, grade) and not _hopeless(ask, case, grade):
            idle.setdefault(grade, []).append(ask.name(case.person))
    texts = [
        f"{names_words(names)}登记为“{grade.value}”不是例外情形，不写例外的理由，请删去"
        for grade, names in idle.items()
    ]
    alone = [handle for handle in given.reasons or {} if handle not in given.grades]
    if found := [ask.name(p.id) for handle in alone if (p := ask.who(handle))]:
        texts.append(
            f"{names_words(found)}只写了例外的理由，没有选年度等次：请选等次，或者删去理由"
        )
    return texts or None


def _exception(ask: Ask, case: Case, grade: AnnualGrade) -> bool:
    poor = annual_poor.__name__ not in ask.policy.silent_on and poor_exception(ask, case, grade)
    return poor or barring(ask, case, grade) is not None


def _hopeless(ask: Ask, case: Case, grade: AnnualGrade) -> bool:
    """Whether the quarters rule out excellence, of which another guard says all there is to say."""
    if grade is not AnnualGrade.EXCELLENT or annual_excellence.__name__ in ask.policy.silent_on:
        return False
    return not annual_of(ask, case.person).excellent_candidate


@rule(cohort=("annual_results",))
def annual_standing(ask: Ask) -> Answer:
    """What is put right is a grade that was entered, and becomes another or rests on other words.

    Before it is entered it is recorded anew, or its notice is taken down first.
    """
    given = ask.given
    if not isinstance(given, CorrectAnnual):
        known = any(case.stage == "entered" for case in ask.cohort.cases)
        return None if known else "还没有人的年度等次载入登记表，不用更正"
    early, posted, same = [], [], []
    for case, grade, reason in annual_given(ask):
        last = case.annual_results[-1] if case.annual_results else None
        if case.stage == "annual_publicity":
            posted.append(ask.name(case.person))
        elif case.stage != "entered" or last is None:
            early.append(ask.name(case.person))
        elif (last.grade, last.reason, last.document) == (grade, reason, given.document):
            same.append(ask.name(case.person))
    told = (
        (early, "的年度等次还没有载入登记表，不用更正：请办理“登记年度等次”"),
        (posted, "的年度等次正在公示：请由考核办先办理“撤销年度公示”，再重新登记"),
        (same, "登记的就是这个等次、理由和文件，没有可以更正的，请留空"),
    )
    return [f"{names_words(names)}{words}" for names, words in told if names] or None


def signed_at(case: Case) -> datetime | None:
    """When the officer signed for the grade of the year as it stands; None if they did not."""
    last = case.annual_results[-1] if case.annual_results else None
    since = [a.at for a in case.acknowledgements if last and a.result == last.number]
    return since[0] if since else None


@rule("acknowledgements", "annual_results")
def year_unsigned(ask: Ask) -> Answer:
    """A result of the year is signed for once; a corrected one once more."""
    signed = signed_at(ask.case)
    if signed is None:
        return None
    return f"已于{day_words(beijing_day(signed))}签收，不必重复签收"
