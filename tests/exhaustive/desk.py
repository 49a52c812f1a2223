"""A played office at which people act, with everything there is to look up about it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Table, select

from rules.calendar import beijing_day
from rules.nouns import Case, Role
from storage.load import Loader
from storage.rows import CaseRow
from workflow.command import Answer, Command
from workflow.concealed import revealed
from workflow.engine import perform
from workflow.pages import PAGES
from workflow.play import Played

CASES: Table = CaseRow.__table__  # type: ignore[attr-defined]
GROUP = (Role.CHAIR, Role.DEPUTY, Role.MEMBER)
PARTS = frozenset({"plans", "plan_items", "summaries", "proposals", "directs", "opi", "statuses",
                   "follow_ups", "exemptions", "decisions", "objections"})  # fmt: skip


@dataclass
class Desk:
    """A played office at which people act; it keeps what was done and what was refused."""

    played: Played
    now: datetime
    did: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Learn who is who."""
        self.handles = {person: handle for handle, person in self.played.ids.items()}
        self.names = {self.played.ids[p.handle]: p.name for p in self.played.scenario.people}

    @property
    def today(self) -> date:
        """The day in Beijing."""
        return beijing_day(self.now)

    def day(self, ahead: int) -> str:
        """A day so many days from today, as an input has it."""
        return (self.today + timedelta(days=ahead)).isoformat()

    def periods(self) -> list[str]:
        """The quarters and years that were opened."""
        query = select(CASES.c.period).where(CASES.c.office == self.played.office.id).distinct()
        with self.played.office.store.database.read() as connection:
            return sorted(connection.execute(query).scalars())

    def cases(self, procedure: str = "", period: str = "") -> list[Case]:
        """All cases, or those of a procedure or period, with their parts."""
        with self.played.office.store.database.read() as connection:
            loader = Loader(connection, self.played.office.id, lock=False)
            return [
                revealed(self.played.office, loader, case)
                for page in ([procedure] if procedure else PAGES)
                for each in ([period] if period else self.periods())
                for case in loader.of_period(page, each, PARTS if page == "quarterly" else ())
            ]

    def case(self, period: str, person: str) -> Case:
        """Somebody's appraisal."""
        return next(c for c in self.cases("quarterly", period) if c.person == person)

    def open_ones(self, procedure: str, period: str, person: str) -> list[Case]:
        """Somebody's cases under a procedure that have not ended."""
        finals = PAGES[procedure].finals
        listed = self.cases(procedure, period)
        return [c for c in listed if c.person == person and c.stage not in finals]

    def holders(self, *roles: Role) -> list[str]:
        """Who holds one of some roles, by surrogate id."""
        with self.played.office.store.database.read() as connection:
            return Loader(connection, self.played.office.id, lock=False).holders(roles, self.today)

    def present(self, *away: str) -> list[str]:
        """The group by handle, without those who are away."""
        return [self.handles[p] for p in self.holders(*GROUP) if p not in away]

    def ask(self, move: str, who: str, period: str, subject: str = "", /, **data: Any) -> Answer:
        """Make an act by surrogate ids."""
        answer = perform(self.played.office, Command(move, who, period, subject, data), self.now)
        if answer.done:
            self.did[move] += 1
        else:
            self.refused.append((move, answer.text))
        return answer

    def do(self, move: str, who: str, period: str, subject: str = "", /, **data: Any) -> bool:
        """Make an act; whether it was accepted."""
        return self.ask(move, who, period, subject, **data).done

    def by(self, role: Role, move: str, period: str, subject: str = "", /, **data: Any) -> bool:
        """Let whoever of a role may make an act."""
        others = [p for p in self.holders(role) if p != subject]
        return any(self.do(move, person, period, subject, **data) for person in others)

    def named(self, texts: Iterable[str]) -> set[str]:
        """The people whose names stand in some sentences."""
        whole = "".join(texts)
        return {person for person, name in self.names.items() if name in whole}
