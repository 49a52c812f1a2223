"""The three offices of security keep accounts and roles, and people their own."""

from datetime import timedelta
from typing import Any

import pytest

from rules.nouns import Role
from storage import accounts, passwords
from tests.rehearsal import at
from tests.web.office import Browser, Web
from tests.web.test_access import on_record
from tests.web.test_sign_in import OWN, account, enter
from web.visit import COOKIE
from workflow.keeping import GRANTABLE, apart
from workflow.replay import verify_office


def roles(web: Web, handle: str, day: str = "07-02") -> set[str]:
    """The roles somebody holds on a day."""
    query = "SELECT role FROM role WHERE person = ? AND since <= ? AND coalesce(until, '9') >= ?"
    person = web.rehearsal.played.ids[handle]
    with web.rehearsal.database.read() as connection:
        found = connection.exec_driver_sql(query, (person, f"2026-{day}", f"2026-{day}"))
        return {row[0] for row in found}


def given(answer: Any) -> str:
    """The one-time password a page shows."""
    return str(answer.text.split('<p class="once"><code>')[1].split("<")[0])


@pytest.fixture
def keeper(web: Web) -> Browser:
    """The system administrator."""
    return web.browser("shi")


@pytest.fixture
def guard(web: Web) -> Browser:
    """The security administrator."""
    return web.browser("fang")


def test_a_password_is_shown_once_and_ends_what_was_open(web: Web, keeper: Browser) -> None:
    officer = web.browser("o1")
    asked = keeper.post("/accounts/password", {"handle": "o1"})
    assert "现在的密码立即作废" in asked.text
    assert officer.get("/").status_code == 200  # nothing is done before it is answered
    shown = keeper.post("/accounts/password", {"handle": "o1", "sure": "1"})
    assert shown.headers["cache-control"] == "no-store"
    assert officer.get("/").status_code == 303
    assert given(shown) not in keeper.get("/accounts").text
    assert enter(web, "o1", given(shown)).status_code == 303
    assert on_record(web)[-2:] == [("make_account", "done"), ("sign_in", "done")]


def test_a_new_password_does_not_lift_the_second_factor(web: Web, keeper: Browser) -> None:
    _, secret = enrolled(web, "o1")
    fresh = given(keeper.post("/accounts/password", {"handle": "o1", "sure": "1"}))
    assert enter(web, "o1", fresh).status_code == 403
    web.present += timedelta(minutes=2)
    code = passwords.code_at(secret, passwords.step_of(web.present))
    assert enter(web, "o1", fresh, code=code).status_code == 303


def test_disabling_and_enabling_an_account(web: Web, keeper: Browser) -> None:
    own, officer = account(web, "o1"), web.browser("o1")
    assert "o1同志" in keeper.post("/accounts/disable", {"handle": "o1"}).text
    assert officer.get("/").status_code == 200
    assert keeper.post("/accounts/disable", {"handle": "o1", "sure": "1"}).status_code == 303
    told = keeper.get("/accounts").text
    assert "o1同志(登录名 o1)：账号已停用" in told
    assert "o2同志" not in told
    assert "o2同志" in keeper.get("/accounts").text  # said once
    assert officer.get("/").status_code == 303
    assert enter(web, "o1", own).status_code == 403
    assert "已停用" in keeper.post("/accounts/find", {"text": "o1同志"}).text
    assert keeper.post("/accounts/enable", {"handle": "o1"}).status_code == 303
    assert enter(web, "o1", own).status_code == 303


def test_all_without_an_account_get_theirs_on_one_list_that_is_shown_once(
    web: Web, keeper: Browser
) -> None:
    web.browser("o1")  # has an account
    asked = keeper.post("/accounts/password/all").text
    assert "o2同志" not in asked
    shown = keeper.post("/accounts/password/all", {"sure": "1"}).text
    assert "o1同志" not in shown
    row = shown.split("o2同志</th>")[1].split("</tr>")[0]
    fresh = row.split("<code>")[2].split("<")[0]
    assert enter(web, "o2", fresh).status_code == 303
    assert "都已有账号" in keeper.post("/accounts/password/all", {"sure": "1"}).text


def test_whoever_guards_sees_sign_ins_with_time_address_and_failures(
    web: Web, guard: Browser
) -> None:
    own = account(web, "o1")
    enter(web, "o1", own + "x")
    enter(web, "o1", own)
    page = guard.post("/accounts/sign-ins", {"who": "o1同志"}).text
    assert page.count("testclient") == 2
    assert "没有登录成：密码不对" in page
    assert guard.post("/accounts/sign-ins", {"who": "o1", "refused": "1"}).text.count("<time>") == 1
    assert "共0次" in guard.post("/accounts/sign-ins", {"who": "o2"}).text
    assert guard.post("/accounts/sign-ins", {"who": "nobody"}).status_code == 422
    assert web.browser("shi").get("/accounts/sign-ins").status_code == 404
    assert on_record(web)[-2] == ("search_journal", "done")


