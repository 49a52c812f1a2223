"""What is said after a step of the year: how many were recorded, whose turn it is (R20–R23)."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from rules.calendar import parse_instant
from rules.grade import AnnualGrade
from rules.nouns import Case
from rules.words import day_words
from web.arranged import SIDE
from web.opened import Opened
from web.steps import Next
from web.visit import Visit
from web.yearly import ENTERED
from workflow.annual import ANNUAL
from workflow.called import annual_due_day
from workflow.duties import bench_of, owed_on
from workflow.people import year_cohort
from workflow.year import YEAR

RECORDED = {"record_annual": "登记", "correct_annual": "更正"}
WITHOUT = "run_without"
POSTED = frozenset({"graded", "annual_publicity"})
"""The stages of excellence alone."""


def year_then(visit: Visit, file: Opened, told: Mapping[str, Any]) -> str:
    """What came of a step of the year and what comes next, in words; empty of any other step."""
    if told["outcome"] != "done":
        return ""
    if told["move"] in OTHERS:
        return OTHERS[told["move"]](visit, file)
    if told["move"] not in RECORDED:
        return ""
    at = parse_instant(told["at"])
    cohort = year_cohort(file.loader, file.case.period, frozenset({"annual_results"}))
    newest = [c for c in cohort.cases if c.annual_results and c.annual_results[-1].at == at]
    given = Counter(c.annual_results[-1].grade for c in newest)
    graded = "、".join(f"{grade.value}{given[grade]}人" for grade in AnnualGrade if given[grade])
    parts = [f"；{RECORDED[told['move']]}{len(newest)}人：{graded}"]
    waiting = sum(c.stage == "graded" for c in newest)
    if waiting:
        parts.append(f"优秀的{waiting}人接下来由考核办发布年度公示{_posted_by(visit, file)}")
    if done := sum(c.stage == ENTERED for c in newest):
        again = "重新签收" if told["move"] == "correct_annual" else "签收"
        parts.append(f"{done}人已载入登记表，已通知本人{again}")
    return "；".join(parts)


def _posted_by(visit: Visit, file: Opened) -> str:
    owed = owed_on(visit.site.office, file.loader, file.case, visit.at, visit.viewer)
    days = [duty.day for duty in owed if duty.deadline == "annual_publicity_due"]
    return f"（{day_words(days[0])}前）" if days else ""


def _summed_up(visit: Visit, file: Opened) -> str:
    year = file.loader.case_of(YEAR.id, file.case.period, "")
    bench = bench_of(visit.site.office, file.loader, file.case.period)
    day = annual_due_day(year.entered_at, bench) if year else None
    by = f"，{day_words(day)}前" if day else ""
    return f"；接下来由组长照有权机关的决定登记年度等次{by}，登记后在首页告知您"


def _taken_down(visit: Visit, file: Opened) -> str:
    return (
        "；名单上的人员退回“待公示”：等次有误的，由组长重新登记；其余由考核办改正后"
        f"重新发布年度公示{_posted_by(visit, file)}"
    )


OTHERS: Mapping[str, Callable[[Visit, Opened], str]] = {
    "summarise_year": _summed_up,
    "annul_year_publicity": _taken_down,
}


def ahead(file: Opened, move: str) -> Next | None:
    """What a step of the year was made for."""
    if move != WITHOUT:
        return None
    return Next(YEAR.by_id["record_annual"].title, f"/cases/{file.case.id}/do/record_annual", 1)


def off_the_way(case: Case) -> frozenset[str]:
    """The stages that do not lie on the way of a file: only excellence is posted."""
    posted = case.stage in POSTED or (
        case.stage == ENTERED
        and any(r.grade is AnnualGrade.EXCELLENT for r in case.annual_results[-1:])
    )
    return SIDE | (frozenset() if case.procedure != ANNUAL.id or posted else POSTED)
