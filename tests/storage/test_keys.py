"""The keys stand outside the database, open to their owner alone, and are never overwritten."""

import base64
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from storage import keys

FILES = (keys.JOURNAL_KEY, keys.CHECKPOINT_KEY, keys.CHECKPOINT_PUBLIC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with fresh keys, made under the loosest umask."""
    before = os.umask(0)
    try:
        keys.create(tmp_path / "keys")
    finally:
        os.umask(before)
    return tmp_path / "keys"


def mode(path: Path) -> int:
    """The permission bits of a file or folder."""
    return path.stat().st_mode & 0o777


def test_what_was_made_is_what_is_loaded(tmp_path: Path) -> None:
    made = keys.create(tmp_path / "a" / "keys")
    loaded = keys.load(tmp_path / "a" / "keys")
    assert loaded.journal_key == made.journal_key
    assert len(loaded.journal_key) == 32
    assert loaded.public == made.public
    assert made.public.verify(b"message", loaded.sign(b"message"))


def test_two_sets_of_keys_have_nothing_in_common(tmp_path: Path) -> None:
    one, other = keys.create(tmp_path / "one"), keys.create(tmp_path / "other")
    assert one.journal_key != other.journal_key
    assert one.public != other.public


def test_the_secrets_are_their_owners_and_the_public_key_is_everybodys(folder: Path) -> None:
    assert mode(folder) == 0o700
    assert [mode(folder / name) for name in FILES] == [0o600, 0o600, 0o644]


def test_the_modes_do_not_depend_on_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        keys.create(tmp_path / "keys")
    finally:
        os.umask(before)
    assert [mode(tmp_path / "keys" / name) for name in FILES] == [0o600, 0o600, 0o644]


@pytest.mark.parametrize("survivor", FILES)
def test_keys_already_there_are_never_overwritten(folder: Path, survivor: str) -> None:
    for name in FILES:
        if name != survivor:
            (folder / name).unlink()
    before = (folder / survivor).read_bytes()
    with pytest.raises(keys.KeyFault, match="已经存在"):
        keys.create(folder)
    assert (folder / survivor).read_bytes() == before
    assert [path.name for path in folder.iterdir()] == [survivor]


@pytest.mark.parametrize("loose", [0o604, 0o602, 0o601, 0o640, 0o620, 0o610, 0o644, 0o666])
@pytest.mark.parametrize("name", [keys.JOURNAL_KEY, keys.CHECKPOINT_KEY])
def test_a_secret_open_to_others_is_refused(folder: Path, name: str, loose: int) -> None:
    (folder / name).chmod(loose)
    with pytest.raises(keys.KeyFault, match=f"权限过宽.*chmod 600 .*{name}"):
        keys.load(folder)


@pytest.mark.parametrize("loose", [0o701, 0o702, 0o704, 0o710, 0o720, 0o740, 0o755])
def test_a_folder_open_to_others_is_refused(folder: Path, loose: int) -> None:
    folder.chmod(loose)
    with pytest.raises(keys.KeyFault, match="权限过宽"):
        keys.load(folder)
    for name in FILES:
        (folder / name).unlink()
    with pytest.raises(keys.KeyFault, match="权限过宽"):
        keys.create(folder)


def test_tighter_rights_than_ours_are_welcome(folder: Path) -> None:
    (folder / keys.JOURNAL_KEY).chmod(0o400)
    (folder / keys.CHECKPOINT_PUBLIC).chmod(0o600)
    assert keys.load(folder).journal_key


def test_a_public_key_that_others_could_replace_is_refused(folder: Path) -> None:
    (folder / keys.CHECKPOINT_PUBLIC).chmod(0o664)
    with pytest.raises(keys.KeyFault, match="权限过宽"):
        keys.load_public(folder)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("content", [b"", b"x", b"ff\n", b"\xff\xfe", b"+" * 99])
def test_a_damaged_key_is_refused(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)
    with pytest.raises(keys.KeyFault, match="损坏"):
        keys.load(folder)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_key_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(keys.KeyFault, match=rf"没有找到.*{name}"):
        keys.load(folder)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(keys.KeyFault, match=r"没有找到.*nowhere"):
        keys.load(tmp_path / "nowhere")


def test_keys_of_two_sets_do_not_mix(folder: Path, tmp_path: Path) -> None:
    keys.create(tmp_path / "other")
    (tmp_path / "other" / keys.CHECKPOINT_PUBLIC).replace(folder / keys.CHECKPOINT_PUBLIC)
    with pytest.raises(keys.KeyFault, match="不是一对"):
        keys.load(folder)


def test_the_public_key_alone_is_enough_to_check(folder: Path, tmp_path: Path) -> None:
    signature = keys.load(folder).sign(b"message")
    copy = tmp_path / "handed-over.pub"
    copy.write_bytes((folder / keys.CHECKPOINT_PUBLIC).read_bytes())
    assert keys.load_public(copy) == keys.load_public(folder)
    assert keys.load_public(copy).verify(b"message", signature)


def test_every_changed_character_of_a_public_key_is_noticed(folder: Path) -> None:
    path = folder / keys.CHECKPOINT_PUBLIC
    honest = path.read_bytes()
    for place in range(len(honest) - 1):
        for bit in range(8):
            forged = bytearray(honest)
            forged[place] ^= 1 << bit
            path.write_bytes(forged)
            with pytest.raises(keys.KeyFault):
                keys.load_public(path)


def test_rehearsal_keys_follow_from_their_seed() -> None:
    one, again, other = keys.ephemeral(b"1"), keys.ephemeral(b"1"), keys.ephemeral(b"2")
    assert (one.journal_key, one.public) == (again.journal_key, again.public)
    assert one.journal_key != other.journal_key
    assert one.public != other.public
    assert one.sign(b"message") == again.sign(b"message")


def test_no_secret_stands_in_a_repr() -> None:
    ring = keys.ephemeral(b"1")
    assert ring.journal_key.hex() not in repr(ring)
    assert "journal_key" not in repr(ring)
    assert "signing" not in repr(ring)


@pytest.mark.parametrize(
    ("configured", "expected"),
    [
        ("/somewhere/config", "/somewhere/config/kaohe"),
        ("relative", "/home/zhang/.config/kaohe"),
        ("", "/home/zhang/.config/kaohe"),
        (None, "/home/zhang/.config/kaohe"),
    ],
)
def test_the_default_place_is_the_users_configuration_folder(
    monkeypatch: pytest.MonkeyPatch, configured: str | None, expected: str
) -> None:
    monkeypatch.setenv("HOME", "/home/zhang")
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    if configured is not None:
        monkeypatch.setenv("XDG_CONFIG_HOME", configured)
    assert keys.default_key_dir() == Path(expected)


def test_a_place_that_cannot_hold_keys_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(keys.KeyFault, match="不能在"):
        keys.create(tmp_path / "file" / "keys")


NONCE, PLACE = b"n" * 12, "guanghe/irregularity/text/7/1"


@pytest.mark.rule("R34")
@given(st.text(max_size=200), st.binary(min_size=12, max_size=12))
def test_a_sealed_text_opens_with_its_key_at_its_place(text: str, nonce: bytes) -> None:
    key = keys.ephemeral(b"one").journal_key
    sealed = keys.seal_text(key, text, nonce, PLACE)
    assert sealed.startswith(keys.SEALED)
    assert keys.open_text(key, sealed, PLACE) == text
    assert len(text) < 4 or text not in sealed


@pytest.mark.rule("R34")
@pytest.mark.parametrize(
    ("seed", "place", "change"),
    [
        (b"other", PLACE, lambda s: s),
        (b"one", "guanghe/irregularity/text/8/1", lambda s: s),
        (b"one", PLACE, lambda s: s[:-8] + "AAAAAAA="),
        (b"one", PLACE, lambda _: ""),
        (b"one", PLACE, lambda _: "plain text"),
    ],
    ids=["another key", "another place", "changed", "empty", "never sealed"],
)
def test_a_sealed_text_opens_nowhere_else_and_with_nothing_else(
    seed: bytes, place: str, change: Callable[[str], str]
) -> None:
    sealed = keys.seal_text(keys.ephemeral(b"one").journal_key, "内容", NONCE, PLACE)
    with pytest.raises(keys.KeyFault, match="打不开"):
        keys.open_text(keys.ephemeral(seed).journal_key, change(sealed), place)


@pytest.mark.rule("R34")
def test_without_the_journal_s_key_nothing_is_sealed_or_opened() -> None:
    with pytest.raises(keys.KeyFault, match="没有留痕的密钥"):
        keys.seal_text(b"", "内容", NONCE, PLACE)


@pytest.mark.rule("R34")
def test_the_key_that_seals_is_not_the_key_of_the_lines() -> None:
    """What is derived for one use is of no use for the other."""
    key = keys.ephemeral(b"one").journal_key
    raw = base64.b64decode(keys.seal_text(key, "内容", NONCE, PLACE).removeprefix(keys.SEALED))
    with pytest.raises(InvalidTag):
        AESGCM(key).decrypt(raw[:12], raw[12:], PLACE.encode())
