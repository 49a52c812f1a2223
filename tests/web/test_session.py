"""The session on the web: the batch ranked, places counted, reasons asked for, all decided."""

import json
import re
from typing import Any

import pytest

from tests.rehearsal import PERIOD, at, planned, proposed
from tests.web.office import Web

MEETING = {"present": ["zhou", "li", "sun"], "minutes": "〔2026〕7号", "chair": "", "votes": "3"}


@pytest.fixture
def ready(web: Web) -> Web:
    """Everyone is proposed for 好, with the same score, before the group; one place for three."""
    proposed(web.rehearsal)
    web.now = at("10-26T09:00")
    return web


def form(web: Web, **more: Any) -> dict[str, Any]:
    """The form of the session as it is filled in."""
    grades = {"grades:o1": "好", "grades:o2": "较好", "grades:o3": "较好"}
    return MEETING | grades | {"request": "one-session-only", "seen": "1"} | more


def test_the_session_shows_scores_bands_and_proposals_and_who_ties_on_the_line(ready: Web) -> None:
    page = ready.browser("zhou").get(f"/quarters/{ready.case('')}/session").text
    assert page.count("92.00") == 3
    assert page.count("临界：得分相同，名额不够全定“好”") == 3
    assert "至多 <b>1</b> 人" in page
    assert "各人均已就绪" in page


def test_the_form_begins_with_the_proposals_and_says_that_they_are_too_many(ready: Web) -> None:
    page = ready.browser("zhou").get(f"/cases/{ready.case('')}/do/decide").text
    assert "超出2人，须改定" in page
    assert page.count('<option value="好" selected>') == 3
    assert "应到3人，至少到会2人" in page


def test_what_is_refused_names_the_reasons_and_keeps_what_was_chosen(ready: Web) -> None:
    browser, number = ready.browser("zhou"), ready.case("")
    answer = browser.post(f"/cases/{number}/do/decide", form(ready, **{"grades:o2": "好"}))
    assert answer.status_code == 422
    assert "“好”等次至多1人，本次确定后为2人" in answer.text
    assert "o3同志的等次与分管领导建议不一致" in answer.text
    assert "〔2026〕7号" in answer.text
    assert answer.text.count('<option value="好" selected>') == 2
    assert answer.text.count('value="zhou" checked') == 1


def test_one_reason_for_want_of_places_settles_the_batch(ready: Web) -> None:
    browser, number = ready.browser("zhou"), ready.case("")
    answer = browser.post(f"/cases/{number}/do/decide", form(ready, reason="名额所限"))
    assert answer.status_code == 303, answer.text
    quarter = browser.get(browser.get(answer.headers["location"]).headers["location"])
    assert "已办理：研究确定" in quarter.text
    page = browser.get(f"/quarters/{number}/session").text
    assert page.count("与建议不同") == 2
    assert "〔2026〕7号" in page
    assert "名额已用完" in page


def test_a_reason_for_one_person_is_that_persons(ready: Web) -> None:
    browser, number = ready.browser("zhou"), ready.case("")
    sent = form(ready, **{"reasons:o2": "任务未办结", "reasons:o3": "群众有意见"})
    assert browser.post(f"/cases/{number}/do/decide", sent).status_code == 303
    with ready.rehearsal.database.read() as connection:
        told = connection.exec_driver_sql("SELECT reason FROM decision ORDER BY reason").scalars()
        assert list(told) == ["", "任务未办结", "群众有意见"]


def test_who_is_not_ready_is_named_with_what_is_lacking_and_a_text_to_send(web: Web) -> None:
    web.now = at("07-02T10:00")
    page = web.browser("wu").get(f"/quarters/{web.case('')}/session").text
    assert "还没有就绪的（3人）" in page
    assert re.search(
        "(o[123]同志、?){3}：尚在“拟定计划”阶段，审核评鉴未完成，由本人办“工作计划”，7月7日前", page
    )
    assert "【平时考核】" in page


def test_who_keeps_away_is_shown_beside_the_case(ready: Web) -> None:
    house = ready.rehearsal
    house.done("recuse", "li", "o1", {"reason": "同学"}, at=at("10-20T09:00"))
    page = ready.browser("zhou").get(f"/cases/{ready.case('')}/do/decide").text
    assert "须回避：li同志(已回避)" in page


@pytest.mark.parametrize(("who", "status"), [("li", 404), ("wu", 404), ("o1", 404), ("zhou", 200)])
def test_the_form_is_the_chairs(ready: Web, who: str, status: int) -> None:
    path = f"/cases/{ready.case('')}/do/decide"
    assert ready.browser(who).get(path).status_code == status


@pytest.mark.parametrize(
    ("who", "status"), [("o1", 404), ("shi", 404), ("li", 200), ("wu", 200), ("qian", 200)]
)
def test_the_session_is_read_by_group_office_and_auditor(ready: Web, who: str, status: int) -> None:
    path = f"/quarters/{ready.case('')}/session"
    assert ready.browser(who).get(path).status_code == status
    assert ready.browser(who).get(f"/quarters/{ready.case('')}").status_code == status


