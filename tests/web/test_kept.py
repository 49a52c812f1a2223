"""What is kept is derived once for a key, forgotten when others push it out, never mixed up."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from web.kept import Kept


def test_a_result_is_derived_once_for_its_key() -> None:
    kept, made = Kept(), []

    def derive() -> int:
        made.append(1)
        return len(made)

    assert [kept.get("a", derive), kept.get("a", derive), kept.get("b", derive)] == [1, 1, 2]


def test_the_one_that_was_not_asked_for_longest_goes_first() -> None:
    kept = Kept(most=2)
    for key in ("a", "b", "a", "c"):
        kept.get(key, lambda key=key: key)
    assert kept.get("a", lambda: "anew") == "a"
    assert kept.get("b", lambda: "anew") == "anew"


def test_who_asks_while_a_result_is_derived_gets_that_one() -> None:
    kept, begun, may_end, made = Kept(), Event(), Event(), []

    def slow() -> str:
        begun.set()
        assert may_end.wait(10)
        made.append(1)
        return "the one"

    with ThreadPoolExecutor(3) as hands:
        first = hands.submit(kept.get, "a", slow)
        assert begun.wait(10)
        others = [hands.submit(kept.get, "a", slow) for _ in range(2)]
        assert kept.get("b", lambda: "at once") == "at once"
        may_end.set()
        assert [each.result(10) for each in (first, *others)] == ["the one"] * 3
    assert made == [1]


def test_what_fails_is_tried_by_the_next_and_bars_nobody() -> None:
    kept = Kept()

    def fails() -> str:
        raise LookupError

    derive: Callable[[], str] = fails
    with pytest.raises(LookupError):
        kept.get("a", derive)
    assert kept.get("a", lambda: "now") == "now"
