"""The decisions that everyone builds on, each at its very second.

Third quarter of 2026: plan due 07-07, approval 07-10, summaries 08-07, 09-07 and 10-13, review
10-20, decision 10-27. A due day ends at 24:00, which is 00:00:00 of the next day.
"""

from pathlib import Path
from typing import Any

import pytest

from rules.nouns import Role
from tests.workflow.story import ITEMS, PRESENT, Story

GOOD, FAIR, ORDINARY, POOR = "好", "较好", "一般", "较差"


# A due day ends at 24:00; an act at or after that instant is late; a tick precedes the act.


@pytest.mark.rule("R09", "R31")
@pytest.mark.parametrize(
    ("at", "refused"), [("07-07T23:59:59", None), ("07-08T00:00:00", "四(一)")]
)
def test_a_plan_is_taken_until_the_last_second_of_its_due_day(
    at: str, refused: str | None, tmp_path: Path
) -> None:
    story = Story("zhang").act(at, "zhang", "submit_plan", items=ITEMS, refused=refused)
    told = story.play("07-08T00:00:00", tmp_path)
    assert told.case("zhang")["stage"] == ("planning" if refused else "plan_review")
    assert told.case("zhang")["late"] == (["plan"] if refused else [])


@pytest.mark.rule("R10", "R31")
@pytest.mark.parametrize(
    ("month", "at", "refused"),
    [
        (7, "08-07T23:59:59", None),
        (7, "08-08T00:00:00", "四(二)"),
        (8, "09-07T23:59:59", None),
        (8, "09-08T00:00:00", "四(二)"),
        (9, "10-13T23:59:59", None),
        (9, "10-14T00:00:00", "四(二)"),
    ],
)
def test_a_summary_is_taken_until_the_last_second_of_its_due_day(
    month: int, at: str, refused: str | None, tmp_path: Path
) -> None:
    before = tuple(m for m in (7, 8, 9) if m < month)
    story = Story("zhang").planned("zhang").summarised("zhang", months=before)
    story.act(at, "zhang", "summarise", month=month, text="完成。", refused=refused)
    told = story.play(at[:6] + "23:59:59" if refused is None else at, tmp_path)
    assert told.case("zhang")["late"] == ([f"month_{month}"] if refused else [])


@pytest.mark.rule("R31")
@pytest.mark.parametrize(
    ("at", "late"), [("07-10T23:59:59", []), ("07-11T00:00:00", ["plan_approval"])]
)
def test_what_a_leader_owes_never_locks_but_is_recorded_as_late(
    at: str, late: list[str], tmp_path: Path
) -> None:
    story = Story("zhang").act("07-01T09:00:00", "zhang", "submit_plan", items=ITEMS)
    told = story.act(at, "chen", "approve_plan", "zhang").play("07-12T00:00:00", tmp_path)
    case = told.case("zhang")
    assert (case["stage"], case["late"], case["late_leaders"]) == ("recording", [], late)


@pytest.mark.rule("R31")
@pytest.mark.parametrize(
    ("do", "late"),
    [("10-27T23:59:59", []), ("10-28T00:00:00", ["decision"])],
)
def test_what_the_group_owes_never_locks_but_is_recorded_as_late(
    do: str, late: list[str], tmp_path: Path
) -> None:
    story = Story("zhang").ready("zhang").proposed("zhang", 85, FAIR).decided(do, {"zhang": FAIR})
    assert story.play("10-28T00:00:00", tmp_path).case("zhang")["late_leaders"] == late


@pytest.mark.rule("R31")
@pytest.mark.parametrize(
    ("do", "late"), [("10-20T23:59:59", []), ("10-21T00:00:00", ["appraisal"])]
)
def test_a_review_of_a_record_closed_in_time_is_due_on_working_day_ten(
    do: str, late: list[str], tmp_path: Path
) -> None:
    story = Story("zhang").ready("zhang").marked("10-14T09:00:00", "zhang", 85)
    story.act(do, "chen", "propose", "zhang", grade=FAIR, comment="见纪实。")
    assert story.play("10-21T00:00:00", tmp_path).case("zhang")["late_leaders"] == late


