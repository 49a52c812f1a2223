"""Each guard on the office's quarter: quorum, completeness, quota, notices, roster."""

# ruff: noqa: E501 - a row of a table stays one row

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rules.beside import AdoptMeasure, MeasureDone
from rules.grade import Grade
from rules.inputs.office import AmendRoster, Annul, Confirm, Decide, Extend, Postpone, SendBack
from rules.nouns import (
    Exemption,
    Extension,
    Feedback,
    Item,
    Measure,
    Posting,
    Proposal,
    Session,
)
from rules.rule import RULES
from tests.rules.asking import (
    NOON,
    answer,
    ask,
    beijing,
    boundaries,
    case,
    cohort,
    decided,
    direct,
    given,
    judged,
    marked,
    opi,
)
from tests.rules.test_following import PASSES as FOLLOWING_PASSES
from tests.rules.test_following import REFUSES as FOLLOWING_REFUSES
from tests.rules.test_guards_absence import TABLE as ABSENCE_TABLE
from tests.rules.test_guards_case import TABLE as CASE_TABLE
from tests.rules.test_guards_conduct import TABLE as CONDUCT_TABLE
from tests.rules.test_guards_objection import TABLE as OBJECTION_TABLE
from tests.rules.test_guards_status import TABLE as STATUS_TABLE
from tests.rules.test_guards_year import TABLE as YEAR_TABLE
from tests.rules.test_supervision import TABLE as SUPERVISION_TABLE


def proposed(grade: Grade) -> tuple[Proposal, ...]:
    """The supervisor's proposal."""
    return (Proposal(1, grade, "评语", "", "p2", NOON),)


def decide(**more: Any) -> Any:
    """A decision on 张三 with two of three present."""
    data = {"present": ["li", "zhao"], "minutes": "1号", "grades": {"zhang": "好"}}
    return given(Decide, **data | more)


READY = case("determining", **marked(), proposals=proposed(Grade.GOOD))
SECOND = case("determining", "p3", 3, **marked(8000), proposals=proposed(Grade.GOOD))
EARLY = case("appraising", "p3", 3)
DONE = case("feedback", decisions=decided(Grade.GOOD), session=1)
TOLD = case(
    "feedback",
    decisions=decided(Grade.GOOD),
    session=1,
    feedbacks=(Feedback(1, "talk", "谈话", "p2", "", NOON),),
)
MET = Session(1, "main", "p4", "1号", ("p2", "p4"), (), "", "", NOON)
UP = Posting(1, 1, date(2026, 10, 15), NOON, "open", "d", "{}", "范围", "形式", "联系")
BOTH_UP = (UP, replace(UP, number=2))
WIDE = Extension(1, Item.PLAN, None, date(2026, 7, 10), "all", "", "", "pending", "p3", NOON)
ASKED = case(exemptions=(Exemption(1, "away", "挂职", "1号", "pending", "p3", NOON),))
FIVE = [
    case("determining", p, i, **marked()) for i, p in enumerate(("p1", "p2", "p3", "p4", "p5"), 2)
]
THREE_GOOD = dict.fromkeys(("zhang", "li", "wang"), "好") | {"zhao": "较好", "qian": "较好"}
TWO_GOOD = THREE_GOOD | {"wang": "较好"}

