"""Whoever deals with an objection reads on its page what it says and what was found of it."""

import re

import pytest

from tests.web.office import Web
from tests.web.test_lists import published

WORDS = "值守没有计入评分"
FACTS = "值守记录与纪实一致"
SAID = "值守已经计入"


def numbers(web: Web, procedure: str) -> list[int]:
    """The files of a procedure."""
    query = "SELECT id FROM appraisal_case WHERE procedure = ? ORDER BY id"
    with web.rehearsal.database.read() as connection:
        return list(connection.exec_driver_sql(query, (procedure,)).scalars())


@pytest.fixture
def objected(web: Web) -> int:
    """The file of what o1 objects to in their own result."""
    published(web)
    web.rehearsal.done("object", "o1", "o1", {"text": WORDS}, at=web.now)
    return numbers(web, "objection")[0]


@pytest.mark.rule("R27")
def test_an_objections_page_says_what_it_says_and_leads_to_the_result(
    web: Web, objected: int
) -> None:
    """The office, the group and the reviewer read it there; nothing empty stands beside it."""
    for reader in ("wu", "zhou", "li", "qian", "o1"):
        page = web.browser(reader).get(f"/cases/{objected}").text
        assert WORDS in page
        assert f'href="/cases/{web.case("o1")}"' in page
        assert "还没有提交工作计划" not in page
        assert "平时考核得分" not in page
    assert f'href="/quarters/{web.case("")}"' in web.browser("wu").get(f"/cases/{objected}").text
    assert "/quarters/" not in web.browser("o1").get(f"/cases/{objected}").text


@pytest.mark.rule("R27")
def test_what_was_found_is_read_beside_the_answer_and_by_the_officer_with_it(
    web: Web, objected: int
) -> None:
    """Each form shows the objection, asks for no number and names those alone who can be meant."""
    done, clerk = web.rehearsal.done, web.browser("wu")
    page = clerk.get(f"/cases/{objected}/do/receive_objection").text
    assert WORDS in page
    assert 'name="number"' not in page
    done("receive_objection", "wu", "o1", at=web.now)
    done("reviewer_statement", "li", "o1", {"text": SAID}, at=web.now)
    page = clerk.get(f"/cases/{objected}/do/investigate_objection").text
    looking = set(re.findall(r'name="by" value="(\w+)"', page))
    assert "wu" in looking
    assert not looking & {"o1", "o2", "o3", "li"}
    done("investigate_objection", "wu", "o1", {"facts": FACTS}, at=web.now)
    assert FACTS not in web.browser("o1").get(f"/cases/{objected}").text
    page = web.browser("zhou").get(f"/cases/{objected}/do/decide_objection").text
    assert "尚未" not in page
    assert WORDS in page
    assert FACTS in page
    assert SAID in page
    assert not set(re.findall(r'name="present" value="(\w+)"', page)) & {"o1", "o2", "wu"}
    answer = {"reason": "已经计入", "outcome": "维持", "present": ["zhou", "sun"], "minutes": "2号"}
    done("decide_objection", "zhou", "o1", answer, at=web.now)
    page = web.browser("o1").get(f"/cases/{objected}").text
    for words in (WORDS, FACTS, "答复：维持", "已经计入", "研究答复的到会人员"):
        assert words in page


@pytest.mark.rule("R27")
def test_whoever_reviewed_is_offered_no_seat_and_refused_where_counted_as_present(
    web: Web, objected: int
) -> None:
    """The form says who keeps away, how many have to sit and what was not done yet; nor does the
    reviewer look into it."""
    chair, path = web.browser("zhou"), f"/cases/{objected}/do/decide_objection"
    page = chair.get(path).text
    assert re.findall(r"应到.*?人，至少到会.*?人", page) == ["应到2人，至少到会2人"]
    assert "须回避：li同志（评鉴人）" in page
    assert "尚未登记受理，尚未调查核实，评鉴人尚未陈述意见" in page
    assert not re.findall(r'name="(?:present|recused)" value="li"', page)
    assert "（尚未登记受理，尚未调查核实，评鉴人尚未陈述意见）" in chair.get("/").text
    form = {"reason": "已经计入", "outcome": "维持", "present": ["zhou", "sun", "qian", "li"]}
    answer = chair.post(path, {**form, "minutes": "2号"})
    assert answer.status_code == 422
    assert "li同志是该同志的评鉴人，陈述意见后须回避，不计入到会" in answer.text
    assert "七(二)" in answer.text
    web.rehearsal.done("receive_objection", "wu", "o1", at=web.now)
    page = web.browser("li").get(f"/cases/{objected}").text
    assert "评鉴人陈述意见" in page
    assert "investigate_objection" not in page
    page = web.browser("sun").get(f"/cases/{objected}").text
    assert "do/investigate_objection" in page


