"""Reports to the auditor on the web: nobody else learns that there is one, nor of whom (R34)."""

from collections.abc import Iterator

import pytest

from storage.load import Loader
from tests.rehearsal import GROUP, PERIOD, Part, Rehearsal, Template, at, cast, officers
from tests.web.office import Web

pytestmark = pytest.mark.rule("R34")
PEOPLE = cast(
    *officers(2), *GROUP, Part("qian", ("auditor",)), Part("feng", ()),
    Part("fang", ("security_administrator",)),
)  # fmt: skip
REPORT = {"kind": "打击报复", "text": "暗号甲乙丙"}
CANARY = ("暗号甲乙丙", "反映问题的办理", "办理反映的问题", "待办事项", "移送反映")


def _reported(house: Rehearsal) -> None:
    """The leader 李 is reported, and 冯, who becomes an auditor only afterwards."""
    house.run_to(at("07-02T09:00"))
    for about in ("li", "feng"):
        house.done("report_irregularity", "o1", "", REPORT | {"about": about}, at=at("07-02T10:00"))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """The office with two reports that nobody dealt with yet."""
    return Template("sqlite", tmp_path_factory.mktemp("reported"), PEOPLE, _reported)


@pytest.fixture
def web(template: Template) -> Iterator[Web]:
    """A copy of it a week later, when both are overdue and 冯 has just become an auditor."""
    with template.rehearsal() as house:
        web = Web(house, now=at("07-03T10:00"))
        granted = {"handle": "feng", "role": "auditor"}
        assert web.browser("fang").post("/accounts/roles/grant", granted).status_code == 303
        house.run_to(at("07-24T09:00"))
        web.now = at("07-24T10:00")
        yield web


def numbers(web: Web) -> list[int]:
    """The numbers of the two cases."""
    with web.rehearsal.database.read() as connection:
        loader = Loader(connection, "guanghe", lock=False)
        return sorted(case.id for case in loader.of_period("supervision", PERIOD, ()))


@pytest.mark.parametrize("who", ["li", "zhou", "wu", "o1"])
def test_a_report_is_not_there_for_anybody_but_the_auditor(web: Web, who: str) -> None:
    browser = web.browser(who)
    for number in numbers(web):
        for path in ("/cases/{}", "/cases/{}/do/close_report", "/api/cases/{}"):
            assert browser.get(path.format(number)).status_code == 404
    paths = ["/", "/me", "/api/owed"]
    if who in ("zhou", "wu"):
        paths += ["/late", "/clock?until=2026-08-31", "/notices", "/analysis"]
    if who == "wu":
        paths += ["/mails", "/mails?state=all"]
    for path in paths:
        page = browser.get(path)
        assert page.status_code == 200, path
        assert [word for word in CANARY if word in page.text] == [], path


def test_an_auditor_reported_before_they_were_one_is_not_told_of_it(web: Web) -> None:
    first, second = numbers(web)
    assert web.browser("feng").get(f"/cases/{second}").status_code == 404
    assert web.browser("feng").get(f"/cases/{first}").status_code == 200
    assert web.browser("qian").get(f"/cases/{second}").status_code == 200
    owed = {
        who: sorted(owed["subject"] for owed in web.browser(who).get("/api/owed").json()["owed"])
        for who in ("feng", "qian")
    }
    assert owed == {"feng": ["li"], "qian": ["feng", "li"]}
    for _ in range(2):  # what was kept for one reader is not shown to the other
        link = f'<a href="/cases/{second}">feng同志</a>'
        assert f"7月16日前完成，逾期未办：{link}" in web.browser("qian").get("/").text
        assert f"/cases/{second}" not in web.browser("feng").get("/").text
    told = {
        who: {mail.data["number"] for mail in web.rehearsal.mails()
              if mail.person == web.rehearsal.played.ids[who] and mail.kind.startswith("reserved")}
        for who in ("feng", "qian")
    }  # fmt: skip
    assert told == {"feng": {1}, "qian": {2}}


def test_whom_a_report_is_about_stands_in_no_line_that_is_taken_away(web: Web) -> None:
    auditor, ids = web.browser("qian"), web.rehearsal.played.ids
    taken = auditor.post("/journal/export", {"form": "json", "move": "report_irregularity"})
    assert taken.text.count("report_irregularity") >= 4
    for who in ("li", "feng"):
        assert ids[who] not in taken.text
        assert f"{who}同志" not in taken.text


def test_the_auditor_deals_with_a_report_on_the_web(web: Web) -> None:
    first, _ = numbers(web)
    auditor = web.browser("qian")
    assert "li同志" in auditor.get(f"/cases/{first}").text
    form = {"to": "街道纪工委", "document": "移1号", "seen": "1", "request": "handed-over-once"}
    assert auditor.post(f"/cases/{first}/do/hand_over_report", form).status_code == 303
    assert "已移送" in auditor.get(f"/cases/{first}").text
    with web.rehearsal.database.read() as connection:
        query = "SELECT count(*) FROM journal WHERE move = 'read_restricted'"
        assert connection.exec_driver_sql(query).scalar() == 2
