"""What is owed leads straight to the form that settles it, and each step on to the next."""

import re
from collections.abc import Iterator

import pytest

from rules.calendar import Quarter
from tests.rehearsal import PLAN, Template, at, planned
from tests.web.office import Browser, Web
from tests.web.test_case import decided
from tests.web.test_leader import review
from tests.workflow.quarters import DIMENSIONS
from workflow.collective import open_by_hand
from workflow.pages import PAGES
from workflow.settling import SETTLED_BY, settled_by

__all__ = ["review"]
MARK = "90"


@pytest.fixture
def reviewing(review: Template) -> Iterator[Web]:
    """The office in the time of the review, on the web."""
    with review.rehearsal() as house:
        yield Web(house, now=at("10-14T10:00"))


def owed(browser: Browser) -> list[str]:
    """Where the first page leads from what is owed."""
    return re.findall(r'stretched-link" href="([^"]+)"', browser.get("/").text)


@pytest.mark.parametrize("deadline", SETTLED_BY)
def test_what_settles_a_deadline_is_a_step_of_its_page_made_while_it_runs(deadline: str) -> None:
    page, found = next((p, d) for p in PAGES.values() for d in p.deadlines if d.id == deadline)
    move = page.by_id[SETTLED_BY[deadline]]
    assert move.by
    assert [s for s in found.stages if settled_by(deadline, page, s) == move.id]
    assert settled_by(deadline, page, "nowhere") == ""


def test_an_officer_comes_from_what_is_owed_to_its_form_in_one_step(web: Web) -> None:
    browser, number = web.browser("o1"), web.case("o1")
    assert f"/cases/{number}/do/submit_plan" in owed(browser)
    planned(web.rehearsal)
    web.now = at("08-03T09:00")
    assert f"/cases/{number}/do/summarise?month=7" in owed(browser)
    assert all(browser.get(place).status_code == 200 for place in owed(browser))


def test_a_leader_goes_on_from_one_plan_to_the_next(web: Web) -> None:
    for who in ("o1", "o2"):
        web.rehearsal.done("submit_plan", who, who, PLAN, at=web.now)
    browser = web.browser("li")
    first, second = owed(browser)
    answer = browser.post(first, {"seen": "2"})
    assert answer.status_code == 303
    told = browser.get(answer.headers["location"]).text
    assert "已办理：审定工作计划" in told
    assert f'href="{second}" autofocus>接着办：审定工作计划（o2同志）</a>' in told
    last = browser.get(browser.post(second, {"seen": "2"}).headers["location"]).text
    assert "接着办" not in last


def test_a_step_says_whose_turn_it_is_and_puts_nothing_forward_that_is_far_off(web: Web) -> None:
    browser, number = web.browser("o1"), web.case("o1")
    plan = {f"items.0.{name}": value for name, value in PLAN["items"][0].items()}
    form = plan | {"seen": "1", "request": "a-plan-handed-in"}
    sent = browser.post(f"/cases/{number}/do/submit_plan", form)
    told = browser.get(sent.headers["location"]).text
    assert "已办理：提交工作计划；接下来由li同志审定，7月10日前<" in told
    assert "接着办" not in told, "the first summary is due a month later"


def test_what_is_due_in_the_next_quarter_comes_after_the_last_of_this(web: Web) -> None:
    planned(web.rehearsal)
    web.now = at("10-09T10:00")
    wu = web.rehearsal.played.ids["wu"]
    assert open_by_hand(web.rehearsal.office, Quarter(2026, 4), wu, web.now)[0].done
    browser, number = web.browser("o1"), web.case("o1")
    seen = browser.get(f"/api/cases/{number}").json()["version"]
    form = {
        "month": "9",
        "text": "九月小结",
        "seen": str(seen),
        "request": "a-summary-of-september",
    }
    sent = browser.post(f"/cases/{number}/do/summarise", form)
    told = browser.get(sent.headers["location"]).text
    assert "接着办：工作计划（2026年第四季度）" in told


def test_a_review_leads_to_the_marks_and_then_to_the_proposal(reviewing: Web) -> None:
    web, number = reviewing, reviewing.case("o1")
    browser = web.browser("li")
    assert f"/cases/{number}/do/mark" in owed(browser)
    given = {"kpi": {"重点工作": MARK}, "bpi": dict.fromkeys(DIMENSIONS, MARK)}
    web.rehearsal.done("mark", "li", "o1", given, at=web.now)
    assert f"/cases/{number}/do/propose" in owed(browser)
    assert all(browser.get(place).status_code == 200 for place in owed(browser))


def test_a_result_that_was_told_is_to_be_signed_for_until_it_is(web: Web) -> None:
    decided(web)
    browser, number = web.browser("o1"), web.case("o1")
    there = f"/cases/{number}/do/acknowledge"
    assert there in browser.get("/").text
    assert f'btn-primary" href="{there}"' in browser.get(f"/cases/{number}").text
    assert browser.post(there, {}).status_code == 303
    assert there not in browser.get("/").text
    assert f'btn-primary" href="{there}"' not in browser.get(f"/cases/{number}").text
