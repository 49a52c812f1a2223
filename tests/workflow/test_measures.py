"""Measures: their owners are told, reminded and called on once, after the quarter too (R24)."""

from pathlib import Path

import pytest

from tests.workflow.story import FAIR, GOOD, Story, Told, three_ready

pytestmark = pytest.mark.rule("R24", "R30")

ADOPTED = {"text": "集中辅导一次", "owner": "chen", "due": "2026-11-30"}


def ended() -> Story:
    """A quarter that is over on 5 November: told on the 21st, posted on the 22nd."""
    story = three_ready().decided("10-20T15:00:00", {"zhang": GOOD, "li": FAIR, "wang": FAIR},
        reason="名额所限")  # fmt: skip
    story.heard("10-21T10:00:00", "zhang", "li", "wang")
    return story.act("10-22T09:00:00", "shen", "publish")


def told(story: Story, folder: Path, until: str = "12-20T00:00:00") -> Told:
    """The story to its end; its quarter has ended by then."""
    found = story.play(until, folder)
    concluded = [line["due"] for line in found.lines if line["move"] == "conclude"]
    assert len(concluded) == 1
    assert concluded[0] < "2026-11-06"
    return found


def test_a_measure_of_a_quarter_that_has_ended_is_reminded_of_and_called_for_once(
    tmp_path: Path,
) -> None:
    """Adopted on Thursday 12 November, due on Monday 30: the morning after, 3 and 1 days before."""
    found = told(ended().act("11-12T09:00:00", "shen", "adopt_measure", **ADOPTED), tmp_path)
    assert found.mails("chen", "measure_due") == [
        f"{day}T08:30:00" for day in ("11-13", "11-25", "11-27", "11-30", "12-01", "12-02", "12-03")
    ]
    for clerk in ("shen", "han"):
        assert found.mails(clerk, "measure_overdue") == ["12-04T08:30:00"]
    late = next(m for m in found.outbox if m.kind == "measure_overdue")
    assert dict(late.data)["items"] == [
        {"name": "chen", "what": "第1项改进措施", "due": "11月30日"}
    ]


def test_a_measure_that_is_done_is_not_reminded_of_again(tmp_path: Path) -> None:
    """Done between two reminders; nobody is called on."""
    story = ended().act("11-12T09:00:00", "shen", "adopt_measure", **ADOPTED)
    story.act("11-26T09:00:00", "shen", "measure_done", number=1, document="签到册1号")
    found = told(story, tmp_path)
    assert found.mails("chen", "measure_due") == ["11-13T08:30:00", "11-25T08:30:00"]
    assert found.mails("shen", "measure_overdue") == []


def test_reminders_missed_in_an_outage_come_as_one(tmp_path: Path) -> None:
    """Dark from before the first to after the fourth: the newest alone is sent, when light is."""
    story = ended().act("11-12T09:00:00", "shen", "adopt_measure", **ADOPTED)
    story.act("11-12T09:10:00", "shen", "adopt_measure", **ADOPTED | {"text": "调整分工"})
    story.dark("11-12T12:00:00", "11-30T12:00:00")
    found = told(story, tmp_path, "12-01T00:00:00")
    assert found.mails("chen", "measure_due") == ["11-30T08:30:00"]
    [mail] = [m for m in found.outbox if m.kind == "measure_due"]
    assert dict(mail.data)["names"] == ["第1项改进措施", "第2项改进措施"]


def test_a_morning_s_list_to_the_office_is_one_whatever_the_procedures(tmp_path: Path) -> None:
    """A summary and a check of conduct that nobody saw to come up on 13 August: both are told."""
    story = Story("zhang", "li").planned("zhang", "li")
    story.act("07-31T09:00:00", "shen", "open_refusal", "zhang", facts="未报小结")
    found = story.play("08-13T12:00:00", tmp_path)
    assert found.mails("shen", "escalation") == ["08-13T08:30:00"]
    [mail] = [m for m in found.outbox if m.kind == "escalation" and m.person == _clerk(found)]
    listed = sorted((i["name"], i["what"]) for i in dict(mail.data)["items"])
    assert listed == [("li", "7月小结"), ("zhang", "7月小结"), ("zhang", "情况核查")]


def _clerk(found: Told) -> str:
    """The surrogate id of one of the two clerks."""
    return str(next(m.person for m in found.outbox if m.kind == "escalation"))