def test_the_sessions_of_somebody_are_ended(web: Web, keeper: Browser) -> None:
    officer = web.browser("o1")
    assert keeper.post("/accounts/sessions/end", {"handle": "o1"}).status_code == 303
    assert officer.get("/").status_code == 303


@pytest.mark.parametrize("act", ["password", "disable", "enable", "sessions/end"])
@pytest.mark.parametrize("handle", ["shi", "nobody", "", "x" * 99])
def test_nobody_keeps_their_own_account_nor_one_that_is_not_there(
    keeper: Browser, act: str, handle: str
) -> None:
    answer = keeper.post(f"/accounts/{act}", {"handle": handle})
    assert answer.status_code == 422
    assert "没有办理" in answer.text or "不能由自己" in answer.text


def test_a_role_is_granted_from_today_and_ended_after_today(web: Web, guard: Browser) -> None:
    form = {"handle": "o1", "role": "supervisor"}
    assert "授予哪一种职责" in guard.post("/accounts/roles/grant", {"handle": "o1"}).text
    assert "从明天起不能再以" in guard.post("/accounts/roles/end", form).text
    sure = form | {"sure": "1"}
    assert guard.post("/accounts/roles/grant", form).status_code == 303
    assert roles(web, "o1") == {"officer", "supervisor"}
    assert roles(web, "o1", "07-01") == {"officer"}
    assert "不用再授予" in guard.post("/accounts/roles/grant", form).text
    assert guard.post("/accounts/roles/end", sure).status_code == 303
    assert roles(web, "o1") == {"officer", "supervisor"}
    assert roles(web, "o1", "07-03") == {"officer"}
    assert guard.post("/accounts/roles/grant", form).status_code == 303
    assert roles(web, "o1", "07-03") == {"officer", "supervisor"}
    web.now = at("07-06T10:00")
    assert guard.post("/accounts/roles/end", sure).status_code == 303
    web.now = at("07-08T10:00")
    assert "不用终止" in guard.post("/accounts/roles/end", sure).text
    assert guard.post("/accounts/roles/grant", form).status_code == 303
    key = web.site.office.store.journal_key
    assert verify_office(web.site.office, mac_key=key).faults == ()


@pytest.mark.parametrize(
    ("handle", "role"),
    [
        ("shi", "auditor"),
        ("shi", "security_administrator"),
        ("qian", "administrator"),
        ("shi", "officer"),
        ("qian", "member"),
        ("wu", "administrator"),
        ("o1", "auditor"),
        ("fang", "chair"),
    ],
)
def test_nobody_holds_two_offices_of_security_nor_one_beside_another_role(
    web: Web, guard: Browser, handle: str, role: str
) -> None:
    before = roles(web, handle)
    answer = guard.post("/accounts/roles/grant", {"handle": handle, "role": role})
    assert answer.status_code == 422
    assert roles(web, handle) == before


def test_of_every_pair_of_roles_only_those_of_one_kind_go_together() -> None:
    security = {Role.AUDITOR, Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR}
    for one in GRANTABLE:
        for other in GRANTABLE:
            barred = one != other and bool({one, other} & security)
            assert bool(apart("甲", one, {other})) is barred, (one, other)


@pytest.mark.parametrize("role", ["clock", "king", ""])
def test_a_role_that_people_do_not_hold_is_not_granted(guard: Browser, role: str) -> None:
    assert guard.post("/accounts/roles/grant", {"handle": "o1", "role": role}).status_code == 422


@pytest.mark.parametrize(("handle", "role"), [("shi", "administrator"), ("qian", "auditor")])
def test_the_last_holder_of_an_office_of_security_keeps_it(
    web: Web, guard: Browser, handle: str, role: str
) -> None:
    answer = guard.post("/accounts/roles/end", {"handle": handle, "role": role, "sure": "1"})
    assert "唯一" in answer.text
    assert role in roles(web, handle, "07-03")


def enrolled(web: Web, handle: str) -> tuple[list[str], bytes]:
    """Let somebody take up a second factor: their recovery codes, and the secret."""
    own, browser = account(web, handle), web.browser(handle)
    page = browser.post("/me/code/offer").text
    kept = page.split('name="kept" value="')[1].split('"')[0]
    person = web.rehearsal.played.ids[handle]
    secret = passwords.code_secret(web.site.office.store.journal_key, person, kept)
    shown = page.split('<p class="once"><code>')[1].split("<")[0]
    assert shown.replace(" ", "") == passwords.spelled(secret)
    assert {len(four) for four in shown.split()} == {4}  # in groups that can be typed off
    code = passwords.code_at(secret, passwords.step_of(web.present))
    form = {"kept": kept, "current": own, "code": code}
    assert browser.post("/me/code/enrol", form | {"code": "000000"}).status_code == 422
    done = browser.post("/me/code/enrol", form)
    codes = [part.split("<")[0] for part in done.text.split("<li><code>")[1:]]
    assert done.status_code == 200
    assert len(codes) == 10
    return codes, secret


