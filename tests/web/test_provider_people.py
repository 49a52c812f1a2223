"""Signing in through an identity provider: the second factor, names, and what the site does."""

from datetime import timedelta
from typing import Any

import pytest

from storage import passwords
from tests.web.office import Web
from tests.web.provider import START, Claims, Office, coded, entered, key
from tests.web.test_sign_in import account, enter, refusals, told
from web.oidc import REST
from web.provider import RETURN
from web.visit import COOKIE
from web.vouching import PENDING


def code_form(page: Any) -> dict[str, str]:
    """What the page that asks for a code carries."""
    assert "动态验证码" in page.text
    assert COOKIE not in page.cookies
    return {
        name: page.text.split(f'name="{name}" value="')[1].split('"')[0]
        for name in ("name", "sealed")
    }


def test_whoever_has_a_second_factor_gives_its_code_besides(office: Office) -> None:
    house, client = office.house, office.house.stranger()
    right = passwords.code_at(coded(office), passwords.step_of(house.present))
    form = code_form(client.get(office.goes(client, "/me")))
    held = client.cookies[PENDING]
    assert client.post(f"{START}/code", data=form | {"code": "000000"}).status_code == 403
    client.cookies.set(PENDING, held)
    answer = client.post(f"{START}/code", data=form | {"code": right})
    assert entered(answer)
    assert answer.headers["location"] == "/me"
    client.cookies.clear()
    client.cookies.set(PENDING, held)
    assert not entered(client.post(f"{START}/code", data=form | {"code": right}))
    assert refusals(house) == ["动态验证码不对", "动态验证码不对"]


@pytest.mark.parametrize("change", ["name", "sealed", "browser", "late"])
def test_a_code_counts_only_for_whom_the_provider_vouched_for_just_now(
    office: Office, change: str
) -> None:
    house, client = office.house, office.house.stranger()
    secret = coded(office)
    form = code_form(client.get(office.goes(client)))
    if change == "browser":
        held = client.cookies[PENDING]
        client.cookies.clear()
        client.cookies.set(PENDING, held.replace(".", ".x", 1))
    elif change == "late":
        house.present += timedelta(minutes=10)
    else:
        form[change] = f"{form[change]}x"
    form["code"] = passwords.code_at(secret, passwords.step_of(house.present))
    assert not entered(client.post(f"{START}/code", data=form))


def test_codes_cannot_be_tried_without_end(office: Office) -> None:
    house, client = office.house, office.house.stranger()
    secret = coded(office)
    form = code_form(client.get(office.goes(client)))
    held = client.cookies[PENDING]
    for _ in range(house.profile.failures):
        client.cookies.set(PENDING, held)
        client.post(f"{START}/code", data=form | {"code": "000000"})
    client.cookies.set(PENDING, held)
    right = passwords.code_at(secret, passwords.step_of(house.present))
    assert not entered(client.post(f"{START}/code", data=form | {"code": right}))
    assert refusals(house)[-1] == "账号暂时锁定"


def test_an_address_that_fails_too_often_is_listened_to_no_more(office: Office) -> None:
    house, client = office.house, office.house.stranger()
    for _ in range(house.profile.address_failures):
        assert client.get(RETURN).status_code == 403
    lines = len(told(house))
    assert office.signs_in().status_code == 429
    assert client.post(f"{START}/code").status_code == 429
    assert len(told(house)) == lines
    assert "/token" not in office.identity.got


def test_nobody_is_sent_to_the_provider_by_another_site(office: Office) -> None:
    client = office.house.stranger()
    answer = client.get(START, headers={"sec-fetch-site": "cross-site"})
    assert answer.headers["location"] == "/sign-in"
    assert office.identity.got == []


@pytest.mark.parametrize("to", ["https://evil.invalid/", "//evil.invalid", "/" + "x" * 300])
def test_the_way_on_stays_within_the_site(office: Office, to: str) -> None:
    client = office.house.stranger()
    assert client.get(office.goes(client, to)).headers["location"] == "/"


