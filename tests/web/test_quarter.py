"""The quarter on the web: where everyone is, its days, its list, and what few may know of it."""

from sqlalchemy import Table, select

from storage.rows import JournalRow
from tests.rehearsal import at, planned
from tests.web.office import Web

_journal: Table = JournalRow.__table__  # type: ignore[attr-defined]
INQUIRY = {"kind": "under_investigation", "since": "2026-07-06", "document": "纪立〔2026〕1号"}


def readings(web: Web) -> int:
    """How often somebody was shown what is restricted."""
    query = select(_journal.c.seq).where(_journal.c.move == "read_restricted")
    with web.rehearsal.database.read() as connection:
        return len(connection.execute(query).all())


def test_the_office_sees_where_everyone_is_and_what_they_owe(web: Web) -> None:
    browser, number = web.browser("wu"), web.case("")
    page = browser.get(f"/quarters/{number}").text
    assert "参加考核3人" in page
    assert page.count("工作计划 7月7日前") == 3
    assert "报送工作计划" in page
    assert "今天以后还有3个工作日" in page


def test_the_case_of_the_whole_office_is_the_page_of_its_quarter(web: Web) -> None:
    answer = web.browser("wu").get(f"/cases/{web.case('')}?done=5")
    assert answer.headers["location"] == f"/quarters/{web.case('')}?done=5"


def test_the_list_is_cut_by_stage_section_and_name(web: Web) -> None:
    browser, path = web.browser("wu"), f"/quarters/{web.case('')}"
    assert "共1人" in browser.get(path, params={"section": "民生办"}).text
    assert "共3人" in browser.get(path, params={"stage": "planning"}).text
    assert "共0人" in browser.get(path, params={"stage": "closed"}).text
    found = browser.post(path, {"name": "o2"})
    assert "共1人" in found.text
    assert f"/cases/{web.case('o2')}" in found.text
    assert f"/cases/{web.case('o1')}" not in found.text


def test_signs_of_a_pattern_are_looked_for_as_they_are_written(web: Web) -> None:
    assert "共0人" in web.browser("wu").post(f"/quarters/{web.case('')}", {"name": "%"}).text


def test_what_is_late_is_called_late(web: Web) -> None:
    web.rehearsal.run_to(at("07-08T09:00"))
    web.now = at("07-08T09:00")
    page = web.browser("wu").get(f"/quarters/{web.case('')}").text
    assert page.count("工作计划 7月7日前，已逾期") == 3


def test_what_the_chair_has_to_confirm_is_said_to_be_not_in_effect_yet(web: Web) -> None:
    """After an extension for all, and of who is asked to take no part: said and listed."""
    wu, number = web.browser("wu"), web.case("")
    form = {"stage": "planning", "until": "2026-07-10", "scope": "all", "reason": "停电"}
    path = f"/cases/{number}/do/extend"
    seen = str(wu.get(f"/api/cases/{number}").json()["version"])
    sent = wu.post(path, form | {"seen": seen, "request": "put-off-for-all"})
    page = wu.get(sent.headers["location"].replace("cases", "quarters")).text
    assert "已办理：延期" in page
    assert page.count("等待组长确认，确认后生效") == 2
    assert "工作计划，全体延期至7月10日：等待组长确认" in page
    lent = {
        "who": "o1",
        "kind": "secondment_out",
        "since": "2026-07-01",
        "document": "借〔2026〕1号",
    }
    web.rehearsal.done("set_status", "wu", "", lent, at=at("07-02T10:00"))
    assert "提请不参加考核，等待组长确认，确认后生效" in wu.get(f"/quarters/{number}").text
    assert "等待组长确认，确认后生效" in wu.get("/statuses").text


def test_a_suspended_file_looks_undetermined_to_the_office_and_the_group_reads_it_on_record(
    web: Web,
) -> None:
    planned(web.rehearsal)
    house = web.rehearsal
    house.done("set_status", "wu", "", INQUIRY | {"who": "o1"}, at=at("07-06T09:00"))
    house.run_to(at("07-07T09:00"))
    web.now = at("07-07T09:00")
    path = f"/quarters/{web.case('')}"
    office = web.browser("wu").get(path).text
    assert "待补定" not in office
    assert "共1人" in web.browser("wu").get(path, params={"stage": "undetermined"}).text
    assert readings(web) == 0
    assert "待补定" in web.browser("zhou").get(path).text
    assert readings(web) == 1


def test_the_form_of_a_change_of_hands_says_who_leads_now_and_which_days_fit(web: Web) -> None:
    page = web.browser("wu").get(f"/cases/{web.case('')}/do/reassign").text
    assert "现由sun同志分管" in page
    assert 'min="2026-07-01" max="2026-07-02"' in page
    assert "指定受托代签人" in page


def test_a_status_is_chosen_by_what_it_comes_to_with_what_it_means_beside_it(web: Web) -> None:
    page = web.browser("wu").get(f"/cases/{web.case('')}/do/set_status").text
    groups = [part.partition('"')[0] for part in page.split('<optgroup label="')[1:]]
    assert groups == [
        "暂不确定等次", "不参加考核", "不确定等次", "不得确定为“好”", "照常确定等次",
    ]  # fmt: skip
    assert "病假：病假、事假合计超过本季度工作日的一半</option>" in page
    assert "警告（限制知悉）：处分期内的季度不得定为好" in page
    assert "挂职或借出、挂职、援派、借出：" in page
