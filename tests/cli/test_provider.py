"""The identity provider in the settings: none, a whole one, or a clear word on what is missing."""

import socket
import sys
from typing import Any

import pytest
import uvicorn

import cli.serve
from cli.provider import provider_of
from cli.settings import Settings, listed
from cli.show import Refused
from tests.architecture.tree import PRODUCT, python_files, read
from tests.cli.shell import Shell

WHOLE = {
    "KAOHE_OIDC_ISSUER": "https://id.example.invalid",
    "KAOHE_OIDC_CLIENT_ID": "kaohe",
    "KAOHE_OIDC_CLIENT_SECRET": "a secret: of/the@test's",
    "KAOHE_OIDC_SITE": "https://kaohe.example.invalid/",
}


@pytest.fixture(autouse=True)
def _set(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    for name, value in WHOLE.items():
        monkeypatch.setenv(name, value)


def refused() -> str:
    """Why the settings are refused, in one text."""
    with pytest.raises(Refused) as why:
        provider_of(Settings())
    return str(why.value.reasons)


def test_without_settings_there_is_no_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in WHOLE:
        monkeypatch.setenv(name, "")
    assert provider_of(Settings()) is None


def test_whole_settings_make_a_provider_that_comes_back_to_the_site() -> None:
    provider = provider_of(Settings())
    assert provider is not None
    assert provider.terms.returns == "https://kaohe.example.invalid/sign-in/provider/return"
    assert provider.terms.claim == "sub"


@pytest.mark.parametrize("name", WHOLE)
def test_of_half_the_settings_what_is_missing_is_named(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(name)
    text = refused()
    assert name in text
    assert [other for other in WHOLE if f"{other}、" in text or f"、{other}" in text] == []


def test_of_a_title_alone_all_four_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in WHOLE:
        monkeypatch.delenv(name)
    monkeypatch.setenv("KAOHE_OIDC_TITLE", "单点登录")
    assert "、".join(WHOLE) in refused()


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "web.oidc", raising=False)
    for name in [n for n in sys.modules if n.partition(".")[0] == "authlib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "authlib", None)
    assert "pip install 'kaohe[oidc]'" in refused()


def test_nothing_else_needs_the_extra() -> None:
    asking = [path for path in python_files(*PRODUCT) if "web.oidc" in read(path)]
    assert asking == ["cli/provider.py"]


@pytest.mark.parametrize("name", ["KAOHE_OIDC_ISSUER", "KAOHE_OIDC_SITE"])
@pytest.mark.parametrize("address", ["http://id.example.invalid", "id.example.invalid", "ftp://x"])
def test_an_address_anybody_could_listen_in_on_is_refused(
    name: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, address)
    assert f"{name} 须写成 https://" in refused()


def test_certificates_that_are_not_there_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAOHE_OIDC_CA", "/nowhere/ca.pem")
    assert "/nowhere/ca.pem" in refused()


def test_the_secret_is_never_shown() -> None:
    shown = {name: value for name, value, _ in listed()}
    assert shown["KAOHE_OIDC_CLIENT_SECRET"] == "***"
    assert shown["KAOHE_OIDC_CLIENT_ID"] == "kaohe"


def test_a_live_office_is_served_with_its_provider_or_not_at_all(
    live: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[Any] = []

    def run(server: uvicorn.Server, sockets: list[socket.socket]) -> None:
        served.append(server.config.app.state.site.provider)  # type: ignore[union-attr]

    monkeypatch.setattr(cli.serve.ticker, "run", lambda *_, **__: None)
    monkeypatch.setattr(uvicorn.Server, "run", run)
    with socket.create_server(("127.0.0.1", 0)) as place:
        monkeypatch.setattr(cli.serve, "listening", lambda *_: place)
        half = live("serve", env={"KAOHE_OIDC_SITE": ""})
        assert half.code != 0
        assert "还缺 KAOHE_OIDC_SITE。" in half.err
        assert served == []
        assert live("serve").code == 0
    assert [provider.terms.issuer for provider in served] == [WHOLE["KAOHE_OIDC_ISSUER"]]
