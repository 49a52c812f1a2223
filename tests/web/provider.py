"""A small provider of OpenID Connect on loopback, which can be told to say what is not so.

It keeps to the code flow with PKCE: a code counts once, for the client and the address it was given
for, and only with the verifier of its challenge. Its time is the test's.
"""

import base64
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import requests
from joserfc import jwt
from joserfc.jwk import ECKey

from storage import accounts, passwords
from tests.web.office import Web
from web.app import application
from web.oidc import OpenID
from web.provider import RETURN, Terms
from web.site import Site
from web.visit import COOKIE

CLIENT, SECRET = "kaohe", "a secret of the test's"
SITE, START = "https://kaohe.invalid", "/sign-in/provider"
Claims = dict[str, Any]


def key(name: str) -> ECKey:
    """A new key to sign with."""
    return ECKey.generate_key("P-256", {"kid": name, "use": "sig"})


@dataclass
class Identity:
    """A provider: who has signed in with it, what it says of them, and by which key.

    `spoil` changes the claims before they are signed; `sign` signs them. `asked` are the queries
    that browsers came with, `codes` those not yet taken.
    """

    now: Callable[[], float]
    person: Claims = field(default_factory=dict)
    spoil: Callable[[Claims], None] = lambda claims: None
    sign: Callable[[Claims], str] | None = None
    ways: tuple[str, ...] = ("client_secret_basic",)
    keep_codes: bool = False
    key: ECKey = field(default_factory=lambda: key("one"))
    issuer: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    got: list[str] = field(default_factory=list)

    def metadata(self) -> Claims:
        """What it tells of itself."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": list(self.ways),
        }

    def keys(self) -> Claims:
        """Its public keys; one of another kind among them."""
        odd = {"kty": "SM2", "kid": "odd"}
        return {"keys": [odd, self.key.as_dict(private=False)]}

    def authorize(self, query: dict[str, str]) -> str:
        """Let the person in who sits before the browser; where to go with a code."""
        self.asked.append(query)
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        assert query["client_id"] == CLIENT
        code = f"code-{len(self.asked)}"
        self.codes[code] = query
        back = {"code": code, "state": query["state"], "iss": self.issuer}
        return f"{query['redirect_uri']}?{urlencode(back)}"

    def token(self, form: dict[str, str], secret: str) -> Claims | None:
        """What a code is worth; None if it is worth nothing."""
        given = self.codes.get(form.get("code", ""))
        if not self.keep_codes:
            self.codes.pop(form.get("code", ""), None)
        plain = _plain(sha256(form.get("code_verifier", "").encode()).digest())
        if given is None or plain != given["code_challenge"] or secret != SECRET:
            return None
        if form["redirect_uri"] != given["redirect_uri"]:
            return None
        now = int(self.now())
        claims: Claims = {
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300,
            "nonce": given["nonce"], **self.person,
        }  # fmt: skip
        self.spoil(claims)
        signed = (self.sign or self.signed)(claims)
        return {"access_token": "unused", "token_type": "Bearer", "id_token": signed}

    def signed(self, claims: Claims) -> str:
        """Claims signed as they should be."""
        return jwt.encode({"alg": "ES256", "kid": "one"}, claims, self.key)


class _Answers(BaseHTTPRequestHandler):
    identity: Identity

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.identity.got.append(parts.path)
        if parts.path == "/authorize":
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            self.send_response(302)
            self.send_header("Location", self.identity.authorize(query))
            self.end_headers()
            return
        known = {
            "/.well-known/openid-configuration": self.identity.metadata,
            "/keys": self.identity.keys,
        }
        self._send(known[parts.path]() if parts.path in known else None)

    def do_POST(self) -> None:
        self.identity.got.append(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        basic = base64.b64decode(self.headers.get("Authorization", " ").partition(" ")[2]).decode()
        told = unquote(basic.partition(":")[2]) if basic else form.get("client_secret", "")
        self._send(self.identity.token(form, told) or {"error": "invalid_grant"})

    def _send(self, document: Claims | None) -> None:
        body = json.dumps(document or {}).encode()
        status = 404 if document is None else 400 if "error" in document else 200
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def listening(identity: Identity) -> Iterator[Identity]:
    """The provider, on a port of its own of this machine, until the end."""
    handler = type("Answers", (_Answers,), {"identity": identity})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        identity.issuer = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield identity
        finally:
            server.shutdown()
            thread.join()


class Office:
    """The site of an office with a provider, and somebody at a browser."""

    def __init__(self, house: Web, identity: Identity, **terms: Any) -> None:
        self.house, self.identity = house, identity
        provider = OpenID(Terms(identity.issuer, CLIENT, SECRET, SITE, **terms))
        self.site = house.site = Site(
            house.site.office, house.profile, now=lambda: house.now, present=lambda: house.present,
            provider=provider,
        )  # fmt: skip
        house.app = application(self.site)

    def goes(self, client: Any, to: str = "/") -> str:
        """Go to the provider and as far as the address it sends one back to, path and query."""
        there = client.get(START, params={"to": to}).headers["location"]
        assert there.startswith(f"{self.identity.issuer}/authorize?")
        with requests.Session() as browser:
            browser.trust_env = False  # no proxy of this machine
            back = browser.get(there, allow_redirects=False, timeout=10).headers["Location"]
        assert back.startswith(f"{SITE}{RETURN}?")
        return str(back.removeprefix(SITE))

    def signs_in(self, client: Any = None) -> Any:
        """Sign in all the way; the answer to whoever is back."""
        client = client or self.house.stranger()
        return client.get(self.goes(client))


def entered(answer: Any) -> bool:
    """Whether somebody was let in; nobody else gets a session."""
    inside = COOKIE in answer.cookies
    assert inside == (answer.status_code == 303)
    return inside


def coded(office: Office) -> bytes:
    """Give o1 a second factor; its secret."""
    house = office.house
    person, kept = house.rehearsal.played.ids["o1"], passwords.nonce()
    with house.rehearsal.database.begin() as connection:
        accounts.set_account(connection, house.site.office.id, person, totp=kept)
    return passwords.code_secret(house.site.office.store.journal_key, person, kept)


def unsigned(claims: Claims) -> str:
    """Claims with the algorithm none."""
    return f"{_parts({'alg': 'none', 'typ': 'JWT'}, claims)}."


def by_public_key(identity: Identity, claims: Claims) -> str:
    """Claims signed with a shared secret that is the public key, as everyone can have it."""
    parts = _parts({"alg": "HS256", "kid": "one"}, claims)
    mac = hmac.digest(identity.key.as_pem(private=False), parts.encode(), "sha256")
    return f"{parts}.{_plain(mac)}"


def _parts(header: Claims, claims: Claims) -> str:
    return ".".join(_plain(json.dumps(part).encode()) for part in (header, claims))


def _plain(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")
