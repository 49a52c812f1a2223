"""The pages of the three offices of security, and one's own account, in a real browser."""

import pytest

from tests.e2e.browser import SIZES, Desk, barriers, overflows, shot


@pytest.mark.parametrize("size", SIZES)
def test_the_pages_of_security_fit_their_window_and_shut_nobody_out(desk: Desk, size: str) -> None:
    desk.web.browser("o1").get("/accounts")  # a refusal to be seen
    found = {}
    for name, handle, path, press in (
        ("accounts-system", "shi", "/accounts", ""),
        ("accounts-password", "shi", "/accounts", "重发初始密码"),
        ("accounts-security", "fang", "/accounts", ""),
        ("me", "wu", "/me", ""),
        ("me-code", "wu", "/me", "启用动态验证码"),
        ("journal", "qian", "/journal", ""),
        ("verify", "qian", "/verify", "开始校验"),
        ("checkpoints", "qian", "/checkpoints", ""),
    ):
        page = desk.page(handle, SIZES[size])
        page.goto(path)
        if press:
            page.get_by_role("button", name=press).first.click()
        if name == "verify":
            page.get_by_text("校验通过").wait_for()
        shot(page, f"{name}-{size}")
        found[name] = (overflows(page), barriers(page))
        desk.leave(page)
    assert found == dict.fromkeys(found, (False, []))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_check_of_the_journal_is_seen_to_end(desk: Desk, scripts: bool) -> None:
    page = desk.page("qian", scripts=scripts)
    page.goto("/verify")
    page.get_by_role("button", name="开始校验").click()
    if not scripts:
        desk.web.app.state.checks.wait()
        page.goto("/verify")
    page.get_by_text("校验通过").wait_for()
