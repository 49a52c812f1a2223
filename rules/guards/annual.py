"""Guards of the year: who is named, what is waited for, what the quarters rule out (R20–R22).

They bind what the annual body may record; none of them gives a grade.
"""

from collections.abc import Iterator

from rules.annual import Annual, assess, terms_of
from rules.calendar import beijing_day, period_title
from rules.grade import AnnualGrade
from rules.guards.publicity import open_postings, which_posting
from rules.inputs.year import RecordAnnual
from rules.nouns import Case
from rules.rule import Answer, Ask, rule
from rules.terms import YearBar
from rules.words import names_words
from rules.year_status import POOR_GRADES, YearStatus, beyond_poor, year_status

GRADED = (AnnualGrade.COMPETENT, AnnualGrade.BASIC, AnnualGrade.INCOMPETENT)
"""The grades of the year below excellence, without the one that withholds a grade."""
WRITTEN = "请在 reasons(例外的理由)中写明"


def annual_of(ask: Ask, person: str) -> Annual:
    """What a person's quarters imply for the year; those without a grade are left out."""
    quarters = ask.cohort.quarters.get(person, ())
    return assess([q.grade for q in quarters if q.grade], terms_of(ask.policy.values))


def annual_given(ask: Ask) -> list[tuple[Case, AnnualGrade, str]]:
    """The cases a record of the year names, with the grade and the reason given for each."""
    given = ask.given
    if not isinstance(given, RecordAnnual):
        return []
    return list(_named(ask, given))


def annual_persons(ask: Ask) -> list[str]:
    """The persons whose year an act records: their kin, and who was recused, keep away (R32)."""
    return [case.person for case, _, _ in annual_given(ask)]


def _named(ask: Ask, given: RecordAnnual) -> Iterator[tuple[Case, AnnualGrade, str]]:
    for handle, grade in given.grades.items():
        person = ask.who(handle)
        case = ask.cohort.of(person.id) if person else None
        if case:
            yield case, grade, (given.reasons or {}).get(handle, "")


@rule()
def waived_once(ask: Ask) -> Answer:
    """Leave not to wait is given once."""
    return "已办理不待未结季度，不必重复办理" if ask.cohort.waived else None


@rule()
def annual_names_known(ask: Ask) -> Answer:
    """A record of the year names people who were appraised in it."""
    given = ask.given
    if not isinstance(given, RecordAnnual):
        return None
    if not given.grades:
        return "没有写明谁的年度等次，请在 grades 中列出"
    handles = [*given.grades, *(given.reasons or {})]
    strange = [h for h in handles if not (p := ask.who(h)) or not ask.cohort.of(p.id)]
    listed = "、".join(dict.fromkeys(strange))
    return f"“{listed}”本年度没有参加平时考核，请核对名单" if strange else None


@rule()
def annual_stage(ask: Ask) -> Answer:
    """A grade of the year is recorded once the summary is in or its time is over, and once."""
    early = [ask.name(c.person) for c, _, _ in annual_given(ask) if c.stage == "summarising"]
    over = [
        ask.name(c.person)
        for c, _, _ in annual_given(ask)
        if c.stage in {"annual_publicity", "entered"}
    ]
    texts = []
    if early:
        texts.append(
            f"{names_words(early)}的年度总结尚未报送，也未到期，请等报送或到期后再登记，全部人员见年度考核情况"
        )
    if over:
        texts.append(
            f"{names_words(over)}的年度等次已公示或载入登记表，不能重复登记：已载入的可办理"
            "“更正年度等次”(correct_annual)，正在公示的须先撤销公示"
        )
    return texts or None


@rule()
def annual_quarters_settled(ask: Ask) -> Answer:
    """The year waits for its four quarters, which end in January, unless told not to."""
    if ask.cohort.waived:
        return None
    waiting: dict[tuple[str, ...], list[str]] = {}
    for case, _, _ in annual_given(ask):
        quarters = ask.cohort.quarters.get(case.person, ())
        if open_ := tuple(q.period for q in quarters if not q.settled):
            waiting.setdefault(open_, []).append(ask.name(case.person))
    if not waiting:
        return None
    listed = "；".join(
        f"{names_words(names)}的{'、'.join(map(period_title, open_))}"
        for open_, names in waiting.items()
    )
    return (
        f"{listed}的考核尚未办结，须待其办结，全部人员见年度考核情况；"
        "不等待的，请组长先写明理由办理“不待未结季度”(run_without)"
    )


