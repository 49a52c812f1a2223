"""The score of a case term by term, each with its clause, basis, who and when (R03–R07)."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from typing import Any

from rules.grade import Grade
from rules.nouns import Case, Mark, Opi, PlanItem
from rules.policy import Values
from rules.result import Result, kpi_marks_of, marks_of, result_of, thresholds
from rules.score import HUNDREDTHS, TEN_THOUSANDTHS, exact_text, shown
from workflow.explain.sources import Sources

LIMITS = (
    (Grade.GOOD, "band_good"),
    (Grade.FAIRLY_GOOD, "band_fairly_good"),
    (Grade.ORDINARY, "band_ordinary"),
)


def points(value: Fraction | None) -> str | None:
    """An exact value as text; None while it is not ready."""
    return None if value is None else exact_text(value)


def hundredths(value: int) -> str:
    """A mark or weight as text."""
    return exact_text(Fraction(value, HUNDREDTHS))


def score_of(case: Case, sources: Sources, *, entitled: bool = False) -> dict[str, Any]:
    """KPI, BPI, OPI, the terms of the total, the total and its band.

    What was marked before it was marked anew is told to the `entitled`.
    """
    values = sources.policy.values
    result = result_of(case, values)
    kpi, bpi = _kpi(case, result, sources), _bpi(case, result, sources)
    opi = _opi(case, result, sources)
    for part in (*kpi["items"], *bpi["marks"]):
        part["earlier"] = part["earlier"] if entitled else []
    return {
        "kpi": kpi,
        "bpi": bpi,
        "opi": opi,
        "terms": _terms(values, result, sources, (kpi, bpi, opi)),
        "total": points(result.total.value) if result.total else None,
        "shown": _shown(result, values),
        "scale": {"full_mark": str(values.full_mark), **sources.value("full_mark")},
        "lacking": {"parts": list(result.lacking), **sources.rule("total_ready")},
        **sources.value("kpi_share"),
        **_newest(sources, case),
        "band": _band(result, sources),
    }


def _kpi(case: Case, result: Result, sources: Sources) -> dict[str, Any]:
    plan = case.approved_plan
    items = case.items_of(plan.number) if plan else ()
    marks = kpi_marks_of(case)
    live = [i for i in items if not i.voided and i.title in marks]
    return {
        "plan": plan.number if plan else None,
        "items": [_item(case, i, marks.get(i.title), sources) for i in items],
        "weights": hundredths(sum(i.weight for i in items if not i.voided)),
        "value": points(result.kpi),
        **sources.value("weights_total"),
        **sources.stamp(*(sources.written("mark", case.id, "kpi", i.plan, i.title) for i in live)),
    }


def _item(case: Case, item: PlanItem, mark: Mark | None, sources: Sources) -> dict[str, Any]:
    table = ("mark", case.id, "kpi", item.plan, item.title)
    cite = sources.rule("kpi_marks")
    line = sources.written(*table) if mark else None
    if item.voided:
        cite = sources.move("void_item")
        line = sources.written("plan_item", case.id, item.plan, item.ordinal)
    return {
        "title": item.title,
        "goal": item.goal.value,
        "weight": hundredths(item.weight),
        "target": item.target,
        "link": _goal(case, item),
        "mark": hundredths(mark.value) if mark else None,
        "note": mark.note if mark else "",
        "earlier": _earlier(sources, *table),
        "voided": item.voided,
        "void_reason": item.void_reason,
        **cite,
        **sources.stamp(line),
    }


def _earlier(sources: Sources, *table: Any) -> list[dict[str, Any]]:
    """What was marked otherwise before, oldest first; a mark that was confirmed stands once."""
    written = sources.versions(*table)
    changed = [
        (line, wrote)
        for (line, wrote), (_, following) in pairwise(written)
        if any(wrote[name] != following[name] for name in ("value", "note"))
    ]
    return [
        {"mark": hundredths(wrote["value"]), "note": wrote["note"], **sources.stamp(line)}
        for line, wrote in changed
    ]


def _goal(case: Case, item: PlanItem) -> dict[str, Any] | None:
    """The goal on the office's list that an item names."""
    goal = next((g for g in case.goals if item.link and g.number == item.link), None)
    if goal is None:
        return None
    return {
        "number": goal.number,
        "title": goal.title,
        "level": goal.level,
        "section": goal.section,
        "document": goal.document,
        "from": goal.since.isoformat(),
        "to": goal.until.isoformat() if goal.until else None,
    }