# recording → appraising at 24:00 of the latest of summary, extension, open return and reopening.


OPENED: dict[str, tuple[tuple[str, str, str, str], dict[str, Any], str]] = {
    "an extension": (
        ("10-12T09:00:00", "shen", "extend", ""),
        {"stage": "recording", "until": "2026-10-15", "reason": "值班", "scope": "zhang"},
        "10-15",
    ),
    "an open return": (
        ("10-12T09:00:00", "chen", "return_summary", "zhang"),
        {"month": 8, "reason": "补充"},
        "10-15",
    ),
    "a return named for longer": (
        ("10-12T09:00:00", "chen", "return_summary", "zhang"),
        {"month": 9, "reason": "补充", "until": "2026-10-19"},
        "10-19",
    ),
    "an open reopening": (
        ("10-12T09:00:00", "shen", "reopen", "zhang"),
        {"stage": "recording", "month": 7, "until": "2026-10-16", "reason": "住院"},
        "10-16",
    ),
    "a reopening after the review began": (
        ("10-14T09:00:00", "shen", "reopen", "zhang"),
        {"stage": "recording", "until": "2026-10-16", "reason": "住院"},
        "10-16",
    ),
    "a return of the record from the review": (
        ("10-14T09:00:00", "chen", "return_record", "zhang"),
        {"reason": "补充"},
        "10-19",
    ),
    "an opening that ends before the summary is due": (
        ("10-08T09:00:00", "shen", "reopen", "zhang"),
        {"stage": "recording", "month": 7, "until": "2026-10-09", "reason": "住院"},
        "10-13",
    ),
}
NEXT = {"10-13": "10-14", "10-15": "10-16", "10-16": "10-17", "10-19": "10-20"}


@pytest.mark.rule("R11", "R31")
@pytest.mark.parametrize(("opening", "given", "last"), OPENED.values(), ids=list(OPENED))
def test_the_record_closes_at_the_end_of_the_latest_of_what_keeps_it_open(
    opening: tuple[str, str, str, str], given: dict[str, Any], last: str, tmp_path: Path
) -> None:
    """Never earlier, even when everything is in; at the very instant the tick comes first."""
    story = Story("zhang").ready("zhang").act(*opening, **given)
    story.marked(f"{last}T23:59:59", "zhang", 85, refused="四(三)")
    story.marked(f"{NEXT[last]}T00:00:00", "zhang", 85)
    assert story.play(f"{NEXT[last]}T00:00:00", tmp_path).case("zhang")["stage"] == "appraising"


@pytest.mark.rule("R10", "R30")
def test_a_missing_month_is_flagged_and_never_scored_by_the_machine(tmp_path: Path) -> None:
    story = Story("zhang").planned("zhang").summarised("zhang", months=(7, 9))
    case = story.play("10-20T00:00:00", tmp_path).case("zhang")
    assert (case["stage"], case["late"]) == ("appraising", ["month_8"])
    assert (case["total"], case["proposed"], case["grade"]) == (None, None, None)


# A summary's due day is never earlier than 3 working days after the plan's first approval.


@pytest.mark.rule("R10")
@pytest.mark.parametrize(
    ("month", "at", "refused"),
    [
        (7, "10-15T23:59:59", None),
        (7, "10-16T00:00:00", "四(二)"),
        (9, "10-15T23:59:59", None),
        (9, "10-16T00:00:00", "四(二)"),
    ],
)
def test_no_summary_is_due_sooner_than_three_working_days_after_the_first_approval(
    month: int, at: str, refused: str | None, tmp_path: Path
) -> None:
    """A plan approved on 10-12 leaves until 10-15 for every month."""
    story = Story("zhang").act(
        "10-09T09:00:00", "shen", "reopen", "zhang",
        stage="planning", until="2026-10-12", reason="新到岗",
    )  # fmt: skip
    story.act("10-12T09:00:00", "zhang", "submit_plan", items=ITEMS)
    story.act("10-12T15:00:00", "chen", "approve_plan", "zhang")
    story.marked("10-15T23:59:58", "zhang", 85, refused="四(三)")
    story.act(at, "zhang", "summarise", month=month, text="完成。", refused=refused)
    assert story.play("10-16T00:00:00", tmp_path).case("zhang")["stage"] == "appraising"


