"""Under which adopted interpretations a result was decided: numbered and dated (R35).

An interpretation applies to a case if the policy pinned to its quarter says just what was adopted,
if something done on the case went by it, and if it was adopted before the result was decided.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from rules.calendar import beijing_text
from rules.nouns import Case, Person
from rules.policy import Policy
from rules.provisional import cited, said_of
from storage.history import Adoption, adoptions, moves_made
from storage.load import Loader
from workflow.deciding import USES
from workflow.pages import PAGES

BEHIND: Mapping[str, tuple[str, ...]] = {
    "determine": ("decide",),
    "withhold": ("decide",),
    "post": ("publish",),
    "sent_back": ("send_back",),
    "leave": ("exempt", "confirm"),
}
"""The act on the whole office behind what it does to a case."""


def until(case: Case, at: datetime) -> datetime:
    """Until when an adoption can bear on a case: its decision if it stands, else now."""
    made = case.decision
    return min(made.at, at) if made else at


def bearing(moves: Iterable[str]) -> frozenset[str]:
    """The keys of the concordance that some moves went by."""
    made = {m for move in moves for m in (move, *BEHIND.get(move, ()))}
    found = {f"moves.{m}" for m in made}
    for page in PAGES.values():
        for move in page.moves:
            if move.id in made:
                stages = {r.source for r in move.routes}
                found |= {f"rules.{guard}" for guard in move.guards}
                found |= {f"deadlines.{d.id}" for d in page.deadlines if stages & set(d.stages)}
    return frozenset(found | {f"values.{v}" for v, uses in USES.items() if found & set(uses)})


class Interpretations:
    """What was adopted in an office, held against the cases of one quarter."""

    def __init__(self, loader: Loader, policy: Policy, cases: Sequence[int]) -> None:
        """Read what was adopted, and, if anything was, what was done on these cases."""
        known = cited(policy)
        self.policy = policy
        self.adopted = [
            a
            for a in adoptions(loader.connection, loader.office)
            if a.key in known and said_of(policy, a.key) == a.said
        ]
        self._made: Mapping[int, Mapping[str, datetime]] = {}
        if self.adopted:
            self._made = moves_made(loader.connection, loader.office, cases)

    def of(self, case: Case, at: datetime) -> list[Adoption]:
        """The interpretations a case goes by, as it is seen at an instant, by number."""
        last = until(case, at)
        dated = [a for a in self.adopted if a.at <= last]
        if not dated:
            return []
        made = self._made.get(case.id, {})
        keys = bearing(move for move, first in made.items() if first <= at)
        return [a for a in dated if a.key in keys]

    def document(
        self, case: Case, people: Mapping[str, Person], at: datetime
    ) -> list[dict[str, Any]]:
        """The same as JSON: number, title, key, what was adopted, clause, basis, who and when."""
        known = cited(self.policy)
        return [
            {
                "number": a.number,
                "title": a.title,
                "key": a.key,
                "said": a.said,
                "clause": known[a.key].clause,
                "basis": known[a.key].basis.value,
                "by": people[a.by].name if a.by in people else None,
                "adopted": beijing_text(a.at),
            }
            for a in self.of(case, at)
        ]
