"""The office keeps the list of goals on the web; who plans reads it, the group sees who answers."""

import pytest

from tests.rehearsal import PERIOD
from tests.web.office import Browser, Web
from workflow.replay import verify_office

GOAL = {"move": "register_goal", "title": "信访积案化解", "level": "street", "number": "7"}


def put(browser: Browser, form: dict[str, str], request: str) -> tuple[int, str]:
    """What a form of the page comes to: status, and where to or the page."""
    answer = browser.post("/goals", form | {"request": request})
    return answer.status_code, answer.headers.get("location", answer.text)


@pytest.mark.rule("R04")
def test_a_goal_is_entered_and_plans_that_answer_to_it_are_named(web: Web) -> None:
    """To the office and the group; an officer reads the goals alone."""
    clerk = web.browser("wu")
    assert "还没有登记目标任务" in clerk.get("/goals").text
    assert put(clerk, GOAL, "a-goal-once-only") == (303, "/goals?done=registered")
    page = clerk.get("/goals?done=registered").text
    for words in ("目标任务已登记", "信访积案化解", "街道目标", "执行中", "wu同志"):
        assert words in page
    item = {"title": "化解积案", "goal": "street", "weight": "100", "target": "清零", "link": "7"}
    web.rehearsal.done("submit_plan", "o1", "o1", {"items": [item]}, at=web.now)
    link = f'2026年第三季度1人：<a href="/cases/{web.case("o1")}">o1同志</a>'
    for reader in ("wu", "zhou", "qian"):
        assert link in web.browser(reader).get("/goals").text
    officer = web.browser("o2").get("/goals").text
    assert "信访积案化解" in officer
    assert "o1同志" not in officer
    assert 'action="/goals"' not in officer
    assert 'href="/goals"' in officer
    assert PERIOD not in officer
    assert verify_office(web.site.office).faults == ()


@pytest.mark.rule("R04")
def test_what_is_not_right_comes_back_with_the_reasons_and_what_was_typed(web: Web) -> None:
    """All reasons at once; a goal ends with a day and is then listed as ended."""
    clerk = web.browser("wu")
    put(clerk, GOAL, "a-goal-once-only")
    status, page = put(clerk, GOAL | {"level": "section", "title": "另一目标"}, "another-goal")
    assert status == 422
    assert "机构目标须写明内设机构" in page
    assert "已在目标任务清单中" in page
    assert 'value="另一目标"' in page
    end = {"move": "end_goal", "number": "7", "until": "2026-06-30"}
    assert put(clerk, end, "ended-too-early")[0] == 422
    today = web.now.date().isoformat()
    assert put(clerk, end | {"until": today}, "ended-once-only") == (303, "/goals?done=ended")
    assert "至" in clerk.get("/goals").text
    assert put(web.browser("zhou"), GOAL, "not-the-chairs")[0] == 404
