"""The ledger on the web: entered by one, verified by another, what waits first (R06)."""

from functools import partial

from storage.roll import Wanted, ledger, to_verify
from tests.rehearsal import PERIOD, at, planned
from tests.web.office import Web

OPI = {
    "kind": "commendation", "issuer": "区委", "level": "区级", "document": "区发〔2026〕9号",
    "date": "2026-08-03", "points": "0.5", "basis": "一事一议", "evidence": "表彰决定",
    "request": "entered-once-only",
}  # fmt: skip


def test_an_item_of_the_ledger_is_entered_by_one_and_verified_by_another(web: Web) -> None:
    planned(web.rehearsal)
    web.now = at("08-04T09:00")
    wu, number = web.browser("wu"), web.case("o1")
    assert f"/cases/{number}/do/record_opi" in wu.post("/opi", {"name": "o1"}).text
    form = wu.get(f"/cases/{number}/do/record_opi").text
    assert '<option value="区级">' in form
    assert "其他级别（只有问责可选）" in form
    assert "municipal" not in form
    assert "核实加减分事项" not in wu.get(f"/cases/{number}").text
    seen = wu.get(f"/api/cases/{number}").json()["version"]
    sent = wu.post(f"/cases/{number}/do/record_opi", OPI | {"seen": str(seen)})
    assert sent.status_code == 303, sent.text
    page = wu.get(sent.headers["location"]).text
    assert "接下来由考核办另一人核实" in page
    assert "区发〔2026〕9号（区委）：0.5分" in page
    assert "区发〔2026〕9号" not in web.browser("o1").get(f"/cases/{number}").text
    mine = wu.get("/opi").text
    assert "待另一人核实" in mine
    assert f"/cases/{number}/do/verify_opi" not in mine
    assert "核实加减分事项" not in wu.get(f"/cases/{number}").text.partition("办理过程")[0]
    assert "核实加减分事项" in web.browser("zheng").get(f"/cases/{number}").text
    other = web.browser("zheng")
    assert f"/cases/{number}/do/verify_opi" in other.get("/opi").text
    assert "0.5" in other.get(f"/cases/{number}/do/verify_opi").text
    form = {"document": OPI["document"], "request": "verified-once-only"}
    seen = other.get(f"/api/cases/{number}").json()["version"]
    done = other.post(f"/cases/{number}/do/verify_opi", form | {"seen": str(seen)})
    assert done.status_code == 303, done.text
    assert "待另一人核实" not in wu.get("/opi").text


def test_what_was_entered_in_error_is_withdrawn_before_it_is_verified_and_entered_anew(
    web: Web,
) -> None:
    planned(web.rehearsal)
    web.now = at("08-04T09:00")
    wu, number = web.browser("wu"), web.case("o1")
    place, item = f"/cases/{number}/do/", OPI | {"points": "5"}
    assert "撤回加减分事项" not in wu.get(f"/cases/{number}").text
    assert wu.post(f"{place}record_opi", item).status_code == 303
    assert f"{place}void_opi" in wu.get("/opi").text
    assert f"{place}void_opi" in web.browser("zheng").get(f"{place}verify_opi").text
    form = wu.get(f"{place}void_opi").text
    assert "区发〔2026〕9号" in form
    gone = {"document": OPI["document"], "reason": "分值应为0.5", "request": "withdrawn-once"}
    assert wu.post(f"{place}void_opi", gone | {"reason": ""}).status_code == 422
    assert wu.post(f"{place}void_opi", gone | {"request": "again"}).status_code == 303
    ledger_page = wu.get("/opi").text
    assert "已撤回" in ledger_page
    assert "分值应为0.5" in ledger_page
    assert "待另一人核实" not in ledger_page
    assert "没有等待核实的加减分事项" in wu.get(f"{place}void_opi").text
    assert wu.post(f"{place}record_opi", OPI | {"request": "entered-anew"}).status_code == 303
    zheng = web.browser("zheng")
    assert '等您核实的<a href="/opi">加减分事项：1件</a>' in zheng.get("/").text
    assert "等您核实的" not in wu.get("/").text
    sent = {"document": OPI["document"], "request": "verified"}
    assert zheng.post(f"{place}verify_opi", sent).status_code == 303
    assert "等您核实的" not in zheng.get("/").text
    assert zheng.post(f"{place}void_opi", gone | {"request": "too-late"}).status_code == 422
    with web.rehearsal.database.read() as connection:
        told = connection.exec_driver_sql("SELECT points, verified_by <> '', void_reason FROM opi")
        assert sorted(map(tuple, told)) == [(5000, 1, ""), (50000, 0, "分值应为0.5")]


def test_the_ledger_is_cut_with_what_waits_first_then_the_newest_and_nothing_of_ones_own(
    web: Web,
) -> None:
    planned(web.rehearsal)
    done, days = web.rehearsal.done, {"o1": "2026-07-02", "o2": "2026-07-09", "o3": "2026-07-06"}
    for who, day in days.items():
        item = {k: v for k, v in OPI.items() if k != "request"}
        item |= {"document": f"{who}号", "date": day}
        done("record_opi", "wu", who, item, at=at("08-04T09:00"))
    done("verify_opi", "zheng", "o2", {"document": "o2号"}, at=at("08-04T10:00"))
    numbers = [web.case(who) for who in ("o3", "o1", "o2")]
    ids = web.rehearsal.played.ids
    with web.rehearsal.database.read() as connection:
        cut = partial(ledger, connection, web.site.office.id, [PERIOD])
        assert cut("", Wanted(limit=2)) == ([(numbers[0], 1), (numbers[1], 1)], 3)
        assert cut("", Wanted(offset=2, limit=2)) == ([(numbers[2], 1)], 3)
        assert cut(ids["o1"], Wanted()) == ([(numbers[0], 1), (numbers[2], 1)], 2)
        assert ledger(connection, web.site.office.id, ["2026Q2"], "", Wanted()) == ([], 0)


def test_what_waits_on_the_home_of_a_clerk_is_others_entries_on_others(web: Web) -> None:
    """Neither what they entered, nor what is about themselves, nor what was withdrawn."""
    planned(web.rehearsal)
    web.now = at("08-04T09:00")
    assert web.browser("wu").post(
        f"/cases/{web.case('o1')}/do/record_opi", OPI | {"request": "one-entry"}
    ).status_code == 303  # fmt: skip
    ids, office = web.rehearsal.played.ids, web.site.office.id
    with web.rehearsal.database.read() as connection:
        waiting = {
            who: to_verify(connection, office, [PERIOD], ids[who]) for who in ("zheng", "wu", "o1")
        }
        assert to_verify(connection, office, ["2026Q2"], ids["zheng"]) == 0
    assert waiting == {"zheng": 1, "wu": 0, "o1": 0}
