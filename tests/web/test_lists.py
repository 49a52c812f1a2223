"""The lists of the office on the web: who is late, what comes, the ledger, feedback, notices."""

import re
from typing import Any

import pytest

from rules.strokes import by_strokes
from storage.roll import Wanted, people, section_order
from tests.rehearsal import OUTBOX, Rehearsal, at, planned, proposed
from tests.web.office import Web
from web.paging import Paging

GRADES = {"o1": "好", "o2": "较好", "o3": "较好"}
TOLD = {"mode": "talk", "text": "等次较好，能按时办结，不足是调研少，今后多下基层。"}


def decided(house: Rehearsal, *told: str) -> None:
    """Bring everyone to a decision, and tell some of them."""
    proposed(house)
    data = {"present": ["zhou", "li", "sun"], "minutes": "7号", "grades": GRADES, "reason": "名额"}
    house.done("decide", "zhou", "", data, at=at("10-26T09:00"))
    for who in told:
        leader = "sun" if who == "o3" else "li"
        house.done("give_feedback", leader, who, TOLD, at=at("10-27T09:00"))


def test_who_is_late_is_listed_by_item_with_a_text_to_send(web: Web) -> None:
    web.rehearsal.run_to(at("07-08T09:00"))
    web.now = at("07-08T09:00")
    page = web.browser("wu").get("/late").text
    assert "已逾期" in page
    assert "工作计划(7月7日前)：o3同志、o1同志、o2同志" in page
    assert "经准予补报后办理" in page


def test_what_is_due_within_days_is_listed_as_coming(web: Web) -> None:
    assert "即将到期" in web.browser("wu").get("/late").text
    planned(web.rehearsal)
    web.now = at("07-13T09:00")
    assert "没有逾期的" in web.browser("wu").get("/late").text


def test_a_dry_run_tells_what_the_clock_will_do_and_leaves_nothing_behind(web: Web) -> None:
    before = len(web.rehearsal.mails())
    page = web.browser("wu").get("/clock", params={"until": "2026-07-08"})
    assert "工作计划填报截止" in page.text
    for handle in ("o1", "o2", "o3"):
        assert f'<a href="/cases/{web.case(handle)}">{handle}同志</a>' in page.text
    assert "o1同志、o2同志、o3同志</td>" in page.text  # who gets the mails
    assert "提醒报送工作计划" in page.text
    assert len(web.rehearsal.mails()) == before
    alone = web.browser("wu").get("/clock", params={"until": "2026-07-06", "only": "1"}).text
    assert "工作计划填报截止" not in alone
    assert "将自动办理" in alone


@pytest.mark.parametrize("until", ["2026-07-01", "2027-01-01", "tomorrow"])
def test_a_dry_run_looks_a_quarter_ahead_at_most(web: Web, until: str) -> None:
    assert web.browser("wu").get("/clock", params={"until": until}).status_code == 422


def test_who_has_not_been_told_is_listed_until_they_are(web: Web) -> None:
    decided(web.rehearsal, "o1")
    web.now = at("10-28T09:00")
    page = web.browser("wu").get("/feedback").text
    assert "还没有反馈的（2人）" in page
    assert "已经反馈的（1人）" in page
    assert "尚未签收" in page
    form = web.browser("li").get(f"/cases/{web.case('o2')}/do/give_feedback").text
    assert "92.00" in form
    assert "不足的地方" in form
    assert "代为登记" in page
    assert "代为登记" not in web.browser("li").get("/feedback").text.split("o3同志")[0]
    givers = re.findall(r'<option value="(\w+)"', form.split('name="by"')[1].split("</select>")[0])
    assert "o2" not in givers, "nobody tells their own result"
    assert not {"qian"} & set(givers), "nor whoever oversees"
    assert givers.index("li") < givers.index("o1"), "those who mostly do stand first"


