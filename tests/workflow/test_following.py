"""What follows a result, told act by act: opened on closing, owed, escalated once, closed (R18)."""

from pathlib import Path

import pytest

from rules.nouns import Role
from tests.workflow.story import FAIR, GOOD, ORDINARY, POOR, Story, three_ready

pytestmark = pytest.mark.rule("R18")
NIGHT = "10-28T00:00:00"


def published(grade: str = ORDINARY) -> Story:
    """Three officers whose results are on a notice that ends on 27 October."""
    story = three_ready()
    reasons = {"wang": "事实见纪实", "li": "名额"}
    story.decided("10-20T15:00:00", {"zhang": GOOD, "li": FAIR, "wang": grade}, reasons=reasons)
    story.heard("10-21T10:00:00", "zhang", "li", "wang")
    return story.act("10-22T09:00:00", "shen", "publish")


def test_nothing_follows_before_the_case_is_closed(tmp_path: Path) -> None:
    """Until the notice has ended nothing is opened and nobody is reminded."""
    told = published().play("10-27T23:59:59", tmp_path)
    assert told.case("wang")["follow_ups"] == []


def test_closing_opens_what_the_grade_calls_for_and_no_more(tmp_path: Path) -> None:
    """Each officer's case opens its own kinds, owed by the role the policy names."""
    told = published(POOR).play(NIGHT, tmp_path)
    found = {
        who: [(f["kind"], f["owner"], f["state"]) for f in told.case(who)["follow_ups"]]
        for who in ("zhang", "li", "wang")
    }
    assert found == {
        "zhang": [("commendation", "office", "open"), ("material_reward", "office", "waiting")],
        "li": [],
        "wang": [("criticism", "supervisor", "open")],
    }


def test_the_leader_and_the_office_are_reminded_without_a_word_of_the_grade(
    tmp_path: Path,
) -> None:
    """A digest names people, and neither the kind of duty nor a grade."""
    told = published().play("10-28T08:30:00", tmp_path)
    assert told.mails("chen", "follow_up_due") == ["10-28T08:30:00"]
    assert told.mails("shen", "follow_up_due") == told.mails("han", "follow_up_due")
    mails = [row for row in told.outbox if row.kind == "follow_up_due"]
    written = " ".join(map(str, (row.data for row in mails)))
    assert not any(word in written for word in (GOOD, ORDINARY, "表扬", "谈话"))


@pytest.mark.parametrize("order", [("zhang", "wang"), ("wang", "zhang")])
def test_a_leader_who_is_of_the_office_too_gets_one_list_of_both(
    tmp_path: Path, order: tuple[str, str]
) -> None:
    """What they owe their own people and what the office owes everybody: no name is lost."""
    grades = dict(zip(order, (GOOD, ORDINARY), strict=True)) | {"li": FAIR}
    story = three_ready()
    story.others |= {"chen": (Role.SUPERVISOR, Role.MEMBER, Role.OFFICE)}
    reasons = dict.fromkeys(grades, "事实见纪实")
    story.decided("10-20T15:00:00", grades, reasons=reasons)
    story.heard("10-21T10:00:00", "zhang", "li", "wang").act("10-22T09:00:00", "shen", "publish")
    told = story.play("10-28T08:30:00", tmp_path)
    listed = [sorted(row.data["names"]) for row in told.outbox if row.kind == "follow_up_due"]
    good = order[0]
    assert sorted(listed) == sorted([["wang", "zhang"], [good], [good]])


def test_what_is_never_done_is_escalated_once_and_stays_on_the_list(tmp_path: Path) -> None:
    """Three overdue reminders, one list to the office, then silence."""
    told = published().play("12-31T00:00:00", tmp_path)
    assert told.mails("shen", "escalation") == ["11-16T08:30:00"]
    assert len(told.mails("chen", "follow_up_due")) == 7
    assert told.case("wang")["follow_ups"][0]["state"] == "open"
    assert "escalation" in {task["kind"] for task in told.report["tasks"]}


def test_a_duty_done_in_time_is_closed_by_its_document(tmp_path: Path) -> None:
    """Closing it on the last minute of its day is in time; the reminders stop."""
    story = published()
    story.act(
        "11-10T23:59:59", "chen", "follow_up_done", "wang", kind="reminder_talk", document="1"
    )
    told = story.play("12-31T00:00:00", tmp_path)
    assert told.case("wang")["follow_ups"][0]["state"] == "done"
    assert told.case("wang")["late_leaders"] == []
    assert len(told.mails("chen", "follow_up_due")) == 4


def test_a_duty_done_at_the_end_of_its_day_is_late(tmp_path: Path) -> None:
    """At 24:00 of the due day it is late, and done all the same."""
    story = published()
    story.act(
        "11-11T00:00:00", "chen", "follow_up_done", "wang", kind="reminder_talk", document="1"
    )
    told = story.play("11-12T00:00:00", tmp_path)
    assert told.case("wang")["late_leaders"] == ["follow_up_reminder_talk"]


def test_nobody_closes_a_duty_on_their_own_file(tmp_path: Path) -> None:
    """An office clerk who was appraised leaves their own commendation to another."""
    story = published()
    story.act(
        "10-29T09:00:00", "zhang", "follow_up_done", "zhang", refused="五(一)",
        kind="commendation", document="1",
    )  # fmt: skip
    told = story.play("10-30T00:00:00", tmp_path)
    assert "本人" in told.reasons("follow_up_done")


def test_a_finding_and_a_hand_over_stand_on_record(tmp_path: Path) -> None:
    """What the group puts on record is shown with its document; a hand-over waits for a receipt."""
    story = published(POOR)
    story.act(
        "10-29T09:00:00", "wei", "record_unfitness", "wang", reason="不能胜任", document="文1号"
    )
    story.act("10-29T09:10:00", "wei", "hand_over", "wang", to="纪工委", document="移1号")
    found = story.play("10-30T00:00:00", tmp_path).case("wang")
    assert [(r["kind"], r["document"], r["to"]) for r in found["resolutions"]] == [
        ("unfit", "文1号", None),
        ("hand_over", "移1号", "纪工委"),
    ]
    assert ("hand_over", "open") in {(f["kind"], f["state"]) for f in found["follow_ups"]}


def test_an_outage_opens_everything_when_the_clock_is_back(tmp_path: Path) -> None:
    """A notice that ended in the dark opens its duties once, as of the instant it ended."""
    story = published().dark("10-27T12:00:00", "11-02T12:00:00")
    told = story.play("11-03T00:00:00", tmp_path)
    found = told.case("wang")["follow_ups"]
    assert [(f["kind"], f["opens"][:16]) for f in found] == [("reminder_talk", "2026-10-28T00:00")]
