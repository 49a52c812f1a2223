"""Signing in and out, and setting one's own password."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from rules.sign_in import terms_of
from web.pages import go, shown
from web.resumed import take_up
from web.visit import COOKIE, LEAVE, PASSWORD, Denied, Here, Visit, inner
from workflow.accounts import Attempt, NotTaken, TooMany

router = APIRouter()
SIGN_IN = "/sign-in"
OK = 200


@router.get(SIGN_IN)
def ask(visit: Here, to: str = "/") -> Response:
    """Ask who it is."""
    if visit.reader:
        return go(inner(to))
    return asked(visit, inner(to))


def asked(visit: Visit, to: str, trouble: str = "", status: int = 200) -> HTMLResponse:
    """The page that asks who it is."""
    return shown(visit, "sign_in.html", status, to=to, trouble=trouble,
                 handle=visit.form.get("handle", "")[:64], guests=visit.site.guests,
                 kept=visit.form.get("kept", "") if status != OK else "",
                 provider=visit.site.provider_title)  # fmt: skip


@router.post(SIGN_IN)
def enter(visit: Here) -> Response:
    """Sign in with login name and password."""
    to = inner(visit.form.get("to", "/"))
    form = visit.form
    if visit.reader and "resume" in form:  # signed in meanwhile, in another window
        return go(take_up(visit.site, visit.reader, to, form.get("kept", "")))
    attempt = Attempt(
        form.get("handle", ""), form.get("password", ""), form.get("code", ""), visit.address,
        visit.request.cookies.get(COOKIE, ""),
    )  # fmt: skip
    try:
        token = visit.site.door.sign_in(attempt, visit.site.present(), visit.at)
    except TooMany as why:
        return asked(visit, to, str(why), 429)
    except NotTaken as why:
        return asked(visit, to, str(why), 403)
    return let_in(visit, token, to)


def let_in(visit: Visit, token: str, to: str) -> Response:
    """On to a page with a new session, with what was typed when the last one had ended."""
    site = visit.site
    reader = site.door.reader(token, site.present(), site.now())
    answer = go(take_up(site, reader, to, visit.form.get("kept", "")))
    answer.set_cookie(COOKIE, token, path="/", secure=True, httponly=True, samesite="lax")
    return answer


@router.post("/guest")
def guest(visit: Here) -> Response:
    """Sign in as one of the demonstration's people, which has no passwords."""
    handle = visit.form.get("handle", "")
    if handle not in {known for known, _ in visit.site.guests}:
        raise visit.deny()
    token = visit.site.door.let_in(handle, visit.site.present())
    return let_in(visit, token, inner(visit.form.get("to", "/")))


@router.post(LEAVE)
def leave(visit: Here) -> Response:
    """Sign out; the browser forgets what it has of the site."""
    visit.site.door.sign_out(visit.who, visit.site.present())
    answer = go(SIGN_IN)
    answer.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return answer


@router.get(PASSWORD)
def password(visit: Here) -> Response:
    """Ask for a new password."""
    return _password(visit)


def _password(visit: Visit, trouble: str = "") -> Response:
    return shown(
        visit, "password.html", 422 if trouble else 200, troubles=trouble.split("；"),
        first=visit.who.must_change, terms=terms_of(visit.site.profile),
    )  # fmt: skip


@router.post(PASSWORD)
def change(visit: Here) -> Response:
    """Set a new password."""
    form = visit.form
    try:
        visit.site.door.change_password(
            visit.who, form.get("current", ""), form.get("fresh", ""), form.get("again", ""),
            visit.site.present(),
        )  # fmt: skip
    except NotTaken as why:
        return _password(visit, str(why))
    visit.site.said.keep(visit.who.session.digest, "密码已修改；在别处的登录状态已结束")
    return go("/")


__all__ = ["SIGN_IN", "Denied", "asked", "inner", "let_in", "router"]
