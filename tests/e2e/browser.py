"""A real browser on a real server: Debian's Chromium, and uvicorn on a free port of this machine.

Every page that is opened is watched: a breach of the content security policy, an error of a script
or an answer of 500 fails the test that caused it.
"""

import shutil
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from mimetypes import guess_type
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from playwright.sync_api import Browser, Error, Page, Route, ViewportSize, sync_playwright

from tests.web.office import Web
from web.app import STATIC
from web.headers import HEADERS
from web.visit import COOKIE

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--force-color-profile=srgb",
)  # fmt: skip
DESKTOP, PHONE = ViewportSize(width=1280, height=900), ViewportSize(width=390, height=844)
SIZES = {"desktop": DESKTOP, "phone": PHONE}
AXE = Path(__file__).with_name("vendor") / "axe.min.js"
SHOTS = Path("build/screenshots")
BROKEN = 500
PATIENCE = 15_000
"""Milliseconds a page may take on a loaded machine."""
QUIET = "/healthz"
"""An address of every site at which nothing runs in the window."""
_PORTS: list[int] = []


def installed() -> str | None:
    """Where Chromium is on this machine; None if it is not."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def _place() -> socket.socket:
    """A socket to be called at: the same one after the other, so that windows stay of use."""
    place = socket.socket()
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        place.bind(("127.0.0.1", _PORTS[0] if _PORTS else 0))
    except OSError:  # another site is being served there
        place.bind(("127.0.0.1", 0))
    place.listen(64)
    _PORTS.append(place.getsockname()[1])
    return place


@contextmanager
def serving(web: Web) -> Iterator[str]:
    """The address of a site, served while the context lasts."""
    place = _place()
    server = uvicorn.Server(uvicorn.Config(web.app, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [place]})
    thread.start()
    try:
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        yield f"http://127.0.0.1:{place.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        place.close()


@dataclass
class Windows:
    """The windows of a browser, each with cookies of its own, lent to one test after the other.

    A new one costs Chromium a process and its fonts, which takes longer than most pages.
    """

    browser: Browser = field(repr=False)
    _free: defaultdict[tuple[str, bool], list[Page]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def take(self, address: str, size: ViewportSize, *, scripts: bool) -> Page:
        """A window of a size that knows nothing and nobody."""
        if free := self._free[address, scripts]:
            page = free.pop()
            page.set_viewport_size(size)
            return page
        context = self.browser.new_context(
            base_url=address, viewport=size, locale="zh-CN", java_script_enabled=scripts
        )
        context.set_default_timeout(PATIENCE)
        return context.new_page()

    def put_back(self, page: Page, address: str, *, scripts: bool) -> None:
        """Empty a window and keep it for the next; one that does not answer is closed."""
        try:
            page.goto(QUIET)
            if scripts:
                page.evaluate("localStorage.clear(); sessionStorage.clear()")
            page.context.clear_cookies()
        except Error:
            page.context.close()
            return
        self._free[address, scripts].append(page)


@contextmanager
def running(place: str) -> Iterator[Windows]:
    """Chromium without a window: one in a process, however many folders of tests ask for it."""
    if _RUNNING:
        yield _RUNNING[0]
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=place, args=list(FLAGS))
        _RUNNING.append(Windows(browser))
        yield _RUNNING[0]
        _RUNNING.clear()
        browser.close()


_RUNNING: list[Windows] = []


@dataclass
class Desk:
    """Windows at a site: whoever is named opens pages; `faults` are what went wrong in them."""

    web: Web
    address: str
    windows: Windows = field(repr=False)
    faults: list[str] = field(default_factory=list)
    _open: dict[Page, tuple[bool, dict[Any, Callable[[Any], None]]]] = field(default_factory=dict)

    def page(self, handle: str = "", size: ViewportSize = DESKTOP, *, scripts: bool = True) -> Page:
        """A window in which somebody is signed in; a stranger's without a handle."""
        page = self.windows.take(self.address, size, scripts=scripts)
        if handle:
            token = self.web.browser(handle).client.cookies[COOKIE]
            cookie = {
                "name": COOKIE,
                "value": token,
                "url": self.address.replace("http:", "https:"),
            }
            cookie |= {"secure": True}
            page.context.add_cookies([cookie])  # type: ignore[list-item]
        self._open[page] = scripts, self._watch(page)
        return page

    def leave(self, page: Page) -> None:
        """Whoever sat at a window is done with it."""
        scripts, watches = self._open.pop(page)
        self.windows.put_back(page, self.address, scripts=scripts)
        for event, watch in watches.items():
            page.remove_listener(event, watch)

    def close(self) -> None:
        """Everybody is done."""
        for page in list(self._open):
            self.leave(page)

    def _watch(self, page: Page) -> dict[Any, Callable[[Any], None]]:
        watches: dict[Any, Callable[[Any], None]] = {
            "pageerror": lambda error: self.faults.append(f"script: {error}"),
            "console": lambda said: (
                self.faults.append(said.text) if "Content Security" in said.text else None
            ),
            "response": lambda answer: (
                self.faults.append(f"{answer.status} {answer.url}")
                if answer.status >= BROKEN
                else None
            ),
        }
        for event, watch in watches.items():
            page.on(event, watch)
        return watches


class Shown:
    """A window for pages that were answered before: no server stands behind it, no network."""

    def __init__(self, browser: Browser) -> None:
        self._text = ""
        self.faults: list[str] = []
        self.page = browser.new_context(locale="zh-CN").new_page()
        self.page.route("**/*", self._answer)
        self.page.on("pageerror", lambda error: self.faults.append(error.stack or str(error)))
        self.page.on("console", lambda said: self._hear(said.text))

    def show(self, text: str) -> None:
        """Open a page with its styles and scripts, under the headers of the site."""
        self._text = text
        self.page.goto("https://kaohe.invalid/")

    def _answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            route.fulfill(body=file.read_bytes(), content_type=guess_type(file)[0])
        elif route.request.is_navigation_request():
            html = {"Content-Type": "text/html; charset=utf-8"}
            route.fulfill(body=self._text, headers={**HEADERS, **html})
        else:
            route.abort()

    def _hear(self, said: str) -> None:
        if "Content Security" in said:
            self.faults.append(said)


def shot(page: Page, name: str) -> None:
    """Keep a picture of a page, to be looked at."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


def overflows(page: Page) -> bool:
    """Whether a page is wider than its window."""
    return bool(
        page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    )


def barriers(page: Page) -> list[str]:
    """What axe finds serious or critical on a page: the rule and where."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: Any = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        f"{each['id']}: {[node['target'] for node in each['nodes']]}"
        for each in found["violations"]
        if each["impact"] in {"serious", "critical"}
    ]
