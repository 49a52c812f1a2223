"""Values that are made quickly are frozen values like any others."""

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace
from inspect import signature

import pytest

from rules import nouns
from rules.quick import quick


@quick
@dataclass(frozen=True, slots=True)
class Quick:
    """A value with every kind of field."""

    name: str
    number: int = 7
    listed: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Slow:
    """The same, as the standard library makes it."""

    name: str
    number: int = 7
    listed: list[int] = field(default_factory=list)


def test_a_quick_value_holds_what_a_slow_one_would() -> None:
    quickly, slowly = Quick("a", listed=[1]), Slow("a", listed=[1])
    assert [getattr(quickly, f.name) for f in fields(Quick)] == ["a", 7, [1]]
    assert repr(quickly) == repr(slowly).replace("Slow", "Quick")
    assert list(signature(Quick).parameters) == list(signature(Slow).parameters)


def test_a_quick_value_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        Quick("a").number = 8  # type: ignore[misc]
    with pytest.raises((FrozenInstanceError, AttributeError, TypeError)):
        Quick("a").other = 8  # type: ignore[attr-defined]


def test_a_default_that_is_made_is_made_for_each_value() -> None:
    assert Quick("a").listed == []
    assert Quick("a").listed is not Quick("a").listed


def test_quick_values_are_equal_by_content_and_of_their_own_class() -> None:
    assert Quick("a") == Quick("a") != Quick("b")
    assert type(Quick("a")) is Quick
    assert hash(nouns.Person("p", "h", "n")) == hash(nouns.Person("p", "h", "n"))


def test_a_quick_value_can_be_replaced_and_copied() -> None:
    one = Quick("a", 1, [2])
    assert replace(one, number=2) == Quick("a", 2, [2])
    assert copy.deepcopy(one) == one == pickle.loads(pickle.dumps(one))


def test_a_field_left_out_or_one_too_many_is_refused() -> None:
    with pytest.raises(TypeError):
        Quick()  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Quick("a", 1, [], "more")  # type: ignore[call-arg]
