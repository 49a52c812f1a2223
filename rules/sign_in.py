"""What a password must be, and how long a sign-in holds: two profiles an office may choose from.

`mlps` follows what assessors of the classified protection of information systems accept;
`asvs` follows OWASP ASVS 5.0, which forbids rules of composition and forced changes.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

COMMON = Path(__file__).with_name("common_passwords.txt")

LONGEST = 128
"""Signs of a password at most: hashing more is work for an attacker to give us."""
FEWEST_SIGNS = 3
"""A password is made of as many different signs at least."""
SHORTEST_WORD = 3
"""A name of fewer signs may stand in a password: hardly any could be without it."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Terms of signing in. `classes` of small, capital, digit and other signs must occur.

    After `failures` wrong passwords an account rests for `lock`; after `address_failures` within
    `address_spell` a network address is listened to no more until the spell is over. A session
    ends after `idle` without use and `whole` after it began; a password counts for `lasts` (None:
    for good), a one-time one for `initial`.
    """

    name: str
    shortest: int
    classes: int
    lasts: timedelta | None
    failures: int = 5
    lock: timedelta = timedelta(minutes=30)
    idle: timedelta = timedelta(minutes=30)
    whole: timedelta = timedelta(hours=8)
    initial: timedelta = timedelta(days=14)
    address_failures: int = 50
    address_spell: timedelta = timedelta(minutes=15)


PROFILES = {
    "mlps": Profile("mlps", shortest=8, classes=4, lasts=timedelta(days=90)),
    "asvs": Profile("asvs", shortest=15, classes=1, lasts=None),
}


def faults_of(password: str, profile: Profile, words: Iterable[str]) -> list[str]:
    """Why a password cannot be taken, as Chinese sentences; empty if it can.

    `words` may not stand in it: the login name, the person's and the office's name.
    """
    found = list(_shape(password, profile))
    plain = password.casefold()
    if any(len(word) >= SHORTEST_WORD and word.casefold() in plain for word in words):
        found.append("密码中不能有登录名、姓名或单位名称")
    if is_common(plain):
        found.append("这个密码太常见，容易被猜到，请换一个")
    return found


def terms_of(profile: Profile) -> list[str]:
    """What a password must be, as Chinese sentences to read before choosing one."""
    found = [f"至少{profile.shortest}位，最多{LONGEST}位"]
    if profile.classes > 1:
        found.append("同时有大写字母、小写字母、数字和其他符号(如 - ! # 。)")
    found.append("不含登录名、姓名、单位名称，不用常见的密码")
    if profile.lasts is not None:
        found.append(f"{profile.lasts.days}日以内须更换一次")
    return found


def _shape(password: str, profile: Profile) -> Iterator[str]:
    if len(password) < profile.shortest:
        yield f"密码至少{profile.shortest}位，现为{len(password)}位"
    if len(password) > LONGEST:
        yield f"密码最多{LONGEST}位，现为{len(password)}位"
    if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in password):
        yield "密码中不能有控制字符"
    if len(_classes(password)) < profile.classes:
        yield "密码须同时有大写字母、小写字母、数字和其他符号"


def _classes(password: str) -> set[str]:
    return {
        "digit" if sign.isdigit() else
        "capital" if sign.isupper() else
        "small" if sign.islower() else
        "other"
        for sign in password
    }  # fmt: skip


_RUNS = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc",
         "1qaz2wsx3edc4rfv5tgb6yhn7ujm")  # fmt: skip
_SIGNS = "!@#$%^&*()_+-=.,?~ "
_TRIM = f"0123456789{_SIGNS}"
_PLAIN = str.maketrans("@4301$57!", "aaeoissti")


@cache
def common() -> frozenset[str]:
    """The passwords, and the words people make them of, that guessers try first."""
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(w for line in lines if not line.startswith("#") for w in line.split())


def is_common(plain: str) -> bool:
    """Whether a password, in small letters, is one that guessers try first.

    Few signs, a run of the keyboard forward or backward, one sign or a short word over and over,
    or a usual word with nothing but digits and signs about it, also with digits for letters.
    """
    if len(set(plain)) < FEWEST_SIGNS or _repeats(plain):
        return True
    if any(plain in run * 2 or plain[::-1] in run * 2 for run in _RUNS):
        return True
    core = plain.strip(_TRIM)
    words = {plain, core, plain.strip(_SIGNS)}
    words |= {word.translate(_PLAIN) for word in (*words, plain.rstrip(_TRIM))}
    return bool(words & common())


def _repeats(plain: str) -> bool:
    """Whether a password is a short piece over and over."""
    return any(
        plain == (plain[:n] * len(plain))[: len(plain)] for n in range(1, len(plain) // 2 + 1)
    )


def lives(profile: Profile, made: datetime, seen: datetime, at: datetime) -> bool:
    """Whether a session still holds: neither idle too long nor too old."""
    # The clock may have been set back a little; nothing may live on that.
    return abs(at - seen) < profile.idle and at < made + profile.whole


def is_spent(profile: Profile, set_at: datetime, at: datetime) -> bool:
    """Whether a password has to be changed for its age."""
    return profile.lasts is not None and at >= set_at + profile.lasts
