"""The first page says what one owes, by due day; a demonstration's time can be moved, no other."""

from dataclasses import replace

import pytest

from tests.rehearsal import Template, at
from tests.web.conftest import PEOPLE
from tests.web.office import Web
from web.site import Site
from workflow.sweep import set_opening


def test_what_is_owed_stands_first_with_its_day_and_the_working_days_left(web: Web) -> None:
    told = web.browser("o1").get("/").text
    assert "工作计划" in told
    assert "7月7日前" in told
    assert "今天以后还有3个工作日" in told


def test_an_officers_first_page_leads_to_their_own_appraisal_by_these_words(web: Web) -> None:
    link = f'href="/cases/{web.case("o1")}">我的考核</a>'
    assert link in web.browser("o1").get("/").text
    assert "我的考核</a>" not in web.browser("li").get("/").text


def test_on_its_day_it_is_due_today_and_after_it_is_late(web: Web) -> None:
    web.rehearsal.run_to(at("07-07T09:00"))
    web.now = at("07-07T09:00")
    assert "今天到期" in web.browser("o1").get("/").text
    web.rehearsal.run_to(at("07-08T09:00"))
    web.now = at("07-08T09:00")
    assert "已逾期" in web.browser("o1").get("/").text


def test_nobody_is_told_what_others_owe(web: Web) -> None:
    assert "工作计划" not in web.browser("shi").get("/").text


def test_the_time_of_an_office_that_is_no_demonstration_is_not_to_be_moved(web: Web) -> None:
    browser = web.browser("o1")
    assert browser.get("/demo-time").status_code == 404
    assert browser.post("/demo-time", {"by": "day"}).status_code == 404
    with pytest.raises(ValueError, match="demonstration"):
        replace(web.site, advance=lambda _: None)
    with pytest.raises(ValueError, match="demonstration"):
        Site(web.site.office, web.profile, web.site.now, web.site.present, (("o1", "某人"),))


def test_what_is_stuck_is_as_new_as_the_journal(web: Web) -> None:
    web.rehearsal.run_to(at("08-10T09:00"))
    web.now = at("08-10T09:00")
    browser = web.browser("wu")
    first = browser.get("/").text
    assert "提请协调" in first
    data = {"stage": "planning", "until": "2026-08-12", "reason": "书面说明已收"}
    web.rehearsal.done("reopen", "wu", "o1", data, at=web.now)
    items = [{"title": "重点工作", "goal": "street", "weight": "100", "target": "办结"}]
    web.rehearsal.done("submit_plan", "o1", "o1", {"items": items}, at=web.now)
    named = f'<a href="/cases/{web.case("o1")}">o1同志</a>'
    assert browser.get("/").text.count(named) < first.count(named)


def test_before_the_first_quarter_it_says_when_one_opens_or_what_lacks(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    new = Template("sqlite", tmp_path_factory.mktemp("new"), PEOPLE, lambda _: None)
    with new.rehearsal() as house:
        web = Web(house, now=at("06-20T10:00"))
        told = web.browser("o1").get("/").text
        assert "2026年第三季度将于 2026-07-01 08:30 自动启动" in told
        assert "kaohe open" not in told  # an officer opens nothing
        web.now = at("10-15T10:00")
        set_opening(web.site.office, None)
        told = web.browser("wu").get("/").text
        assert "2027年第一季度暂不能按期启动：缺少2027年工作日历" in told
        assert "kaohe open 2026Q4 --as wu" in told
