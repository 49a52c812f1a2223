"""Each guard on special statuses and changes of hands: what it lets through, what it stops."""

# ruff: noqa: E501 - a row of a table stays one row

from datetime import date
from typing import Any

import pytest

from rules.grade import Grade
from rules.inputs.appraisal import ConfirmDirect
from rules.inputs.given import read_input
from rules.inputs.office import Decide, RecallDecision
from rules.inputs.status import (
    EndStatus,
    HandOverNote,
    OverrideStatus,
    Reassign,
    SetStatus,
    SettleSuspension,
)
from rules.nouns import Case, Feedback, Handover, Led, Override, Proposal, Role
from rules.terms import Treatment
from tests.rules.asking import (
    NOON,
    POLICY,
    answer,
    ask,
    boundaries,
    case,
    cohort,
    decided,
    direct,
    judged,
    marked,
    status,
)


def given(model: Any, **data: Any) -> Any:
    """Input as it comes out of the edge; about 张三 unless it says otherwise."""
    named = {} if model in {Decide, ConfirmDirect} else {"who": "zhang"}
    return read_input(model, named | data, POLICY.values)


def entering(kind: str = "probation", **more: Any) -> Any:
    """A status entered by the document 1号."""
    days = {"from": "2026-07-01", "to": "2026-09-30", "document": "1号"}
    return given(SetStatus, kind=kind, **days | more)


def ending(kind: str = "training", to: str = "2026-10-15") -> Any:
    """A status ended by a document."""
    return given(EndStatus, kind=kind, to=to, document="2号")


def deciding(grade: str, **more: Any) -> dict[str, Any]:
    """A decision on 张三, who stands before the group with these parts."""
    body = given(Decide, present=["li", "zhao"], minutes="1号", grades={"zhang": grade})
    stage = more.pop("stage", "determining")
    return {"given": body, "cohort": cohort(case(stage, **marked(), **more))}


def about(subject: Case, body: Any) -> dict[str, Any]:
    """An act about one case of the quarter."""
    return {"given": body, "cohort": cohort(subject)}


def told(grade: Grade, stage: str = "feedback", **more: Any) -> dict[str, Any]:
    """A result of 张三 that was told to them and not yet published."""
    heard = (Feedback(1, "talk", "谈话", "p2", "", NOON),)
    result = case(stage, decisions=decided(grade), session=1, feedbacks=heard, **more)
    return {"cohort": cohort(result)}


def treat(word: str) -> Any:
    """What the group lets the statuses come to."""
    return given(OverrideStatus, treatment=word, reason="会议研究")


def hand(**more: Any) -> Any:
    """A note handed over."""
    return given(HandOverNote, text="表现良好", **more)


def moved(**more: Any) -> Any:
    """A change of hands on the last day of the quarter."""
    data = {"supervisor": "zhao", "from": "2026-09-30", "document": "1号", "reason": "分工"}
    return given(Reassign, **data | more)


RECALL = given(RecallDecision, reason="收到文件")
SETTLE = given(SettleSuspension, document="2号")
GOOD = given(ConfirmDirect, grade="好", reason="研究", present=["li"])
POOR = given(ConfirmDirect, grade="较差", reason="研究", present=["li"])
TRAINING = (status("training", "07-01"),)
TRAINED = (status("training", "07-01", "07-10", ended_by="p3", ended_at=NOON),)
INQUIRY = (status("investigation", "09-10"),)
INQUIRED = (status("investigation", "09-10", "10-14", ended_by="p3", ended_at=NOON),)
WARNED = (status("warning", "06-10"),)
TRIAL = (status("probation", "03-01", "2027-02-28"),)
RETIRED = (status("retirement", "09-15"),)
LENIENT = (Override(1, Treatment.GRADED, "会议研究", "p4", NOON),)
LED = (
    Led("p4", date(2025, 1, 1), date(2026, 8, 31)),
    Led("p2", date(2026, 9, 1), None),
)
FORMERLY = (Led("p4", date(2025, 1, 1), date(2026, 6, 30)), Led("p2", date(2026, 7, 1), None))
OFFICE = frozenset({Role.OFFICE})
PROPOSED = (Proposal(1, Grade.GOOD, "评语", "", "p2", NOON),)

