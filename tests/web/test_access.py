"""The gate: what no line of the table allows is refused, changes nothing and is put on record."""

import pytest
from sqlalchemy import Table, select

from rules.nouns import Role
from storage.journal import SYSTEM
from storage.rows import JournalRow
from tests.web.office import Web
from web import access
from web.access import AccessError, Rule
from web.app import routes

_journal: Table = JournalRow.__table__  # type: ignore[attr-defined]
TABLE = access.load()
CLOSED = sorted(place for place, rule in TABLE.items() if rule.who != access.ANYONE)


def on_record(web: Web) -> list[tuple[str, str]]:
    """What stands in the chain of the system: move and outcome."""
    query = select(_journal.c.move, _journal.c.outcome).where(_journal.c.office == SYSTEM)
    with web.rehearsal.database.read() as connection:
        return [tuple(row) for row in connection.execute(query.order_by(_journal.c.seq))]


def test_every_route_has_a_rule_and_every_rule_a_route() -> None:
    access.check(TABLE, routes())


def test_a_planted_route_without_a_rule_is_found() -> None:
    with pytest.raises(AccessError, match="/planted"):
        access.check(TABLE, [*routes(), ("GET", "/planted")])


def test_a_planted_rule_without_a_route_is_found() -> None:
    with pytest.raises(AccessError, match="/planted"):
        access.check({**TABLE, ("GET", "/planted"): Rule("signed_in", frozenset())}, routes())


def test_a_rule_for_roles_admits_their_holders_alone() -> None:
    rule = Rule("", frozenset({Role.OFFICE}))
    assert rule.admits([Role.OFFICE, Role.OFFICER])
    assert not rule.admits([Role.OFFICER])
    assert not rule.admits([])
    assert not rule.admits(None)


@pytest.mark.parametrize(("method", "path"), CLOSED)
def test_a_stranger_is_let_in_nowhere(web: Web, method: str, path: str) -> None:
    place = path.replace("{number}", "1").replace("{move}", "log")
    answer = web.stranger().request(method, place)
    wanted = {401} if path.startswith("/api") or method == "POST" else {303}
    assert answer.status_code in wanted


def test_a_form_without_the_sessions_token_is_refused_and_put_on_record(web: Web) -> None:
    browser = web.browser("o1")
    before = on_record(web)
    answer = browser.client.post("/sign-out")
    assert answer.status_code == 403
    assert on_record(web) == [*before, ("denied", "refused")]
    assert browser.get("/").status_code == 200


def test_a_form_with_the_token_of_another_session_is_refused(web: Web) -> None:
    other = web.browser("o2")
    answer = web.browser("o1").client.post("/sign-out", data={"csrf": other.csrf})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.invalid"},
        {"origin": "null"},
    ],
)
def test_a_form_from_another_site_is_refused(web: Web, headers: dict[str, str]) -> None:
    browser = web.browser("o1")
    answer = browser.post("/sign-out", headers=headers)
    assert answer.status_code == 403
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize(
    ("who", "whose", "seen"),
    [
        ("o1", "o1", True),
        ("o1", "o2", False),
        ("li", "o1", True),
        ("li", "o3", False),
        ("wu", "o1", True),
        ("zhou", "o3", True),
        ("qian", "o1", True),
        ("shi", "o1", False),
    ],
)
def test_people_see_their_own_file_leaders_their_peoples_group_office_and_auditor_all(
    web: Web, who: str, whose: str, seen: bool
) -> None:
    # li and sun are of the group besides: a leader who is not sees their own people alone
    if who == "li":
        with web.rehearsal.database.begin() as connection:
            connection.exec_driver_sql("DELETE FROM role WHERE role = 'member'")
    browser = web.browser(who)
    number = web.case(whose)
    for path in (f"/cases/{number}", f"/api/cases/{number}"):
        assert browser.get(path).status_code == (200 if seen else 404)
    listed = f'href="/cases/{number}"' in browser.get("/").text
    assert listed is (seen and who in {"o1", "li"})  # the others have a page of the whole quarter


def test_a_file_that_is_not_there_looks_like_one_that_is_not_ones_own(web: Web) -> None:
    browser = web.browser("o1")
    foreign, none = browser.get(f"/cases/{web.case('o2')}"), browser.get("/cases/99999")
    assert (foreign.status_code, foreign.text) == (none.status_code, none.text)