@pytest.mark.parametrize("move", ["set_status", "reassign"])
def test_a_form_for_the_whole_office_asks_whom_it_is_about(web: Web, move: str) -> None:
    """One of those appraised, with their section, has to be chosen; leaders lead."""
    page = web.browser("wu").get(f"/cases/{web.case('')}/do/{move}").text
    field = re.search(r'<select[^>]*name="who"([^>]*)>(.*?)</select>', page, re.S)
    assert field is not None
    assert "required" in field[1]
    assert set(re.findall(r'value="(\w+)"', field[2])) == {"o1", "o2", "o3"}
    if move == "reassign":
        leaders = re.search(r'<select[^>]*name="supervisor"[^>]*>(.*?)</select>', page, re.S)
        assert leaders is not None
        assert "o1" not in re.findall(r'value="(\w+)"', leaders[1])


@pytest.mark.rule("R27")
def test_the_office_is_told_to_correct_a_notice_that_an_answer_overtook(
    web: Web, objected: int
) -> None:
    """From the answer until the correcting notice hangs; the form says who is not on it."""
    done, clerk = web.rehearsal.done, web.browser("wu")
    path = f"/cases/{web.case('')}/do/publish"
    assert "更正公示" not in clerk.get("/notices").text
    group = {"present": ["zhou", "sun"], "minutes": "2号"}
    answer = {"reason": "漏计一项", "outcome": "重新评鉴", **group}
    done("decide_objection", "zhou", "o1", answer, at=web.now)
    assert "待重新评鉴、研究确定并反馈本人以后" in clerk.get("/notices").text
    done("propose", "li", "o1", {"grade": "好", "comment": "补计一项"}, at=web.now)
    done("decide", "zhou", "", {**group, "grades": {"o1": "好"}}, at=web.now)
    for page in (clerk.get("/notices").text, clerk.get("/").text):
        assert "第1次公示" in page
        assert "请分管领导先反馈本人" in page
    assert "更正公示" not in web.browser("o1").get("/notices").text
    done("give_feedback", "li", "o1", {"mode": "talk", "text": "改定为好"}, at=web.now)
    assert "请考核办发布更正公示" in clerk.get("/").text
    assert "将公示的名单（1人）" in clerk.get(path).text
    posted = clerk.post(path)
    assert posted.status_code == 303
    page = clerk.get(posted.headers["location"], follow_redirects=True).text
    assert re.search(r"第2次公示1人，至2026年11月\d+日.*?24:00期满", page)
    assert "须更正" not in clerk.get("/").text
    assert "须发布更正公示" not in clerk.get("/notices").text


@pytest.mark.rule("R27")
def test_an_officer_is_told_on_the_home_page_of_the_answer_and_of_the_result(
    web: Web, objected: int
) -> None:
    """What came of it, what follows and where the reasons stand; grade and score beside."""
    done, officer = web.rehearsal.done, web.browser("o1")
    assert "反映的异议已经答复" not in officer.get("/").text
    answer = {"reason": "已经计入", "outcome": "维持", "present": ["zhou", "sun"], "minutes": "2号"}
    done("decide_objection", "zhou", "o1", answer, at=web.now)
    page = officer.get("/").text
    assert "反映的异议已经答复：<b>维持</b>" in page
    assert f'href="/cases/{objected}"' in page
    assert "反映的异议已经答复" not in web.browser("o2").get("/").text
    assert 'data-label="等次"><span>好<' in page
    assert f'href="/cases/{web.case("o1")}/result">怎样算出' in page
