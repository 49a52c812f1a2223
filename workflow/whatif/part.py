"""Who would have been on the roster under another policy, and treated how (R02, R29)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rules.calendar import CalendarMissing, beijing_day
from rules.guards.group import n_of
from rules.nouns import Case, Cohort, Person
from rules.status import Reckoner
from rules.terms import TREATMENT_TITLES
from storage.load import Loader
from storage.registry import candidates
from workflow.opening import excluded_by
from workflow.owing.owed import Bench

IN = "列入"


@dataclass(frozen=True, slots=True)
class Listed:
    """A person whose place on the roster hangs on which posts a policy leaves out."""

    person: str
    then: str
    other: str

    def document(self, people: Mapping[str, Person]) -> dict[str, Any]:
        """As JSON: who, and whether they were and would be on the roster, with the ground."""
        person = people[self.person]
        return {"who": person.handle, "name": person.name} | self.sides()

    def sides(self) -> dict[str, str]:
        """How it was and how it would be."""
        return {"then": self.then or IN, "other": self.other or IN}


def listed(loader: Loader, row: Any, cohort: Cohort, benches: tuple[Bench, Bench]) -> list[Listed]:
    """Those whom the opening would have left out, or taken in, under the other policy alone.

    Whom the office itself took in or left out later stays as the office put it.
    """
    day = max(benches[0].quarter.first, beijing_day(row.opened_at))
    here = {c.person for c in cohort.cases}
    found = []
    for candidate in candidates(loader.connection, loader.office, day):
        then, other = (excluded_by(candidate.post, b.policy) for b in benches)
        if bool(then) is not bool(other) and bool(then) is (candidate.person not in here):
            found.append(Listed(candidate.person, then, other))
    return found


def taking_part(cohort: Cohort, roster: Sequence[Listed]) -> int:
    """How many would have taken part: without those left out, with those taken in."""
    out = {r.person for r in roster if r.other}
    kept = n_of(cohort) - sum(1 for c in cohort.cases if c.person in out and c.stage != "exempt")
    return kept + sum(1 for r in roster if not r.other)


def treatment_of(case: Case, bench: Bench, at: datetime) -> str | None:
    """What a person's statuses came to when the group decided; None if it is not for all to know.

    None too while the calendar is missing.
    """
    day = beijing_day(case.decision.at if case.decision else at)
    try:
        treated = Reckoner(bench.quarter, bench.policy, bench.calendar, day).of(case)
    except CalendarMissing:
        return None
    return None if treated.restricted else TREATMENT_TITLES[treated.treatment]
