"""The analysis on the web: the same figures in tables, file and pictures, for overseers alone."""

import csv
from collections.abc import Iterator
from io import StringIO

import pytest

from tests.rehearsal import GROUP, Part, Rehearsal, Template, cast, officers, proposed
from tests.web.office import Web
from web.analysis import HEADS

PEOPLE = cast(
    *officers(6), Part("=cmd", ("officer",), "sun", "=1+1"), *GROUP, Part("qian", ("auditor",))
)  # fmt: skip


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Template:
    def prepare(house: Rehearsal) -> None:
        proposed(house, "92.5")

    return Template("sqlite", tmp_path_factory.mktemp("analysis"), PEOPLE, prepare)


@pytest.fixture
def web(judged: Template) -> Iterator[Web]:
    with judged.rehearsal() as house:
        yield Web(house)


@pytest.mark.parametrize("path", ["/analysis", "/analysis.csv", "/api/analysis"])
@pytest.mark.parametrize(
    ("who", "status"), [("wu", 200), ("zhou", 200), ("qian", 200), ("o1", 404)]
)
def test_it_is_for_group_office_and_auditor(web: Web, path: str, who: str, status: int) -> None:
    assert web.browser(who).get(path).status_code == status


def test_tables_pictures_and_file_show_the_same_means(web: Web) -> None:
    browser = web.browser("wu")
    drawn = browser.get("/api/analysis").json()["drawn"]
    assert drawn["means"] == ["92.50"]
    assert sum(step["n"] for step in drawn["scores"]) == 7
    assert "92.50" in browser.get("/analysis").text
    rows = list(csv.reader(StringIO(browser.get("/analysis.csv").content.decode("utf-8-sig"))))
    assert rows[1] == list(HEADS)
    assert ["2026年第三季度", "7"] in [row[:2] for row in rows]


def test_no_cell_of_the_file_begins_a_formula(web: Web) -> None:
    text = web.browser("wu").get("/analysis.csv").content.decode("utf-8-sig")
    assert all(not cell.startswith("=") for row in csv.reader(StringIO(text)) for cell in row)


def test_a_quarter_that_was_never_opened_is_not_chosen(web: Web) -> None:
    assert web.browser("wu").get("/analysis?quarter=1999Q1").status_code == 200


def test_the_file_is_a_download(web: Web) -> None:
    answer = web.browser("wu").get("/analysis.csv")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