@pytest.mark.parametrize(
    ("person", "in_"),
    [
        ({"email": "O1@mail.example.invalid", "email_verified": True}, True),
        ({"email": "o1@mail.example.invalid", "email_verified": False}, False),
        ({"email": "o1@mail.example.invalid", "email_verified": "true"}, False),
        ({"email": "o1@mail.example.invalid"}, False),
        ({"email": "two@mail.example.invalid", "email_verified": True}, False),
        ({"email": "", "email_verified": True}, False),
    ],
)
def test_a_mail_address_counts_where_it_was_chosen_is_verified_and_one_persons(
    office: Office, person: Claims, in_: bool
) -> None:
    house = office.house
    for handle in ("o2", "o3"):
        account(house, handle)
    with house.rehearsal.database.begin() as connection:
        for handle, mail in (("o1", "o1@mail"), ("o2", "two@mail"), ("o3", "two@mail")):
            connection.exec_driver_sql(
                "UPDATE person SET email = ? WHERE handle = ?", (f"{mail}.example.invalid", handle)
            )
    by_mail = Office(house, office.identity, claim="email")
    office.identity.person = {"sub": "x"} | person
    assert entered(by_mail.signs_in()) is in_
    assert office.identity.asked[-1]["scope"] == "openid email"


def test_a_staff_number_may_be_the_login_name(office: Office) -> None:
    house = office.house
    with house.rehearsal.database.begin() as connection:
        connection.exec_driver_sql("UPDATE person SET handle = '1024' WHERE handle = 'o1'")
    by_number = Office(house, office.identity, claim="employee_number")
    for told_as, in_ in ((1024, True), (True, False), (["1024"], False), ("1024", True)):
        office.identity.person = {"sub": "x", "employee_number": told_as}
        assert entered(by_number.signs_in()) is in_


@pytest.mark.parametrize("way", ["client_secret_basic", "client_secret_post"])
def test_the_secret_is_given_the_way_the_provider_takes_it(office: Office, way: str) -> None:
    office.identity.ways = (way,)
    assert entered(office.signs_in())


def test_a_provider_that_cannot_be_had_is_no_error_and_no_way_in(office: Office) -> None:
    house, client = office.house, office.house.stranger()
    lines = len(told(house))
    back = office.goes(client)
    office.identity.key = key("one")
    office.identity.keys = lambda: {"keys": []}  # type: ignore[method-assign]
    answer = client.get(back)
    assert (answer.status_code, entered(answer)) == (503, False)
    assert "统一身份认证暂时不能连接" in answer.text
    office.identity.metadata = lambda: {"issuer": "https://evil.invalid"}  # type: ignore[method-assign]
    assert client.get(START).status_code == 503
    del office.identity.keys
    house.present += REST
    assert client.get(START).status_code == 503
    del office.identity.metadata
    asked = len(office.identity.got)
    house.present += REST - timedelta(seconds=1)
    assert client.get(START).status_code == 503
    assert len(office.identity.got) == asked, "it is left alone for a while"
    house.present += timedelta(seconds=1)
    assert entered(office.signs_in())
    assert [outcome for _, outcome in told(house)[lines:]] == ["done"]
    assert enter(house, "o1", account(house, "o1")).status_code == 303


def test_a_site_without_a_provider_speaks_of_none(web: Web) -> None:
    client = web.stranger()
    assert "provider" not in client.get("/sign-in").text
    for path in (START, RETURN):
        assert client.get(path).status_code == 404
    assert client.post(f"{START}/code").status_code == 404


def test_what_was_typed_when_a_session_ended_outlives_the_way_through_the_provider(
    office: Office,
) -> None:
    house, client = office.house, office.house.stranger()
    form = f"/cases/{house.case('o1')}/do/submit_plan"
    page = client.post(form, data={"note": "写了一半"})
    assert f'href="{START}?to={form}"' in page.text
    assert 'target="_blank"' in page.text
    kept = '{"note": "写了一半"}'
    sent = {"to": form, "kept": kept, "resume": "1"}
    assert client.post("/sign-in", data=sent).status_code == 403  # nobody is signed in yet
    client.cookies.set(COOKIE, office.signs_in().cookies[COOKIE])
    answer = client.post("/sign-in", data=sent)
    assert answer.headers["location"].startswith(form)
    assert house.case("o1") in drafts(house)


def drafts(web: Web) -> list[int]:
    """The cases somebody has a draft for."""
    with web.rehearsal.database.read() as connection:
        return list(connection.exec_driver_sql("SELECT case_id FROM draft").scalars())
