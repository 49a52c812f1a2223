"""Signing in through an identity provider in a real browser, which keeps to the rules of cookies.

The provider is found under another name than the site, so the browser takes them for two sites.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page

from storage.passwords import code_at, step_of
from tests.e2e.browser import SIZES, Desk, Windows, barriers, overflows, serving, shot
from tests.web.conftest import identity, office
from tests.web.provider import Office, coded

__all__ = ["identity", "office"]
BUTTON = "用统一身份认证登录"


@pytest.fixture
def away(office: Office, chromium: Windows) -> Iterator[Desk]:
    """The office served, with its provider on another site."""
    identity, provider = office.identity, office.site.provider
    before, identity.issuer = identity.issuer, identity.issuer.replace("127.0.0.1", "localhost")
    assert provider is not None
    with serving(office.house) as address:
        terms = replace(provider.terms, issuer=identity.issuer, site=address)
        provider.terms = terms  # type: ignore[misc] # only now is it known where the site is
        desk = Desk(office.house, address, chromium)
        yield desk
        desk.close()
    identity.issuer = before
    assert desk.faults == []


def looked_at(page: Page, name: str) -> None:
    """Keep a picture of a page; nothing serious stands in anybody's way on it."""
    shot(page, name)
    assert barriers(page) == []
    assert not overflows(page)


@pytest.mark.parametrize("size", SIZES)
def test_one_click_goes_to_the_provider_and_back_to_the_page_asked_for(
    away: Desk, size: str
) -> None:
    page = away.page(size=SIZES[size])
    page.goto("/me")
    looked_at(page, f"provider-{size}")
    page.get_by_role("link", name=BUTTON).click()
    page.wait_for_url("**/me")
    assert page.get_by_text("我的账号").first.is_visible()
    page.reload()
    assert page.url.endswith("/me")


def test_whoever_has_a_second_factor_is_asked_for_its_code_on_the_way(
    office: Office, away: Desk
) -> None:
    secret = coded(office)
    page = away.page(size=SIZES["phone"])
    page.goto("/sign-in")
    page.get_by_role("link", name=BUTTON).click()
    page.get_by_label("动态验证码").fill(code_at(secret, step_of(office.house.present)))
    looked_at(page, "provider-code-phone")
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"{away.address}/")
    assert page.get_by_role("button", name="退出").first.is_visible()
