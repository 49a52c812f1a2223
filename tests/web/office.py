"""An office on the web to try things with: its site under a clock that the test sets."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from anyio.from_thread import BlockingPortal
from starlette.testclient import TestClient

from rules.sign_in import PROFILES, Profile
from storage import accounts, passwords
from storage.accounts import Session
from storage.load import Loader
from tests.rehearsal import PERIOD, Rehearsal, at
from web.app import application
from web.site import Site
from web.visit import COOKIE

REAL = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
"""The real time, by which sessions run."""
HOME = {"sec-fetch-site": "same-origin"}
LOOP: dict[str, BlockingPortal] = {}
"""The event loop of a session, if one runs: else every request starts a loop and its threads."""


@dataclass
class Web:
    """The site of a rehearsal: `now` is the office's time, `present` the real one."""

    rehearsal: Rehearsal
    profile: Profile = PROFILES["asvs"]
    now: datetime = field(default_factory=lambda: at("07-02T10:00"))
    present: datetime = REAL

    def __post_init__(self) -> None:
        """Build the application."""
        self.site = Site(
            self.rehearsal.office, self.profile, now=lambda: self.now, present=lambda: self.present
        )
        self.app = application(self.site)

    def stranger(self) -> TestClient:
        """A browser nobody has signed in with."""
        client = TestClient(
            self.app, base_url="https://kaohe.invalid", headers=HOME, follow_redirects=False
        )
        client.portal = LOOP.get("running")
        return client

    def browser(self, handle: str) -> "Browser":
        """A browser that is signed in as somebody."""
        token = passwords.token()
        person = self.rehearsal.played.ids[handle]
        made = Session(
            passwords.digest_of(token), person, passwords.token(), self.present, self.present
        )
        with self.rehearsal.database.begin() as connection:
            accounts.put_session(connection, self.site.office.id, made)
            if accounts.account_by_person(connection, self.site.office.id, person) is None:
                accounts.put_account(
                    connection, self.site.office.id, person, password="-", set_at=self.present
                )
        client = self.stranger()
        client.cookies.set(COOKIE, token)
        return Browser(self, client, made.csrf)

    def case(self, handle: str) -> int:
        """The number of somebody's case of the quarter."""
        person = self.rehearsal.played.ids[handle] if handle else ""
        with self.rehearsal.database.read() as connection:
            loader = Loader(connection, self.site.office.id, lock=False)
            found = loader.case_of("quarterly" if handle else "cycle", PERIOD, person)
        assert found is not None
        return found.id


@dataclass
class Browser:
    """A signed-in browser; its forms carry the session's token."""

    web: Web
    client: TestClient
    csrf: str

    def get(self, path: str, **named: Any) -> Any:
        """Open a page."""
        return self.client.get(path, **named)

    def post(self, path: str, form: dict[str, Any] | None = None, **named: Any) -> Any:
        """Send a form."""
        return self.client.post(path, data={"csrf": self.csrf} | (form or {}), **named)

    def call(self, path: str, body: Any, **named: Any) -> Any:
        """Send JSON, as a program does."""
        return self.client.post(path, json=body, headers={"x-csrf-token": self.csrf}, **named)


@contextmanager
def on_web(rehearsal: Rehearsal) -> Iterator[Web]:
    """A site of a rehearsal."""
    yield Web(rehearsal)
