"""The pages on PostgreSQL: signing in, a move, the lists, and two clicks at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.rehearsal import Template, planned
from tests.web.conftest import street_on
from tests.web.office import Browser, Web
from tests.web.provider import Office, entered
from tests.web.test_doing import plan
from tests.web.test_sign_in import account, enter
from web.visit import COOKIE

pytestmark = pytest.mark.postgres
LISTS = (
    "/", "/late", "/goals", "/opi", "/feedback", "/notices", "/people-of-office",
    "/people-of-office?order=strokes", "/policy", "/calendar", "/mails", "/analysis",
    "/quarters/{}", "/quarters/{}?order=strokes&stage=planning", "/quarters/{}/session",
)  # fmt: skip


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """The office on PostgreSQL; `web` is a copy of it."""
    return street_on("postgresql", tmp_path_factory)


def test_somebody_signs_in_looks_and_signs_out(web: Web) -> None:
    password = account(web, "o1")
    assert enter(web, "o1", "a guess that is wrong").status_code == 403
    entered = enter(web, "o1", password)
    assert entered.status_code == 303
    assert COOKIE in entered.cookies
    browser = web.browser("o1")
    assert browser.get("/").status_code == 200
    assert browser.post("/sign-out").status_code == 303
    assert browser.get("/").headers["location"].startswith("/sign-in")


def test_somebody_signs_in_through_the_provider_once_also_by_mail(office: Office) -> None:
    assert entered(office.signs_in())
    office.identity.person = {"sub": "o2"}
    assert not entered(office.signs_in())
    with office.house.rehearsal.database.begin() as connection:
        connection.exec_driver_sql("UPDATE person SET email = 'A@b.invalid' WHERE handle = 'o1'")
    office.identity.person = {"sub": "x", "email": "a@B.invalid", "email_verified": True}
    assert entered(Office(office.house, office.identity, claim="email").signs_in())


@pytest.mark.parametrize("who", ["wu", "qian"])
def test_the_lists_open(web: Web, who: str) -> None:
    planned(web.rehearsal)
    browser = web.browser(who)
    for path in LISTS:
        assert browser.get(path.format(web.case(""))).status_code == 200, path


def test_a_search_by_name_finds_who_bears_it(web: Web) -> None:
    browser = web.browser("wu")
    for path in ("/people-of-office", f"/quarters/{web.case('')}"):
        assert "共1人" in browser.post(path, {"name": "o1", "order": "strokes"}).text


def test_of_two_clicks_at_once_one_is_taken_and_the_other_is_told(web: Web) -> None:
    number, start = web.case("o1"), Barrier(2)
    windows = [web.browser("o1"), web.browser("o1")]

    def click(browser: Browser, request: str) -> int:
        start.wait()
        return int(plan(browser, number, request=request).status_code)

    with ThreadPoolExecutor(2) as hands:
        found = [*hands.map(click, windows, ("first-window", "second-window"))]
    assert sorted(found) == [303, 409]


def test_a_double_click_has_one_effect(web: Web) -> None:
    number, start = web.case("o1"), Barrier(2)
    windows = [web.browser("o1"), web.browser("o1")]

    def click(browser: Browser) -> int:
        start.wait()
        return int(plan(browser, number, request="one-and-the-same").status_code)

    with ThreadPoolExecutor(2) as hands:
        assert [*hands.map(click, windows)] == [303, 303]
    with web.rehearsal.database.read() as connection:
        query = "SELECT count(*) FROM journal WHERE move = 'submit_plan' AND outcome = 'done'"
        assert connection.exec_driver_sql(query).scalar() == 1
