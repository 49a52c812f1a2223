"""The decisions that everyone builds on, each at its very second: what the group decides.

Third quarter of 2026: plan due 07-07, approval 07-10, summaries 08-07, 09-07 and 10-13, review
10-20, decision 10-27. A due day ends at 24:00, which is 00:00:00 of the next day.
"""

from pathlib import Path
from typing import Any

import pytest

from rules.nouns import Role
from tests.workflow.story import (
    FAIR,
    GOOD,
    ITEMS,
    ORDINARY,
    POOR,
    PRESENT,
    QUOTA_ALONE,
    Story,
    three_ready,
)

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


@pytest.mark.rule("R15")
@pytest.mark.parametrize(("day", "stage"), [("12-28", "closed"), ("12-29", "publicity")])
def test_a_notice_that_needs_a_year_without_a_calendar_waits_for_it(
    day: str, stage: str, tmp_path: Path
) -> None:
    """Posted on 12-28 it ends with the year, at 24:00 of 12-31; a day later nobody can say."""
    story = Story("zhang").ready("zhang").proposed("zhang", 85, FAIR)
    story.decided("12-22T09:00:00", {"zhang": FAIR}).heard("12-25T10:00:00", "zhang")
    story.act(f"{day}T09:00:00", "shen", "publish")
    told = story.play("12-31T23:59:59", tmp_path, later=1, years=(2026,))
    assert told.case("zhang")["stage"] == stage
    missing = [t["text"] for t in told.report["tasks"] if t["kind"] == "calendar_missing"]
    assert bool(missing) is (stage == "publicity")


@pytest.mark.rule("R15", "R31")
@pytest.mark.parametrize(
    ("at", "late"), [("10-23T23:59:59", []), ("10-24T00:00:00", ["publicity"])]
)
def test_a_notice_posted_more_than_two_working_days_after_the_last_feedback_is_late(
    at: str, late: list[str], tmp_path: Path
) -> None:
    """Heard on 10-21; posting again after a fault is not late."""
    story = Story("zhang").ready("zhang").proposed("zhang", 85, FAIR)
    story.decided("10-20T09:00:00", {"zhang": FAIR}).heard("10-21T10:00:00", "zhang")
    story.act(at, "shen", "publish")
    story.act("10-26T09:00:00", "shen", "annul_publicity", reason="错字")
    story.act("10-27T09:00:00", "shen", "publish")
    assert story.play("10-31T00:00:00", tmp_path).case("zhang")["late_leaders"] == late
