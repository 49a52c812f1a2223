"""The identity provider that the settings name, if they name one; the extra `oidc` speaks to it."""

from importlib import import_module

from cli.settings import PREFIX, Settings
from cli.show import Refused, reason
from web.provider import RETURN, Provider, Terms

NEEDED = ("oidc_issuer", "oidc_client_id", "oidc_client_secret", "oidc_site")
EXTRA = frozenset({"authlib", "joserfc", "requests"})
LACKING = "统一身份认证只设置了一部分，还缺 {names}。请补齐；不用的，请把 KAOHE_OIDC_ 开头的都去掉"
ABSENT = (
    "设置了统一身份认证(KAOHE_OIDC_ISSUER)，但没有安装它要用的 Authlib。"
    "请安装：pip install 'kaohe[oidc]'；不用的，请把 KAOHE_OIDC_ 开头的都去掉"
)
UNGUARDED = "{name} 须写成 https:// 开头的网址(本机可以用 http://)"


def provider_of(settings: Settings) -> Provider | None:
    """The provider of the settings, or None; Refused says what is missing or wrong in them."""
    known = Settings.model_fields
    named = [name for name in known if name.startswith("oidc_")]
    if all(getattr(settings, name) == known[name].default for name in named):
        return None
    if lacking := [f"{PREFIX}{name.upper()}" for name in NEEDED if not getattr(settings, name)]:
        raise Refused([reason(LACKING.format(names="、".join(lacking)))])
    try:
        oidc = import_module("web.oidc")
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in EXTRA:
            raise
        raise Refused([reason(ABSENT)]) from None
    for name in ("oidc_issuer", "oidc_site"):
        if not oidc.is_guarded(getattr(settings, name)):
            raise Refused([reason(UNGUARDED.format(name=f"{PREFIX}{name.upper()}"))])
    if settings.oidc_ca is not None and not settings.oidc_ca.is_file():
        raise Refused([reason(f"KAOHE_OIDC_CA：没有 {settings.oidc_ca} 这个文件")])
    found: Provider = oidc.OpenID(_terms(settings))
    return found


def _terms(settings: Settings) -> Terms:
    return Terms(
        issuer=settings.oidc_issuer,
        client=settings.oidc_client_id,
        secret=settings.oidc_client_secret,
        site=settings.oidc_site.removesuffix(RETURN),
        claim=settings.oidc_claim,
        ca=settings.oidc_ca,
        title=settings.oidc_title,
    )
