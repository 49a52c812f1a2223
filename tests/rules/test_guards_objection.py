"""Each guard on objections: who may say what about a result, and what may come of it (R27)."""

# ruff: noqa: E501 - a row of a table stays one row

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rules.calendar import Calendar
from rules.grade import Grade
from rules.inputs.appraisal import ConfirmDirect, ProposeDirect
from rules.inputs.objection import (
    DecideObjection,
    Investigate,
    Numbered,
    Object,
    ObjectOther,
    RegisterLead,
)
from rules.inputs.office import Confirm, Decide, Exempt
from rules.nouns import Case, Decision, Feedback, Objection, Posting, Proposal
from rules.objecting import floor_of, window_end
from rules.ties import KnownTies
from tests.rules.asking import (
    CALENDAR,
    NOON,
    POLICY,
    beijing,
    boundaries,
    case,
    cohort,
    decided,
    given,
    judged,
    marked,
)
from tests.rules.test_guards_status import LENIENT, WARNED

pytestmark = pytest.mark.rule("R27")
LATER = beijing("2026-10-20T09:00:00")
TOLD = (Feedback(1, "talk", "谈话", "p2", "", NOON),)
PROPOSED = (Proposal(1, Grade.FAIRLY_GOOD, "评语", "", "p2", NOON),)


def answered(**more: Any) -> Any:
    """An answer of the group: 赵六 and 钱七 sit, 李四 is the reviewer."""
    data = {"outcome": "maintained", "reason": "查明", "present": ["zhao", "qian"]}
    return given(DecideObjection, **data | more)


KIN = KnownTies(relatives={"p1": frozenset({"p5"})})
CHANGED = {"outcome": "changed", "grade": "好"}
LODGED = Objection(9, 2, 1, "own", "p1", "", "漏计", False, "较好", NOON)
LATE = replace(LODGED, late=True)
OTHER = replace(LODGED, kind="other", by="p3")
SENT_BACK = replace(LODGED, outcome="reappraise", decided_at=LATER)
RESULT = {"decisions": decided(Grade.FAIRLY_GOOD), "proposals": PROPOSED, **marked()}


def about(objection: Objection = LODGED) -> Case:
    """The case of an objection to the result of 张三."""
    made = case("received", number=9, objections=(objection,))
    return replace(made, procedure="objection")


def there(stage: str = "closed", **parts: Any) -> Case:
    """The case whose result is objected to."""
    return case(stage, **RESULT | parts)


def good(person: str, number: int) -> Case:
    """Somebody else's published 好."""
    return case("closed", person, number, decisions=decided(Grade.GOOD))


FULL = cohort(there(), good("p3", 3), n=3)
FREE = cohort(there(), good("p3", 3), n=5)
AGAIN = case("determining", objections=(SENT_BACK,), **RESULT)
EXEMPT = given(Exempt, kind="absence", reason="休假", document="1号")

UP = Posting(1, 1, date(2026, 10, 21), NOON, "open", "d", "{}", "范围", "形式", "联系")