def test_of_many_results_a_page_is_listed_at_a_time_what_waits_first(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(web.rehearsal, "o1")
    web.now = at("10-28T09:00")
    monkeypatch.setattr(Paging.__init__, "__defaults__", ("", 0, 2))
    pages = [web.browser("wu").get("/feedback", params={"page": n}).text for n in (1, 2)]
    assert all("还没有反馈的（2人）" in page for page in pages)
    listed = [[f"o{n}同志" in page for n in (1, 2, 3)] for page in pages]
    assert listed == [[False, True, True], [True, False, False]]
    assert "第1页，共2页" in pages[0]
    assert "列在前面各页" in pages[1]


def test_a_leader_sees_the_feedback_of_their_own_people_alone(web: Web) -> None:
    decided(web.rehearsal)
    with web.rehearsal.database.begin() as connection:
        connection.exec_driver_sql("DELETE FROM role WHERE role = 'member'")
    web.now = at("10-28T09:00")
    page = web.browser("sun").get("/feedback").text
    assert "o3同志" in page
    assert "o1同志" not in page


def published(web: Web) -> None:
    """Post the notice of the quarter."""
    decided(web.rehearsal, "o1", "o2", "o3")
    web.rehearsal.done("publish", "wu", "", {}, at=at("10-28T09:00"))
    web.now = at("10-29T09:00")


def test_the_form_that_posts_shows_the_list_and_who_has_not_heard(web: Web) -> None:
    decided(web.rehearsal, "o1")
    web.now = at("10-28T09:00")
    page = web.browser("wu").get(f"/cases/{web.case('')}/do/publish").text
    assert "下列2人还没有登记反馈" in page
    assert "现在还不能发布" in web.browser("wu").get("/notices").text
    assert "将公示的名单（3人）" in page


@pytest.mark.parametrize("who", ["o1", "o3", "shi", "zhou"])
def test_a_notice_shows_everybody_name_section_and_grade_and_no_more(web: Web, who: str) -> None:
    published(web)
    browser = web.browser(who)
    page = browser.get("/notices").text.replace(browser.csrf, "")  # random, and may hold any sign
    assert "2026年第三季度平时考核结果公示" in page
    for words in ("o1同志", "民生办", "较好", "2026年11月2日24:00", "今天以后还有2个工作日"):
        assert words in page
    for hidden in ("92", web.rehearsal.played.ids["o1"], f"/cases/{web.case('o1')}"):
        assert hidden not in page


def test_a_notice_that_was_annulled_or_has_ended_hangs_no_more(web: Web) -> None:
    published(web)
    number = web.case("")
    there, clerk = f"/cases/{number}/do/annul_publicity?pick=1", web.browser("wu")
    assert f'href="{there}">撤销这份公示' in clerk.get("/notices").text
    assert "现在没有等着公示的结果" in clerk.get("/notices").text
    assert there not in web.browser("o1").get("/notices").text
    assert "第1次公示" in clerk.get(there).text
    done = clerk.post(there.partition("?")[0], {"reason": "机构写错"}).headers["location"]
    assert "接下来由考核办改正后重新发布公示，10月" in clerk.get(done, follow_redirects=True).text
    assert "没有正在公示" in web.browser("o1").get("/notices").text
    assert f'href="/cases/{number}/do/publish">发布公示' in clerk.get("/notices").text
    web.rehearsal.done("publish", "wu", "", {}, at=at("10-29T11:00"))
    assert "2026年第三季度" in web.browser("o1").get("/notices").text
    web.now = at("11-05T09:00")
    assert "没有正在公示" in web.browser("o1").get("/notices").text
    page = web.browser("wu").get(f"/quarters/{number}").text
    assert "已撤销（机构写错）" in page


def test_nobody_learns_of_their_own_result_in_the_lists_before_it_is_told(web: Web) -> None:
    with web.rehearsal.database.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO role (office, person, role, since) SELECT office, person, 'office', since "
            "FROM role WHERE person = ?",
            (web.rehearsal.played.ids["o1"],),
        )
    proposed(web.rehearsal, "92.37")
    web.now = at("10-26T09:00")
    clerk = web.browser("o1")
    assert clerk.get(f"/quarters/{web.case('')}/session").text.count("92.37") == 2
    assert web.browser("wu").get(f"/quarters/{web.case('')}/session").text.count("92.37") == 3


def test_people_are_found_by_section_and_name(web: Web) -> None:
    browser = web.browser("wu")
    everyone = len(web.rehearsal.played.ids)
    assert f"共{everyone}人" in browser.get("/people-of-office").text
    assert "共1人" in browser.get("/people-of-office", params={"section": "民生办"}).text
    found = browser.post("/people-of-office", {"name": "zhou"}).text
    assert "共1人" in found
    assert "组长" in found


def renamed(web: Web, **names: str) -> None:
    """Give some people other names, as if they had been registered so."""
    with web.rehearsal.database.begin() as connection:
        for handle, name in names.items():
            connection.exec_driver_sql(
                "UPDATE person SET name = ? WHERE handle = ?", (name, handle)
            )


@pytest.mark.parametrize("path", ["/people-of-office", "/quarters/{}"])
def test_a_list_of_people_is_sorted_by_strokes(web: Web, path: str) -> None:
    renamed(web, o1="赵一", o2="马二", o3="𠮷田")
    browser, path = web.browser("wu"), path.format(web.case(""))

    def listed(**asked: str) -> list[str]:
        answer = browser.get(path, params=asked).text
        rows = answer.split("<tbody>")[1].split("</tbody>")[0]
        found = [name for name in ("赵一", "马二", "𠮷田") if name in rows]
        return sorted(found, key=rows.index)

    assert listed(order="strokes") == ["马二", "赵一", "𠮷田"]
    assert listed(order="strokes", section="党建办") == ["马二", "赵一"]
    assert listed(order="strokes", page="2") == []
    assert set(listed(order="no such")) == {"马二", "赵一", "𠮷田"}
    found = browser.post(path, {"name": "赵", "order": "strokes"}).text
    assert "共1人" in found
    assert 'value="strokes" selected' in found


