"""What has fallen due at an instant, derived from policy and rows; each thing done once (R30).

The sweep goes from due instant to due instant up to `at`. What each case owes is derived anew
under its lock; `next_due` on the rows only tells where to look. A case that was dealt with up to
an instant carries a later `next_due`, so a sweep that was killed is taken up where it stopped,
and a second sweep finds nothing. After an outage everything is done in due order with both times
on record; missed reminders of one obligation merge into the newest.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from rules.calendar import CalendarMissing, Quarter, beijing_day, quarter_of
from rules.nouns import Case
from storage.load import Loader
from storage.registry import earliest_due, leaders_due, office_row, set_office
from storage.ties import delegations
from storage.work import unit_of_work
from workflow.agenda import all_nudges, first_after, next_due, reminding, turns
from workflow.cycle import CYCLE
from workflow.office import Office
from workflow.opening import AlreadyOpen, open_quarter, opening_instant
from workflow.owing import SOURCES
from workflow.owing.owed import Bench, Nudge, Turn
from workflow.quarterly import QUARTERLY
from workflow.remind import SHARED, Found, digests, escalations, officer_mails, role_digests
from workflow.round import cycle_turn
from workflow.stand_in import StandIns, together
from workflow.writing import Doing, Watch, moved, perform_many, way_of
from workflow.year import YEAR
from workflow.year_opening import may_open_year, open_year
from workflow.year_round import year_turn

CHUNK = 1000
_TURNS = {CYCLE.id: cycle_turn, YEAR.id: year_turn}
_LOCKED_IN_ORDER = (*(name for name in SOURCES if name != QUARTERLY.id), QUARTERLY.id)
"""An act on an objection or a check takes its own case first and then the appraisals."""
Stand = tuple[Case, list[Turn]]
"""A case with the turns that the clock has still to make on it."""


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
        left = _cases_at(office, instant, at, done)
        _together_at(office, left, instant, at, done)
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
        year = quarter.year - 1
        ends_year = quarter.number == 1 and may_open_year(
            Loader(connection, office.id, lock=False), year, office.years
        )
    if ends_year:
        with suppress(AlreadyOpen):
            open_year(office, year, at, due=due)
            done.opened.append(str(year))
    if known is None and (office.openings is None or quarter in office.openings):
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
        ends = [Quarter(year + 1, 1) for year in office.years or ()]
        later = [q for q in (*office.openings, *ends) if q > quarter]
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


def _cases_at(office: Office, instant: datetime, at: datetime, done: Swept) -> list[str]:
    """All cases about a person due at an instant, procedure by procedure, in transactions.

    A leader's digest is one mail, so their cases are never split between two transactions. The
    procedures that had cases: what these still leave due goes to many.
    """
    with office.store.database.read() as connection:
        led = leaders_due(connection, office.id, instant)
        given = [d for d in delegations(connection, office.id) if d.holds(instant)] if led else []
    for procedure, cases in groupby(led, key=itemgetter(0)):
        for ids in _packed(together([(leader, listed) for _, leader, listed in cases], given)):
            _chunk(office, procedure, ids, instant, at, done)
    return sorted({procedure for procedure, _, _ in led}, key=_LOCKED_IN_ORDER.index)


def _packed(led: Iterable[tuple[str, list[int]]]) -> Iterator[list[int]]:
    """Cases gathered into chunks of about a thousand, those of one leader in one chunk."""
    chunk: list[int] = []
    for _, cases in led:
        if chunk and len(chunk) + len(cases) > CHUNK:
            yield chunk
            chunk = []
        chunk += cases
    if chunk:
        yield chunk


def _chunk(
    office: Office,
    procedure: str,
    ids: Sequence[int],
    instant: datetime,
    at: datetime,
    done: Swept,
) -> None:
    """One transaction: the clock's moves and the reminders of these cases, if still due."""
    with unit_of_work(office.store, office.id) as work:
        loader = Loader(work.connection, office.id, lock=True)
        watch = Watch(office, work, loader, instant, at)
        cases = loader.due(instant, procedure, SOURCES[procedure].parts, ids)
        benches = _benches(watch, cases)
        steps, stands = _clock_moves(watch, cases, benches)
        found, wakes = _look(watch, stands, benches)
        for period, doings in steps:
            policy = benches[period].policy
            done.moved += perform_many(office, work, policy, doings, at, wakes)
        _remind(watch, found, benches, done)
        written = {doing.case.id for _, doings in steps for doing in doings}
        work.wake({case: wake for case, wake in wakes.items() if case not in written})


