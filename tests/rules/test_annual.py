"""The year's arithmetic over quarterly grades (R20–R22)."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations, product

import pytest

from rules.annual import Annual, AnnualTerms, assess, count
from rules.grade import Grade

HALF = Fraction(1, 2)
TERMS = AnnualTerms(2, HALF, HALF, 2)


def year(words: str, terms: AnnualTerms = TERMS) -> Annual:
    """Assess the grades named, separated by blanks."""
    return assess(map(Grade.parse, words.split()), terms)


def reason(annual: Annual, key: str) -> str:
    """Return the text given for a rule; there is exactly one."""
    [text] = [reason.text for reason in annual.reasons if reason.key == key]
    return text


@pytest.mark.rule("R20", "R21", "R22")
@pytest.mark.parametrize(
    ("grades", "excellent", "half", "all_poor"),
    [
        ("好 好 较好 较好", True, False, False),
        ("好 好 好 好", True, False, False),
        ("好 较好 较好 较好", False, False, False),
        ("好 好 好 较差", False, False, False),
        ("好 好 好 一般", False, False, False),
        ("好 好 不确定 不确定", True, False, False),
        ("好 较好 不确定 不确定", True, False, False),
        ("好 不确定 不确定 不确定", False, False, False),
        ("一般 一般 较好 好", False, False, False),
        ("一般 较差 一般 好", False, True, False),
        ("一般 一般 好 不确定", False, True, False),
        ("一般 好 不确定 不确定", False, False, False),
        ("较差 较差 不确定 不确定", False, True, True),
        ("较差 较差 较差 较差", False, True, True),
        ("较差 较差 较差 一般", False, True, False),
        ("较差 不确定 不确定 不确定", False, True, False),
        ("一般 不确定 不确定 不确定", False, True, False),
        ("不确定 不确定 不确定 不确定", False, False, False),
        ("", False, False, False),
    ],
)
def test_the_year_follows_from_the_determined_quarters(
    grades: str, excellent: bool, half: bool, all_poor: bool
) -> None:
    """At least half 好 and nothing below 较好; strictly more than half; all 较差 of two or more."""
    annual = year(grades)
    assert annual.excellent_candidate is excellent
    assert annual.more_than_half_poor is half
    assert annual.all_poor is all_poor
    assert [reason.key for reason in annual.reasons] == ["R20", "R21", "R22"]


def test_the_order_of_the_quarters_does_not_matter() -> None:
    """Every order of the same grades gives the same year."""
    words = ["一般", "较差", "好", "不确定"]
    assert len({year(" ".join(order)) for order in permutations(words)}) == 1


def test_only_the_four_grades_count_as_determined() -> None:
    """不确定 is counted apart."""
    counts = count([Grade.GOOD, Grade.GOOD, Grade.ORDINARY, Grade.UNDETERMINED])
    assert (counts.determined, counts.good, counts.fairly_good) == (3, 2, 0)
    assert (counts.ordinary, counts.poor, counts.undetermined) == (1, 0, 1)


@pytest.mark.rule("R20")
def test_a_better_grade_never_costs_the_candidacy() -> None:
    """Raising one determined grade keeps a candidate a candidate and adds no flag."""
    ladder = [Grade.POOR, Grade.ORDINARY, Grade.FAIRLY_GOOD, Grade.GOOD]
    for grades in product(Grade, repeat=4):
        for place, grade in enumerate(grades):
            if grade in ladder[:-1]:
                raised = list(grades)
                raised[place] = ladder[ladder.index(grade) + 1]
                before, after = assess(grades, TERMS), assess(raised, TERMS)
                assert after.excellent_candidate >= before.excellent_candidate
                assert after.more_than_half_poor <= before.more_than_half_poor
                assert after.all_poor <= before.all_poor


def test_a_candidate_never_carries_a_flag() -> None:
    """No year is both a candidate for excellence and more than half poor, nor poor by halves."""
    for grades in product(Grade, repeat=4):
        annual = assess(grades, TERMS)
        assert not (annual.excellent_candidate and annual.more_than_half_poor)
        assert annual.more_than_half_poor or not annual.all_poor


@pytest.mark.parametrize(
    ("grades", "key", "words"),
    [
        ("好 好 较好 较好", "R20", "可作为年度优秀人选"),
        ("好 好 好 较差", "R20", "不能作为年度优秀人选：有较差1次"),
        ("好 较好 较好 较好", "R20", "“好”1次，未达到已确定等次的4个季度的1/2"),
        ("好 不确定 不确定 不确定", "R20", "样本不足"),
        ("好 好 不确定 不确定", "R20", "样本不足"),
        ("一般 较差 一般 好", "R21", "一般、较差共3次，超过已确定等次的4个季度的1/2"),
        ("一般 一般 较好 好", "R21", "一般、较差共2次，未超过"),
        ("较差 不确定 不确定 不确定", "R21", "样本不足"),
        ("不确定 不确定", "R21", "没有已确定等次的季度"),
        ("较差 不确定 不确定 不确定", "R22", "样本不足"),
        ("较差 较差 不确定 不确定", "R22", "均为较差，是否直接确定为不称职，由有权机关决定"),
        ("较差 较差 一般 好", "R22", "不是均为较差"),
    ],
)
def test_every_answer_says_why(grades: str, key: str, words: str) -> None:
    """Each rule gives one reason, and a thin sample is called one."""
    assert words in reason(year(grades), key)


def test_a_full_year_is_no_thin_sample() -> None:
    """With more quarters determined than not, nothing is said of the sample."""
    for grades in ("好 好 好 不确定", "一般 一般 一般 好", "较差 较差 较差 较差"):
        assert not [given.text for given in year(grades).reasons if "样本不足" in given.text]


def test_the_terms_are_the_offices() -> None:
    """Other shares and least numbers give other years."""
    strict = AnnualTerms(3, Fraction(3, 4), Fraction(1, 4), 3)
    assert not year("好 好 较好 较好", strict).excellent_candidate
    assert year("好 好 好 较好", strict).excellent_candidate
    assert not year("好 好 不确定 不确定", strict).excellent_candidate
    assert year("一般 一般 好 好", strict).more_than_half_poor
    assert not year("较差 较差 不确定 不确定", strict).all_poor


@pytest.mark.parametrize(
    "terms",
    [
        *((0, HALF, HALF, 2), (2, HALF, HALF, 0), (2, Fraction(0), HALF, 2)),
        *((2, Fraction(2), HALF, 2), (2, HALF, Fraction(1), 2), (2, HALF, Fraction(-1), 2)),
    ],
)
def test_terms_that_prove_something_from_nothing_are_refused(
    terms: tuple[int, Fraction, Fraction, int],
) -> None:
    """A year without grades must never make a candidate or a failure."""
    with pytest.raises(ValueError, match=r"年度考核|季度数"):
        AnnualTerms(*terms)
