"""Two offices in one database: each on its own site, and nothing of one on the other's pages."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from rules.calendar import Quarter
from rules.nouns import Role
from storage.journal import start_chain
from storage.registry import put_office
from tests.rehearsal import Template, at
from tests.web.office import Web
from tests.web.test_fields import ALIKE
from workflow.install import Newcomer, register
from workflow.office import Office
from workflow.opening import open_quarter
from workflow.replay import verify_office

OTHER, MARK = "xinglong", "兴隆"
PEOPLE = (
    Newcomer("o1", f"{MARK}张", f"{MARK}办", (Role.OFFICER,), "li", email="x@xinglong.cn"),
    Newcomer("li", f"{MARK}李", f"{MARK}办", (Role.SUPERVISOR, Role.MEMBER)),
    Newcomer("zhou", f"{MARK}周", "", (Role.CHAIR,)),
    Newcomer("wu", f"{MARK}吴", "", (Role.OFFICE,)),
    Newcomer("qian", f"{MARK}钱", "", (Role.AUDITOR,)),
    Newcomer("shi", f"{MARK}施", "", (Role.ADMINISTRATOR,)),
)


@pytest.fixture
def sites(street: Template) -> Iterator[tuple[Web, Web]]:
    """The site of the office, and that of another in the same database, both with a quarter."""
    with street.rehearsal() as house:
        first = Web(house)
        store, calendar = house.office.store, house.office.calendar
        with house.database.begin() as connection:
            put_office(connection, id=OTHER, name=f"{MARK}街道", kind="play", policy="guanghe")
            start_chain(connection, [OTHER])
        ids = register(store, OTHER, PEOPLE, at("07-01T08:00").date(), at("07-01T08:00"),
                       lambda handle: f"p{OTHER}{handle}")  # fmt: skip
        made = Office.load(store, OTHER)
        made.calendar = calendar
        open_quarter(made, Quarter.parse("2026Q3"), at("07-01T08:30"))
        played = replace(house.played, office=made, ids=ids)
        yield first, Web(replace(house, played=played))


@pytest.mark.parametrize("who", ["o1", "li", "zhou", "wu", "qian", "shi"])
def test_nothing_of_one_office_stands_on_a_page_of_the_other(
    sites: tuple[Web, Web], who: str
) -> None:
    """By the same sign-in name, the same numbers of cases, in every list and file."""
    first, second = sites
    numbers = range(1, first.case("") + 6)
    paths = [
        *ALIKE,
        *(f"/{kind}/{n}" for kind in ("cases", "api/cases", "quarters") for n in numbers),
    ]
    names = [f"{p.handle}同志" for p in first.rehearsal.played.scenario.people]
    for web, foreign in ((first, [MARK]), (second, names)):
        browser, seen = web.browser(who), 0
        for path in paths:
            answer = browser.get(path, follow_redirects=False)
            seen += answer.status_code == 200
            assert [word for word in foreign if word in answer.text] == [], path
        assert seen
    assert verify_office(second.site.office).faults == ()


def test_a_session_of_one_office_opens_nothing_of_the_other(sites: tuple[Web, Web]) -> None:
    """A cookie of the other site is nobody's here, and a number of theirs is nothing here."""
    first, second = sites
    theirs = second.browser("zhou")
    here = first.stranger()
    for name, value in theirs.client.cookies.items():
        here.cookies.set(name, value)
    assert here.get("/").headers["location"].startswith("/sign-in")
    assert here.get("/api/me").status_code == 401
    mine, other = first.case("o1"), second.case("o1")
    page = first.browser("li").get(f"/cases/{mine}").text
    assert "o1同志" in page
    assert MARK not in page
    assert f"{MARK}张" in second.browser("li").get(f"/cases/{other}").text
