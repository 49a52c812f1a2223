"""A policy text of an earlier release is read in the words of this one; an office's file is not."""

import json
from datetime import date

import pytest

from rules.amendment import PolicyError
from rules.editions import Edition, current_edition, editions_from_text, upgraded
from rules.policy import policy_from_pin, policy_from_text
from tests.rules.policies import TEXT

pytestmark = pytest.mark.rule("R01")

HEAD = '[[editions]]\nnumber = 1\nrelease = "0.1.0"\ngist = "一"\n'
LATER = """
[[editions]]
number = 2
release = "0.2.0"
gist = "二"
[editions.added."values.some_days"]
entry = { value = 0 }
why = "0 表示不设"
[editions.added."rules.some_guard"]
silent = true
why = "此前没有"
[editions.moved."values.old_days"]
to = "values.new_days"
why = "只改名称"
[editions.moved."rules.old_guard"]
to = "rules.new_guard"
why = "只改名称"
[editions.removed."values.unused"]
why = "不再读"
[editions.removed."rules.gone"]
why = "不再用"
"""
EDITIONS = editions_from_text(HEAD + LATER)


def read(**tables: object) -> dict[str, object]:
    """Some tables of the first edition as the second has them."""
    return upgraded(tables, 1, "x", EDITIONS)


def test_what_was_added_is_read_as_the_edition_says() -> None:
    """A new value has its entry; on a new rule the old text is silent."""
    assert read(values={"kept": 1}) == {
        "values": {"kept": 1, "some_days": {"value": 0}},
        "silent_on": ["some_guard"],
    }
    assert read(values={"some_days": {"value": 7}})["values"] == {"some_days": {"value": 7}}


def test_what_was_renamed_keeps_what_it_said() -> None:
    """The old value stands under its new name; silence too follows the name."""
    found = read(values={"old_days": {"value": 4}}, rules={"old_guard": 1}, silent_on=["old_guard"])
    assert found["values"] == {"new_days": {"value": 4}, "some_days": {"value": 0}}
    assert found["rules"] == {"new_guard": 1}
    assert found["silent_on"] == ["new_guard", "some_guard"]


def test_what_was_removed_is_left_out() -> None:
    """Whether it is a value, a rule, or a rule the office was silent on."""
    found = read(values={"unused": 1}, rules={"gone": 1}, silent_on=["gone"])
    assert found == {
        "values": {"some_days": {"value": 0}}, "rules": {}, "silent_on": ["some_guard"],
    }  # fmt: skip


def test_amendments_of_an_earlier_edition_are_renamed_and_get_nothing_added() -> None:
    """What they amend has what was added; a list of silence stays one of the rules there are."""
    amendment = {"from": 1, "values": {"old_days": 2, "unused": 3}, "silent_on": []}
    assert read(amendments=[amendment]) == {
        "amendments": [{"from": 1, "values": {"new_days": 2}, "silent_on": ["some_guard"]}]
    }
    whole = read(values={}, amendments=[{"from": 1, "values": {"old_days": 2}}])
    assert whole["amendments"] == [{"from": 1, "values": {"new_days": 2}}]


def test_the_text_itself_is_not_touched() -> None:
    """What was pinned stays as it is."""
    tables = {"values": {"unused": 1}}
    upgraded(tables, 1, "x", EDITIONS)
    assert tables == {"values": {"unused": 1}}


@pytest.mark.parametrize("edition", [0, 3])
def test_an_edition_this_release_does_not_know_is_refused(edition: int) -> None:
    """A text of newer software is not guessed at."""
    with pytest.raises(PolicyError, match=f"第{edition}版的栏目"):
        upgraded({}, edition, "留存的口径", EDITIONS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD.replace("number = 1", "number = 2"), "依次编号"),
        (HEAD + '[editions.added."values.x"]\nwhy = "空"\n', "二者取一"),
        (HEAD + '[editions.removed."values.x"]\nwhy = ""\n', "why"),
        (HEAD + '[editions.added."values.x"]\nentry = 1\n', "why 缺少"),
    ],
)
def test_a_table_of_editions_gives_a_reason_for_every_line(text: str, said: str) -> None:
    """Numbers without gaps, one way of reading each entry, and why the old outcome stays."""
    with pytest.raises(PolicyError, match=said):
        editions_from_text(text)


def test_a_pin_says_of_which_edition_it_is_and_keeps_its_digest() -> None:
    """What is pinned now can be read later; reading it changes nothing of the pin."""
    policy = policy_from_text(TEXT, date(2026, 7, 1))
    assert json.loads(policy.text)["edition"] == current_edition()
    again = policy_from_pin(policy.text)
    assert (again.text, again.digest) == (policy.text, policy.digest)


def test_a_pin_of_an_earlier_edition_gets_the_value_that_was_added_since() -> None:
    """The very pin that lacks a value is refused without the edition and read with it."""
    policy = policy_from_text(TEXT, date(2026, 7, 1))
    old = json.loads(policy.text)
    entry = old["values"].pop("analysis_min_group")
    text = json.dumps(old)
    with pytest.raises(PolicyError, match="analysis_min_group 缺少"):
        policy_from_pin(text)
    later = Edition.model_validate(
        {
            "number": 2, "release": "0.2.0", "gist": "二",
            "added": {"values.analysis_min_group": {"entry": entry, "why": "与此前一致"}},
        }
    )  # fmt: skip
    read_again = policy_from_pin(text, (*EDITIONS[:1], later))
    assert read_again.values == policy.values
    assert read_again.text == text


def test_an_offices_file_is_of_the_present_edition_and_does_not_say_so() -> None:
    """The strict loader stays strict: another edition in a file is an error."""
    with pytest.raises(PolicyError, match="edition 由程序写入"):
        policy_from_text("edition = 99\n" + TEXT, date(2026, 7, 1))
