"""Two offices to leave things to: in one everybody does what is due, in the other nobody does.

Both take up a played office at any point. Who is diligent looks at nothing but what `kaohe due`
lists, duties and tasks, and does each in the plainest way there is (see errands). Beside the lazy
one the list of what is due is read every morning, to say what must come of it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Table, func, select

from rules.calendar import BEIJING, beijing_day, is_quarter
from rules.nouns import ROLE_TITLES, Role
from rules.words import day_words
from storage.load import Loader
from storage.rows import JournalRow, OutboxRow
from tests.exhaustive.desk import Desk
from tests.exhaustive.errands import ERRANDS, TASKS
from workflow.agenda import owed, seen_by, told_at_last
from workflow.called import called_in_quarter, called_in_year
from workflow.duties import Duty, bench_of, duties
from workflow.owing import SOURCES
from workflow.owing.owed import Bench, Owed
from workflow.owing.quarterly import PARTS
from workflow.pages import PAGES
from workflow.people import whole_cohort, year_cohort
from workflow.play import Played, run_clock
from workflow.remind import FOLLOW_UP, WHAT
from workflow.tasks import Task, tasks
from workflow.veil import Viewer

OUTBOX: Table = OutboxRow.__table__  # type: ignore[attr-defined]
JOURNAL: Table = JournalRow.__table__  # type: ignore[attr-defined]
PATIENCE = 20
"""How often on one day people look at the list again after something was done."""
MOST = 7
"""Reminders of one thing: three before, three after, and one when it came to be owed."""
EVERYBODY = Viewer(roles=frozenset(Role))
A_DAY = timedelta(days=1)
PRESSED_AFTER = 4
"""So many working days after its due day something is put to the office."""
SAID_ONCE = {"statement_due", "fraud_statement_due", "reviewer_statement_due"}
"""What sounds on its day alone, and is put to the office on the next working day."""


@dataclass
class Diligent:
    """An office in which whatever is listed as due is done."""

    played: Played
    now: datetime
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        """Sit down at the desk."""
        self.desk = Desk(self.played, self.now)

    def bring_to_end(self, days: int) -> timedelta | None:
        """Work until everything has ended; how long it took, or None if it takes longer."""
        began = self.now
        while self.now - began <= timedelta(days=days):
            busy = self._a_day()
            if not open_cases(self.played) and not self._listed():
                return self.now - began
            self.now += timedelta(days=1 if busy else 3)
            run_clock(self.played, self.now)
        return None

    def what_is_due(self, now: datetime) -> bool:
        """Do everything that is listed at an instant, once; whether any of it could be done."""
        self.now = self.desk.now = now
        return self._once()

    def _a_day(self) -> bool:
        self.desk.now = self.now
        rounds = 0
        while rounds < PATIENCE and self._once():
            rounds += 1
        return rounds > 0

    def _once(self) -> bool:
        """Do everything that is listed, once; whether any of it could be done."""
        busy = False
        for period, duty in self._listed():
            busy |= ERRANDS[duty.deadline](self.desk, period, duty)
        for period, task in self._stuck():
            busy |= task.kind in TASKS and TASKS[task.kind](self.desk, period, task)
        return busy

    def _listed(self) -> list[tuple[str, Duty]]:
        office = self.played.office
        with office.store.database.read() as connection:
            loader = Loader(connection, office.id, lock=False)
            return [
                (p, d)
                for p in self.desk.periods()
                for d in duties(office, loader, p, self.now, EVERYBODY)
            ]

    def _stuck(self) -> list[tuple[str, Task]]:
        office = self.played.office
        with office.store.database.read() as connection:
            loader = Loader(connection, office.id, lock=False)
            return [
                (period, task)
                for period in self.desk.periods()
                if is_quarter(period)
                for task in tasks(office, loader, period, self.now, EVERYBODY)
            ]


def open_cases(played: Played) -> list[tuple[str, str]]:
    """The procedures and stages of what has not come to an end."""
    cases = Desk(played, played.scenario.until).cases()
    return [(c.procedure, c.stage) for c in cases if c.stage not in PAGES[c.procedure].finals]


class Line(NamedTuple):
    """A line of the list of what is stuck."""

    period: str
    name: str
    what: str
    due: str


@dataclass
class Lazy:
    """An office in which nobody does anything more: the clock alone goes on."""

    played: Played
    now: datetime
    expected: Counter[Line] = field(default_factory=Counter)
    reserved: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """See what was put to the office before."""
        self.before = self._lists()
        self.kept_back = self._numbers()
        self._once: set[tuple[Any, ...]] = set()

    def wait(self, days: int) -> None:
        """Let days pass; what is due long enough must be put to the office on its morning."""
        calendar = self.played.office.calendar
        for _ in range(days):
            morning = datetime.combine(beijing_day(self.now), time(8, 29), BEIJING)
            self.now = morning if morning > self.now else morning + A_DAY
            run_clock(self.played, self.now)
            if calendar.is_working(beijing_day(self.now)):
                self._expect(beijing_day(self.now))

    def _expect(self, today: date) -> None:
        calendar = self.played.office.calendar
        for period, key, name, what in self._owed():
            known = (period, key, what.deadline, what.item, what.day)
            days = 1 if what.deadline in SAID_ONCE else PRESSED_AFTER
            pressed = what.day < today and calendar.after(what.day, days) == today
            if not pressed or known in self._once:
                continue
            self._once.add(known)
            if seen_by(what.deadline):
                self.reserved.update(
                    Desk(self.played, self.now).holders(*told_at_last(what.deadline))
                )
            else:
                words = f"{what.month}月小结" if what.month else WHAT.get(what.item, FOLLOW_UP)
                self.expected[Line(period, name, words, day_words(what.day))] += 1

    def _owed(self) -> Iterator[tuple[str, int, str, Owed]]:
        """All that is owed, on cases and as a whole: quarter or year, case, name, what."""
        office, desk = self.played.office, Desk(self.played, self.now)
        with office.store.database.read() as connection:
            loader = Loader(connection, office.id, lock=False)
            for period in desk.periods():
                bench = bench_of(office, loader, period)
                for name, source in SOURCES.items():
                    for case in loader.of_period(name, period, source.parts):
                        for what in owed(case, bench)[0]:
                            if what.since is None or what.since <= self.now:
                                told = desk.names.get(case.person, "")  # of a report: concealed
                                yield period, case.id, told, what
                for what in _whole(loader, period, bench):
                    assert what.role
                    if what.since is None or what.since <= self.now:
                        yield period, 0, ROLE_TITLES[what.role], what

    def put_to_office(self) -> dict[str, Counter[Line]]:
        """What was put to each clerk meanwhile, line by line."""
        return {to: listed - self.before[to] for to, listed in self._lists().items()}

    def told_apart(self) -> Counter[str]:
        """How many things were put to those few who may learn of them, by who they are."""
        return self._numbers() - self.kept_back

    def _numbers(self) -> Counter[str]:
        query = select(OUTBOX.c.person, OUTBOX.c.data).where(OUTBOX.c.kind == "reserved_overdue")
        found: Counter[str] = Counter()
        with self.played.office.store.database.read() as connection:
            for row in connection.execute(query):
                found[row.person] += row.data["number"]
        return found

    def _lists(self) -> dict[str, Counter[Line]]:
        columns = (OUTBOX.c.person, OUTBOX.c.period, OUTBOX.c.data)
        query = select(*columns).where(OUTBOX.c.kind == "escalation")
        clerks = Desk(self.played, self.now).holders(Role.OFFICE)
        found: dict[str, Counter[Line]] = {clerk: Counter() for clerk in clerks}
        with self.played.office.store.database.read() as connection:
            for row in connection.execute(query):
                for item in row.data["items"]:
                    what = item["what"].partition("(")[0]
                    found[row.person][Line(row.period, item["name"], what, item["due"])] += 1
        return found

    def written(self) -> tuple[int, int]:
        """How many mails and lines of the journal there are."""
        with self.played.office.store.database.read() as connection:
            counts = [connection.execute(select(func.count()).select_from(table)).scalar_one()
                      for table in (OUTBOX, JOURNAL)]  # fmt: skip
        return counts[0], counts[1]

    def reminders(self) -> Counter[tuple[str, str, str]]:
        """How often each officer was reminded of each thing: person, kind, obligation."""
        columns = (OUTBOX.c.person, OUTBOX.c.kind, OUTBOX.c.obligation)
        with self.played.office.store.database.read() as connection:
            rows = connection.execute(select(*columns).where(OUTBOX.c.obligation.like("case:%")))
            return Counter((row.person, row.kind, row.obligation) for row in rows)


def _whole(loader: Loader, period: str, bench: Bench) -> Iterator[Owed]:
    year = loader.case_of("year", period, "")
    if year is not None:
        yield from (c.owed for c in called_in_year(year, year_cohort(loader, period, ()), bench))
        return
    cohort = whole_cohort(loader, period, loader.quarter(period).n, PARTS)
    yield from (c.owed for c in called_in_quarter(cohort, bench))
