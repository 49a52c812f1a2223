"""A browser for the tests; without Chromium they are left out, which CI counts as failed."""

from collections.abc import Iterator

import pytest

from tests.e2e.browser import Desk, Windows, installed, running, serving
from tests.rehearsal import Template
from tests.web.conftest import street
from tests.web.office import Web

__all__ = ["street"]
LACKING = "这台机器没有 Chromium，浏览器测试未运行：apt-get install chromium fonts-noto-cjk"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Windows]:
    """Chromium without a window."""
    place = installed()
    if place is None:
        pytest.skip(LACKING)
    with running(place) as windows:
        yield windows


@pytest.fixture
def desk(street: Template, chromium: Windows) -> Iterator[Desk]:
    """The office of the second working day, served; nothing may go wrong in any of its pages."""
    with street.rehearsal() as house:
        web = Web(house)
        with serving(web) as address:
            opened = Desk(web, address, chromium)
            yield opened
            opened.close()
        assert opened.faults == []