TABLE: list[tuple[str, dict[str, Any], str | None]] = [
    ("objection_told", {"case": case("feedback", decisions=decided(Grade.GOOD), feedbacks=TOLD), "given": given(Object, text="异议")}, None),
    ("objection_told", {"case": case("feedback", decisions=decided(Grade.GOOD)), "given": given(Object, text="异议")}, "尚未反馈"),
    ("objected_known", {"given": given(ObjectOther, who="zhang", text="不实")}, None),
    ("objected_known", {"given": given(RegisterLead, who="wang", text="不实")}, "“wang”不在参加考核人员名册"),
    ("objected_known", {"actor": "p1", "given": given(ObjectOther, who="zhang", text="不实")}, "对本人的结果"),
    ("objected_public", {"cohort": cohort(there("publicity", posting=1), postings=(UP,)), "given": given(ObjectOther, who="zhang", text="不实")}, None),
    ("objected_public", {"cohort": cohort(there("publicity", posting=1), postings=(replace(UP, status="ended"),)), "given": given(ObjectOther, who="zhang", text="不实")}, "现不在公示"),
    ("objected_public", {"cohort": cohort(there("closed")), "given": given(ObjectOther, who="zhang", text="不实")}, "现不在公示"),
    ("objection_in_time", {"case": about(), "given": given(Numbered)}, None),
    ("objection_in_time", {"case": about(LATE), "given": given(Numbered)}, "超过反映期限"),
    ("objection_came_late", {"case": about(LATE)}, None),
    ("objection_came_late", {"case": about()}, "应当受理"),
    ("objection_admitted", {"case": about(replace(LATE, admitted_at=LATER)), "given": answered()}, None),
    ("objection_admitted", {"case": about(), "given": answered()}, None),
    ("objection_admitted", {"case": about(LATE), "given": answered()}, "须先由领导小组决定受理"),
    ("reviewer_apart", {"actor": "p4", "case": about(), "cohort": FREE, "given": answered()}, None),
    ("reviewer_apart", {"actor": "p2", "case": about(), "cohort": FREE, "given": answered()}, "李四是该同志的评鉴人"),
    ("reviewer_apart", {"actor": "p4", "case": about(), "cohort": FREE, "given": answered(chair="li")}, "李四是该同志的评鉴人"),
    ("reviewer_apart", {"actor": "p4", "case": about(), "cohort": FREE, "given": given(Investigate, facts="查", by=["li"])}, "李四是该同志的评鉴人"),
    ("reviewer_apart", {"actor": "p4", "case": about(), "cohort": FREE, "given": given(Investigate, facts="查", by=["wang"])}, None),
    ("reviewer_apart", {"actor": "p5", "case": about(), "cohort": cohort(there(proposals=(replace(PROPOSED[0], by="p5"),))), "given": answered()}, "钱七是该同志的评鉴人"),
    ("reviewer_apart", {"actor": "p4", "case": about(), "cohort": FREE, "given": answered(present=["li", "zhao", "qian"])}, "李四是该同志的评鉴人，陈述意见后须回避，不计入到会"),
    ("reviewer_apart", {"actor": "p4", "case": about(), "cohort": FREE, "given": answered(present=["li", "zhao", "qian"], recused=["li"])}, None),
    ("reviewer_apart", {"actor": "p4", "case": about(), "cohort": FREE, "given": answered(), "ties": KIN}, "钱七与该同志有回避关系，须回避"),
    ("reviewer_apart", {"actor": "p4", "case": about(), "cohort": FREE, "given": answered(recused=["qian"]), "ties": KIN}, None),
    ("investigators_known", {"case": about(), "given": given(Investigate, facts="查", by=["wang"])}, None),
    ("investigators_known", {"case": about(), "given": given(Investigate, facts="查", by=["sun"])}, "没有“sun”这个人"),
    ("investigators_known", {"case": about(), "given": given(Investigate, facts="查", by=["zhang"])}, "本人不能参加调查"),
    ("objection_quorum", {"case": about(), "cohort": FREE, "given": answered()}, None),
    ("objection_quorum", {"case": about(), "cohort": FREE, "given": answered(present=["li", "zhao"])}, "应到2人，实到1人"),
    ("objection_quorum", {"case": about(), "cohort": FREE, "given": answered(present=["zhao"], recused=["qian"])}, None),
    ("objection_votes", {"case": about(), "cohort": FREE, "given": answered(votes=2)}, None),
    ("objection_votes", {"case": about(), "cohort": FREE, "given": answered(votes={"for": 1, "against": 1})}, "未超过参加表决的2人的1/2"),
    ("objection_votes", {"case": about(), "cohort": FREE, "given": answered(present=["li", "zhao", "qian"], votes=3)}, "多于参加表决的2人"),
    ("objection_votes", {"case": about(), "cohort": FREE, "given": answered(votes="全票")}, "须为同意票数"),
    ("objection_outcome", {"case": about(), "cohort": FREE, "given": answered()}, None),
    ("objection_outcome", {"case": about(), "cohort": FREE, "given": answered(grade="较好")}, None),
    ("objection_outcome", {"case": about(), "cohort": FREE, "given": answered(grade="好")}, "不写等次"),
    ("objection_outcome", {"case": about(), "cohort": FREE, "given": answered(outcome="reappraise", grade="好")}, "不写等次"),
    ("objection_outcome", {"case": about(), "cohort": FREE, "given": answered(**CHANGED)}, None),
    ("objection_outcome", {"case": about(), "cohort": FREE, "given": answered(outcome="changed")}, "须写明改定为什么等次"),
    ("objection_outcome", {"case": about(), "cohort": FREE, "given": answered(outcome="changed", grade="较好")}, "没有变更"),
    ("objection_result_there", {"case": about(), "cohort": FREE, "given": answered(**CHANGED)}, None),
    ("objection_result_there", {"case": about(), "cohort": cohort(there("appraising")), "given": answered(outcome="reappraise")}, "正在重新评鉴"),
    ("objection_result_there", {"case": about(), "cohort": cohort(there("appraising")), "given": answered()}, None),
    ("objection_not_lowered", {"case": about(), "cohort": FREE, "given": answered(outcome="changed", grade="一般")}, "不能因本人反映异议而降低等次"),
    ("objection_not_lowered", {"case": about(), "cohort": FREE, "given": answered(**CHANGED)}, None),
    ("objection_not_lowered", {"case": about(OTHER), "cohort": FREE, "given": answered(outcome="changed", grade="一般")}, None),
    ("objection_status", {"case": about(), "cohort": FREE, "given": answered(**CHANGED)}, None),
    ("objection_status", {"case": about(), "cohort": cohort(there(statuses=WARNED)), "given": answered(**CHANGED)}, "不得确定为“好”"),
    ("objection_status", {"case": about(), "cohort": cohort(there(statuses=WARNED)), "given": answered()}, None),
    ("objection_status", {"case": about(), "cohort": cohort(there(statuses=WARNED, overrides=LENIENT)), "given": answered(**CHANGED)}, None),
    ("objection_total", {"case": about(), "cohort": FREE, "given": answered(**CHANGED)}, None),
    ("objection_total", {"case": about(), "cohort": cohort(there(marks=())), "given": answered(**CHANGED)}, "得分尚不能算出"),
    ("objection_total", {"case": about(), "cohort": cohort(there(marks=())), "given": answered(outcome="reappraise")}, None),
    ("objection_quota", {"case": about(), "cohort": FREE, "given": answered(**CHANGED)}, None),
    ("objection_quota", {"case": about(), "cohort": FULL, "given": answered(**CHANGED)}, "至多1人，已有1人，没有空余名额"),
    ("objection_quota", {"case": about(), "cohort": FULL, "given": answered(outcome="changed", grade="一般")}, None),
    ("decide_not_lowered", {"cohort": cohort(AGAIN), "given": given(Decide, present=["zhao"], minutes="1号", grades={"zhang": "较好"})}, None),
    ("decide_not_lowered", {"cohort": cohort(AGAIN), "given": given(Decide, present=["zhao"], minutes="1号", grades={"zhang": "一般"})}, "不能低于原定的“较好”"),
    ("decide_not_lowered", {"cohort": cohort(AGAIN), "given": given(Decide, present=["zhao"], minutes="1号", grades={"zhang": "不确定"})}, "不能低于原定的“较好”"),
    ("direct_not_lowered", {"case": AGAIN, "given": given(ProposeDirect, grade="好", facts="事实", evidence="佐证")}, None),
    ("direct_not_lowered", {"case": AGAIN, "given": given(ProposeDirect, grade="较差", facts="事实", evidence="佐证")}, "不能低于原定的“较好”"),
    ("direct_not_lowered", {"case": AGAIN, "given": given(ConfirmDirect, grade="较差", reason="查明", present=["zhao"])}, "不能低于原定的“较好”"),
    ("exempt_not_lowered", {"case": AGAIN, "given": EXEMPT}, "不能改为不参加考核"),
    ("exempt_not_lowered", {"case": case("determining", **RESULT), "given": EXEMPT}, None),
    ("exempt_not_lowered", {"cohort": cohort(AGAIN), "given": given(Confirm, of="exempt", who="zhang")}, "不能改为不参加考核"),
    ("exempt_not_lowered", {"cohort": cohort(case("determining")), "given": given(Confirm, of="exempt", who="zhang")}, None),
    ("exempt_not_lowered", {"cohort": cohort(AGAIN), "given": given(Confirm, of="extend")}, None),
]  # fmt: skip


