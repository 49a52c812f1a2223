"""One form for many people: each an act of its own, once, refused for itself; nothing is lost."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from rules.calendar import Quarter
from rules.nouns import Case
from storage.load import Loader
from storage.lookup import quarters
from tests.rehearsal import PERIOD, Rehearsal, Template, at, officers_of, proposed
from tests.web.conftest import PEOPLE
from tests.web.office import Browser, Web
from tests.web.test_lists import decided
from tests.web.test_officer import field
from web import together
from workflow.opening import open_quarter

PATH = "/feedback/together"
SHARED = {"mode": "talk", "by": "", "request": "one-form-for-many"}


@pytest.fixture(scope="session")
def grades(street: Template, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """The office when every grade is decided and nobody was told."""
    return Template("sqlite", tmp_path_factory.mktemp("grades"), PEOPLE, decided, street)


@pytest.fixture
def telling(grades: Template) -> Iterator[Web]:
    """A copy of that office, on the web."""
    with grades.rehearsal() as house:
        yield Web(house, now=at("10-27T09:00"))


def form(web: Web, browser: Browser, texts: dict[str, str], **more: Any) -> dict[str, Any]:
    """The form as it stands on the page, with what is written for each."""
    page = browser.get(PATH).text
    numbers = re.findall(r'name="file" value="(\d+)"', page)
    filled: dict[str, Any] = SHARED | {"file": numbers}
    filled |= {f"{n}.seen": field(page, f"{n}.seen") for n in numbers}
    return filled | {f"{web.case(who)}.text": text for who, text in texts.items()} | more


def case(web: Web, who: str) -> Case:
    """Somebody's file with what was told to them."""
    with web.rehearsal.database.read() as connection:
        loader = Loader(connection, web.site.office.id, lock=False)
        person = web.rehearsal.played.ids[who]
        found = loader.case_of("quarterly", PERIOD, person, {"feedbacks", "follow_ups"})
    assert found is not None
    return found


def told(web: Web, who: str) -> list[tuple[str, str]]:
    """How and what somebody was told, each time."""
    return [(f.mode, f.text) for f in case(web, who).feedbacks]


def test_a_leader_finds_their_own_people_with_each_result_beside_a_field_of_its_own(
    telling: Web,
) -> None:
    browser = telling.browser("li")
    assert f'href="{PATH}">结果反馈：2件，一并办理' in browser.get("/").text
    assert f'href="{PATH}">一并登记反馈（2人）' in browser.get("/people").text
    page = browser.get(PATH).text
    assert re.findall(r"等次 <b>(好|较好)</b>，得分 92.00", page) == ["好", "较好"]
    own, every = ">o{}同志</a>".format, browser.get(f"{PATH}?whose=all").text
    assert [own(n) in page for n in (1, 2, 3)] == [True, True, False]
    assert own(3) in every
    assert "没有等您反馈的结果" in telling.browser("o1").get(PATH).text


def test_each_is_told_in_an_act_of_its_own_with_what_is_shared_and_what_is_theirs(
    telling: Web,
) -> None:
    browser = telling.browser("li")
    filled = form(telling, browser, {"o1": "好，继续努力", "o2": "较好，多下基层"})
    answer = browser.post(PATH, filled | {f"{telling.case('o2')}.mode": "letter"})
    assert answer.status_code == 303
    assert told(telling, "o1") == [("talk", "好，继续努力")]
    assert told(telling, "o2") == [("letter", "较好，多下基层")]
    page = browser.get(answer.headers["location"]).text
    assert "已登记反馈（2人）：o1同志、o2同志" in page
    assert "没有等您反馈的结果" in page


def test_the_same_form_sent_twice_is_done_once_for_each(telling: Web) -> None:
    browser = telling.browser("li")
    filled = form(telling, browser, {"o1": "好", "o2": "较好"})
    first, second = browser.post(PATH, filled), browser.post(PATH, filled)
    assert first.headers["location"] == second.headers["location"]
    assert [len(told(telling, who)) for who in ("o1", "o2")] == [1, 1]


def test_for_whom_nothing_was_written_or_who_is_left_out_nothing_is_entered(telling: Web) -> None:
    browser = telling.browser("li")
    filled = form(telling, browser, {"o1": "好", "o2": "写到一半"})
    answer = browser.post(PATH, filled | {f"{telling.case('o1')}.out": "1"})
    assert answer.status_code == 303
    assert (told(telling, "o1"), len(told(telling, "o2"))) == ([], 1)
    nobody = browser.post(PATH, form(telling, browser, {"o1": " "}))
    assert nobody.status_code == 422
    assert "没有给任何人写反馈内容" in nobody.text
    assert told(telling, "o1") == []


