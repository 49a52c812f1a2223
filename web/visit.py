"""A visit: who asks for a page, from which browser, at what time, with what filled in.

Every route asks for a `Visit` and so passes the gate: the origin and the token of a form are
checked, the table of access is asked, and a refusal is put on record before it is told.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.datastructures import URL, FormData, UploadFile

from storage.journal import SYSTEM
from storage.load import Loader
from storage.passwords import same
from storage.remembered import Recalling
from storage.work import unit_of_work
from web.access import ANYONE, Rule
from web.address import address_of
from web.site import Site
from workflow.account_lines import DENIED, tell
from workflow.accounts import Reader
from workflow.veil import Viewer

COOKIE = "__Host-kaohe"
"""Browsers take a cookie of such a name from a secure place alone, and for this host alone."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
MOST_FIELDS = 2_000
MOST_OF_MOVE = 16_000
"""Fields of a form at most; of a move's those of a session on five thousand people, and some."""
NOT_YOURS = "没有这个页面，或者它不在您的职责范围内"
PASSWORD = "/password"  # noqa: S105 - an address, not a secret
LEAVE = "/sign-out"
FILES = "/cases/"


class NotSignedIn(Exception):
    """Nobody is signed in; what was filled in is kept for the page that asks them to."""

    def __init__(self, lists: Mapping[str, list[str]]) -> None:
        super().__init__("not signed in")
        self.lists = lists


class MustChange(Exception):
    """The reader has to set a password of their own first."""


class Denied(Exception):
    """What is asked for is not the reader's to see or to do; told as if it were not there."""

    def __init__(
        self, text: str = "没有这个页面，或者它不在您的职责范围内", status: int = 404
    ) -> None:
        super().__init__(text)
        self.text, self.status = text, status


class Stale(Denied):
    """A form of an earlier session; what was filled in is kept for its reader."""

    def __init__(self, reader: Reader, lists: Mapping[str, list[str]]) -> None:
        super().__init__("页面已经失效，没有办理。请返回上一页，刷新后再提交", 403)
        self.reader, self.lists = reader, lists


@dataclass(frozen=True)
class Visit:
    """One request of somebody: the site, the reader if signed in, the form if one was sent."""

    site: Site
    request: Request
    reader: Reader | None
    form: Mapping[str, str]
    lists: Mapping[str, list[str]]

    @cached_property
    def at(self) -> datetime:
        """The time the office goes by: one instant, as long as the visit takes."""
        return self.site.now()

    @property
    def address(self) -> str:
        """The network address the request comes from."""
        return address(self.site, self.request)

    @property
    def who(self) -> Reader:
        """The reader, who is signed in wherever this is asked for."""
        assert self.reader is not None, "the table of access lets nobody else in here"
        return self.reader

    @property
    def viewer(self) -> Viewer:
        """The reader of lists, in all the roles they hold."""
        return Viewer(self.who.person, self.who.roles)

    def loader(self, connection: Any) -> Loader:
        """What reads the office for a page; all files of a period come from what is kept."""
        return Recalling(connection, self.site.office.id, self.site.remembered)

    def deny(self, text: str = "", status: int = 404) -> Denied:
        """Put a refusal on record; what to raise. What the refused may learn is `text`."""
        put_on_record(self.site, self.reader, self.request)
        return Denied(text, status) if text else Denied(status=status)


def put_on_record(site: Site, reader: Reader | None, request: Request) -> None:
    """Write that somebody was refused a page: a line in the chain of the system."""
    told = {
        "asked": printable(f"{request.method} {request.url.path}")[:200],
        "address": address(site, request),
    }
    with unit_of_work(site.office.store, SYSTEM) as work:
        tell(
            work, DENIED, site.present(), reader.person if reader else "", refused="无权", told=told
        )


def printable(text: str) -> str:
    """A text that can stand in a line: what cannot be shown is left out."""
    return "".join(sign for sign in text if sign.isprintable())


def address(site: Site, request: Request) -> str:
    """The network address that a request comes from."""
    peer = request.client.host if request.client else ""
    return address_of(peer, request.headers.getlist("x-forwarded-for"), site.proxies)


async def posted(request: Request) -> AsyncIterator[FormData]:
    """What was filled in, if anything; files are closed once the request is answered."""
    if request.method in SAFE:
        yield FormData()
        return
    most = MOST_OF_MOVE if request.url.path.startswith(FILES) else MOST_FIELDS
    async with request.form(max_fields=most, max_files=1) as form:
        yield form


def visit(request: Request, form: Annotated[FormData, Depends(posted)]) -> Visit:
    """Let a request in, or raise what bars it."""
    site: Site = request.app.state.site
    rule: Rule = request.app.state.access[request.method, request.scope["route"].path]
    token = request.cookies.get(COOKIE, "")
    fields, lists = _texts(form)
    request.state.typed = lists  # for whatever goes wrong from here on
    reader = site.door.reader(token, site.present(), site.now())
    if request.method not in SAFE and not _from_here(request):
        put_on_record(site, reader, request)
        raise Denied("这个请求不是从本系统的页面发出的，没有办理", 403)
    if not rule.admits(reader.roles if reader else None):
        if reader is None:
            raise NotSignedIn(lists)
        put_on_record(site, reader, request)
        raise Denied()
    # Whoever signs in may have signed in meanwhile in another window; the origin was checked.
    changes = request.method not in SAFE and rule.who != ANYONE
    if reader and changes and not _genuine(request, fields, reader):
        put_on_record(site, reader, request)
        raise Stale(reader, lists)
    free = rule.who == ANYONE or request.url.path in (PASSWORD, LEAVE)
    if reader and reader.must_change and not free:
        raise MustChange
    return Visit(site, request, reader, fields, lists)


def _genuine(request: Request, fields: Mapping[str, str], reader: Reader) -> bool:
    """Whether a form, or the header of a script, carries the token of the reader's session."""
    token = request.headers.get("x-csrf-token", "") or fields.get("csrf", "")
    return same(token, reader.session.csrf)


def _from_here(request: Request) -> bool:
    """Whether the browser says that a page of this very site sent the request."""
    fetched = request.headers.get("sec-fetch-site")
    if fetched is not None and fetched != "same-origin":
        return False
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host", "")


def inner(to: str) -> str:
    """An address within the site: anything else leads home."""
    url = URL(to)
    plain = to.startswith("/") and not to.startswith(("//", "/\\")) and to.isprintable()
    return to if plain and not url.netloc and not url.scheme and "\\" not in to else "/"


def _texts(form: FormData) -> tuple[dict[str, str], dict[str, list[str]]]:
    """The texts of a form, the last of each name, and all of each name."""
    lists: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if not isinstance(value, UploadFile):
            lists.setdefault(name, []).append(value)
    return {name: values[-1] for name, values in lists.items()}, lists


Here = Annotated[Visit, Depends(visit)]
"""What every route takes: a visit that passed the gate."""
Values = dict[str, Any]
