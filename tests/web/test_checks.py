"""A check of conduct on pages: the person knows of what, all know what came of it (R26)."""

import pytest

from rules.calendar import Quarter
from storage.load import Loader
from tests.rehearsal import planned
from tests.web.office import Web
from tests.web.test_lists import published
from tests.web.test_objected import numbers
from workflow.opening import open_quarter

FACTS, SEEN, SAID = "所列值守没有进行", "值守登记表", "当天在外核查"
PRESENT = ["zhou", "li", "sun"]


@pytest.mark.rule("R26")
def test_who_is_checked_and_who_decides_read_the_facts_and_what_comes_of_it(web: Web) -> None:
    """From the office's form to the leader's new marks; the files of others say nothing of it."""
    published(web)
    own, done = web.case("o1"), web.rehearsal.done
    place = f"/cases/{own}/do/"
    assert "认定属实的，原结果撤销" in web.browser("wu").get(f"{place}open_fraud").text
    given = {"facts": FACTS, "evidence": SEEN}
    done("open_fraud", "wu", "o1", given, at=web.now)
    (check,) = numbers(web, "fraud")
    officer = web.browser("o1")
    assert "就弄虚作假的情况核查陈述意见" in officer.get("/").text
    form = officer.get(f"/cases/{check}/do/answer_fraud").text
    assert FACTS in form
    assert SEEN in form
    sent = officer.post(f"/cases/{check}/do/answer_fraud", {"text": SAID, "request": "stated-once"})
    assert "还可以补充陈述" in officer.get(sent.headers["location"]).text
    chair = web.browser("zhou")
    assert "弄虚作假的情况核查：研究认定（o1同志）" in chair.get("/").text
    form = chair.get(f"/cases/{check}/do/prove_fraud").text
    assert SAID in form
    assert "原结果撤销，退回审核评鉴" in form
    assert FACTS not in web.browser("o2").get("/").text
    assert web.browser("o2").get(f"/cases/{check}").status_code == 404
    proven = {"reason": "登记表无记录", "present": PRESENT}
    done("prove_fraud", "zhou", "o1", proven, at=web.now)
    link = f'href="/cases/{check}"'
    for reader, page in (
        ("o1", "/"), ("o1", f"/cases/{own}"), ("li", f"/cases/{own}"), ("li", f"{place}mark"),
        ("li", f"{place}propose"),
    ):  # fmt: skip
        told = web.browser(reader).get(page).text
        assert "原结果撤销" in told, (reader, page)
        assert link in told, (reader, page)
    open_quarter(web.site.office, Quarter.parse("2026Q4"), web.now)
    with web.rehearsal.database.read() as connection:
        loader = Loader(connection, web.site.office.id, lock=False)
        later = loader.case_of("quarterly", "2026Q4", web.rehearsal.played.ids["o1"])
    assert later is not None
    assert officer.get("/").text.count("的原结果撤销") == 1  # the quarter after it is not touched
    assert "原结果撤销" not in officer.get(f"/cases/{later.id}").text
    told = officer.get(f"/cases/{check}").text
    assert "情况属实。登记表无记录" in told
    assert "原结果撤销" not in web.browser("o2").get(f"/cases/{web.case('o2')}").text


@pytest.mark.rule("R26")
def test_whoever_was_cleared_is_told_so_and_why_it_could_not_be_decided_before(web: Web) -> None:
    """Until the person was heard the chair reads why nothing can be found yet."""
    published(web)
    done = web.rehearsal.done
    done("open_fraud", "wu", "o1", {"facts": FACTS, "evidence": SEEN}, at=web.now)
    (check,) = numbers(web, "fraud")
    waiting = web.browser("zhou").get(f"/cases/{check}").text.partition('class="more"')[0]
    assert "认定弄虚作假：现在还不能办" in waiting
    done("answer_fraud", "o1", "o1", {"text": SAID}, at=web.now)
    cleared = {"reason": "登记表在另一处", "present": PRESENT}
    done("clear_fraud", "zhou", "o1", cleared, at=web.now)
    told = web.browser("o1").get("/").text
    assert "不能认定，原结果不变" in told
    assert "不能认定。登记表在另一处" in web.browser("o1").get(f"/cases/{check}").text
    assert "不能认定" not in web.browser("o2").get("/").text


@pytest.mark.rule("R32")
def test_whoever_decides_on_an_application_to_keep_away_reads_whose_it_is_and_why(web: Web) -> None:
    """Once it is decided it stands there no more."""
    planned(web.rehearsal)
    done, place = web.rehearsal.done, f"/cases/{web.case('o1')}/do/decide_recusal"
    chair, why = web.browser("zhou"), "承办的信访件涉及其亲属"
    assert "没有等待决定的申请" in chair.get(place).text
    done("apply_recusal", "o1", "o1", {"who": "li", "reason": why}, at=web.now)
    told = chair.get(place).text
    assert "o1同志申请li同志回避" in told
    assert why in told
    done("decide_recusal", "zhou", "o1", {"who": "li", "grant": False, "reason": "查无此事"},
         at=web.now)  # fmt: skip
    assert why not in chair.get(place).text
