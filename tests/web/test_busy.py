"""A database that others keep for too long: nothing is done, and nothing typed is lost."""

import re
from datetime import timedelta
from html import unescape

import pytest

from storage import database
from tests.web.office import Web

PLAN = {
    "items.0.title": "信访件“办结”<b>", "items.0.goal": "street", "items.0.weight": "100",
    "items.0.target": "两行\n文字", "seen": "1", "request": "sent-once-more",
}  # fmt: skip
_KEPT = re.compile(r'<textarea name="([^"]*)" hidden>(.*?)</textarea>', re.S)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting for others takes no time here."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.01)


def test_a_form_that_met_a_busy_database_is_sent_again_as_it_was(web: Web) -> None:
    """With the same click, so that it is done once at most."""
    browser, path = web.browser("o1"), f"/cases/{web.case('o1')}/do/submit_plan"
    with web.rehearsal.database.begin():
        busy = browser.post(path, PLAN)
    assert busy.status_code == 503
    assert "没有丢" in busy.text
    assert f'action="{path}"' in busy.text
    kept = {name: unescape(value) for name, value in _KEPT.findall(busy.text)}
    assert kept == {"csrf": browser.csrf} | PLAN
    assert browser.client.post(path, data=kept).status_code == 303
    assert browser.client.post(path, data=kept).status_code == 303
    with web.rehearsal.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM plan").scalar() == 1


def test_so_is_one_whose_session_could_not_even_be_looked_at(web: Web) -> None:
    """After a while the session itself is written to."""
    browser, path = web.browser("o1"), f"/cases/{web.case('o1')}/do/submit_plan"
    web.present += timedelta(minutes=5)
    with web.rehearsal.database.begin():
        busy = browser.post(path, PLAN)
    assert busy.status_code == 503
    assert "信访件" in busy.text


@pytest.mark.parametrize("path", ["/concerns", "/late", "/people-of-office/import"])
def test_so_is_every_other_form(web: Web, path: str) -> None:
    """A report, a reminder, a list of people."""
    form = {
        "move": "report_irregularity", "about": "li", "kind": "retaliation",
        "text": "登录名,姓名\nx,新", "quarter": "2026Q3", "item": "plan",
        "step": "import", "document": "1号",
    }  # fmt: skip
    browser = web.browser("wu")
    with web.rehearsal.database.begin():
        busy = browser.post(path, form)
    assert busy.status_code == 503
    kept = {name: unescape(value) for name, value in _KEPT.findall(busy.text)}
    assert kept == {"csrf": browser.csrf} | form


def test_a_password_is_typed_anew(web: Web) -> None:
    """It is never written into a page."""
    form = {"current": "very secret one", "fresh": "correct horse 电池 staple"}
    browser = web.browser("o1")
    with web.rehearsal.database.begin():
        busy = browser.post("/password", form | {"again": form["fresh"]})
    assert busy.status_code in (422, 503)
    assert "secret" not in busy.text
    assert "staple" not in busy.text


def test_programs_are_told_the_same(web: Web) -> None:
    """As a problem, without a form."""
    browser = web.browser("o1")
    with web.rehearsal.database.begin():
        path = f"/api/cases/{web.case('o1')}/moves/submit_plan"
        busy = browser.call(path, {"data": {}, "seen": 1, "request": "busy-for-a-program"})
    assert busy.status_code == 503
    assert busy.headers["content-type"].startswith("application/problem+json")
    assert "again" not in busy.json()


def test_the_form_of_a_large_session_loses_nothing(web: Web) -> None:
    """Two fields for each of two hundred people, and for each of five thousand."""
    browser, path = web.browser("zhou"), f"/cases/{web.case('')}/do/decide"
    for many in (200, 5_000):
        form = {f"grades:x{n}": "较好" for n in range(many)}
        form |= {f"reasons:x{n}": "" for n in range(many)} | {"minutes": "纪要暗语号"}
        answer = browser.post(path, form)
        assert answer.status_code in (409, 422), many
        assert "纪要暗语号" in answer.text
