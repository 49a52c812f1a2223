"""What a page asks of the database does not grow with the office; the load test does run."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from bench import load, staff, web
from bench.load import Asked, Load
from rules.sign_in import PROFILES
from storage import database
from storage.database import open_database
from web.app import application
from web.site import Site
from web.visit import COOKIE
from workflow import clock

SMALL, LARGE = 36, 180
MOST = 400
"""Statements of a page at most, whatever it shows."""


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that reads, as SQLite runs it."""
    found: list[str] = []
    start = database._start

    def listened(connection: Any, begin: str) -> None:
        raw = connection.connection.dbapi_connection
        raw.set_trace_callback(found.append)
        start(connection, begin)

    monkeypatch.setattr(database, "_start", listened)
    return found


def statements(people: int, folder: Path, said: list[str]) -> Iterator[tuple[str, int, int]]:
    """For each page of each visitor: its name, the statements at first and the second time."""
    store = open_database(f"sqlite:///{folder}/{people}.db")
    office = load.made(store, people)
    now = staff.LATER
    site = Site(office, PROFILES["asvs"], now=lambda: now, present=clock.now)
    app = application(site)
    for visitor in load.visitors_of(office):
        _, token, _ = load.signed_in(store, office, visitor)
        client = TestClient(
            app, base_url="https://kaohe.invalid", headers={"sec-fetch-site": "same-origin"}
        )
        client.cookies.set(COOKIE, token)
        for step in visitor.steps:
            if step.form is None:
                counts = []
                for _ in range(2):
                    said.clear()
                    assert client.get(step.path).status_code == 200, step
                    counts.append(sum(text.startswith(("SELECT", "WITH")) for text in said))
                yield step.name, counts[0], counts[1]
    store.dispose()


def test_no_page_asks_more_of_the_database_where_there_are_five_times_the_people(
    tmp_path: Path, said: list[str]
) -> None:
    small = list(statements(SMALL, tmp_path, said))
    large = list(statements(LARGE, tmp_path, said))
    assert [name for name, _, _ in small] == [name for name, _, _ in large]
    grown = [(a, b) for a, b in zip(small, large, strict=True) if b[1] > a[1] or b[2] > a[2]]
    assert grown == []
    assert max(first for _, first, _ in large) <= MOST


def test_the_load_test_opens_every_page_and_tells_how_long_it_took() -> None:
    runs, memory = web.measured(24, {web.WITH_THOUGHT: Load(0.5, 0.1), web.BURST: Load(0.2, 0.0)})
    told = web.report(runs, 24, memory, "", (0.0, 0.0))
    for name in {asked.step for asked in runs[web.ALONE]}:
        assert name in told
    assert len({asked.step for asked in runs[web.ALONE]}) > 20


def test_the_share_of_answers_is_told_by_nearest_rank() -> None:
    times = [float(n) for n in range(1, 101)]
    assert [web.share(times, part) for part in (0.5, 0.95, 0.99)] == [50, 95, 99]
    assert web.share([7.0], 0.99) == 7
    slow = [Asked("a", 0.1, 200)] * 98 + [Asked("b", 0.4, 200)] * 2
    assert "MISSED" in web.verdict(slow)
    assert "**hit**" in web.verdict([*slow, *[Asked("a", 0.1, 200)] * 200])
    assert "b (400)" in web.verdict([*slow, *[Asked("a", 0.1, 200)] * 200])
