"""A real office to measure: installed, opened and brought to a stage by the engine's own parts.

People of twelve officers to a leader; every plan, approval and summary is a journalled move.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from rules.calendar import Quarter, load_calendar, parse_instant
from rules.inputs.given import read_input
from rules.nouns import Actor, Case, Cohort, Role
from rules.rule import Ask
from storage.database import Database
from storage.keys import ephemeral
from storage.load import Loader
from storage.work import Store, unit_of_work
from workflow.engine import page_of
from workflow.install import Newcomer, install, register
from workflow.office import Office
from workflow.opening import open_quarter
from workflow.sweep import tick
from workflow.writing import Doing, Hand, way_of, write

OFFICE = "guanghe"
QUARTER = Quarter.parse("2026Q3")
OFFICERS_OF_A_LEADER = 12
SEED = b"bench"
"""Of the keys of its journal."""
CHUNK = 1000

SINCE = date(2026, 1, 1)
MADE, OPENED = parse_instant("2026-06-30T09:00:00"), parse_instant("2026-07-01T08:30:00")
HANDED_IN, APPROVED = parse_instant("2026-07-03T10:00:00"), parse_instant("2026-07-06T10:00:00")
_REPORTED = {
    7: parse_instant("2026-08-03T10:00:00"),
    8: parse_instant("2026-09-03T10:00:00"),
    9: parse_instant("2026-10-09T10:00:00"),
}
LATER = parse_instant("2026-08-04T10:00:00")
"""The day after July was reported."""
LAST_TICK = parse_instant("2026-10-13T12:00:00")
LOCK = parse_instant("2026-10-14T00:00:00")
"""24:00 of the third summary's due day, when the record closes."""

PLAN = {
    "items": [
        {"title": "信访件办结", "goal": "street", "weight": "60", "target": "按期办结率100%"},
        {"title": "档案整理", "goal": "section", "weight": "40", "target": "9月底前完成"},
    ]
}


def store_of(database: Database) -> Store:
    """The store of a bench office: keys from a fixed seed, salts as random as in real life."""
    return Store(database, ephemeral(SEED).journal_key)


def found(database: Database, officers: int) -> Office:
    """Make an office of so many officers in an empty database and open its quarter."""
    store = store_of(database)
    install(store, OFFICE, OFFICE, "demo", load_calendar(), MADE)
    register(store, OFFICE, _people(officers), SINCE, MADE, surrogate)
    office = reopened(database)
    open_quarter(office, QUARTER, OPENED)
    return office


def reopened(database: Database) -> Office:
    """Open the office of a database that `found` made."""
    office = Office.load(store_of(database), OFFICE, openings=(QUARTER,))
    with database.read() as connection:
        row = Loader(connection, OFFICE, lock=False).quarter(str(QUARTER))
        if row is not None:
            office.pinned(connection, row.policy)  # read once in the life of a process
    return office


def surrogate(handle: str) -> str:
    """The surrogate id of somebody of the bench's office."""
    return "p" + sha256(handle.encode()).hexdigest()[:12]


def _people(officers: int) -> Iterable[Newcomer]:
    yield Newcomer("chair", "主任", "班子", (Role.CHAIR,))
    yield Newcomer("clerk", "文书", "党建办", (Role.OFFICE,))
    leaders = -(-officers // OFFICERS_OF_A_LEADER)
    for n in range(leaders):
        yield Newcomer(f"leader{n}", f"领导{n}", "班子", (Role.SUPERVISOR,))
    for n in range(officers):
        leader = f"leader{n // OFFICERS_OF_A_LEADER}"
        section = f"第{n // OFFICERS_OF_A_LEADER}办公室"
        yield Newcomer(f"officer{n}", f"干部{n}", section, (Role.OFFICER,), leader)


def hand_in_plans(office: Office) -> None:
    """Bring every case from planning to plan_review."""
    _all_make(office, "submit_plan", HANDED_IN, PLAN, lambda case: case.person)


def report_months(office: Office, months: Iterable[int]) -> None:
    """Have the summaries of these months handed in, after the plans were approved."""
    for month in months:
        if month == QUARTER.months[0]:
            _all_make(office, "approve_plan", APPROVED, {}, lambda case: case.supervisor)
        data = {"month": month, "text": "完成本月任务，信访件全部办结。"}
        _all_make(office, "summarise", _REPORTED[month], data, lambda case: case.person)


def run_to_lock(office: Office) -> None:
    """Bring the clock to the last hours of recording."""
    with unit_of_work(office.store, office.id) as work:
        # Every morning's look at the office's quarter is not what is measured here.
        cycle = Loader(work.connection, office.id, lock=True).of_period("cycle", str(QUARTER))
        work.wake({case.id: parse_instant("2026-10-14T08:30:00") for case in cycle})
    tick(office, LAST_TICK)


def _all_make(
    office: Office,
    name: str,
    at: datetime,
    data: dict[str, Any],
    who: Callable[[Case], str],
) -> None:
    """Make one move on every case, a second apart, in transactions of a thousand."""
    _, move = page_of(name)
    with office.store.database.read() as connection:
        loader = Loader(connection, office.id, lock=False)
        policy = office.pinned(connection, loader.quarter(str(QUARTER)).policy)
        cases = loader.of_period("quarterly", str(QUARTER), move.all_reads)
    given = read_input(move.given, data, policy.values)
    role = move.by[0]
    assert move.does is not None
    doings = []
    for number, case in enumerate(cases):
        actor = Actor(who(case), "", frozenset({role}))
        ask = Ask(
            name, at + timedelta(seconds=number), actor, policy, office.calendar, QUARTER, case,
            Cohort(case.period, None), given,
        )  # fmt: skip
        doings.append(Doing(case, name, way_of(case, name), move.does(ask).changes))
    for start in range(0, len(doings), CHUNK):
        with unit_of_work(office.store, office.id) as work:
            chunk = doings[start : start + CHUNK]
            write(office, work, policy, chunk, at, Hand("", role.value))
