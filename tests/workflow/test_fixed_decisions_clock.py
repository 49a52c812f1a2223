"""The decisions that everyone builds on, each at its very second: outages and mails.

Third quarter of 2026: plan due 07-07, approval 07-10, summaries 08-07, 09-07 and 10-13, review
10-20, decision 10-27. A due day ends at 24:00, which is 00:00:00 of the next day.
"""

from pathlib import Path

import pytest

from tests.workflow.story import FAIR, GOOD, ORDINARY, POOR, QUOTA_ALONE, Story, three_ready

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
