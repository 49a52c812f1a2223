"""Whom an act concerns: the cohort it needs and the people its sentences name."""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from rules.calendar import Quarter, beijing_day, quarter_of
from rules.nouns import Case, Cohort, Person, Role
from rules.ties import Ties
from storage.checks import refused_after_education
from storage.load import Loader
from storage.registry import last_move
from storage.ties import Away
from storage.year import waived, year_results
from workflow.annual import ANNUAL
from workflow.command import Command
from workflow.procedure import Move, Procedure
from workflow.standing import LastMove
from workflow.supervision import SECRET_MOVES
from workflow.ties import OfficeTies

LONGEST_HANDLE = 64
CYCLE = "cycle"
"""As a part of the cohort: the office's quarter itself."""
AUDITORS = "auditors"
"""As a part of the cohort: who receives reports."""
ENTITLED = frozenset({Role.MEMBER, Role.CHAIR, Role.DEPUTY})


def cohort_of(
    loader: Loader, page: Procedure, period: str, n: int | None, move: Move, at: datetime
) -> Cohort:
    """The cohort a move judges: everything of the quarter if it says so, else only the group."""
    group = Role.CHAIR in move.by
    entitled = frozenset(loader.holders(ENTITLED, beijing_day(at))) if group else frozenset()
    parts = move.all_cohort_reads
    if parts is None:
        return _nobody(period, n, entitled)
    if page.members == ANNUAL.id:
        return year_cohort(loader, period, parts, entitled)
    cohort = whole_cohort(loader, period, n, parts, entitled)
    if AUDITORS in parts:
        auditors = loader.holders([Role.AUDITOR], beijing_day(at))
        cohort = replace(cohort, auditors=frozenset(auditors))
    if CYCLE not in parts:
        return cohort
    return replace(cohort, cycle=loader.case_of(CYCLE, period, ""))


@lru_cache(maxsize=256)
def _nobody(period: str, n: int | None, entitled: frozenset[str]) -> Cohort:
    """A cohort of which no case is looked at."""
    return Cohort(period, n, entitled=entitled)


def year_cohort(
    loader: Loader, period: str, parts: Iterable[str], entitled: frozenset[str] = frozenset()
) -> Cohort:
    """All cases and notices of a year, with what each person's quarters came to."""
    last = quarter_of(period)
    quarters = [f"{Quarter(last.year, number)}" for number in range(1, last.number + 1)]
    return Cohort(
        period,
        None,
        tuple(loader.of_period(ANNUAL.id, period, parts)),
        postings=loader.of_quarter("postings", period),
        entitled=entitled,
        quarters=year_results(loader.connection, loader.office, quarters),
        waived=waived(loader.connection, loader.office, period),
        refused=refused_after_education(loader.connection, loader.office, last.year),
    )


def whole_cohort(
    loader: Loader,
    period: str,
    n: int | None,
    parts: Iterable[str],
    entitled: frozenset[str] = frozenset(),
) -> Cohort:
    """All cases, sessions, notices and extensions of a quarter."""
    return Cohort(
        period,
        n,
        tuple(loader.of_period("quarterly", period, parts)),
        loader.of_quarter("sessions", period),
        loader.of_quarter("postings", period),
        loader.of_quarter("postponements", period),
        loader.of_quarter("extensions", period),
        entitled,
        objections=loader.of_quarter("objections", period),
        leads=loader.of_quarter("leads", period),
    )


def people_for(
    loader: Loader, command: Command, case: Case, cohort: Cohort, ties: Ties
) -> Mapping[str, Person]:
    """The people an act may name: actor, subject, cohort, and whoever its input mentions."""
    return _People(loader, command, case, cohort, ties)


def ties_of(
    loader: Loader, case: Case, cohort: Cohort, at: datetime, known: Away | None = None
) -> Ties:
    """What ties people to the files an act is about; read when it is first asked for.

    `known` is who keeps away from the file of the case's person, if that was read already.
    """
    subjects = (c.person for c in (case, *cohort.cases) if c.person)
    ties = OfficeTies(loader, case.period, at, subjects, cohort.entitled)
    if known is not None:
        ties.know(case.person, known)
    return ties


class _Later(Mapping[str, Person]):
    """People by surrogate id, read when one of them is first asked for."""

    @abstractmethod
    def _read(self) -> Iterable[Person]:
        """Read them."""

    @cached_property
    def _known(self) -> Mapping[str, Person]:
        return {p.id: p for p in self._read()}

    def __getitem__(self, person: str) -> Person:
        return self._known[person]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


class Everyone(_Later):
    """All people of an office by surrogate id, read when one of them is first asked for."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def _read(self) -> Iterable[Person]:
        return self._loader.everyone()


class _People(_Later):
    """People by surrogate id, read when one of them is first asked for: most acts name nobody."""

    def __init__(
        self, loader: Loader, command: Command, case: Case, cohort: Cohort, ties: Ties
    ) -> None:
        self._asked = loader, command, case, cohort, ties

    def _read(self) -> Iterable[Person]:
        loader, command, case, cohort, ties = self._asked
        ids = {
            command.actor,
            case.person,
            case.supervisor,
            command.subject,
            *(c.person for c in cohort.cases),
            *cohort.entitled,
            *(p for d in ties.delegations for p in (d.principal, d.delegate, d.who)),
        }
        # Whoever settled a thing before is named to those who come second.
        ids |= {s.presider for s in cohort.sessions}
        ids |= {p.decided_by for p in case.parts.get("plans", ())}
        return loader.people((i for i in ids if i), set(short_texts(command.data)))


def short_texts(data: Any) -> Iterable[str]:
    """Every short text of an input that might be a handle."""
    if isinstance(data, str):
        if len(data) <= LONGEST_HANDLE and "\x00" not in data:
            yield data
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield from short_texts(key)
            yield from short_texts(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from short_texts(value)


def who_moved(loader: Loader, case: Case) -> LastMove | None:
    """Who made the last move of a case; None if the journal does not tell."""
    row = last_move(loader.connection, loader.office, case.id, case.version)
    if row and row.move in SECRET_MOVES:
        return None
    return LastMove(row.name or "系统按期", row.move, row.at) if row else None
