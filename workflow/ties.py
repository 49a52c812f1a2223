"""The ties of an office read when a question first asks for them: most acts need none (R32)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property

from rules.calendar import beijing_day
from rules.nouns import Role
from rules.ties import NOBODY, Delegation
from storage.load import Loader
from storage.ties import Away, away, delegations, roles_of


class OfficeTies:
    """Delegates, kin, recusals and roles of an office as they stand at an instant.

    `subjects` are the persons whose files a question may be about; they are looked up together.
    """

    def __init__(
        self,
        loader: Loader,
        period: str,
        at: datetime,
        subjects: Iterable[str],
        group: Iterable[str],
    ) -> None:
        self._loader, self._period, self._at = loader, period, at
        self._listed, self._group = subjects, group
        self._away: dict[str, Away] = {}
        self._roles: dict[str, frozenset[Role]] = {}

    @cached_property
    def _subjects(self) -> frozenset[str]:
        return frozenset(self._listed)

    @cached_property
    def delegations(self) -> Sequence[Delegation]:
        """All delegations of the office, oldest first."""
        return delegations(self._loader.connection, self._loader.office)

    def kin(self, person: str) -> frozenset[str]:
        """The declared relatives of a person."""
        return self._keeping_away(person).kin.get(person, NOBODY)

    def recused(self, person: str) -> frozenset[str]:
        """Who was recused from a person's file of the quarter."""
        return self._keeping_away(person).recused.get(person, NOBODY)

    def know(self, person: str, away: Away) -> None:
        """Take over who keeps away from a person's file, read elsewhere."""
        self._away[person] = away

    def _keeping_away(self, person: str) -> Away:
        if person not in self._away:
            wanted = (self._subjects | {person}) - self._away.keys()
            loader = self._loader
            found = away(loader.connection, loader.office, self._period, wanted)
            self._away |= dict.fromkeys(wanted, found)
        return self._away[person]

    def roles(self, person: str) -> frozenset[Role]:
        """The roles a person holds on the day of the question."""
        if person not in self._roles:
            first = not self._roles
            wanted = {person, *self._group, *self._entrusted()} if first else {person}
            self._roles |= self._read_roles(wanted)
        return self._roles[person]

    def _entrusted(self) -> set[str]:
        return {p for d in self.delegations for p in (d.principal, d.delegate)}

    def _read_roles(self, people: Iterable[str]) -> Mapping[str, frozenset[Role]]:
        loader = self._loader
        return roles_of(loader.connection, loader.office, people, beijing_day(self._at))