@boundaries(TABLE)
def test_a_guard_of_objections_refuses_beyond_its_boundary_and_only_there(
    guard: str, question: dict[str, Any], words: str | None
) -> None:
    """Each row is one boundary of one guard: the last thing it lets through, the first it stops."""
    judged(guard, question, words)


SHOWN = {"decisions": decided(Grade.GOOD), "feedbacks": TOLD}


@pytest.mark.parametrize(
    ("subject", "end"),
    [
        # Posted on the 21st: 22, 23, 26; then 27, 28, 29, 30 and the 2nd of November.
        (case("publicity", posting=1, **SHOWN), "2026-11-03T00:00:00"),
        # Told late: the 30th of October, then 2 to 6 November.
        (
            case(
                "closed",
                posting=1,
                decisions=decided(Grade.GOOD),
                feedbacks=(replace(TOLD[0], at=beijing("2026-10-30T10:00:00")),),
            ),
            "2026-11-07T00:00:00",
        ),
        # No publicity: told on the 15th, then 16, 19, 20, 21 and 22.
        (case("undetermined", **SHOWN), "2026-10-23T00:00:00"),
    ],
)
def test_the_time_for_objections_ends_with_the_later_of_publicity_and_service(
    subject: Case, end: str
) -> None:
    """Five working days after either, to the end of the day."""
    assert window_end(subject, (UP,), POLICY.values, CALENDAR) == beijing(end)


