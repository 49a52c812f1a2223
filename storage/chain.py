"""The chain of the journal: canonical bytes, digests, commitments, MACs and the walk over them.

Pure and with the standard library alone, so that an auditor can read it in one sitting.

A line of the journal is one canonical JSON object, kept as text. It carries at least "v" (format),
"alg" (name of the digest), "office" (its chain), "seq" (1, 2, 3 … without gaps) and "prev" (the
digest of the line before, `GENESIS` for the first). With `H` the digest that "alg" names:

    digest     = H(0x00 ‖ UTF-8 bytes of the line)
    commitment = H(0x01 ‖ salt (16 bytes) ‖ canonical bytes of the value)
    mac        = HMAC-SHA256(journal key, the digest's 64 hexadecimal characters)

The leading byte keeps the one from ever passing for the other. Digests, commitments and MACs are
64 lower-case hexadecimal characters.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple

GENESIS = "0" * 64
SALT_BYTES = 16
_BLOCK = 64

_ATOMS = frozenset({str, int, bool, type(None)})
_LINE, _VALUE = b"\x00", b"\x01"
_plain = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
)


def _encoder() -> Callable[[object], str]:
    """The plain encoder, made once: by itself it builds its inner one for every value anew."""
    make = getattr(json.encoder, "c_make_encoder", None)
    if make is None:
        return _plain.encode
    quote = json.encoder.encode_basestring
    inner = make(None, _plain.default, quote, None, ":", ",", True, False, False)
    return lambda value: "".join(inner(value, 0))


_encode = _encoder()
_quoted = json.encoder.encode_basestring

Kind = Literal[
    "edited", "missing", "duplicate", "moved", "foreign", "unlinked", "mac", "malformed",
    "truncated", "beyond", "head", "rollback", "recomputed",
]  # fmt: skip
_TEXTS: dict[Kind, str] = {
    "edited": "内容与其校验值不符，该行被改动过",
    "missing": "缺失，该行被删除过",
    "duplicate": "序号重复或者倒退，有行被插入过",
    "moved": "所存序号与该行内容里的序号不符，该行被调换或者重新编号过",
    "foreign": "属于另一条留痕链，该行是从别处插入的",
    "unlinked": "与相邻的行接不上，该行或者相邻的行被替换过",
    "mac": "的认证码不符，该行不是本系统写入的，或者被改动后重新计算过",
    "malformed": "不是规定格式的留痕，该行被改动过",
    "truncated": "起缺失，末尾的行被删除过",
    "beyond": "超出留痕链的末尾记录，该行是后来追加的",
    "head": "与留痕链的末尾记录不符，该行或者末尾记录被改动过",
    "rollback": "起缺失：留痕封存时已有这一行，数据库被恢复到了更早的状态，或者末尾被删除过",
    "recomputed": "与留痕封存时不符，该行或者更早的行被改动后重新计算过",
}
_ADVICE = "请停止写入，原样保留数据库，交监督人员核对。"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a chain; `seq` is the earliest line that cannot be trusted."""

    office: str
    seq: int
    kind: Kind
    text: str


class StoredLine(NamedTuple):
    """A line as it stands in the database: the seq column, the text, its digest and MAC."""

    seq: int
    line: str
    digest: str
    mac: str


def fault(office: str, seq: int, kind: Kind) -> Fault:
    """Build a Fault with its Chinese sentence: which line, what is wrong, what to do."""
    return Fault(office, seq, kind, f"“{office}”留痕第{seq}行{_TEXTS[kind]}。{_ADVICE}")


def canonical(value: object) -> bytes:
    """Write a value as its one JSON form: sorted keys, no spaces, UTF-8.

    Takes None, bool, int, str, lists, tuples and dicts with str keys. Raises TypeError for
    anything else, above all floats, whose text is not the number (rule: never a float in a score).
    """
    _refuse_other_types(value)
    return _encode(value).encode()


def encoded(value: object) -> str:
    """Write a value as `canonical` does, as text, without looking whether it may be kept.

    For values that are made of what may be kept, such as `plain` makes.
    """
    return _quoted(value) if type(value) is str else _encode(value)


def digest(alg: str, data: bytes) -> str:
    """Return the plain digest of `data`; ValueError for an algorithm this system lacks."""
    return _algorithm(alg)(data).hexdigest()


def line_digest(alg: str, line_bytes: bytes) -> str:
    """Return the digest of a line, given its UTF-8 bytes."""
    return digest(alg, _LINE + line_bytes)


def commitment(alg: str, salt: bytes, value_bytes: bytes) -> str:
    """Return the salted digest of a value that stands beside the line.

    `salt` is 16 random bytes (ValueError otherwise): who does not know it cannot try values out,
    and once salt and value are erased nothing is left to guess from.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes, not {len(salt)}")
    return digest(alg, _VALUE + salt + value_bytes)


def mac(key: bytes, line_digest: str) -> str:
    """Return the HMAC-SHA256 of a line's digest, with the journal key."""
    return hmac.digest(key, line_digest.encode(), "sha256").hex()