@pytest.mark.parametrize("strokes", [True, False])
@pytest.mark.parametrize("limit", [1, 3, 4])
def test_a_list_is_cut_in_pieces_without_loss(web: Web, limit: int, *, strokes: bool) -> None:
    with web.rehearsal.database.read() as connection:
        office, day = web.site.office.id, web.now.date()
        whole = people(connection, office, day, Wanted(strokes=strokes))
        cuts = [Wanted("", "", at, limit, strokes) for at in range(0, whole.total, limit)]
        pieces = [people(connection, office, day, cut) for cut in cuts]
    assert [m for piece in pieces for m in piece.rows] == list(whole.rows)
    assert {piece.total for piece in pieces} == {len(whole.rows)}


def test_a_list_goes_by_the_strokes_of_sections_and_names_and_ends_with_those_in_none(
    web: Web,
) -> None:
    renamed(web, o1="赵一", o2="马二")
    with web.rehearsal.database.begin() as connection:
        connection.exec_driver_sql("UPDATE section SET section = '人事办' WHERE section = '民生办'")
    with web.rehearsal.database.read() as connection:
        found = people(connection, web.site.office.id, web.now.date(), Wanted()).rows
    sections = list(dict.fromkeys(m.section or "" for m in found))
    assert sections == sorted(sections, key=section_order)
    assert sections[0] == "人事办"
    assert sections[-1] == ""
    for section in sections:
        names = [m.name for m in found if (m.section or "") == section]
        assert names == sorted(names, key=by_strokes)


def test_what_is_restricted_on_the_register_is_for_those_entitled_and_on_record(web: Web) -> None:
    """The clerk, who keeps the register, reads the rest of it."""
    planned(web.rehearsal)
    inquiry = {"who": "o1", "kind": "under_investigation", "since": "2026-07-06",
               "document": "纪立〔2026〕1号"}  # fmt: skip
    away = {"who": "o2", "kind": "sick_leave", "since": "2026-07-03", "to": "2026-07-10",
            "document": "病假条9号"}  # fmt: skip
    web.rehearsal.done("set_status", "wu", "", inquiry, at=at("07-06T09:00"))
    web.rehearsal.done("set_status", "wu", "", away, at=at("07-06T09:10"))
    web.now = at("07-07T09:00")
    clerk = web.browser("wu").get("/statuses").text
    assert "病假条9号" in clerk
    assert "纪立〔2026〕1号" not in clerk
    assert web.browser("o1").get("/statuses").status_code == 404
    assert "纪立〔2026〕1号" in web.browser("zhou").get("/statuses").text
    with web.rehearsal.database.read() as connection:
        query = "SELECT count(*) FROM journal WHERE move = 'read_restricted'"
        assert connection.exec_driver_sql(query).scalar() == 1


def test_the_mails_are_listed_with_their_state_and_never_with_what_they_say(web: Web) -> None:
    with web.rehearsal.database.begin() as connection:
        values: dict[str, Any] = {"state": "refused", "answer": "550 no such user"}
        connection.execute(OUTBOX.update().values(**values))
    page = web.browser("wu").get("/mails").text
    assert "没有送达的" in page
    assert "550 no such user" in page
    assert "季度平时考核启动" in page
    assert "您好" not in page.partition("<table")[2]
    browser = web.browser("wu")

    def found(**form: str) -> int:
        return browser.post("/mails", form).text.count('data-label="邮件"')

    assert 0 < found(name="o1") < found()
    assert found(name="nobody") == 0
    assert found(day="2026-07-01") + found(day="2026-07-02") == found()
    assert found(kind="quarter_opened", name="o1") <= found(name="o1")
    assert found(day="someday") == found()


CALENDAR = """year = 2027
source = "国办发明电〔2026〕×号"
holidays = [2027-01-01, 2027-01-02, 2027-01-03]
workdays = [2027-01-10]
"""


def test_a_year_of_the_calendar_is_looked_at_before_it_is_brought_in(web: Web) -> None:
    browser = web.browser("wu")
    looked = browser.post("/calendar", {"text": CALENDAR}).text
    assert "1月1日至1月3日" in looked
    assert "核对无误，导入" in looked
    assert "以往各年都放假的" in looked
    assert "全年工作日261天，以往各年为" in looked
    assert "2027年</th>" not in browser.get("/calendar").text
    done = browser.post("/calendar", {"text": CALENDAR, "step": "import"})
    assert done.headers["location"] == "/calendar?done=2027"
    assert "2027年</th>" in browser.get("/calendar").text


