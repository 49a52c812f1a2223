"""Each guard on a single case: what it lets through, and what it says when it does not."""

# ruff: noqa: E501 - a row of a table stays one row

from datetime import date
from typing import Any

import pytest

from rules.grade import Grade
from rules.inputs.appraisal import (
    ConfirmDirect,
    GiveFeedback,
    MarkGiven,
    Propose,
    ProposeDirect,
    RecordOpi,
    VerifyOpi,
    VoidOpi,
)
from rules.inputs.office import Exempt
from rules.inputs.reporting import (
    AmendPlan,
    Log,
    Return,
    ReturnSummary,
    SubmitPlan,
    Summarise,
    VoidItem,
)
from rules.nouns import Exemption, Feedback, Item, Opening, Statement, Summary
from rules.records import Goal, ListedGoal
from tests.rules.asking import (
    NOON,
    POLICY,
    answer,
    ask,
    beijing,
    boundaries,
    case,
    decided,
    direct,
    given,
    item,
    judged,
    marked,
    opi,
    plan,
)

DIMENSIONS = POLICY.values.bpi_dimensions
KEPT = POLICY.values.assigned_item_title


def listed(number: str, level: str, since: date, until: date | None) -> ListedGoal:
    """A goal on the office's list."""
    section = "民政办" if level == "section" else ""
    return ListedGoal(number, "办结信访件", level, section, since, until, "", "p5", NOON)


GOALS = (
    listed("3", "street", date(2026, 1, 1), None),
    listed("4", "street", date(2026, 1, 1), date(2026, 6, 30)),
    listed("5", "street", date(2026, 10, 1), None),
    listed("6", "section", date(2026, 1, 1), date(2026, 12, 31)),
)


def linked(number: str, goal: str = "street") -> Any:
    """A plan whose only item names a goal of the list."""
    item = {"title": "甲", "goal": goal, "weight": "100", "target": "完成", "link": number}
    return given(SubmitPlan, items=[item])


def items(*weights: str, goal: str = "street", titles: tuple[str, ...] = ()) -> Any:
    """A plan with items of these weights."""
    names = titles or tuple(f"指标{i}" for i in range(1, len(weights) + 1))
    listed = [
        {"title": t, "goal": goal, "weight": w, "target": "完成"}
        for t, w in zip(names, weights, strict=True)
    ]
    return given(SubmitPlan, items=listed)


def amended(*rows: tuple[str, str, str]) -> Any:
    """An amended plan of (title, goal, weight)."""
    listed = [{"title": t, "goal": g, "weight": w, "target": "完成"} for t, g, w in rows]
    return given(AmendPlan, items=listed, reason="任务调整")


MONTH_8 = given(Summarise, month=8, text="完成")
LATE_8 = beijing("2026-09-08T00:00:00")
OPEN_8 = Opening(1, "reopen", Item.MONTH, 8, date(2026, 9, 10), "p3", NOON)
SENT = Summary(8, 1, "submitted", "完成", NOON)
PLANNED = {"plans": (plan(),), "plan_items": (item("甲", 6000), item("乙", 4000))}
ONE = {"plans": (plan(),), "plan_items": (item("甲", 10000),)}
HAO = given(Propose, grade="好", comment="评语")
PENDING = Exemption(1, "away", "挂职", "1号", "pending", "p3", NOON)
OPI = {
    "kind": "commendation", "issuer": "区委", "level": "区级", "document": "1号",
    "date": "2026-08-31", "points": "1", "basis": "依据", "evidence": "佐证",
}  # fmt: skip
TALK = given(GiveFeedback, mode="talk", text="已谈话")
POOR = given(ConfirmDirect, grade="较差", reason="研究", present=["li"])

