"""The year on pages: quarters beside the summary, what they rule out, what stands (R20–R23).

Derived as `kaohe year` tells it; the annual body alone gives a grade.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from rules.annual import RULED_OUT
from rules.calendar import beijing_day, period_title, quarter_of
from rules.guards.annual_exception import signed_at
from rules.nouns import Case
from rules.strokes import by_strokes
from storage.roll import section_order
from web.opened import Opened
from web.restricted import on_record
from web.visit import Visit
from workflow.annual import ANNUAL
from workflow.duties import bench_of
from workflow.people import year_cohort
from workflow.sight import OF_ROLE, Sight
from workflow.stand_in import StandIns
from workflow.year import YEAR
from workflow.year_report import PARTS, person_year

MOST = 500
"""People in the table of a whole year; more are read with `kaohe year`."""
WHOLE = frozenset(OF_ROLE.values())
"""As what somebody looks at everybody's year."""
ENTERED = "entered"
"""Where a grade of the year stands in the annual form."""


@dataclass(frozen=True)
class Yearly:
    """What a page tells of a year: the periods of its quarters, and everyone who may be shown.

    `total` counts those of whom only the first are shown; `whole` is the file of the whole year,
    for those who look at all of it.
    """

    periods: tuple[str, ...]
    people: tuple[Mapping[str, Any], ...]
    total: int
    whole: int = 0


def yearly(visit: Visit, file: Opened) -> Yearly | None:
    """The year of a file, or everyone's on the file of the whole year; None on other files."""
    if file.case.procedure not in {ANNUAL.id, YEAR.id}:
        return None
    plain = _told(visit, file, entitled=False)
    return on_record(
        visit,
        lambda entitled: _told(visit, file, entitled=entitled) if entitled else plain,
        lambda found: found != plain,
        entitled=file.entitled,
        period=file.case.period,
        case=file.case.id,
    )


def _told(visit: Visit, file: Opened, *, entitled: bool) -> Yearly:
    office, loader, period = visit.site.office, file.loader, file.case.period
    bench = bench_of(office, loader, period)
    cohort = year_cohort(loader, period, PARTS)
    people = {p.id: p for p in loader.everyone()}
    if file.case.person:
        cases = [c for c in cohort.cases if c.id == file.case.id]
    else:
        cases = [c for c in cohort.cases if c.person != visit.who.person]
        cases.sort(key=lambda c: (section_order(c.section), by_strokes(people[c.person].name)))
    stand_ins = StandIns(loader, visit.at, cases)
    listed = []
    for case in cases[:MOST]:
        told = person_year(case, cohort, bench, people, visit.at, entitled=entitled)
        told |= {"case": case.id, **_standing(case)}
        told["hindered"] = _hindered(told)
        told["waits"] = waits_for(told, waived=cohort.waived)
        told["apart"] = stand_ins.keeps_away(visit.who.person, case)
        listed.append(_own(told, file) if file.sights == {Sight.OWN} else told)
    last = quarter_of(period)
    periods = tuple(f"{last.year}Q{number}" for number in range(1, last.number + 1))
    whole = loader.case_of(YEAR.id, period, "") if file.sights & WHOLE else None
    return Yearly(periods, tuple(listed), len(cases), whole.id if whole else 0)


def _hindered(told: Mapping[str, Any]) -> str:
    """What stands against excellence of the quarters; empty if nothing does."""
    said = next((r["text"] for r in told["reasons"] if r["text"].startswith(RULED_OUT)), "")
    return str(said.removeprefix(RULED_OUT))


def _standing(case: Case) -> dict[str, Any]:
    """What became of a grade: the ones put right since they were entered, the day it was signed."""
    results = case.annual_results
    signed = signed_at(case)
    return {
        "earlier": [old for old, new in pairwise(results) if new.correction],
        "signed": beijing_day(signed) if signed else None,
    }


def _own(told: dict[str, Any], file: Opened) -> dict[str, Any]:
    """What officers are told of their own year: results that stand, no grade before its time."""
    quarters = {
        period: grade if period not in told["unsettled"] else None
        for period, grade in told["quarters"].items()
    }
    told |= {"quarters": quarters}
    if told["unsettled"]:
        told |= {"form_line": "", "reasons": [], "excellent_candidate": False}
    if not file.judged:
        told |= {"grade": None, "exception": "", "document": "", "recorded_by": None}
        told |= {"correction": "", "earlier": [], "signed": None}
    return told


def waits_for(told: Mapping[str, Any], *, waived: bool) -> list[str]:
    """What a person's grade of the year still waits for, in words."""
    found = [] if waived else [f"{period_title(p)}的考核尚未办结" for p in told["unsettled"]]
    return found + (["年度总结尚未报送，也未到期"] if told["stage"] == "summarising" else [])
