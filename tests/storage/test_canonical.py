"""Canonical bytes, digests and commitments: one form for each value, and no floats."""

import hashlib
import json
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import chain
from storage.chain import canonical, line_digest

ALGORITHMS = sorted(chain.ALGORITHMS)
AT = datetime(2026, 10, 15, 1, 30, tzinfo=UTC)


def test_digests_are_what_their_published_vectors_say() -> None:
    assert chain.digest("sha256", b"abc") == hashlib.sha256(b"abc").hexdigest()
    assert chain.digest("sha256", b"abc").startswith("ba7816bf8f01cfea")
    if "sm3" in chain.ALGORITHMS:
        assert chain.digest("sm3", b"abc").startswith("66c7f0f462eeedd9")


def test_an_unknown_algorithm_is_refused() -> None:
    with pytest.raises(ValueError, match="md5"):
        chain.digest("md5", b"")


@pytest.mark.parametrize("alg", ALGORITHMS)
def test_a_commitment_hides_and_binds_its_value(alg: str) -> None:
    one, other = bytes(16), bytes([*[0] * 15, 1])
    made = chain.commitment(alg, one, canonical("好"))
    assert made == chain.commitment(alg, one, canonical("好"))
    assert made != chain.commitment(alg, other, canonical("好"))
    assert made != chain.commitment(alg, one, canonical("较好"))
    assert made != line_digest(alg, one + canonical("好"))


@pytest.mark.parametrize("length", [0, 15, 17, 32])
def test_a_salt_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="16"):
        chain.commitment("sha256", bytes(length), b"1")


def test_canonical_text_is_sorted_dense_and_keeps_chinese() -> None:
    value = {"b": [1, None, True], "a": {"等次": "好"}, "c": (2,)}
    assert canonical(value) == '{"a":{"等次":"好"},"b":[1,null,true],"c":[2]}'.encode()


class Grade(StrEnum):
    """A text of its own kind."""

    GOOD = "好"


def test_a_named_text_is_written_as_the_text_it_is() -> None:
    assert canonical({"grade": Grade.GOOD}) == canonical({"grade": "好"})


@pytest.mark.parametrize(
    "value",
    [
        1.0, float("nan"), [0.5], {"a": {"b": 1.5}}, {"a": [{"b": (1, 2.5)}]},
        Decimal(1), Fraction(1), b"x", {1: "a"}, {None: "a"}, {"a": {2}}, AT, object(),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_what_has_no_one_text_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(JSON)
def test_canonical_bytes_read_back_as_the_value_and_do_not_depend_on_order(value: object) -> None:
    try:
        made = canonical(value)
    except UnicodeEncodeError:  # half of a surrogate pair is no text
        return
    assert json.loads(made) == value
    if isinstance(value, dict):
        assert canonical(dict(reversed(value.items()))) == made
