"""What is kept is derived once for a key, forgotten when others push it out, never mixed up."""

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
