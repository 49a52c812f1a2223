"""The forms of a year: whose grade is recorded or put right, not waiting, the receipt (R20–R23).

What they tell is derived from the rules; the engine alone refuses.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.annual import assess, terms_of
from rules.calendar import CalendarMissing, beijing_day, period_title
from rules.grade import AnnualGrade, Grade
from rules.nouns import Cohort
from rules.policy import Policy
from rules.terms import YearBar
from rules.year_status import bars, beyond_poor
from web.notices import last_day
from web.opened import Opened
from web.visit import Visit
from web.yearly import ENTERED, yearly
from workflow.duties import bench_of
from workflow.office import Office
from workflow.people import year_cohort
from workflow.year import YEAR
from workflow.year_report import PARTS

OPEN = frozenset({"summarising", "assessing", "graded"})
"""Where a grade of the year may be recorded, or recorded anew."""
PLAIN = AnnualGrade.COMPETENT.value
"""What most are given; the form fills it in for all the rest at once."""
BEST = AnnualGrade.EXCELLENT


@dataclass(frozen=True)
class Line:
    """A person's line in the form: what the rules say of them, what is chosen, what can be.

    `excepted` says that some grade needs a reason; for all others there is nothing to write.
    """

    told: Mapping[str, Any]
    grade: str
    reason: str
    offers: tuple[tuple[str, str], ...]
    excepted: bool


def year_beside(visit: Visit, file: Opened, filled: Mapping[str, Any]) -> dict[str, Any]:
    """What the form that records the year's grades shows: whose, and what is chosen so far."""
    shown = _lines(visit, file, filled, OPEN)
    ready = [r.told for r in shown["rows"] if not r.told["waits"] and not r.told["apart"]]
    cohort = year_cohort(file.loader, file.case.period, PARTS)
    return shown | {
        "correcting": False,
        "idle": not ready,
        "waiting": _waiting(r.told for r in shown["rows"] if not r.told["apart"]),
        "rest": [p["who"] for p in ready if plainly(p)],
        "plain": PLAIN,
        "waived": cohort.waived,
        "due": summaries_due(visit.site.office, file),
        "given": Counter(c.annual_results[-1].grade for c in cohort.cases if c.annual_results),
        "best": BEST,
        "chosen": _chosen(shown["rows"]),
    }


def _chosen(rows: Iterable[Line]) -> str:
    """How many were given which grade so far, in words; empty before any was."""
    found = Counter(row.grade for row in rows if row.grade)
    listed = "、".join(f"{g.value}{found[g.value]}人" for g in AnnualGrade if found[g.value])
    return f"{found.total()}人：{listed}" if found else ""


def correct_beside(visit: Visit, file: Opened, filled: Mapping[str, Any]) -> dict[str, Any]:
    """What the form that puts grades right shows: whose stand, and what they are to become."""
    shown = _lines(visit, file, filled, frozenset({ENTERED}))
    return shown | {"correcting": True, "idle": all(r.told["apart"] for r in shown["rows"])}


def _lines(
    visit: Visit, file: Opened, filled: Mapping[str, Any], stages: frozenset[str]
) -> dict[str, Any]:
    """The year, and the lines of those who are in some stages."""
    year = yearly(visit, file)
    assert year is not None, "the move stands on the page of the year"
    policy = bench_of(visit.site.office, file.loader, file.case.period).policy
    rows = [_line(told, filled, policy) for told in year.people if told["stage"] in stages]
    return {"year": year, "rows": rows}


def _line(told: Mapping[str, Any], filled: Mapping[str, Any], policy: Policy) -> Line:
    offers = tuple(_offers(told, policy))
    chosen, reason = (filled.get(f"{name}:{told['who']}", "") for name in ("grades", "reasons"))
    excepted = bool(reason) or any(words.endswith(EXCEPTION) for _, words in offers)
    return Line(told, chosen, reason, offers, excepted)


EXCEPTION = "（须写理由）"


def _offers(told: Mapping[str, Any], policy: Policy) -> Iterator[tuple[str, str]]:
    """The grades of the year, each with what stands in its way for a person."""
    counted = [Grade(name) for name, n in told["counts"].items() for _ in range(n)]
    found = assess(counted, terms_of(policy.values))
    bar = YearBar(told["status_bar"]) if told["status_bar"] else None
    for grade in AnnualGrade:
        hopeless = grade is BEST and not found.excellent_candidate
        poor = beyond_poor(found, bar, grade)
        words = ""
        if hopeless and "annual_excellence" not in policy.silent_on:
            words = "（不能评优）"
        elif (poor and "annual_poor" not in policy.silent_on) or (bar and bars(bar, grade)):
            words = EXCEPTION
        yield grade.value, grade.value + words


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


def without_beside(visit: Visit, file: Opened, _: Mapping[str, Any]) -> dict[str, Any]:
    """What not waiting means: the quarters that are open, for how many, what it does not change."""
    cohort = year_cohort(file.loader, file.case.period, frozenset())
    ungraded = [c for c in cohort.cases if c.stage in OPEN]
    return {
        "open": sorted(_open(cohort).items()),
        "people": len(cohort.cases),
        "summarising": sum(c.stage == "summarising" for c in ungraded),
        "due": summaries_due(visit.site.office, file),
    }


def _open(cohort: Cohort) -> Counter[str]:
    """The quarters of the year that are not settled, each with the people it is open for."""
    return Counter(
        period_title(quarter.period)
        for case in cohort.cases
        for quarter in cohort.quarters.get(case.person, ())
        if not quarter.settled
    )


def posting_beside(visit: Visit, file: Opened, _: Mapping[str, Any]) -> dict[str, Any]:
    """What the form that posts shows: the list as it will hang, its quarters, until which day."""
    values = bench_of(visit.site.office, file.loader, file.case.period).policy.values
    days = values.annual_publicity_days
    return _lines(visit, file, {}, frozenset({"graded"})) | {
        "values": values,
        "last": last_day(visit, beijing_day(visit.at), days),
    }


def receipt_beside(visit: Visit, file: Opened, _: Mapping[str, Any]) -> dict[str, Any]:
    """What is signed for: the grade of the year, by which document, and what a receipt means."""
    year = yearly(visit, file)
    assert year is not None, "the move stands on the page of somebody's year"
    policy = bench_of(visit.site.office, file.loader, file.case.period).policy
    told = dict(year.people[0]) | {"year_title": period_title(file.case.period)}
    return {
        "told": told,
        "cite": policy.moves["acknowledge_year"].phrase,
        "remedy": told["grade"] == AnnualGrade.INCOMPETENT,
        "review": policy.values.annual_review_days,
        "appeal": policy.values.annual_appeal_days,
    }


def summaries_due(office: Office, file: Opened) -> date | None:
    """The last day on which summaries of the year are handed in; None if it cannot be said."""
    year = file.loader.case_of(YEAR.id, file.case.period, "")
    days = bench_of(office, file.loader, file.case.period).policy.values.year_summary_due_days
    if year is None or year.entered_at is None:
        return None
    try:
        return office.calendar.after(beijing_day(year.entered_at), days)
    except CalendarMissing:
        return None