def _bpi(case: Case, result: Result, sources: Sources) -> dict[str, Any]:
    marks = {m.name: m for m in case.marks if m.part == "bpi"}
    listed = []
    for name in sources.policy.values.bpi_dimensions:
        mark, table = marks.get(name), ("mark", case.id, "bpi", 0, name)
        listed.append(
            {
                "dimension": name,
                "mark": hundredths(mark.value) if mark else None,
                "note": mark.note if mark else "",
                **sources.value("bpi_dimensions"),
                "earlier": _earlier(sources, *table),
                **sources.stamp(sources.written(*table)),
            }
        )
    lines = [sources.written("mark", case.id, "bpi", 0, name) for name in marks]
    return {
        "marks": listed,
        "weights": list(sources.policy.values.bpi_weights),
        "weights_cite": sources.value("bpi_weights"),
        "value": points(result.bpi),
        **sources.rule("bpi_marks"),
        **sources.stamp(*lines),
    }


def _opi(case: Case, result: Result, sources: Sources) -> dict[str, Any]:
    lines = [sources.written("opi", case.id, o.number) for o in case.opi]
    return {
        "items": [_entry(o, sources) for o in case.opi if o.live],
        "value": points(result.opi),
        **sources.rule("opi_all_verified"),
        **sources.stamp(*lines),
    }


def _entry(entry: Opi, sources: Sources) -> dict[str, Any]:
    verified = entry.verified_at is not None
    return {
        "kind": entry.kind,
        "document": entry.document,
        "issuer": entry.issuer,
        "level": entry.level,
        "day": entry.day.isoformat(),
        "points": exact_text(Fraction(entry.points, TEN_THOUSANDTHS)),
        "points_basis": entry.basis,
        "late": entry.late,
        "verified": sources.signed(entry.verified_by, entry.verified_at) if verified else None,
        **sources.move("record_opi"),
        **sources.signed(entry.entered_by, entry.entered_at),
    }


def _terms(
    values: Values, result: Result, sources: Sources, parts: Iterable[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The parts with their shares; what each adds is exact, and None while it is not ready."""
    cites = (sources.value("kpi_share"), sources.value("bpi_share"), sources.move("record_opi"))
    shares = (values.kpi_share, values.bpi_share, Fraction(1))
    found = (result.kpi, result.bpi, result.opi)
    return [
        {
            "name": name,
            "value": points(value),
            "share": exact_text(share),
            "points": points(None if value is None else value * share),
            **cite,
            "who": part["who"],
            "by": part["by"],
            "when": part["when"],
        }
        for name, value, share, cite, part in zip(
            ("KPI", "BPI", "OPI"), found, shares, cites, parts, strict=True
        )
    ]


def _shown(result: Result, values: Values) -> str | None:
    if result.total is None:
        return None
    full, places = Fraction(values.full_mark), values.printed_places
    return shown(result.total.value, thresholds(values), full, places)


def _newest(sources: Sources, case: Case) -> dict[str, str | None]:
    """Who last gave a part of the score, and when."""
    rows = [("mark", case.id, m.part, m.plan, m.name) for m in marks_of(case)]
    lines = [sources.written(*row) for row in rows]
    lines += [sources.written("opi", case.id, o.number) for o in case.opi]
    return sources.stamp(*lines)


def _band(result: Result, sources: Sources) -> dict[str, Any]:
    """The band the exact total lies in: a reference, never a decision."""
    values = sources.policy.values
    limits = [
        {
            "grade": grade.value,
            "from": exact_text(getattr(values, name)),
            "reached": result.total.value >= getattr(values, name) if result.total else None,
            **sources.value(name),
        }
        for grade, name in LIMITS
    ]
    name = dict(LIMITS).get(result.band, LIMITS[-1][1]) if result.band else LIMITS[0][1]
    return {
        "grade": result.band.value if result.band else None,
        "thresholds": limits,
        **sources.value(name),
    }