# A return opens that item until 24:00 of the 3rd working day after it, or a later day named.


@pytest.mark.rule("R09", "R31")
@pytest.mark.parametrize(
    ("named", "at", "refused"),
    [
        (None, "07-10T23:59:59", None),
        (None, "07-11T00:00:00", "四(一)"),
        ("2026-07-08", "07-10T23:59:59", None),
        ("2026-07-15", "07-15T23:59:59", None),
        ("2026-07-15", "07-16T00:00:00", "四(一)"),
    ],
)
def test_a_plan_returned_on_its_last_day_is_open_for_three_working_days_or_longer_if_named(
    named: str | None, at: str, refused: str | None, tmp_path: Path
) -> None:
    story = Story("zhang").act("07-07T16:00:00", "zhang", "submit_plan", items=ITEMS)
    until = {"until": named} if named else {}
    story.act("07-07T17:00:00", "chen", "return_plan", "zhang", reason="补充", **until)
    story.act(at, "zhang", "submit_plan", items=ITEMS, refused=refused)
    told = story.play("07-17T00:00:00", tmp_path)
    assert told.case("zhang")["late"] == (["plan"] if refused else [])


@pytest.mark.rule("R09", "R31")
@pytest.mark.parametrize(
    ("at", "refused"), [("09-18T23:59:59", None), ("09-19T00:00:00", "四(一)")]
)
def test_an_amendment_returned_on_the_last_day_may_come_back_while_it_is_open(
    at: str, refused: str | None, tmp_path: Path
) -> None:
    """Amendments end on 09-15; one returned that day is open until 24:00 of 09-18."""
    new = [{"title": "新任务", "goal": "section", "weight": "100", "target": "完成"}]
    story = Story("zhang").planned("zhang")
    story.act("09-15T10:00:00", "zhang", "amend_plan", items=new, reason="调整")
    story.act("09-15T16:00:00", "chen", "return_plan", "zhang", reason="补充")
    story.act(at, "zhang", "amend_plan", items=new, reason="调整", refused=refused)
    assert story.play("09-19T00:00:00", tmp_path).case("zhang")["stage"] == "recording"


# Log entries are never a guard; an empty ledger is 0; an unverified item makes it "not ready".

RECORDED = {
    "kind": "commendation", "issuer": "高新区党工委", "level": "高新区", "document": "8号",
    "date": "2026-08-20", "points": "0.5", "basis": "办法", "evidence": "文件",
}  # fmt: skip


@pytest.mark.rule("R10", "R06")
def test_a_quarter_without_a_log_entry_and_with_an_empty_ledger_is_scored(tmp_path: Path) -> None:
    story = Story("zhang").ready("zhang").proposed("zhang", "85.5", FAIR)
    assert story.play("10-15T00:00:00", tmp_path).case("zhang")["total"] == "85.5"


