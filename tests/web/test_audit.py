"""The auditor: looks through the journal, checks, seals, takes away, and is on record doing so."""

import csv
import io
import json

import pytest

from rules.sign_in import PROFILES
from storage.audit import Search
from storage.checkpoint import parse, sign, verify_signature
from storage.keys import ephemeral
from storage.lookup import line_count
from tests.rehearsal import Rehearsal, at, planned, proposed
from tests.web.office import Browser, Web
from tests.web.test_access import on_record
from tests.web.test_doing import plan
from tests.workflow.quarters import DIMENSIONS
from web.app import application
from web.site import Site
from workflow import audited

RING = ephemeral(b"seal of the tests, thirty-two by")


@pytest.fixture
def auditor(web: Web) -> Browser:
    """The auditor, on a machine that has the key of seals."""
    web.site = Site(
        web.rehearsal.office, PROFILES["asvs"], now=lambda: web.now, present=lambda: web.present,
        seal=lambda ends, at: sign(RING, ends, at), public_key=lambda: RING.public,
    )  # fmt: skip
    web.app = application(web.site)
    return web.browser("qian")


def sentences(text: str) -> list[str]:
    """The sentences a page of the journal lists."""
    return [part.split("</summary>")[0] for part in text.split("<summary>")[1:]]


def test_lines_are_found_by_person_kind_outcome_case_and_day(web: Web, auditor: Browser) -> None:
    officer, number = web.browser("o1"), web.case("o1")
    plan(officer, number, **{"items.1.weight": "39.99"})
    plan(officer, number, request="another-request")
    listed = sentences(auditor.get("/journal").text)
    assert any("o1同志 提交工作计划" in each for each in listed)

    def found(**form: str) -> list[str]:
        return sentences(auditor.post("/journal", form).text)

    assert len(found(who="o1", move="submit_plan")) == 2
    assert len(found(who="o1同志", outcome="refused")) == 1
    assert "被拒绝" in found(who="o1", outcome="refused")[0]
    assert found(who="o2", move="submit_plan") == []
    assert len(found(case=str(number), move="submit_plan")) == 2
    assert len(found(move="submit_plan", since="2026-07-02", until="2026-07-02")) == 2
    assert found(move="submit_plan", since="2026-07-03") == []
    assert found(move="submit_plan", until="2026-07-01") == []
    number = found(who="o1", outcome="refused")[0].split("第")[1].split("行")[0]
    assert len(found(seq=number)) == 1
    assert "被拒绝" in found(seq=number)[0]


@pytest.mark.parametrize(
    "form",
    [
        {"who": "nobody"},
        {"case": "x"},
        {"seq": "第9行"},
        {"since": "tomorrow"},
        {"until": "9999-12-31"},
    ],
)
def test_what_cannot_be_looked_for_is_said(auditor: Browser, form: dict[str, str]) -> None:
    assert auditor.post("/journal", form).status_code == 422
    assert auditor.post("/journal/export", form).status_code == 422


def test_the_raw_line_stands_beside_its_sentence(web: Web, auditor: Browser) -> None:
    page = auditor.get("/journal").text
    assert "&#34;prev&#34;" in page
    assert "校验值" in page


def test_what_marks_were_changed_from_and_to_stands_beside_their_line(
    web: Web, auditor: Browser
) -> None:
    """Found from the file itself; a first mark has nothing before it."""
    proposed(web.rehearsal, "88", "较好")
    kpi = {"重点工作": "91"}
    marks = {"kpi": kpi, "bpi": dict.fromkeys(DIMENSIONS, "88")}
    web.rehearsal.act("propose", "li", "o2", {"grade": "好", "comment": ""}, at=at("10-14T12:00"))
    web.rehearsal.tick(at("10-15T09:00"))
    number = web.case("o1")
    web.rehearsal.done(
        "send_back", "zhou", "", {"who": "o1", "reason": "再核"}, at=at("10-15T09:30")
    )
    web.rehearsal.done("mark", "li", "o1", marks, at=at("10-15T10:00"))
    assert "这一事项的留痕" in auditor.get(f"/cases/{number}").text
    page = auditor.post("/journal", {"case": str(number), "move": "mark"}).text
    assert "重点工作：91分，原为88分" in page
    assert "<b>重点工作由88分改为91分" in page  # in the list itself
    assert "重点工作：88分</li>" in page
    assert page.count("原为") == 1
    assert "这一事项的留痕" not in web.browser("zhou").get(f"/cases/{number}").text


def test_the_list_says_who_left_a_file_what_was_decided_and_whom_a_reminder_went_to(
    web: Web, auditor: Browser
) -> None:
    house = web.rehearsal
    proposed(house, "88", "较好")
    data = {"who": "sun", "reason": "亲属", "grant": True}
    house.done("decide_recusal", "zhou", "o1", data, at=at("10-14T13:00"))
    house.tick(at("10-15T09:00"))
    session = {"present": ["zhou", "li"], "recused": ["sun"], "minutes": "1号"}
    session |= {"reasons": {"o2": "更符合"}}
    grades = {"o1": "较好", "o2": "一般", "o3": "较好"}
    house.done("decide", "zhou", "", session | {"grades": grades}, at=at("10-15T10:00"))

    def found(move: str) -> str:
        return auditor.post("/journal", {"move": move}).text

    assert "<b>sun同志回避" in found("decide_recusal")
    assert "<b>研究确定：一般，建议为较好</b>" in found("determine")
    reminders = sentences(found("remind"))
    assert reminders
    assert all("发给" in each for each in reminders)


