"""The journal: one line per move, refusal and clock action, chained in its office (R28).

A line names surrogate ids, clauses and digests only. Every personal value goes to the side table
under its privacy class; the line carries its salted commitment. Lines are collected in a
transaction and written together with the new head of the chain.
"""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from storage.chain import GENESIS, canonical, commitment, line_digest, mac
from storage.change import Change, said
from storage.rows import ChainHeadRow, JournalRow, JournalValueRow
from storage.types import instant_text

FORMAT = 1
SYSTEM = "system"
SALT_BYTES = 16
Salts = Callable[[int], bytes]

_heads = ChainHeadRow.__table__  # type: ignore[attr-defined]
_HEAD = select(_heads.c.seq, _heads.c.digest).where(_heads.c.office == bindparam("office"))
_HEAD_LOCKED = _HEAD.with_for_update()
_MOVE_HEAD = (
    update(_heads)
    .where(_heads.c.office == bindparam("key_office"), _heads.c.seq == bindparam("key_seq"))
    .values(seq=bindparam("set_seq"), digest=bindparam("set_digest"))
)
_LINES = insert(JournalRow.__table__)  # type: ignore[attr-defined]
_VALUES = insert(JournalValueRow.__table__)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Entry:
    """What one line tells; `changes` and `told` become committed values beside it.

    `due` and `calendar` stand on lines of the clock only; `version` only where a case moved or
    changed; `reasons` are (rule, clause, basis) of a refusal, `told` its sentences and input.
    """

    at: datetime
    actor: str
    role: str
    move: str
    outcome: str = "done"
    period: str = ""
    case_id: int | None = None
    source: str = ""
    target: str = ""
    version: int | None = None
    clause: str = ""
    basis: str = ""
    policy: str = ""
    request: str = ""
    behalf: str = ""
    due: datetime | None = None
    calendar: str = ""
    reasons: tuple[tuple[str, str, str], ...] = ()
    changes: tuple[Change, ...] = ()
    told: Any = None
    extra: dict[str, Any] = field(default_factory=dict)


class Journal:
    """The lines of one office being written in one transaction."""

    def __init__(
        self,
        connection: Connection,
        office: str,
        *,
        key: bytes,
        algorithm: str = "sha256",
        salts: Salts = secrets.token_bytes,
    ) -> None:
        self.connection = connection
        self.office = office
        self.key = key
        self.algorithm = algorithm
        self.salts = salts
        self._start: tuple[int, str] | None = None
        self._seq = 0
        self._digest = GENESIS
        self._lines: list[dict[str, Any]] = []
        self._values: list[dict[str, Any]] = []

    def lock(self) -> None:
        """Take the head of the chain; cases are locked before it, never after."""
        if self._start is not None:
            return
        query = _HEAD if self.connection.dialect.name == "sqlite" else _HEAD_LOCKED
        row = self.connection.execute(query, {"office": self.office}).first()
        if row is None:
            raise LookupError(f"office {self.office} has no chain")
        self._start = (row.seq, row.digest)
        self._seq, self._digest = self._start

    def append(self, entry: Entry) -> int:
        """Add a line and return its number; it is written by `write`."""
        self.lock()
        self._seq += 1
        line = self._line(entry)
        prev, self._digest = self._digest, line_digest(self.algorithm, line)
        self._lines.append(
            {
                "office": self.office,
                "seq": self._seq,
                "case_id": entry.case_id,
                "version": entry.version,
                "at": entry.at,
                "actor": entry.actor,
                "move": entry.move,
                "outcome": entry.outcome,
                "prev": prev,
                "line": line.decode(),
                "digest": self._digest,
                "mac": mac(self.key, self._digest),
            }
        )
        return self._seq

    def _line(self, entry: Entry) -> bytes:
        body: dict[str, Any] = {
            "v": FORMAT,
            "alg": self.algorithm,
            "office": self.office,
            "seq": self._seq,
            "prev": self._digest,
            "at": instant_text(entry.at),
            "actor": entry.actor,
            "role": entry.role,
            "move": entry.move,
            "outcome": entry.outcome,
            "period": entry.period,
            "case": entry.case_id,
            "from": entry.source,
            "to": entry.target,
            "version": entry.version,
            "clause": entry.clause,
            "basis": entry.basis,
            "policy": entry.policy,
            "request": entry.request,
            "behalf": entry.behalf,
            "commit": self._commit(entry),
        }
        if entry.due is not None:
            body["due"], body["calendar"] = instant_text(entry.due), entry.calendar
        if entry.reasons:
            body["reasons"] = [list(r) for r in entry.reasons]
        if entry.extra:
            body["extra"] = entry.extra
        return canonical(body)

    def _commit(self, entry: Entry) -> list[list[str]]:
        pieces = [said(change) for change in entry.changes]
        if entry.told is not None:
            pieces.append(("told", canonical(entry.told)))
        commits = []
        for ordinal, (privacy, value) in enumerate(pieces):
            salt = self.salts(SALT_BYTES)
            commits.append([privacy, commitment(self.algorithm, salt, value)])
            self._values.append(
                {
                    "office": self.office,
                    "seq": self._seq,
                    "ordinal": ordinal,
                    "privacy_class": privacy,
                    "salt": salt.hex(),
                    "value": value.decode(),
                }
            )
        return commits

    def write(self) -> None:
        """Write the collected lines and move the head; RuntimeError if the chain has moved."""
        if not self._lines or self._start is None:
            return
        self.connection.execute(_LINES, _rows(self._lines))
        if self._values:
            self.connection.execute(_VALUES, _rows(self._values))
        moved = self.connection.execute(
            _MOVE_HEAD,
            {
                "key_office": self.office,
                "key_seq": self._start[0],
                "set_seq": self._seq,
                "set_digest": self._digest,
            },
        )
        if moved.rowcount != 1:
            raise RuntimeError("the chain moved while its head was locked")
        self._start = (self._seq, self._digest)
        self._lines, self._values = [], []


def _rows(rows: list[dict[str, Any]]) -> Any:
    return rows if len(rows) > 1 else rows[0]


def start_chain(connection: Connection, offices: Iterable[str]) -> None:
    """Begin the chain of each office at nothing."""
    rows = [{"office": o, "seq": 0, "digest": GENESIS} for o in offices]
    connection.execute(insert(_heads), rows)
