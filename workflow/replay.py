"""Replay and verification: the journal rebuilds every row, and what does not fit is named (R28).

Six things are held against each other: the chain of the office and of the system; the columns a
line is found by; the values beside it; the moves and the pages pinned when their quarter opened;
the rows rebuilt and the rows that lie there; and the checkpoints kept outside. Nothing is judged
anew: whether a move should have been refused is not asked.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from storage.chain import StoredLine, check_chain
from storage.checkpoint import Checkpoint, compare, verify_signature
from storage.database import Database
from storage.journal import SYSTEM
from storage.keys import PublicKey
from storage.rebuild import Tables
from storage.stored import (
    Value,
    digest_at,
    head_of,
    lines_of,
    stored_rows,
    strangers,
    unspoilt,
    values_of,
)
from workflow.finding import ADVICE, Finding, place
from workflow.office import Office
from workflow.reconcile import rows_unlike
from workflow.walk import Walk

__all__ = ["Finding", "Verified", "rebuild", "stored_rows", "verify_office", "verify_record"]

Progress = Callable[[int], None]
_STEP = 500


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification came to.

    `lines` counts both chains, `checkpoints` those that were genuine. `erased` counts the values
    that were erased and can be compared no more, `erased_at` names their lines: gaps to be seen
    and held against the papers that ordered them, not faults. Faults come in the order of the
    journal, the first bad line first, then rows, then checkpoints.
    """

    lines: int
    faults: tuple[Finding, ...]
    mac_checked: bool
    checkpoints: int
    erased: int
    erased_at: tuple[str, ...] = ()


@dataclass
class _Tally:
    """How far a verification has come, and whom to tell."""

    progress: Progress | None
    lines: int = 0
    erased: list[str] = field(default_factory=list)
    faults: list[Finding] = field(default_factory=list)

    def step(self) -> None:
        self.lines += 1
        if self.progress and self.lines % _STEP == 0:
            self.progress(self.lines)


def verify_office(
    office: Office,
    *,
    mac_key: bytes | None = None,
    checkpoints: Sequence[Checkpoint] = (),
    public_key: PublicKey | None = None,
    progress: Progress | None = None,
) -> Verified:
    """Verify an office that is open; see `verify_record`."""
    return verify_record(
        office.store.database,
        office.id,
        mac_key=mac_key,
        checkpoints=checkpoints,
        public_key=public_key,
        progress=progress,
    )


def verify_record(
    database: Database,
    office: str,
    *,
    mac_key: bytes | None = None,
    checkpoints: Sequence[Checkpoint] = (),
    public_key: PublicKey | None = None,
    progress: Progress | None = None,
) -> Verified:
    """Hold the whole record of an office against itself, in one unmoving picture of the database.

    Without `mac_key` no MAC is checked; a checkpoint needs the `public_key`. `progress` is told
    now and then how many lines are done. What was forged is a finding, never an error, be it an
    office that can no longer be opened; errors of the database itself are raised as it raises them.
    """
    tally = _Tally(progress)
    with database.read() as connection, unspoilt(connection):
        for chain in dict.fromkeys((office, SYSTEM)):
            _verify_chain(connection, chain, mac_key, tally)
        for table, count in strangers(connection, SYSTEM).items():
            text = f"表 {table} 有{count}条记录不属于任何单位，是后来插入的。{ADVICE}"
            tally.faults.append(Finding("row_extra", table, text))
        genuine = _verify_checkpoints(connection, checkpoints, public_key, tally)
    if progress:
        progress(tally.lines)
    return Verified(
        lines=tally.lines,
        faults=tuple(tally.faults),
        mac_checked=mac_key is not None,
        checkpoints=genuine,
        erased=len(tally.erased),
        erased_at=tuple(dict.fromkeys(tally.erased)),
    )


def rebuild(connection: Any, office: str) -> Tables:
    """Every row of the record of an office as its journal tells it, in the shape of `stored_rows`.

    For an honest database the two are equal.
    """
    walk = Walk(office)
    with unspoilt(connection):
        for _ in _walked(connection, walk, _Tally(None)):
            pass
    return walk.rebuilt.tables


def _walked(connection: Any, walk: Walk, tally: _Tally) -> Iterator[StoredLine]:
    """The lines of a chain for the chain's own check; each is replayed as it goes by."""
    beside = values_of(connection, walk.office)
    last: Any = 0
    for line in lines_of(connection, walk.office):
        tally.step()
        values: list[Value] = beside.pop(line.seq, [])
        if type(line.seq) is not int:
            walk.say("line", last + 1, "之后有一行的序号不是数字，是后来插入的")
            continue
        last = line.seq
        walk.take(line, values)
        yield StoredLine(line.seq, _text(line.line), _text(line.digest), _text(line.mac))
    for seq, values in beside.items():
        number = seq if type(seq) is int else last + 1
        walk.say(
            "value",
            number,
            f"没有这一行，却附有{len(values)}项内容：该行被删除过，或者内容是插入的",
        )


def _text(value: Any) -> str:
    """A text for the chain's check, which finds that an empty one cannot be right."""
    return value if isinstance(value, str) else ""


def _verify_chain(connection: Any, office: str, mac_key: bytes | None, tally: _Tally) -> None:
    """Check one chain and its rows; the faults of a line come first the chain's, then others."""
    walk = Walk(office)
    head = head_of(connection, office)
    if head is None or type(head[0]) is not int:
        text = f"“{office}”留痕链的末尾记录缺失或者被改动过。{ADVICE}"
        tally.faults.append(Finding("line", "末尾记录", text))
        head = None
    lines = _walked(connection, walk, tally)
    chain = [
        (fault.seq, Finding("line", place(office, fault.seq), fault.text))
        for fault in check_chain(lines, mac_key=mac_key, head=head, office=office)
    ]
    broken = {seq for seq, _ in chain}
    others = [(s, f) for s, f in walk.found if f.kind != "line" or s not in broken]
    tally.faults += [f for _, f in sorted([*chain, *others], key=lambda found: found[0])]
    tally.erased += [place(office, seq) for seq in walk.erased]
    tally.faults += rows_unlike(walk, stored_rows(connection, office))


def _verify_checkpoints(
    connection: Any,
    checkpoints: Sequence[Checkpoint],
    public_key: PublicKey | None,
    tally: _Tally,
) -> int:
    """Hold checkpoints against the chains they name; how many of them were genuine."""
    genuine = 0
    for checkpoint in checkpoints:
        head = checkpoint.head
        where = f"封存记录 {head.office} 第{head.seq}行"
        if public_key is None or not verify_signature(public_key, checkpoint):
            lack = "没有公钥，无法核对" if public_key is None else "签名不符"
            text = f"{where}：{lack}。请使用封存时得到的原文件和保管的公钥重新核对。"
            tally.faults.append(Finding("checkpoint", where, text))
            continue
        genuine += 1
        fault = compare(checkpoint, lambda office, seq: digest_at(connection, office, seq))
        if fault is not None:
            tally.faults.append(Finding("checkpoint", place(fault.office, fault.seq), fault.text))
    return genuine
