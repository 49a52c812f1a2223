"""Signing in: guesses are counted, sessions end when they must, and strangers learn nothing."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Table, select

from rules.sign_in import PROFILES, lives
from storage import accounts, passwords
from storage.accounts import Account
from storage.database import DatabaseError
from storage.journal import SYSTEM
from storage.rows import AccountRow, JournalRow
from tests.rehearsal import Template
from tests.web.office import Web
from web.visit import COOKIE

_journal: Table = JournalRow.__table__  # type: ignore[attr-defined]
_accounts: Table = AccountRow.__table__  # type: ignore[attr-defined]
OWN = {"mlps": "Tu4-Fenghuang", "asvs": "long enough and mine alone"}
FRESH = {"mlps": "Xin7-Chuntian", "asvs": "another one that is my own"}


@pytest.fixture(params=["mlps", "asvs"])
def site(street: Template, request: pytest.FixtureRequest) -> Iterator[Web]:
    """The office under one of the two profiles."""
    with street.rehearsal() as house:
        yield Web(house, profile=PROFILES[request.param])


@pytest.fixture
def house(street: Template) -> Iterator[Web]:
    """The office under the profile of most offices."""
    with street.rehearsal() as copy:
        yield Web(copy, profile=PROFILES["mlps"])


def account(web: Web, handle: str, *, first: bool = False) -> str:
    """Give somebody a password of their own (or the one-time one); the password."""
    person = web.rehearsal.played.ids[handle]
    given = web.site.door.give_password(person, web.present)
    if first:
        return given
    own = OWN[web.profile.name]
    values = {"password": passwords.hashed(own), "initial_until": None, "set_at": web.present}
    with web.rehearsal.database.begin() as connection:
        accounts.set_account(connection, web.site.office.id, person, **values)
    return own


def enter(web: Web, handle: str, password: str, **more: Any) -> Any:
    """Send the form of signing in."""
    headers = more.pop("headers", {})
    form = {"handle": handle, "password": password} | more
    return web.stranger().post("/sign-in", data=form, headers=headers)


def kept(web: Web, handle: str) -> Account:
    """The account of somebody as it is kept."""
    with web.rehearsal.database.read() as connection:
        found = accounts.account_of(connection, web.site.office.id, handle)
    assert found is not None
    return found


def told(web: Web) -> list[tuple[str, str]]:
    """What the chain of the system tells: move and outcome."""
    query = select(_journal.c.move, _journal.c.outcome).where(_journal.c.office == SYSTEM)
    with web.rehearsal.database.read() as connection:
        return [tuple(row) for row in connection.execute(query.order_by(_journal.c.seq))]


def test_the_right_password_opens_a_session_and_a_wrong_one_does_not(site: Web) -> None:
    own = account(site, "o1")
    assert enter(site, "o1", own + "x").status_code == 403
    answer = enter(site, "o1", own)
    assert answer.status_code == 303
    assert told(site)[-2:] == [("sign_in", "refused"), ("sign_in", "done")]
    for word in ("__Host-", "Secure", "HttpOnly", "SameSite=lax", "Path=/"):
        assert word.lower() in answer.headers["set-cookie"].lower()


def test_a_one_time_password_is_changed_before_anything_else(site: Web) -> None:
    given = account(site, "o1", first=True)
    client = site.stranger()
    entered = client.post("/sign-in", data={"handle": "o1", "password": given})
    client.cookies.set(COOKIE, entered.cookies[COOKIE])
    assert client.get("/").headers["location"] == "/password"
    assert client.get("/api/me").status_code == 403
    page = client.get("/password").text
    csrf = page.split('name="csrf" value="')[1].split('"')[0]
    fresh = FRESH[site.profile.name]
    form = {"csrf": csrf, "current": given, "fresh": fresh, "again": fresh}
    assert client.post("/password", data=form).status_code == 303
    assert client.get("/").status_code == 200
    assert enter(site, "o1", given).status_code == 403


def test_whoever_must_change_their_password_can_still_leave(house: Web) -> None:
    given = account(house, "o1", first=True)
    client = house.stranger()
    entered = client.post("/sign-in", data={"handle": "o1", "password": given})
    client.cookies.set(COOKIE, entered.cookies[COOKIE])
    csrf = client.get("/password").text.split('name="csrf" value="')[1].split('"')[0]
    assert client.post("/sign-out", data={"csrf": csrf}).headers["location"] == "/sign-in"


def test_a_one_time_password_expires(site: Web) -> None:
    given = account(site, "o1", first=True)
    site.present += site.profile.initial
    assert enter(site, "o1", given).status_code == 403


def test_after_five_wrong_passwords_the_right_one_is_refused_for_half_an_hour(site: Web) -> None:
    own = account(site, "o1")
    for _ in range(site.profile.failures):
        enter(site, "o1", "wrong")
    assert enter(site, "o1", own).status_code == 403
    site.present += site.profile.lock - timedelta(seconds=1)
    assert enter(site, "o1", own).status_code == 403
    site.present += timedelta(seconds=1)
    assert enter(site, "o1", own).status_code == 303


def test_a_right_password_lets_the_wrong_ones_before_be_forgotten(house: Web) -> None:
    own = account(house, "o1")
    for _ in range(2):
        for _ in range(house.profile.failures - 1):
            enter(house, "o1", "wrong")
        assert enter(house, "o1", own).status_code == 303


def test_wrong_passwords_are_counted_across_a_restart_and_a_clock_that_jumps(house: Web) -> None:
    own = account(house, "o1")
    for _ in range(house.profile.failures - 1):
        enter(house, "o1", "wrong")
    again = Web(house.rehearsal, profile=house.profile)
    again.present = house.present + timedelta(days=400)
    enter(again, "o1", "wrong")
    assert enter(again, "o1", own).status_code == 403
    again.present = house.present
    assert enter(again, "o1", own).status_code == 403


def test_of_a_hundred_guesses_at_once_five_are_tried(house: Web) -> None:
    own = account(house, "o1")
    together, guesses = threading.Barrier(4), 25

    def guess(number: int) -> int:
        together.wait(30)
        right = 0
        for each in range(guesses):
            # the right one comes late in every thread: by then the account rests
            word = own if each >= house.profile.failures else f"wrong {number} {each}"
            right += enter(house, "o1", word).status_code == 303
        return right

    with ThreadPoolExecutor(4) as threads:
        opened = sum(threads.map(guess, range(4)))
    assert opened == 0
    assert told(house).count(("sign_in", "done")) == 0
    reasons = refusals(house)
    assert reasons.count("密码不对") == house.profile.failures


def refusals(web: Web) -> list[str]:
    """Why sign-ins were refused, as it stands beside the lines, without what follows a colon."""
    with web.rehearsal.database.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT value FROM journal_value WHERE office = 'system' AND value LIKE '%reasons%'"
        )
        return [row[0].split('"reasons":["')[1].split('"')[0].split("；")[0] for row in rows]


def test_an_address_that_fails_too_often_is_listened_to_no_more_for_a_while(house: Web) -> None:
    house.profile = house.profile.__class__(
        **{f: getattr(house.profile, f) for f in house.profile.__slots__} | {"address_failures": 3}
    )
    web = Web(house.rehearsal, profile=house.profile)
    own = account(web, "o1")
    for number in range(3):
        assert enter(web, f"nobody{number}", "wrong").status_code == 403
    lines = len(told(web))
    assert enter(web, "o1", own).status_code == 429
    assert len(told(web)) == lines
    assert kept(web, "o1").failures == 0
    web.present += web.profile.address_spell
    assert enter(web, "o1", own).status_code == 303


@pytest.mark.parametrize(
    ("handle", "state"),
    [("nobody", "none"), ("o1", "wrong"), ("o2", "disabled"), ("o3", "locked"), ("li", "left")],
)
def test_a_refusal_says_the_same_whatever_the_reason(house: Web, handle: str, state: str) -> None:
    if state != "none":
        account(house, handle)
        person = house.rehearsal.played.ids[handle]
        with house.rehearsal.database.begin() as connection:
            values: dict[str, Any] = {}
            if state == "disabled":
                values = {"disabled_at": house.present}
            if state == "locked":
                values = {"locked_until": house.present + timedelta(minutes=1)}
            if values:
                accounts.set_account(connection, house.site.office.id, person, **values)
            if state == "left":
                connection.exec_driver_sql("UPDATE role SET until = '2026-07-01'")
    word = OWN["mlps"] if state != "wrong" else "wrong"
    answer = enter(house, handle, word)
    plain = enter(house, "nobody at all", "x")
    assert answer.status_code == plain.status_code == 403
    assert answer.text.replace(f'value="{handle}"', "") == plain.text.replace(
        'value="nobody at all"', ""
    )


def test_a_password_is_hashed_once_for_whoever_signs_in(
    house: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    account(house, "o1")
    hashes: list[str] = []
    matches = passwords.matches

    def counted(password: str, kept: str) -> bool:
        hashes.append(kept.split("$")[3])
        return matches(password, kept)

    monkeypatch.setattr(passwords, "matches", counted)
    for handle in ("o1", "nobody", "o2"):
        enter(house, handle, "wrong")
    assert len(hashes) == 3
    assert len(set(hashes)) == 1  # the same work, whether there is an account or not


@pytest.mark.parametrize(("short", "open_"), [(timedelta(seconds=1), True), (timedelta(), False)])
def test_a_session_ends_when_it_was_idle_for_half_an_hour(
    site: Web, short: timedelta, open_: bool
) -> None:
    browser = site.browser("o1")
    site.present += site.profile.idle - short
    assert (browser.get("/").status_code == 200) is open_


@pytest.mark.parametrize(("short", "open_"), [(timedelta(seconds=1), True), (timedelta(), False)])
def test_a_session_ends_after_eight_hours_however_busy_it_was(
    site: Web, short: timedelta, open_: bool
) -> None:
    browser = site.browser("o1")
    start, step = site.present, site.profile.idle / 2
    while site.present + step < start + site.profile.whole - short:
        site.present += step
        assert browser.get("/").status_code == 200
    site.present = start + site.profile.whole - short
    assert (browser.get("/").status_code == 200) is open_


def test_no_session_lives_on_a_clock_that_was_set_far_back(house: Web) -> None:
    browser = house.browser("o1")
    house.present -= timedelta(minutes=5)
    assert browser.get("/").status_code == 200
    house.present -= timedelta(days=30)
    assert browser.get("/").status_code == 303
    terms = house.profile
    assert not lives(terms, house.present, house.present, house.present - terms.idle)


def test_a_token_somebody_set_before_is_never_the_sessions(house: Web) -> None:
    own = account(house, "o1")
    client = house.stranger()
    client.cookies.set(COOKIE, "chosen-by-somebody-else")
    answer = client.post("/sign-in", data={"handle": "o1", "password": own})
    token = answer.cookies[COOKIE]
    assert token != "chosen-by-somebody-else"
    assert house.site.door.reader("chosen-by-somebody-else", house.present, house.now) is None


def test_signing_in_again_ends_the_session_the_browser_had(house: Web) -> None:
    own = account(house, "o1")
    first = enter(house, "o1", own).cookies[COOKIE]
    client = house.stranger()
    client.cookies.set(COOKIE, first)
    second = client.post("/sign-in", data={"handle": "o1", "password": own}).cookies[COOKIE]
    door = house.site.door
    assert door.reader(first, house.present, house.now) is None
    assert door.reader(second, house.present, house.now) is not None


def test_a_session_that_was_left_is_gone_and_the_browser_forgets(house: Web) -> None:
    browser = house.browser("o1")
    answer = browser.post("/sign-out")
    assert "cookies" in answer.headers["clear-site-data"]
    assert browser.get("/").status_code == 303


def test_the_terms_of_a_password_stand_beside_it_and_all_faults_are_told_at_once(
    site: Web,
) -> None:
    own, browser = account(site, "o1"), site.browser("o1")
    page = browser.get("/password").text
    assert f"至少{site.profile.shortest}位" in page
    assert 'href="/me"' in page
    told = browser.post("/password", {"current": own + "x", "fresh": "abc", "again": "abd"}).text
    for fault in ("现在的密码不对", "两次填写的新密码不一致", f"密码至少{site.profile.shortest}位"):
        assert fault in told
    fresh = FRESH[site.profile.name]
    browser.post("/password", {"current": own, "fresh": fresh, "again": fresh})
    assert "密码已修改" in browser.get("/").text
    assert "密码已修改" not in browser.get("/").text


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(site: Web) -> None:
    own, fresh = account(site, "o1"), FRESH[site.profile.name]
    here, there = site.browser("o1"), site.browser("o1")
    form = {"current": own, "fresh": fresh, "again": fresh}
    assert here.post("/password", form).status_code == 303
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 303
    assert enter(site, "o1", fresh).status_code == 303


def test_the_present_password_cannot_be_guessed_from_an_open_session(house: Web) -> None:
    own, fresh = account(house, "o1"), FRESH["mlps"]
    browser = house.browser("o1")
    for _ in range(house.profile.failures):
        form = {"current": "wrong", "fresh": fresh, "again": fresh}
        assert browser.post("/password", form).status_code == 422
    form = {"current": own, "fresh": fresh, "again": fresh}
    assert "锁定" in browser.post("/password", form).text
    assert enter(house, "o1", fresh).status_code == 403


def test_whoever_is_disabled_or_holds_no_role_any_more_is_out_at_once(house: Web) -> None:
    one, two = house.browser("o1"), house.browser("o2")
    person = house.rehearsal.played.ids["o1"]
    other = house.rehearsal.played.ids["o2"]
    with house.rehearsal.database.begin() as connection:
        accounts.set_account(connection, house.site.office.id, person, disabled_at=house.present)
        connection.exec_driver_sql(
            "UPDATE role SET until = '2026-07-01' WHERE person = ?", (other,)
        )
    assert one.get("/").status_code == 303
    assert two.get("/").status_code == 303
    assert two.get("/api/me").status_code == 401


def test_an_old_password_has_to_be_changed_where_the_profile_says_so(site: Web) -> None:
    own = account(site, "o1")
    site.present += timedelta(days=90)
    client = site.stranger()
    entered = client.post("/sign-in", data={"handle": "o1", "password": own})
    client.cookies.set(COOKIE, entered.cookies[COOKIE])
    assert (client.get("/").status_code == 303) is (site.profile.name == "mlps")


def test_a_password_that_changed_meanwhile_lets_nobody_in(
    house: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = account(house, "o1")
    matches = passwords.matches

    def slow(password: str, kept: str) -> bool:
        found = matches(password, kept)
        account(house, "o1", first=True)
        return found

    monkeypatch.setattr(passwords, "matches", slow)
    assert enter(house, "o1", own).status_code == 403


def test_a_page_is_shown_though_its_use_cannot_be_noted(
    house: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = house.browser("o1")
    house.present += timedelta(minutes=10)

    def full(*_: Any) -> None:
        raise DatabaseError("磁盘已满")

    monkeypatch.setattr(accounts, "touch_session", full)
    assert browser.get("/").status_code == 200
