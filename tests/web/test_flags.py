"""Objectors marked lower afterwards: the group reads of it on the web, their leader not (R34)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rules.calendar import parse_instant
from tests.cli.conftest import EXAMPLES
from tests.cli.shell import Shell
from tests.rehearsal import reopened
from tests.web.office import Web
from workflow.scenario import scenario_from_text

pytestmark = pytest.mark.rule("R34")
EXAMPLE = EXAMPLES / "flag_looked_at.toml"


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """The office of the example after its end, on the web."""
    folder = tmp_path_factory.mktemp("flags")
    text = EXAMPLE.read_text(encoding="utf-8").split("\n[expect]\n", maxsplit=1)[0]
    path, url = folder / "flag.toml", f"sqlite:///{folder}/flag.db"
    path.write_text(text, encoding="utf-8")
    Shell(folder).json("play", str(path), "--database", url)
    house = reopened(scenario_from_text(text, Path(path)), url)
    yield Web(house, now=parse_instant("2026-08-07T09:00:00"))
    house.database.dispose()


@pytest.mark.parametrize("who", ["wei", "jiang", "chu"])
def test_the_group_reads_of_it_with_both_scores_and_the_reading_is_on_record(
    web: Web, who: str
) -> None:
    page = web.browser(who).get("/flags").text
    for words in ("李四", "2026Q1", "2026Q2", "已调阅两季纪实和评分说明"):
        assert words in page
    with web.rehearsal.database.read() as connection:
        query = "SELECT actor FROM journal WHERE move = 'read_restricted' ORDER BY seq DESC"
        last = connection.exec_driver_sql(query).scalar()
    assert last == web.rehearsal.played.ids[who]


@pytest.mark.parametrize("who", ["chen", "shen", "li"])
def test_nobody_else_does(web: Web, who: str) -> None:
    browser = web.browser(who)
    assert browser.get("/flags").status_code in (200, 404)
    assert "李四" not in browser.get("/flags").text
    assert 'href="/flags"' not in browser.get("/").text or who == "chen"