@pytest.mark.rule("R03", "R06")
def test_the_total_must_be_ready_when_a_grade_is_proposed_and_when_it_is_decided(
    tmp_path: Path,
) -> None:
    story = Story("zhang").ready("zhang")
    story.act("10-13T09:00:00", "shen", "record_opi", "zhang", **RECORDED)
    story.marked("10-14T09:00:00", "zhang", 85)
    story.act(
        "10-14T09:30:00", "chen", "propose", "zhang", grade=FAIR, comment="见纪实。",
        refused="三(一)",
    )  # fmt: skip
    story.act("10-14T09:40:00", "han", "verify_opi", "zhang", document="8号")
    story.act("10-14T10:00:00", "chen", "propose", "zhang", grade=FAIR, comment="见纪实。")
    late = RECORDED | {"document": "9号"}
    story.act("10-14T11:00:00", "shen", "record_opi", "zhang", **late)
    story.decided("10-15T09:00:00", {"zhang": FAIR}, refused="四(三)")
    story.act("10-15T10:00:00", "han", "verify_opi", "zhang", document="9号")
    story.decided("10-15T11:00:00", {"zhang": FAIR})
    case = story.play("10-16T00:00:00", tmp_path).case("zhang")
    assert (case["stage"], case["total"]) == ("feedback", "86")


# Reasons for what departs from the band, and from the proposal.


@pytest.mark.rule("R07", "R11")
@pytest.mark.parametrize(
    ("score", "grade", "refused"),
    [
        ("90", GOOD, None),
        ("89.99", GOOD, "四(三)"),
        ("89.99", FAIR, None),
        ("90", FAIR, "四(三)"),
        ("80", FAIR, None),
        ("79.99", FAIR, "四(三)"),
        ("60", ORDINARY, None),
        ("59.99", ORDINARY, "四(三)"),
        ("59.99", POOR, None),
    ],
)
def test_a_proposal_needs_a_reason_exactly_when_it_departs_from_the_band(
    score: str, grade: str, refused: str | None, tmp_path: Path
) -> None:
    story = Story("zhang").ready("zhang").marked("10-14T09:00:00", "zhang", score)
    given = {"grade": grade, "comment": "见纪实。"}
    story.act("10-14T10:00:00", "chen", "propose", "zhang", refused=refused, **given)
    if refused:
        story.act("10-14T11:00:00", "chen", "propose", "zhang", reason="有事实为证", **given)
    assert story.play("10-15T00:00:00", tmp_path).case("zhang")["proposed"] == grade


def three_ready() -> Story:
    """Three officers: zhang 92 and li 91 proposed for 好, wang 85 for 较好; one place."""
    story = Story("zhang", "li", "wang").ready("zhang", "li", "wang")
    return story.proposed("zhang", 92, GOOD).proposed("li", 91, GOOD).proposed("wang", 85, FAIR)


QUOTA_ALONE = {"reason": "名额所限"}


@pytest.mark.rule("R12", "R13")
@pytest.mark.parametrize(
    ("zhang", "li", "wang", "given", "refused"),
    [
        (GOOD, FAIR, FAIR, QUOTA_ALONE, None),
        (FAIR, GOOD, FAIR, QUOTA_ALONE, None),
        (GOOD, FAIR, FAIR, {"reasons": {"li": "名额所限"}}, None),
        (GOOD, FAIR, FAIR, {}, "四(三)"),
        (GOOD, ORDINARY, FAIR, QUOTA_ALONE, "四(三)"),
        (GOOD, FAIR, ORDINARY, QUOTA_ALONE, "四(三)"),
        (GOOD, FAIR, ORDINARY, QUOTA_ALONE | {"reasons": {"wang": "与事实不符"}}, None),
        (GOOD, FAIR, FAIR, QUOTA_ALONE | {"reasons": {"wang": "多写的理由"}}, None),
    ],
)
def test_one_reason_of_the_session_covers_what_the_quota_alone_brings_about(
    zhang: str, li: str, wang: str, given: dict[str, Any], refused: str | None, tmp_path: Path
) -> None:
    grades = {"zhang": zhang, "li": li, "wang": wang}
    story = three_ready().decided("10-20T09:00:00", grades, refused=refused, **given)
    told = story.play("10-21T00:00:00", tmp_path)
    stage = "determining" if refused else "feedback"
    assert {c["stage"] for c in told.report["cases"]} == {stage}


