"""Whoever changes the journal is found, and the first line that cannot be trusted is named.

Three defences are held against each attack: the chain alone, the chain with the MAC key, and a
checkpoint kept outside. What a defence cannot see stands in the table too, as a control.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from storage import chain
from storage.chain import GENESIS, StoredLine, canonical, check_chain, line_digest, mac
from storage.checkpoint import Head, compare, parse, sign
from storage.keys import ephemeral

RING = ephemeral(b"chain")
KEY = RING.journal_key
LENGTH, SEALED = 24, 20
AT = datetime(2026, 10, 15, 1, 30, tzinfo=UTC)
ALGORITHMS = sorted(chain.ALGORITHMS)

End = tuple[int, str]
Told = tuple[str, int]


def stored(
    seq: int, prev: str, words: str, office: str = "guanghe", alg: str = "sha256"
) -> StoredLine:
    """A line as the journal writes it, with its digest and MAC."""
    line = canonical(
        {"v": 1, "alg": alg, "office": office, "seq": seq, "prev": prev, "move": words}
    )
    made = line_digest(alg, line)
    return StoredLine(seq, line.decode(), made, mac(KEY, made))


def chain_of(words: list[str], office: str = "guanghe", alg: str = "sha256") -> list[StoredLine]:
    """An honest chain with one line for each word."""
    lines: list[StoredLine] = []
    prev = GENESIS
    for seq, word in enumerate(words, start=1):
        lines.append(stored(seq, prev, word, office, alg))
        prev = lines[-1].digest
    return lines


def end(lines: list[StoredLine]) -> End:
    """What the head of a chain records."""
    return (lines[-1].seq, lines[-1].digest) if lines else (0, GENESIS)


def recomputed(lines: list[StoredLine], first: int) -> list[StoredLine]:
    """Number and chain the lines anew from the `first`, as one without the key can: old MACs."""
    done = lines[: first - 1]
    for line in lines[first - 1 :]:
        told = json.loads(line.line) | {"seq": len(done) + 1, "prev": end(done)[1]}
        text = canonical(told)
        done.append(StoredLine(len(done) + 1, text.decode(), line_digest("sha256", text), line.mac))
    return done


HONEST = chain_of([f"move {n}" for n in range(1, LENGTH + 1)])
(SEAL,) = parse(sign(RING, [Head("guanghe", SEALED, HONEST[SEALED - 1].digest)], AT))


def edited(line: StoredLine) -> StoredLine:
    """The line with its content changed and nothing else."""
    return line._replace(line=line.line.replace("move ", "MOVE "))


def edit(k: int) -> list[StoredLine]:
    return [edited(line) if line.seq == k else line for line in HONEST]


def edit_and_redo_its_digest(k: int) -> list[StoredLine]:
    forged = edit(k)
    text = forged[k - 1].line.encode()
    forged[k - 1] = forged[k - 1]._replace(digest=line_digest("sha256", text))
    return forged


def edit_and_recompute(k: int) -> list[StoredLine]:
    return recomputed(edit(k), k)


def delete(k: int) -> list[StoredLine]:
    return [line for line in HONEST if line.seq != k]


def delete_and_recompute(k: int) -> list[StoredLine]:
    return recomputed(delete(k), k)


def insert_a_second_of_its_number(k: int) -> list[StoredLine]:
    return [*HONEST[:k], stored(k, HONEST[k - 1].digest, "forged"), *HONEST[k:]]


def insert_and_recompute(k: int) -> list[StoredLine]:
    return recomputed([*HONEST[: k - 1], edited(HONEST[k - 1]), *HONEST[k - 1 :]], k)


def swap(k: int) -> list[StoredLine]:
    """Exchange all but the numbers of the lines k and k+1."""
    one, other = HONEST[k - 1], HONEST[k]
    return [
        *HONEST[: k - 1], other._replace(seq=k), one._replace(seq=k + 1), *HONEST[k + 1 :]
    ]  # fmt: skip


def swap_the_texts(k: int) -> list[StoredLine]:
    one, other = HONEST[k - 1], HONEST[k]
    return [
        *HONEST[: k - 1], one._replace(line=other.line), other._replace(line=one.line),
        *HONEST[k + 1 :],
    ]  # fmt: skip


def swap_and_recompute(k: int) -> list[StoredLine]:
    return recomputed([*HONEST[: k - 1], HONEST[k], HONEST[k - 1], *HONEST[k + 1 :]], k)


def truncate(k: int) -> list[StoredLine]:
    return HONEST[: k - 1]


def bring_from_another_chain(k: int) -> list[StoredLine]:
    """A genuine line of another chain of the same house, with the same key."""
    other = chain_of([f"move {n}" for n in range(1, LENGTH + 1)], "system")
    return [*HONEST[: k - 1], other[k - 1], *HONEST[k:]]


def break_a_link(k: int) -> list[StoredLine]:
    """A line that only one who has the key can write, linked to nothing."""
    forged = stored(k, "f" * 64, f"move {k}")
    return [*HONEST[: k - 1], forged, *HONEST[k:]]


def change_a_mac(k: int) -> list[StoredLine]:
    return [line._replace(mac="0" * 64) if line.seq == k else line for line in HONEST]


def change_a_digest(k: int) -> list[StoredLine]:
    return [line._replace(digest="0" * 64) if line.seq == k else line for line in HONEST]


def spoil(k: int) -> list[StoredLine]:
    return [line._replace(line=line.line[:-1]) if line.seq == k else line for line in HONEST]


@dataclass(frozen=True)
class Attack:
    """What is done at line k, and what each defence says: (kind, seq relative to k)."""

    do: Callable[[int], list[StoredLine]]
    alone: Told | None
    with_key: Told | None
    keeps_head: bool = True  # the recorded head stays as it was; else it is forged too
    last: int = LENGTH


ATTACKS = [
    Attack(edit, ("edited", 0), ("edited", 0)),
    Attack(edit_and_redo_its_digest, ("unlinked", 0), ("mac", 0), last=LENGTH - 1),
    Attack(edit_and_recompute, ("head", LENGTH), ("mac", 0)),
    Attack(edit_and_recompute, None, ("mac", 0), keeps_head=False),
    Attack(delete, ("missing", 0), ("missing", 0), last=LENGTH - 1),
    Attack(delete_and_recompute, None, ("mac", 0), keeps_head=False, last=LENGTH - 1),
    Attack(delete_and_recompute, ("truncated", LENGTH), ("mac", 0), last=LENGTH - 1),
    Attack(insert_a_second_of_its_number, ("duplicate", 0), ("duplicate", 0)),
    Attack(insert_and_recompute, None, ("mac", 0), keeps_head=False),
    Attack(insert_and_recompute, ("beyond", LENGTH + 1), ("mac", 0)),
    Attack(swap, ("moved", 0), ("moved", 0), last=LENGTH - 1),
    Attack(swap_the_texts, ("edited", 0), ("edited", 0), last=LENGTH - 1),
    Attack(swap_and_recompute, None, ("mac", 0), keeps_head=False, last=LENGTH - 1),
    Attack(truncate, ("truncated", 0), ("truncated", 0)),
    Attack(truncate, None, None, keeps_head=False),  # and the same is a rollback of the whole
    Attack(bring_from_another_chain, ("foreign", 0), ("foreign", 0)),
    Attack(change_a_mac, None, ("mac", 0)),
    Attack(change_a_digest, ("edited", 0), ("edited", 0)),
    Attack(spoil, ("malformed", 0), ("malformed", 0)),
]


def first_fault(lines: list[StoredLine], key: bytes | None, head: End | None) -> Told | None:
    """The kind and seq of the first fault, if there is one."""
    for found in check_chain(lines, mac_key=key, head=head, office="guanghe"):
        return found.kind, found.seq
    return None


def expected(told: Told | None, k: int) -> Told | None:
    """Turn a place relative to k into a line; faults of the head are absolute already."""
    if told is None:
        return None
    return told if told[1] else (told[0], k)


@pytest.mark.rule("R28")
@pytest.mark.parametrize(
    "attack", ATTACKS, ids=lambda a: a.do.__name__ + ("" if a.keeps_head else "_and_the_head")
)
def test_each_attack_on_each_line_is_found_and_the_line_is_named(attack: Attack) -> None:
    for k in range(1, attack.last + 1):
        lines = attack.do(k)
        head = end(HONEST) if attack.keeps_head else end(lines)
        assert first_fault(lines, None, head) == expected(attack.alone, k), k
        assert first_fault(lines, KEY, head) == expected(attack.with_key, k), k


MISSED_BY_THE_CHAIN = [attack for attack in ATTACKS if not attack.keeps_head]


@pytest.mark.rule("R28")
@pytest.mark.parametrize("attack", MISSED_BY_THE_CHAIN, ids=lambda attack: attack.do.__name__)
def test_a_checkpoint_shows_what_was_recomputed_or_rolled_back(attack: Attack) -> None:
    for k in range(1, SEALED + 1):
        lines = {line.seq: line.digest for line in attack.do(k)}
        found = compare(SEAL, lambda _office, seq, lines=lines: lines.get(seq))  # type: ignore[misc]
        assert found is not None, k
        assert found.kind == ("recomputed" if SEALED in lines else "rollback")
        assert found.seq == SEALED


def test_a_checkpoint_covers_nothing_after_it() -> None:
    lines = {line.seq: line.digest for line in edit_and_recompute(SEALED + 1)}
    assert compare(SEAL, lambda _office, seq: lines.get(seq)) is None


def test_a_forged_line_at_the_tail_is_found_by_its_mac_alone() -> None:
    forged = recomputed([*HONEST, edited(HONEST[-1])], LENGTH + 1)
    assert first_fault(forged, None, end(forged)) is None
    assert first_fault(forged, KEY, end(forged)) == ("mac", LENGTH + 1)


def test_without_a_recorded_head_a_cut_tail_is_not_seen() -> None:
    assert first_fault(HONEST[:-1], KEY, None) is None
    assert first_fault([], KEY, None) is None
    assert first_fault([], KEY, end(HONEST)) == ("truncated", 1)


def test_a_broken_link_is_laid_to_the_later_line_when_the_key_clears_the_earlier() -> None:
    for k in range(2, LENGTH + 1):
        assert first_fault(break_a_link(k), KEY, None) == ("unlinked", k)
        assert first_fault(break_a_link(k), None, None) == ("unlinked", k - 1)
    assert first_fault(break_a_link(1), None, None) == ("unlinked", 1)


@pytest.mark.parametrize("alg", ALGORITHMS)
@pytest.mark.parametrize("key", [None, KEY])
@pytest.mark.parametrize("length", [0, 1, 2, 50])
def test_an_honest_chain_has_no_fault(alg: str, key: bytes | None, length: int) -> None:
    lines = chain_of([f"动作{n}" for n in range(length)], alg=alg)
    assert list(check_chain(lines, mac_key=key, head=end(lines), office="guanghe")) == []


def test_a_walk_may_start_behind_any_line_it_trusts() -> None:
    for done in range(LENGTH + 1):
        start = end(HONEST[:done])
        assert not list(check_chain(HONEST[done:], mac_key=KEY, start=start, head=end(HONEST)))
    wrong = (5, "0" * 64)
    (found,) = check_chain(HONEST[5:], mac_key=None, start=wrong)
    assert (found.kind, found.seq) == ("unlinked", 6)


def test_a_chain_may_change_its_algorithm_from_one_line_to_the_next() -> None:
    lines: list[StoredLine] = []
    for seq, alg in enumerate(ALGORITHMS * 2, start=1):
        lines.append(stored(seq, end(lines)[1], "move", alg=alg))
    assert list(check_chain(lines, mac_key=KEY, head=end(lines))) == []


def test_one_bad_line_gives_one_fault_and_the_walk_goes_on_behind_it() -> None:
    lines = [edited(line) if line.seq in (3, 9) else line for line in delete(15)]
    found = [(each.kind, each.seq) for each in check_chain(lines, mac_key=KEY)]
    assert found == [("edited", 3), ("edited", 9), ("missing", 15)]


def test_a_fault_says_in_chinese_which_line_and_what_to_do() -> None:
    (found,) = check_chain(edit(3), mac_key=None)
    assert found.text.startswith("“guanghe”留痕第3行内容与其校验值不符")
    assert found.text.endswith("请停止写入，原样保留数据库，交监督人员核对。")


def flipped(text: str) -> Iterator[str]:
    """The text with each of its bits changed in turn, where it stays text."""
    data = text.encode()
    for place in range(len(data)):
        for bit in range(8):
            forged = bytearray(data)
            forged[place] ^= 1 << bit
            try:
                yield forged.decode()
            except UnicodeDecodeError:
                continue


@pytest.mark.rule("R28")
def test_every_changed_bit_of_a_line_its_digest_and_its_mac_is_found() -> None:
    lines = chain_of(["定为“好”等次", "second", "third"])
    for k, honest in enumerate(lines):
        forgeries = [honest._replace(line=text) for text in flipped(honest.line)]
        forgeries += [honest._replace(digest=text) for text in flipped(honest.digest)]
        forgeries += [honest._replace(mac=text) for text in flipped(honest.mac)]
        for forged in forgeries:
            rows = [*lines[:k], forged, *lines[k + 1 :]]
            found = first_fault(rows, KEY, end(lines))
            assert found is not None, forged
            assert found[1] == k + 1, forged


@pytest.mark.parametrize(
    "line",
    [
        "", "null", "7", "[]", '"text"', "{}", "{", "[" * 100_000, "\ud800",
        '{"alg":"md5","office":"guanghe","prev":"","seq":1}',
        '{"alg":["sha256"],"office":"guanghe","prev":"","seq":1}',
        '{"alg":"sha256","office":"guanghe","prev":""}',
    ],
    ids=range(12),
)  # fmt: skip
def test_what_is_no_line_is_a_fault_and_no_crash(line: str) -> None:
    (found,) = check_chain([StoredLine(1, line, "0" * 64, "0" * 64)], mac_key=KEY)
    assert (found.kind, found.seq) == ("malformed", 1)
