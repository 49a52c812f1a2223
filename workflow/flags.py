"""Objectors marked lower afterwards by the same leader: found from the rows, never stored (R34).

A flag of a quarter stands until the group looked at it and put that on record, or until the marks
no longer say so.
"""

from collections.abc import Iterable
from dataclasses import replace

from rules.guards.supervision import FLAGS
from rules.nouns import Cohort
from rules.result import PARTS, result_of
from rules.supervision import FlagNote, Lowered, Scored, marked_lower
from storage.load import Loader
from storage.lookup import quarters
from workflow.office import Office
from workflow.procedure import Move
from workflow.quarterly import QUARTERLY

SCORED = PARTS | {"statuses"}


def flags_of(office: Office, loader: Loader, periods: Iterable[str] | None = None) -> list[Lowered]:
    """Who was marked lower after objecting, in these quarters or in all, by person and quarter.

    Only the files of those who objected are read.
    """
    known = [q.period for q in quarters(loader.connection, office.id)]
    wanted = set(known if periods is None else periods)
    objected: list[tuple[str, str]] = []
    scores: list[Scored] = []
    terms = 0
    for period in known:
        policy = office.pinned(loader.connection, loader.quarter(period).policy)
        terms = policy.values.retaliation_quarters
        own = {o.subject for o in loader.of_quarter("objections", period) if o.own}
        cases = loader.by_ids(own, SCORED) if own else []
        if period in wanted:
            before = {person for person, _ in objected} - {c.person for c in cases}
            found = (loader.case_of(QUARTERLY.id, period, p, SCORED) for p in sorted(before))
            cases += [case for case in found if case]
        objected += [(c.person, period) for c in cases if c.id in own]
        for case in cases:
            total = result_of(case, policy.values).total
            if total is not None and case.marks:
                scores.append(Scored(case.person, period, case.supervisor, total.value))
    return [f for f in marked_lower(objected, scores, terms) if f.period in wanted]


def notes_of(loader: Loader, period: str) -> tuple[FlagNote, ...]:
    """What the group put on record of the flags of a quarter."""
    return loader.of_quarter("flag_notes", period)


def open_flags(office: Office, loader: Loader, period: str) -> list[Lowered]:
    """The flags of a quarter that nobody looked at."""
    return _open(loader, flags_of(office, loader, [period]))


def flagged_quarters(office: Office, loader: Loader) -> frozenset[str]:
    """The quarters with a flag that nobody looked at, whether or not they have ended."""
    return frozenset(f.period for f in _open(loader, flags_of(office, loader)))


def _open(loader: Loader, found: Iterable[Lowered]) -> list[Lowered]:
    listed = list(found)
    notes = {period: notes_of(loader, period) for period in {f.period for f in listed}}
    return [f for f in listed if not any(note.covers(f) for note in notes[f.period])]


def with_flags(office: Office, loader: Loader, move: Move, cohort: Cohort) -> Cohort:
    """The cohort of a move with the open flags of its quarter, if the move asks for them."""
    if FLAGS not in (move.all_cohort_reads or ()):
        return cohort
    return replace(cohort, flags=tuple(open_flags(office, loader, cohort.period)))
