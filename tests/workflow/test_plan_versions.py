"""A plan opened again: months go on under the old version, marks belong to the version they met."""

from pathlib import Path

import pytest

from tests.workflow.story import FAIR, ITEMS, Story


def _reopened(story: Story, who: str) -> Story:
    """Leave to hand in another plan in August, used two days later."""
    story.act("08-03T09:00:00", "shen", "reopen", who, stage="planning", until="2026-08-14",
              reason="任务有变")  # fmt: skip
    return story.act("08-05T09:00:00", who, "submit_plan", items=ITEMS)


@pytest.mark.rule("R09", "R10")
def test_a_month_is_handed_in_while_a_reopened_plan_waits(tmp_path: Path) -> None:
    """The old version counts until the new one is approved, and so does the month's due day."""
    story = Story("zhang", "li").planned("zhang", "li")
    for who in ("zhang", "li"):
        _reopened(story, who)
    story.act("08-06T09:00:00", "zhang", "summarise", month=7, text="完成。")
    story.act("08-08T09:00:00", "li", "summarise", month=7, text="迟了。", refused="四(二)")
    story.act("08-10T09:00:00", "chen", "approve_plan", "zhang")
    told = story.play("08-11T00:00:00", tmp_path)
    assert (told.case("zhang")["stage"], told.case("zhang")["late"]) == ("recording", [])
    assert (told.case("li")["stage"], told.case("li")["late"]) == ("plan_review", ["month_7"])
    assert told.mails("li", "month_due") == ["08-04T08:30:00", "08-06T08:30:00", "08-07T08:30:00"]
    assert told.mails("zhang", "month_due") == ["08-04T08:30:00", "08-06T08:30:00"]


@pytest.mark.rule("R10")
def test_before_the_first_approval_no_month_is_handed_in(tmp_path: Path) -> None:
    """The refusal says what comes first, and no month is owed yet."""
    story = Story("zhang").act("07-02T09:00:00", "zhang", "submit_plan", items=ITEMS)
    story.act("07-31T09:00:00", "zhang", "summarise", month=7, text="完成。", refused="四(二)")
    told = story.play("08-11T00:00:00", tmp_path)
    assert "工作计划尚未审定" in told.reasons("summarise")
    assert told.mails("zhang", "month_due") == []
    assert "month_7" not in told.case("zhang")["late"]


@pytest.mark.rule("R09", "R11")
def test_a_mark_does_not_pass_to_a_later_plan_with_an_item_of_the_same_title(
    tmp_path: Path,
) -> None:
    """What was marked is an item of a version; the item of the next one is marked anew."""
    story = Story("zhang").ready("zhang").marked("10-14T09:00:00", "zhang", 92)
    story.act("10-14T10:00:00", "shen", "reopen", "zhang", stage="planning", until="2026-10-15",
              reason="任务有变")  # fmt: skip
    story.act("10-14T11:00:00", "zhang", "submit_plan", items=ITEMS)
    story.act("10-14T12:00:00", "chen", "approve_plan", "zhang")
    given = {"grade": FAIR, "comment": "见纪实。"}
    story.act("10-16T09:00:00", "chen", "propose", "zhang", refused="四(三)", **given)
    story.act("10-16T10:00:00", "chen", "mark", "zhang", kpi={"日常工作": 80}, notes="按新计划")
    story.act("10-16T11:00:00", "chen", "propose", "zhang", **given)
    told = story.play("10-17T00:00:00", tmp_path)
    assert "KPI“日常工作”(计划调整前的KPI评分不再计入" in told.reasons("propose")
    assert told.case("zhang")["total"] == "83.6"  # 80 of the new item, 92 in each dimension


@pytest.mark.rule("R09")
def test_the_marks_stand_when_a_reopened_plan_was_not_used(tmp_path: Path) -> None:
    """The version that was marked still counts, so nothing has to be done again."""
    story = Story("zhang").ready("zhang").marked("10-14T09:00:00", "zhang", 92)
    story.act("10-14T10:00:00", "shen", "reopen", "zhang", stage="planning", until="2026-10-15",
              reason="任务有变")  # fmt: skip
    story.act("10-16T09:00:00", "chen", "propose", "zhang", grade="好", comment="见纪实。")
    assert story.play("10-17T00:00:00", tmp_path).case("zhang")["total"] == "92"


def _two_notices() -> Story:
    """The main batch posted, and on the next day a batch of the one that was set aside."""
    story = Story("zhang", "li").ready("zhang", "li")
    story.proposed("zhang", 85, FAIR).proposed("li", 85, FAIR)
    story.act("10-15T09:00:00", "wei", "set_aside", "li", reason="待核实")
    story.decided("10-15T10:00:00", {"zhang": FAIR}).heard("10-15T11:00:00", "zhang")
    story.act("10-15T14:00:00", "shen", "publish")
    story.decided("10-16T10:00:00", {"li": FAIR}).heard("10-16T11:00:00", "li")
    return story.act("10-16T14:00:00", "shen", "publish")


@pytest.mark.rule("R15")
def test_which_of_two_notices_is_annulled_has_to_be_said(tmp_path: Path) -> None:
    """Unnamed, or named by a number that is not up, it is refused and those that are listed."""
    story = _two_notices()
    why = {"reason": "姓名有误"}
    story.act("10-17T09:00:00", "shen", "annul_publicity", refused="四(五)", **why)
    story.act("10-17T09:10:00", "shen", "annul_publicity", refused="四(五)", number=3, **why)
    story.act("10-17T09:20:00", "shen", "annul_publicity", number=1, **why)
    story.act("10-17T09:30:00", "shen", "annul_publicity", **why)  # now there is but one
    told = story.play("10-17T10:00:00", tmp_path)
    said = told.reasons("annul_publicity")
    assert "第1号(10月15日发布，1人)、第2号(10月16日发布，1人)" in said
    assert "第3号公示不在公示期内" in said
    assert {told.case(who)["stage"] for who in ("zhang", "li")} == {"feedback"}


@pytest.mark.rule("R15")
def test_the_notice_that_is_named_comes_down_and_the_other_stays(tmp_path: Path) -> None:
    """Only the cases on it go back."""
    story = _two_notices()
    story.act("10-17T09:00:00", "shen", "annul_publicity", number=1, reason="姓名有误")
    told = story.play("10-17T10:00:00", tmp_path)
    assert told.case("zhang")["stage"] == "feedback"
    assert told.case("li")["stage"] == "publicity"
