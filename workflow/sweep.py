"""What has fallen due at an instant, derived from policy and rows; each thing done once (R30).

The sweep goes from due instant to due instant up to `at`. What each case owes is derived anew
under its lock; `next_due` on the rows only tells where to look. A case that was dealt with up to
an instant carries a later `next_due`, so a sweep that was killed is taken up where it stopped,
and a second sweep finds nothing. After an outage everything is done in due order with both times
on record; missed reminders of one obligation merge into the newest.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from rules.calendar import CalendarMissing, Quarter, beijing_day
from rules.nouns import Case
from storage.load import Loader
from storage.registry import earliest_due, leaders_due, office_row, set_office
from storage.work import unit_of_work
from workflow.agenda import PARTS, Bench, Nudge, all_nudges, next_due, turns
from workflow.office import Office
from workflow.opening import AlreadyOpen, open_quarter, opening_instant
from workflow.remind import digests, escalations, officer_mails
from workflow.round import cycle_turn
from workflow.writing import Doing, Watch, perform_many, way_of

CHUNK = 1000


@dataclass
class Swept:
    """What one sweep did: quarters opened, cases moved, reminders put into the outbox."""

    opened: list[str] = field(default_factory=list)
    moved: int = 0
    reminded: int = 0
    instants: int = 0

    def __bool__(self) -> bool:
        """Whether anything was done."""
        return bool(self.opened or self.moved or self.reminded)


def sweep(office: Office, at: datetime) -> Swept:
    """Do everything that has fallen due up to and including `at`, in due order, each once."""
    done = Swept()
    while (instant := earliest(office, at)) is not None:
        done.instants += 1
        _opening(office, instant, at, done)
        _cases_at(office, instant, at, done)
        _cycles_at(office, instant, at, done)
    return done


def earliest(office: Office, at: datetime) -> datetime | None:
    """The first instant up to `at` at which something may be due; None if nothing is."""
    with office.store.database.read() as connection:
        first = earliest_due(connection, office.id)
        opening = office_row(connection, office.id).next_opening
    instants = [first, opening]
    return min((i for i in instants if i is not None and i <= at), default=None)


def _opening(office: Office, instant: datetime, at: datetime, done: Swept) -> None:
    with office.store.database.read() as connection:
        due = office_row(connection, office.id).next_opening
        if due is None or due > instant:
            return
        quarter = Quarter.of(beijing_day(due))
        known = Loader(connection, office.id, lock=False).quarter(str(quarter))
    if known is None:
        try:
            open_quarter(office, quarter, at, due=due)
            done.opened.append(str(quarter))
        except AlreadyOpen:
            # Another process opened it between our look and our lock.
            pass
    set_opening(office, following(office, quarter))


def following(office: Office, quarter: Quarter) -> datetime | None:
    """When the quarter after one opens; None if none is to, or its calendar is missing."""
    if office.openings is None:
        coming = quarter.next
    else:
        later = [q for q in office.openings if q > quarter]
        if not later:
            return None
        coming = min(later)
    try:
        return opening_instant(coming, office.policy_for(coming), office.calendar)
    except CalendarMissing:
        return None


def set_opening(office: Office, at: datetime | None) -> None:
    """Set when the clock opens the next quarter."""
    with office.store.database.begin() as connection:
        set_office(connection, office.id, next_opening=at)


def _cases_at(office: Office, instant: datetime, at: datetime, done: Swept) -> None:
    """All officers' cases due at an instant, in transactions that keep a leader's cases together.

    A leader's digest is one mail, so their cases are never split between two transactions.
    """
    with office.store.database.read() as connection:
        counted = leaders_due(connection, office.id, instant)
    for leaders in _packed(counted):
        _chunk(office, leaders, instant, at, done)
    if counted:
        _escalate(office, instant, at, done)


def _packed(counted: Iterable[tuple[str, int]]) -> Iterator[list[str]]:
    """Leaders gathered into chunks of about a thousand cases."""
    chunk: list[str] = []
    size = 0
    for leader, cases in counted:
        if chunk and size + cases > CHUNK:
            yield chunk
            chunk, size = [], 0
        chunk.append(leader)
        size += cases
    if chunk:
        yield chunk


def _chunk(
    office: Office, leaders: Sequence[str], instant: datetime, at: datetime, done: Swept
) -> None:
    """One transaction: the clock's moves and the reminders of these leaders' due cases."""
    with unit_of_work(office.store, office.id) as work:
        loader = Loader(work.connection, office.id, lock=True)
        watch = Watch(office, work, loader, instant, at)
        cases = loader.due(instant, "quarterly", PARTS, leaders)
        benches = _benches(watch, cases)
        moved = _clock_moves(watch, cases, benches, done)
        due = [moved.get(c.id, c) for c in cases]
        pressing = _remind(watch, due, benches, done)
        rest = [c for c in due if c.id not in pressing]
        work.wake({c.id: next_due(c, benches[c.period], instant) for c in rest})


def _escalate(office: Office, instant: datetime, at: datetime, done: Swept) -> None:
    """What no reminder helped goes to the office on one list; these cases were left for it."""
    with unit_of_work(office.store, office.id) as work:
        loader = Loader(work.connection, office.id, lock=True)
        watch = Watch(office, work, loader, instant, at)
        cases = loader.due(instant, "quarterly", PARTS)
        benches = _benches(watch, cases)
        found: dict[str, list[tuple[Case, Nudge]]] = {}
        for case in cases:
            nudges = _falling(all_nudges(case, benches[case.period]), watch)
            found.setdefault(case.period, []).extend((case, n) for n in nudges if n.escalation)
        for period, listed in found.items():
            done.reminded += escalations(watch, benches[period], period, listed)
        work.wake({c.id: next_due(c, benches[c.period], instant) for c in cases})


def _benches(watch: Watch, cases: Iterable[Case]) -> dict[str, Bench]:
    found: dict[str, Bench] = {}
    for case in cases:
        if case.period not in found:
            row = watch.loader.quarter(case.period)
            policy = watch.office.pinned(watch.loader.connection, row.policy)
            quarter = Quarter.parse(case.period)
            found[case.period] = Bench(quarter, policy, watch.office.calendar)
    return found


def _clock_moves(
    watch: Watch, cases: Sequence[Case], benches: dict[str, Bench], done: Swept
) -> dict[int, Case]:
    """The locks and moves due up to an instant; the cases that moved, as they stand now."""
    current = list(cases)
    moved: dict[int, Case] = {}
    while current:
        doings: dict[str, list[Doing]] = {}
        for case in current:
            coming = turns(case, benches[case.period])
            turn = next((t for t in coming if t.at <= watch.instant), None)
            if turn is not None:
                target = way_of(case, turn.move)
                doing = Doing(case, turn.move, target, turn.changes, due=turn.at)
                doings.setdefault(case.period, []).append(doing)
        for period, listed in doings.items():
            policy = benches[period].policy
            done.moved += perform_many(watch.office, watch.work, policy, listed, watch.at)
        ids = [d.case.id for listed in doings.values() for d in listed]
        current = watch.loader.by_ids(ids, PARTS) if ids else []
        moved.update({c.id: c for c in current})
    return moved


def _remind(
    watch: Watch, cases: Sequence[Case], benches: dict[str, Bench], done: Swept
) -> set[int]:
    """The reminders that fall on an instant; the cases left for the escalation list.

    A reminder is left out if a newer one of the same obligation has fallen due as well.
    """
    pressing: set[int] = set()
    by_period: dict[str, list[tuple[Case, Nudge]]] = {}
    for case in cases:
        for nudge in _falling(all_nudges(case, benches[case.period]), watch):
            by_period.setdefault(case.period, []).append((case, nudge))
            if nudge.escalation:
                pressing.add(case.id)
    for period, found in by_period.items():
        people = {p.id: p for p in watch.loader.people({case.person for case, _ in found})}
        bench = benches[period]
        done.reminded += officer_mails(watch, bench, period, found)
        done.reminded += digests(watch, bench, period, found, people)
    return pressing


def _falling(nudges: Iterable[Nudge], watch: Watch) -> list[Nudge]:
    """The reminders of this very instant, without those that a newer one has overtaken."""
    listed = list(nudges)
    newest: dict[tuple[str, bool], datetime] = {}
    for nudge in listed:
        if watch.instant <= nudge.at <= watch.at:
            place = (nudge.owed.item, nudge.escalation)
            newest[place] = max(newest.get(place, nudge.at), nudge.at)
    return [
        n
        for n in listed
        if n.at == watch.instant and newest[(n.owed.item, n.escalation)] == watch.instant
    ]


def _cycles_at(office: Office, instant: datetime, at: datetime, done: Swept) -> None:
    """The office's quarters due at an instant: sessions, notices, the end."""
    with unit_of_work(office.store, office.id) as work:
        loader = Loader(work.connection, office.id, lock=True)
        watch = Watch(office, work, loader, instant, at)
        for cycle in loader.due(instant, "cycle"):
            bench = _benches(watch, [cycle])[cycle.period]
            moved, reminded = cycle_turn(watch, cycle, bench)
            done.moved += moved
            done.reminded += reminded


def tick(office: Office, at: datetime) -> Swept:
    """One tick of the clock: sweep up to `at`; time never runs backward for the engine."""
    with office.store.database.read() as connection:
        seen = office_row(connection, office.id).seen_until
    at = max(at, seen) if seen else at
    done = sweep(office, at)
    if done.instants:
        with office.store.database.begin() as connection:
            set_office(connection, office.id, seen_until=at)
    return done
