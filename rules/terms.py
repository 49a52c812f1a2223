"""The terms on which a special status of a person counts in a quarter: data of the policy (R29)."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from rules.cite import Cite, Share, Whole


class Treatment(StrEnum):
    """What a status comes to in a quarter; which is the heavier the policy says."""

    SUSPENDED = "suspended"
    NOT_TAKING_PART = "not_taking_part"
    UNDETERMINED = "undetermined"
    GOOD_BARRED = "good_barred"
    GRADED = "graded"


class YearBar(StrEnum):
    """What a status leaves of the grades of a year, the heaviest first."""

    INCOMPETENT = "incompetent"
    UNGRADED = "ungraded"
    NOT_EXCELLENT = "not_excellent"


TREATMENT_TITLES = {
    Treatment.SUSPENDED: "暂不确定等次",
    Treatment.NOT_TAKING_PART: "不参加考核",
    Treatment.UNDETERMINED: "不确定等次",
    Treatment.GOOD_BARRED: "不得确定为“好”",
    Treatment.GRADED: "照常确定等次",
}


class Term(Cite):
    """One kind of status: what it is called, what it comes to, and when it counts.

    It counts from its first day to the earliest of its last day, `months` after its beginning,
    the end of the `years`-th calendar year and the end of the `quarters`-th quarter; `months` give
    way to a last day that a document names. Within a quarter it counts if its working days, with
    those of its `pool` together, are more than `more_than` of the quarter's, or less than
    `less_than`. If it leaves, with all others that have a `whole`, no working day of the quarter,
    it comes to its `whole`. With `while_open` it counts for as long as nobody has recorded its
    end.

    `annual` is what it leaves of the grades of the year it begins in, of the next and so on;
    `annual_while` of a year in which it is open, or has its share of the working days, or which
    it outlasts.
    """

    title: str
    treatment: Treatment
    also: tuple[str, ...] = ()
    restricted: bool = False
    months: Whole = 0
    years: Whole = 0
    quarters: Whole = 0
    while_open: bool = False
    more_than: Share = Fraction(0)
    less_than: Share | None = None
    whole: Treatment | None = None
    pool: str = ""
    comment: bool = False
    note_excuses: bool = False
    exempt: Literal["", "absence", "away", "left"] = ""
    annual: tuple[YearBar, ...] = ()
    annual_while: YearBar | None = None


def wrong_terms(
    terms: Mapping[str, Term], order: Sequence[Treatment], named: Iterable[str]
) -> list[str]:
    """What is wrong with the statuses of a policy: the order, doubled names, unknown kinds."""
    found = []
    if sorted(order) != sorted(Treatment):
        listed = "、".join(Treatment)
        found.append(f"values.treatments 须由重到轻列出 {listed}，各一次")
    names: set[str] = set()
    for kind, term in terms.items():
        for name in (kind, term.title, *term.also):
            if name in names:
                found.append(f"statuses 中的名称“{name}”重复")
            names.add(name)
    if unknown := sorted(set(named) - set(terms)):
        found.append(f"values 中提到的情形 {'、'.join(unknown)} 不在 statuses 中")
    return found
