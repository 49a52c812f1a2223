"""The score of a quarter, exact: KPI and BPI by their shares, plus OPI (R03–R07).

Marks and weights come in as integer hundredths; everything derived is a `Fraction` in points.
Nothing is rounded before it is printed, and a missing part is None, never 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from rules.grade import Grade
from rules.numerals import ScoreError, exact_text, parse_decimal, rounded, terminates

__all__ = [
    "Item",
    "ScoreError",
    "Term",
    "Thresholds",
    "Total",
    "band",
    "bpi",
    "exact_text",
    "kpi",
    "parse_decimal",
    "shown",
    "total",
]

HUNDREDTHS = 100
"""Units of a stored mark or weight in one point, however many decimals may be handed in."""
TEN_THOUSANDTHS = 10_000
"""Units of a stored commendation or accountability in one point, likewise."""


@dataclass(frozen=True)
class Item:
    """A KPI item: `weight` and `mark` in hundredths; `mark` None until given (R04)."""

    title: str
    weight: int
    mark: int | None = None
    voided: bool = False


def kpi(items: Iterable[Item]) -> Fraction | None:
    """Return the weighted mean of the marks in points, voided items left out (R04).

    The weights of the rest are taken in proportion, so they need not sum to 100. None while an
    item that counts is unmarked, or when none counts.
    """
    live = [item for item in items if not item.voided]
    weights = sum(item.weight for item in live)
    weighted = 0
    for item in live:
        if item.mark is None:
            return None
        weighted += item.weight * item.mark
    return Fraction(weighted, weights * HUNDREDTHS) if weights else None


def bpi(
    marks: Mapping[str, int | None], dimensions: tuple[str, ...], weights: tuple[int, ...]
) -> Fraction | None:
    """Return the mean of the marks (hundredths) of `dimensions` by their weights, in points (R05).

    None while a dimension is unmarked; marks of other names count for nothing.
    """
    weighted = 0
    for name, weight in zip(dimensions, weights, strict=True):
        mark = marks.get(name)
        if mark is None:
            return None
        weighted += weight * mark
    return Fraction(weighted, sum(weights) * HUNDREDTHS) if dimensions else None


@dataclass(frozen=True)
class Term:
    """One line of the calculation: a part, its value in points and its share."""

    name: str
    value: Fraction
    share: Fraction

    @property
    def points(self) -> Fraction:
        """Return what this part adds to the total, in points."""
        return self.value * self.share


@dataclass(frozen=True)
class Total:
    """A complete score and how it comes about; values in points, shares as fractions (R03)."""

    kpi: Fraction
    bpi: Fraction
    opi: Fraction
    kpi_share: Fraction
    bpi_share: Fraction

    @property
    def terms(self) -> tuple[Term, ...]:
        """Return the calculation, term by term; OPI is added whole."""
        return (
            Term("KPI", self.kpi, self.kpi_share),
            Term("BPI", self.bpi, self.bpi_share),
            Term("OPI", self.opi, Fraction(1)),
        )

    @property
    def value(self) -> Fraction:
        """Return the exact total, neither clamped nor rounded."""
        return sum((term.points for term in self.terms), Fraction(0))


def total(
    kpi: Fraction | None,
    bpi: Fraction | None,
    opi: Fraction | None,
    *,
    kpi_share: Fraction,
    bpi_share: Fraction,
) -> Total | None:
    """Return the score, or None ("not ready") while a part is missing (R03)."""
    if kpi is None or bpi is None or opi is None:
        return None
    return Total(kpi, bpi, opi, kpi_share, bpi_share)


@dataclass(frozen=True)
class Thresholds:
    """The least total of each band, itself included: terminating and descending (R07).

    Raises ValueError for anything else.
    """

    good: Fraction
    fairly_good: Fraction
    ordinary: Fraction

    def __post_init__(self) -> None:
        """Refuse bands that overlap or are empty."""
        if not self.good > self.fairly_good > self.ordinary:
            raise ValueError("得分对应等次的分数线应当由高到低，互不相同")
        # No number of places would do to print a total that stands on 250/3.
        if not all(terminates(limit) for limit in (self.good, self.fairly_good, self.ordinary)):
            raise ValueError("得分对应等次的分数线应当为有限小数")


def band(total: Fraction, thresholds: Thresholds) -> Grade:
    """Return the grade whose band the exact total lies in; a reference, never a decision (R07)."""
    if total >= thresholds.good:
        return Grade.GOOD
    if total >= thresholds.fairly_good:
        return Grade.FAIRLY_GOOD
    return Grade.ORDINARY if total >= thresholds.ordinary else Grade.POOR


def shown(total: Fraction, thresholds: Thresholds, full_mark: Fraction, places: int) -> str:
    """Return the total as forms print it: half-up to `places`, more where rounding would mislead.

    What is printed always lies in the band of the exact total. A total above `full_mark`, or
    below 0, is printed in full with its value on the scale beside it: 103.00(按百分制记100.00).
    """
    clamped = min(max(total, Fraction(0)), full_mark)
    grade = band(total, thresholds)
    enough = places
    while True:
        printed = rounded(total, enough)
        value = Fraction(printed)
        # Off the scale, the number must not look as if it stood on its edge.
        if band(value, thresholds) is grade and (clamped == total or value != clamped):
            break
        enough += 1
    if clamped == total:
        return printed
    return f"{printed}(按百分制记{rounded(clamped, places)})"
