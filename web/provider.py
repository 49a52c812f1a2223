"""An identity provider of the office's own, as the pages see it; `web/oidc.py` speaks to it.

Nothing here needs the extra `oidc`: without it a site has no provider, and no page speaks of one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

RETURN = "/sign-in/provider/return"
"""Where the provider sends the browser back to: the address to register with it."""
MAIL = "email"


class Unreachable(Exception):
    """The provider does not answer, or what it answers makes no sense; its text is for the log."""


class Untrusted(Exception):
    """The provider's answer is not to be trusted; its text is for the journal."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How a provider is spoken to: who it is, who we are to it, and where it finds us.

    `claim` of what it says names the person here, by login name (or by mail address, if it is
    `email`). `ca` is a file of the certificates by which it is known, `title` what people call it.
    """

    issuer: str
    client: str
    secret: str
    site: str
    claim: str = "sub"
    ca: Path | None = None
    title: str = "统一身份认证"

    @property
    def returns(self) -> str:
        """The whole address that the provider sends the browser back to."""
        return f"{self.site.rstrip('/')}{RETURN}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What one sign-in goes by: each of them is known to this site and to one browser alone."""

    state: str
    nonce: str
    verifier: str


class Provider(Protocol):
    """Who vouches for people."""

    @property
    def terms(self) -> Terms:
        """How it is spoken to."""

    def address(self, asked: Asked, at: datetime) -> str:
        """Where to send the browser; Unreachable if that cannot be found out."""

    def vouched(self, code: str, asked: Asked, at: datetime) -> Mapping[str, Any]:
        """What is said of whoever came back with a code; Unreachable, Untrusted."""


def named(claims: Mapping[str, Any], claim: str) -> str:
    """By what a person is known here; Untrusted if it is not said, or only alleged."""
    found = claims.get(claim)
    if isinstance(found, int) and not isinstance(found, bool):
        found = str(found)  # a staff number
    if not isinstance(found, str) or not found.strip() or not found.isprintable():
        raise Untrusted(f"身份提供方没有给出{claim}")
    if claim == MAIL and claims.get("email_verified") is not True:
        raise Untrusted("身份提供方没有核实邮箱地址")
    return found.strip()
