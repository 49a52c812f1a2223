"""What is said after a step of the year: how many were recorded, whose turn it is (R20–R23)."""

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import takewhile
from typing import Any

from rules.grade import AnnualGrade
from rules.nouns import Case
from rules.words import day_words
from storage.lookup import lines
from web.arranged import SIDE
from web.opened import Opened
from web.steps import Next
from web.visit import Visit
from web.yearly import ENTERED
from workflow.annual import ANNUAL
from workflow.called import annual_due_day
from workflow.duties import bench_of, owed_on
from workflow.year import YEAR

RECORDED = {"record_annual": "登记", "correct_annual": "更正"}
STEPS = frozenset({"enter_excellent", "enter_grade", "correct_excellent", "correct_grade"})
"""What either does on the file of each person it names, one line right after the other."""
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
    return _recorded(visit, file, told)


def _recorded(visit: Visit, file: Opened, told: Mapping[str, Any]) -> str:
    """How many were given which grade, who is posted, who was told."""
    written = lines(
        file.loader.connection, visit.site.office.id, after=told["seq"], telling=STEPS,
        most=len(file.loader.of_period(ANNUAL.id, file.case.period, ())),
    )  # fmt: skip
    steps = list(takewhile(lambda line: line.body.get("move") in STEPS, written))
    given = Counter(row["grade"] for s in steps for name, row in s.wrote if name == "annual_result")
    graded = "、".join(f"{g.value}{given[g.value]}人" for g in AnnualGrade if given[g.value])
    parts = [f"；{RECORDED[told['move']]}{len(steps)}人：{graded}"]
    if waiting := sum(step.body.get("to") == "graded" for step in steps):
        parts.append(f"优秀的{waiting}人接下来由考核办发布年度公示{_posted_by(visit, file)}")
    if done := len(steps) - waiting:
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
