"""The office reminds by one click whoever owes something; nobody twice on a day of the same."""

from typing import Any

import pytest

from tests.rehearsal import OUTBOX, PERIOD, PLAN, at, proposed
from tests.web.office import Web
from tests.web.test_lists import decided
from workflow.replay import verify_office

PLANS = {"quarter": PERIOD, "item": "plan", "day": "2026-07-07"}


def sent(web: Web, kind: str) -> list[Any]:
    """To whom mails of a kind are in the outbox."""
    names = {person: handle for handle, person in web.rehearsal.played.ids.items()}
    return sorted(names[m.person] for m in web.rehearsal.mails() if m.kind == kind)


def lines(web: Web, move: str) -> list[Any]:
    """The actors of the lines of a move that was done."""
    with web.rehearsal.database.read() as connection:
        query = "SELECT actor FROM journal WHERE move = ? AND outcome = 'done'"
        return list(connection.exec_driver_sql(query, (move,)).scalars())


@pytest.mark.rule("R30")
def test_whoever_owes_an_item_is_reminded_once_a_day(web: Web) -> None:
    """A mail and a line each by the hand of the clerk; a second click the same day is refused."""
    browser = web.browser("wu")
    assert "催办</button>" not in browser.get("/late").text  # the clock did that morning
    # Two days before the due day nobody was reminded by the clock yet that morning.
    web.rehearsal.run_to(at("07-03T09:00"))
    web.now = at("07-03T10:00")
    before = sent(web, "plan_due")
    assert "催办</button>" in browser.get("/late").text
    done = browser.post("/late", PLANS | {"request": "urged-once-only"})
    assert done.headers["location"].startswith("/late?urged=")
    page = browser.get(done.headers["location"]).text
    assert "已催办：3封邮件随即发出，发给o1同志、o2同志、o3同志" in page
    assert "7月3日10:00已提醒，一天只提醒一次" in page
    assert "催办</button>" not in page
    assert "已催办" not in web.browser("zheng").get(done.headers["location"]).text
    assert "已催办" not in browser.get("/late?urged=1").text
    assert sent(web, "plan_due") == sorted([*before, "o1", "o2", "o3"])
    wu = web.rehearsal.played.ids["wu"]
    assert lines(web, "urge") == [wu]
    assert lines(web, "remind").count(wu) == 3
    assert browser.post("/late", PLANS | {"request": "urged-once-only"}).status_code == 303
    web.now = at("07-03T16:00")
    again = browser.post("/late", PLANS | {"request": "urged-once-more"})
    assert again.status_code == 422
    assert "今天都已经提醒过" in again.text
    assert sent(web, "plan_due") == sorted([*before, "o1", "o2", "o3"])
    assert verify_office(web.site.office).faults == ()


@pytest.mark.rule("R30")
def test_the_clock_and_the_office_never_remind_of_the_same_on_one_day(web: Web) -> None:
    """Whom the clock reminded in the morning is not reminded again; the others are."""
    web.rehearsal.run_to(at("07-07T09:00"))
    browser, number = web.browser("wu"), len(web.rehearsal.mails())
    web.now = at("07-07T10:00")
    page = browser.post("/late", PLANS | {"request": "on-the-due-day"})
    assert "今天都已经提醒过" in page.text
    assert len(web.rehearsal.mails()) == number


@pytest.mark.rule("R30")
def test_all_that_is_overdue_is_asked_for_at_once_of_officers_and_leaders(web: Web) -> None:
    """Officers get one mail each, leaders one list of names."""
    done = web.rehearsal.done
    done("submit_plan", "o1", "o1", PLAN, at=at("07-02T11:00"))
    done("submit_plan", "o2", "o2", PLAN, at=at("07-02T11:00"))
    web.rehearsal.run_to(at("07-18T12:00"))  # a Saturday, when the clock is silent
    with web.rehearsal.database.begin() as connection:
        assert connection.execute(OUTBOX.delete()).rowcount
    web.now = at("07-18T12:00")
    browser = web.browser("wu")
    page = browser.get("/late").text
    assert "催办全部逾期的" in page
    number = web.case("o3")
    assert f'/cases/{number}/do/reopen">准予补报' in page
    assert f"/cases/{web.case('')}/do/extend" in page
    assert 'value="planning" checked' in browser.get(f"/cases/{number}/do/reopen").text
    form = {"quarter": PERIOD, "item": "", "day": "", "request": "all-that-is-overdue"}
    assert browser.post("/late", form).status_code == 303
    assert sent(web, "plan_overdue") == ["o3"]
    assert "逾期的今天都已经提醒过" in browser.get("/late").text
    (list_,) = [m for m in web.rehearsal.mails() if m.kind == "plan_to_approve"]
    assert list_.data["names"] == ["o1同志", "o2同志"]


@pytest.mark.rule("R30")
def test_the_session_and_the_notice_are_asked_for_by_hand_too(web: Web) -> None:
    """Of the chair and the office together, as the clock asks; nobody twice on a day."""
    decided(web.rehearsal, "o1", "o2", "o3")
    told = at("10-29T12:00")
    with web.rehearsal.database.begin() as connection:
        connection.execute(OUTBOX.delete())
    web.now = told
    browser = web.browser("wu")
    assert 'name="item" value="publicity"' in browser.get("/late").text
    form = {"quarter": PERIOD, "item": "publicity", "request": "the-notice-once-only"}
    assert browser.post("/late", form).status_code == 303
    assert sent(web, "publicity_due") == ["wu", "zheng"]
    again = browser.post("/late", form | {"request": "the-notice-once-more"})
    assert "今天都已经提醒过" in again.text
    assert verify_office(web.site.office).faults == ()


@pytest.mark.rule("R30")
def test_the_session_is_asked_for_of_chair_and_office(web: Web) -> None:
    """Once the quarter is over; before that nobody owes it."""
    form = {"quarter": PERIOD, "item": "decision", "request": "the-session-too-early"}
    browser = web.browser("wu")
    assert "没有人欠这一项" in browser.post("/late", form).text
    proposed(web.rehearsal)
    web.now = at("10-17T12:00")  # a Saturday, when the clock is silent
    assert browser.post("/late", form | {"request": "the-session-once"}).status_code == 303
    assert sent(web, "decision_due") == ["wu", "zheng", "zhou"]


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"quarter": "2026Q4", "item": "plan"}, "没有启动过"),
        ({"quarter": "nonsense", "item": "plan"}, "没有启动过"),
        ({"quarter": PERIOD, "item": "appraisal"}, "没有人欠这一项"),
        ({"quarter": PERIOD}, "没有人欠这一项"),
        ({"quarter": PERIOD, "item": "plan", "day": "tomorrow"}, "有效的日期"),
        ({}, "缺少这一项"),
    ],
)
def test_a_reminder_of_nothing_is_refused_with_the_reason(
    web: Web, form: dict[str, str], words: str
) -> None:
    """Nothing is sent, and the page says why."""
    before = len(web.rehearsal.mails())
    answer = web.browser("wu").post("/late", form | {"request": "reminder-of-nothing"})
    assert answer.status_code == 422
    assert words in answer.text
    assert len(web.rehearsal.mails()) == before


def test_only_a_clerk_sends_reminders(web: Web) -> None:
    """Whoever else reads the list has no button, and no way round it."""
    browser = web.browser("zhou")
    page = browser.get("/late").text
    assert "邮件催办，延期" not in page
    assert "用邮件催办由考核办办理" in page
    assert browser.post("/late", PLANS).status_code == 404
