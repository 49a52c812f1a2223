"""The journal: one line per move, refusal and clock action, chained in its office (R28).

A line names surrogate ids, clauses and digests only. Every personal value goes to the side table
under its privacy class; the line carries its salted commitment. Lines are collected in a
transaction and written together with the new head of the chain.
"""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, insert, select, update

from storage.chain import GENESIS, canonical, commitment, encoded, line_digest, sealer
from storage.change import Change, said
from storage.rows import ChainHeadRow, JournalRow, JournalValueRow
from storage.statement import Insertion, Statement
from storage.types import instant_text

FORMAT = 1
SYSTEM = "system"
SALT_BYTES = 16
Salts = Callable[[int], bytes]

_heads = ChainHeadRow.__table__  # type: ignore[attr-defined]
_HEAD = Statement(
    select(_heads.c.seq, _heads.c.digest).where(_heads.c.office == bindparam("office")),
    locked=_heads,
)
_MOVE_HEAD = Statement(
    update(_heads)
    .where(_heads.c.office == bindparam("key_office"), _heads.c.seq == bindparam("key_seq"))
    .values(seq=bindparam("set_seq"), digest=bindparam("set_digest"))
)
_LINES = Insertion(
    JournalRow.__table__,  # type: ignore[attr-defined]
    ("office", "seq", "case_id", "version", "at", "actor", "move", "outcome", "prev", "line",
     "digest", "mac"),
)  # fmt: skip
_VALUES = Insertion(
    JournalValueRow.__table__,  # type: ignore[attr-defined]
    ("office", "seq", "ordinal", "privacy_class", "salt", "value"),
)
_CONSTANT = (
    "alg", "office", "role", "move", "outcome", "period", "from", "to", "clause", "basis", "policy",
)  # fmt: skip
_SLOTS = ("actor", "behalf", "case", "commit", "request", "seq", "version")
_QUOTED = ("at", "prev")
Told = tuple[int | None, int | None, tuple[Change, ...]]
"""What differs between lines that are otherwise alike: case, version, changes."""


class Entry(NamedTuple):
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
    extra: Mapping[str, Any] = MappingProxyType({})


