"""The application: its routes, the gate before them, and what is said when something is barred."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from storage.database import DatabaseBusy, DatabaseError
from web import (
    access,
    accounts,
    analysis,
    api,
    audit,
    case,
    concerns,
    confidential,
    demo_time,
    doing,
    entrusted,
    feedback,
    following,
    foreseen,
    goals,
    home,
    late,
    ledger,
    notices,
    own,
    people,
    policy,
    quarter,
    result,
    resumed,
    roster,
    sent,
    session,
    signed_in,
    signing,
    staff,
    status,
    statuses,
    telling,
    vouching,
    workdays,
)
from web.headers import TOO_LARGE, Guarded
from web.pages import go
from web.render import page
from web.resumed import kept_of
from web.site import Site
from web.verifying import Checks
from web.visit import PASSWORD, Denied, MustChange, NotSignedIn, Stale

STATIC = Path(__file__).with_name("static")
PARTS = (
    status.router,
    analysis.router,
    signing.router,
    vouching.router,
    home.router,
    case.router,
    doing.router,
    resumed.router,
    result.router,
    people.router,
    quarter.router,
    session.router,
    late.router,
    foreseen.router,
    ledger.router,
    feedback.router,
    telling.router,
    following.router,
    goals.router,
    notices.router,
    concerns.router,
    confidential.router,
    staff.router,
    roster.router,
    statuses.router,
    entrusted.router,
    policy.router,
    workdays.router,
    sent.router,
    api.router,
    demo_time.router,
    signed_in.router,
    accounts.router,
    audit.router,
    own.router,
)
API = "/api/"
AT_ONCE = 6
"""Answers that are worked on at once: those that wait to write are among them."""
ENDED = "登录已过期，没有保存。提交后重新登录，填写的内容会带回来"
BUSY = "数据库正忙或暂时不可用，没有办理。请稍后再试"
SECRET = frozenset({"password", "current", "fresh", "code"})
"""Fields that are typed anew rather than written into a page."""
PROBLEM = "application/problem+json"


def application(site: Site) -> FastAPI:
    """The pages and the API of a site; AccessError if a route has no rule of access."""
    app = FastAPI(
        title=f"{site.office.name}公务员平时考核", docs_url=None, redoc_url=None,
        openapi_url=None, lifespan=_few_at_once,
    )  # fmt: skip
    for part in PARTS:
        app.include_router(part)
    app.state.site = site
    app.state.checks = Checks(site)
    app.state.access = access.load()
    access.check(app.state.access, routes())
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_middleware(Guarded)
    for kind, answer in _ANSWERS.items():
        app.add_exception_handler(kind, answer)
    return app


@asynccontextmanager
async def _few_at_once(_: FastAPI) -> AsyncIterator[None]:
    """Let few pages be computed at once and the others wait their turn.

    Many at once would share one interpreter: the short ones among them come no sooner, and those
    that take longer last as many times longer as there are others.
    """
    current_default_thread_limiter().total_tokens = AT_ONCE
    yield


def routes() -> Iterator[access.Route]:
    """Every route of the application, by method and path."""
    for part in PARTS:
        for route in part.routes:
            assert isinstance(route, APIRoute), "nothing else is routed"
            yield from ((method, route.path) for method in sorted(route.methods or ()))


def _barred(request: Request, text: str, status: int, **more: Any) -> Response:
    """Say why something cannot be had: a problem for programs, a page for people."""
    again = more.pop("again", [])
    if request.url.path.startswith(API):
        body = {"type": "about:blank", "title": text, "status": status, "detail": text} | more
        return JSONResponse(body, status, media_type=PROBLEM)
    if request.headers.get("hx-request"):  # a part of a page, which stays as it is
        return PlainTextResponse(text, status)
    site: Site = request.app.state.site
    head = "没有办理" if request.method == "POST" else "打不开这一页"
    values = {"kept": "", "office": site.office.name, "again": again, "here": request.url.path}
    values["head"] = head
    return HTMLResponse(page("barred.html", text=text, **values | more), status)


def _not_signed_in(request: Request, why: Exception) -> Response:
    assert isinstance(why, NotSignedIn), "registered for it alone"
    if request.url.path.startswith(API):
        return _barred(request, "请先登录", 401)
    if request.method == "GET":
        return go(f"{signing.SIGN_IN}?to={request.url.path}")
    path, site = request.url.path, request.app.state.site
    kept = kept_of(path, why.lists)
    if not kept or request.headers.get("hx-request"):
        return _barred(request, ENDED, 401)
    text = "登录已过期，还没有办理。您填写的内容没有丢：重新登录后回到原来的表单，内容都在"
    told = page(
        "sign_in.html", office=site.office.name, to=path, trouble=text, handle="",
        guests=site.guests, kept=kept, provider=site.provider_title,
    )  # fmt: skip
    return HTMLResponse(told, 401)


def _must_change(request: Request, _: Exception) -> Response:
    if request.url.path.startswith(API):
        return _barred(request, "请先在网页上修改初始密码", 403)
    return go(PASSWORD)


def _denied(request: Request, why: Exception) -> Response:
    assert isinstance(why, Denied), "registered for it alone"
    kept = kept_of(request.url.path, why.lists) if isinstance(why, Stale) else ""
    if isinstance(why, Stale) and kept and not request.headers.get("hx-request"):
        csrf = why.reader.session.csrf
        return _barred(request, why.text, why.status, kept=kept, to=request.url.path, csrf=csrf)
    return _barred(request, why.text, why.status)


def _plain(request: Request, why: Exception) -> Response:
    assert isinstance(why, HTTPException), "registered for it alone"
    words = {404: "没有这个页面", 405: "这个地址不能这样访问", 413: TOO_LARGE}
    return _barred(request, words.get(why.status_code, "不能办理这个请求"), why.status_code)


def _misread(request: Request, _: Exception) -> Response:
    return _barred(request, "地址或内容的写法不对，没有办理", 422)


def _busy(request: Request, _: Exception) -> Response:
    return _barred(request, BUSY, 503, again=_again(request))


def _again(request: Request) -> list[tuple[str, str]]:
    """What a form carried, to be sent once more as it is: the same click, done once at most."""
    typed: Mapping[str, list[str]] = getattr(request.state, "typed", {})
    if request.method != "POST" or SECRET & typed.keys():
        return []
    return [(name, value) for name, values in typed.items() for value in values]


_ANSWERS: dict[type[Exception], Callable[[Request, Exception], Response]] = {
    NotSignedIn: _not_signed_in,
    MustChange: _must_change,
    Denied: _denied,
    HTTPException: _plain,
    RequestValidationError: _misread,
    DatabaseBusy: _busy,
    DatabaseError: _busy,
}