@pytest.mark.parametrize(
    "subject",
    [
        case("feedback", **SHOWN),
        case("feedback", decisions=decided(Grade.GOOD)),
        case("publicity", posting=2, **SHOWN),
    ],
)
def test_the_time_for_objections_has_no_end_before_there_is_a_notice(subject: Case) -> None:
    """What is not yet told, or not yet posted, cannot be too late to object to."""
    assert window_end(subject, (UP,), POLICY.values, CALENDAR) is None


def test_nothing_is_late_while_the_calendar_is_missing() -> None:
    """A year without a table is never guessed; whoever objects is in time."""
    subject = case("publicity", posting=1, **SHOWN)
    unknown: Calendar = CALENDAR.only([2025])
    assert window_end(subject, (UP,), POLICY.values, unknown) is None


@pytest.mark.parametrize(
    ("objection", "made", "floor"),
    [
        (SENT_BACK, NOON, Grade.FAIRLY_GOOD),
        (replace(SENT_BACK, kind="other"), NOON, None),
        (replace(SENT_BACK, outcome="maintained"), NOON, None),
        # A decision made since ends what the objection ordered.
        (SENT_BACK, beijing("2026-10-25T09:00:00"), None),
    ],
)
def test_a_review_on_ones_own_objection_has_the_old_grade_for_its_floor(
    objection: Objection, made: Any, floor: Grade | None
) -> None:
    """The floor holds from the answer to the next decision, and for one's own objection alone."""
    decision = (Decision(1, 1, Grade.FAIRLY_GOOD, "", made),)
    assert floor_of(case("appraising", objections=(objection,), decisions=decision)) is floor
