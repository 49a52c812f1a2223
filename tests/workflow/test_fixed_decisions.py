"""The decisions that everyone builds on, each at its very second: what officers and leaders owe.

Third quarter of 2026: plan due 07-07, approval 07-10, summaries 08-07, 09-07 and 10-13, review
10-20, decision 10-27. A due day ends at 24:00, which is 00:00:00 of the next day.
"""

from pathlib import Path
from typing import Any

import pytest

from rules.nouns import Role
from tests.workflow.story import FAIR, ITEMS, Story

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


@pytest.mark.rule("R31")
def test_what_was_returned_and_never_came_back_is_late_when_its_time_ends(tmp_path: Path) -> None:
    """Handed in and returned on 08-07, the summary of July is open until 24:00 of 08-12."""
    story = Story("zhang").planned("zhang")
    story.act("08-07T10:00:00", "zhang", "summarise", month=7, text="完成。")
    story.act("08-07T16:00:00", "chen", "return_summary", "zhang", month=7, reason="补充")
    told = story.play("08-13T00:00:00", tmp_path)
    assert told.case("zhang")["late"] == ["month_7"]
    locks = [x for x in told.lines if x["move"] == "lock_month"]
    assert [x["due"][:19] for x in locks] == ["2026-08-12T16:00:00"]


# A reopening lifts the lock of one person; an extension moves the due day itself.


@pytest.mark.rule("R31")
@pytest.mark.parametrize(
    ("month", "given", "refused"),
    [(7, {"month": 7}, None), (8, {"month": 7}, "四(二)"), (8, {}, None)],
)
def test_a_month_named_narrows_a_reopening_to_it(
    month: int, given: dict[str, Any], refused: str | None, tmp_path: Path
) -> None:
    story = Story("zhang").planned("zhang")
    reopened = {"stage": "recording", "until": "2026-09-15", "reason": "住院"} | given
    story.act("09-14T09:00:00", "shen", "reopen", "zhang", **reopened)
    story.act(
        "09-15T23:59:59", "zhang", "summarise", month=month, text="完成。", refused=refused
    )  # fmt: skip
    story.act("09-16T00:00:00", "zhang", "summarise", month=month, text="完成。", refused="四(二)")
    told = story.play("09-16T00:00:00", tmp_path)
    assert told.case("zhang")["late"] == ["month_7", "month_8"]


@pytest.mark.rule("R31")
def test_a_reopening_before_the_due_day_puts_the_lock_off(tmp_path: Path) -> None:
    story = Story("zhang").planned("zhang")
    reopened = {"stage": "recording", "month": 7, "until": "2026-08-12", "reason": "住院"}
    story.act("08-05T09:00:00", "shen", "reopen", "zhang", **reopened)
    story.act("08-12T23:59:59", "zhang", "summarise", month=7, text="完成。")
    assert story.play("08-14T00:00:00", tmp_path).case("zhang")["late"] == []


@pytest.mark.rule("R09", "R31")
def test_a_plan_reopened_while_an_amendment_waits_leaves_nothing_waiting(tmp_path: Path) -> None:
    """The amendment goes back with the plan; only what is handed in anew can be approved."""
    story = Story("zhang").planned("zhang")
    story.act("08-03T10:00:00", "zhang", "amend_plan", items=ITEMS, reason="调整")
    reopened = {"stage": "planning", "until": "2026-08-10", "reason": "重新拟定"}
    story.act("08-04T10:00:00", "shen", "reopen", "zhang", **reopened)
    story.act("08-05T10:00:00", "zhang", "submit_plan", items=ITEMS)
    story.act("08-05T11:00:00", "chen", "approve_plan", "zhang")
    story.act("08-05T12:00:00", "chen", "approve_plan", "zhang", refused="四(一)")
    assert story.play("08-06T00:00:00", tmp_path).case("zhang")["stage"] == "recording"


@pytest.mark.rule("R30", "R31")
def test_reminders_follow_a_due_day_that_was_moved_after_the_last_of_them(tmp_path: Path) -> None:
    """July, due 08-07 and pressed in vain, is extended on 08-17 to Sunday 08-23."""
    story = Story("zhang").planned("zhang")
    extended = {"stage": "recording", "until": "2026-08-23", "reason": "抗洪", "scope": "zhang"}
    story.act("08-17T10:00:00", "shen", "extend", **extended)
    told = story.play("08-25T00:00:00", tmp_path)
    assert told.mails("zhang", "month_due")[3:] == [
        "08-19T08:30:00", "08-21T08:30:00", "08-23T08:30:00"
    ]  # fmt: skip
    assert told.mails("zhang", "month_overdue")[3:] == ["08-24T08:30:00"]


@pytest.mark.rule("R31")
def test_nobody_of_the_office_extends_their_own_due_day(tmp_path: Path) -> None:
    """An assessed clerk is helped by another clerk; an extension for all is no one's own file."""
    clerk = {"han": (Role.OFFICER, Role.OFFICE)}
    given = {"stage": "planning", "until": "2026-07-09", "reason": "出差"}
    story = Story("zhang", **clerk)
    story.act("07-06T09:00:00", "han", "extend", scope="han", refused="六", **given)
    story.act("07-06T09:10:00", "han", "extend", scope="all", **given)
    story.act("07-06T09:20:00", "shen", "extend", scope="han", **given)
    story.act("07-09T23:59:59", "han", "submit_plan", items=ITEMS)
    assert story.play("07-10T00:00:00", tmp_path).case("han")["late"] == []