MEASURE = Measure(1, "集中辅导", "p2", date(2026, 12, 31), "p5", NOON)
TABLE: list[tuple[str, dict[str, Any], str | None]] = [
    ("measure_owner_known", {"given": given(AdoptMeasure, text="集中辅导", owner="li", due="2026-10-15")}, None),
    ("measure_owner_known", {"given": given(AdoptMeasure, text="集中辅导", owner="nobody", due="2026-10-15")}, "不是本单位在册人员"),
    ("measure_due_ahead", {"given": given(AdoptMeasure, text="集中辅导", owner="li", due="2026-10-15")}, None),
    ("measure_due_ahead", {"given": given(AdoptMeasure, text="集中辅导", owner="li", due="2026-10-14")}, "早于今天"),
    ("measure_open", {"given": given(MeasureDone, number=1, document="1号"), "case": case(measures=(MEASURE,))}, None),
    ("measure_open", {"given": given(MeasureDone, number=2, document="1号"), "case": case(measures=(MEASURE,))}, "没有第2项"),
    ("measure_open", {"given": given(MeasureDone, number=1, document="1号"), "case": case(measures=(replace(MEASURE, document="9号", done_at=NOON),))}, "已凭9号办结"),
    ("session_present", {"given": decide()}, None),
    ("session_present", {"given": decide(present=["li", "wang"])}, "“wang”不是领导小组成员"),
    ("session_present", {"given": decide(present=["li", "li"])}, "有人重复"),
    ("session_present", {"given": decide(chair="zhao", recused=["li"])}, None),
    ("session_present", {"given": decide(chair="wang")}, "“wang”不是领导小组成员"),
    ("session_present", {"given": decide(recused=["nobody"])}, "“nobody”不是领导小组成员"),
    ("session_quorum", {"given": decide()}, None),
    ("session_quorum", {"given": decide(present=["li"])}, "应到3人，实到1人"),
    ("session_votes", {"given": decide(votes={"for": 2, "against": 0})}, None),
    ("session_votes", {"given": decide(votes=1)}, "未超过到会2人的1/2"),
    ("session_votes", {"given": decide(votes=3)}, "多于到会2人"),
    ("session_votes", {"given": decide(votes="全票")}, "须为同意票数"),
    ("session_ahead", {"given": given(Postpone, to="2026-10-15", reason="出差")}, None),
    ("session_ahead", {"given": given(Postpone, to="2026-10-14", reason="出差")}, "已经过去"),
    ("decide_names_known", {"cohort": cohort(READY), "given": decide()}, None),
    ("decide_names_known", {"cohort": cohort(READY), "given": decide(grades={"sun": "好"})}, "“sun”不在参加考核人员名册"),
    ("decide_names_all", {"cohort": cohort(READY), "given": decide()}, None),
    ("decide_names_all", {"cohort": cohort(READY, SECOND), "given": decide()}, "尚缺1人：王五"),
    ("decide_names_all", {"cohort": cohort(READY, case("planning", "p3", 3, aside=True)), "given": decide()}, None),
    ("decide_names_all", {"cohort": cohort(READY, case("exempt", "p3", 3)), "given": decide()}, None),
    ("decide_names_all", {"cohort": cohort(READY, SECOND, sessions=(MET,)), "given": decide()}, None),
    ("decide_in_stage", {"cohort": cohort(READY), "given": decide()}, None),
    ("decide_in_stage", {"cohort": cohort(READY, EARLY), "given": decide(grades={"zhang": "好", "wang": "好"})}, "王五尚未完成审核评鉴"),
    ("decide_in_stage", {"cohort": cohort(DONE), "given": decide()}, "已经研究确定"),
    ("decide_in_stage", {"cohort": cohort(case("exempt")), "given": decide()}, "不参加考核"),
    ("decide_totals_ready", {"cohort": cohort(READY), "given": decide()}, None),
    ("decide_totals_ready", {"cohort": cohort(case("determining")), "given": decide()}, "张三的平时考核得分尚不能算出"),
    ("decide_scores", {"cohort": cohort(READY), "given": decide()}, None),
    ("decide_scores", {"cohort": cohort(case("determining")), "given": decide()}, "张三的得分有缺项"),
    ("decide_ledger", {"cohort": cohort(READY), "given": decide()}, None),
    ("decide_ledger", {"cohort": cohort(case("determining", opi=(opi(verified=False),))), "given": decide()}, "张三“济高字1号”"),
    ("decide_undetermined", {"cohort": cohort(READY), "given": decide(grades={"zhang": "不确定"})}, "张三拟不确定等次"),
    ("decide_undetermined", {"cohort": cohort(READY), "given": decide(grades={"zhang": "不确定"}, reasons={"zhang": "试用期"})}, None),
    ("decide_reasons", {"cohort": cohort(READY), "given": decide()}, None),
    ("decide_reasons", {"cohort": cohort(READY), "given": decide(grades={"zhang": "较好"})}, "张三的等次与分管领导建议不一致"),
    ("decide_reasons", {"cohort": cohort(READY), "given": decide(grades={"zhang": "较好"}, reason="名额所限")}, None),
    ("decide_direct", {"cohort": cohort(case("determining", directs=(direct(Grade.POOR, "confirmed"),))), "given": decide()}, "不能确定为“好”"),
    ("decide_direct", {"cohort": cohort(case("determining", directs=(direct(Grade.POOR), direct(Grade.GOOD)))), "given": decide()}, "先确认采用哪一种"),
    ("decide_direct", {"cohort": cohort(case("determining", directs=(direct(Grade.POOR),))), "given": decide()}, None),
    ("direct_settled", {"cohort": cohort(case("determining", directs=(direct(Grade.POOR, "confirmed"),))), "given": decide()}, "张三的当期等次已直接确定"),
    ("direct_settled", {"cohort": cohort(case("determining", directs=(direct(Grade.POOR), direct(Grade.GOOD)))), "given": decide()}, "张三的两种提请并存"),
    ("direct_settled", {"cohort": cohort(case("determining", directs=(direct(Grade.POOR),))), "given": decide()}, None),
    ("quota", {"cohort": cohort(*FIVE), "given": decide(grades=TWO_GOOD)}, None),
    ("quota", {"cohort": cohort(*FIVE), "given": decide(grades=THREE_GOOD)}, "至多2人，本次确定后为3人，超出1人；临界人员：张三、李四、王五"),
    ("quota", {"cohort": cohort(READY, n=2), "given": decide()}, "至多0人"),
    ("quota", {"cohort": cohort(READY, case("feedback", "p3", 3, decisions=decided(Grade.GOOD)), n=3), "given": decide()}, "至多1人"),
    ("send_back_known", {"cohort": cohort(READY), "given": given(SendBack, who="zhang", reason="补充")}, None),
    ("send_back_known", {"cohort": cohort(EARLY), "given": given(SendBack, who="wang", reason="补充")}, "目前没有提交领导小组研究"),
    ("publish_something", {"cohort": cohort(DONE)}, None),
    ("publish_something", {"cohort": cohort(READY)}, "没有等待公示的考核结果"),
    ("publish_after_feedback", {"cohort": cohort(TOLD)}, None),
    ("publish_after_feedback", {"cohort": cohort(DONE)}, "张三尚未反馈结果"),
    ("publish_complete", {"cohort": cohort(TOLD)}, None),
    ("publish_complete", {"cohort": cohort(DONE)}, "还有1人未反馈"),
    ("publish_quota", {"cohort": cohort(TOLD, n=3)}, None),
    ("publish_quota", {"cohort": cohort(TOLD, n=2)}, "至多0人，现为1人"),
    ("posting_open", {"cohort": cohort(TOLD, postings=(UP,))}, None),
    ("posting_open", {"cohort": cohort(TOLD)}, "没有正在公示的名单"),
    ("posting_open", {"cohort": cohort(TOLD, postings=BOTH_UP), "given": given(Annul, reason="姓名有误", number=1)}, None),
    ("posting_open", {"cohort": cohort(TOLD, postings=BOTH_UP), "given": given(Annul, reason="姓名有误")}, "不止一份，请在 number 中写明是第几号：第1号(10月15日发布，0人)、第2号"),
    ("posting_open", {"cohort": cohort(TOLD, postings=(UP,)), "given": given(Annul, reason="姓名有误", number=2)}, "第2号公示不在公示期内，正在公示的有：第1号"),
    ("extend_scope", {"given": given(Extend, stage="planning", until="2026-07-10", scope="all", reason="停电")}, None),
    ("extend_scope", {"given": given(Extend, stage="planning", until="2026-07-10", scope="zhang", reason="停电")}, None),
    ("extend_scope", {"given": given(Extend, stage="planning", until="2026-07-10", scope="section", section="无此机构", reason="停电")}, "延期范围“section无此机构”不明确"),
    ("extend_scope", {"given": given(Extend, stage="planning", until="2026-07-10", scope="nobody", reason="停电")}, "不明确"),
    ("extend_scope", {"given": given(Extend, stage="planning", until="2026-07-10", scope="all", section="综合办", who="zhang", reason="停电")}, "选的是全体，又选了内设机构“综合办”和人员“张三”，请改选延期范围"),
    ("extend_scope", {"given": given(Extend, stage="planning", until="2026-07-10", scope="section", section="综合办", who="zhang", reason="停电")}, "选的是一个内设机构，又选了人员“张三”"),
    ("extend_scope", {"given": given(Extend, stage="planning", until="2026-07-10", scope="who", section="综合办", who="zhang", reason="停电")}, "选的是一人，又选了内设机构“综合办”"),
    ("extend_later", {"given": given(Extend, stage="planning", until="2026-07-08", scope="all", reason="停电")}, None),
    ("extend_later", {"given": given(Extend, stage="planning", until="2026-07-07", scope="all", reason="停电")}, "不晚于原定的7月7日"),
    ("confirm_pending", {"cohort": cohort(extensions=(WIDE,)), "given": given(Confirm, of="extend")}, None),
    ("confirm_pending", {"cohort": cohort(), "given": given(Confirm, of="extend")}, "没有等待确认的全体延期"),
    ("confirm_pending", {"cohort": cohort(ASKED), "given": given(Confirm, of="exempt", who="zhang")}, None),
    ("confirm_pending", {"cohort": cohort(case()), "given": given(Confirm, of="exempt", who="zhang")}, "没有等待确认的不参加考核提请"),
    ("roster_person_known", {"given": given(AmendRoster, who="wang", included=True, section="综合办", supervisor="li", reason="调入", document="1号")}, None),
    ("roster_person_known", {"given": given(AmendRoster, who="sun", included=True, section="综合办", supervisor="li", reason="调入", document="1号")}, "没有“sun”这个人"),
    ("roster_person_known", {"given": given(AmendRoster, who="wang", included=True, section="综合办", reason="调入", document="1号")}, "须写明分管领导"),
    ("roster_not_frozen", {"cohort": cohort(case(), n=None)}, None),
    ("roster_not_frozen", {"cohort": cohort(case(), n=1)}, "已按1人确定"),
    ("roster_changes", {"given": given(AmendRoster, who="wang", included=True, section="综合办", supervisor="li", reason="调入", document="1号")}, None),
    ("roster_changes", {"given": given(AmendRoster, who="zhang", included=True, section="综合办", supervisor="li", reason="调入", document="1号")}, "已在名册中"),
    ("roster_changes", {"given": given(AmendRoster, who="wang", included=True, section="综合办", supervisor="li", reason="调入", document="1号", joined="2026-09-30")}, None),
    ("roster_changes", {"given": given(AmendRoster, who="wang", included=True, section="综合办", supervisor="li", reason="调入", document="1号", joined="2026-10-01")}, "到9月30日为止，请从以后的季度"),
    ("roster_changes", {"given": given(AmendRoster, who="wang", included=False, reason="调出", document="1号")}, "不在参加考核人员名册"),
]  # fmt: skip


