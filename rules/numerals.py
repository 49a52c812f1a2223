"""Numbers as people write them, to and from exact values; no float takes part (R03)."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

_WRITTEN = re.compile(r"([+-]?)([0-9]+)(?:\.([0-9]+))?")
_LONGEST = 40
"""Characters of a number that are read at all; what is longer is refused unread."""


class ScoreError(ValueError):
    """A number that cannot be accepted; the text is a Chinese sentence that says why."""


def parse_decimal(
    value: object,
    places: int,
    *,
    low: Fraction | None = None,
    high: Fraction | None = None,
    name: str = "数值",
) -> int:
    """Return `value` as an integer in units of 10^-places, from `low` to `high` inclusive.

    Takes text in half-width digits, int, Decimal, and a float whose shortest form is such a
    decimal. Anything else (true, NaN, 九十, more decimals than `places`, out of range) raises
    ScoreError; its sentence begins with `name`.
    """
    sign, whole, decimals = _split(_written(value, name), name)
    decimals = decimals.rstrip("0")
    if len(decimals) > places:
        raise ScoreError(f"{name}最多保留{places}位小数，不能是{sign}{whole}.{decimals}")
    scaled = int(sign + whole + decimals.ljust(places, "0"))
    exact = Fraction(scaled, 10**places)
    if (low is not None and exact < low) or (high is not None and exact > high):
        raise ScoreError(f"{name}{_range(low, high)}，不能是{exact_text(exact)}")
    return scaled


def exact_text(value: Fraction) -> str:
    """Return the exact value: a decimal without trailing zeros if it terminates, else p/q."""
    if not terminates(value):
        return str(value)
    places = 0
    while 10**places % value.denominator:
        places += 1
    return rounded(value, places)


def terminates(value: Fraction) -> bool:
    """Tell whether the decimal form of `value` comes to an end."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def rounded(value: Fraction, places: int) -> str:
    """Return `value` to `places` decimals, halves away from zero, never as -0."""
    units = (abs(value) * 10**places + Fraction(1, 2)) // 1
    digits = str(units).rjust(places + 1, "0")
    sign = "-" if value < 0 and units else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def _written(value: object, name: str) -> str:
    """Return the text of a number, refusing kinds that are not one and lengths no one writes."""
    if isinstance(value, Decimal) and value.is_finite():
        # format() would write out every zero of 1E+999999999.
        if abs(value.adjusted()) > _LONGEST:
            raise _unreadable(name, str(value))
        return format(value, "f")
    if isinstance(value, int):
        # The digits of a huge int cannot even be written out; those of True are no digits.
        if value.bit_length() > _LONGEST:
            raise ScoreError(f"{name}过大，请核对")
        return str(value)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, str):
        return value.strip()
    # Whatever else it is, it may be too large or too odd to be repeated.
    if value is None or not isinstance(value, Decimal):
        raise _unreadable(name, "" if value is None else type(value).__name__)
    return str(value)


def _split(text: str, name: str) -> tuple[str, str, str]:
    match = _WRITTEN.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        raise _unreadable(name, text)
    return match[1], match[2], match[3] or ""


def _unreadable(name: str, text: str) -> ScoreError:
    if not text:
        return ScoreError(f"{name}没有填写")
    seen = "".join(sign for sign in text[:20] if sign.isprintable())
    return ScoreError(f"{name}应只写数字（如 89.5），不能是“{seen}”")


def _range(low: Fraction | None, high: Fraction | None) -> str:
    if low is not None and high is not None:
        return f"应在{exact_text(low)}至{exact_text(high)}之间"
    if low is not None:
        return f"不能低于{exact_text(low)}"
    return f"不能高于{exact_text(high)}" if high is not None else ""
