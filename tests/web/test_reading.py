"""Whoever is shown restricted content on a page leaves one line; others leave none (R28)."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Table, select

from storage.rows import JournalRow
from tests.rehearsal import Template, at
from tests.web.office import Web
from workflow.replay import verify_office

pytestmark = pytest.mark.rule("R28")
_journal: Table = JournalRow.__table__  # type: ignore[attr-defined]
PAGES = ("/", "/cases/{}", "/api/cases/{}")


@pytest.fixture
def held(street: Template) -> Iterator[Web]:
    """The office with one officer suspended, on the web."""
    with street.rehearsal() as house:
        given = {"kind": "investigation", "from": "2026-07-01", "document": "纪立〔2026〕3号"}
        house.done("set_status", "wu", "", given | {"who": "o1"}, at=at("07-02T09:30"))
        yield Web(house)


def readings(web: Web) -> list[tuple[str, int | None]]:
    """Who read whose file, as the journal has it."""
    query = select(_journal.c.actor, _journal.c.case_id).where(_journal.c.move == "read_restricted")
    with web.rehearsal.database.read() as connection:
        return [tuple(row) for row in connection.execute(query.order_by(_journal.c.seq))]


@pytest.mark.parametrize("page", PAGES)
def test_the_leading_group_leaves_one_line_for_each_page_that_tells_more(
    held: Web, page: str
) -> None:
    number = held.case("o1")
    assert held.browser("zhou").get(page.format(number)).status_code == 200
    whose = None if page == "/" else number
    assert readings(held) == [(held.rehearsal.played.ids["zhou"], whose)]
    assert verify_office(held.rehearsal.office).faults == ()


@pytest.mark.parametrize("reader", ["o1", "wu"])
@pytest.mark.parametrize("page", PAGES)
def test_whoever_is_not_entitled_leaves_none(held: Web, page: str, reader: str) -> None:
    assert held.browser(reader).get(page.format(held.case("o1"))).status_code == 200
    assert readings(held) == []


@pytest.mark.parametrize("page", PAGES[1:])
def test_a_file_with_nothing_restricted_leaves_none(held: Web, page: str) -> None:
    assert held.browser("zhou").get(page.format(held.case("o2"))).status_code == 200
    assert readings(held) == []


@pytest.mark.parametrize(("reader", "told"), [("qian", True), ("zhou", False), ("wu", False)])
def test_the_auditor_alone_is_shown_who_read_it(held: Web, reader: str, told: bool) -> None:
    number = held.case("o1")
    held.browser("zhou").get(f"/cases/{number}")
    page = held.browser(reader).get(f"/cases/{number}").text
    assert ("查看限制知悉的内容" in page) is told
