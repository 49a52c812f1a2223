"""The keys of the journal, kept outside the database, and the door to `cryptography`.

A key folder holds three files. Who writes the journal needs the first, who seals it the second,
who checks a seal only the third:

    journal.key     64 hexadecimal characters: the secret of the lines' MACs
    checkpoint.key  Ed25519 private key, PEM (PKCS #8, not encrypted)
    checkpoint.pub  its public half, one line "name+key id+base64", the form of C2SP signed notes

From the journal's secret follow two others, by which the texts of reports to the auditor are sealed
and the persons reported are concealed: who loses the key folder can no longer read them, though the
journal still verifies without it.

The folder is 0700, the two secrets 0600; looser rights are refused.
"""

import base64
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

KEY_NAME = "kaohe"
JOURNAL_KEY, CHECKPOINT_KEY, CHECKPOINT_PUBLIC = "journal.key", "checkpoint.key", "checkpoint.pub"
KEY_BYTES, NONCE_BYTES = 32, 12
SEALED = "sealed:1:"
"""Begins every sealed text, with the number of the form it is in."""
_SEALING = b"kaohe sealed texts 1"
CONCEALED = "concealed:1:"
"""Begins what stands for a person who is concealed, with the number of the form it is in."""
_CONCEALING = b"kaohe concealed persons 1"

_ED25519 = b"\x01"  # the note format's mark for this kind of key
_OTHERS, _OTHERS_WRITE = 0o077, 0o022
_AGAIN = "请用备份的密钥恢复；没有备份时移走残留文件，重新生成密钥。"


class KeyFault(Exception):
    """A key is missing, damaged or badly kept; the text says so in Chinese."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Who can check a seal: the name and the 32 raw bytes of an Ed25519 public key."""

    name: str
    raw: bytes

    @property
    def key_id(self) -> bytes:
        """The 4 bytes that a signature names its key by."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.raw).digest()[:4]

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Say whether `signature` (64 bytes) was made over `message` with the private half."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except InvalidSignature:
            return False
        return True

    def __str__(self) -> str:
        """Write the key as one line, the form of `checkpoint.pub`."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(_ED25519 + self.raw).decode()}"


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The journal's secret (32 bytes) and the pair that seals it; its repr shows no secret."""

    journal_key: bytes = field(repr=False)
    signing: Ed25519PrivateKey = field(repr=False)

    @property
    def public(self) -> PublicKey:
        """The public half of the sealing key."""
        raw = self.signing.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return PublicKey(KEY_NAME, raw)

    def sign(self, message: bytes) -> bytes:
        """Return the Ed25519 signature (64 bytes) over `message`."""
        return self.signing.sign(message)


def default_key_dir() -> Path:
    """Return the user's own key folder, never one derived from the database."""
    configured = os.environ.get("XDG_CONFIG_HOME", "")
    # The XDG rule: a relative path there is to be ignored.
    base = Path(configured) if configured.startswith("/") else Path.home() / ".config"
    return base / "kaohe"


def ephemeral(seed: bytes) -> KeyRing:
    """Return keys for a rehearsal, the same for the same seed; they protect nothing."""
    journal_key = hashlib.sha256(b"kaohe rehearsal journal\x00" + seed).digest()
    signing = hashlib.sha256(b"kaohe rehearsal checkpoint\x00" + seed).digest()
    return KeyRing(journal_key, Ed25519PrivateKey.from_private_bytes(signing))


def create(folder: Path) -> KeyRing:
    """Make fresh keys in `folder`, which is made too (0700); keys already there are kept.

    Raises KeyFault when any key file exists, the folder is open to others or cannot be written.
    """
    ring = KeyRing(secrets.token_bytes(KEY_BYTES), Ed25519PrivateKey.generate())
    pem = ring.signing.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    files = (
        (JOURNAL_KEY, ring.journal_key.hex().encode() + b"\n", 0o600),
        (CHECKPOINT_KEY, pem, 0o600),
        (CHECKPOINT_PUBLIC, f"{ring.public}\n".encode(), 0o644),
    )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        _refuse_loose(folder, _OTHERS)
        for name, _, _ in files:
            if os.path.lexists(folder / name):
                raise KeyFault(f"密钥文件 {folder / name} 已经存在，不会覆盖。")
        for name, content, mode in files:
            _write_new(folder / name, content, mode)
    except OSError as error:
        raise KeyFault(f"不能在 {folder} 生成密钥：{error.strerror}。请检查文件夹权限。") from error
    return ring


