"""The year's arithmetic over quarterly grades: eligibility and flags, never a grade (R20–R22)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from rules.grade import Grade
from rules.policy import Values

RULED_OUT = "不能作为年度优秀人选："
"""With what the reason begins that rules out excellence; what stands against it follows."""


@dataclass(frozen=True)
class Counts:
    """How often each grade was given; `determined` leaves 不确定 out."""

    good: int
    fairly_good: int
    ordinary: int
    poor: int
    undetermined: int

    @property
    def determined(self) -> int:
        """Return the number of quarters with one of the four grades."""
        return self.good + self.fairly_good + self.ordinary + self.poor

    @property
    def unsatisfactory(self) -> int:
        """Return the number of quarters graded 一般 or 较差."""
        return self.ordinary + self.poor


@dataclass(frozen=True)
class AnnualTerms:
    """The office's terms: least numbers of determined quarters, and shares of them.

    `excellent_share` is reached inclusively, `poor_share` must be exceeded.
    """

    min_determined_excellent: int
    excellent_share: Fraction
    poor_share: Fraction
    min_determined_poor: int

    def __post_init__(self) -> None:
        """Refuse terms under which a year without any grade would prove something."""
        if self.min_determined_excellent < 1 or self.min_determined_poor < 1:
            raise ValueError("已确定等次的季度数下限应为正整数")
        if not (0 < self.excellent_share <= 1 and 0 <= self.poor_share < 1):
            raise ValueError("年度考核中的比例应在0至1之间")


def terms_of(values: Values) -> AnnualTerms:
    """Return the office's terms of the year as its policy has them."""
    return AnnualTerms(
        values.annual_excellent_min_quarters,
        values.annual_excellent_share,
        values.annual_poor_share,
        values.annual_all_poor_min_quarters,
    )


@dataclass(frozen=True)
class Reason:
    """Why a flag stands or does not; `key` is the rule served (R20, R21, R22)."""

    key: str
    text: str


@dataclass(frozen=True)
class Annual:
    """What the quarters imply for the year; deciding stays with the annual body."""

    counts: Counts
    excellent_candidate: bool
    more_than_half_poor: bool
    all_poor: bool
    reasons: tuple[Reason, ...]


def count(grades: Iterable[Grade]) -> Counts:
    """Return how often each grade occurs; the order of the quarters does not matter."""
    times = Counter(grades)
    return Counts(
        good=times[Grade.GOOD],
        fairly_good=times[Grade.FAIRLY_GOOD],
        ordinary=times[Grade.ORDINARY],
        poor=times[Grade.POOR],
        undetermined=times[Grade.UNDETERMINED],
    )


def assess(grades: Iterable[Grade], terms: AnnualTerms) -> Annual:
    """Return eligibility and flags of one person's year, each with its reasons (R20–R22)."""
    counts = count(grades)
    hindrances = _hindrances(counts, terms)
    exceeded = counts.unsatisfactory > terms.poor_share * counts.determined
    all_poor = counts.determined >= terms.min_determined_poor and counts.poor == counts.determined
    reasons = (
        _on_excellence(counts, terms, hindrances),
        _on_half(counts, terms, exceeded=exceeded),
        _on_all_poor(counts, terms, all_poor=all_poor),
    )
    return Annual(counts, not hindrances, exceeded, all_poor, reasons)


def _hindrances(counts: Counts, terms: AnnualTerms) -> list[str]:
    """Return what stands against annual excellence, all of it."""
    against = []
    if counts.determined < terms.min_determined_excellent:
        against.append(_too_few(counts, terms.min_determined_excellent))
    if counts.good < terms.excellent_share * counts.determined:
        against.append(f"“好”{counts.good}次，未达到{_quarters(counts)}的{terms.excellent_share}")
    given = [f"{name}{n}次" for name, n in (("一般", counts.ordinary), ("较差", counts.poor)) if n]
    if given:
        against.append("有" + "、".join(given))
    return against


def _on_excellence(counts: Counts, terms: AnnualTerms, against: list[str]) -> Reason:
    if against:
        return Reason("R20", RULED_OUT + "；".join(against))
    share = f"“好”{counts.good}次，达到{_quarters(counts)}的{terms.excellent_share}"
    return Reason("R20", f"{share}，且无一般、较差，可作为年度优秀人选{_thin(counts, terms)}")


def _on_half(counts: Counts, terms: AnnualTerms, *, exceeded: bool) -> Reason:
    if not counts.determined:
        return Reason("R21", "没有已确定等次的季度，无从计算一般、较差所占比例")
    times = f"一般、较差共{counts.unsatisfactory}次"
    if not exceeded:
        return Reason("R21", f"{times}，未超过{_quarters(counts)}的{terms.poor_share}")
    effect = "原则上应为基本称职或不称职，由有权机关确定"
    share = f"超过{_quarters(counts)}的{terms.poor_share}"
    return Reason("R21", f"{times}，{share}，{effect}{_thin(counts, terms)}")


def _on_all_poor(counts: Counts, terms: AnnualTerms, *, all_poor: bool) -> Reason:
    if all_poor:
        effect = "是否直接确定为不称职，由有权机关决定"
        return Reason("R22", f"{_quarters(counts)}均为较差，{effect}{_thin(counts, terms)}")
    if counts.determined < terms.min_determined_poor:
        few = _too_few(counts, terms.min_determined_poor)
        return Reason("R22", f"{few}，不按均为较差处理")
    return Reason("R22", f"{_quarters(counts)}中较差{counts.poor}次，不是均为较差")


def _quarters(counts: Counts) -> str:
    return f"已确定等次的{counts.determined}个季度"


def _too_few(counts: Counts, least: int) -> str:
    return f"样本不足（{_quarters(counts)}，少于{least}个）"


def _thin(counts: Counts, terms: AnnualTerms) -> str:
    """Return a warning when few quarters were determined: the flag stands, on thin ground."""
    least = max(terms.min_determined_excellent, terms.min_determined_poor)
    if counts.determined >= least and counts.undetermined < counts.determined:
        return ""
    return f"（样本不足：仅有{_quarters(counts)}，不确定等次{counts.undetermined}个，请慎重考虑）"
