"""Checkpoints: signed notes of how long each chain was and what its head was, kept elsewhere.

A chain alone cannot show that all of it was computed anew, or that the whole database went back
to an older state. A checkpoint that left the house can. The form is that of C2SP tlog-checkpoint
signed notes; notes follow each other with an empty line between:

    kaohe/guanghe                                    origin: the chain
    128                                              size: the seq of its head
    0Oa2…=                                           the head's digest, base64
    at 2026-10-15T01:30:00.000000Z                   when it was sealed

    — kaohe m3Q5…                                    key id and Ed25519 signature, base64

The signature covers the four lines above it. Nothing after the newest checkpoint is protected.
"""

import base64
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.chain import Fault, fault
from storage.keys import KeyRing, PublicKey
from storage.types import instant_text, parse_instant_text

_SIGNATURE_BYTES, _KEY_ID_BYTES, _DIGEST_BYTES = 64, 4, 32
_ASK = "请使用封存时得到的原文件，不要改动。"
_NOTE = re.compile(
    r"(?P<body>kaohe/(?P<office>[^\s+]+)\n(?P<size>0|[1-9][0-9]{0,17})\n(?P<head>\S+)\n"
    r"at (?P<at>\S+)\n)\n— (?P<name>[^\s+]+) (?P<signature>\S+)\n"
)


class CheckpointError(Exception):
    """A text is not a checkpoint; the reason stands in Chinese."""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain: its office, the last seq (0 when empty), the last line's digest."""

    office: str
    seq: int
    digest: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One note as it was read: the head, when it was sealed, and what the signature covers."""

    head: Head
    at: datetime
    body: str
    name: str
    key_id: bytes
    signature: bytes


def sign(ring: KeyRing, heads: Sequence[Head], at: datetime) -> str:
    """Seal the heads of one or more chains at an instant; returns the notes as text.

    Raises ValueError when there is no head, or one that a note cannot hold.
    """
    public = ring.public
    notes = []
    for head in heads:
        body = (
            f"kaohe/{head.office}\n{head.seq}\n{_base64(bytes.fromhex(head.digest))}\n"
            f"at {instant_text(at)}\n"
        )
        notes.append(
            f"{body}\n— {public.name} {_base64(public.key_id + ring.sign(body.encode()))}\n"
        )
    text = "\n".join(notes)
    if [note.head for note in parse(text)] != list(heads):
        raise ValueError("a head does not survive being written as a note")
    return text


def parse(text: str) -> list[Checkpoint]:
    """Read one or more notes, strictly; whether they are genuine `verify_signature` says.

    Raises CheckpointError naming the note that is not in the form above.
    """
    notes: list[Checkpoint] = []
    position = 0
    while not notes or position < len(text):
        if notes and text[position] == "\n":
            position += 1
        elif notes:
            raise CheckpointError(f"第{len(notes)}份封存记录之后应空一行。{_ASK}")
        match = _NOTE.match(text, position)
        if match is None:
            raise CheckpointError(f"第{len(notes) + 1}份封存记录的格式不对。{_ASK}")
        try:
            notes.append(_read(match))
        except ValueError:
            raise CheckpointError(f"第{len(notes) + 1}份封存记录的内容不对。{_ASK}") from None
        position = match.end()
    return notes


def verify_signature(key: PublicKey, checkpoint: Checkpoint) -> bool:
    """Say whether the holder of `key` sealed this note, and nobody changed it since."""
    return (
        checkpoint.name == key.name
        and checkpoint.key_id == key.key_id
        and key.verify(checkpoint.body.encode(), checkpoint.signature)
    )


def compare(checkpoint: Checkpoint, lookup: Callable[[str, int], str | None]) -> Fault | None:
    """Hold a genuine checkpoint against a chain that is whole in itself; None when they agree.

    `lookup(office, seq)` returns the digest stored for a line, None when there is no such line.
    A shorter chain is a "rollback", another digest at that seq means it was "recomputed".
    """
    head = checkpoint.head
    if head.seq == 0:
        return None
    stored = lookup(head.office, head.seq)
    if stored is None:
        return fault(head.office, head.seq, "rollback")
    return None if stored == head.digest else fault(head.office, head.seq, "recomputed")


def _read(match: re.Match[str]) -> Checkpoint:
    """Build a checkpoint from a matched note; ValueError when a field is not canonical."""
    head = _unbase64(match["head"], _DIGEST_BYTES).hex()
    signature = _unbase64(match["signature"], _KEY_ID_BYTES + _SIGNATURE_BYTES)
    return Checkpoint(
        head=Head(match["office"], int(match["size"]), head),
        at=parse_instant_text(match["at"]),
        body=match["body"],
        name=match["name"],
        key_id=signature[:_KEY_ID_BYTES],
        signature=signature[_KEY_ID_BYTES:],
    )


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _unbase64(text: str, length: int) -> bytes:
    """Decode base64 in its one canonical form; spare bits would let a note change unseen."""
    data = base64.b64decode(text, validate=True)
    if len(data) != length or _base64(data) != text:
        raise ValueError(f"not {length} bytes of canonical base64")
    return data