@pytest.mark.rule("R12")
def test_a_departure_is_not_the_quotas_while_there_are_places_enough(tmp_path: Path) -> None:
    story = Story("zhang", "li", "wang").ready("zhang", "li", "wang")
    story.proposed("zhang", 92, GOOD).proposed("li", 85, FAIR).proposed("wang", 85, FAIR)
    grades = {"zhang": FAIR, "li": FAIR, "wang": FAIR}
    story.decided("10-20T09:00:00", grades, refused="四(三)", **QUOTA_ALONE)
    story.decided("10-20T10:00:00", grades, reasons={"zhang": "有投诉属实"})
    assert story.play("10-21T00:00:00", tmp_path).report["quota"]["used"] == 0


# The quota: judged at `decide` over everything decided so far; n frozen by the first accepted one.


@pytest.mark.rule("R13")
def test_a_refused_decision_freezes_nothing_and_the_first_accepted_one_freezes_n(
    tmp_path: Path,
) -> None:
    """Five take part until one is exempt: four, one place; a later exemption changes nothing."""
    people = ("zhang", "li", "wang", "zhao", "sun")
    story = Story(*people).ready(*people)
    for who in people:
        story.proposed(who, 92, GOOD)
    two = dict.fromkeys(people, FAIR) | {"zhang": GOOD, "li": GOOD}
    story.decided("10-20T09:00:00", two | {"wang": GOOD}, refused="四(三)", **QUOTA_ALONE)
    exempt = {"kind": "away", "reason": "挂职", "document": "1号"}
    story.act("10-20T09:10:00", "shen", "exempt", "sun", **exempt)
    story.act("10-20T09:20:00", "wei", "confirm", of="exempt", who="sun")
    four = {who: grade for who, grade in two.items() if who != "sun"}
    story.decided("10-20T09:30:00", four, refused="四(三)", **QUOTA_ALONE)
    story.act("10-20T09:40:00", "wei", "set_aside", "zhao", reason="待核")
    three = {"zhang": GOOD, "li": FAIR, "wang": FAIR}
    story.decided("10-20T09:50:00", three, **QUOTA_ALONE)
    story.act("10-21T09:00:00", "shen", "exempt", "zhao", **exempt)
    story.act("10-21T09:10:00", "wei", "confirm", of="exempt", who="zhao")
    told = story.play("10-22T00:00:00", tmp_path)
    assert told.report["quota"] == {"n": 4, "limit": 1, "used": 1}
    assert "参加考核5人，“好”等次至多2人，本次确定后为3人" in told.reasons("decide")
    assert "参加考核4人，“好”等次至多1人，本次确定后为2人" in told.reasons("decide")


@pytest.mark.rule("R13", "R33")
@pytest.mark.parametrize(("grade", "refused"), [(GOOD, "四(三)"), (FAIR, None)])
def test_a_supplementary_batch_shares_the_frozen_quota(
    grade: str, refused: str | None, tmp_path: Path
) -> None:
    story = three_ready().act("10-20T09:00:00", "wei", "set_aside", "li", reason="待核")
    story.decided("10-20T09:10:00", {"zhang": GOOD, "wang": FAIR})
    story.decided("11-03T09:00:00", {"li": grade}, refused=refused, **QUOTA_ALONE)
    told = story.play("11-04T00:00:00", tmp_path)
    assert told.report["quota"] == {"n": 3, "limit": 1, "used": 1}
    assert told.case("li")["stage"] == ("determining" if refused else "feedback")


# `decide` names every case of the batch; a case is set aside from any stage and keeps it.


