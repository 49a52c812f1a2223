"""Moves made through the pages and the API: the engine's rules, kept text, one effect."""

import re
from typing import Any

import pytest

from tests.rehearsal import proposed
from tests.web.office import Browser, Web

ITEMS = {
    "items.0.title": "信访件办结", "items.0.goal": "street", "items.0.weight": "60",
    "items.0.target": "办结率100%", "items.1.title": "档案整理", "items.1.goal": "section",
    "items.1.weight": "40", "items.1.target": "9月前完成", "items.2.goal": "street",
}  # fmt: skip
REQUEST = "a-request-of-this-form"


def plan(browser: Browser, number: int, **more: Any) -> Any:
    """Send the form of a plan."""
    form = ITEMS | {"request": REQUEST, "seen": "1"} | more
    return browser.post(f"/cases/{number}/do/submit_plan", form)


def stage(web: Web, browser: Browser, number: int) -> tuple[str, int]:
    """Where a case stands: stage and version."""
    told = browser.get(f"/api/cases/{number}").json()
    return told["stage"], told["version"]


def test_a_plan_is_handed_in_and_leads_back_to_the_case(web: Web) -> None:
    browser, number = web.browser("o1"), web.case("o1")
    answer = plan(browser, number)
    assert answer.status_code == 303
    assert stage(web, browser, number) == ("plan_review", 2)
    told = browser.get(answer.headers["location"]).text
    assert "已办理：提交工作计划" in told
    assert "信访件办结" in told


def test_what_is_refused_comes_back_with_the_clause_and_every_word_that_was_typed(
    web: Web,
) -> None:
    browser, number = web.browser("o1"), web.case("o1")
    answer = plan(browser, number, **{"items.1.weight": "39.99"})
    assert answer.status_code == 422
    assert "三(一)1" in answer.text
    for typed in ("信访件办结", "39.99", "9月前完成"):
        assert typed in answer.text
    assert stage(web, browser, number) == ("planning", 1)


def test_the_fields_that_are_not_right_are_named_to_the_page_and_nothing_merely_counts_them(
    web: Web,
) -> None:
    browser, number = web.browser("o1"), web.case("o1")
    answer = plan(browser, number, **{"items.0.weight": "六十", "items.1.weight": "101"})
    assert re.findall("data-wrong='(.*?)'", answer.text) == ['["items.0.weight", "items.1.weight"]']
    assert "须改正" not in answer.text
    assert "处需要改正" not in answer.text


def test_what_is_missing_hides_nothing_of_what_else_is_wrong(web: Web) -> None:
    browser, number = web.browser("o1"), web.case("o1")
    answer = plan(browser, number, **{"items.0.target": "", "items.1.weight": "45"})
    assert answer.status_code == 422
    assert "第1项目标要求：不能为空" in answer.text
    assert "指标权重合计为105" in answer.text
    mended = plan(browser, number, **{"items.1.weight": "45", "request": "with-a-target"})
    assert "指标权重合计为105" in mended.text
    assert "不能为空" not in mended.text
    assert stage(web, browser, number) == ("planning", 1)


def test_numbers_are_taken_as_chinese_keyboards_write_them(web: Web) -> None:
    browser, number = web.browser("o1"), web.case("o1")
    answer = plan(browser, number, **{"items.0.weight": "６０．５", "items.1.weight": "３９。5"})
    assert answer.status_code == 303, answer.text
    told = browser.get(f"/cases/{number}").text
    assert "60.5" in told
    assert "39.5" in told


def test_what_was_refused_is_there_when_the_form_is_opened_again(web: Web) -> None:
    browser, number = web.browser("o1"), web.case("o1")
    answer = plan(browser, number, **{"items.1.weight": "39.99"})
    assert "<body data-again" in answer.text, "going back asks for the form and sends nothing"
    page = browser.get(f"/cases/{number}/do/submit_plan").text
    assert "<body data-again" not in page
    assert "39.99" in page
    assert plan(browser, number, request="another").status_code == 303
    with web.rehearsal.database.read() as connection:
        assert not connection.exec_driver_sql("SELECT * FROM draft").all(), "handed in, forgotten"


