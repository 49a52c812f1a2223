"""Signing in through an identity provider: a real one on loopback, and one that lies (ASVS V9)."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

import web.oidc
from storage import accounts
from storage.journal import SYSTEM
from tests.web.office import Web
from tests.web.provider import (
    CLIENT,
    START,
    Claims,
    Identity,
    Office,
    by_public_key,
    entered,
    key,
    unsigned,
)
from tests.web.test_sign_in import OWN, account, enter, refusals, told
from web.provider import RETURN
from web.visit import COOKIE
from web.vouching import PENDING


def test_whoever_the_provider_vouches_for_is_let_in_and_it_is_on_record(office: Office) -> None:
    client = office.house.stranger()
    back = office.goes(client, "/me")
    answer = client.get(back)
    assert entered(answer)
    assert answer.headers["location"] == "/me"
    for word in ("__host-", "secure", "httponly", "samesite=lax", "path=/"):
        assert word in answer.headers["set-cookie"].lower()
    client.cookies.set(COOKIE, answer.cookies[COOKIE])
    assert client.get("/").status_code == 200
    assert told(office.house)[-1] == ("sign_in", "done")
    assert "统一身份认证" in beside(office.house)
    asked = office.identity.asked[-1]
    assert set(asked) >= {"state", "nonce", "code_challenge", "redirect_uri"}
    assert asked["scope"] == "openid"


def beside(web: Web) -> str:
    """What stands beside the last line of the chain of the system."""
    with web.rehearsal.database.read() as connection:
        query = "SELECT value FROM journal_value WHERE office = ? ORDER BY seq DESC LIMIT 1"
        return str(connection.exec_driver_sql(query, (SYSTEM,)).scalar())


def other(claims: Claims) -> str:
    """Signed by a key that is not the provider's, under the name of its own."""
    return Identity(lambda: 0.0, key=key("one")).signed(claims)


