"""The year on pages: quarters beside the summary, what they rule out, what stands (R20–R23).

Derived as `kaohe year` tells it; the annual body alone gives a grade.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.calendar import CalendarMissing, beijing_day, period_title, quarter_of
from rules.grade import AnnualGrade
from rules.strokes import by_strokes
from storage.roll import section_order
from web.opened import Opened
from web.restricted import on_record
from web.visit import Visit
from workflow.annual import ANNUAL
from workflow.duties import bench_of
from workflow.office import Office
from workflow.people import year_cohort
from workflow.sight import Sight
from workflow.stand_in import StandIns
from workflow.year import YEAR
from workflow.year_report import PARTS, person_year

MOST = 500
"""People in the table of a whole year; more are read with `kaohe year`."""
OPEN = frozenset({"summarising", "assessing", "graded"})
"""Where a grade of the year may be recorded, or put right."""
PLAIN = AnnualGrade.COMPETENT.value
"""What most are given; the form fills it in for all the rest at once."""
GRADES = tuple(grade.value for grade in AnnualGrade)


@dataclass(frozen=True)
class Yearly:
    """What a page tells of a year: the periods of its quarters, and everyone who may be shown.

    `total` counts those of whom only the first are shown.
    """

    periods: tuple[str, ...]
    people: tuple[Mapping[str, Any], ...]
    total: int


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
        told |= {"case": case.id, "open": case.stage in OPEN}
        told["waits"] = waits_for(told, waived=cohort.waived)
        told["apart"] = stand_ins.keeps_away(visit.who.person, case)
        listed.append(_own(told, file) if file.sights == {Sight.OWN} else told)
    last = quarter_of(period)
    periods = tuple(f"{last.year}Q{number}" for number in range(1, last.number + 1))
    return Yearly(periods, tuple(listed), len(cases))


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
    return told


def year_beside(visit: Visit, file: Opened, filled: Mapping[str, Any]) -> dict[str, Any]:
    """What the form that records the year's grades shows: whose, and what is chosen so far."""
    year = yearly(visit, file)
    assert year is not None, "the move stands on the page of the year"
    rows = [
        (p, filled.get(f"grades:{p['who']}", ""), filled.get(f"reasons:{p['who']}", ""))
        for p in year.people
        if p["open"]
    ]
    ready = [p for p, _, _ in rows if not p["waits"] and not p["apart"]]
    office, period = visit.site.office, file.case.period
    cohort = year_cohort(file.loader, period, frozenset())
    return {
        "year": year,
        "rows": rows,
        "grades": GRADES,
        "idle": not ready,
        "waiting": _waiting(p for p, _, _ in rows if not p["apart"]),
        "rest": [p["who"] for p in ready if plainly(p)],
        "plain": PLAIN,
        "waived": cohort.waived,
        "due": _summaries_due(office, file),
    }


def plainly(told: Mapping[str, Any]) -> bool:
    """Whether nothing speaks against the plain grade, and none was recorded before."""
    return not (told["grade"] or told["more_than_half_poor"] or told["status_bar"])


def with_rest(form: Mapping[str, str], rest: Iterable[str]) -> dict[str, str]:
    """The grades of a form with the plain one for those of `rest` for whom none is chosen."""
    names = (f"grades:{who}" for who in rest)
    return {name: PLAIN for name in names if name in form and not form[name]}


def _waiting(rows: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Why some cannot be recorded yet, each reason with all it is true of."""
    found: dict[str, list[str]] = {}
    for told in rows:
        for why in told["waits"]:
            found.setdefault(why, []).append(told["name"])
    return found


def waits_for(told: Mapping[str, Any], *, waived: bool) -> list[str]:
    """What a person's grade of the year still waits for, in words."""
    found = [] if waived else [f"{period_title(p)}的考核尚未办结" for p in told["unsettled"]]
    return found + (["年度总结尚未报送，也未到期"] if told["stage"] == "summarising" else [])


def _summaries_due(office: Office, file: Opened) -> date | None:
    """The last day on which summaries of the year are handed in; None if it cannot be said."""
    year = file.loader.case_of(YEAR.id, file.case.period, "")
    days = bench_of(office, file.loader, file.case.period).policy.values.year_summary_due_days
    if year is None or year.entered_at is None:
        return None
    try:
        return office.calendar.after(beijing_day(year.entered_at), days)
    except CalendarMissing:
        return None
