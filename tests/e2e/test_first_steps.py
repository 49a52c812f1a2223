"""The first steps in a real browser: signing in, what one owes, a plan handed in and approved."""

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import PATIENCE, SIZES, Desk, barriers, overflows, shot


def test_the_first_password_is_changed_before_anything_else(desk: Desk) -> None:
    person = desk.web.rehearsal.played.ids["o1"]
    first = desk.web.site.door.give_password(person, desk.web.present)
    page = desk.page()
    page.goto("/")
    page.get_by_label("登录名").fill("o1")
    page.get_by_label("密码").fill(first)
    page.get_by_role("button", name="登录").click()
    assert page.url.endswith("/password")
    own = "correct horse 电池 staple"
    page.get_by_label("现在的密码").fill(first)
    page.get_by_label("新密码", exact=True).fill(own)
    page.get_by_label("再填一次新密码").fill(own)
    page.get_by_role("button", name="保存新密码").click()
    page.get_by_role("heading", name="o1同志，您好").wait_for()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_plan_is_handed_in_and_approved(desk: Desk, size: str, scripts: bool) -> None:
    page = desk.page("o1", SIZES[size], scripts=scripts)
    page.goto("/")
    page.get_by_role("link", name="工作计划").first.click()
    for row, (title, weight) in enumerate((("信访件办结", "60"), ("档案整理", "40"))):
        item = page.get_by_role("group", name=f"第{row + 1}项")
        item.get_by_label("指标名称").fill(title)
        item.get_by_label("权重").fill(weight)
        item.get_by_label("目标要求").fill("按时办结")
    if scripts:
        expect(page.locator("[data-sum]")).to_have_text("100", timeout=2 * PATIENCE)
    page.get_by_role("button", name="提交").click()
    page.get_by_text("已办理：提交工作计划").wait_for()
    leader = desk.page("li", SIZES[size], scripts=scripts)
    leader.goto(page.url.split("?")[0])
    leader.get_by_role("link", name="审定工作计划").click()
    leader.get_by_role("button", name="审定工作计划").click()
    leader.get_by_text("已办理：审定工作计划").wait_for()


@pytest.mark.parametrize("size", SIZES)
def test_pages_fit_their_window_and_shut_nobody_out(desk: Desk, size: str) -> None:
    number, cycle = desk.web.case("o1"), desk.web.case("")
    found = {}
    for name, handle, path in (
        ("sign-in", "", "/sign-in"),
        ("home-officer", "o1", "/"),
        ("home-office", "wu", "/"),
        ("case-own", "o1", f"/cases/{number}"),
        ("case-leader", "li", f"/cases/{number}"),
        ("plan", "o1", f"/cases/{number}/do/submit_plan"),
        ("quarter", "wu", f"/cases/{cycle}"),
        ("password", "o1", "/password"),
    ):
        page = desk.page(handle, SIZES[size])
        page.goto(path)
        shot(page, f"{name}-{size}")
        found[name] = (barriers(page), overflows(page))
        desk.leave(page)
    assert found == dict.fromkeys(found, ([], False))
