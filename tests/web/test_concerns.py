"""Officers say on the web what is wrong: of another's published result, or to the auditor."""

import pytest

from storage.load import Loader
from tests.rehearsal import PERIOD, at
from tests.web.office import Web
from tests.web.test_lists import published

SECRET = "暗号子丑寅"
OBJECTION = {"move": "object_other", "who": "o1", "text": "主要工作由他人完成"}
REPORT = {
    "move": "report_irregularity",
    "about": "li同志",
    "kind": "retaliation",
    "text": SECRET,
}


def procedures(web: Web) -> list[str]:
    """The procedures of the cases that are not appraisals, in the order they began."""
    with web.rehearsal.database.read() as connection:
        query = "SELECT procedure FROM appraisal_case ORDER BY id"
        found = connection.exec_driver_sql(query).scalars()
        return [p for p in found if p not in ("quarterly", "cycle")]


@pytest.mark.rule("R27")
def test_a_colleague_objects_to_a_result_while_it_is_public(web: Web) -> None:
    """The form is there during publicity alone; nobody is offered their own name."""
    assert "现在没有正在公示" in web.browser("o2").get("/concerns").text
    published(web)
    browser = web.browser("o2")
    assert 'href="/concerns"' in browser.get("/notices").text
    page = browser.get("/concerns").text
    assert 'value="o1"' in page
    assert 'value="o2"' not in page
    done = browser.post("/concerns", OBJECTION | {"request": "objected-once-only"})
    assert done.headers["location"] == "/concerns?done=object"
    assert "已登记" in browser.get("/concerns?done=object").text
    assert (
        browser.post("/concerns", OBJECTION | {"request": "objected-once-only"}).status_code == 303
    )
    assert procedures(web) == ["objection"]
    own = browser.post("/concerns", OBJECTION | {"who": "o2", "request": "objected-to-myself"})
    assert own.status_code == 422
    assert "请用“反映异议”办理" in own.text
    assert OBJECTION["text"] in own.text


@pytest.mark.rule("R27")
def test_an_objection_out_of_its_time_comes_back_with_what_was_typed(web: Web) -> None:
    """The reason says what to do instead."""
    answer = web.browser("o2").post("/concerns", OBJECTION)
    assert answer.status_code == 422
    assert "现不在公示" in answer.text


@pytest.mark.rule("R34")
def test_an_officer_reports_to_the_auditor_and_nobody_else_learns_of_it(web: Web) -> None:
    """By name or by sign-in name; the address, the journal and the pages of others say nothing."""
    browser = web.browser("o1")
    done = browser.post("/concerns", REPORT | {"request": "reported-once-only"})
    assert done.headers["location"] == "/concerns?done=report"
    assert "只有监督人员能看到" in browser.get("/concerns?done=report").text
    assert procedures(web) == ["supervision"]
    with web.rehearsal.database.read() as connection:
        loader = Loader(connection, web.site.office.id, lock=False)
        number = next(iter(loader.of_period("supervision", PERIOD, ()))).id
        actors = connection.exec_driver_sql(
            "SELECT actor FROM journal WHERE move = 'report_irregularity'"
        ).scalars()
        assert set(actors) == {""}
    page = web.browser("qian").get("/reports").text
    for words in (SECRET, "打击报复：反映li同志", "o1同志", f"/cases/{number}"):
        assert words in page
    assert 'href="/reports"' in web.browser("qian").get(f"/cases/{number}").text
    with web.rehearsal.database.read() as connection:
        query = "SELECT count(*) FROM journal WHERE move = 'read_restricted'"
        assert connection.exec_driver_sql(query).scalar() >= 1
    for who in ("o1", "li", "wu", "zhou", "shi", "fang"):
        other = web.browser(who)
        assert other.get(f"/cases/{number}").status_code == 404
        for path in ("/", "/concerns", "/notices"):
            assert "暗号" not in other.get(path).text


def test_a_report_that_is_refused_is_not_kept_but_comes_back(web: Web) -> None:
    """What was typed is on the page again and nowhere else."""
    browser = web.browser("o1")
    for about, words in (("没有这个人", "没有“没有这个人”这个人"), ("qian", "向上级纪检监察机关")):
        answer = browser.post("/concerns", REPORT | {"about": about, "request": f"refused-{about}"})
        assert answer.status_code == 422
        assert words in answer.text
        assert SECRET in answer.text
    with web.rehearsal.database.read() as connection:
        for table, column in (("journal_value", "value"), ("request", "answer"), ("draft", "body")):
            query = f"SELECT count(*) FROM {table} WHERE {column} LIKE '%子丑寅%'"
            assert connection.exec_driver_sql(query).scalar() == 0


def test_whoever_stands_in_for_a_leader_is_led_to_their_people(web: Web) -> None:
    """The link stands on the first page while the delegation lasts."""
    assert "我代签的人员" not in web.browser("sun").get("/").text
    data = {
        "for": "li", "delegate": "sun", "from": "2026-07-02", "to": "2026-07-10", "document": "1号",
    }  # fmt: skip
    web.rehearsal.done("appoint_delegate", "zhou", "", data, at=at("07-02T09:30"))
    page = web.browser("sun").get("/").text
    assert '<a href="/people">我代签的人员</a>' in page
    assert "o1同志" in web.browser("sun").get("/people").text
    assert "我代签的人员" not in web.browser("li").get("/").text
