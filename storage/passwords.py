"""The door to pwdlib: passwords as Argon2id hashes, one-time ones, codes of a second factor.

The codes are those of RFC 6238 as the usual apps make them: SHA-1, six digits, steps of 30 s.
"""

import hmac
import secrets
from base64 import b32encode, urlsafe_b64encode
from datetime import datetime
from hashlib import sha256

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

MEMORY_KIB, ROUNDS, LANES = 19_456, 2, 1
"""The least that OWASP asks of Argon2id: memory in KiB, passes, lanes."""
_hasher = PasswordHash([Argon2Hasher(time_cost=ROUNDS, memory_cost=MEMORY_KIB, parallelism=LANES)])
_CLEAR = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"  # none looks like another
TOKEN_BYTES = 32


def hashed(password: str) -> str:
    """The hash to keep of a password; takes about 20 ms by intent."""
    return _hasher.hash(password)


def matches(password: str, kept: str) -> bool:
    """Whether a password is the one of a hash; an unreadable hash matches nothing."""
    try:
        return _hasher.verify(password, kept)
    except UnknownHashError:
        return False


def one_time_password(length: int = 12) -> str:
    """A random password of signs that cannot be mistaken for one another (70 bits for 12)."""
    return "".join(secrets.choice(_CLEAR) for _ in range(length))


def token() -> str:
    """A random token of 256 bits, fit for cookies and forms."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest_of(text: str) -> str:
    """What is kept of a token: whoever reads the database cannot sign in with it."""
    return sha256(text.encode("utf-8", "replace")).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two tokens are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def derived(key: bytes, purpose: str, text: str) -> str:
    """What follows from a text and a key, for one purpose alone: 256 bits, fit for addresses."""
    made = hmac.digest(key, f"{purpose} {text}".encode("utf-8", "replace"), "sha256")
    return urlsafe_b64encode(made).decode("ascii").rstrip("=")


CODE_DIGITS, CODE_SECONDS, SECRET_BYTES, NONCE_BYTES = 6, 30, 20, 16
STEPS_OFF = 1
"""Steps that a phone's clock may be off, either way."""


def nonce() -> str:
    """What the secret of a second factor is derived from: random, of no use by itself."""
    return secrets.token_hex(NONCE_BYTES)


def code_secret(key: bytes, person: str, kept: str) -> bytes:
    """The secret of a person's second factor: whoever has the database alone cannot make it."""
    return hmac.digest(key, f"totp {person} {kept}".encode(), "sha256")[:SECRET_BYTES]


def spelled(secret: bytes) -> str:
    """A secret as it is typed into an app (base32)."""
    return b32encode(secret).decode("ascii")


def step_of(at: datetime) -> int:
    """The step of time that an instant lies in."""
    return int(at.timestamp()) // CODE_SECONDS


def code_at(secret: bytes, step: int, digits: int = CODE_DIGITS) -> str:
    """The code of a step (RFC 4226, section 5.3)."""
    mac = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    start = mac[-1] & 15
    number = int.from_bytes(mac[start : start + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def step_taken(secret: bytes, code: str, at: datetime, used: int) -> int | None:
    """The step whose code this is, if it is one of now and later than the last one taken."""
    now = step_of(at)
    for step in range(now - STEPS_OFF, now + STEPS_OFF + 1):
        if step > used and same(code, code_at(secret, step)):
            return step
    return None


def recovery_codes(number: int = 10) -> list[str]:
    """Random codes that stand in for the second factor, once each (11 signs, 64 bits)."""
    return [one_time_password(11) for _ in range(number)]