def test_a_persons_file_is_no_quarter(ready: Web) -> None:
    number = ready.case("o1")
    assert ready.browser("zhou").get(f"/quarters/{number}").status_code == 404
    assert ready.browser("zhou").get(f"/quarters/{number}/session").status_code == 404
    assert PERIOD not in ready.browser("zhou").get(f"/quarters/{number}").text


def test_the_chair_sets_aside_from_the_list_of_what_is_not_ready(web: Web) -> None:
    """With nobody to decide on, the form asks nothing about a meeting; the text gathers reasons."""
    planned(web.rehearsal)
    web.now = at("10-02T09:00")
    page = web.browser("zhou").get(f"/cases/{web.case('')}/do/decide").text
    assert "现在没有可以研究确定的人" in page
    assert 'name="minutes"' not in page
    assert f'href="/cases/{web.case("o1")}/do/set_aside"' in page
    assert re.search("(o[123]同志、?){3}：", page)
    clerk = web.browser("wu").get(f"/quarters/{web.case('')}/session").text
    assert "/do/set_aside" not in clerk


@pytest.fixture
def parted(ready: Web, monkeypatch: pytest.MonkeyPatch) -> Web:
    """A form of the session of two people a part: o3 and o1, then o2."""
    monkeypatch.setattr("web.session.ROWS", 2)
    return ready


def part(number: int, *people: str, **more: Any) -> dict[str, Any]:
    """One part of the form with the grades it shows: 好 for o1, 较好 for the others."""
    grades = {f"grades:{who}": "好" if who == "o1" else "较好" for who in people}
    return MEETING | grades | {"part": str(number), "request": "parts", "seen": "1"} | more


def graded(page: str) -> list[str]:
    """Whose grades a form asks for, by handle."""
    return re.findall('name="grades:([^"]+)', page)


def test_a_long_session_is_filled_in_part_by_part_and_decided_at_once(parted: Web) -> None:
    browser, number = parted.browser("zhou"), parted.case("")
    page = browser.get(f"/cases/{number}/do/decide").text
    assert graded(page) == ["o3", "o1"]
    assert "第2部分还没有看过" in page
    assert 'data-taken="1"' in page, "whom another part holds takes a place in the count"
    first = part(1, "o1", "o3", turn="2", **{"reasons:o3": "任务未办结"})
    turned = browser.post(f"/cases/{number}/drafts/decide", first)
    assert turned.headers["location"] == f"/cases/{number}/do/decide?part=2#list"
    page = browser.get(turned.headers["location"]).text
    assert graded(page) == ["o2"]
    assert "各部分都已看过" in page
    assert "〔2026〕7号" in page, "what is asked of the meeting goes along"
    sent = part(2, "o2", **{"reasons:o2": "群众有意见"})
    assert browser.post(f"/cases/{number}/do/decide", sent).status_code == 303
    with parted.rehearsal.database.read() as connection:
        told = connection.exec_driver_sql("SELECT grade, reason FROM decision")
        assert {tuple(row) for row in told} == {
            ("好", ""), ("较好", "任务未办结"), ("较好", "群众有意见"),
        }  # fmt: skip


def test_whom_nobody_looked_at_is_not_decided(parted: Web) -> None:
    browser, number = parted.browser("zhou"), parted.case("")
    sent = part(2, "o2", reason="名额所限")
    answer = browser.post(f"/cases/{number}/do/decide", sent)
    assert answer.status_code == 422
    assert "本批尚缺2人" in answer.text
    assert graded(answer.text) == ["o2"], "still on its part"


def test_a_part_typed_when_the_session_had_ended_drops_no_other_part(parted: Web) -> None:
    browser, number = parted.browser("zhou"), parted.case("")
    browser.post(f"/cases/{number}/drafts/decide", part(1, "o1", "o3"))
    typed = {"part": "2", "grades:o2": "一般"}
    kept = {"to": f"/cases/{number}/do/decide", "kept": json.dumps(typed)}
    back = browser.post("/again", kept).headers["location"]
    assert '<option value="一般" selected>' in browser.get(back).text
    page = browser.get(f"/cases/{number}/do/decide?part=1").text
    assert page.count('<option value="较好" selected>') == 1, "the choice of the first part"


def test_parts_that_come_to_too_much_are_refused_and_leave_what_was_kept(
    parted: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, number = parted.browser("zhou"), parted.case("")
    place = f"/cases/{number}/drafts/decide"
    assert browser.post(place, part(1, "o1", "o3")).status_code == 200
    monkeypatch.setattr("web.drafts.LARGEST", 300)
    assert browser.post(place, part(2, "o2", **{"reasons:o2": "长" * 150})).status_code == 413
    page = browser.get(f"/cases/{number}/do/decide?part=1").text
    assert page.count('<option value="较好" selected>') == 1
    assert "长长" not in browser.get(f"/cases/{number}/do/decide?part=2").text
