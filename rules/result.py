"""The total and band of a case, derived from marks, plan and ledger under a policy (R03–R07)."""

from dataclasses import dataclass
from fractions import Fraction

from rules.grade import Grade
from rules.nouns import Case, Mark
from rules.policy import Values
from rules.score import TEN_THOUSANDTHS, Item, Thresholds, Total, band, bpi, kpi, total

PARTS = frozenset({"plans", "plan_items", "marks", "opi"})


@dataclass(frozen=True, slots=True)
class Result:
    """What a case's marks come to: the parts (None: not ready), the total, the band."""

    kpi: Fraction | None
    bpi: Fraction | None
    opi: Fraction | None
    total: Total | None
    band: Grade | None
    lacking: tuple[str, ...]


def thresholds(values: Values) -> Thresholds:
    """The lower bounds of the bands under a policy."""
    return Thresholds(values.band_good, values.band_fairly_good, values.band_ordinary)


def plan_number(case: Case) -> int:
    """The version of the plan that counts; 0 before a first approval."""
    return case.approved_plan.number if case.approved_plan else 0


def marks_of(case: Case) -> tuple[Mark, ...]:
    """The marks that count: on the dimensions, and on the items of the plan that counts.

    What an earlier version of the plan was given does not pass to the items of a later one (R09).
    """
    number = plan_number(case)
    return tuple(m for m in case.marks if m.part == "bpi" or m.plan == number)


def kpi_marks_of(case: Case) -> dict[str, Mark]:
    """The marks on the items of the plan that counts, by title, which differ within a version."""
    return {m.name: m for m in marks_of(case) if m.part == "kpi"}


def kpi_items(case: Case) -> tuple[Item, ...]:
    """The items of the plan that counts, with their marks."""
    plan = case.approved_plan
    items = case.items_of(plan.number) if plan else ()
    marks = {title: mark.value for title, mark in kpi_marks_of(case).items()}
    return tuple(Item(i.title, i.weight, marks.get(i.title), i.voided) for i in items)


def result_of(case: Case, values: Values) -> Result:
    """Derive the exact total and band; a missing part makes it not ready, never zero."""
    dimensions = values.bpi_dimensions
    behaviour = {m.name: m.value for m in case.marks if m.part == "bpi"}
    items = kpi_items(case)
    lacking = [f"KPI“{i.title}”" for i in items if not i.voided and i.mark is None]
    if not items:
        lacking.append("已审定的工作计划")
    lacking += [f"BPI“{d}”" for d in dimensions if d not in behaviour]
    key = kpi(items)
    conduct = bpi(behaviour, dimensions, values.bpi_weights)
    extra = ledger_of(case)
    if extra is None:
        lacking.append("加减分事项的核实")
    whole = total(
        kpi=key, bpi=conduct, opi=extra, kpi_share=values.kpi_share, bpi_share=values.bpi_share
    )
    grade = band(whole.value, thresholds(values)) if whole else None
    return Result(key, conduct, extra, whole, grade, tuple(lacking))


def ledger_of(case: Case) -> Fraction | None:
    """The sum of the verified ledger; zero when empty, None while an item awaits verification."""
    if any(o.waits for o in case.opi):
        return None
    return Fraction(sum(o.points for o in case.opi if o.live), TEN_THOUSANDTHS)
