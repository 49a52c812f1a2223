"""What ties people to a file besides their roles: delegates, kin, recusals (R32).

A question carries what is known of these ties; a guard and the choice of the acting role read
them here. Who knows of none (a test, the clock) asks with `KnownTies()`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from rules.calendar import beijing_day
from rules.nouns import Role
from rules.quick import quick

LEADING = frozenset({Role.SUPERVISOR, Role.MEMBER, Role.CHAIR, Role.DEPUTY})
"""The roles a person must hold one of to act for another."""
APART = frozenset({Role.AUDITOR, Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR})
"""The three offices of security: nobody holds two, and they take no part in appraisals."""
ENTRUSTED = frozenset({Role.SUPERVISOR, Role.CHAIR, Role.OFFICE})
"""The roles another person may act in."""
NOBODY: frozenset[str] = frozenset()


class Conflict(StrEnum):
    """Why a person keeps away from a file."""

    OWN = "own"
    RELATIVE = "relative"
    RECUSED = "recused"


@quick
@dataclass(frozen=True, slots=True)
class Delegation:
    """A delegate acts for a principal for an interval of days, `who` empty: on all their files."""

    number: int
    principal: str
    delegate: str
    who: str
    since: date
    until: date | None
    standing: bool
    document: str
    by: str
    at: datetime
    ended_by: str = ""
    ended_at: datetime | None = None
    reason: str = ""

    def holds(self, at: datetime) -> bool:
        """Say whether the delegate may act at an instant."""
        day = beijing_day(at)
        over = self.until is not None and day > self.until
        ended = self.ended_at is not None and at >= self.ended_at
        return self.since <= day and not over and not ended

    def meets(self, since: date, until: date | None) -> bool:
        """Say whether its interval, unless it was ended, shares a day with another."""
        before = until is not None and until < self.since
        after = self.until is not None and self.until < since
        return self.ended_at is None and not before and not after


class Ties(Protocol):
    """What is known of delegates, kin and recusals where a question is asked."""

    @property
    def delegations(self) -> Sequence[Delegation]:
        """All delegations of the office, oldest first."""

    def kin(self, person: str) -> frozenset[str]:
        """The declared relatives of a person."""

    def recused(self, person: str) -> frozenset[str]:
        """Who was recused from a person's file of this quarter."""

    def roles(self, person: str) -> frozenset[Role]:
        """The roles a person holds on the day of the question."""


@dataclass(frozen=True, slots=True)
class KnownTies:
    """Ties that are all at hand."""

    delegations: Sequence[Delegation] = ()
    relatives: Mapping[str, frozenset[str]] = field(default_factory=dict)
    recusals: Mapping[str, frozenset[str]] = field(default_factory=dict)
    holding: Mapping[str, frozenset[Role]] = field(default_factory=dict)

    def kin(self, person: str) -> frozenset[str]:
        """The declared relatives of a person."""
        return self.relatives.get(person, NOBODY)

    def recused(self, person: str) -> frozenset[str]:
        """Who was recused from a person's file."""
        return self.recusals.get(person, NOBODY)

    def roles(self, person: str) -> frozenset[Role]:
        """The roles a person holds."""
        return self.holding.get(person, frozenset())


def conflict(ties: Ties, actor: str, person: str) -> Conflict | None:
    """Why somebody keeps away from a person's file; None if nothing is known against it."""
    if actor == person:
        return Conflict.OWN
    if actor in ties.kin(person):
        return Conflict.RELATIVE
    return Conflict.RECUSED if actor in ties.recused(person) else None


def barred(ties: Ties, person: str) -> frozenset[str]:
    """Everyone known to keep away from a person's file, that person too."""
    return ties.kin(person) | ties.recused(person) | {person}


def entrusted(
    ties: Ties, given: Delegation, role: Role, persons: Iterable[str], *, collective: bool = False
) -> bool:
    """Say whether a delegation gives a role of its principal on the files of some persons.

    Nobody gives more than they have: a delegation on all files leaves out those that the principal
    keeps away from; for them the chair names a delegate for that file. What is `collective` is
    nobody's file. The chair's own part goes to a deputy alone.
    """
    if role not in ENTRUSTED:
        return False
    if role is not Role.SUPERVISOR and role not in ties.roles(given.principal):
        return False
    if role is Role.CHAIR and Role.DEPUTY not in ties.roles(given.delegate):
        return False
    named = set(persons)
    if given.who:
        return named == {given.who}
    return collective or not any(conflict(ties, given.principal, p) for p in named)


def chair_keeps_away(
    ties: Ties, group: Iterable[str], person: str, besides: frozenset[str] = NOBODY
) -> bool:
    """Say whether there is a chair and every chair keeps away from a person's file.

    `besides` are those who keep away from this matter alone, such as the reviewer whose result is
    objected to.
    """
    chairs = {p for p in group if Role.CHAIR in ties.roles(p)}
    return bool(chairs) and chairs <= barred(ties, person) | besides