@pytest.mark.rule("R12", "R33")
@pytest.mark.parametrize(
    ("stage", "acts"),
    [
        ("planning", []),
        ("plan_review", [("07-02T09:00:00", "li", "submit_plan", {"items": ITEMS})]),
        ("recording", None),
    ],
)
def test_the_main_batch_is_the_whole_roster_whatever_the_stage_and_who_is_aside_keeps_theirs(
    stage: str, acts: list[tuple[str, str, str, dict[str, Any]]] | None, tmp_path: Path
) -> None:
    story = Story("zhang", "li").ready("zhang").proposed("zhang", 85, FAIR)
    if acts is None:
        story.ready("li").act(
            "10-14T09:00:00", "chen", "return_record", "li", reason="补充", until="2026-11-30"
        )
    for at, who, do, given in acts or []:
        story.act(at, who, do, **given)
    story.decided("10-20T09:00:00", {"zhang": FAIR}, refused="四(三)")
    story.act("10-20T09:10:00", "wei", "set_aside", "li", reason="待核")
    story.decided("10-20T09:20:00", {"zhang": FAIR})
    told = story.play("10-21T00:00:00", tmp_path)
    assert "本批尚缺1人：li" in told.reasons("decide")
    assert (told.case("li")["stage"], told.case("li")["aside"]) == (stage, True)
    assert told.report["quota"]["n"] == 2


@pytest.mark.rule("R12")
@pytest.mark.parametrize(
    ("members", "present", "refused"),
    [
        (3, 2, None),
        (3, 1, "四(三)"),
        (4, 3, None),
        (4, 2, "四(三)"),
        (6, 4, None),
        (6, 3, "四(三)"),
    ],
)
def test_three_times_those_present_is_at_least_twice_the_members(
    members: int, present: int, refused: str | None, tmp_path: Path
) -> None:
    more = {f"m{i}": (Role.MEMBER,) for i in range(members - 3)}
    story = Story("zhang", **more).ready("zhang").proposed("zhang", 85, FAIR)
    there = [*PRESENT, *more][:present]
    story.decided("10-20T09:00:00", {"zhang": FAIR}, refused=refused, present=there)
    stage = "determining" if refused else "feedback"
    assert story.play("10-21T00:00:00", tmp_path).case("zhang")["stage"] == stage


@pytest.mark.rule("R12")
@pytest.mark.parametrize(("votes", "refused"), [(None, None), (2, None), (1, "四(三)")])
def test_without_votes_all_present_agree(
    votes: int | None, refused: str | None, tmp_path: Path
) -> None:
    story = Story("zhang").ready("zhang").proposed("zhang", 85, FAIR)
    given = {} if votes is None else {"votes": votes}
    story.decided("10-20T09:00:00", {"zhang": FAIR}, refused=refused, **given)
    story.play("10-21T00:00:00", tmp_path)


# Direct grades.

FACTS = {"facts": "抗洪抢险连续值守三昼夜", "evidence": "通报"}


@pytest.mark.rule("R16")
@pytest.mark.parametrize("grade", [GOOD, POOR])
def test_a_direct_grade_nobody_confirmed_binds_nothing(grade: str, tmp_path: Path) -> None:
    story = Story("zhang").ready("zhang").proposed("zhang", 85, FAIR)
    story.act("10-14T08:00:00", "chen", "propose_direct", "zhang", grade=grade, **FACTS)
    case = story.decided("10-20T09:00:00", {"zhang": FAIR}).play("10-21T00:00:00", tmp_path)
    assert (case.case("zhang")["grade"], case.case("zhang")["direct"]) == (FAIR, None)


@pytest.mark.rule("R17")
@pytest.mark.parametrize(
    ("stated", "at", "refused"),
    [
        (None, "10-20T23:59:59", "四(末)"),
        (None, "10-21T00:00:00", None),
        ("10-15T15:00:00", "10-15T14:59:59", "四(末)"),
        ("10-15T15:00:00", "10-15T15:00:00", None),
    ],
)
def test_the_lowest_grade_is_admitted_after_a_statement_or_its_three_working_days(
    stated: str | None, at: str, refused: str | None, tmp_path: Path
) -> None:
    story = Story("zhang").ready("zhang")
    story.act("10-15T10:00:00", "chen", "propose_direct", "zhang", grade=POOR, **FACTS)
    if stated:
        story.act(stated, "zhang", "state", text="情况属实，另有原因。")
    given = {"grade": POOR, "reason": "事实清楚", "present": PRESENT}
    story.act(at, "wei", "confirm_direct", "zhang", refused=refused, **given)
    told = story.play("10-21T00:00:00", tmp_path)
    assert told.case("zhang")["direct"] == (None if refused else POOR)


