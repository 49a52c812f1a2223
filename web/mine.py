"""The reader's own results: told and not yet signed for, and those of quarters that are over."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rules.calendar import beijing_day, period_title
from rules.conduct import NOT_PROVEN
from rules.grade import Grade
from rules.guards.annual_exception import signed_at
from rules.nouns import Case
from rules.objecting import objection_of
from rules.policy import Values
from rules.result import PARTS as SCORED
from rules.result import result_of
from storage.load import Loader
from storage.lookup import cases_of
from web.heard import withdrawn_by
from web.people import total_of
from workflow.annual import ANNUAL
from workflow.explain.objection import OUTCOMES
from workflow.fraud import FRAUD
from workflow.objection import OBJECTION
from workflow.pages import PAGES
from workflow.quarterly import FILLING, QUARTERLY
from workflow.sight import is_told
from workflow.veil import stage_seen

PARTS = SCORED | {"feedbacks", "acknowledgements", "decisions", "annual_results"}
SHOWN_FOR = timedelta(days=20)
"""For how long an answer to an objection is put forward."""
NEXT = {
    "maintained": "原结果不变；有新的事实的，可以再次反映",
    "changed": "改定的结果由分管领导向您反馈，请再签收",
    "reappraise": "将重新评鉴，新的结果由分管领导向您反馈",
    "not_admitted": "领导小组决定不予受理，理由见答复",
}
"""What comes after an answer, by its outcome."""
RECEIPT, SIGNED_YEARLY = QUARTERLY.by_id["acknowledge"], ANNUAL.by_id["acknowledge_year"].id
APPRAISALS = frozenset({QUARTERLY.id, ANNUAL.id})
YEAR_PARTS = frozenset({"annual_results", "acknowledgements"})
ValuesOf = Callable[[str], Values]
"""The values a quarter or a year is judged by."""
SIGNED_IN = frozenset(route.source for route in RECEIPT.routes)
"""The stages in which one signs for a result."""
PUBLIC: Mapping[str, str] = {"feedback": "待公示", "publicity": "公示中"}
"""Stages in which a grade that was told does not stand for good yet."""


@dataclass(frozen=True)
class Result:
    """A file of the reader's: of which period, how far it is, and its grade if it was told.

    `public` says that a notice with the grade hangs, or is still to hang; `receipt` is the move by
    which they sign for it.
    """

    case: int
    period: str
    page: str
    stage: str
    grade: str
    explained: bool
    total: str = ""
    public: str = ""
    receipt: str = RECEIPT.id


@dataclass(frozen=True)
class Answered:
    """An own objection that was answered: its file, the quarter, what came of it, what follows."""

    case: int
    period: str
    outcome: str
    next: str


def own_files(loader: Loader, cases: Iterable[Case], person: str) -> list[Case]:
    """The reader's own files of the quarters and years that run, with what tells their results."""
    numbers = [c.id for c in cases if c.person == person and c.procedure in APPRAISALS]
    return list(loader.by_ids(numbers, PARTS)) if numbers else []


def to_sign(own: Iterable[Case]) -> list[Result]:
    """The reader's results that were told to them and not signed for since."""
    return [_result(c) for c in own if c.stage in SIGNED_IN and is_told(c) and not _signed(c)]


def year_to_sign(loader: Loader, person: str) -> Iterator[Result]:
    """The grade of the reader's newest year, if it stands and was not signed for, over or not."""
    numbers = cases_of(loader.connection, loader.office, person)
    years = [c for c in loader.by_ids(numbers, YEAR_PARTS) if c.procedure == ANNUAL.id]
    last = max(years, key=lambda c: c.period, default=None)
    if last and last.stage in ANNUAL.finals and signed_at(last) is None:
        yield _result(last)


def planned(own: Iterable[Case]) -> dict[int, date]:
    """The reader's files in which the plan was approved and is worked by, with the day."""
    working = ((c.id, c.approved_plan) for c in own if c.stage in FILLING and not c.pending_plan)
    return {n: beijing_day(plan.decided_at) for n, plan in working if plan and plan.decided_at}


def _signed(case: Case) -> bool:
    told = case.feedback
    return told is None or any(a.at >= told.at for a in case.acknowledgements)


def answered(loader: Loader, cases: Iterable[Case], person: str, at: datetime) -> list[Answered]:
    """The reader's own objections that were answered lately."""
    numbers = [
        c.id
        for c in cases
        if c.person == person and c.procedure == OBJECTION.id and c.stage in OBJECTION.finals
    ]
    found = []
    for case in loader.by_ids(numbers, {"objections"}) if numbers else []:
        own = objection_of(case, case.objections)
        if own.own and own.decided_at and at < own.decided_at + SHOWN_FOR:
            title, then = OUTCOMES[own.outcome], NEXT[own.outcome]
            found.append(Answered(case.id, period_title(case.period), title, then))
    return found


def withdrawn(own: Iterable[Case], checks: Collection[Case]) -> list[tuple[int, str]]:
    """The reader's results that were withdrawn and are appraised again: the check, the quarter."""
    found = ((withdrawn_by(case, [c for c in checks if c.period == case.period]), case)
             for case in own)  # fmt: skip
    return [(check, period_title(case.period)) for check, case in found if check]


def cleared(checks: Iterable[Case]) -> list[tuple[int, str]]:
    """The checks that found nothing against the reader: the check, the quarter."""
    ended = (c for c in checks if c.procedure == FRAUD.id and c.stage == NOT_PROVEN)
    return [(case.id, period_title(case.period)) for case in ended]


def known(own: Iterable[Case], values: ValuesOf) -> dict[int, Result]:
    """The reader's results of what still runs that were told, by file."""
    return {c.id: _result(c, values(c.period)) for c in own if is_told(c)}


def over(loader: Loader, person: str, running: Collection[str], values: ValuesOf) -> list[Result]:
    """The reader's files of the quarters and years that are over, the newest first."""
    numbers = cases_of(loader.connection, loader.office, person)
    found = [
        case
        for case in loader.by_ids(numbers, PARTS)
        if case.procedure in APPRAISALS and case.period not in running
    ]
    return [
        _result(case, values(case.period))
        for case in sorted(found, key=lambda c: (c.period, c.id), reverse=True)
    ]


def _result(case: Case, values: Values | None = None) -> Result:
    page, quarterly = PAGES[case.procedure], case.procedure == QUARTERLY.id
    told = quarterly and is_told(case)
    grade = str(case.decision.grade.value) if told and case.decision else ""
    if not quarterly and case.stage in ANNUAL.finals and case.annual_results:
        grade = case.annual_results[-1].grade.value
    if case.stage == "undetermined":
        grade = Grade.UNDETERMINED.value
    stage = page.stage_titles[stage_seen(case.stage, entitled=False)]
    total = total_of(result_of(case, values), values) if told and values else ""
    public = PUBLIC.get(case.stage, "") if grade else ""
    receipt = RECEIPT.id if quarterly else SIGNED_YEARLY
    return Result(
        case.id, period_title(case.period), page.title, stage, grade, told, total, public, receipt
    )  # fmt: skip
