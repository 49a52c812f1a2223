"""What binds all officers of a quarter together: the places for 好, rank and ties (R13)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby


def quota_limit(n: int, share: Fraction) -> int:
    """Return how many of n taking part may be 好: the whole part of n × share, exactly (R13)."""
    if n < 0:
        raise ValueError(f"参加考核人数不能是{n}")
    return n * share.numerator // share.denominator


@dataclass(frozen=True)
class Standing:
    """One person's exact scores in points; `who` is an identifier and ranks nobody."""

    who: str
    total: Fraction
    kpi: Fraction
    bpi: Fraction

    def merit(self, order: Iterable[str]) -> tuple[Fraction, ...]:
        """Return what ranks, in the order the policy names it; equal merit is a tie."""
        return tuple(getattr(self, name) for name in order)


@dataclass(frozen=True)
class Line:
    """The people at the cut: `last_in` and `first_out`, or `tied` when a tie lies across it.

    Either the two are filled or `tied` is; all three are empty when the places cut nobody off.
    """

    last_in: tuple[Standing, ...] = ()
    first_out: tuple[Standing, ...] = ()
    tied: tuple[Standing, ...] = ()

    @property
    def people(self) -> tuple[Standing, ...]:
        """Return everyone on the line, best first."""
        return self.last_in + self.tied + self.first_out


def ranking(standings: Iterable[Standing], order: Iterable[str]) -> list[tuple[Standing, ...]]:
    """Return the groups of equal merit, best first; only people can rank within a group.

    `order` names what decides: total, kpi, bpi.

    The order inside a group is that of the identifiers, so that a list comes out the same each
    time; it must not be read as a rank.
    """
    names = tuple(order)
    ordered = sorted(standings, key=lambda standing: standing.who)
    ordered.sort(key=lambda standing: standing.merit(names), reverse=True)
    return [tuple(group) for _, group in groupby(ordered, key=lambda s: s.merit(names))]


def on_the_line(standings: Iterable[Standing], places: int, order: Iterable[str]) -> Line:
    """Return who stands at the cut when `places` of the ranked people may have 好.

    With no place at all the best are the first out; with a place for everyone nobody is cut off.
    """
    inside = 0
    last_in: tuple[Standing, ...] = ()
    for group in ranking(standings, order):
        if inside >= places:
            return Line(last_in=last_in, first_out=group)
        inside += len(group)
        if inside > places:
            return Line(tied=group)
        last_in = group
    return Line()