def test_a_second_factor_is_asked_for_and_each_code_counts_once(web: Web) -> None:
    _, secret = enrolled(web, "o1")
    own = OWN[web.profile.name]
    assert enter(web, "o1", own).status_code == 403
    used = passwords.code_at(secret, passwords.step_of(web.present))
    assert enter(web, "o1", own, code=used).status_code == 403  # it enrolled with this one
    web.present += timedelta(seconds=30)
    fresh = passwords.code_at(secret, passwords.step_of(web.present))
    assert enter(web, "o1", own, code=fresh).status_code == 303
    assert enter(web, "o1", own, code=fresh).status_code == 403
    web.present += timedelta(minutes=5)
    assert enter(web, "o1", own, code=fresh).status_code == 403


def test_a_recovery_code_counts_once_and_only_its_digest_is_kept(web: Web) -> None:
    codes, _ = enrolled(web, "o1")
    own = OWN[web.profile.name]
    assert enter(web, "o1", own, code=codes[0]).status_code == 303
    assert enter(web, "o1", own, code=codes[0]).status_code == 403
    with web.rehearsal.database.read() as connection:
        kept = [r[0] for r in connection.exec_driver_sql("SELECT digest FROM recovery_code")]
    assert len(kept) == 9
    assert passwords.digest_of(codes[1]) in kept


def test_codes_cannot_be_guessed_without_end(web: Web) -> None:
    _, secret = enrolled(web, "o1")
    own = OWN[web.profile.name]
    for number in range(web.profile.failures):
        enter(web, "o1", own, code=f"{number:06d}")
    web.present += timedelta(minutes=2)
    code = passwords.code_at(secret, passwords.step_of(web.present))
    assert enter(web, "o1", own, code=code).status_code == 403


def test_a_lost_phone_takes_two_administrators(web: Web, keeper: Browser, guard: Browser) -> None:
    enrolled(web, "o1")
    assert keeper.post("/accounts/code/drop", {"handle": "o1"}).status_code == 404
    assert guard.post("/accounts/password", {"handle": "o1"}).status_code == 404
    assert guard.post("/accounts/code/drop", {"handle": "o1", "sure": "1"}).status_code == 303
    assert enter(web, "o1", OWN[web.profile.name]).status_code == 303


def test_the_second_factor_is_given_up_with_the_password_alone(web: Web) -> None:
    enrolled(web, "o1")
    browser = web.browser("o1")
    assert browser.post("/me/code/drop", {"current": "wrong"}).status_code == 422
    assert browser.post("/me/code/drop", {"current": OWN[web.profile.name]}).status_code == 303
    assert enter(web, "o1", OWN[web.profile.name]).status_code == 303


@pytest.mark.parametrize(  # RFC 6238, appendix B, eight digits
    ("instant", "code"),
    [
        (59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"),
        (1234567890, "89005924"), (2000000000, "69279037"), (20000000000, "65353130"),
    ],
)  # fmt: skip
def test_codes_are_those_of_the_standard(instant: int, code: str) -> None:
    assert passwords.code_at(b"12345678901234567890", instant // 30, 8) == code


def test_a_person_sees_where_they_are_signed_in_and_ends_it(web: Web) -> None:
    here, there, far = (web.browser("o1") for _ in range(3))
    page = here.get("/me").text
    assert page.count("登录，最近使用") == 3
    which = page.split('name="which" value="')[1].split('"')[0]
    assert here.post("/me/sessions/end", {"which": which}).status_code == 303
    assert sorted(b.get("/").status_code for b in (here, there, far)) == [200, 200, 303]
    here.post("/me/sessions/end", {"which": "others"})
    assert [b.get("/").status_code for b in (here, there, far)] == [200, 303, 303]


def test_a_person_cannot_end_the_session_of_another(web: Web) -> None:
    other = web.browser("o2")
    token = other.client.cookies[COOKIE]
    digest = passwords.digest_of(token)
    web.browser("o1").post("/me/sessions/end", {"which": digest[:16]})
    assert other.get("/").status_code == 200


def test_the_list_is_cut_into_parts_and_filtered(web: Web, keeper: Browser) -> None:
    page = keeper.get("/accounts?part=99&state=nonsense").text
    assert "o1同志" in page
    found = keeper.post("/accounts/find", {"text": "O1"}).text
    assert "o1同志" in found
    assert "o2同志" not in found


def test_the_secret_of_a_second_factor_is_not_in_the_database(web: Web) -> None:
    _, secret = enrolled(web, "o1")
    with web.rehearsal.database.read() as connection:
        found = accounts.account_of(connection, web.site.office.id, "o1")
    assert found is not None
    assert found.totp
    assert found.totp not in (secret.hex(), passwords.spelled(secret))
