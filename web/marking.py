"""The marking sheet: the quarter's record beside the marks, and what the marks would come to.

The total, the band and what stands in the way are the rules' own; nothing is written (R03–R07).
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from rules.calendar import CalendarMissing, beijing_day
from rules.inputs.appraisal import MarkGiven
from rules.inputs.given import BadInput, read_input
from rules.nouns import Case, Mark
from rules.numerals import rounded
from rules.policy import Values
from rules.result import marks_of, plan_number, result_of, thresholds
from rules.score import HUNDREDTHS, TEN_THOUSANDTHS, Term, exact_text, shown
from web.forms import table
from web.heard import checks_of, withdrawn_by
from web.labels import GOALS
from web.opened import Opened
from web.plans import content_shown
from web.visit import Visit
from workflow.duties import bench_of
from workflow.explain.score_text import percent
from workflow.possible import foreseen

PARTS_NAMED = {"KPI": "个性指标", "BPI": "共性指标平均", "OPI": "加减分"}
PLACES = 2
LEDGER = {"commendation": "表彰奖励", "accountability": "问责"}


@dataclass(frozen=True)
class Line:
    """One mark to give: its part, name, what it is of, how to judge it, and what was filled in."""

    part: str
    name: str
    about: str
    anchors: tuple[str, ...]
    value: str
    note: str


def ledger_of(case: Case) -> list[dict[str, Any]]:
    """What stands in the ledger of a file, in words, without what was withdrawn."""
    return [
        {
            "kind": LEDGER[o.kind],
            "document": o.document,
            "issuer": o.issuer,
            "points": exact_text(Fraction(o.points, TEN_THOUSANDTHS)),
            "verified": o.verified_at is not None,
        }
        for o in case.opi
        if o.live
    ]


def record_beside(_visit: Visit, file: Opened, _: Mapping[str, Any]) -> dict[str, Any]:
    """The quarter's record: plans, summaries, log and ledger."""
    ledger, withdrawn = ledger_of(file.case), withdrawn_by(file.case, checks_of(file))
    content = content_shown(file.case)
    return {"content": content, "goals": GOALS, "ledger": ledger, "withdrawn": withdrawn}


def return_beside(visit: Visit, file: Opened, filled: Mapping[str, Any]) -> dict[str, Any]:
    """The quarter's record, and until when what is sent back is open if no day is named."""
    bench, day = bench_of(visit.site.office, file.loader, file.case.period), None
    with suppress(CalendarMissing):
        day = bench.calendar.after(beijing_day(visit.at), bench.policy.values.return_days)
    return record_beside(visit, file, filled) | {"ordinary": day}


def sheet_beside(visit: Visit, file: Opened, filled: Mapping[str, Any]) -> dict[str, Any]:
    """The lines of the sheet with what was filled in, and the record beside them."""
    values = bench_of(visit.site.office, file.loader, file.case.period).policy.values
    return record_beside(visit, file, filled) | {
        "kpi": list(_items(file.case, filled)),
        "bpi": list(_dimensions(values, filled)),
        "limits": (values.bpi_note_low, values.bpi_note_high),
        "full": values.full_mark,
        "foreseen": None,
    }


def _items(case: Case, filled: Mapping[str, Any]) -> Iterator[Line]:
    marks, notes = table("kpi", filled), table("notes", filled)
    plan = case.approved_plan
    for item in case.items_of(plan.number) if plan else ():
        if not item.voided:
            weight = exact_text(Fraction(item.weight, HUNDREDTHS))
            about = f"权重{weight}；{item.target}"
            yield Line("kpi", item.title, about, (), *_of(item.title, marks, notes))


def _dimensions(values: Values, filled: Mapping[str, Any]) -> Iterator[Line]:
    marks, notes = table("bpi", filled), table("notes", filled)
    heads = dict(_heads(values))
    for name in values.bpi_dimensions:
        anchors = values.bpi_anchors[name]
        yield Line("bpi", name, heads.get(name, ""), anchors, *_of(name, marks, notes))