# guard, what is asked, the words of the refusal (None: nothing stands in the way)
TABLE: list[tuple[str, dict[str, Any], str | None]] = [
    ("plan_not_locked", {"at": beijing("2026-07-07T23:59:59"), "case": case("planning")}, None),
    ("plan_not_locked", {"at": beijing("2026-07-08T00:00:00"), "case": case("planning")}, "7月7日24:00截止"),
    ("plan_items_count", {"given": items("100")}, None),
    ("plan_items_count", {"given": items()}, "共0项"),
    ("plan_items_count", {"given": items(*["11"] * 9)}, "共9项，须为1至8项"),
    ("plan_weights", {"given": items("60", "40")}, None),
    ("plan_weights", {"given": items("60", "39.99")}, "合计为99.99，须恰为100"),
    ("plan_weights", {"given": items("60", "40.01")}, "合计为100.01"),
    ("plan_weights_positive", {"given": items("100", "0")}, "“指标2”的权重为0"),
    ("plan_weights_positive", {"given": items("99.99", "0.01")}, None),
    ("plan_titles_differ", {"given": items("60", "40", titles=("甲", "甲"))}, "“甲”重复"),
    ("plan_titles_differ", {"given": items("60", "40")}, None),
    ("plan_goal_listed", {"given": linked("3"), "case": case("planning", goals=GOALS)}, None),
    ("plan_goal_listed", {"given": linked(""), "case": case("planning", goals=())}, None),
    ("plan_goal_listed", {"given": linked("9"), "case": case("planning", goals=GOALS)}, "不在目标任务清单中"),
    ("plan_goal_listed", {"given": linked("4"), "case": case("planning", goals=GOALS)}, "已于2026年6月30日终止"),
    ("plan_goal_listed", {"given": linked("5"), "case": case("planning", goals=GOALS)}, "自2026年10月1日起才有效"),
    ("plan_goal_listed", {"given": linked("6"), "case": case("planning", goals=GOALS)}, "请把该项的目标来源 goal 改为“"),
    ("plan_goal_listed", {"given": linked("6", goal="section"), "case": case("planning", goals=GOALS, section="党建办")}, "不是本人所在机构的"),
    ("plan_goal_listed", {"given": linked("6", goal="section"), "case": case("planning", goals=GOALS, section="民政办")}, None),
    ("plan_assigned_weight", {"given": items("70", "30", titles=("甲", KEPT))}, None),
    ("plan_assigned_weight", {"given": items("69.99", "30.01", titles=("甲", KEPT))}, "不得超过30"),
    ("plan_none_pending", {"case": case(plans=(plan("submitted"),))}, "正在等待审定"),
    ("plan_none_pending", {"case": case(plans=(plan(),))}, None),
    ("plan_pending", {"case": case(plans=(plan(),))}, "没有等待审定"),
    ("plan_pending", {"case": case(plans=(plan("submitted"),))}, None),
    ("plan_approved", {"case": case(plans=(plan("submitted"),))}, "尚未经分管领导审定"),
    ("plan_approved", {"case": case(**ONE)}, None),
    ("amend_in_time", {"at": beijing("2026-09-15T23:59:59"), "case": case(**PLANNED), "given": amended(("丙", "duty", "100"))}, None),
    ("amend_in_time", {"at": beijing("2026-09-16T00:00:00"), "case": case(**PLANNED), "given": amended(("丙", "duty", "100"))}, "9月15日截止"),
    ("amend_in_time", {"at": beijing("2026-09-30T23:59:59"), "case": case(**PLANNED), "given": amended(("甲", "street", "50"), ("乙", "street", "30"), ("交办", "assigned", "20"))}, None),
    ("amend_in_time", {"at": beijing("2026-10-01T00:00:00"), "case": case(**PLANNED), "given": amended(("甲", "street", "50"), ("乙", "street", "30"), ("交办", "assigned", "20"))}, "截止"),
    ("void_known_item", {"case": case(**PLANNED), "given": given(VoidItem, title="乙", reason="政策取消")}, None),
    ("void_known_item", {"case": case(**PLANNED), "given": given(VoidItem, title="丙", reason="政策取消")}, "没有可不计入的指标“丙”"),
    ("void_known_item", {"case": case(**ONE), "given": given(VoidItem, title="甲", reason="政策取消")}, "只剩这一项"),
    ("until_not_past", {"given": given(Return, reason="补充", until="2026-10-15")}, None),
    ("until_not_past", {"given": given(Return, reason="补充", until="2026-10-14")}, "早于今天"),
    ("log_day_in_quarter", {"given": given(Log, date="2026-07-01", kind="item", text="办件")}, None),
    ("log_day_in_quarter", {"given": given(Log, date="2026-06-30", kind="item", text="办件")}, "不在本季度"),
    ("log_day_in_quarter", {"at": beijing("2026-08-01T09:00:00"), "given": given(Log, date="2026-08-02", kind="item", text="办件")}, "还没有到"),
    ("log_item_known", {"case": case(**ONE), "given": given(Log, date="2026-07-01", kind="item", text="办件", item="甲")}, None),
    ("log_item_known", {"case": case(**ONE), "given": given(Log, date="2026-07-01", kind="item", text="办件", item="乙")}, "没有指标“乙”"),
    ("summary_after_approval", {"case": case("plan_review", plans=(plan(), plan("submitted", 2))), "given": MONTH_8}, None),
    ("summary_after_approval", {"case": case("plan_review", plans=(plan("submitted"),)), "given": MONTH_8}, "工作计划尚未审定"),
    ("month_in_quarter", {"given": MONTH_8}, None),
    ("month_in_quarter", {"given": given(Summarise, month=6, text="完成")}, "6月不在2026年第三季度"),
    ("month_begun", {"at": beijing("2026-08-01T00:00:00"), "given": MONTH_8}, None),
    ("month_begun", {"at": beijing("2026-07-31T23:59:59"), "given": MONTH_8}, "还没有开始"),
    ("month_not_locked", {"at": beijing("2026-09-07T23:59:59"), "case": case("recording"), "given": MONTH_8}, None),
    ("month_not_locked", {"at": LATE_8, "case": case("recording"), "given": MONTH_8}, "9月7日24:00截止"),
    ("month_not_locked", {"at": LATE_8, "case": case("recording", openings=(OPEN_8,)), "given": MONTH_8}, None),
    ("month_not_locked", {"at": beijing("2026-09-11T00:00:00"), "case": case("recording", openings=(OPEN_8,)), "given": MONTH_8}, "9月10日24:00截止"),
    ("month_submitted", {"case": case(summaries=(SENT,)), "given": given(ReturnSummary, month=8, reason="补充")}, None),
    ("month_submitted", {"case": case(), "given": given(ReturnSummary, month=8, reason="补充")}, "月小结尚未报送(或者已经退回)"),
    ("month_submitted", {"case": case(summaries=(SENT,)), "given": given(ReturnSummary, month=9, reason="补充")}, "9月小结尚未报送"),
    ("kpi_marks", {"case": case(**ONE), "given": given(MarkGiven, kpi={"甲": "100"})}, None),
    ("kpi_marks", {"case": case(**ONE), "given": given(MarkGiven, kpi={"乙": "90"})}, "指标“乙”"),
    ("bpi_marks", {"given": given(MarkGiven, bpi={DIMENSIONS[0]: "90"})}, None),
    ("bpi_marks", {"given": given(MarkGiven, bpi={"勤奋": "90"})}, "没有BPI维度“勤奋”"),
    ("bpi_notes", {"given": given(MarkGiven, bpi={DIMENSIONS[0]: "94.99", DIMENSIONS[1]: "60.01"})}, None),
    ("bpi_notes", {"given": given(MarkGiven, bpi={DIMENSIONS[0]: "95"})}, "写明理由"),
    ("bpi_notes", {"given": given(MarkGiven, bpi={DIMENSIONS[0]: "60"})}, "写明理由"),
    ("bpi_notes", {"given": given(MarkGiven, bpi={DIMENSIONS[0]: "95"}, notes={DIMENSIONS[0]: "事例"})}, None),
    ("marks_complete", {"case": case(**marked())}, None),
    ("marks_complete", {"case": case(**marked(bpi=[9000] * 5))}, "BPI“纪律表现”"),
    ("total_ready", {"case": case(**marked())}, None),
    ("total_ready", {"case": case(**marked(), opi=(opi(verified=False),))}, "尚不能算出"),
    ("opi_all_verified", {"case": case(opi=(opi(),))}, None),
    ("opi_all_verified", {"case": case(opi=(opi(verified=False),))}, "“济高字1号”尚未核实"),
    ("departure_reason", {"case": case(**marked()), "given": HAO}, None),
    ("departure_reason", {"case": case(**marked(8999)), "given": HAO}, "与得分对应等次(参考)“较好”不一致"),
    ("departure_reason", {"case": case(**marked(8999)), "given": given(Propose, grade="好", comment="评语", reason="急难任务")}, None),
    ("departure_standard", {"case": case(**marked(8999)), "given": HAO}, "等次标准"),
    ("departure_standard", {"case": case(**marked()), "given": HAO}, None),
    ("direct_kind", {"given": given(ProposeDirect, grade="好", facts="事实", evidence="佐证")}, None),
    ("direct_kind", {"given": given(ProposeDirect, grade="一般", facts="事实", evidence="佐证")}, "只能直接确定为“好”或“较差”"),
    ("direct_once", {"case": case(directs=(direct(Grade.GOOD),)), "given": given(ProposeDirect, grade="好", facts="事实", evidence="佐证")}, "已提出过"),
    ("direct_once", {"case": case(directs=(direct(Grade.GOOD),)), "given": given(ProposeDirect, grade="较差", facts="事实", evidence="佐证")}, None),
    ("direct_proposed", {"case": case(directs=(direct(Grade.POOR),)), "given": POOR}, None),
    ("direct_proposed", {"case": case(), "given": POOR}, "没有直接确定为“较差”的提请"),
    ("direct_statement", {"case": case(directs=(direct(Grade.POOR),)), "at": beijing("2026-10-20T23:59:59"), "given": POOR}, "10月20日24:00前陈述意见"),
    ("direct_statement", {"case": case(directs=(direct(Grade.POOR),)), "at": beijing("2026-10-21T00:00:00"), "given": POOR}, None),
    ("direct_statement", {"case": case(directs=(direct(Grade.POOR),), statements=(Statement(1, "说明", NOON),)), "given": POOR}, None),
    ("statement_due", {"case": case(directs=(direct(Grade.POOR),))}, None),
    ("statement_due", {"case": case(directs=(direct(Grade.GOOD),))}, "没有需要您陈述意见"),
    ("opi_day", {"given": given(RecordOpi, **OPI)}, None),
    ("opi_day", {"given": given(RecordOpi, **OPI | {"date": "2026-10-01"})}, "晚于本季度"),
    ("opi_issuer", {"given": given(RecordOpi, **OPI)}, None),
    ("opi_issuer", {"given": given(RecordOpi, **OPI | {"issuer": "济宁高新区管委会"})}, None),
    ("opi_issuer", {"given": given(RecordOpi, **OPI | {"issuer": "中共济宁市委员会"})}, None),
    ("opi_issuer", {"given": given(RecordOpi, **OPI | {"issuer": "市卫生健康委员会"})}, "不是党委、政府"),
    ("opi_issuer", {"given": given(RecordOpi, **OPI | {"issuer": "市政府办公室"})}, "不是党委、政府"),
    ("opi_issuer", {"given": given(RecordOpi, **OPI | {"issuer": "区纪委", "kind": "accountability", "points": "-1"})}, None),
    ("opi_level", {"given": given(RecordOpi, **OPI)}, None),
    ("opi_level", {"given": given(RecordOpi, **OPI | {"level": "街道级"})}, "“街道级”不在计分范围，计分的层级为：区级、市级、省级、国家级、高新区、县级"),
    ("opi_level", {"given": given(RecordOpi, **OPI | {"level": "街道级", "kind": "accountability", "points": "-1"})}, None),
    ("opi_points", {"given": given(RecordOpi, **OPI | {"points": "-0.0001"})}, "不能为负"),
    ("opi_points", {"given": given(RecordOpi, **OPI | {"kind": "accountability"})}, "应为负数或0"),
    ("opi_points", {"given": given(RecordOpi, **OPI | {"points": "0"})}, None),
    ("opi_new_document", {"case": case(opi=(opi(document="1号"),)), "given": given(RecordOpi, **OPI)}, "已登记"),
    ("opi_new_document", {"case": case(opi=(opi(),)), "given": given(RecordOpi, **OPI)}, None),
    ("opi_to_verify", {"case": case(opi=(opi(verified=False),)), "given": given(VerifyOpi, document="济高字1号")}, None),
    ("opi_to_verify", {"case": case(opi=(opi(),)), "given": given(VerifyOpi, document="济高字1号")}, "没有等待核实的"),
    ("opi_to_void", {"case": case(opi=(opi(verified=False),)), "given": given(VoidOpi, document="济高字1号", reason="分值写错")}, None),
    ("opi_to_void", {"case": case(opi=(opi(),)), "given": given(VoidOpi, document="济高字1号", reason="分值写错")}, "已由另一人核实，不能撤回"),
    ("opi_to_void", {"case": case(opi=(opi(verified=False),)), "given": given(VoidOpi, document="无此文", reason="分值写错")}, "没有登记“无此文”"),
    ("opi_second_person", {"actor": "p3", "case": case(opi=(opi(verified=False),)), "given": given(VerifyOpi, document="济高字1号")}, "须由另一名工作人员核实"),
    ("opi_second_person", {"actor": "p4", "case": case(opi=(opi(verified=False),)), "given": given(VerifyOpi, document="济高字1号")}, None),
    ("exempt_once", {"case": case(exemptions=(PENDING,)), "given": given(Exempt, kind="away", reason="挂职", document="2号")}, "等待组长确认"),
    ("exempt_once", {"case": case(), "given": given(Exempt, kind="away", reason="挂职", document="2号")}, None),
    ("not_aside", {"case": case(aside=True)}, "已作暂缓研究"),
    ("not_aside", {"case": case()}, None),
    ("feedback_people_known", {"given": TALK}, None),
    ("feedback_people_known", {"given": given(GiveFeedback, mode="talk", text="已谈话", by="nobody")}, "没有“nobody”这个人"),
    ("feedback_recorded", {"case": case("feedback", decisions=decided(Grade.GOOD))}, "结果尚未反馈"),
    ("feedback_recorded", {"case": case("feedback", decisions=decided(Grade.GOOD), feedbacks=(Feedback(1, "talk", "已谈话", "p2", "", NOON),))}, None),
]  # fmt: skip


@pytest.mark.rule(
    "R03", "R04", "R05", "R06", "R07", "R09", "R10", "R11", "R14", "R16", "R17", "R31"
)
@pytest.mark.settles("values.bpi_note_low")
@boundaries(TABLE)
def test_a_guard_refuses_beyond_its_boundary_and_only_there(
    guard: str, question: dict[str, Any], words: str | None
) -> None:
    """Each row is one boundary of one guard: the last thing it lets through, the first it stops."""
    judged(guard, question, words)


def test_assigned_goals_are_the_only_ones_that_change_late() -> None:
    """The late amendment of the table above rests on the goal being an assigned one."""
    late = {"at": beijing("2026-09-20T09:00:00"), "case": case(**PLANNED)}
    rows = (("甲", "street", "50"), ("乙", "street", "30"), ("新增", Goal.DUTY.value, "20"))
    assert answer("amend_in_time", ask(given=amended(*rows), **late)) is not None