LIES: dict[str, Callable[[Identity], None]] = {
    "another nonce": lambda p: setattr(p, "spoil", lambda c: c.update(nonce="another")),
    "no nonce": lambda p: setattr(p, "spoil", lambda c: c.pop("nonce")),
    "for another": lambda p: setattr(p, "spoil", lambda c: c.update(aud="another")),
    "for others too": lambda p: setattr(p, "spoil", lambda c: c.update(aud=[CLIENT, "another"])),
    "of another": lambda p: setattr(p, "spoil", lambda c: c.update(iss=f"{p.issuer}/x")),
    "expired": lambda p: setattr(p, "spoil", lambda c: c.update(exp=c["iat"] - 61)),
    "no end": lambda p: setattr(p, "spoil", lambda c: c.pop("exp")),
    "of tomorrow": lambda p: setattr(p, "spoil", lambda c: c.update(iat=c["iat"] + 86_400)),
    "wrong signature": lambda p: setattr(p, "sign", other),
    "alg none": lambda p: setattr(p, "sign", unsigned),
    "shared secret": lambda p: setattr(p, "sign", lambda c: by_public_key(p, c)),
    "no token": lambda p: setattr(p, "sign", lambda c: ""),
    "nobody": lambda p: setattr(p, "person", {"sub": ""}),
    "unknown": lambda p: setattr(p, "person", {"sub": "nobody"}),
    "no account": lambda p: setattr(p, "person", {"sub": "o2"}),
    "another way to write it": lambda p: setattr(p, "person", {"sub": "O1"}),
    "by mail alone": lambda p: setattr(
        p, "person", {"sub": "x", "email": "o1@example.invalid", "email_verified": True}
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_what_is_not_so_opens_nothing_and_is_put_on_record(office: Office, lie: str) -> None:
    LIES[lie](office.identity)
    lines = len(told(office.house))
    answer = office.signs_in()
    assert not entered(answer)
    assert answer.status_code == 403
    assert "统一身份认证没有认可这次登录" in answer.text
    assert told(office.house)[lines:] == [("sign_in", "refused")]


CHECKED = ("another nonce", "no nonce", "for another", "of another", "expired", "no end")


@pytest.mark.parametrize("lie", CHECKED)
def test_with_the_check_of_claims_taken_out_the_lie_gets_in(
    office: Office, lie: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The refusals above are the check's: nothing else is wrong with those tokens."""
    monkeypatch.setattr(web.oidc.CodeIDToken, "validate", lambda *_: None)
    LIES[lie](office.identity)
    assert entered(office.signs_in())


def test_with_another_key_taken_for_the_providers_the_forged_token_gets_in(office: Office) -> None:
    forged = key("one")
    office.identity.sign = Identity(lambda: 0.0, key=forged).signed
    assert not entered(office.signs_in())
    office.identity.key = forged
    assert entered(office.signs_in())


def test_only_the_browser_that_began_comes_back_with_its_own_state_and_once(office: Office) -> None:
    mine, other = office.house.stranger(), office.house.stranger()
    back = office.goes(mine)
    assert other.get(back).status_code == 403  # nothing in that browser
    other.get(START)
    assert other.get(back).status_code == 403  # begun by another
    held = mine.cookies[PENDING]
    swapped = back.replace(parse_qs(urlsplit(back).query)["state"][0], "another")
    assert mine.get(swapped).status_code == 403
    mine.cookies.set(PENDING, held)
    office.identity.keep_codes = True  # though the provider would take it again
    assert entered(mine.get(back))
    mine.cookies.clear()
    mine.cookies.set(PENDING, held)
    assert mine.get(back).status_code == 403
    assert set(refusals(office.house)) == {"不是从本浏览器发起的登录，或者已经过期、已经用过"}


def test_a_code_that_was_used_is_worth_nothing(office: Office) -> None:
    client = office.house.stranger()
    first, second = office.goes(client), office.goes(client)
    code, other = (parse_qs(urlsplit(back).query)["code"][0] for back in (first, second))
    assert not entered(client.get(second.replace(other, code)))  # of another challenge
    assert "invalid_grant" in refusals(office.house)[-1]


def test_whoever_comes_back_too_late_is_asked_to_begin_anew(office: Office) -> None:
    client = office.house.stranger()
    back = office.goes(client)
    office.house.present += timedelta(minutes=10)
    assert client.get(back).status_code == 403


def test_a_return_from_another_provider_or_without_a_code_opens_nothing(office: Office) -> None:
    client = office.house.stranger()
    back = office.goes(client)
    mixed = back.split("&iss=")[0] + "&iss=https%3A%2F%2Fevil.invalid"
    assert client.get(mixed).status_code == 403
    state = parse_qs(urlsplit(office.goes(client)).query)["state"][0]
    answer = client.get(f"{RETURN}?state={state}&error=access_denied%0A%3Cb%3E")
    assert answer.status_code == 403
    assert "<b>" not in answer.text
    assert refusals(office.house)[-1] == "身份提供方没有认可(access_denied<b>)"


@pytest.mark.parametrize("state", ["disabled", "locked", "left"])
def test_whoever_may_not_sign_in_with_a_password_may_not_this_way(
    office: Office, state: str
) -> None:
    house = office.house
    account(house, "o1")
    person = house.rehearsal.played.ids["o1"]
    values = {
        "disabled": {"disabled_at": house.present},
        "locked": {"locked_until": house.present + timedelta(minutes=1)},
    }.get(state)
    with house.rehearsal.database.begin() as connection:
        if values:
            accounts.set_account(connection, house.site.office.id, person, **values)
        else:
            connection.exec_driver_sql("UPDATE role SET until = '2026-07-01'")
    assert not entered(office.signs_in())
    assert enter(house, "o1", OWN["mlps"]).status_code == 403


def test_such_a_session_ends_when_any_other_does(office: Office) -> None:
    house, client = office.house, office.house.stranger()
    terms = house.profile

    def inside() -> bool:
        return bool(client.get("/").status_code == 200)

    def begin() -> None:
        client.cookies.set(COOKIE, office.signs_in().cookies[COOKIE])
        assert inside()

    begin()
    house.present += terms.idle
    assert not inside()
    begin()
    for _ in range(int(terms.whole / (terms.idle / 2))):
        house.present += terms.idle / 2
        client.get("/")
    assert not inside()
    begin()
    person = house.rehearsal.played.ids["o1"]
    with house.rehearsal.database.begin() as connection:
        accounts.end_sessions(connection, house.site.office.id, person)
    assert not inside()
    begin()
    with house.rehearsal.database.begin() as connection:
        values = {"disabled_at": house.present}
        accounts.set_account(connection, house.site.office.id, person, **values)
    assert not inside()


def test_the_session_the_browser_had_ends(office: Office) -> None:
    client, house = office.house.stranger(), office.house
    first = enter(house, "o1", account(house, "o1")).cookies[COOKIE]
    back = office.goes(client)
    client.cookies.set(COOKIE, first)
    assert entered(client.get(back))
    assert house.site.door.reader(first, house.present, house.now) is None


def test_no_password_is_to_be_changed_by_whoever_used_none(office: Office) -> None:
    house, client = office.house, office.house.stranger()
    account(house, "o1", first=True)
    house.present += timedelta(days=100)  # the one-time password has long expired
    client.cookies.set(COOKIE, office.signs_in().cookies[COOKIE])
    assert client.get("/").status_code == 200


def test_an_administrator_is_no_more_than_an_administrator(office: Office) -> None:
    house, client = office.house, office.house.stranger()
    account(house, "shi")
    office.identity.person = {"sub": "shi"}
    client.cookies.set(COOKIE, office.signs_in().cookies[COOKIE])
    assert client.get("/accounts").status_code == 200
    for path in ("/journal", f"/cases/{house.case('o1')}", "/people-of-office"):
        assert client.get(path).status_code == 404
