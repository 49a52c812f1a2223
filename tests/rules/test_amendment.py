"""Later rule sets: from which day an amendment holds, and what it may not be (R01)."""

from datetime import date
from fractions import Fraction

import pytest

from rules.policy import policy_from_pin, policy_from_text
from tests.rules.policies import DAY, TEXT, refusal

pytestmark = pytest.mark.rule("R01")

FROM_2027 = '\n[[amendments]]\nfrom = 2027-01-01\n[amendments.values.quota_share]\nvalue = "1/3"\n'


@pytest.mark.parametrize(
    ("day", "share", "in_force"),
    [
        (date(2020, 8, 25), Fraction(2, 5), date(2020, 8, 25)),
        (date(2026, 12, 31), Fraction(2, 5), date(2020, 8, 25)),
        (date(2027, 1, 1), Fraction(1, 3), date(2027, 1, 1)),
        (date(2030, 1, 1), Fraction(1, 3), date(2027, 1, 1)),
    ],
)
def test_an_amendment_holds_from_its_day_on(day: date, share: Fraction, in_force: date) -> None:
    policy = policy_from_text(TEXT + FROM_2027, day)
    assert (policy.values.quota_share, policy.in_force) == (share, in_force)


def test_an_amendment_changes_nothing_but_what_it_names() -> None:
    old = policy_from_text(TEXT, date(2027, 1, 1))
    new = policy_from_text(TEXT + FROM_2027, date(2027, 1, 1))
    assert new.values == old.values.model_copy(update={"quota_share": Fraction(1, 3)})
    assert new.cites == old.cites
    assert (new.rules, new.moves, new.deadlines) == (old.rules, old.moves, old.deadlines)


def test_before_its_day_an_amendment_does_not_change_the_pin() -> None:
    before = date(2026, 12, 31)
    assert policy_from_text(TEXT + FROM_2027, before).digest == policy_from_text(TEXT, DAY).digest


def test_amendments_hold_in_the_order_of_their_days_not_of_the_file() -> None:
    earlier = FROM_2027.replace("2027", "2026").replace("1/3", "1/4")
    text = TEXT + FROM_2027 + earlier
    shares = [policy_from_text(text, date(y, 6, 1)).values.quota_share for y in (2025, 2026, 2027)]
    assert shares == [Fraction(2, 5), Fraction(1, 4), Fraction(1, 3)]


@pytest.mark.parametrize(
    ("amendment", "said"),
    [
        ("[amendments.values.quota]\nvalue = 1", "values.quota"),
        ("[amendments.values.quota_share]\nvalue = 0.3", "values.quota_share 须写成分数"),
        ("[amendments.values]\nquota_share = 1", "values.quota_share 须为表"),
        ("[amendments.rates]\nx = 1", "rates 多出了不认识的项"),
    ],
)
def test_an_amendment_is_judged_before_its_day(amendment: str, said: str) -> None:
    text = f"{TEXT}\n[[amendments]]\nfrom = 2027-01-01\n{amendment}\n"
    assert said in refusal(text, DAY)


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("", "须以 from = 2027-01-01 的形式写明生效日"),
        ('from = "2027-01-01"', "须以 from"),
        ("from = 2027-01-01T00:00:00", "须以 from"),
        ("from = 2027-01-01\nin_force = 2026-01-01", "不写 in_force"),
        ("from = 2020-08-25", "须晚于最初的施行日 2020-08-25"),
        ("from = 2019-01-01", "须晚于最初的施行日 2020-08-25"),
    ],
)
def test_an_amendment_has_one_day_after_the_first(head: str, said: str) -> None:
    text = f"{TEXT}\n[[amendments]]\n{head}\n[amendments.values.items_max]\nvalue = 9\n"
    assert said in refusal(text)


@pytest.mark.parametrize("amendments", ["amendments = 1", 'amendments = ["2027"]'])
def test_amendments_are_tables(amendments: str) -> None:
    assert "amendments 须写成 [[amendments]] 表" in refusal(f"{amendments}\n{TEXT}")


def test_an_amended_policy_is_rebuilt_from_its_pin() -> None:
    policy = policy_from_text(TEXT + FROM_2027, date(2027, 1, 1))
    again = policy_from_pin(policy.text)
    assert (again.text, again.values, again.in_force) == (
        policy.text,
        policy.values,
        date(2027, 1, 1),
    )
