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


AMENDED = {"reason": "街道任务调整"} | {
    "items": [PLAN["items"][0] | {"title": "调整后的重点工作"}],
}


def test_an_amended_plan_that_is_sent_back_stands_at_home_and_in_its_form(web: Web) -> None:
    planned(web.rehearsal)
    done, browser = web.rehearsal.done, web.browser("o1")
    web.now = at("07-08T10:00")
    done("amend_plan", "o1", "o1", AMENDED, at=at("07-08T09:00"))
    assert "被退回" not in browser.get("/").text
    leader = web.browser("li")
    assert "审定调整的工作计划（o1同志）" in leader.get("/").text
    told = leader.get(f"/cases/{web.case('o1')}/do/approve_plan").text
    assert '调整后的重点工作 <b class="changed">新增</b>' in told
    assert '<s>重点工作</s> <b class="changed">删去</b>' in told
    assert told.index("待审定") < told.index("现行</span>")
    assert told.count('合计</td><td class="num">100') == 2
    done("return_plan", "li", "o1", {"reason": "请写明户数"}, at=at("07-08T09:30"))
    home, path = browser.get("/").text, f"/cases/{web.case('o1')}/do/amend_plan"
    assert f'href="{path}">调整的工作计划' in home
    assert "7月13日前" in home
    assert "被退回，请改好再报。理由：请写明户数" in home
    form = browser.get(path).text
    assert field(form, "items.0.title") == "调整后的重点工作"
    assert field(form, "reason") == "街道任务调整"
    web.now = at("07-14T10:00")
    assert "被退回" not in browser.get("/").text, "the plan in force counts"


@pytest.mark.parametrize("move", ["return_plan", "return_summary"])
def test_what_is_owed_and_was_sent_back_says_so_at_home_with_the_reason(
    web: Web, move: str
) -> None:
    done, given = web.rehearsal.done, {"reason": "请写明数量"}
    if move == "return_plan":
        done("submit_plan", "o1", "o1", PLAN, at=at("07-02T09:00"))
        done(move, "li", "o1", given, at=at("07-02T09:30"))
    else:
        planned(web.rehearsal)
        web.now = at("08-04T10:00")
        done("summarise", "o1", "o1", {"month": 7, "text": "七月小结"}, at=at("08-03T09:00"))
        done(move, "li", "o1", given | {"month": 7}, at=at("08-03T09:30"))
    assert "被退回，请改好再报。理由：请写明数量" in web.browser("o1").get("/").text
    assert "请写明数量" not in web.browser("li").get("/").text


def test_a_record_that_is_sent_back_stands_at_home_and_what_is_closed_says_whom_to_ask(
    web: Web,
) -> None:
    planned(web.rehearsal)
    web.rehearsal.run_to(at("10-19T09:00"))
    web.now = at("10-19T10:00")
    browser, number = web.browser("o1"), web.case("o1")
    page = browser.get(f"/cases/{number}").text
    assert "9月小结已于10月13日截止，不再接收" in page
    assert "请向考核办（wu同志、zheng同志）说明" in page
    assert "不再接收" not in web.browser("li").get(f"/cases/{number}").text
    given = {"reason": "请补记九月"}
    web.rehearsal.done("return_record", "li", "o1", given, at=at("10-19T09:30"))
    home = browser.get("/").text
    assert "理由：请补记九月" in home
    assert "工作纪实和小结" in home
    assert "不再接收" not in browser.get(f"/cases/{number}").text


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
    assert (
        '街道目标第1号<span class="hint">（信访积案清零）' in browser.get(f"/cases/{number}").text
    )


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
    assert "写错了的，再记一条" in again
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


def test_a_draft_bears_the_time_of_the_office_and_can_be_left_for_a_fresh_start(web: Web) -> None:
    planned(web.rehearsal)
    web.now = at("08-03T10:00")
    browser, number = web.browser("o1"), web.case("o1")
    path = f"/cases/{number}/do/summarise"
    browser.post(f"/cases/{number}/drafts/summarise", {"month": "7", "text": "写到一半"})
    page = browser.get(path).text
    assert "已带出您2026-08-03 10:00保存的草稿" in page
    fresh = html.unescape(re.findall(r'href="(\?fresh=1[^"]*)"', page)[0])
    assert field(browser.get(path + fresh).text, "text") == ""


def test_whom_what_is_stuck_is_for_is_said_to_leaders_and_not_to_the_clerks(web: Web) -> None:
    web.rehearsal.run_to(at("08-10T09:00"))
    web.now = at("08-10T09:00")
    assert "逾期未办的由考核办协调" in web.browser("li").get("/").text
    assert "逾期未办的由考核办协调" not in web.browser("wu").get("/").text


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


def test_a_summary_can_be_sent_back_where_there_is_one_and_says_until_when(web: Web) -> None:
    planned(web.rehearsal)
    browser, number = web.browser("li"), web.case("o1")
    web.now = at("08-03T10:00")
    assert "退回月小结：现在还不能办" in browser.get(f"/cases/{number}").text
    web.rehearsal.done("summarise", "o1", "o1", {"month": 7, "text": "七月小结"}, at=web.now)
    assert "退回月小结：现在还不能办" not in browser.get(f"/cases/{number}").text
    form = browser.get(f"/cases/{number}/do/return_summary").text
    assert re.findall(r'value="([789])"', form.split("</select>")[0]) == ["7"]
    assert "不填的，可改到8月6日" in form
    assert ">退回月小结</button>" in form
