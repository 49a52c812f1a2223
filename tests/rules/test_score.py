"""The exact score, its band and how it is printed (R03–R07)."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.grade import DETERMINED, Grade
from rules.score import Item, Term, Thresholds, Total, band, bpi, exact_text, kpi, shown, total

SIX = ("执行力", "服务态度", "学习能力", "工作促进与改进能力", "承担责任能力", "纪律表现")
LIMITS = Thresholds(Fraction(90), Fraction(80), Fraction(60))
FULL = Fraction(100)
EVEN = (1, 1, 1, 1, 1, 1)
KPI_SHARE, BPI_SHARE = Fraction(7, 10), Fraction(3, 10)


def of(kpi_value: Fraction | None, bpi_value: Fraction | None, opi: str = "0") -> Total | None:
    """Return the score at 70% and 30%."""
    return total(kpi_value, bpi_value, Fraction(opi), kpi_share=KPI_SHARE, bpi_share=BPI_SHARE)


def value_of(kpi_value: str | Fraction, bpi_value: str | Fraction, opi: str = "0") -> Fraction:
    """Return the exact total of three complete parts."""
    score = of(Fraction(kpi_value), Fraction(bpi_value), opi)
    assert score is not None
    return score.value


def six(*marks: str) -> dict[str, int | None]:
    """Return BPI marks by dimension, in hundredths."""
    return {name: int(Fraction(mark) * 100) for name, mark in zip(SIX, marks, strict=True)}


def printed(value: str | Fraction) -> str:
    """Return what a form prints for a total."""
    return shown(Fraction(value), LIMITS, FULL, 2)


# --- the total


@pytest.mark.rule("R03", "R07")
def test_ninety_and_ninety_is_exactly_ninety_and_good() -> None:
    """90 and 90 at 70/30 is 90, not the 89.99 of float weights."""
    assert value_of("90", "90") == 90
    assert band(value_of("90", "90"), LIMITS) is Grade.GOOD


@pytest.mark.rule("R03", "R05", "R07")
@pytest.mark.parametrize(
    ("marks", "exact", "grade"),
    [
        (("90", "91", "89", "92", "88", "90"), "90", Grade.GOOD),
        (("90", "91", "89", "92", "88", "89"), "89.95", Grade.FAIRLY_GOOD),
    ],
)
def test_six_marks_weigh_equally(marks: tuple[str, ...], exact: str, grade: Grade) -> None:
    """KPI 90 with marks summing to 540 is 90 and 好; with 539 it is 89.95 and 较好."""
    mean = bpi(six(*marks), SIX, EVEN)
    assert mean is not None
    assert exact_text(value_of("90", mean)) == exact
    assert band(value_of("90", mean), LIMITS) is grade


@pytest.mark.rule("R07")
@pytest.mark.parametrize(
    ("exact", "grade"),
    [
        ("100", Grade.GOOD),
        ("90", Grade.GOOD),
        ("89.9999", Grade.FAIRLY_GOOD),
        ("89.996", Grade.FAIRLY_GOOD),
        ("80", Grade.FAIRLY_GOOD),
        ("79.9999", Grade.ORDINARY),
        ("60", Grade.ORDINARY),
        ("59.9999", Grade.POOR),
        ("0", Grade.POOR),
        ("-3", Grade.POOR),
        ("103", Grade.GOOD),
    ],
)
def test_a_band_includes_its_least_total(exact: str, grade: Grade) -> None:
    """90, 80 and 60 belong to the band they open; the exact total decides."""
    assert band(Fraction(exact), LIMITS) is grade


@pytest.mark.rule("R03")
def test_the_calculation_is_shown_term_by_term() -> None:
    """The terms are KPI, BPI and OPI with value and share, and add up to the total."""
    score = of(Fraction(90), Fraction(80), "1.5")
    assert score is not None
    assert score.terms == (
        Term("KPI", Fraction(90), Fraction(7, 10)),
        Term("BPI", Fraction(80), Fraction(3, 10)),
        Term("OPI", Fraction(3, 2), Fraction(1)),
    )
    assert [term.points for term in score.terms] == [63, 24, Fraction(3, 2)]
    assert score.value == Fraction(177, 2)


@pytest.mark.rule("R03")
@pytest.mark.parametrize("missing", ["kpi", "bpi", "opi"])
def test_a_missing_part_makes_the_total_not_ready(missing: str) -> None:
    """A missing part is never taken for 0."""
    parts: dict[str, Fraction | None] = dict.fromkeys(("kpi", "bpi", "opi"), Fraction(90))
    parts[missing] = None
    assert total(**parts, kpi_share=KPI_SHARE, bpi_share=BPI_SHARE) is None


# --- the parts


@pytest.mark.rule("R04")
def test_a_voided_item_renormalises_the_rest() -> None:
    """Weights 40/20/40 with the 20 voided: marks 80 and 85 give exactly 82.5."""
    items = [
        Item("甲", 4000, 8000),
        Item("乙", 2000, None, voided=True),
        Item("丙", 4000, 8500),
    ]
    assert kpi(items) == Fraction("82.5")


@pytest.mark.rule("R04")
def test_sevenths_stay_exact_to_the_band() -> None:
    """Weights 40/30/30 with one 30 voided give sevenths, exact."""
    items = [Item("甲", 4000, 9100), Item("乙", 3000, 8867), Item("丙", 3000, 9999, voided=True)]
    assert kpi(items) == Fraction(4 * 9100 + 3 * 8867, 700)
    exactly = [Item("甲", 4000, 8700), Item("乙", 3000, 9400), Item("丙", 3000, 0, voided=True)]
    assert kpi(exactly) == 90
    assert band(value_of(kpi(exactly) or Fraction(0), "90"), LIMITS) is Grade.GOOD


@pytest.mark.rule("R04")
@pytest.mark.parametrize(
    "items",
    [
        [],
        [Item("甲", 6000, 9000), Item("乙", 4000)],
        [Item("甲", 10000, 9000, voided=True)],
        [Item("甲", 0, 9000)],
    ],
)
def test_kpi_is_unknown_until_every_live_item_is_marked(items: list[Item]) -> None:
    """Without items, with an unmarked one or with none that counts there is no KPI."""
    assert kpi(items) is None


@pytest.mark.rule("R05")
def test_bpi_is_unknown_until_every_dimension_is_marked() -> None:
    """A missing dimension makes BPI unknown; a mark of another name counts for nothing."""
    marks = six("90", "90", "90", "90", "90", "90")
    assert bpi({**marks, "其他": 0}, SIX, EVEN) == 90
    assert bpi({**marks, SIX[0]: None}, SIX, EVEN) is None
    assert bpi({name: marks[name] for name in SIX[1:]}, SIX, EVEN) is None
    assert bpi({**marks, SIX[0]: 0}, SIX, EVEN) == 75
    assert bpi(marks, (), ()) is None


# --- what is printed


@pytest.mark.rule("R03")
@pytest.mark.parametrize(
    ("exact", "text"),
    [
        ("90", "90.00"),
        ("89.95", "89.95"),
        ("89.994", "89.99"),
        ("89.996", "89.996"),
        ("89.9999", "89.9999"),
        ("89.99995", "89.99995"),
        ("90.004", "90.00"),
        ("79.995", "79.995"),
        ("59.9951", "59.995"),
        ("85.125", "85.13"),
        ("85.124", "85.12"),
        ("99.996", "100.00"),
        ("100", "100.00"),
        ("103", "103.00(按百分制记100.00)"),
        ("100.001", "100.001(按百分制记100.00)"),
        ("0", "0.00"),
        ("0.001", "0.00"),
        ("-3", "-3.00(按百分制记0.00)"),
        ("-0.001", "-0.001(按百分制记0.00)"),
        ("580/7", "82.86"),
        ("629999/7000", "89.9999"),
        ("6299999/70000", "89.99999"),
        ("630001/7000", "90.00"),
    ],
)
def test_a_total_is_printed_to_two_places_or_as_many_as_it_takes(exact: str, text: str) -> None:
    """Half-up to 2 places, more when rounding would cross a band; off the scale both values."""
    assert printed(exact) == text


def exact_totals() -> st.SearchStrategy[Fraction]:
    """Return totals anywhere, and totals close to a limit."""
    anywhere = st.fractions(-20, 130, max_denominator=10**6)
    limits = st.sampled_from([Fraction(n) for n in (0, 60, 80, 90, 100)])
    offsets = st.fractions(-1, 1, max_denominator=10**3).map(lambda offset: offset / 10**4)
    return anywhere | st.builds(Fraction.__add__, limits, offsets)


@pytest.mark.rule("R03", "R07")
@given(exact_totals())
def test_what_is_printed_never_crosses_a_band(exact: Fraction) -> None:
    """The number on the form lies in the band of the exact total, and is close to it."""
    number, _, beside = printed(exact).partition("(")
    assert band(Fraction(number), LIMITS) is band(exact, LIMITS)
    assert abs(Fraction(number) - exact) <= Fraction(1, 200)
    assert len(number.partition(".")[2]) >= 2
    assert bool(beside) == (not 0 <= exact <= 100)


@pytest.mark.rule("R07")
@given(exact_totals(), exact_totals())
def test_a_higher_total_never_has_a_lower_band(one: Fraction, other: Fraction) -> None:
    """Bands rise with the total."""
    low, high = sorted((one, other))
    assert band(low, LIMITS).rank <= band(high, LIMITS).rank


@pytest.mark.rule("R03", "R07")
@given(
    weighted=st.lists(st.tuples(st.integers(1, 10_000), st.integers(0, 10_000)), min_size=1),
    marks=st.lists(st.integers(0, 10_000), min_size=6, max_size=6),
    raised=st.integers(0, 100),
    by=st.integers(1, 10_000),
)
def test_a_higher_mark_never_lowers_the_band(
    weighted: list[tuple[int, int]], marks: list[int], raised: int, by: int
) -> None:
    """Raising one KPI or BPI mark never lowers the score or its band."""

    def score(kpi_marks: list[int], bpi_marks: list[int]) -> Fraction:
        items = [Item("项", w, m) for (w, _), m in zip(weighted, kpi_marks, strict=True)]
        mean = bpi(dict(zip(SIX, bpi_marks, strict=True)), SIX, EVEN)
        return value_of(kpi(items) or Fraction(0), mean or Fraction(0))

    first = [mark for _, mark in weighted]
    everything = first + marks
    place = raised % len(everything)
    better = [mark + by * (k == place) for k, mark in enumerate(everything)]
    before = score(first, marks)
    after = score(better[: len(first)], better[len(first) :])
    assert after > before
    assert band(after, LIMITS).rank >= band(before, LIMITS).rank


@pytest.mark.parametrize(("good", "fairly_good"), [("80", "80"), ("80", "90"), ("270/3", "250/3")])
def test_limits_descend_and_terminate(good: str, fairly_good: str) -> None:
    """Limits that overlap, or that no decimal could print, are refused."""
    with pytest.raises(ValueError, match="分数线"):
        Thresholds(Fraction(good), Fraction(fairly_good), Fraction(60))


# --- grades


def test_grades_rank_from_good_to_undetermined() -> None:
    """好 ranks above 较好, 一般 and 较差; 不确定 is no determined grade and ranks last."""
    assert [grade.value for grade in DETERMINED] == ["好", "较好", "一般", "较差"]
    assert [grade.rank for grade in DETERMINED] == [4, 3, 2, 1]
    assert Grade.UNDETERMINED.rank == 0
    assert [grade for grade in Grade if grade.determined] == list(DETERMINED)


@pytest.mark.parametrize("text", ["", "优秀", "好 ", "GOOD", None, 4, "\n" * 100])
def test_a_word_that_is_no_grade_is_refused(text: object) -> None:
    """Only the five words name a grade; the refusal lists them."""
    assert Grade.parse("较好") is Grade.FAIRLY_GOOD
    with pytest.raises(ValueError, match="好、较好、一般、较差、不确定"):
        Grade.parse(text)