def test_a_form_sent_twice_is_done_once(web: Web) -> None:
    browser, number = web.browser("o1"), web.case("o1")
    first, second = plan(browser, number), plan(browser, number)
    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == second.headers["location"]
    assert stage(web, browser, number) == ("plan_review", 2)


def test_whoever_comes_second_is_told_who_was_first_and_keeps_what_they_typed(web: Web) -> None:
    browser, number = web.browser("o1"), web.case("o1")
    plan(browser, number)
    answer = plan(browser, number, request="another-request")
    assert answer.status_code == 409
    assert "o1同志" in answer.text
    assert "信访件办结" in answer.text


def test_what_is_typed_is_kept_and_shown_again_until_it_is_handed_in(web: Web) -> None:
    browser, number = web.browser("o1"), web.case("o1")
    kept = browser.post(f"/cases/{number}/drafts/submit_plan", {"items.0.title": "写到一半"})
    assert kept.status_code == 200
    path = f"/cases/{number}/do/submit_plan"
    assert "写到一半" in browser.get(path).text
    assert "写到一半" not in web.browser("wu").get(f"/cases/{number}").text
    plan(browser, number)
    with web.rehearsal.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM draft").scalar() == 0


def test_a_leader_sees_what_bars_a_move_before_trying(web: Web) -> None:
    number = web.case("o1")
    moves = {m["move"]: m for m in web.browser("li").get(f"/api/cases/{number}").json()["moves"]}
    barred = moves["submit_plan"]
    assert not barred["open"]
    assert barred["obstacles"][0]["clause"]


def test_the_api_makes_a_move_and_refuses_with_problems(web: Web) -> None:
    browser, number = web.browser("o1"), web.case("o1")
    path = f"/api/cases/{number}/moves/submit_plan"
    body = {"data": {"items": []}, "seen": 1, "request": "api-request-1"}
    refused = browser.call(path, body)
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["reasons"][0]["clause"]
    items = [{"title": "工作", "goal": "street", "weight": "100", "target": "办结"}]
    body = {"data": {"items": items}, "seen": 1, "request": "api-request-2"}
    done = browser.call(path, body)
    assert done.status_code == 200
    assert done.json()["stage"] == "plan_review"
    late = browser.call(path, body | {"request": "api-request-3"})
    assert late.status_code == 409
    assert "o1同志" in late.json()["detail"]


def test_marks_are_not_the_officers_to_see_before_the_result_is_told(web: Web) -> None:
    proposed(web.rehearsal, "92.37")
    number = web.case("o1")
    assert "92.37" in web.browser("li").get(f"/cases/{number}").text
    own = web.browser("o1").get(f"/cases/{number}").text
    assert "92.37" not in own
    assert "提出等次建议" not in own


@pytest.mark.parametrize("move", ["nonsense", "open_quarter", "close"])
def test_what_no_person_does_is_not_there(web: Web, move: str) -> None:
    browser, number = web.browser("o1"), web.case("o1")
    assert browser.post(f"/cases/{number}/do/{move}").status_code == 404


def test_what_must_be_filled_in_first_bars_nothing_beforehand(web: Web) -> None:
    moves = web.browser("o1").get(f"/api/cases/{web.case('o1')}").json()["moves"]
    (own,) = (m for m in moves if m["move"] == "submit_plan")
    assert own["open"], own["obstacles"]


@pytest.mark.parametrize(
    ("who", "move"), [("wu", "set_status"), ("o1", "report_irregularity"), ("zhou", "set_status")]
)
def test_of_what_few_may_know_no_draft_is_kept(web: Web, who: str, move: str) -> None:
    """What was typed about a status or to the auditor lies nowhere until it is handed in."""
    browser, number = web.browser(who), web.case("")
    browser.post(f"/cases/{number}/drafts/{move}", {"text": "暗号甲乙丙"})
    with web.rehearsal.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM draft").scalar() == 0