@lru_cache(maxsize=4)
def sealer(key: bytes) -> Callable[[str], str]:
    """Return `mac` with this key: prepared once (RFC 2104), it seals a line in a third the time."""
    block = (hashlib.sha256(key).digest() if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block))
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block))

    def seal(line_digest: str) -> str:
        within, around = inner.copy(), outer.copy()
        within.update(line_digest.encode())
        around.update(within.digest())
        return around.hexdigest()

    return seal


def check_chain(
    lines: Iterable[StoredLine],
    *,
    mac_key: bytes | None,
    start: tuple[int, str] = (0, GENESIS),
    head: tuple[int, str] | None = None,
    office: str | None = None,
) -> Iterator[Fault]:
    """Walk the lines of one office in the order of their seq column and yield what is wrong.

    `start` is the (seq, digest) before the first line; `head` the (seq, digest) that the chain's
    head records, to notice a cut tail; `office` the chain's name, by default the first line's.
    Without `mac_key` only the chain is checked. The first fault names the first bad line; the
    walk goes on behind it, so that one bad line gives one fault. Memory stays flat.
    """
    walk = _Walk(mac_key, start, office)
    for seq, line, stored_digest, stored_mac in lines:
        kind, at = walk.step(seq, line, stored_digest, stored_mac)
        if kind is not None:
            yield fault(walk.office or "", at, kind)
    if head is not None:
        seq, stored_digest = head
        if walk.seq < seq:
            yield fault(walk.office or "", walk.seq + 1, "truncated")
        elif walk.seq > seq:
            yield fault(walk.office or "", seq + 1, "beyond")
        elif walk.digest not in (None, stored_digest):
            yield fault(walk.office or "", seq, "head")


class _Walk:
    """Where a walk stands: the last line's seq and digest (None after a bad line)."""

    def __init__(self, key: bytes | None, start: tuple[int, str], office: str | None) -> None:
        self.key = key
        self.first = start[0]
        self.seq = start[0]
        self.digest: str | None = start[1]
        self.office = office

    def step(self, seq: int, line: str, stored: str, stored_mac: str) -> tuple[Kind | None, int]:
        """Check one line and move on to it; return what is wrong and with which line."""
        before, expected = self.digest, self.seq + 1
        if seq < expected:
            return "duplicate", seq
        self.seq, self.digest = seq, None
        if seq > expected:
            self.digest = stored
            return "missing", expected
        kind, prev = self._judge(seq, line, stored, stored_mac)
        if kind is None:
            self.digest = stored
            if before is not None and prev != before:
                # A line with a good MAC is itself in order, so the break is behind it; without
                # the key the earlier of the two may be the replaced one.
                return "unlinked", seq if self.key is not None or seq - 1 == self.first else seq - 1
        return kind, seq

    def _judge(self, seq: int, line: str, stored: str, stored_mac: str) -> tuple[Kind | None, str]:
        """Check what a line says of itself; return what is wrong and its link backwards."""
        try:
            told = json.loads(line)
            alg, office, number, prev = told["alg"], told["office"], told["seq"], told["prev"]
            actual = line_digest(alg, line.encode())
        except (ValueError, KeyError, TypeError, RecursionError):
            return "malformed", ""
        if self.office is None:
            self.office = str(office)
        if actual != stored:
            return "edited", prev
        if self.key is not None and mac(self.key, stored) != stored_mac:
            return "mac", prev
        if number != seq:
            return "moved", prev
        return (None if office == self.office else "foreign"), prev


def _refuse_other_types(value: object) -> None:
    """Raise TypeError unless the value and all in it have exactly one JSON form."""
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                raise TypeError(f"a key must be text, not {key!r}")
        value = tuple(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            if type(item) not in _ATOMS:
                _refuse_other_types(item)
    elif not isinstance(value, str | int | None):
        raise TypeError(f"only text, whole numbers, lists and dicts are kept, not {value!r}")


def _algorithm(name: str) -> "Callable[[bytes], hashlib._Hash]":
    """Look an algorithm up by the name a line carries."""
    try:
        return ALGORITHMS[name]
    except KeyError:
        raise ValueError(f"no digest algorithm {name!r} on this system") from None


def _sm3(data: bytes) -> "hashlib._Hash":
    return hashlib.new("sm3", data)


ALGORITHMS: dict[str, Callable[[bytes], Any]] = {"sha256": hashlib.sha256}
if "sm3" in hashlib.algorithms_available:  # depends on how OpenSSL was built
    ALGORITHMS["sm3"] = _sm3