def test_who_is_refused_holds_up_nobody_and_what_was_typed_for_them_is_kept(telling: Web) -> None:
    browser = telling.browser("li")
    filled = form(telling, browser, {"o1": "好", "o2": "写了很久的话"})
    witness = {f"{telling.case('o2')}.witness": "没有这人"}
    answer = browser.post(PATH, filled | witness)
    assert answer.status_code == 422
    assert "已登记反馈（1人）：o1同志" in answer.text
    assert "下列1人没有办理" in answer.text
    assert "没有“没有这人”这个人" in answer.text
    assert "写了很久的话" in answer.text
    assert field(answer.text, f"{telling.case('o2')}.witness") == "没有这人"
    assert (len(told(telling, "o1")), told(telling, "o2")) == (1, [])
    assert f'name="{telling.case("o1")}.text"' not in answer.text
    numbers = re.findall(r'name="file" value="(\d+)"', answer.text)
    again = filled | {"file": numbers, "request": field(answer.text, "request")}
    assert browser.post(PATH, again).status_code == 303
    assert [len(told(telling, who)) for who in ("o1", "o2")] == [1, 1]


def test_whoever_comes_second_is_told_so_for_the_one_file_alone(telling: Web) -> None:
    browser = telling.browser("li")
    filled = form(telling, browser, {"o1": "好", "o2": "较好"})
    given = {"mode": "letter", "text": "由考核办送达"}
    telling.rehearsal.done("give_feedback", "wu", "o1", given, at=telling.now)
    answer = browser.post(PATH, filled)
    assert answer.status_code == 409
    assert "o1同志：" in answer.text
    assert told(telling, "o1") == [("letter", "由考核办送达")]
    assert told(telling, "o2") == [("talk", "较好")]