# guard, what is asked, the words of the refusal (None: nothing stands in the way)
TABLE: list[tuple[str, dict[str, Any], str | None]] = [
    ("status_subject", about(case(), entering()), None),
    ("status_subject", about(case(), entering(who="nobody")), "没有写明名册中的哪一位"),
    ("status_subject", about(case(), entering(who="")), "没有写明名册中的哪一位"),
    ("status_subject", about(case(), entering()) | {"actor": "p1"}, "不能办理本人的"),
    ("status_open", about(case("suspended"), treat("graded")), None),
    ("status_open", about(case("feedback"), treat("graded")), None),
    ("status_open", about(case("feedback"), hand()), "张三本季度的考核事项已经研究确定"),
    ("status_open", about(case("publicity"), treat("graded")), "张三本季度的考核事项已经研究确定"),
    ("status_kind", about(case(), entering()), None),
    ("status_kind", about(case(), entering("试用期")), None),
    ("status_kind", about(case(), entering("under_investigation")), None),
    ("status_kind", about(case(), entering("试用")), "没有“试用”这种情形"),
    ("status_interval", about(case(), entering(to="2026-07-01")), None),
    ("status_interval", about(case(), entering(to="2026-06-30")), "早于开始日期"),
    ("status_interval", about(case(), entering(to=None)), None),
    ("status_interval", about(case(), entering("sick_leave", to=None)), "病假须写明(预计)结束日期"),
    ("status_new", about(case(statuses=TRAINING), entering("training", document="3号")), None),
    ("status_new", about(case(statuses=TRAINING), entering()), None),
    ("status_new", about(case(statuses=TRAINING), entering("training")), "请勿重复登记"),
    ("status_running", about(case(statuses=TRAINING), ending(to="2026-07-01")), None),
    ("status_running", about(case(statuses=TRAINING), ending(to="2026-12-31")), None),
    ("status_running", about(case(statuses=TRAINING), ending(to="2026-06-30")), "早于开始日期"),
    ("status_running", about(case(statuses=TRAINED), ending()), "没有尚未登记结束的这一情形"),
    ("status_running", about(case(statuses=INQUIRY), ending("investigation")), None),
    ("status_running", about(case(statuses=INQUIRY), ending("investigation", "2026-10-16")), "还没有到"),
    ("override_changes", about(case(statuses=TRIAL), treat("graded")), None),
    ("override_changes", about(case(statuses=TRIAL), treat("不确定等次")), "本来就这样处理"),
    ("override_changes", about(case(statuses=TRIAL, overrides=LENIENT), treat("undetermined")), None),
    ("settle_ready", about(case("suspended", statuses=INQUIRED), SETTLE), None),
    ("settle_ready", about(case("suspended", statuses=INQUIRY), SETTLE), "尚未登记结束"),
    ("settle_ready", about(case("appraising"), SETTLE), "没有待补定的考核事项"),
    ("decide_status", deciding("好"), None),
    ("decide_status", deciding("较好", statuses=TRIAL), "张三本季度只能不确定等次(试用期，1号)"),
    ("decide_status", deciding("不确定", statuses=TRIAL), None),
    ("decide_status", deciding("较好", statuses=TRIAL, overrides=LENIENT), None),
    ("decide_status", deciding("好", statuses=WARNED), "张三本季度不得确定为“好”；"),
    ("decide_status", deciding("较好", statuses=WARNED), None),
    ("decide_status", deciding("不确定", statuses=RETIRED), "应不参加考核"),
    ("decide_status", deciding("不确定", statuses=INQUIRY), "现不能研究"),
    ("decide_status", deciding("较好", statuses=INQUIRED), None),
    ("publish_status", told(Grade.GOOD), None),
    ("publish_status", told(Grade.GOOD, statuses=WARNED), "张三按研究以后登记的特殊情形，本季度不得确定为“好”，须先另行研究"),
    ("publish_status", told(Grade.FAIRLY_GOOD, statuses=WARNED), None),
    ("publish_status", told(Grade.POOR, statuses=TRIAL), "不能确定等次(试用期，1号)"),
    ("publish_status", told(Grade.GOOD, statuses=TRIAL, overrides=LENIENT), None),
    ("publish_status", told(Grade.GOOD, statuses=INQUIRY), "不能确定等次，须先另行研究"),
    ("publish_status", told(Grade.GOOD, statuses=INQUIRED), None),
    ("publish_status", told(Grade.GOOD, statuses=RETIRED), "应不参加考核"),
    ("publish_status", told(Grade.GOOD, "publicity", statuses=WARNED), None),
    ("recall_overtaken", told(Grade.GOOD, statuses=WARNED) | {"given": RECALL}, None),
    ("recall_overtaken", told(Grade.FAIRLY_GOOD, statuses=WARNED) | {"given": RECALL}, "没有特殊情形限制张三已定的等次"),
    ("recall_overtaken", told(Grade.GOOD, statuses=WARNED, overrides=LENIENT) | {"given": RECALL}, "没有特殊情形限制"),
    ("recall_overtaken", told(Grade.GOOD, "publicity", statuses=WARNED) | {"given": RECALL}, "目前没有已研究确定而尚未公示的等次"),
    ("recall_overtaken", told(Grade.GOOD, statuses=WARNED) | {"given": given(RecallDecision, who="nobody", reason="x")}, "目前没有已研究确定"),
    ("direct_status", {"given": GOOD, "case": case(directs=(direct(Grade.GOOD),))}, None),
    ("direct_status", {"given": GOOD, "case": case(statuses=WARNED)}, "不能直接确定等次"),
    ("direct_status", {"given": POOR, "case": case(statuses=WARNED)}, None),
    ("direct_status", {"given": POOR, "case": case(statuses=TRIAL)}, "只能不确定等次"),
    ("direct_status", {"given": GOOD, "case": case(statuses=TRIAL, overrides=LENIENT)}, None),
    ("handover_leader", about(case(led=LED), hand()) | {"actor": "p4"}, None),
    ("handover_leader", about(case(led=LED), hand()) | {"actor": "p2"}, "曾经分管张三的领导填写"),
    ("handover_leader", about(case(led=FORMERLY), hand()) | {"actor": "p4"}, "曾经分管"),
    ("handover_leader", about(case(), hand(unit="济阳街道")) | {"actor": "p3", "roles": OFFICE}, None),
    ("handover_leader", about(case(), hand()) | {"actor": "p3", "roles": OFFICE}, "写明单位名称"),
    ("reassign_named", about(case(), moved()), None),
    ("reassign_named", about(case(), moved(supervisor="", section="城建办")), None),
    ("reassign_named", about(case(), moved(supervisor="li")), "已经是李四分管，没有变化"),
    ("reassign_named", about(case(led=LED), moved(supervisor="li", **{"from": "2026-08-15"})), None),
    ("reassign_named", about(case(led=LED), moved(supervisor="li")), "张三9月30日已经是李四分管"),
    ("reassign_named", about(case(section="城建办"), moved(supervisor="", section="城建办")), "已经是城建办，没有变化"),
    ("reassign_named", about(case(), moved(supervisor="")), "请写明新的分管领导"),
    ("reassign_named", about(case(), moved(supervisor="zhang")), "不是本单位另一位"),
    ("reassign_named", about(case(), moved(supervisor="nobody")), "不是本单位另一位"),
    ("reassign_day", about(case(), moved()), None),
    ("reassign_day", about(case(), moved(**{"from": "2026-07-01"})), None),
    ("reassign_day", about(case(), moved(**{"from": "2026-06-30"})), "须在本季度内"),
    ("reassign_day", about(case(), moved(**{"from": "2026-10-01"})), "须在本季度内"),
]  # fmt: skip


