"""One command, one transaction: rows, journal lines and mails, together or not at all."""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from storage.change import Change, execute
from storage.database import Database
from storage.journal import Entry, Journal, Salts
from storage.rows import CaseRow, OutboxRow, RequestRow

_cases = CaseRow.__table__  # type: ignore[attr-defined]
_MOVE = (
    update(_cases)
    .where(
        _cases.c.office == bindparam("key_office"),
        _cases.c.id == bindparam("key_id"),
        _cases.c.stage == bindparam("key_stage"),
        _cases.c.version == bindparam("key_version"),
    )
    .values(
        stage=bindparam("set_stage"),
        version=bindparam("set_version"),
        entered_at=bindparam("set_entered_at"),
        next_due=bindparam("set_next_due"),
    )
)
_NEXT = (
    update(_cases)
    .where(_cases.c.office == bindparam("key_office"), _cases.c.id == bindparam("key_id"))
    .values(next_due=bindparam("set_next_due"))
)
_requests = RequestRow.__table__  # type: ignore[attr-defined]
_ANSWER = insert(_requests)
_ANSWERED = select(_requests.c.digest, _requests.c.outcome, _requests.c.answer).where(
    _requests.c.office == bindparam("office"), _requests.c.id == bindparam("id")
)
_outbox = OutboxRow.__table__  # type: ignore[attr-defined]
_POST = insert(_outbox)


class Conflict(RuntimeError):
    """A case had moved on before this transaction could move it."""


@dataclass(frozen=True, slots=True)
class CaseMove:
    """A compare-and-set of one case: from (stage, version) to the next version."""

    case_id: int
    source: str
    version: int
    target: str
    entered_at: datetime | None
    next_due: datetime | None


@dataclass(frozen=True)
class Store:
    """An open database with the keys of its journal; `salts` gives random bytes."""

    database: Database
    journal_key: bytes
    salts: Salts = secrets.token_bytes
    algorithm: str = "sha256"

    def with_salts(self, salts: Salts) -> "Store":
        """The same store with another source of salts, for reproducible rehearsals."""
        return replace(self, salts=salts)


class Work:
    """What one transaction does for one office."""

    def __init__(self, connection: Connection, office: str, store: Store) -> None:
        self.connection = connection
        self.office = office
        self.journal = Journal(
            connection, office, key=store.journal_key, algorithm=store.algorithm, salts=store.salts
        )

    def move(self, moves: Sequence[CaseMove]) -> None:
        """Compare-and-set cases; Conflict if any is no longer at its (stage, version)."""
        rows = [
            {
                "key_office": self.office,
                "key_id": m.case_id,
                "key_stage": m.source,
                "key_version": m.version,
                "set_stage": m.target,
                "set_version": m.version + 1,
                "set_entered_at": m.entered_at,
                "set_next_due": m.next_due,
            }
            for m in moves
        ]
        if not rows:
            return
        done = self.connection.execute(_MOVE, rows if len(rows) > 1 else rows[0])
        if done.rowcount not in (-1, len(rows)):
            raise Conflict(f"{len(rows) - done.rowcount} cases had moved on")

    def wake(self, when: Mapping[int, datetime | None]) -> None:
        """Set where the clock looks next, case by case."""
        rows = [
            {"key_office": self.office, "key_id": case, "set_next_due": at}
            for case, at in when.items()
        ]
        if rows:
            self.connection.execute(_NEXT, rows)

    def change(self, changes: Iterable[Change]) -> None:
        """Write changes of the record (their journal lines are appended apart)."""
        execute(self.connection, self.office, list(changes))

    def append(self, entry: Entry) -> int:
        """Append a journal line and return its number."""
        return self.journal.append(entry)

    def post(self, rows: Sequence[dict[str, Any]]) -> None:
        """Put mails into the outbox; a mail whose key is there already is not put twice."""
        if not rows:
            return
        known = self.known_mails([r["message_id"] for r in rows])
        fresh = {r["message_id"]: {"office": self.office} | r for r in rows}
        new = [r for i, r in fresh.items() if i not in known]
        if new:
            self.connection.execute(_POST, new if len(new) > 1 else new[0])

    def known_mails(self, ids: Sequence[str]) -> set[str]:
        """Which of these mails are in the outbox already."""
        known: set[str] = set()
        for start in range(0, len(ids), 500):
            query = select(_outbox.c.message_id).where(
                _outbox.c.office == self.office,
                _outbox.c.message_id.in_(ids[start : start + 500]),
            )
            known.update(self.connection.execute(query).scalars())
        return known

    def answered(self, request: str) -> Any:
        """The earlier answer to a request key: (digest, outcome, answer), or None."""
        return self.connection.execute(_ANSWERED, {"office": self.office, "id": request}).first()

    def answer(self, request: str, digest: str, outcome: str, answer: list[Any]) -> None:
        """Keep the answer to a request key, so that the same click is answered the same."""
        row = {"office": self.office, "id": request, "digest": digest}
        self.connection.execute(_ANSWER, row | {"outcome": outcome, "answer": answer})

    def finish(self) -> None:
        """Write the collected journal lines; called by `unit_of_work` before the commit."""
        self.journal.write()


@contextmanager
def unit_of_work(store: Store, office: str) -> Iterator[Work]:
    """One write transaction of an office: commits at the end, rolls back when an error passes."""
    with store.database.begin() as connection:
        work = Work(connection, office, store)
        yield work
        work.finish()
