"""What the chair and the group confirm: they read what it is, who asked, and on what evidence."""

import re
from typing import Any

import pytest

from tests.rehearsal import at, planned
from tests.web.office import Browser, Web
from tests.workflow.quarters import DIMENSIONS

EXTEND = {
    "stage": "recording",
    "month": 9,
    "scope": "all",
    "until": "2026-10-16",
    "reason": "停电三天",
}
LEAVE = {"kind": "absence", "reason": "产假至十二月", "document": "请假条〔2026〕3号"}
MARKS = {"kpi": {"重点工作": "92"}, "bpi": dict.fromkeys(DIMENSIONS, "92")}
GOOD = {"grade": "好", "facts": "抗洪抢险中救出群众三人", "evidence": "区通报〔2026〕5号"}


@pytest.fixture
def review(web: Web) -> Web:
    """The office in the time of the review, with plans and nothing else."""
    planned(web.rehearsal)
    web.rehearsal.tick(at("10-14T09:00"))
    web.now = at("10-14T10:00")
    return web


def confirm(review: Web, of: str) -> Any:
    """The chair confirms what is chosen in the form."""
    return review.browser("zhou").post(f"/cases/{review.case('')}/do/confirm", {"of": of})


def test_the_chair_reads_what_is_to_be_confirmed_and_chooses_it(review: Web) -> None:
    number, done = review.case(""), review.rehearsal.done
    chair = review.browser("zhou")
    idle = chair.get(f"/cases/{number}/do/confirm").text
    assert "现在没有等待组长确认的事项" in idle
    assert "data-submit" not in idle
    done("extend", "wu", "", EXTEND, at=at("10-14T09:30"))
    done("exempt", "wu", "o2", LEAVE, at=at("10-14T09:40"))
    page = chair.get(f"/cases/{number}/do/confirm").text
    for told in (
        "9月小结，全体参加考核人员",
        "10月16日",
        "停电三天",
        "wu同志",
        "产假至十二月",
        "请假条〔2026〕3号",
    ):
        assert told in page, told
    assert "拒不参加" not in page
    choices = re.findall('name="of" value="([^"]+)"', page)
    assert choices == ["extend", "exempt:o2"]
    assert confirm(review, "exempt:o3").status_code == 422, "nobody asked for it"
    for choice in choices:
        assert confirm(review, choice).status_code == 303, choice
    assert "现在没有等待组长确认的事项" in chair.get(f"/cases/{number}/do/confirm").text
    assert "不参加考核" in chair.get(f"/cases/{review.case('o2')}").text


def test_the_group_reads_the_facts_of_a_direct_grade_and_no_grade_that_nobody_proposed(
    review: Web,
) -> None:
    done, number = review.rehearsal.done, review.case("o1")
    chair: Browser = review.browser("zhou")
    idle = chair.get(f"/cases/{number}/do/confirm_direct").text
    assert "没有提请直接确定等次" in idle
    assert "data-submit" not in idle
    offered = f"/cases/{number}/do/confirm_direct"
    assert offered not in chair.get(f"/cases/{number}").text
    done("propose_direct", "li", "o1", GOOD, at=at("10-14T09:30"))
    assert offered in chair.get(f"/cases/{number}").text
    page = chair.get(f"/cases/{number}/do/confirm_direct").text
    for told in ("抗洪抢险中救出群众三人", "区通报〔2026〕5号", "li同志"):
        assert told in page, told
    assert re.findall('name="grade" value="([^"]+)"', page) == ["好"]
    done("mark", "li", "o1", MARKS, at=at("10-14T09:50"))
    done("propose", "li", "o1", {"grade": "好", "comment": "尽责"}, at=at("10-14T09:51"))
    session = chair.get(f"/cases/{review.case('')}/do/decide").text
    assert f'研究是否确认提请直接确定的等次：<a href="{offered}">o1同志' in chair.get("/").text
    assert "提请直接确定、尚未确认的（1人）" in session
    assert "提请直接确定为“好”，尚未确认" in session
    assert f'href="{offered}"' in session


def test_a_chair_whose_session_is_late_reads_how_many_are_not_ready(review: Web) -> None:
    """In time nothing is said of it; once late, it leads to who has to act."""
    words = "还有3人没有就绪，暂不能研究确定"
    assert words not in review.browser("zhou").get("/").text
    review.now = at("11-02T10:00")
    review.rehearsal.tick(review.now)
    told = review.browser("zhou").get("/").text
    assert words in told
    assert f'<a href="/quarters/{review.case("")}/session">看是谁、在等谁办</a>' in told