@pytest.mark.rule("R29")
@boundaries(TABLE)
def test_a_guard_of_statuses_refuses_beyond_its_boundary_and_only_there(
    guard: str, question: dict[str, Any], words: str | None
) -> None:
    """Each row is one boundary of one guard: the last thing it lets through, the first it stops."""
    judged(guard, question, words)


@pytest.mark.rule("R29")
@pytest.mark.parametrize(
    "statuses", [WARNED, INQUIRY, (status("demerit", "08-03"),), (status("admonition", "08-03"),)]
)
@pytest.mark.parametrize("guard", ["decide_status", "direct_status", "publish_status"])
def test_a_refusal_never_names_what_only_the_group_may_know(
    guard: str, statuses: tuple[Any, ...]
) -> None:
    """The sentence is kept in the journal, so it says what follows, never the fact behind it."""
    question = deciding("好", statuses=statuses, stage="determining")
    if guard == "direct_status":
        question = {"given": GOOD, "case": case(statuses=statuses)}
    if guard == "publish_status":
        question = told(Grade.GOOD, statuses=statuses)
    words = answer(guard, ask(**question)) or ""
    assert words
    for term in POLICY.statuses.values():
        assert not term.restricted or term.title not in words
    assert "处分" not in words
    assert "1号" not in words


