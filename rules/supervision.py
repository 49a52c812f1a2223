"""Reports to the auditor, and objectors marked lower afterwards by the same leader (R34)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from rules.calendar import Quarter
from rules.quick import quick

KINDS: Mapping[str, str] = {
    "favouritism": "徇私舞弊",
    "retaliation": "打击报复",
    "irregular": "不按规定组织",
}


@quick
@dataclass(frozen=True, slots=True)
class Irregularity:
    """What was reported of a person, and what the auditor did about it."""

    number: int
    kind: str
    text: str
    reporter: str
    at: datetime
    receiver: str = ""
    document: str = ""
    sent_at: datetime | None = None
    outcome: str = ""
    closed_at: datetime | None = None


@quick
@dataclass(frozen=True, slots=True)
class Scored:
    """A person's total of a quarter and the leader who marked it."""

    person: str
    period: str
    leader: str
    total: Fraction


@quick
@dataclass(frozen=True, slots=True)
class Lowered:
    """An objector whom the leader objected to marked lower afterwards."""

    person: str
    leader: str
    objected: str
    before: Fraction
    period: str
    after: Fraction


@dataclass(frozen=True, slots=True)
class FlagNote:
    """That the group looked at a flag of a quarter: whose, about which leader, what they found."""

    number: int
    person: str
    leader: str
    objected: str
    text: str
    by: str
    at: datetime

    def covers(self, flag: Lowered) -> bool:
        """Whether it is about a flag of its quarter."""
        return (self.person, self.leader, self.objected) == (
            flag.person, flag.leader, flag.objected,
        )  # fmt: skip


def marked_lower(
    objected: Iterable[tuple[str, str]], scores: Iterable[Scored], quarters: int
) -> list[Lowered]:
    """Who was marked lower by the same leader in so many quarters after objecting.

    `objected` are persons and the quarters whose result they objected to.
    """
    by_place = {(s.person, s.period): s for s in scores}
    found = []
    for person, period in sorted(set(objected)):
        before = by_place.get((person, period))
        coming = Quarter.parse(period)
        for _ in range(quarters):
            coming = coming.next
            after = by_place.get((person, str(coming)))
            if before is None or after is None or after.leader != before.leader:
                continue
            if after.total < before.total:
                found.append(
                    Lowered(person, before.leader, period, before.total, after.period, after.total)
                )
    return found