def test_a_file_of_the_calendar_is_read_and_what_is_wrong_is_said(web: Web) -> None:
    browser = web.browser("wu")
    for held, words in (
        (CALENDAR.encode(), "1月1日至1月3日"),
        (
            CALENDAR.replace("2027-01-10", "2027-01-11").encode(),
            "第4行：调休上班的日子中的2027-01-11是星期一",
        ),
        (b"", "请选择工作日历文件"),
        (b"year = 2027\nholidays = [2027-13-01]", "第2行"),
        (b"\x00\xff\xfe\x9f", "不是 UTF-8 文本文件"),
        (b"x" * 70_000, "文件过长"),
    ):
        answer = browser.post("/calendar", {}, files={"file": ("year.toml", held)})
        assert words in answer.text


def test_the_newest_year_is_taken_away_as_a_model_that_can_be_brought_in(web: Web) -> None:
    browser = web.browser("wu")
    model = browser.get("/calendar/model")
    assert "attachment" in model.headers["content-disposition"]
    assert "# 放假的日子" in model.text
    looked = browser.post("/calendar", {}, files={"file": ("x.txt", model.content)}).text
    assert "请核对2026年的安排" in looked
    assert "<dd>相同</dd>" in looked
    assert "以往各年" not in looked


def test_the_policy_is_laid_open_and_the_chair_adopts_what_is_provisional(web: Web) -> None:
    page = web.browser("o1").get("/policy").text
    assert "方案明文" in page
    assert "暂行口径" in page
    assert "#adopting" not in page
    chair = web.browser("zhou")
    assert 'href="/policy?key=values.band_good#adopting"' in chair.get("/policy").text
    sought = chair.get("/policy", params={"words": "publicity_days"}).text
    assert sought.count("values.") < 10
    assert "values.publicity_days" in sought
    assert "换一个词试试" in chair.get("/policy", params={"words": "没有的词"}).text
    assert "审定采用这一项" in chair.get("/policy?key=values.band_good").text
    assert "审定采用这一项" not in chair.get("/policy?key=nothing.known").text
    assert "审定采用这一项" not in web.browser("o1").get("/policy?key=values.band_good").text
    form = {"key": "values.band_good", "number": "1", "request": "adopted-once-only"}
    assert chair.post("/policy", form).status_code == 303
    assert "《方案》解释口径第1号" in chair.get("/policy").text
    again = chair.post("/policy", form | {"request": "adopted-once-more"})
    assert again.status_code == 422
    assert "不能重复采用" in again.text
    assert web.browser("wu").post("/policy", form).status_code == 404


def test_the_menu_leads_to_what_the_reader_may_open_and_to_nothing_else(web: Web) -> None:
    officer, clerk = web.browser("o1").get("/").text, web.browser("wu").get("/").text
    assert 'href="/notices"' in officer
    assert 'href="/late"' not in officer
    assert 'href="/late"' in clerk
    assert 'href="/statuses"' not in officer
    auditor = web.browser("qian").get("/").text.split('aria-label="单位事项"')[1].split("<li>")
    assert 'href="/journal"' in auditor[1]  # what they open most stands first
    assert "收到的反映" in auditor[2]


def test_of_very_many_who_are_late_it_is_told_how_many_in_which_section(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.late.MOST_NAMES", 2)
    web.rehearsal.run_to(at("07-08T09:00"))
    web.now = at("07-08T09:00")
    browser = web.browser("wu")
    page = browser.get("/late").text
    assert "工作计划(7月7日前)：民生办1人、党建办2人" in page
    assert "o1同志" not in page
    named = browser.get("/late", params={"section": "党建办"}).text
    assert "工作计划(7月7日前)：o1同志、o2同志" in named
    assert "o3同志" not in named


def test_a_long_batch_is_read_a_page_and_a_section_at_a_time(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.session.ROWS", 2)
    proposed(web.rehearsal)
    web.now = at("10-26T09:00")
    browser, path = web.browser("zhou"), f"/quarters/{web.case('')}/session"

    def rows(**asked: str) -> list[str]:
        page = browser.get(path, params=asked).text.split("<tbody>")[1].split("</tbody>")[0]
        return [name for name in ("o1同志", "o2同志", "o3同志") if name in page]

    pages = rows(), rows(page="2")
    assert [len(page) for page in pages] == [2, 1]
    assert sorted(pages[0] + pages[1]) == ["o1同志", "o2同志", "o3同志"]
    assert rows(section="民生办") == ["o3同志"]
