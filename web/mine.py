"""The reader's own results: told and not yet signed for, and those of quarters that are over."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from rules.calendar import period_title
from rules.grade import Grade
from rules.nouns import Case
from storage.load import Loader
from storage.lookup import cases_of
from workflow.annual import ANNUAL
from workflow.pages import PAGES
from workflow.quarterly import QUARTERLY
from workflow.sight import is_told
from workflow.veil import stage_seen

PARTS = frozenset({"feedbacks", "acknowledgements", "decisions"})
RECEIPT = QUARTERLY.by_id["acknowledge"]
SIGNED_IN = frozenset(route.source for route in RECEIPT.routes)
"""The stages in which one signs for a result."""


@dataclass(frozen=True)
class Result:
    """A file of the reader's: of which period, how far it is, and its grade if it was told."""

    case: int
    period: str
    page: str
    stage: str
    grade: str
    explained: bool


def to_sign(loader: Loader, cases: Iterable[Case], person: str) -> list[Result]:
    """The reader's results that were told to them and not signed for since."""
    numbers = [
        c.id
        for c in cases
        if c.person == person and c.procedure == QUARTERLY.id and c.stage in SIGNED_IN
    ]
    found = loader.by_ids(numbers, PARTS) if numbers else []
    return [_result(case) for case in found if is_told(case) and not _signed(case)]


def _signed(case: Case) -> bool:
    told = case.feedback
    return told is None or any(a.at >= told.at for a in case.acknowledgements)


def over(loader: Loader, person: str, running: Collection[str]) -> list[Result]:
    """The reader's files of the quarters and years that are over, the newest first."""
    numbers = cases_of(loader.connection, loader.office, person)
    found = [
        case
        for case in loader.by_ids(numbers, PARTS)
        if case.procedure in (QUARTERLY.id, ANNUAL.id) and case.period not in running
    ]
    return [_result(case) for case in sorted(found, key=lambda c: (c.period, c.id), reverse=True)]


def _result(case: Case) -> Result:
    page, quarterly = PAGES[case.procedure], case.procedure == QUARTERLY.id
    told = quarterly and is_told(case)
    grade = str(case.decision.grade.value) if told and case.decision else ""
    if case.stage == "undetermined":
        grade = Grade.UNDETERMINED.value
    stage = page.stage_titles[stage_seen(case.stage, entitled=False)]
    return Result(case.id, period_title(case.period), page.title, stage, grade, told)