@pytest.mark.rule("R17")
@pytest.mark.parametrize("kept", [GOOD, POOR])
def test_the_group_may_keep_what_it_confirmed_when_the_other_kind_is_proposed_afterwards(
    kept: str, tmp_path: Path
) -> None:
    """A conflict is settled by naming one of the two, also the one named before."""
    story = three_ready().act(
        "10-14T08:00:00", "chen", "propose_direct", "wang", grade=GOOD, **FACTS
    )
    given = {"reason": "事实清楚", "present": PRESENT}
    story.act("10-14T08:10:00", "wei", "confirm_direct", "wang", grade=GOOD, **given)
    story.act("10-14T08:20:00", "chen", "propose_direct", "wang", grade=POOR, **FACTS)
    grades = {"zhang": FAIR, "li": FAIR, "wang": kept}
    reasons = {"wang": "直接确定"}
    story.decided("10-22T09:00:00", grades, refused="四(末)", reasons=reasons, **QUOTA_ALONE)
    story.act("10-22T09:10:00", "wei", "confirm_direct", "wang", grade=kept, **given)
    story.decided(
        "10-22T09:20:00", grades, reasons=reasons | {"zhang": "名额", "li": "名额"}
    )  # fmt: skip
    assert story.play("10-23T00:00:00", tmp_path).case("wang")["direct"] == kept


# `publish` needs a recorded feedback, not a receipt; the notice's end closes the case.


@pytest.mark.rule("R14", "R15")
def test_a_notice_needs_feedback_but_no_receipt(tmp_path: Path) -> None:
    story = Story("zhang").ready("zhang").proposed("zhang", 85, FAIR)
    story.decided("10-20T09:00:00", {"zhang": FAIR})
    story.act("10-21T09:00:00", "shen", "publish", refused="四(四)")
    story.heard("10-21T10:00:00", "zhang").act("10-22T09:00:00", "shen", "publish")
    assert story.play("10-27T23:59:59", tmp_path).case("zhang")["stage"] == "publicity"


@pytest.mark.rule("R15")
@pytest.mark.parametrize(
    ("at", "refused"), [("10-27T23:59:59", None), ("10-28T00:00:00", "四(五)")]
)
def test_a_notice_ends_at_the_last_second_of_its_third_working_day(
    at: str, refused: str | None, tmp_path: Path
) -> None:
    """Posted on Thursday 10-22: 23, 26 and 27 October."""
    story = Story("zhang").ready("zhang").proposed("zhang", 85, FAIR)
    story.decided("10-20T09:00:00", {"zhang": FAIR}).heard("10-21T10:00:00", "zhang")
    story.act("10-22T09:00:00", "shen", "publish")
    story.act(at, "shen", "annul_publicity", reason="错字", refused=refused)
    told = story.play("10-28T00:00:00", tmp_path)
    assert told.case("zhang")["stage"] == ("closed" if refused else "feedback")


# Time since the last tick is an outage: each thing once, in due order, with both times.


