"""What an officer fills in: where forms start from, and that nothing typed is ever lost."""

import html
import json
import re
from datetime import timedelta
from typing import Any

import pytest

from rules.calendar import Quarter
from tests.rehearsal import PLAN, Rehearsal, at, planned
from tests.web.office import Browser, Web
from web.visit import COOKIE
from workflow.collective import open_by_hand

TYPED = {"month": "7", "text": "写了很久的小结", "seen": "3", "request": "a-request-of-this-form"}


def field(page: str, name: str) -> str:
    """The value of a field of a page: of an input, or between the tags of a textarea."""
    found = re.search(rf'<input[^>]*name="{re.escape(name)}"[^>]*value="([^"]*)"', page)
    if found is None:
        found = re.search(
            rf'<textarea[^>]*name="{re.escape(name)}"[^>]*>(.*?)</textarea>', page, re.S
        )
    assert found is not None, name
    return html.unescape(found[1])


def log(house: Rehearsal, day: str, text: str, item: str = "") -> None:
    """An entry of o1's log, made on its day."""
    entry = {"date": f"2026-{day}", "kind": "item" if item else "narrative", "text": text}
    house.done("log", "o1", "o1", entry | ({"item": item} if item else {}), at=at(f"{day}T17:00"))


def test_an_amended_plan_starts_from_the_plan_in_force(web: Web) -> None:
    planned(web.rehearsal)
    page = web.browser("o1").get(f"/cases/{web.case('o1')}/do/amend_plan").text
    assert field(page, "items.0.title") == PLAN["items"][0]["title"]
    assert field(page, "items.0.weight") == "100"
    assert field(page, "items.1.title") == ""
    blank = web.browser("o1").get(f"/cases/{web.case('o1')}/do/amend_plan?blank=1").text
    assert field(blank, "items.0.title") == ""


def test_a_returned_plan_starts_from_what_was_handed_in(web: Web) -> None:
    done = web.rehearsal.done
    done("submit_plan", "o1", "o1", PLAN, at=at("07-02T09:00"))
    done("return_plan", "li", "o1", {"reason": "目标不具体"}, at=at("07-02T09:30"))
    page = web.browser("o1").get(f"/cases/{web.case('o1')}/do/submit_plan").text
    assert field(page, "items.0.title") == "重点工作"
    assert "退回的计划" in page


def test_a_plan_links_to_the_goals_of_the_office_that_are_in_force(web: Web) -> None:
    done = web.rehearsal.done
    goal = {"level": "street", "section": "", "document": "洸办〔2026〕1号"}
    done("register_goal", "wu", "", goal | {"title": "信访积案清零"}, at=at("07-02T09:00"))
    browser, number = web.browser("o1"), web.case("o1")
    path = f"/cases/{number}/do/submit_plan"
    assert "信访积案清零" in browser.get(path).text
    form = {
        "items.0.title": "信访", "items.0.goal": "street", "items.0.weight": "100",
        "items.0.target": "清零", "items.0.link": "1", "seen": "1", "request": "linked-plan",
    }  # fmt: skip
    assert browser.post(path, form).status_code == 303
    assert "街道目标第1号" in browser.get(f"/cases/{number}").text


def test_an_entry_of_the_log_is_of_today_and_leads_back_to_the_form(web: Web) -> None:
    planned(web.rehearsal)
    web.now = at("07-08T17:00")
    browser, path = web.browser("o1"), f"/cases/{web.case('o1')}/do/log"
    assert field(browser.get(path).text, "date") == "2026-07-08"
    form = {"date": "2026-07-08", "text": "走访五户", "item": "重点工作"}
    sent = browser.post(path, form | {"seen": "3", "request": "an-entry-of-the-log"})
    assert sent.headers["location"].startswith(f"{path}?done=")
    again = browser.get(sent.headers["location"]).text
    assert "已办理：填写工作纪实" in again
    assert "〔重点工作〕走访五户" in again.split("这一天已记的")[1]
    assert field(again, "text") == ""


def test_after_the_quarter_no_day_of_the_log_is_proposed_and_the_form_leads_to_todays(
    web: Web,
) -> None:
    planned(web.rehearsal)
    browser, old = web.browser("o1"), web.case("o1")
    web.now = at("07-08T17:00")
    assert f'href="/cases/{old}/do/log">填写今天的工作纪实' in browser.get("/").text
    web.now = at("10-09T09:00")
    wu = web.rehearsal.played.ids["wu"]
    assert open_by_hand(web.rehearsal.office, Quarter(2026, 4), wu, web.now)[0].done
    page = browser.get(f"/cases/{old}/do/log").text
    assert field(page, "date") == ""
    assert "今天（10月9日）属于2026年第四季度，这张表只记7月1日至9月30日的工作" in page
    new = page.split('/do/log">记今天的工作纪实')[0].rsplit("/", 1)[1]
    assert new != str(old)
    assert f'href="/cases/{new}/do/log">填写今天的工作纪实' in browser.get("/").text
    there = browser.get(f"/cases/{new}/do/log").text
    assert field(there, "date") == "2026-10-09"
    assert "这张表只记" not in there
    assert "填写今天的工作纪实" not in web.browser("li").get("/").text


