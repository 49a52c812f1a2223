"""What a leader works with: their people, the marking sheet and its preview, the proposal."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from tests.rehearsal import PLAN, Rehearsal, Template, at, officers_of, planned
from tests.web.conftest import PEOPLE
from tests.web.office import Browser, Web
from tests.web.test_officer import field
from tests.workflow.quarters import DIMENSIONS


def _reviewing(house: Rehearsal) -> None:
    planned(house)
    house.tick(at("10-14T09:00"))


@pytest.fixture(scope="session")
def review(street: Template, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """The office in the time of the review, with plans and nothing else."""
    return Template("sqlite", tmp_path_factory.mktemp("review"), PEOPLE, _reviewing, street)


@pytest.fixture
def web(review: Template) -> Iterator[Web]:
    """A copy of that office, on the web."""
    with review.rehearsal() as house:
        yield Web(house, now=at("10-14T10:00"))


def marked(web: Web, mark: str, grade: str) -> None:
    """Marks and a proposal for every officer."""
    for officer in officers_of(web.rehearsal):
        given = {"kpi": {"重点工作": mark}, "bpi": dict.fromkeys(DIMENSIONS, mark)}
        who, case, done = officer.supervisor, officer.handle, web.rehearsal.done
        done("mark", who, case, given, at=at("10-14T10:00"))
        done("propose", who, case, {"grade": grade, "comment": "尽责"}, at=at("10-14T11:00"))


def reviewing(web: Web) -> tuple[Browser, int]:
    """The leader's browser, and o1's case."""
    return web.browser("li"), web.case("o1")


def sheet(kpi: str, bpi: str, notes: str = "") -> dict[str, Any]:
    """The marking sheet filled in with one mark for the item and one for every dimension."""
    form: dict[str, Any] = {"kpi.0.key": "重点工作", "kpi.0.value": kpi}
    for row, name in enumerate(DIMENSIONS):
        form |= {f"bpi.{row}.key": name, f"bpi.{row}.value": bpi}
        form |= {f"notes.{row}.key": name, f"notes.{row}.value": notes}
    return form


def everything(web: Web) -> list[Any]:
    """The numbers of rows and lines there are: nothing may have been written."""
    tables = ("journal", "mark", "draft", "proposal", "request")
    with web.rehearsal.database.read() as connection:
        return [connection.execute(text(f"SELECT count(*) FROM {t}")).scalar() for t in tables]


@pytest.mark.parametrize(
    ("kpi", "bpi", "total", "band"),
    [
        ("90", "90", "90.00", "好"),
        ("89.99", "90", "89.99", "较好"),
        ("90", "89.99", "89.997", "较好"),
        ("80", "80", "80.00", "较好"),
        ("79.99", "80", "79.99", "一般"),
    ],
)
def test_the_preview_is_the_rules_own_total_and_band_and_writes_nothing(
    web: Web, kpi: str, bpi: str, total: str, band: str
) -> None:
    browser, number = reviewing(web)
    before = everything(web)
    part = {"hx-request": "true"}
    path = f"/cases/{number}/preview/mark"
    told = browser.post(path, sheet(kpi, bpi), headers=part).text
    assert f"<b>{total}</b>" in told
    assert f"<b>{band}</b>" in told
    assert "<html" not in told
    assert everything(web) == before


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (sheet("90", ""), "还有6项没有评分"),
        (sheet("90", "96"), "须在“评分说明”中写明理由"),
        (sheet("90", "60"), "三(一)2"),
        (sheet("九十", "90"), "个性指标“重点工作”"),
        (sheet("100.01", "90"), "个性指标“重点工作”"),
        (sheet("90.001", "90"), "个性指标“重点工作”"),
    ],
)
def test_the_preview_says_what_lacks_and_what_stands_in_the_way(
    web: Web, form: dict[str, Any], said: str
) -> None:
    browser, number = reviewing(web)
    told = browser.post(f"/cases/{number}/preview/mark", form, headers={"hx-request": "true"})
    assert told.status_code == 200
    assert said in told.text


def test_without_scripts_the_preview_is_the_form_with_what_was_typed(web: Web) -> None:
    browser, number = reviewing(web)
    told = browser.post(f"/cases/{number}/preview/mark", sheet("90", "96", "有具体事实")).text
    assert "<b>91.80</b>" in told
    assert field(told, "bpi.0.value") == "96"
    assert field(told, "notes.1.value") == "有具体事实"


def test_only_who_gives_the_marks_may_try_them(web: Web) -> None:
    _, number = reviewing(web)
    for who in ("o1", "o2", "sun", "wu", "qian"):
        answer = web.browser(who).post(f"/cases/{number}/preview/mark", sheet("90", "90"))
        assert answer.status_code == 404


def test_marks_are_given_with_a_note_each_and_gone_over_again(web: Web) -> None:
    browser, number = reviewing(web)
    path = f"/cases/{number}/do/mark"
    page = browser.get(path).text
    assert "行为参照" in page
    assert "未评分" not in page
    seen = {"seen": field(page, "seen"), "request": "marks-of-this-form"}
    assert browser.post(path, sheet("90", "96", "有具体事实") | seen).status_code == 303
    again = browser.get(path).text
    assert field(again, "kpi.0.value") == "90"
    assert field(again, "bpi.3.value") == "96"
    assert field(again, "notes.3.value") == "有具体事实"
    assert field(again, "notes.0.value") == ""


def test_the_marks_of_a_plan_that_was_replaced_are_not_offered_for_the_new_one(web: Web) -> None:
    browser, number = reviewing(web)
    path, done = f"/cases/{number}/do/mark", web.rehearsal.done
    marks = {"kpi": {"重点工作": "85"}, "bpi": dict.fromkeys(DIMENSIONS, "86")}
    done("mark", "li", "o1", marks, at=web.now)
    assert field(browser.get(path).text, "kpi.0.value") == "85"
    reopened = {"stage": "planning", "until": "2026-10-15", "reason": "任务有变"}
    done("reopen", "wu", "o1", reopened, at=web.now)
    done("submit_plan", "o1", "o1", PLAN, at=web.now)
    done("approve_plan", "li", "o1", {}, at=web.now)
    web.now = at("10-16T09:00")
    web.rehearsal.tick(web.now)
    page = browser.get(path).text
    assert field(page, "kpi.0.value") == ""
    assert field(page, "bpi.0.value") == "86"
    part = {"hx-request": "true"}
    form = {
        f"bpi.{row}.{k}": v
        for row, name in enumerate(DIMENSIONS)
        for k, v in (("key", name), ("value", "86"))
    }
    told = browser.post(f"/cases/{number}/preview/mark", form, headers=part).text
    assert "还缺：KPI“重点工作”，评完" in told


def test_a_proposal_is_made_beside_the_score_and_its_band(web: Web) -> None:
    browser, number = reviewing(web)
    path = f"/cases/{number}/do/propose"
    assert "没有评分" in browser.get(path).text
    marks = {"kpi": {"重点工作": "85"}, "bpi": dict.fromkeys(DIMENSIONS, "85")}
    web.rehearsal.done("mark", "li", "o1", marks, at=web.now)
    page = browser.get(path).text
    assert 'data-band="较好"' in page
    assert "<b>85.00</b>" in page
    seen = {"seen": field(page, "seen"), "grade": "好", "comment": "尽职尽责"}
    refused = browser.post(path, seen | {"request": "without-a-reason"})
    assert refused.status_code == 422
    assert "三(二)" in refused.text
    done = browser.post(path, seen | {"request": "with-a-reason", "reason": "连续三次完成急难任务"})
    assert done.status_code == 303
    assert "不能再改" in page
    assert "退回重新评鉴" in browser.get(done.headers["location"]).text, "how it is mended"


def test_a_leader_sees_their_people_with_what_waits_for_them(web: Web) -> None:
    browser, number = reviewing(web)
    page = browser.get("/people").text
    assert f'href="/cases/{number}/do/mark"' in page
    assert f"/cases/{web.case('o3')}" not in page
    assert "10月20日前" in page
    assert 'href="/people"' in browser.get("/").text


def test_a_leader_sees_totals_bands_and_proposals_side_by_side(web: Web) -> None:
    marked(web, "92.37", "好")
    web.now = at("10-15T09:00")
    page = web.browser("li").get("/people").text
    assert page.count("92.37") == 2
    assert "等我办理的0人" in page


def test_who_leads_nobody_sees_nobody(web: Web) -> None:
    marked(web, "92.37", "好")
    for who in ("o1", "wu", "zhou", "qian"):
        page = web.browser(who).get("/people")
        assert page.status_code == 200
        assert "没有您分管的人员" in page.text
        assert "92.37" not in page.text


def test_the_time_to_object_is_told_with_what_follows(web: Web) -> None:
    marked(web, "85", "较好")
    done = web.rehearsal.done
    grades = dict.fromkeys(("o1", "o2", "o3"), "较好")
    session = {"present": ["zhou", "li", "sun"], "minutes": "纪要1号", "grades": grades}
    done("decide", "zhou", "", session, at=at("10-16T10:00"))
    for who, leader in (("o1", "li"), ("o2", "li"), ("o3", "sun")):
        told = {"mode": "talk", "text": "较好"}
        done("give_feedback", leader, who, told, at=at("10-19T10:00"))
    web.now = at("10-19T12:00")
    browser, number = web.browser("o1"), web.case("o1")
    path = f"/cases/{number}/do/object"
    assert "公示以后定出" in browser.get(path).text
    done("publish", "wu", "", {}, at=at("10-20T09:00"))
    web.now = at("10-20T10:00")
    page = browser.get(path).text
    assert "反映异议的期限到10月30日24:00为止" in page
    assert "不会因为本人反映异议而降低" in page
    assert "不代表同意" in browser.get(f"/cases/{number}/do/acknowledge").text


def test_a_leader_sees_apart_what_their_own_people_owe(web: Web) -> None:
    whole, own = (web.browser("sun").get(f"/late{asked}").text for asked in ("", "?mine=1"))
    assert "o1同志" in whole
    assert "只看我分管的人员" in whole
    assert "o1同志" not in own
    assert "o3同志" in own


def test_a_mark_that_is_none_hides_no_other_that_wants_a_note(web: Web) -> None:
    browser, number = reviewing(web)
    form = sheet("90", "90") | {"bpi.0.value": "101", "bpi.1.value": "96", "request": "two-faults"}
    answer = browser.post(f"/cases/{number}/do/mark", form)
    assert answer.status_code == 422
    assert "101" in answer.text
    assert f"{DIMENSIONS[1]}96分：" in answer.text
    assert f"{DIMENSIONS[0]}101分" not in answer.text
