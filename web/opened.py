"""A file as somebody has it before them: the case, whose it is, and as what they look at it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from rules.nouns import Case, Person
from storage.load import Loader
from storage.parts import ALL_PARTS
from web.site import Site
from web.visit import Denied, Visit
from workflow.accounts import Reader
from workflow.concealed import revealed
from workflow.sight import ENTITLED, Sight, is_told, sights


@dataclass(frozen=True)
class Opened:
    """A file as a reader has it before them."""

    case: Case
    person: Person | None
    sights: frozenset[Sight]
    loader: Loader

    @property
    def entitled(self) -> bool:
        """Whether the reader may see what is restricted."""
        return bool(self.sights & ENTITLED)

    @property
    def judged(self) -> bool:
        """Whether the reader may see marks, proposals and decisions."""
        return self.sights != {Sight.OWN} or is_told(self.case)


def opened(visit: Visit, loader: Loader, number: int) -> Opened:
    """A file by its number; Denied, as if there were none, if the reader may not look at it."""
    found = loader.case(number, ALL_PARTS) if 0 < number < 2**31 else None
    if found is None:
        raise Denied()
    case = revealed(visit.site.office, loader, found)
    seen = sights(loader, visit.who.person, visit.who.roles, case, visit.at)
    if not seen:
        raise visit.deny()
    people = loader.people([case.person]) if case.person else []
    return Opened(case, people[0] if people else None, seen, loader)


def several(
    site: Site, loader: Loader, who: Reader, at: datetime, numbers: Iterable[int]
) -> dict[int, Opened]:
    """The files among these numbers that a reader may look at, by number."""
    found = loader.by_ids([n for n in set(numbers) if 0 < n < 2**31], ALL_PARTS)
    cases = [revealed(site.office, loader, case) for case in found]
    people = {p.id: p for p in loader.people({case.person for case in cases} - {""})}
    seen = ((case, sights(loader, who.person, who.roles, case, at)) for case in cases)
    return {c.id: Opened(c, people.get(c.person), as_, loader) for c, as_ in seen if as_}