def test_a_busy_database_puts_off_the_rest_and_says_so(
    telling: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, tried = telling.browser("li"), []
    filled = form(telling, browser, {"o1": "好", "o2": "较好"})

    def busy(*asked: Any) -> Any:
        tried.append(asked)
        raise together.DatabaseBusy

    with monkeypatch.context() as patch:
        patch.setattr(together, "perform", busy)
        answer = browser.post(PATH, filled)
    assert answer.status_code == 422
    assert answer.text.count("数据库正忙，没有办理，请再提交一次") == 3  # above, and at each
    assert len(tried) == 1
    assert browser.post(PATH, filled).status_code == 303


@pytest.mark.parametrize("who", ["sun", "o1", "qian", "shi"])
def test_nobody_tells_a_result_that_is_not_theirs_to_tell(telling: Web, who: str) -> None:
    with telling.rehearsal.database.begin() as connection:
        connection.exec_driver_sql("DELETE FROM role WHERE role = 'member'")
    number = telling.case("o1")
    filled = SHARED | {"file": str(number), f"{number}.text": "冒名的反馈"}
    answer = telling.browser(who).post(PATH, filled)
    assert answer.status_code in {409, 422}
    assert told(telling, "o1") == []


def test_what_is_typed_is_kept_for_each_and_stands_in_their_own_form_too(telling: Web) -> None:
    browser = telling.browser("li")
    filled = form(telling, browser, {"o1": "写到一半"}, mode="letter")
    assert browser.post(f"{PATH}/drafts", filled).text == "草稿已保存"
    page = browser.get(PATH).text
    assert "写到一半" in page
    assert re.search(r'value="letter" checked', page)
    assert page.count("selected") == 0
    assert "写到一半" in browser.get(f"/cases/{telling.case('o1')}/do/give_feedback").text
    browser.post(f"{PATH}/drafts", filled | {f"{telling.case('o1')}.text": ""})
    assert "写到一半" not in browser.get(PATH).text


def test_what_is_handed_in_after_the_session_ended_is_there_after_signing_in(telling: Web) -> None:
    kept = {"file": [str(telling.case(who)) for who in ("o1", "o3")], "mode": "talk"}
    kept |= {f"{telling.case(who)}.text": f"给{who}写了很久" for who in ("o1", "o3")}
    answer = telling.stranger().post(PATH, data=kept | {"csrf": "of-an-ended-session"})
    assert answer.status_code == 401
    sent = field(answer.text, "kept")
    assert json.loads(sent)[f"{telling.case('o1')}.text"] == "给o1写了很久"
    browser = telling.browser("o1")
    assert browser.post("/again", {"to": PATH, "kept": sent}).status_code == 303
    with telling.rehearsal.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM draft").scalar() == 0
    leader = telling.browser("li")
    leader.post("/again", {"to": PATH, "kept": sent})
    assert "给o1写了很久" in leader.get(PATH).text


def _closed(house: Rehearsal) -> None:
    proposed(house, "70", "一般")
    session = {"present": ["zhou", "li", "sun"], "minutes": "7号", "reasons": {"o3": "事实见纪实"}}
    grades = {"o1": "一般", "o2": "一般", "o3": "好"}
    house.done("decide", "zhou", "", session | {"grades": grades}, at=at("10-20T09:00"))
    for officer in officers_of(house):
        given = {"mode": "talk", "text": "已告知"}
        house.done("give_feedback", officer.supervisor, officer.handle, given, at=at("10-20T15:00"))
    house.done("publish", "wu", "", {}, at=at("10-21T09:00"))
    house.run_to(at("10-27T00:00"))


@pytest.fixture(scope="session")
def closed(street: Template, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """The office when the quarter's results are closed and something follows each."""
    return Template("sqlite", tmp_path_factory.mktemp("closed"), PEOPLE, _closed, street)


@pytest.fixture
def follows(closed: Template) -> Iterator[Web]:
    """A copy of that office, on the web."""
    with closed.rehearsal() as house:
        yield Web(house, now=at("10-28T09:00"))


TALKS = {"period": PERIOD, "kind": "reminder_talk"}


def states(web: Web, kind: str = "reminder_talk") -> dict[str, tuple[str, str]]:
    """How what follows of a kind stands for each officer, and by which document it was done."""
    found = {}
    for player in officers_of(web.rehearsal):
        for each in case(web, player.handle).follow_ups:
            if each.kind == kind:
                found[player.handle] = (each.status, each.document)
    return found


def talks(web: Web, browser: Browser, **more: Any) -> dict[str, Any]:
    """The form that enters the talks, as it stands on the page."""
    page = browser.get("/follow-ups", params=TALKS).text
    numbers = re.findall(r'name="file" value="(\d+)"', page)
    seen = {f"{n}.seen": field(page, f"{n}.seen") for n in numbers}
    return TALKS | {"file": numbers, "request": "talks-of-many"} | seen | more


def test_what_follows_is_listed_by_kind_with_who_waits_and_until_when(follows: Web) -> None:
    clerk = follows.browser("wu").get("/follow-ups").text
    assert re.search(r"谈话提醒.*?o1同志.*?o2同志.*?11月9日前.*?办结（2人）", clerk, re.S)
    assert re.search(r"物质奖励.*?o3同志.*?以后", clerk, re.S)
    leader = follows.browser("sun")
    with follows.rehearsal.database.begin() as connection:
        connection.exec_driver_sql("DELETE FROM role WHERE role = 'member'")
    assert "o1同志" not in leader.get("/follow-ups").text
    assert "办结（1人）" not in leader.get("/follow-ups").text
    assert follows.browser("o1").get("/follow-ups").status_code == 404
    assert "结果运用事项：2件，一并办理" in follows.browser("li").get("/").text


def test_one_document_closes_the_same_for_many_and_some_have_one_of_their_own(
    follows: Web,
) -> None:
    leader = follows.browser("li")
    filled = talks(follows, leader, document="谈话记录1号")
    own = {f"{follows.case('o2')}.document": "谈话记录2号"}
    first, second = (leader.post("/follow-ups", filled | own) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    assert states(follows) == {"o1": ("done", "谈话记录1号"), "o2": ("done", "谈话记录2号")}
    told = leader.get(first.headers["location"]).text
    assert "已办结（2人）：o1同志、o2同志" in told


def test_who_is_left_out_still_waits_and_without_a_document_nobody_is_done(follows: Web) -> None:
    clerk = follows.browser("wu")
    refused = clerk.post("/follow-ups", talks(follows, clerk))
    assert refused.status_code == 422
    assert "下列2人没有办理" in refused.text
    out = {f"{follows.case('o2')}.out": "1", "document": "谈话记录1号", "request": "another-form"}
    assert clerk.post("/follow-ups", talks(follows, clerk) | out).status_code == 303
    assert states(follows) == {"o1": ("done", "谈话记录1号"), "o2": ("open", "")}


@pytest.mark.parametrize("kind", ["commendation", "material_reward"])
def test_what_is_another_ones_to_do_or_must_wait_is_refused_with_the_reason(
    follows: Web, kind: str
) -> None:
    who = "wu" if kind == "material_reward" else "sun"
    number = str(follows.case("o3"))
    form = {"period": PERIOD, "kind": kind, "file": number, "document": "1号"}
    answer = follows.browser(who).post("/follow-ups", form)
    assert answer.status_code == 422
    assert ("反映异议的期限届满" if who == "wu" else "请由承办人或考核办登记") in answer.text
    assert states(follows, kind) == {"o3": ("open", "")}


def test_a_document_typed_when_the_session_ended_is_there_after_signing_in(follows: Web) -> None:
    numbers = [str(follows.case(who)) for who in ("o1", "o2")]
    sent = follows.stranger().post(
        "/follow-ups", data=TALKS | {"file": numbers, "document": "谈话记录1号", "csrf": "ended"}
    )
    leader = follows.browser("li")
    kept = field(sent.text, "kept")
    assert leader.post("/again", {"to": "/follow-ups", "kept": kept}).status_code == 303
    page = leader.get("/follow-ups", params=TALKS).text
    assert field(page, "document") == "谈话记录1号"


def test_a_quarter_that_is_over_is_listed_while_something_is_left_to_do(follows: Web) -> None:
    follows.rehearsal.run_to(at("11-06T00:00"))
    follows.now = at("11-06T09:00")
    open_quarter(follows.site.office, Quarter.parse("2026Q4"), follows.now)
    with follows.rehearsal.database.read() as connection:
        states_ = {q.period: q.stage for q in quarters(connection, follows.site.office.id)}
    assert states_.pop(PERIOD) == "concluded"
    assert set(states_) == {"2026Q4"}
    page = follows.browser("wu").get("/follow-ups").text
    assert "第三季度" in page.partition("其他季度")[0]
    assert "kind=reminder_talk" in page