def test_a_summary_starts_from_the_months_log_and_later_from_what_was_typed(web: Web) -> None:
    planned(web.rehearsal)
    for day, text, item in (("07-06", "办结信访件", "重点工作"), ("07-08", "走访", "")):
        log(web.rehearsal, day, text, item)
    log(web.rehearsal, "08-03", "八月的事")
    web.now = at("08-04T09:00")
    browser, path = web.browser("o1"), f"/cases/{web.case('o1')}/do/summarise"
    page = browser.get(path).text
    assert field(page, "month") == "7"
    assert field(page, "text") == "重点工作：\n6日 办结信访件\n其他工作：\n8日 走访"
    assert field(browser.get(f"{path}?month=8").text, "text") == "3日 八月的事"
    drafts = f"/cases/{web.case('o1')}/drafts/summarise"
    browser.post(drafts, {"month": "7", "text": "七月写到一半"})
    browser.post(drafts, {"month": "8", "text": "八月写到一半"})
    assert field(browser.get(path).text, "text") == "七月写到一半"
    assert field(browser.get(f"{path}?month=8").text, "text") == "八月写到一半"
    seen = browser.get(f"/api/cases/{web.case('o1')}").json()["version"]
    form = {"month": "7", "text": "七月小结", "seen": str(seen), "request": "a-summary-of-july"}
    assert browser.post(path, form).status_code == 303
    assert field(browser.get(path).text, "month") == "8"
    assert field(browser.get(path).text, "text") == "八月写到一半"
    assert field(browser.get(f"{path}?month=7").text, "text") == "七月小结"


def expired(web: Web) -> tuple[Browser, str]:
    """A browser whose session has ended, and the form it is at."""
    planned(web.rehearsal)
    browser, path = web.browser("o1"), f"/cases/{web.case('o1')}/do/summarise"
    assert browser.get(path).status_code == 200
    web.present += timedelta(days=2)
    return browser, path


def test_what_is_handed_in_after_the_session_ended_is_there_again_after_signing_in(
    web: Web,
) -> None:
    browser, path = expired(web)
    answer = browser.post(path, TYPED)
    assert answer.status_code == 401
    assert field(answer.text, "to") == path
    kept = field(answer.text, "kept")
    assert json.loads(kept)["text"] == "写了很久的小结"
    assert "csrf" not in kept
    person = web.rehearsal.played.ids["o1"]
    first = web.site.door.give_password(person, web.present)
    form = {"handle": "o1", "to": path, "kept": kept}
    wrong = web.stranger().post("/sign-in", data=form | {"password": "wrong"})
    assert json.loads(field(wrong.text, "kept"))["text"] == "写了很久的小结"
    client = web.stranger()
    let_in = client.post("/sign-in", data=form | {"password": first})
    assert let_in.status_code == 303
    assert let_in.headers["location"] == f"{path}?month=7"
    with web.rehearsal.database.read() as connection:
        drafts = connection.exec_driver_sql("SELECT body FROM draft").scalars().all()
    assert ["写了很久的小结" in body for body in drafts] == [True]


def test_autosaving_after_the_session_ended_says_so_in_a_word(web: Web) -> None:
    browser, path = expired(web)
    answer = browser.post(path.replace("/do/", "/drafts/"), TYPED, headers={"hx-request": "true"})
    assert answer.status_code == 401
    assert answer.text.startswith("登录已过期")
    assert "<" not in answer.text


def test_a_form_of_an_earlier_session_is_taken_along_into_the_new_one(web: Web) -> None:
    browser, path = expired(web)
    again = web.browser("o1")
    browser.client.cookies.set(COOKIE, again.client.cookies[COOKIE])
    answer = browser.post(path, TYPED)
    assert answer.status_code == 403
    form = {name: field(answer.text, name) for name in ("csrf", "to", "kept")}
    back = browser.client.post("/again", data=form)
    assert back.status_code == 303
    assert "写了很久的小结" in browser.get(back.headers["location"]).text


@pytest.mark.parametrize(
    ("to", "kept"),
    [
        ("/cases/{other}/do/summarise", '{"text": "不是本人的"}'),
        ("/cases/{own}/do/nonsense", '{"text": "没有这一步"}'),
        ("/cases/99999/do/log", '{"text": "没有这一件"}'),
        ("/password", '{"text": "不是表单"}'),
        ("/cases/{own}/do/log", '{"text": {"a": 1}}'),
        ("/cases/{own}/do/log", "[1]"),
        ("/cases/{own}/do/log", "不是JSON"),
        ("/cases/{own}/do/log", "[" * 100_000),
    ],
)
def test_what_is_sent_along_becomes_a_draft_of_a_form_that_is_the_readers_alone(
    web: Web, to: str, kept: str
) -> None:
    browser = web.browser("o1")
    place = to.format(own=web.case("o1"), other=web.case("o2"))
    answer: Any = browser.post("/again", {"to": place, "kept": kept})
    assert answer.status_code == 303
    with web.rehearsal.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM draft").scalar() == 0


def test_a_plan_is_read_where_it_is_approved_or_returned(web: Web) -> None:
    items = [{"title": "信访件办结", "goal": "street", "weight": "100", "target": "办结率100%"}]
    web.rehearsal.done("submit_plan", "o1", "o1", {"items": items}, at=web.now)
    browser, number = web.browser("li"), web.case("o1")
    for move in ("approve_plan", "return_plan"):
        assert "办结率100%" in browser.get(f"/cases/{number}/do/{move}").text
