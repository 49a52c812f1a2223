"""Who stands in for whom is listed for both, office and auditor; forms name what is meant."""

import re
from collections.abc import Iterator

import pytest

from tests.rehearsal import Rehearsal, Template, at
from tests.web.conftest import PEOPLE
from tests.web.office import Web
from tests.web.test_together import closed

__all__ = ["closed"]
GIVEN = {"for": "li", "delegate": "sun", "document": "委托1号"}
MEASURE = {
    "text": "每月走访一次企业，列出清单，逐项办结并公开办理情况，接受监督，年底评估",
    "owner": "li",
    "due": "2026-12-31",
}
WANTED = re.compile(r'<select[^>]*name="(?:number|kind)".*?</select>', re.S)


def _entrusted(house: Rehearsal) -> None:
    """One delegation over, one ended before its time, one in force, one for a file to come."""
    days = (("07-02", "07-03"), ("07-06", "07-31"), ("07-07", "07-10"))
    for since, until in days:
        interval = {"from": f"2026-{since}", "to": f"2026-{until}"}
        house.done("appoint_delegate", "zhou", "", GIVEN | interval, at=at(f"{since}T09:00"))
        if since == "07-06":
            ended = {"number": 2, "reason": "提前返岗"}
            house.done("end_delegation", "zhou", "", ended, at=at("07-06T15:00"))
    later = {"from": "2026-08-03", "to": "2026-08-07", "who": "o3", "for": "sun", "delegate": "li"}
    house.done("appoint_delegate", "zhou", "", GIVEN | later, at=at("07-07T10:00"))


@pytest.fixture(scope="session")
def entrusted(street: Template, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """The office with its delegations."""
    return Template("sqlite", tmp_path_factory.mktemp("entrusted"), PEOPLE, _entrusted, street)


@pytest.fixture
def office(entrusted: Template) -> Iterator[Web]:
    """A copy of that office, on the web."""
    with entrusted.rehearsal() as house:
        yield Web(house, now=at("07-08T09:00"))


def told(page: str) -> list[tuple[str, str]]:
    """The number of each delegation on the page and how it stands, in order."""
    return re.findall(r"第(\d)号</span>.*?(在期间内|尚未开始|已到期|已终止)", page, re.S)


def test_delegations_are_listed_those_in_force_first_with_interval_files_and_end(
    office: Web,
) -> None:
    page = office.browser("wu").get("/delegations").text
    assert told(page) == [("3", "在期间内"), ("4", "尚未开始"), ("1", "已到期"), ("2", "已终止")]
    assert "sun同志代li同志" in page
    assert "2026年7月7日起，至2026年7月10日" in page
    assert "只办o3同志的考核事项" in page
    assert re.search(r"zhou同志 2026-07-06 15:00 终止：提前返岗", page)
    assert "do/end_delegation" not in page


@pytest.mark.parametrize("who", ["qian", "zhou", "wu"])
def test_chair_office_and_auditor_see_every_delegation(office: Web, who: str) -> None:
    assert len(told(office.browser(who).get("/delegations").text)) == 4


def test_others_see_the_delegations_in_which_they_are_one_of_the_two(office: Web) -> None:
    with office.rehearsal.database.begin() as connection:
        connection.exec_driver_sql("UPDATE delegation SET principal = delegate WHERE number < 4")
    assert [number for number, _ in told(office.browser("li").get("/delegations").text)] == ["4"]
    assert office.browser("o3").get("/delegations").status_code == 404


def test_those_one_stands_in_for_are_told_from_ones_own_people(office: Web) -> None:
    page = office.browser("sun").get("/people").text
    rows = re.findall(r'<th scope="row">.*?</th>', page, re.S)
    told_of = {who: row for row in rows for who in ("o1", "o2", "o3") if f"{who}同志" in row}
    assert "受托代签，代li同志" in told_of["o1"]
    assert "受托代签，代li同志" in told_of["o2"]
    assert "受托代签" not in told_of["o3"]


def test_the_chair_ends_one_from_the_list_chosen_by_whom_it_is_about(office: Web) -> None:
    chair = office.browser("zhou")
    page = chair.get("/delegations").text
    places = re.findall(r'href="(/cases/\d+/do/end_delegation\?pick=\d)"', page)
    assert [place[-1] for place in places] == ["3", "4"]
    form = chair.get(places[0]).text
    assert '<option value="3" selected>第3号：sun同志代li同志，到7月10日</option>' in form
    assert '<option value="4">第4号：li同志代sun同志，只办o3同志的，到8月7日</option>' in form
    assert 'value="1"' not in WANTED.findall(form)[0]
    given = {"number": "3", "reason": "提前返岗", "request": "ended-from-the-list"}
    assert chair.post(places[0].partition("?")[0], given).status_code == 303
    assert ("3", "已终止") in told(chair.get("/delegations").text)


def test_forms_offer_what_is_meant_where_a_number_or_a_key_is_asked_for(closed: Template) -> None:
    with closed.rehearsal() as house:
        house.done("adopt_measure", "wu", "", MEASURE, at=at("10-28T09:00"))
        web = Web(house, now=at("10-28T10:00"))
        cycle = web.case("")
        measure = web.browser("wu").get(f"/cases/{cycle}/do/measure_done").text
        assert re.search(r"第1项：每月走访一次企业.{22}……（li同志，12月31日前）", measure)
        kinds = web.browser("zhou").get(f"/cases/{web.case('o3')}/do/recommend_measure").text
        (offered,) = WANTED.findall(kinds)
        assert "诫勉" in offered
        assert "表扬" not in offered


def test_the_form_that_takes_a_notice_down_names_it(closed: Template) -> None:
    with closed.rehearsal() as house:
        with house.database.begin() as connection:
            connection.exec_driver_sql("UPDATE posting SET status = 'open'")
        web = Web(house, now=at("10-26T10:00"))
        form = web.browser("wu").get(f"/cases/{web.case('')}/do/annul_publicity").text
        assert "将撤销<b>第1次公示</b>（2026年10月21日发布" in form
        assert '<input type="hidden" name="number" value="1">' in form


def test_a_plan_says_apart_when_an_item_is_done_and_when_all_are(web: Web) -> None:
    page = web.browser("o1").get(f"/cases/{web.case('o1')}/do/submit_plan").text
    labels = re.findall(r'<label class="form-label" for="(?:d0|f-due)">(.*?)<', page)
    assert labels == ["完成日期", "各项共同的完成日期(某项另填的，以该项的为准)"]