@pytest.mark.rule("R02", "R12", "R13", "R14", "R15", "R31", "R33")
@boundaries(TABLE)
def test_a_guard_refuses_beyond_its_boundary_and_only_there(
    guard: str, question: dict[str, Any], words: str | None
) -> None:
    """Each row is one boundary of one guard: the last thing it lets through, the first it stops."""
    judged(guard, question, words)


def test_every_guard_is_seen_to_pass_and_to_refuse() -> None:
    """No guard is without both sides of its boundary in these tables."""
    rows = [
        *CASE_TABLE, *TABLE, *STATUS_TABLE, *YEAR_TABLE, *ABSENCE_TABLE, *OBJECTION_TABLE, *CONDUCT_TABLE, *SUPERVISION_TABLE
    ]  # fmt: skip
    refused = {guard for guard, _, words in rows if words}
    passed = {guard for guard, _, words in rows if words is None}
    assert refused | {guard for guard, _, _ in FOLLOWING_REFUSES} == set(RULES)
    assert passed | {guard for guard, _ in FOLLOWING_PASSES} == set(RULES)


def test_the_last_instant_of_an_extended_day_is_still_in_time() -> None:
    """An extension in effect moves the lock to the end of its day."""
    wide = Extension(1, Item.PLAN, None, date(2026, 7, 10), "all", "", "", "effective", "p3", NOON)
    subject = case("planning", extensions=(wide,))
    in_time, late = beijing("2026-07-10T23:59:59"), beijing("2026-07-11T00:00:00")
    assert answer("plan_not_locked", ask(at=in_time, case=subject)) is None
    assert answer("plan_not_locked", ask(at=late, case=subject)) is not None
