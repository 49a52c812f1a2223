"""Policy files to test with: the shipped one, and what is made of it."""

from datetime import date

import pytest

from rules.policy import OFFICES, PolicyError, policy_from_text

DAY = date(2026, 7, 1)
TEXT = (OFFICES / "guanghe.toml").read_text(encoding="utf-8")


def swapped(old: str, new: str) -> str:
    """The shipped file with one piece exchanged; the piece must be there exactly once."""
    assert TEXT.count(old) == 1, f"{old!r} is there {TEXT.count(old)} times"
    return TEXT.replace(old, new)


def refusal(text: str, day: date = DAY) -> str:
    """What the loader says of a file it refuses."""
    with pytest.raises(PolicyError) as caught:
        policy_from_text(text, day, "office.toml")
    return str(caught.value)
