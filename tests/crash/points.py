"""Where a life may end: at every statement that writes, around commits, around mails handed over.

Also the planted faults that a comparison with the life never killed has to notice.
"""

import copy
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event

from notifications.channels import FolderChannel
from storage.database import Database
from storage.work import Work

PLACES = {  # and how many of each a life may pass at most
    "begun": 15, "before INSERT": 90, "before UPDATE": 30, "before commit": 15, "after commit": 15,
    "before send": 5, "before rename": 5, "after send": 5,
}  # fmt: skip
PLANTS = ("rows before the journal", "mails after the commit", "no request key")
PLANTED = "planted"
WINDOW = 20  # how many points a planted fault stays open for
_begin, _finish, _post = Database.begin, Work.finish, Work.post
_send, _write = FolderChannel.send, FolderChannel._write


class Points:
    """The points a life passes; it kills itself at one of them, counted once it is armed.

    It dies when it reaches `place` for the `time`-th time, and notes that in the file `deaths`.
    """

    def __init__(
        self, place: str = "", time: int = 0, deaths: Path = Path("/dev/null"), plant: str = ""
    ) -> None:
        self.place, self.time, self.deaths, self.plant = place, time, deaths, plant
        self.armed = False
        self.passed = 0
        self.later: list[tuple[Work, Sequence[dict[str, Any]]]] = []

    def arm(self) -> None:
        """Begin to count: from here on the life is new."""
        self.armed = True

    def reach(self, place: str) -> None:
        """Pass a point, perhaps not alive."""
        if not self.armed or place not in {self.place, PLANTED}:
            return
        self.passed += 1
        if self.passed == self.time:
            with self.deaths.open("a") as told:
                told.write(f"{place}\n")
            os.kill(os.getpid(), signal.SIGKILL)

    def key(self, request: str) -> str:
        """The request key of an act, unless the planted fault leaves it out."""
        return "" if self.plant == "no request key" else request

    def install(self, database: Database) -> None:
        """Put the points into this process, which is to die; statements of one database count."""
        self._watch(database)
        Database.begin = self._begun()  # type: ignore[method-assign,assignment]
        FolderChannel.send = self._around(_send, "before send", "after send")  # type: ignore[method-assign]
        FolderChannel._write = self._around(_write, "", "before rename")  # type: ignore[method-assign]
        if self.plant == "rows before the journal":
            Work.finish = self._rows_first()  # type: ignore[method-assign]
        if self.plant == "mails after the commit":
            Work.post = self._mails_later()  # type: ignore[method-assign]

    def _watch(self, database: Database) -> None:
        if database.dialect != "sqlite":
            event.listen(
                database.engine, "before_cursor_execute", lambda *told: self._statement(told[2])
            )
            return
        event.listen(
            database.engine,
            "connect",
            lambda raw, _record: raw.set_trace_callback(self._statement),
        )
        database.dispose()  # connections made so far are not watched

    def _statement(self, text: str) -> None:
        verb = text[:6]
        if verb in {"INSERT", "UPDATE"}:
            self.reach(f"before {verb}")

    def _begun(self) -> Callable[[Database], Any]:
        points = self

        @contextmanager
        def begin(database: Database) -> Iterator[Connection]:
            with _begin(database) as connection:
                points.reach("begun")
                yield connection
                points.reach("before commit")
            points.reach("after commit")
            while points.later:
                for _ in range(WINDOW):
                    points.reach(PLANTED)
                work, rows = points.later.pop(0)
                with _begin(database) as connection:
                    apart = copy.copy(work)
                    apart.connection = connection
                    _post(apart, rows)

        return begin

    def _around(self, wrapped: Callable[..., Any], before: str, after: str) -> Callable[..., Any]:
        points = self

        def method(*given: Any) -> Any:
            if before:
                points.reach(before)
            found = wrapped(*given)
            points.reach(after)
            return found

        return method

    def _rows_first(self) -> Callable[[Work], None]:
        points = self

        def finish(work: Work) -> None:
            raw: Any = work.connection.connection.dbapi_connection
            raw.execute("COMMIT")
            points.reach(PLANTED)
            raw.execute("BEGIN IMMEDIATE")
            _finish(work)

        return finish

    def _mails_later(self) -> Callable[..., None]:
        def post(work: Work, rows: Sequence[dict[str, Any]]) -> None:
            self.later.append((work, rows))

        return post
