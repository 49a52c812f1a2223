"""A checkpoint that left the house shows what the chain alone cannot; no byte of it can change."""

import base64
from datetime import UTC, datetime, timedelta, timezone

import pytest

from storage.checkpoint import (
    CheckpointError,
    Head,
    compare,
    parse,
    sign,
    verify_signature,
)
from storage.keys import ephemeral

RING = ephemeral(b"checkpoints")
AT = datetime(2026, 10, 15, 9, 30, tzinfo=timezone(timedelta(hours=8)))
OFFICE = Head("guanghe", 128, "ab" * 32)
SYSTEM = Head("system", 7, "cd" * 32)
TEXT = sign(RING, [OFFICE, SYSTEM], AT)


def test_a_note_reads_as_the_published_form_says() -> None:
    key_id = base64.b64encode(RING.public.key_id)[:5].decode()
    lines = sign(RING, [OFFICE], AT).split("\n")
    assert lines[:5] == [
        "kaohe/guanghe",
        "128",
        base64.b64encode(b"\xab" * 32).decode(),
        "at 2026-10-15T01:30:00.000000Z",
        "",
    ]
    assert lines[5].startswith(f"— kaohe {key_id}")
    assert lines[6:] == [""]


def test_what_was_sealed_is_what_is_read() -> None:
    office, system = parse(TEXT)
    assert (office.head, system.head) == (OFFICE, SYSTEM)
    assert office.at == system.at == AT
    assert office.at.tzinfo is UTC
    assert verify_signature(RING.public, office)
    assert verify_signature(RING.public, system)


def test_the_same_seal_at_the_same_instant_has_the_same_bytes() -> None:
    assert sign(RING, [OFFICE, SYSTEM], AT) == TEXT


def test_notes_may_be_collected_in_one_file() -> None:
    assert [note.head for note in parse(TEXT + "\n" + TEXT)] == [OFFICE, SYSTEM] * 2


def test_another_key_did_not_seal_it() -> None:
    assert not any(verify_signature(ephemeral(b"other").public, note) for note in parse(TEXT))


def is_genuine(text: str) -> bool:
    """Whether a text is read, and every note in it is as it was sealed."""
    try:
        return all(verify_signature(RING.public, note) for note in parse(text))
    except CheckpointError:
        return False


def test_every_changed_bit_of_a_file_is_noticed() -> None:
    honest = TEXT.encode()
    assert is_genuine(TEXT)
    for place in range(len(honest)):
        for bit in range(8):
            forged = bytearray(honest)
            forged[place] ^= 1 << bit
            try:
                text = forged.decode()
            except UnicodeDecodeError:
                continue
            assert not is_genuine(text), (place, bit)


def test_every_missing_byte_of_a_file_is_noticed() -> None:
    for place in range(len(TEXT)):
        assert not is_genuine(TEXT[:place] + TEXT[place + 1 :]), place


def test_every_truncation_but_that_between_two_notes_is_noticed() -> None:
    whole = [size for size in range(len(TEXT)) if is_genuine(TEXT[:size])]
    assert whole == [len(sign(RING, [OFFICE], AT))]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "kaohe/guanghe\n",
        TEXT + "\n",
        TEXT + "x",
        "\n" + TEXT,
        TEXT.replace("\n", "\r\n"),
        "\ufeff" + TEXT,
        TEXT.replace("\n128\n", "\n0128\n"),
        TEXT.replace("\n128\n", "\n-128\n"),
        TEXT.replace("\n128\n", "\n１２８\n"),
        TEXT.replace("\n128\n", f"\n{'9' * 400}\n"),
        TEXT.replace("at 2026", "at  2026"),
        TEXT.replace(".000000Z", "Z"),
        TEXT.replace(".000000Z", ".000000+00:00"),
        TEXT.replace("kaohe/guanghe", "other/guanghe"),
        TEXT.replace("kaohe/guanghe", "kaohe/"),
        TEXT.replace("— kaohe", "- kaohe"),
    ],
)
def test_any_other_form_is_refused_in_chinese(text: str) -> None:
    with pytest.raises(CheckpointError, match=r"第[0-9]份封存记录.*请使用封存时得到的原文件"):
        parse(text)


@pytest.mark.parametrize(
    "heads",
    [
        [],
        [Head("two words", 1, "ab" * 32)],
        [Head("line\nbreak", 1, "ab" * 32)],
        [Head("", 1, "ab" * 32)],
        [Head("guanghe", -1, "ab" * 32)],
        [Head("guanghe", 1, "ab" * 31)],
        [Head("guanghe", 1, "AB" * 32)],
        [Head("guanghe", 1, "xy" * 32)],
    ],
)
def test_what_a_note_cannot_hold_is_not_sealed(heads: list[Head]) -> None:
    with pytest.raises((ValueError, CheckpointError)):
        sign(RING, heads, AT)


def test_a_seal_needs_an_instant_with_its_zone() -> None:
    with pytest.raises(TypeError):
        sign(RING, [OFFICE], datetime(2026, 10, 15, 9, 30))  # noqa: DTZ001 — the fault itself


def test_an_office_may_have_a_chinese_name() -> None:
    (note,) = parse(sign(RING, [Head("洸河街道", 1, "ab" * 32)], AT))
    assert note.head.office == "洸河街道"
    assert verify_signature(RING.public, note)


@pytest.mark.parametrize(
    ("stored", "kind"),
    [
        ({128: "ab" * 32}, None),
        ({128: "ab" * 32, 129: "ee" * 32}, None),
        ({127: "ab" * 32}, "rollback"),
        ({}, "rollback"),
        ({128: "ac" * 32}, "recomputed"),
    ],
)
def test_a_shorter_or_another_chain_is_named(stored: dict[int, str], kind: str | None) -> None:
    (note, _) = parse(TEXT)
    found = compare(note, lambda office, seq: stored.get(seq) if office == "guanghe" else None)
    assert (found and found.kind) == kind
    if found:
        assert (found.office, found.seq) == ("guanghe", 128)
        assert "第128行" in found.text


def test_an_empty_chain_agrees_with_whatever_came_after() -> None:
    (note,) = parse(sign(RING, [Head("guanghe", 0, "0" * 64)], AT))
    assert compare(note, lambda _office, _seq: None) is None