def _of(name: str, marks: Mapping[str, str], notes: Mapping[str, str]) -> tuple[str, str]:
    return marks.get(name, ""), notes.get(name, "")


def _heads(values: Values) -> Iterator[tuple[str, str]]:
    """Under which head each dimension stands."""
    for head in values.bpi_heads:
        title, _, names = head.partition("：")
        yield from ((name, title) for name in names.split("、"))


def begun(_: Visit, file: Opened, __: int) -> Mapping[str, Any]:
    """The marks as they stand, to be gone over."""
    found: dict[str, str] = {}
    rows = {"kpi": 0, "bpi": 0}
    for place, mark in enumerate(marks_of(file.case)):
        at = f"{mark.part}.{rows[mark.part]}."
        rows[mark.part] += 1
        found |= {f"{at}key": mark.name, f"{at}value": exact_text(Fraction(mark.value, HUNDREDTHS))}
        found |= {f"notes.{place}.key": mark.name, f"notes.{place}.value": mark.note}
    return found


def estimate(visit: Visit, file: Opened, data: Mapping[str, Any]) -> dict[str, Any]:
    """What marks would come to: the exact total, the band, what lacks, what stands in the way."""
    office, case = visit.site.office, file.case
    values = bench_of(office, file.loader, case.period).policy.values
    asked = (visit.who.person, "mark", data)
    barred = foreseen(office, file.loader, case, asked, visit.at)
    try:
        given = read_input(MarkGiven, dict(data), values)
    except BadInput:
        return {"total": "", "lacking": (), "barred": barred}
    result = result_of(replace(case, parts=_with(case, given)), values)
    if result.total is None:
        return {"total": "", "lacking": result.lacking, "barred": barred}
    full, places = Fraction(values.full_mark), values.printed_places
    return {
        "total": shown(result.total.value, thresholds(values), full, places),
        "exact": exact_text(result.total.value),
        "terms": [_term(t) for t in result.total.terms],
        "band": result.band,
        "lacking": (),
        "barred": barred,
    }


def _term(term: Term) -> str:
    """A part of the total as people reckon it: what it is, times its share, and what that gives."""
    value = exact_text(term.value)
    value = f"约{rounded(term.value, PLACES)}" if "/" in value else value
    if term.share == 1:
        return f"{PARTS_NAMED[term.name]}{value}"
    shared = f"{value}×{percent(exact_text(term.share))}＝{exact_text(term.points)}"
    return f"{PARTS_NAMED[term.name]}{shared}"


def proposal_beside(visit: Visit, file: Opened, filled: Mapping[str, Any]) -> dict[str, Any]:
    """What the marks come to, the standards of the grades, and what was proposed before."""
    values = bench_of(visit.site.office, file.loader, file.case.period).policy.values
    return record_beside(visit, file, filled) | {
        "foreseen": estimate(visit, file, {}),
        "standards": values.grade_standards,
        "marks": [
            (m, exact_text(Fraction(m.value, HUNDREDTHS)))
            for m in sorted(marks_of(file.case), key=_place_of(file.case, values))
        ],
        "before": file.case.proposal,
    }


def _place_of(case: Case, values: Values) -> Callable[[Mark], tuple[bool, int]]:
    """The order of marks on paper: the items of the plan, then the dimensions."""
    plan = case.approved_plan
    items = [i.title for i in case.items_of(plan.number)] if plan else []
    order = {name: place for place, name in enumerate([*items, *values.bpi_dimensions])}
    return lambda mark: (mark.part != "kpi", order.get(mark.name, len(order)))


def _with(case: Case, given: MarkGiven) -> Mapping[str, tuple[Any, ...]]:
    """The parts of a case, its marks as they would stand."""
    marks = {(m.part, m.name): m for m in marks_of(case)}
    for part, plan, values in (("kpi", plan_number(case), given.kpi), ("bpi", 0, given.bpi)):
        marks |= {
            (part, name): Mark(part, name, value, plan=plan) for name, value in values.items()
        }
    return {**case.parts, "marks": tuple(marks.values())}
