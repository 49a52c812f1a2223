"""The door to pwdlib: passwords as Argon2id hashes, and the random words of one-time ones."""

import hmac
import secrets
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