@pytest.mark.rule("R12", "R29")
def test_the_main_batch_need_not_name_whose_status_allows_no_grade() -> None:
    """They stay among those taking part, and no session has to wait for them."""
    trial = case("appraising", "p3", 3, statuses=TRIAL)
    held = case("suspended", "p4", 4, statuses=INQUIRY)
    question = deciding("好")
    whole = cohort(*question["cohort"].cases, trial, held)
    assert answer("decide_names_all", ask(given=question["given"], cohort=whole)) is None
    other = cohort(*question["cohort"].cases, case("appraising", "p3", 3, statuses=WARNED))
    assert answer("decide_names_all", ask(given=question["given"], cohort=other)) is not None


@pytest.mark.rule("R12", "R29")
@pytest.mark.parametrize(
    ("kind", "stage", "ready"),
    [
        ("probation", "determining", True),
        ("probation", "appraising", False),  # a comment is given all the same
        ("major_demerit", "planning", True),
        ("demerit", "recording", False),
    ],
)
def test_who_gets_no_grade_needs_no_review_unless_a_comment_is_given(
    kind: str, stage: str, ready: bool
) -> None:
    """只写评语的 wait for their comment; the rest are left undetermined from where they stand."""
    question = deciding("不确定", statuses=(status(kind, "08-03"),), stage=stage)
    assert (answer("decide_in_stage", ask(**question)) is None) is ready


@pytest.mark.rule("R12", "R29")
def test_a_status_is_reason_enough_for_no_grade_and_for_departing_from_a_proposal() -> None:
    """Nobody has to write a reason for what the status brings about."""
    question = deciding("不确定", statuses=TRIAL, proposals=PROPOSED)
    for guard in ("decide_undetermined", "decide_reasons"):
        assert answer(guard, ask(**question)) is None
    barred = deciding("较好", statuses=WARNED, proposals=PROPOSED)
    assert answer("decide_reasons", ask(**barred)) is None


@pytest.mark.rule("R16", "R29")
def test_a_direct_grade_admitted_before_the_status_no_longer_binds() -> None:
    """Two rules that could not both be kept would leave no way out."""
    admitted = (direct(Grade.GOOD, "confirmed"),)
    question = deciding("不确定", statuses=TRIAL, directs=admitted)
    for guard in ("decide_direct", "direct_settled", "decide_status"):
        assert answer(guard, ask(**question)) is None


@pytest.mark.rule("R29")
def test_a_former_unit_s_note_excuses_a_late_joiner() -> None:
    """Who came after the middle of the quarter is graded if the former unit says how they did."""
    note = (Handover(1, "p3", "济阳街道", "表现良好", "", NOON),)
    late = (status("transfer_in", "08-18"),)
    assert answer("decide_status", ask(**deciding("较好", statuses=late))) is not None
    question = deciding("较好", statuses=late, handovers=note)
    assert answer("decide_status", ask(**question)) is None
