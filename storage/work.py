"""One command, one transaction: rows, journal lines and mails, together or not at all."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.exc import DBAPIError

from storage.change import Change, execute
from storage.database import Database
from storage.journal import Entry, Journal, Salts, Told
from storage.rows import CaseRow, OutboxRow, RequestRow
from storage.statement import Insertion, Statement, among
from storage.trouble import taken_meanwhile


class Answered(NamedTuple):
    """An earlier answer to a request key, and the digest of what was asked."""

    digest: str
    outcome: str
    answer: list[Any]


_cases = CaseRow.__table__  # type: ignore[attr-defined]
_ONE, _MANY = _cases.c.id == bindparam("key_id"), among(_cases.c.id, "key_ids")
_HERE = _cases.c.office == bindparam("key_office")
_AS_SEEN = (_cases.c.stage == bindparam("key_stage"), _cases.c.version == bindparam("key_version"))
_MOVED: dict[str, Any] = {
    "stage": bindparam("set_stage"),
    "version": bindparam("set_version"),
    "entered_at": bindparam("set_entered_at"),
    "next_due": bindparam("set_next_due"),
}
_WOKEN: dict[str, Any] = {"next_due": bindparam("set_next_due")}
_MOVE = Statement(update(_cases).where(_HERE, _ONE, *_AS_SEEN).values(_MOVED))
_MOVE_MANY = Statement(update(_cases).where(_HERE, _MANY, *_AS_SEEN).values(_MOVED))
_WAKE = Statement(update(_cases).where(_HERE, _ONE).values(_WOKEN))
_WAKE_MANY = Statement(update(_cases).where(_HERE, _MANY).values(_WOKEN))
_requests = RequestRow.__table__  # type: ignore[attr-defined]
_ANSWER = Insertion(_requests, ("office", "id", "digest", "outcome", "answer"))
_ANSWERED = Statement(
    select(_requests.c.digest, _requests.c.outcome, _requests.c.answer).where(
        _requests.c.office == bindparam("office"), _requests.c.id == bindparam("id")
    ),
    Answered,
)
_outbox = OutboxRow.__table__  # type: ignore[attr-defined]
_POST = Insertion(_outbox, _outbox.c.keys())
_KNOWN = Statement(
    select(_outbox.c.message_id).where(
        _outbox.c.office == bindparam("office"), among(_outbox.c.message_id, "ids")
    )
)


_MAILED = Statement(
    select(_outbox.c.message_id, _outbox.c.at).where(
        _outbox.c.office == bindparam("office"), among(_outbox.c.message_id, "ids")
    )
)


class Conflict(RuntimeError):
    """A case had moved on, or a number was taken, before this transaction could write."""


class CaseMove(NamedTuple):
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
    salts: Salts = os.urandom
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
        alike = _alike(moves) if len(moves) > 1 else [(moves[0][1:], [moves[0].case_id])]
        for (source, version, target, entered_at, next_due), ids in alike:
            values = {
                "key_stage": source,
                "key_version": version,
                "set_stage": target,
                "set_version": version + 1,
                "set_entered_at": entered_at,
                "set_next_due": next_due,
            }
            done = self._update(_MOVE, _MOVE_MANY, ids, values)
            if done != len(ids):
                raise Conflict(f"{len(ids) - done} cases had moved on")

    def wake(self, when: Mapping[int, datetime | None]) -> None:
        """Set where the clock looks next, case by case."""
        alike: dict[datetime | None, list[int]] = {}
        for case, at in when.items():
            alike.setdefault(at, []).append(case)
        for at, ids in alike.items():
            self._update(_WAKE, _WAKE_MANY, ids, {"set_next_due": at})

    def _update(
        self, one: Statement, many: Statement, ids: list[int], values: dict[str, Any]
    ) -> int:
        values |= {"key_office": self.office, "key_id": ids[0], "key_ids": ids}
        return (one if len(ids) == 1 else many).run(self.connection, values)

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
        new = [[r[c] for c in _POST.columns] for i, r in fresh.items() if i not in known]
        if new:
            _POST.put(self.connection, new)

    def known_mails(self, ids: Sequence[str]) -> set[str]:
        """Which of these mails are in the outbox already."""
        return known_mails(self.connection, self.office, ids)

    def answered(self, request: str) -> Answered | None:
        """The earlier answer to a request key, or None."""
        asked = {"office": self.office, "id": request}
        found: Answered | None = _ANSWERED.first(self.connection, asked)
        return found

    def answer(self, request: str, digest: str, outcome: str, answer: list[Any]) -> None:
        """Keep the answer to a request key, so that the same click is answered the same."""
        _ANSWER.put(self.connection, [(self.office, request, digest, outcome, answer)])

    def append_many(self, alike: Entry, lines: Sequence[Told]) -> int:
        """Append lines that differ in case, version and changes; the number of the first."""
        return self.journal.append_many(alike, lines)

    def finish(self) -> None:
        """Write the collected journal lines; called by `unit_of_work` before the commit."""
        self.journal.write()


def known_mails(connection: Connection, office: str, ids: Sequence[str]) -> set[str]:
    """Which of these mails are in the outbox of an office."""
    found = _KNOWN.rows(connection, {"office": office, "ids": ids}) if ids else ()
    return {row[0] for row in found}


def mailed_at(connection: Connection, office: str, ids: Sequence[str]) -> dict[str, datetime]:
    """When those of these mails that are in the outbox were put there."""
    found = _MAILED.rows(connection, {"office": office, "ids": ids}) if ids else ()
    return {row[0]: row[1] for row in found}


def _alike(moves: Sequence[CaseMove]) -> Iterable[tuple[tuple[Any, ...], list[int]]]:
    """Moves that differ in the case alone, together; in order if one case moves twice."""
    if len({move.case_id for move in moves}) < len(moves):
        return [(move[1:], [move.case_id]) for move in moves]
    found: dict[tuple[Any, ...], list[int]] = {}
    for move in moves:
        found.setdefault(move[1:], []).append(move.case_id)
    return found.items()


@contextmanager
def unit_of_work(store: Store, office: str) -> Iterator[Work]:
    """One write transaction of an office: commits at the end, rolls back when an error passes.

    Conflict if another transaction took a number meanwhile that this one had counted out.
    """
    try:
        with store.database.begin() as connection:
            work = Work(connection, office, store)
            yield work
            work.finish()
    except DBAPIError as error:
        if not taken_meanwhile(error):
            raise
        raise Conflict("another transaction took the same number") from error
