"""The pictures of the analysis are drawn in a real browser, and the page is whole without them."""

from collections.abc import Iterator

import pytest

from tests.e2e.browser import SIZES, Desk, Windows, barriers, overflows, serving, shot
from tests.rehearsal import Rehearsal, Template, at, proposed
from tests.web.conftest import PEOPLE
from tests.web.office import Web


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Template:
    def prepare(house: Rehearsal) -> None:
        proposed(house, "92.5")

    return Template("sqlite", tmp_path_factory.mktemp("drawn"), PEOPLE, prepare)


@pytest.fixture
def desk(judged: Template, chromium: Windows) -> Iterator[Desk]:
    with judged.rehearsal() as house:
        web = Web(house, now=at("10-15T09:00"))
        with serving(web) as address:
            opened = Desk(web, address, chromium)
            yield opened
            opened.close()
        assert opened.faults == []


@pytest.mark.parametrize("size", SIZES)
def test_the_pictures_are_drawn_and_the_page_fits(desk: Desk, size: str) -> None:
    page = desk.page("wu", SIZES[size])
    page.goto("/analysis")
    page.locator("[data-drawn=yes]").wait_for()
    assert page.locator("canvas").count() == 5
    shot(page, f"analysis-{size}")
    assert barriers(page) == []
    assert not overflows(page)


def test_without_scripts_the_tables_say_it_all(desk: Desk) -> None:
    page = desk.page("wu", scripts=False)
    page.goto("/analysis")
    assert not page.locator("[data-charts]").is_visible()
    assert "92.50" in page.inner_text("main")
