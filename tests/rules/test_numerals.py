"""Numbers as people write them (R03)."""

from __future__ import annotations

from contextlib import suppress
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.numerals import ScoreError, exact_text, parse_decimal, rounded

ZERO, HUNDRED = Fraction(0), Fraction(100)


def mark(value: object) -> int:
    """Read a mark: 0 to 100 with two decimals at most."""
    return parse_decimal(value, 2, low=ZERO, high=HUNDRED, name="评分")


@pytest.mark.rule("R03")
@pytest.mark.parametrize(
    ("value", "hundredths"),
    [
        *(("90", 9000), ("89.99", 8999), (" 89.5 ", 8950), ("+60", 6000), ("090.10", 9010)),
        *(("90.000", 9000), ("0", 0), ("-0.00", 0), ("100.00", 10000)),
        *((90, 9000), (0, 0), (100, 10000), (89.99, 8999), (0.01, 1), (90.0, 9000), (-0.0, 0)),
        *((Decimal("89.99"), 8999), (Decimal("9E+1"), 9000), (Decimal("90.000"), 9000)),
    ],
)
def test_a_number_is_read_exactly(value: object, hundredths: int) -> None:
    """Text, int, Decimal and a float that is such a decimal all give the same scaled integer."""
    assert mark(value) == hundredths


@pytest.mark.rule("R03")
@pytest.mark.parametrize(
    "value",
    [
        *("", "   ", None, True, False, "九十", "９０", "90分", "90,5", "90.", ".5", "--5", "1_0"),
        *("NaN", "inf", "-Infinity", "1e1", "1e400", "1e999999999", "0x10", "9\n0", "9" * 10_000),
        *(float("nan"), float("inf"), float("-inf"), 1e400, 1e22, 1e-07, 0.1 + 0.2, 89.999),
        *(Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("1E+999999")),
        *(Decimal("1E-999999"), Decimal("0E+999999"), Decimal("90.001"), 10**10_000, -(10**10_000)),
        *("100.01", "-0.01", 101, -1, "89.999", "90.001", [90], {"mark": 90}, b"90", 90j),
        *(Fraction(90), ["9" * 10_000], "\ud800", "90\x00", "0." + "0" * 10_000),
    ],
    # Not by the values: the digits of some cannot even be written out.
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_acceptable_number_is_refused(value: object) -> None:
    """Anything else is refused by a short Chinese sentence that begins with the field."""
    with pytest.raises(ScoreError) as refused:
        mark(value)
    sentence = str(refused.value)
    assert sentence.startswith("评分")
    assert len(sentence) < 90
    assert sentence.isprintable()


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("100.01", "应在0至100之间，不能是100.01"),
        ("89.999", "最多保留2位小数，不能是89.999"),
        ("九十", "应只写数字（如 89.5），不能是“九十”"),
        ("", "没有填写"),
    ],
)
def test_a_refusal_says_what_is_wrong(value: str, says: str) -> None:
    """The sentence names the bound, the places or the form that is wanted."""
    with pytest.raises(ScoreError) as refused:
        mark(value)
    assert str(refused.value) == f"评分{says}"


def test_bounds_can_be_open() -> None:
    """OPI points have four decimals and may be negative; a bound on one side names that side."""
    assert parse_decimal("-3.1234", 4) == -31234
    assert parse_decimal(7, 0) == 7
    with pytest.raises(ScoreError, match="不能低于-5"):
        parse_decimal("-5.0001", 4, low=Fraction(-5))
    with pytest.raises(ScoreError, match="不能高于5"):
        parse_decimal("5.0001", 4, high=Fraction(5))


@given(st.integers(0, 10_000))
def test_every_mark_survives_every_way_of_writing_it(hundredths: int) -> None:
    """Decimal text, Decimal and float of one mark are read alike."""
    written = f"{hundredths // 100}.{hundredths % 100:02d}"
    assert {mark(written), mark(Decimal(written)), mark(float(written))} == {hundredths}
    assert mark(exact_text(Fraction(hundredths, 100))) == hundredths


@given(st.one_of(st.text(), st.floats(), st.decimals(), st.integers(), st.booleans()))
def test_no_input_breaks_the_reader(value: object) -> None:
    """Whatever comes in, the answer is a mark in range or a refusal."""
    with suppress(ScoreError):
        assert 0 <= mark(value) <= 10_000


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(90), "90"),
        (Fraction(165, 2), "82.5"),
        (Fraction(89996, 1000), "89.996"),
        (Fraction(-13, 4), "-3.25"),
        (Fraction(0), "0"),
        (Fraction(580, 7), "580/7"),
        (Fraction(-1, 3), "-1/3"),
        (Fraction(1, 1024), "0.0009765625"),
    ],
)
def test_an_exact_value_is_a_decimal_or_a_quotient(value: Fraction, text: str) -> None:
    """A value that terminates is written as a decimal, any other as p/q."""
    assert exact_text(value) == text


@given(st.fractions(max_denominator=10_000))
def test_the_exact_text_reads_back(value: Fraction) -> None:
    """The exact text names the very same value."""
    assert Fraction(exact_text(value)) == value


@given(st.decimals(-1000, 1000, places=5))
def test_halves_round_away_from_zero(value: Decimal) -> None:
    """Rounding to two places is the half-up of `decimal`, without a negative zero."""
    expected = value.quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert rounded(Fraction(value), 2) == f"{expected or Decimal('0.00')}"
