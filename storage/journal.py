"""The journal: one line per move, refusal and clock action, chained in its office (R28).

A line names surrogate ids, clauses and digests only. Every personal value goes to the side table
under its privacy class; the line carries its salted commitment. Lines are collected in a
transaction and written together with the new head of the chain.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, insert, select, update

from storage.chain import GENESIS, canonical, commitment, line_digest, sealer
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
_VARYING = ("case", "commit", "prev", "seq", "version")
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
        salts: Salts = secrets.token_bytes,
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
        self._seq, self._digest = row
        self._start = (self._seq, self._digest)

    def append(self, entry: Entry) -> int:
        """Add a line and return its number; it is written by `write`."""
        self.lock()
        body = self._constant(entry) | {
            "seq": self._seq + 1,
            "prev": self._digest,
            "case": entry.case_id,
            "version": entry.version,
            "commit": self._commit(entry.changes, entry.told),
        }
        self._add(entry, entry.case_id, entry.version, canonical(body).decode())
        return self._seq

    def append_many(self, alike: Entry, lines: Sequence[Told]) -> int:
        """Add lines that differ from `alike` in case, version and changes; the first's number.

        The canonical form of what they share is made once and the rest is filled in.
        """
        self.lock()
        first = self._seq + 1
        form = _form(self._constant(alike))
        for case, version, changes in lines:
            commit = canonical(self._commit(changes, None)).decode() if changes else "[]"
            told = (_number(case), commit, f'"{self._digest}"', self._seq + 1, _number(version))
            self._add(alike, case, version, form % told)
        return first

    def _add(self, entry: Entry, case: int | None, version: int | None, line: str) -> None:
        self._seq += 1
        prev, self._digest = self._digest, line_digest(self.algorithm, line.encode())
        self._lines.append((
            self.office, self._seq, case, version, entry.at, entry.actor, entry.move,
            entry.outcome, prev, line, self._digest, self._seal(self._digest),
        ))  # fmt: skip

    def _constant(self, entry: Entry) -> dict[str, Any]:
        """What a line tells besides its place in the chain and the case it is about."""
        body: dict[str, Any] = {
            "v": FORMAT,
            "alg": self.algorithm,
            "office": self.office,
            "at": instant_text(entry.at),
            "actor": entry.actor,
            "role": entry.role,
            "move": entry.move,
            "outcome": entry.outcome,
            "period": entry.period,
            "from": entry.source,
            "to": entry.target,
            "clause": entry.clause,
            "basis": entry.basis,
            "policy": entry.policy,
            "request": entry.request,
            "behalf": entry.behalf,
        }
        if entry.due is not None:
            body["due"], body["calendar"] = instant_text(entry.due), entry.calendar
        if entry.reasons:
            body["reasons"] = [list(r) for r in entry.reasons]
        if entry.extra:
            body["extra"] = dict(entry.extra)
        return body

    def _commit(self, changes: Sequence[Change], told: Any) -> list[list[str]]:
        pieces = [said(change) for change in changes]
        if told is not None:
            pieces.append(("told", canonical(told)))
        commits, seq = [], self._seq + 1
        for ordinal, (privacy, value) in enumerate(pieces):
            salt = self.salts(SALT_BYTES)
            commits.append([privacy, commitment(self.algorithm, salt, value)])
            row = (self.office, seq, ordinal, privacy, salt.hex(), value.decode())
            self._values.append(row)
        return commits

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


def _form(constant: dict[str, Any]) -> str:
    """The canonical form of a line with a slot for each thing that varies, in order of name."""
    told = {key: canonical(value).decode().replace("%", "%%") for key, value in constant.items()}
    slots = dict.fromkeys(_VARYING, "%s")
    return "{" + ",".join(f'"{key}":{text}' for key, text in sorted((told | slots).items())) + "}"


def _number(value: int | None) -> int | str:
    """A number as JSON."""
    return "null" if value is None else value


def start_chain(connection: Connection, offices: Iterable[str]) -> None:
    """Begin the chain of each office at nothing."""
    rows = [{"office": o, "seq": 0, "digest": GENESIS} for o in offices]
    connection.execute(insert(_heads), rows)