def load(folder: Path) -> KeyRing:
    """Read the keys that `create` made.

    Raises KeyFault when one is missing, damaged, open to others, or the three do not belong
    together.
    """
    _refuse_loose(folder, _OTHERS)
    secret = _read(folder / JOURNAL_KEY, _OTHERS).decode("ascii", "replace").strip()
    pem = _read(folder / CHECKPOINT_KEY, _OTHERS)
    try:
        journal_key = bytes.fromhex(secret)
        signing = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError):
        raise KeyFault(f"{folder} 里的密钥文件已损坏。{_AGAIN}") from None
    if len(journal_key) != KEY_BYTES or not isinstance(signing, Ed25519PrivateKey):
        raise KeyFault(f"{folder} 里的密钥文件已损坏。{_AGAIN}")
    ring = KeyRing(journal_key, signing)
    if load_public(folder) != ring.public:
        raise KeyFault(f"{folder} 里的公钥与私钥不是一对。{_AGAIN}")
    return ring


def load_public(place: Path) -> PublicKey:
    """Read a public key from its file or from a key folder; needs no secret.

    Raises KeyFault when it is missing, damaged, or others could have replaced it.
    """
    path = place / CHECKPOINT_PUBLIC if place.is_dir() else place
    text = _read(path, _OTHERS_WRITE).decode("ascii", "replace").removesuffix("\n")
    name, _, rest = text.partition("+")
    try:
        raw = base64.b64decode(rest.partition("+")[2], validate=True)
    except ValueError:
        raw = b""
    key = PublicKey(name, raw[1:])
    if len(key.raw) != KEY_BYTES or str(key) != text:
        raise KeyFault(f"公钥文件 {path} 已损坏。请向保管密钥的人员重新索取。")
    return key


@cache
def _box(journal_key: bytes) -> AESGCM:
    """What seals texts: AES-256-GCM under a key derived from the journal's (HKDF-SHA256)."""
    return AESGCM(_derived(journal_key, _SEALING))


@cache
def _derived(journal_key: bytes, purpose: bytes) -> bytes:
    if len(journal_key) != KEY_BYTES:
        raise KeyFault(f"没有留痕的密钥，不能密封内容，也打不开密封的内容。{_AGAIN}")
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose).derive(journal_key)


def conceal(journal_key: bytes, person: str, place: str) -> str:
    """What stands for a person at a place, the same each time; KeyFault without the key.

    Nobody tells without the journal's key whom it stands for, or compares two places.
    """
    told = f"{place}\x00{person}".encode()
    made = hmac.digest(_derived(journal_key, _CONCEALING), told, "sha256")
    return CONCEALED + made.hex()


def seal_text(journal_key: bytes, text: str, nonce: bytes, place: str) -> str:
    """Make a text unreadable without the journal's key.

    `nonce` is 12 bytes never used twice, best random; `place` is where the text stands, and it
    opens nowhere else. KeyFault without the key.
    """
    closed = _box(journal_key).encrypt(nonce, text.encode(), place.encode())
    return SEALED + base64.b64encode(nonce + closed).decode()


def open_text(journal_key: bytes, sealed: str, place: str) -> str:
    """Read what `seal_text` made at this place; KeyFault for another key, place or text."""
    box = _box(journal_key)
    try:
        raw = base64.b64decode(sealed.removeprefix(SEALED), validate=True)
        return box.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place.encode()).decode()
    except (InvalidTag, ValueError):
        raise KeyFault(f"密封的内容打不开：密钥不对，或者内容被改动过。{_AGAIN}") from None


def _read(path: Path, refused: int) -> bytes:
    """Read a key file after a look at its rights; KeyFault in Chinese when that fails."""
    try:
        _refuse_loose(path, refused)
        return path.read_bytes()
    except OSError as error:
        raise KeyFault(f"读不到密钥文件 {path}：{error.strerror}。请检查密钥文件夹。") from error


def _refuse_loose(path: Path, refused: int) -> None:
    """Refuse a file or folder whose rights have any of the `refused` bits."""
    if os.name != "posix":  # other systems say nothing by these bits
        return
    try:
        mode = path.stat().st_mode & 0o777
    except OSError as error:
        raise KeyFault(f"没有找到 {path}：{error.strerror}。请检查密钥文件夹。") from error
    if mode & refused:
        allowed = mode & ~refused
        raise KeyFault(
            f"{path} 的权限过宽（{mode:o}），其他用户可以接触密钥。"
            f"请先执行 chmod {allowed:o} {path}，并考虑更换密钥。"
        )


def _write_new(path: Path, content: bytes, mode: int) -> None:
    """Write a file that must not exist yet, with exactly this mode, down to the disk."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        os.fchmod(handle, mode)
        file.write(content)
        file.flush()
        os.fsync(handle)
