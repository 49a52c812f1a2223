"""A file's page and its result: who is shown what of it, and in which order."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from rules.calendar import quarter_of
from rules.grade import Grade
from rules.nouns import Case, Decision, Feedback
from tests.rehearsal import PLAN, at, planned, proposed
from tests.web.office import Web
from web.arranged import heading, way_of
from workflow.pages import PAGES
from workflow.quarterly import QUARTERLY
from workflow.sight import is_told

SIDE = ("不确定等次", "不参加考核", "暂不确定等次")


def decided(web: Web, text: str = "本季度为较好") -> None:
    """Bring o1 to a result that was told to them."""
    proposed(web.rehearsal, "85", "较好")
    done = web.rehearsal.done
    grades = dict.fromkeys(("o1", "o2", "o3"), "较好")
    session = {"present": ["zhou", "li", "sun"], "minutes": "纪要1号", "grades": grades}
    done("decide", "zhou", "", session, at=at("10-16T10:00"))
    done("give_feedback", "li", "o1", {"mode": "talk", "text": text}, at=at("10-17T10:00"))
    web.now = at("10-18T09:00")


def test_a_page_says_quarter_once_and_shows_no_way_the_case_did_not_go(web: Web) -> None:
    page = web.browser("o1").get(f"/cases/{web.case('o1')}").text
    assert "2026年第三季度平时考核" in page
    assert "季度季度" not in page
    steps = re.findall(r"<li[^>]*>([^<]+)</li>", page.split('class="steps"')[1].split("</ol>")[0])
    assert steps[0] == "拟定计划"
    assert steps[-1] == "办结归档"
    assert not set(steps) & set(SIDE)


@pytest.mark.parametrize(
    ("page", "period", "wanted"),
    [
        ("quarterly", "2026Q3", "2026年第三季度平时考核"),
        ("cycle", "2026Q3", "2026年第三季度考核组织"),
        ("objection", "2026Q3", "2026年第三季度反映异议"),
    ],
)
def test_headings_say_the_period_once(page: str, period: str, wanted: str) -> None:
    assert heading(PAGES[page], quarter_of(period).title) == wanted


def test_a_case_beside_the_way_shows_where_it_is() -> None:
    assert [s.id for s in way_of(QUARTERLY, "exempt")][-1] == "exempt"
    assert "suspended" not in [s.id for s in way_of(QUARTERLY, "exempt")]


def test_the_next_step_stands_first_and_what_is_rare_is_folded(web: Web) -> None:
    page = web.browser("o1").get(f"/cases/{web.case('o1')}").text
    assert re.search(r'btn-primary" href="[^"]+/do/submit_plan"', page)
    folded = page.split("<summary>其他办理</summary>")[1]
    assert "/do/apply_recusal" in folded
    assert "/do/submit_plan" not in folded


def test_what_was_not_accepted_is_shown_to_whoever_wrote_it_alone(web: Web) -> None:
    done, number = web.rehearsal.act, web.case("o1")
    items = [{"title": "未成的计划", "goal": "street", "weight": "99", "target": "办结"}]
    done("submit_plan", "o1", "o1", {"items": items}, at=web.now)
    own = web.browser("o1").get(f"/cases/{number}").text
    assert "1. 指标名称：未成的计划；目标来源：街道目标；权重(分)：99；目标要求：办结" in own
    assert own.count("指标权重合计为99，须恰为100") == 2, "beside what was written, and done"
    assert "我没有办成的1次</summary>" in own
    for reader in ("li", "wu", "zhou", "qian"):
        assert "未成的计划" not in web.browser(reader).get(f"/cases/{number}").text
    items[0]["weight"] = "100"
    done("submit_plan", "o1", "o1", {"items": items}, at=web.now + timedelta(minutes=1))
    own = web.browser("o1").get(f"/cases/{number}").text
    assert "起初未被接收、后来已办成的1次填写" in own
    assert "我没有办成的1次（后来都已办成）" in own


def test_the_summary_of_a_month_that_ended_comes_before_the_log(web: Web) -> None:
    planned(web.rehearsal)
    number = web.case("o1")
    first = re.compile(r'btn-primary" href="[^"]+/do/(\w+)"')
    web.now = at("07-15T09:00")
    assert first.findall(web.browser("o1").get(f"/cases/{number}").text) == ["log"]
    web.now = at("08-03T09:00")
    assert first.findall(web.browser("o1").get(f"/cases/{number}").text) == ["summarise"]


def test_a_result_is_derived_whole_for_those_who_may_know_it(web: Web) -> None:
    proposed(web.rehearsal, "92.37")
    path = f"/cases/{web.case('o1')}/result"
    assert web.browser("o1").get(path).status_code == 404
    assert web.browser("o2").get(path).status_code == 404
    told = web.browser("li").get(path).text
    for each in ("92.37", "占比", "70%", "依据三(一)", "名额", "所用的口径"):
        assert each in told
    assert f'href="{path}"' in web.browser("li").get(path.removesuffix("/result")).text


def test_a_result_is_the_officers_to_read_once_it_was_told(web: Web) -> None:
    decided(web)
    path = f"/cases/{web.case('o1')}/result"
    told = web.browser("o1").get(path).text
    assert "较好" in told
    assert "85" in told
    assert web.browser("o2").get(path).status_code == 404
    assert '较好<span class="hint">（待公示）' in web.browser("o1").get("/").text, "in the list too"


def test_of_a_result_an_officer_learns_no_attempt_of_others(web: Web) -> None:
    proposed(web.rehearsal, "85", "较好")
    web.rehearsal.act("propose", "li", "o1", {"grade": "好", "comment": ""}, at=at("10-14T12:00"))
    decided_after = {"present": ["zhou", "li", "sun"], "minutes": "纪要1号"}
    grades = dict.fromkeys(("o1", "o2", "o3"), "较好")
    done = web.rehearsal.done
    done("decide", "zhou", "", decided_after | {"grades": grades}, at=at("10-16T10:00"))
    feedback = {"mode": "talk", "text": "较好"}
    done("give_feedback", "li", "o1", feedback, at=at("10-17T10:00"))
    path = f"/cases/{web.case('o1')}/result"
    assert "未办成" in web.browser("zhou").get(path).text
    assert "未办成" not in web.browser("o1").get(path).text


@pytest.mark.parametrize("stage", ["appraising", "determining"])
def test_what_is_being_decided_anew_is_no_more_the_officers_to_see(stage: str) -> None:
    when = at("10-16T10:00")
    parts: dict[str, Any] = {
        "decisions": (Decision(1, 1, Grade.FAIRLY_GOOD, "", when),),
        "feedbacks": (Feedback(1, "talk", "", "p1", "", when),),
    }
    told = Case(1, "quarterly", "2026Q3", "p0", 1, "feedback", 9, parts=parts)
    assert is_told(told)
    assert not is_told(replace(told, stage=stage))


@pytest.mark.parametrize("stage", ["undetermined", "exempt", "suspended"])
def test_what_was_marked_before_a_case_left_the_way_is_not_told_by_that(stage: str) -> None:
    parts: dict[str, Any] = {"decisions": (), "feedbacks": ()}
    assert not is_told(Case(1, "quarterly", "2026Q3", "p0", 1, stage, 9, parts=parts))


def test_no_page_of_the_officer_shows_what_others_make_of_them_before_the_result(
    web: Web,
) -> None:
    proposed(web.rehearsal, "84.31", "较好")
    number, leader, own = web.case("o1"), web.browser("li"), web.browser("o1")
    web.now = at("10-15T09:00")
    leader.post(f"/cases/{number}/drafts/give_feedback", {"text": "秘而不宣"})
    seen = [own.get(path) for path in ("/", "/people", f"/cases/{number}", f"/api/cases/{number}")]
    seen += [own.get(f"/cases/{number}/do/{move}") for move in ("object", "acknowledge", "mark")]
    seen += [own.get(f"/cases/{number}/result"), own.post(f"/cases/{number}/preview/mark")]
    for answer in seen:
        for secret in ("84.31", "尽职尽责", "较好", "秘而不宣", "建议等次"):
            assert secret not in answer.text, answer.url


def test_why_a_plan_was_sent_back_stands_with_it(web: Web) -> None:
    web.rehearsal.done("submit_plan", "o1", "o1", PLAN, at=web.now)
    web.rehearsal.done("return_plan", "li", "o1", {"reason": "请写明数量"}, at=web.now)
    for who in ("o1", "li"):
        told = web.browser(who).get(f"/cases/{web.case('o1')}").text
        assert "<b>退回理由</b>：请写明数量（可修改到7月7日）" in told
    form = web.browser("o1").get(f"/cases/{web.case('o1')}/do/submit_plan").text
    assert "请写明数量" in form


def test_an_objection_stands_on_the_file_of_the_result_and_on_its_own(web: Web) -> None:
    decided(web)
    web.rehearsal.done("object", "o1", "o1", {"text": "急办任务没有计入"}, at=web.now)
    browser, number = web.browser("o1"), web.case("o1")
    page = browser.get(f"/cases/{number}").text
    assert "急办任务没有计入" in page
    link = re.findall(r'href="(/cases/[0-9]+)">办理情况', page)[0]
    own = browser.get(link).text
    assert "急办任务没有计入" in own
    assert "还没有提交工作计划" not in own


def test_what_was_proposed_stands_on_the_file_for_those_who_judge_it(web: Web) -> None:
    proposed(web.rehearsal, "85", "较好")
    web.now = at("10-14T15:00")
    assert "<dt>考核评语</dt>" in web.browser("li").get(f"/cases/{web.case('o1')}").text
    assert "<dt>考核评语</dt>" not in web.browser("o1").get(f"/cases/{web.case('o1')}").text