@pytest.mark.rule("R30")
def test_after_an_outage_everything_is_done_once_in_due_order_with_both_times(
    tmp_path: Path,
) -> None:
    story = Story("zhang", "li").planned("zhang").dark("07-06T12:00:00", "08-10T12:00:00")
    told = story.play("08-11T00:00:00", tmp_path)
    late = "2026-08-10T04:00:00"
    caught_up = [line for line in told.lines if line["at"].startswith(late)]
    assert [(x["move"], x["due"][:19]) for x in caught_up if x["move"].startswith("lock")] == [
        ("lock_plan", "2026-07-07T16:00:00"),
        ("lock_month", "2026-08-07T16:00:00"),
    ]
    assert [x["due"] for x in caught_up] == sorted(x["due"] for x in caught_up)
    assert all(x["due"] <= x["at"] for x in caught_up)
    assert (told.case("zhang")["late"], told.case("li")["late"]) == (["month_7"], ["plan"])


@pytest.mark.rule("R30")
def test_missed_reminders_of_one_obligation_merge_into_the_newest(tmp_path: Path) -> None:
    """Missed: plan_due 07-07, plan_overdue 07-08, 07-09 and 07-10; the list to the office too."""
    story = Story("zhang").dark("07-06T12:00:00", "07-14T12:00:00")
    told = story.play("07-20T00:00:00", tmp_path)
    assert told.mails("zhang", "plan_due") == ["07-02T08:30:00", "07-06T08:30:00"]
    assert told.mails("zhang", "plan_overdue") == ["07-10T08:30:00"]
    assert told.mails("shen", "escalation") == ["07-13T08:30:00"]


@pytest.mark.rule("R30")
def test_a_quarter_opened_after_an_outage_sends_the_newest_reminder_it_missed(
    tmp_path: Path,
) -> None:
    story = Story("zhang").dark("06-30T12:00:00", "07-06T12:00:00")
    told = story.play("07-07T12:00:00", tmp_path)
    assert told.mails("zhang", "quarter_opened") == ["07-01T08:30:00"]
    assert told.mails("zhang", "plan_due") == ["07-06T08:30:00", "07-07T08:30:00"]


# Mails: one per obligation; digests at 08:30; no grade or score in any.


@pytest.mark.rule("R30")
def test_leaders_and_office_get_one_digest_a_morning_and_officers_one_mail_an_obligation(
    tmp_path: Path,
) -> None:
    story = Story("zhang", "li", "wang").planned("zhang", "li")
    told = story.play("10-31T00:00:00", tmp_path)
    keys = [(row.person, row.kind, row.obligation, row.day) for row in told.outbox]
    assert len(set(keys)) == len(keys)
    digests = [row for row in told.outbox if row.obligation == ""]
    assert {row.at.strftime("%H:%M") for row in digests} == {"00:30"}
    assert told.mails("chen", "appraisal_due")[0] == "10-14T08:30:00"
    assert told.mails("wang", "plan_due") == ["07-02T08:30:00", "07-06T08:30:00", "07-07T08:30:00"]
    assert told.mails("wang", "plan_overdue") == [
        "07-08T08:30:00", "07-09T08:30:00", "07-10T08:30:00"
    ]  # fmt: skip
    assert told.mails("han", "escalation") == told.mails("shen", "escalation")
    assert "07-13T08:30:00" in told.mails("shen", "escalation")


@pytest.mark.rule("R30")
def test_no_grade_and_no_score_stands_in_any_mail_of_a_whole_quarter(tmp_path: Path) -> None:
    story = three_ready().decided(
        "10-20T09:00:00", {"zhang": GOOD, "li": FAIR, "wang": FAIR}, **QUOTA_ALONE
    )
    story.heard("10-21T10:00:00", "zhang", "li", "wang").act("10-22T09:00:00", "shen", "publish")
    told = story.play("10-28T00:00:00", tmp_path)
    assert {c["stage"] for c in told.report["cases"]} == {"closed"}
    kinds = {mail["kind"] for mail in told.report["mails"]}
    assert {"feedback_ready", "publicity_posted", "result_final"} <= kinds
    texts = [str(dict(row.data)) for row in told.outbox]
    texts += [mail["subject"] for mail in told.report["mails"]]
    for word in (GOOD, FAIR, ORDINARY, POOR, "92", "91", "85"):
        assert not [text for text in texts if word in text], word
