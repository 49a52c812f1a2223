"""Telling the results: who still has to hear theirs, who has, and what the sheet must say (R14)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from rules.calendar import CalendarMissing, beijing_day, period_title
from rules.nouns import Case, Feedback, Role
from rules.result import result_of, thresholds
from rules.score import shown as printed
from rules.strokes import by_strokes
from storage.load import Loader
from storage.roll import section_order
from web.labels import CHOICES
from web.opened import Opened
from web.pages import shown
from web.paging import Paging
from web.periods import running
from web.visit import Here, Visit
from workflow.duties import bench_of, duties
from workflow.owing.owed import Bench
from workflow.quarterly import QUARTERLY
from workflow.sight import OF_ROLE, Sight, sights

router = APIRouter()
TOLD_IN = frozenset({"feedback", "publicity", "closed"})
PARTS = frozenset({"decisions", "feedbacks", "acknowledgements"})
TELL, OWED = "give_feedback", "feedback_due"
"""The move that tells a result, and the deadline until which it is owed."""


@dataclass(frozen=True)
class Sheet:
    """A result that is to be told, or was: whose, by when, or by whom, how and whether signed."""

    case: Case
    name: str
    quarter: str
    leader: str
    due: date | None
    late: bool
    told: Feedback | None
    mode: str
    giver: str
    signed: bool
    mine: bool = False


@router.get("/feedback")
def sheets(visit: Here, page: int = 1) -> Response:
    """Every result of the running quarters that the reader may look at and that is to be told.

    What waits comes first; of many a page at a time.
    """
    office = visit.site.office
    found = []
    with office.store.database.read() as connection:
        loader = visit.loader(connection)
        names = {p.id: p.name for p in loader.everyone()}
        mine = _mine(visit, loader)
        for period in running(loader):
            bench = bench_of(office, loader, period)
            found += [
                replace(_sheet(visit, case, bench, names), mine=case.id in mine)
                for case in loader.of_period(QUARTERLY.id, period, PARTS)
                if case.stage in TOLD_IN and _seen(visit, loader, case)
            ]
    waiting = sorted((s for s in found if s.told is None), key=_turn)
    told = sorted((s for s in found if s.told), key=lambda s: (s.signed, s.case.section, s.name))
    paging = Paging.of(page, {}).over(len(found))
    piece = [*waiting, *told][paging.offset : paging.offset + paging.size]
    return shown(
        visit,
        "feedback.html",
        waiting=[s for s in piece if s.told is None],
        told=[s for s in piece if s.told],
        counts=(len(waiting), len(told)),
        paging=paging,
        leads=Role.SUPERVISOR in visit.who.roles,
        overseer=not visit.who.roles.isdisjoint(OF_ROLE.keys() & QUARTERLY.by_id[TELL].by),
        teller=not visit.who.roles.isdisjoint(QUARTERLY.by_id[TELL].by),
    )


def _mine(visit: Visit, loader: Loader) -> set[int]:
    """The files on which the reader owes it that the result is told."""
    return {
        duty.case
        for period in running(loader)
        for duty in duties(
            visit.site.office, loader, period, visit.at, visit.viewer, who=visit.who.person
        )
        if duty.deadline == OWED
    }


def _turn(sheet: Sheet) -> tuple[Any, ...]:
    """What the reader owes first, then by leader and name."""
    return not sheet.mine, by_strokes(sheet.leader), by_strokes(sheet.name), sheet.case.id


def waiting(visit: Visit, loader: Loader) -> list[Case]:
    """The files of the running quarters on which the reader may see that a result is to be told."""
    found = [
        case
        for period in running(loader)
        for case in loader.of_period(QUARTERLY.id, period, PARTS)
        if case.stage == "feedback" and case.feedback is None and _seen(visit, loader, case)
    ]
    names = {p.id: p.name for p in loader.people({c.person for c in found})}
    return sorted(found, key=lambda c: (section_order(c.section), by_strokes(names[c.person])))


def _seen(visit: Visit, loader: Loader, case: Case) -> bool:
    """Whether the reader looks at a file as somebody else than its own officer."""
    as_what = sights(loader, visit.who.person, visit.who.roles, case, visit.at)
    return bool(as_what - {Sight.OWN})


def _sheet(visit: Visit, case: Case, bench: Bench, names: Mapping[str, str]) -> Sheet:
    told, made = case.feedback, case.decision
    try:
        due = bench.due(case).feedback(made.at) if made else None
    except CalendarMissing:
        due = None
    signed = told is not None and (
        bool(told.witness) or any(a.at >= told.at for a in case.acknowledgements)
    )
    return Sheet(
        case,
        names[case.person],
        period_title(case.period),
        names.get(case.supervisor, ""),
        due,
        told is None and due is not None and beijing_day(visit.at) > due,
        told,
        CHOICES[told.mode] if told else "",
        names.get(told.given_by, "") if told else "",
        signed,
    )


def beside_feedback(visit: Visit, file: Opened, _: Mapping[str, Any]) -> dict[str, Any]:
    """What the form that tells a result shows: the result, and what the sheet must say."""
    bench = bench_of(visit.site.office, file.loader, file.case.period)
    values, case = bench.policy.values, file.case
    result = result_of(case, values)
    total = ""
    if result.total is not None:
        full = Fraction(values.full_mark)
        total = printed(result.total.value, thresholds(values), full, values.printed_places)
    return {
        "total": total,
        "decided": case.decision.grade.value if case.decision else "",
        "comment": case.proposal.comment if case.proposal else "",
        "brief": bench.policy.moves[TELL].brief,
    }
