"""Guards of the review: marks, their notes, the proposed grade (R03, R05, R07, R11)."""

from fractions import Fraction

from rules.guards.plan import SCALE
from rules.inputs.appraisal import MarkGiven, Propose
from rules.numerals import exact_text
from rules.result import PARTS, kpi_marks_of, result_of
from rules.rule import Answer, Ask, rule


@rule("plans", "plan_items")
def kpi_marks(ask: Ask) -> Answer:
    """KPI marks are given by the titles of the approved plan's live items."""
    given, plan = ask.given, ask.case.approved_plan
    if not isinstance(given, MarkGiven) or plan is None:
        return None
    live = [i.title for i in ask.case.items_of(plan.number) if not i.voided]
    strange = [title for title in given.kpi if title not in live]
    if not strange:
        return None
    return f"已审定的计划中没有(或已不计入)指标“{'、'.join(strange)}”，现有：{'、'.join(live)}"


@rule()
def bpi_marks(ask: Ask) -> Answer:
    """BPI marks are given by the dimensions of the policy."""
    given, known = ask.given, ask.policy.values.bpi_dimensions
    if not isinstance(given, MarkGiven):
        return None
    strange = [name for name in given.bpi if name not in known]
    return f"没有BPI维度“{'、'.join(strange)}”，应为：{'、'.join(known)}" if strange else None


@rule()
def bpi_notes(ask: Ask) -> Answer:
    """Very low and very high BPI marks are explained."""
    given, values = ask.given, ask.policy.values
    if not isinstance(given, MarkGiven):
        return None
    low, high = values.bpi_note_low * SCALE, values.bpi_note_high * SCALE
    extreme = [name for name, mark in given.bpi.items() if mark <= low or mark >= high]
    if isinstance(given.notes, str):
        bare = [] if given.notes else extreme
    else:
        bare = [name for name in extreme if not given.notes.get(name)]
    if not bare:
        return None
    marks = "、".join(f"{name}{exact_text(Fraction(given.bpi[name], SCALE))}分" for name in bare)
    return (
        f"{marks}：{values.bpi_note_low}分及以下、{values.bpi_note_high}分及以上的，"
        "须在 notes 中写明理由"
    )


@rule(*PARTS)
def marks_complete(ask: Ask) -> Answer:
    """A grade is proposed only when every item and dimension is marked."""
    lacking = result_of(ask.case, ask.policy.values).lacking
    if not lacking:
        return None
    current = kpi_marks_of(ask.case)
    before = any(m.part == "kpi" and m.name not in current for m in ask.case.marks)
    hint = "(计划调整前的KPI评分不再计入，请按现行计划评分)" if before else ""
    return f"审核评鉴尚缺：{'、'.join(lacking)}{hint}，请补齐后再提出等次建议"


@rule(*PARTS)
def total_ready(ask: Ask) -> Answer:
    """The total is ready, since a missing part is never counted as zero."""
    if result_of(ask.case, ask.policy.values).total is not None:
        return None
    return "平时考核得分尚不能算出(缺项不按0分计)，请先补齐评分和加减分核实"


@rule("opi")
def opi_all_verified(ask: Ask) -> Answer:
    """Every ledger item is verified before its sum counts."""
    open_items = [o.document for o in ask.case.opi if o.waits]
    if not open_items:
        return None
    return f"加减分事项“{'、'.join(open_items)}”尚未核实，请由考核办另一人核实"


def _departs(ask: Ask) -> str | None:
    if not isinstance(ask.given, Propose) or ask.given.reason:
        return None
    reference = result_of(ask.case, ask.policy.values).band
    return reference if reference and reference is not ask.given.grade else None


@rule(*PARTS)
def departure_reason(ask: Ask) -> Answer:
    """A proposal that differs from the band of the score is given with a reason."""
    reference = _departs(ask)
    if reference is None or not isinstance(ask.given, Propose):
        return None
    return (
        f"拟提等次“{ask.given.grade}”与得分对应等次(参考)“{reference}”不一致，"
        "请在 reason 中写明理由"
    )


@rule(*PARTS)
def departure_standard(ask: Ask) -> Answer:
    """A grade away from the band rests on facts that meet the grade's standard."""
    reference = _departs(ask)
    if reference is None or not isinstance(ask.given, Propose):
        return None
    return f"请写明符合“{ask.given.grade}”等次标准的具体事实"