@rule()
def annual_excellence(ask: Ask) -> Answer:
    """Excellence comes only from those with most of the highest quarterly grade and none poor.

    No reason helps; whoever is told so is told which grades there are.
    """
    texts = []
    for case, grade, _ in annual_given(ask):
        found = annual_of(ask, case.person)
        if grade is AnnualGrade.EXCELLENT and not found.excellent_candidate:
            others = "、".join(f"“{other.value}”" for other in _others(ask, case, found))
            texts.append(
                f"{ask.name(case.person)}：{found.reasons[0].text}；"
                f"写明理由也不能例外，请改选{others}"
            )
    return texts or None


def _others(ask: Ask, case: Case, found: Annual) -> list[AnnualGrade]:
    """The grades below excellence that need no exception."""
    status = year_status_of(ask, case)
    if case.person in ask.cohort.refused:
        return [AnnualGrade.INCOMPETENT]
    if status and status.bar is not YearBar.NOT_EXCELLENT:
        return [grade for grade in AnnualGrade if not status.bars(grade)]
    return [g for g in GRADED if not found.more_than_half_poor or g in POOR_GRADES]


def year_status_of(ask: Ask, case: Case) -> YearStatus | None:
    """The status of a person that leaves the annual body the fewest grades."""
    if annual_status.__name__ in ask.policy.silent_on:
        return None
    year = int(ask.cohort.period)
    return year_status(case.statuses, year, ask.policy, ask.calendar, beijing_day(ask.at))


@rule(cohort=("statuses",))
def annual_status(ask: Ask) -> Answer:
    """A grade of the year that a person's status does not leave open is not recorded.

    The annual body may go beyond it with a written reason.
    """
    texts = [
        f"{ask.name(case.person)}{found.because(entitled=False)}；确需例外的，{WRITTEN}"
        for case, grade, reason in annual_given(ask)
        if not reason and (found := barring(ask, case, grade))
    ]
    return texts or None


@rule(cohort=("statuses",))
def annual_poor(ask: Ask) -> Answer:
    """More than half poor quarters: other grades only by way of exception, with a reason."""
    names = [
        ask.name(case.person)
        for case, grade, reason in annual_given(ask)
        if not reason and poor_exception(ask, case, grade)
    ]
    if not names:
        return None
    return (
        f"{names_words(names)}的一般、较差季度超过半数，原则上应为基本称职或不称职；"
        f"按例外情形处理的，{WRITTEN}"
    )


def barring(ask: Ask, case: Case, grade: AnnualGrade) -> YearStatus | None:
    """The status of a person that a grade of the year goes beyond, if it does."""
    found = year_status_of(ask, case)
    return found if found and found.bars(grade) else None


def poor_exception(ask: Ask, case: Case, grade: AnnualGrade) -> bool:
    """Whether a grade of the year goes beyond what more than half poor quarters come to."""
    status = year_status_of(ask, case)
    return beyond_poor(annual_of(ask, case.person), status.bar if status else None, grade)


@rule()
def annual_refused(ask: Ask) -> Answer:
    """Whoever refused after education in the year is given no grade but the lowest (R26)."""
    names = [
        ask.name(case.person)
        for case, grade, _ in annual_given(ask)
        if case.person in ask.cohort.refused and grade is not AnnualGrade.INCOMPETENT
    ]
    if not names:
        return None
    return f"{names_words(names)}本年度有季度经教育后拒不改正，年度只能确定为“不称职”"


@rule()
def annual_something_to_post(ask: Ask) -> Answer:
    """A notice of the year has somebody to show."""
    if any(c.stage == "graded" for c in ask.cohort.cases):
        return None
    return "没有等待公示的年度优秀人选：须先登记年度等次"


@rule()
def annual_posting_open(ask: Ask) -> Answer:
    """Only a notice that is up can be annulled; where several are, the one that is named."""
    if open_postings(ask.cohort):
        return which_posting(ask)
    return "没有正在公示的年度名单，不必撤销"
