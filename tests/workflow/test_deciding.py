"""Every value that may be adopted says what it decides, and every use it names exists (R35)."""

import pytest

from rules.policy import load_policy, value_names
from rules.provisional import cited
from tests.rules.policies import DAY
from workflow.deciding import USES, deciding

pytestmark = pytest.mark.rule("R35")
POLICY = load_policy("guanghe", DAY)


def test_every_value_says_what_it_goes_into_and_no_other() -> None:
    """A new value of the policy needs its line in USES; one that is gone needs none."""
    assert set(USES) == value_names()


@pytest.mark.parametrize("name", sorted(USES))
def test_a_use_that_is_a_key_is_a_key_of_the_concordance(name: str) -> None:
    """A rule, move or deadline that a value is said to go into is cited in the policy."""
    known = cited(POLICY)
    for use in USES[name]:
        assert use in known or not use.isascii(), use


@pytest.mark.parametrize("key", sorted(cited(POLICY)))
def test_everything_that_is_cited_decides_something_in_chinese(key: str) -> None:
    """No entry of the concordance stands there for nothing."""
    text = deciding(key).text
    assert text
    assert not any(sign.isascii() and sign.isalpha() for sign in text.replace("KPI", "")), text


def test_a_rule_decides_the_moves_it_stands_before() -> None:
    """Who is concerned and where follows from the pages."""
    found = deciding("rules.plan_items_count").document()
    assert found["text"] == "提交工作计划(被考核公务员)、调整工作计划(被考核公务员)能不能办"
    assert [m["move"] for m in found["moves"]] == ["submit_plan", "amend_plan"]  # type: ignore[attr-defined]
    assert deciding("values.feedback_due_days").text == "反馈结果(分管领导)的期限"
