"""The clock does each thing once, however often and from wherever it is rung (R30)."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, select

from rules.calendar import beijing_day
from storage.rows import JournalRow
from tests.races.contest import processes
from tests.rehearsal import (
    BOTH,
    GROUP,
    PLAN,
    Part,
    Rehearsal,
    Template,
    at,
    cast,
    officers,
    reopened,
)
from workflow.replay import verify_office
from workflow.scenario import Scenario
from workflow.sweep import tick

pytestmark = pytest.mark.rule("R30")
_journal: Table = JournalRow.__table__  # type: ignore[attr-defined]
DAY = timedelta(days=1)
FIRST = at("07-01T09:00")
NINETY = [FIRST + DAY * day for day in range(90)]
SCENARIO = cast(*officers(2), Part("p1", ("officer",), "sun", "经济办"), *GROUP)
IDLE, SILENT, LATE = "o1", "o2", "p1"  # no plan; no summaries; a plan that nobody approves
REMINDED = {  # by hand from the calendar of 2026
    (IDLE, "plan_due"): ["07-02", "07-06", "07-07"],
    (IDLE, "plan_overdue"): ["07-08", "07-09", "07-10"],
    (LATE, "plan_due"): ["07-02"],
    (SILENT, "month_due"): ["08-04", "08-06", "08-07", "09-02", "09-04", "09-07"],
    (SILENT, "month_overdue"): ["08-10", "08-11", "08-12", "09-08", "09-09", "09-10"],
    ("sun", "plan_to_approve"): ["07-03", "07-07", "07-09", "07-10", "07-13", "07-14", "07-15"],
    ("wu", "escalation"): ["07-13", "07-16", "08-13", "09-11"],
    ("zheng", "escalation"): ["07-13", "07-16", "08-13", "09-11"],
}


ACTS = {  # after the tick of a day
    0: (("submit_plan", SILENT, SILENT, PLAN), ("approve_plan", "li", SILENT, {})),
    1: (("submit_plan", LATE, LATE, PLAN),),
}


@pytest.fixture(scope="module", params=BOTH)
def template(request: pytest.FixtureRequest, quick_folder: Path) -> Template:
    """An office on the eve of the quarter."""
    return Template(request.param, quick_folder, SCENARIO, lambda house: None)


def acts(house: Rehearsal, day: int) -> None:
    """What people do on a day."""
    for move, who, case, data in ACTS.get(day, ()):
        house.done(move, who, case, data, at=NINETY[day] + timedelta(hours=6))


def ninety_days(house: Rehearsal, times: int = 1) -> None:
    """Ring once a day, or several times."""
    for day, now in enumerate(NINETY):
        for _ in range(times):
            house.tick(now)
        acts(house, day)


def together(wait: Callable[[], object], place: int, scenario: Scenario, url: str) -> None:
    """Ring once a day at the very moment when others do."""
    house = reopened(scenario, url)
    for day, now in enumerate(NINETY):
        wait()
        tick(house.office, now)
        wait()
        if place == 0:
            acts(house, day)
    house.database.dispose()


def told(house: Rehearsal) -> tuple[list[Any], list[Any]]:
    """The mails and what the lines say, in an order that does not hang on who came first."""
    mails = [(m.person, m.kind, m.day, m.at, _lasting(m.obligation), m.data) for m in house.mails()]
    with house.database.read() as connection:
        query = select(_journal.c.line).where(_journal.c.office == house.office.id)
        lines = [json.loads(line) for line in connection.execute(query).scalars()]
    said = [
        tuple(
            json.dumps(line.get(key)) for key in ("move", "case", "version", "at", "due", "extra")
        )
        for line in lines
    ]
    assert verify_office(house.office, mac_key=house.office.store.journal_key).faults == ()
    clock = Counter(words for words, line in zip(said, lines, strict=True) if "due" in line)
    assert set(clock.values()) == {1}, "the clock did something twice"
    return sorted(mails, key=repr), sorted(said)


def _lasting(obligation: str) -> str:
    return "event" if obligation.startswith("journal:") else obligation


@pytest.fixture(scope="module")
def once(template: Template) -> tuple[list[Any], list[Any]]:
    """What ninety daily ticks come to."""
    with template.rehearsal() as house:
        ninety_days(house)
        return told(house)


def test_ninety_daily_ticks_send_each_reminder_once(
    template: Template, once: tuple[list[Any], list[Any]]
) -> None:
    """On exactly the days a calendar on paper gives, each obligation is called to mind."""
    handles = {i: handle for handle, i in _ids(template).items()}
    found: dict[tuple[str, str], list[str]] = {}
    for person, kind, day, at_, _, _ in once[0]:
        assert day == beijing_day(at_)
        found.setdefault((handles[person], kind), []).append(f"{day:%m-%d}")
    opened = {(who, "quarter_opened"): ["07-01"] for who in (IDLE, SILENT, LATE)}
    assert {key: sorted(days) for key, days in found.items()} == REMINDED | opened


def test_to_ring_twice_does_nothing_the_second_time(
    template: Template, once: tuple[list[Any], list[Any]]
) -> None:
    with template.rehearsal() as house:
        ninety_days(house, times=2)
        assert told(house) == once


def test_two_processes_that_ring_at_once_do_nothing_twice(
    template: Template, once: tuple[list[Any], list[Any]]
) -> None:
    """The quarter is opened once, each lock and each reminder comes once, whoever was first."""
    url = template.copied()
    processes(2, together, template.scenario, url)
    with template.opened(url) as house:
        assert told(house) == once
    template.drop(url)


def _ids(template: Template) -> Mapping[str, str]:
    with template.rehearsal() as house:
        return dict(house.played.ids)
