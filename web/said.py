"""What the next page is to say: kept a moment for a session, since no name stands in an address."""

import threading
from typing import NamedTuple

MOST = 1_000
"""Words that wait at once; the oldest are forgotten."""


class Words(NamedTuple):
    """What was done, in words, and the login name of whom it was done to, if to anybody."""

    text: str = ""
    handle: str = ""


class Said:
    """Words by session, each told once."""

    def __init__(self) -> None:
        self._waiting: dict[str, Words] = {}
        self._turn = threading.Lock()

    def keep(self, session: str, text: str, handle: str = "") -> None:
        """Keep words for the next page of a session that asks for them."""
        with self._turn:
            self._waiting.pop(session, None)
            while len(self._waiting) >= MOST:
                del self._waiting[next(iter(self._waiting))]
            self._waiting[session] = Words(text, handle)

    def take(self, session: str) -> Words:
        """The words that wait for a session, or none."""
        with self._turn:
            return self._waiting.pop(session, Words())
