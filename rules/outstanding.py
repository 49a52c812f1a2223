"""Who has been consistently outstanding: the last determined quarters, counted (R19).

It yields a list for people to confirm; being on it gives no one anything by itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from rules.follow_up import PastGrade
from rules.grade import Grade
from rules.policy import Values


@dataclass(frozen=True, slots=True)
class Record:
    """A person's last determined quarters, oldest first, and whether they are outstanding."""

    quarters: tuple[PastGrade, ...]
    outstanding: bool
    why: str


def record_of(grades: Iterable[PastGrade], values: Values) -> Record:
    """Judge a person's last determined quarters, as many as the policy looks at.

    Every one of them has a grade that counts, and enough of them the highest.
    """
    known = sorted((g for g in grades if g.grade.determined), key=lambda g: g.period)
    last = tuple(known[-values.outstanding_quarters :])
    good = sum(1 for g in last if g.grade is Grade.GOOD)
    if len(last) < values.outstanding_quarters:
        why = f"已确定等次的季度{len(last)}个，不足{values.outstanding_quarters}个"
        return Record(last, False, why)
    others = [g for g in last if g.grade.value not in values.outstanding_grades]
    told = f"最近{len(last)}个已确定等次的季度中，“好”{good}次"
    if others:
        listed = "、".join(f"{g.period}“{g.grade}”" for g in others)
        return Record(last, False, f"{told}，另有{listed}")
    if good < values.outstanding_good_min:
        return Record(last, False, f"{told}，不足{values.outstanding_good_min}次")
    return Record(last, True, f"{told}，其余均为{'或'.join(values.outstanding_grades)}")