def _together_at(
    office: Office, procedures: Sequence[str], instant: datetime, at: datetime, done: Swept
) -> None:
    """One transaction for what goes to many at an instant, so that each gets one list of it.

    That is what all holders of a role owe together on the cases left for it, what the office owes
    as a whole, whose turn it is as well, and for the office all that no reminder helped.
    """
    with unit_of_work(office.store, office.id) as work:
        loader = Loader(work.connection, office.id, lock=True)
        watch = Watch(office, work, loader, instant, at)
        found: dict[str, list[Found]] = {}
        benches: dict[str, Bench] = {}
        for procedure in procedures:
            _left_over(watch, procedure, found, benches)
        pressed: dict[str, Sequence[Nudge]] = {}
        for name, turn in _TURNS.items():
            for whole in loader.due(instant, name):
                benches |= _benches(watch, [whole])
                turned = turn(watch, whole, benches[whole.period])
                done.moved += turned.moved
                done.reminded += turned.reminded
                pressed[whole.period] = turned.pressed
        for period in sorted({*found, *pressed}):
            listed, bench = found.get(period, []), benches[period]
            done.reminded += escalations(watch, bench, period, listed, pressed.get(period, ()))
            done.reminded += role_digests(watch, bench, period, listed)


def _left_over(
    watch: Watch, procedure: str, found: dict[str, list[Found]], benches: dict[str, Bench]
) -> None:
    """What sounds for many on the cases of a procedure that were left for it."""
    cases = watch.loader.due(watch.instant, procedure, SOURCES[procedure].parts)
    benches |= _benches(watch, cases)
    stand_ins = StandIns(watch.loader, watch.instant, cases)
    for case in cases:
        every = all_nudges(case, benches[case.period])
        nudges = _falling(stand_ins.sorted_out(case, every), watch)
        found.setdefault(case.period, []).extend((case, n) for n in nudges if _for_all(n))
    watch.work.wake({c.id: next_due(c, benches[c.period], watch.instant) for c in cases})


def _for_all(nudge: Nudge) -> bool:
    """Whether a reminder goes on a list with what everyone who holds a role owes."""
    return nudge.escalation or nudge.owed.role is not None or nudge.kind in SHARED


def _benches(watch: Watch, cases: Iterable[Case]) -> dict[str, Bench]:
    found: dict[str, Bench] = {}
    for case in cases:
        if case.period not in found:
            row = watch.loader.quarter(case.period)
            policy = watch.office.pinned(watch.loader.connection, row.policy)
            quarter = quarter_of(case.period)
            found[case.period] = Bench(quarter, policy, watch.office.calendar)
    return found


def _clock_moves(
    watch: Watch, cases: Sequence[Case], benches: dict[str, Bench]
) -> tuple[list[tuple[str, list[Doing]]], list[Stand]]:
    """The locks and moves due up to an instant, step by step and by quarter; the cases after them.

    A case may have several steps to make; those of one step are written together.
    """
    stands: list[Stand] = []
    steps: list[tuple[str, list[Doing]]] = []
    current = list(cases)
    while current:
        doings: dict[str, list[Doing]] = {}
        for case in current:
            coming = turns(case, benches[case.period])
            if coming and coming[0].at <= watch.instant:
                turn = coming[0]
                target = way_of(case, turn.move)
                doing = Doing(case, turn.move, target, turn.changes, due=turn.at)
                doings.setdefault(case.period, []).append(doing)
            else:
                stands.append((case, coming))
        steps += doings.items()
        current = [moved(doing, watch.at) for listed in doings.values() for doing in listed]
    return steps, sorted(stands, key=lambda stand: stand[0].id)


def _look(
    watch: Watch, stands: Sequence[Stand], benches: dict[str, Bench]
) -> tuple[dict[str, list[Found]], dict[int, datetime | None]]:
    """The reminders that fall on an instant, by quarter; when to look next at which case.

    A reminder is left out if a newer one of the same obligation has fallen due as well. Cases
    left for a list that goes to many are not looked at later: they stay due.
    """
    found: dict[str, list[Found]] = {}
    wakes: dict[int, datetime | None] = {}
    stand_ins = StandIns(watch.loader, watch.instant, [case for case, _ in stands])
    for case, coming in stands:
        bench = benches[case.period]
        reminders = list(reminding(case, bench))
        falling: list[Nudge] = []
        if any(watch.instant in instants for instants in reminders):
            falling = _falling(stand_ins.sorted_out(case, all_nudges(case, bench)), watch)
            found.setdefault(case.period, []).extend((case, nudge) for nudge in falling)
        if not any(_for_all(nudge) for nudge in falling):
            wakes[case.id] = first_after(watch.instant, case, coming, reminders)
    return found, wakes


def _remind(
    watch: Watch, by_period: dict[str, list[Found]], benches: dict[str, Bench], done: Swept
) -> None:
    """Put reminders into the outbox and the journal: one each to officers, digests to leaders."""
    for period, found in by_period.items():
        named = {p for case, _ in found for p in (case.person, case.supervisor) if p}
        people = {p.id: p for p in watch.loader.people(named)}
        bench = benches[period]
        done.reminded += officer_mails(watch, bench, period, found)
        done.reminded += digests(watch, bench, period, found, people)


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