class Journal:
    """The lines of one office being written in one transaction."""

    def __init__(
        self,
        connection: Connection,
        office: str,
        *,
        key: bytes,
        algorithm: str = "sha256",
        salts: Salts = os.urandom,
    ) -> None:
        self.connection = connection
        self.office = office
        self._seal = sealer(key)
        self.algorithm = algorithm
        self.salts = salts
        self._start: tuple[int, str] | None = None
        self._seq = 0
        self._digest = GENESIS
        self._lines: list[tuple[Any, ...]] = []
        self._values: list[tuple[Any, ...]] = []

    def lock(self) -> None:
        """Take the head of the chain; cases are locked before it, never after."""
        if self._start is not None:
            return
        row = _HEAD.first(self.connection, {"office": self.office})
        if row is None:
            raise LookupError(f"office {self.office} has no chain")
        self._start = self._seq, self._digest = row

    def stands_at(self, seq: int | None, digest: str | None) -> None:
        """Spare reading the head again that this transaction has read with something else.

        On SQLite no one else can move it before this transaction ends; elsewhere it is not yet
        ours, and `lock` reads it.
        """
        if seq is None or digest is None or self._start is not None:
            return
        if self.connection.dialect.name == "sqlite":
            self._start = self._seq, self._digest = seq, digest

    def append(self, entry: Entry) -> int:
        """Add a line and return its number; it is written by `write`."""
        self.lock()
        told = entry.case_id, entry.version, entry.changes
        commit = self._commit(entry.changes, entry.told)
        self._add(entry, self._facts(entry), told, commit)
        return self._seq

    def append_many(self, alike: Entry, lines: Sequence[Told]) -> int:
        """Add lines that differ from `alike` in case, version and changes; the first's number.

        What they share is put into canonical form once.
        """
        self.lock()
        first = self._seq + 1
        facts = self._facts(alike)
        for told in lines:
            commit = self._commit(told[2], None) if told[2] else "[]"
            self._add(alike, facts, told, commit)
        return first

    def _add(self, entry: Entry, facts: dict[str, Any], told: Told, commit: str) -> None:
        case, version, _ = told
        seq, prev = self._seq + 1, self._digest
        facts["case"] = "null" if case is None else case
        facts["version"] = "null" if version is None else version
        facts["commit"], facts["prev"], facts["seq"] = commit, prev, seq
        line = facts["form"] % facts
        made = line_digest(self.algorithm, line.encode())
        self._seq, self._digest = seq, made
        self._lines.append((
            self.office, seq, case, version, entry.at, entry.actor, entry.move, entry.outcome,
            prev, line, made, self._seal(made),
        ))  # fmt: skip

    def _facts(self, entry: Entry) -> dict[str, Any]:
        """The form of a line and what fills its slots, but for its place and its case."""
        optional = _optional(entry) if entry.due or entry.reasons or entry.extra else {}
        constant = (
            self.algorithm, self.office, entry.role, entry.move, entry.outcome, entry.period,
            entry.source, entry.target, entry.clause, entry.basis, entry.policy,
        )  # fmt: skip
        return {
            "form": _form(constant, tuple(optional)),
            "at": instant_text(entry.at),
            "actor": encoded(entry.actor),
            "request": encoded(entry.request),
            "behalf": encoded(entry.behalf),
            **optional,
        }

    def _commit(self, changes: Sequence[Change], told: Any) -> str:
        """Lay values aside under salts; their commitments in canonical form."""
        pieces = [said(change) for change in changes]
        if told is not None:
            pieces.append(("told", canonical(told)))
        commits, seq = [], self._seq + 1
        for ordinal, (privacy, value) in enumerate(pieces):
            salt = self.salts(SALT_BYTES)
            commits.append(f'["{privacy}","{commitment(self.algorithm, salt, value)}"]')
            row = (self.office, seq, ordinal, privacy, salt.hex(), value.decode())
            self._values.append(row)
        return f"[{','.join(commits)}]"

    def write(self) -> None:
        """Write the collected lines and move the head; RuntimeError if the chain has moved."""
        if not self._lines or self._start is None:
            return
        _LINES.put(self.connection, self._lines)
        if self._values:
            _VALUES.put(self.connection, self._values)
        head = {
            "key_office": self.office,
            "key_seq": self._start[0],
            "set_seq": self._seq,
            "set_digest": self._digest,
        }
        if _MOVE_HEAD.run(self.connection, head) != 1:
            raise RuntimeError("the chain moved while its head was locked")
        self._start = (self._seq, self._digest)
        self._lines, self._values = [], []


def _optional(entry: Entry) -> dict[str, str]:
    """What stands on some lines only, in canonical form."""
    told: dict[str, Any] = {}
    if entry.due is not None:
        told["due"], told["calendar"] = instant_text(entry.due), entry.calendar
    if entry.reasons:
        told["reasons"] = [list(r) for r in entry.reasons]
    if entry.extra:
        told["extra"] = dict(entry.extra)
    return {name: canonical(value).decode() for name, value in told.items()}


@lru_cache(maxsize=1024)
def _form(constant: tuple[str, ...], optional: tuple[str, ...]) -> str:
    """The canonical form of a line, with slots for what differs between lines of one kind."""
    told = {name: encoded(value) for name, value in zip(_CONSTANT, constant, strict=True)}
    told["v"] = str(FORMAT)
    listed = {name: text.replace("%", "%%") for name, text in told.items()}
    listed |= {name: f"%({name})s" for name in (*_SLOTS, *optional)}
    listed |= {name: f'"%({name})s"' for name in _QUOTED}
    return "{" + ",".join(f'"{name}":{text}' for name, text in sorted(listed.items())) + "}"


def start_chain(connection: Connection, offices: Iterable[str]) -> None:
    """Begin the chain of each office at nothing."""
    rows = [{"office": o, "seq": 0, "digest": GENESIS} for o in offices]
    connection.execute(insert(_heads), rows)
