"""Signing in through the office's own identity provider: there, back, and the second factor.

Until the browser is back it holds one random text. The state, the nonce and the verifier of the
code follow from it and from a key of ours, so nothing is kept here, and each counts once.
"""

import logging
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

from fastapi import APIRouter
from fastapi.responses import Response

from storage.passwords import same
from web.pages import go, shown
from web.provider import MAIL, RETURN, Asked, Provider, Unreachable, Untrusted, named
from web.signing import SIGN_IN, asked, let_in
from web.visit import COOKIE, Here, Visit, inner, printable
from workflow.accounts import Attempt, NotTaken, TooMany
from workflow.vouched import MARGIN, Entrance, NeedsCode

router = APIRouter(prefix="/sign-in/provider")
PENDING = "__Host-kaohe-provider"
LONGEST_PLACE = 200
DOWN = "{title}暂时不能连接，没有登录。请稍后再试，或者用本系统的登录名和密码登录"
STRAY = "不是从本浏览器发起的登录，或者已经过期、已经用过"
_log = logging.getLogger("kaohe.web")


def _provider(visit: Visit) -> tuple[Provider, Entrance]:
    """The provider and its door; a site without one has none of these pages."""
    provider, site = visit.site.provider, visit.site
    if provider is None:
        raise visit.deny()
    terms = provider.terms
    return provider, Entrance(site.office, site.profile, terms.title, terms.claim == MAIL)


@router.get("")
def leave(visit: Here, to: str = "/") -> Response:
    """Send the browser to the provider."""
    provider, door = _provider(visit)
    if visit.request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return go(SIGN_IN)  # nobody is signed in by a link on some other site
    at, place = visit.site.present(), inner(to)
    held = urlsafe_b64encode(place.encode() if len(place) <= LONGEST_PLACE else b"/").decode()
    pending = f"{door.leave(at)}.{held}"
    try:
        answer = go(provider.address(_asked(door, pending), at))
    except Unreachable as why:
        return _down(visit, provider, why)
    answer.set_cookie(
        PENDING, pending, max_age=int(MARGIN.total_seconds()), path="/", secure=True,
        httponly=True, samesite="lax",
    )  # fmt: skip
    return answer


@router.get(RETURN.removeprefix(router.prefix))
def back(visit: Here) -> Response:
    """Take up whoever comes back from the provider."""
    provider, door = _provider(visit)
    pending = visit.request.cookies.get(PENDING, "")
    if visit.reader and not pending:
        return go("/")  # the page was loaded again
    at = visit.site.present()
    try:
        door.listen(visit.address, at)
        name = _name(visit, provider, door, pending)
    except TooMany as why:
        return _turned_away(visit, why)
    except Unreachable as why:
        return _down(visit, provider, why)
    except Untrusted as why:
        return _turned_away(visit, door.turn_away(visit.address, str(why), at))
    return _admitted(visit, door, name, pending)


@router.post("/code")
def code(visit: Here) -> Response:
    """Take the code of the second factor, of somebody the provider has just vouched for."""
    _, door = _provider(visit)
    form, at = visit.form, visit.site.present()
    pending, name = visit.request.cookies.get(PENDING, ""), form.get("name", "")
    if not door.is_sealed(form.get("sealed", ""), name, pending, at):
        return _turned_away(visit, door.turn_away(visit.address, STRAY, at))
    return _admitted(visit, door, name, pending)


def _asked(door: Entrance, pending: str) -> Asked:
    """What one sign-in goes by, each for its own purpose."""
    return Asked(*(door.derived(purpose, pending) for purpose in ("state", "nonce", "verifier")))


def _name(visit: Visit, provider: Provider, door: Entrance, pending: str) -> str:
    """By what the provider calls whoever came back; Untrusted, Unreachable."""
    given, at = visit.request.query_params, visit.site.present()
    wanted = _asked(door, pending)
    if not (pending and same(given.get("state", ""), wanted.state) and door.is_fresh(pending, at)):
        raise Untrusted(STRAY)
    if not visit.site.spent.take(pending, at, MARGIN):
        raise Untrusted(STRAY)
    if given.get("iss", provider.terms.issuer) != provider.terms.issuer:
        raise Untrusted("是另一个身份提供方送回来的")
    if "code" not in given:
        raise Untrusted(f"身份提供方没有认可({printable(given.get('error', ''))[:40]})")
    return named(provider.vouched(given["code"], wanted, at), provider.terms.claim)


def _admitted(visit: Visit, door: Entrance, name: str, pending: str) -> Response:
    """Let somebody in for whom the provider has vouched, or ask for their code first."""
    at = visit.site.present()
    attempt = Attempt(
        name, code=visit.form.get("code", ""), address=visit.address,
        replaces=visit.request.cookies.get(COOKIE, ""), through=door.title,
    )  # fmt: skip
    try:
        token = door.admit(attempt, at, visit.at)
    except NeedsCode:
        sealed = door.seal(name, pending, at)
        return shown(visit, "sign_in_code.html", person=name, sealed=sealed, title=door.title)
    except NotTaken as why:
        return _turned_away(visit, why)
    return _forgotten(let_in(visit, token, _place(pending)))


def _place(pending: str) -> str:
    """Where somebody wanted to go when they were asked to sign in."""
    try:
        return inner(urlsafe_b64decode(pending.rpartition(".")[2]).decode())
    except (Error, ValueError):
        return "/"


def _turned_away(visit: Visit, why: NotTaken) -> Response:
    """Ask anew who it is; the browser forgets the sign-in that came to nothing."""
    return _forgotten(asked(visit, "/", str(why), 429 if isinstance(why, TooMany) else 403))


def _forgotten(answer: Response) -> Response:
    answer.delete_cookie(PENDING, path="/", secure=True, httponly=True, samesite="lax")
    return answer


def _down(visit: Visit, provider: Provider, why: Unreachable) -> Response:
    """Say that the provider cannot be had now; what went wrong is for the log."""
    _log.warning("the identity provider cannot be had: %s", why)
    return asked(visit, "/", DOWN.format(title=provider.terms.title), 503)