def test_every_search_is_on_record_with_what_was_looked_for(web: Web, auditor: Browser) -> None:
    auditor.post("/journal", {"who": "o1", "outcome": "refused"})
    assert on_record(web)[-1] == ("search_journal", "done")
    (line, *_) = sentences(auditor.post("/journal", {"chain": "system"}).text)
    assert "查阅留痕" in line
    found = sentences(auditor.post("/journal", {"chain": "system", "move": "search_journal"}).text)
    assert any("(o1同志)" in each and "结果被拒绝" in each for each in found)


def test_refusals_of_pages_are_found_in_the_chain_of_the_system(web: Web, auditor: Browser) -> None:
    web.browser("o2").get(f"/cases/{web.case('o1')}")
    found = sentences(auditor.post("/journal", {"chain": "system", "outcome": "refused"}).text)
    assert f"o2同志 访问被拒绝：GET /cases/{web.case('o1')}" in found[0]


def test_a_long_journal_is_shown_a_page_at_a_time(web: Web, auditor: Browser) -> None:
    planned(web.rehearsal)
    first = auditor.get("/journal").text
    total = int(first.split("共")[1].split("行")[0])
    for _ in range(51 - min(total, 50)):
        web.browser("o2").get(f"/cases/{web.case('o1')}")
    system = auditor.post("/journal", {"chain": "system"}).text
    assert len(sentences(system)) <= 50
    second = auditor.post("/journal", {"chain": "system", "page": "2"}).text
    assert "第2页" in second


@pytest.mark.parametrize("form", ["csv", "json"])
def test_what_was_found_is_taken_away_as_a_file_no_browser_shows(
    web: Web, auditor: Browser, form: str
) -> None:
    answer = auditor.post("/journal/export", {"form": form})
    assert answer.headers["content-disposition"] == (
        f"attachment; filename=\"file.{form}\"; filename*=UTF-8''%E7%95%99%E7%97%95.{form}"
    )
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    if form == "csv":
        rows = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
        assert rows[0][:6] == ["行号", "时间", "谁", "办理", "关于谁", "结果"]
        assert {row[5] for row in rows[1:]} == {"办成"}
        assert [int(row[0]) for row in rows[1:]] == list(range(1, len(rows)))
        assert json.loads(rows[1][7])["seq"] == 1
    else:
        assert [line["seq"] for line in answer.json()] == list(range(1, len(answer.json()) + 1))
    assert on_record(web)[-1] == ("export_journal", "done")


def test_a_long_journal_is_taken_away_whole_and_never_held_whole(
    web: Web, auditor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned(web.rehearsal)
    monkeypatch.setattr(audited, "PIECE", 3)
    with web.rehearsal.database.read() as connection:
        total = line_count(connection, web.site.office.id)
    assert total > 9
    pieces = audited.whole(web.site.office, Search(web.site.office.id))
    first = next(pieces)
    planned_later = web.browser("o1").post(f"/cases/{web.case('o1')}/do/log", {})
    assert planned_later.status_code == 422  # a refusal, which is a line of its own
    sizes = [len(first), *map(len, pieces)]
    assert max(sizes) == 3
    assert sum(sizes) == total
    lines = auditor.post("/journal/export", {"form": "json"}).json()
    assert [line["seq"] for line in lines] == list(range(1, total + 2))


def checked(web: Web, auditor: Browser, notes: str = "") -> str:
    """Check the journal and wait for it; the page."""
    assert auditor.post("/verify", {"checkpoints": notes}).status_code == 303
    web.app.state.checks.wait()
    return str(auditor.get("/verify").text)


def test_the_whole_journal_is_checked_beside_the_pages(web: Web, auditor: Browser) -> None:
    assert "还没有校验过" in auditor.get("/verify").text
    page = checked(web, auditor)
    assert "校验通过" in page
    assert "认证码相符" in page
    assert on_record(web)[-1] == ("verify_journal", "done")
    assert "校验通过" in auditor.get("/verify/progress").text


def test_a_row_that_was_changed_is_named(web: Web, auditor: Browser) -> None:
    with web.rehearsal.database.begin() as connection:
        connection.exec_driver_sql("UPDATE person SET name = '另一人' WHERE handle = 'o1'")
    page = checked(web, auditor)
    assert "校验未通过" in page
    assert "人员" in page


def test_a_seal_is_signed_kept_elsewhere_and_checked_against(web: Web, auditor: Browser) -> None:
    answer = auditor.post("/checkpoints")
    assert answer.headers["content-disposition"].startswith("attachment")
    notes = parse(answer.text)
    assert all(verify_signature(RING.public, note) for note in notes)
    assert "留痕封存" in auditor.get("/checkpoints").text.split("封存记录</h2>")[1]
    assert f"与{len(notes)}份封存记录相符" in checked(web, auditor, answer.text)
    assert auditor.post("/verify", {"checkpoints": "nonsense"}).status_code == 422


def test_a_machine_without_the_key_says_where_to_seal(web: Web) -> None:
    auditor = web.browser("qian")
    assert "kaohe checkpoint" in auditor.post("/checkpoints").text
    assert "kaohe checkpoint" in auditor.get("/checkpoints").text


def test_looking_leaves_the_record_as_it_was(web: Web, auditor: Browser) -> None:
    house: Rehearsal = web.rehearsal
    planned(house)
    auditor.get("/journal")
    auditor.post("/journal/export", {"form": "json"})
    assert "校验通过" in checked(web, auditor)
