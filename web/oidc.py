"""The door to Authlib: OpenID Connect, the code flow with PKCE (needs the extra `oidc`).

What a provider says counts only if it is signed with one of its keys by an asymmetric algorithm,
comes from it, is meant for us, holds now, and answers the very request of this browser.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from web.provider import MAIL, Asked, Terms, Unreachable, Untrusted

ALGORITHMS = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519",
    "EdDSA",
)  # fmt: skip
"""Those whose signatures only the provider can make: neither none nor a shared secret."""
KINDS = frozenset({"RSA", "EC", "OKP"})
WAIT = 5.0
LEEWAY = 60
"""Seconds: how long the provider may take to answer, and how far its clock may be off."""
REST = timedelta(seconds=15)
"""How long a provider that did not answer is left alone."""
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
BASIC, POST = "client_secret_basic", "client_secret_post"


def is_guarded(address: str) -> bool:
    """Whether nobody on the way can listen: encrypted, or within this very machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


@dataclass
class OpenID:
    """A provider that speaks OpenID Connect."""

    terms: Terms
    _known: Mapping[str, Any] = field(default_factory=dict, repr=False)
    _failed: datetime | None = field(default=None, repr=False)

    def address(self, asked: Asked, at: datetime) -> str:
        """Where to send the browser; Unreachable if the provider cannot be asked."""
        with self._asking(at):
            known = self._metadata()
        with self._session() as session:
            address, _ = session.create_authorization_url(
                known["authorization_endpoint"], state=asked.state, nonce=asked.nonce,
                code_verifier=asked.verifier,
            )  # fmt: skip
        return str(address)

    def vouched(self, code: str, asked: Asked, at: datetime) -> Mapping[str, Any]:
        """What the provider says of whoever came back with a code; Unreachable, Untrusted."""
        with self._asking(at):
            return self._vouched(code, asked, at)

    @contextmanager
    def _asking(self, at: datetime) -> Iterator[None]:
        """Ask it, unless it did not answer just now: waiting for it would hold up all pages."""
        if self._failed is not None and abs(at - self._failed) < REST:
            raise Unreachable("it did not answer a moment ago")
        try:
            yield
        except Unreachable:
            self._failed, self._known = at, {}  # it may have moved
            raise
        self._failed = None

    def _vouched(self, code: str, asked: Asked, at: datetime) -> Mapping[str, Any]:
        known = self._metadata()
        with self._session() as session:
            session.token_endpoint_auth_method = _way(known)
            try:
                token = session.fetch_token(
                    known["token_endpoint"], grant_type="authorization_code", code=code,
                    code_verifier=asked.verifier, redirect_uri=self.terms.returns,
                    allow_redirects=False,
                )  # fmt: skip
            except OAuthError as why:
                raise Untrusted(f"身份提供方不认这次登录({_plain(why.error)})") from None
            except (OSError, ValueError) as why:
                raise Unreachable(type(why).__name__) from None
            keys = _keys(self._get(session, known["jwks_uri"]))
        return self._read(token, keys, asked.nonce, at)

    def _read(
        self, token: Mapping[str, Any], keys: KeySet, nonce: str, at: datetime
    ) -> Mapping[str, Any]:
        """The claims of a token of identity, each of them checked."""
        options = {
            "iss": {"essential": True, "value": self.terms.issuer},
            "aud": {"essential": True, "value": self.terms.client},
        }
        params = {
            "nonce": nonce, "client_id": self.terms.client,
            "access_token": token.get("access_token"),
        }  # fmt: skip
        try:
            read = jwt.decode(str(token.get("id_token", "")), keys, algorithms=list(ALGORITHMS))
            claims = CodeIDToken(read.claims, read.header, options, params)
            claims.validate(int(at.timestamp()), LEEWAY)
        except (JoseError, ValueError, TypeError) as why:
            told = _plain(f"{getattr(why, 'error', '')} {getattr(why, 'description', '')}")
            raise Untrusted(f"身份令牌没有通过核对({told.strip() or type(why).__name__})") from None
        return dict(claims)

    def _metadata(self) -> Mapping[str, Any]:
        """Where the provider listens, as it says itself; asked for again when it is not known."""
        if not self._known:
            with self._session() as session:
                place = f"{self.terms.issuer.rstrip('/')}/.well-known/openid-configuration"
                found = self._get(session, place)
            if found.get("issuer") != self.terms.issuer:
                raise Unreachable("the issuer is another")
            if not all(is_guarded(str(found.get(name, ""))) for name in NEEDED):
                raise Unreachable("an address is missing or not guarded")
            self._known = found
        return self._known

    def _session(self) -> OAuth2Session:
        scope = {"sub": "openid", MAIL: "openid email"}.get(self.terms.claim, "openid profile")
        session = OAuth2Session(
            self.terms.client, self.terms.secret, scope=scope, redirect_uri=self.terms.returns,
            code_challenge_method="S256", default_timeout=WAIT,
        )  # fmt: skip
        session.trust_env = False  # neither a proxy nor a .netrc of this machine has a say
        if self.terms.ca is not None:
            session.verify = str(self.terms.ca)
        return session

    def _get(self, session: OAuth2Session, address: str) -> Mapping[str, Any]:
        """A document of the provider's; Unreachable if there is none."""
        try:
            answer = session.get(address, withhold_token=True, allow_redirects=False)
            found = answer.json() if answer.status_code == 200 else None  # noqa: PLR2004 - OK
        except (OSError, ValueError) as why:
            raise Unreachable(type(why).__name__) from None
        if not isinstance(found, dict):
            raise Unreachable(f"no document at {urlsplit(address).path}")
        return found


def _way(known: Mapping[str, Any]) -> str:
    """How the provider wants our secret: in the header, unless it takes it in the form alone."""
    ways = known.get("token_endpoint_auth_methods_supported") or [BASIC]
    return POST if BASIC not in ways and POST in ways else BASIC


def _keys(document: Mapping[str, Any]) -> KeySet:
    """The provider's public keys to check signatures with; Unreachable if there are none."""
    listed = document.get("keys")
    usable = [
        key
        for key in (listed if isinstance(listed, list) else [])
        if isinstance(key, dict) and key.get("kty") in KINDS and key.get("use", "sig") == "sig"
    ]
    try:
        if usable:
            return KeySet.import_key_set({"keys": usable})
    except (JoseError, ValueError, TypeError, KeyError) as why:
        raise Unreachable(type(why).__name__) from None
    raise Unreachable("no key to check signatures with")


def _plain(text: object) -> str:
    """A word of the provider's that can stand in a line."""
    return "".join(sign for sign in str(text) if sign.isprintable())[:80]
