"""Places for 好, rank and ties (R13)."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.cohort import Line, Standing, on_the_line, quota_limit, ranking
from tests.rules.vectors import PLACES

pytestmark = pytest.mark.rule("R13")

SHARE = Fraction(2, 5)
ORDER = ("total", "kpi", "bpi")


def standing(who: str, total: str, kpi: str = "90", bpi: str = "90") -> Standing:
    """Return a person's scores."""
    return Standing(who, Fraction(total), Fraction(kpi), Fraction(bpi))


def names(people: tuple[Standing, ...]) -> list[str]:
    """Return who they are."""
    return [person.who for person in people]


@pytest.mark.parametrize(
    ("n", "limit"),
    PLACES,
)
def test_the_places_are_the_whole_part_of_the_share(n: int, limit: int) -> None:
    """40% of those taking part, never rounded up."""
    assert quota_limit(n, SHARE) == limit


@given(st.integers(0, 10**12))
def test_the_limit_is_the_greatest_within_the_share(n: int) -> None:
    """One place more would exceed 40%."""
    limit = quota_limit(n, SHARE)
    assert limit * 5 <= 2 * n < (limit + 1) * 5


def test_a_share_is_a_fraction_of_any_kind() -> None:
    """Shares such as a third or 35% are exact as well; fewer than nobody is refused."""
    assert [quota_limit(n, Fraction(1, 3)) for n in (2, 3, 300)] == [0, 1, 100]
    assert quota_limit(20, Fraction(35, 100)) == 7
    with pytest.raises(ValueError, match="人数"):
        quota_limit(-1, SHARE)


def test_total_ranks_then_kpi_then_bpi() -> None:
    """Equal totals are told apart by KPI, then by BPI."""
    people = [
        standing("d", "90", "90", "90"),
        standing("c", "90", "91", "88"),
        standing("b", "90", "91", "89"),
        standing("a", "91"),
    ]
    assert [names(group) for group in ranking(people, ORDER)] == [["a"], ["b"], ["c"], ["d"]]


def test_equal_scores_are_a_tie_whatever_the_names() -> None:
    """Neither name nor order nor chance tells two equal people apart."""
    people = [standing(who, "95") for who in "xay"]
    assert [names(group) for group in ranking(people, ORDER)] == [["a", "x", "y"]]
    assert ranking(people, ORDER) == ranking(reversed(people), ORDER)


def test_totals_are_compared_exactly() -> None:
    """A difference that no form prints still ranks."""
    people = [standing("a", "1259999999/14000000"), standing("b", "90")]
    assert [names(group) for group in ranking(people, ORDER)] == [["b"], ["a"]]


FOUR = [standing("a", "95"), standing("b", "93"), standing("c", "93"), standing("d", "91")]


@pytest.mark.parametrize(
    ("places", "last_in", "first_out", "tied"),
    [
        (-1, [], ["a"], []),
        (0, [], ["a"], []),
        (1, ["a"], ["b", "c"], []),
        (2, [], [], ["b", "c"]),
        (3, ["b", "c"], ["d"], []),
        (4, [], [], []),
        (9, [], [], []),
    ],
)
def test_the_line_shows_last_in_and_first_out_or_the_tie_across_it(
    places: int, last_in: list[str], first_out: list[str], tied: list[str]
) -> None:
    """A tie that lies across the cut is shown whole; with enough places nobody is on the line."""
    line = on_the_line(FOUR, places, ORDER)
    assert names(line.last_in) == last_in
    assert names(line.first_out) == first_out
    assert names(line.tied) == tied
    assert names(line.people) == last_in + tied + first_out


def test_nobody_is_on_the_line_of_nobody() -> None:
    """Without people there is no line."""
    assert on_the_line([], 3, ORDER) == Line()


@given(
    st.lists(st.tuples(st.integers(88, 91), st.integers(89, 91)), max_size=12), st.integers(0, 13)
)
def test_whoever_is_above_the_line_ranks_above_whoever_is_below(
    scores: list[tuple[int, int]], places: int
) -> None:
    """The line splits the ranking at the places, and never inside a tie."""
    people = [standing(f"p{k}", str(t), str(i)) for k, (t, i) in enumerate(scores)]
    line = on_the_line(people, places, ORDER)
    if len(people) <= places:
        assert line == Line()
    elif line.tied:
        above = sum(person.merit(ORDER) > line.tied[0].merit(ORDER) for person in people)
        assert above < places < above + len(line.tied)
    else:
        inside = [
            person for person in people if person.merit(ORDER) > line.first_out[0].merit(ORDER)
        ]
        assert len(inside) == places
        assert set(line.last_in) == {
            person
            for person in inside
            if person.merit(ORDER) == min(other.merit(ORDER) for other in inside)
        }
