"""An outage changes nothing but times, and leaves one reminder of an obligation where many were.

A quarter is cut where people act; between two cuts only the clock is at work. There an outage of
some length begins somewhere before a deadline, and at its end one tick catches up.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, select

from rules.calendar import parse_instant
from storage.rebuild import Tables
from storage.rows import JournalRow
from tests.rehearsal import BOTH, GROUP, PLAN, Part, Rehearsal, Template, at, cast, officers
from tests.workflow.quarters import DIMENSIONS
from workflow.replay import stored_rows, verify_office

pytestmark = pytest.mark.rule("R30", "R31")
_journal: Table = JournalRow.__table__  # type: ignore[attr-defined]
SCENARIO = cast(*officers(3), Part("p1", ("officer",), "sun", "经济办"), *GROUP)
TRIES = {"sqlite": 60, "postgresql": 8}
MINUTE = timedelta(minutes=1)
LENGTHS = [timedelta(hours=1), *(timedelta(days=d) for d in (1, 3, 10, 30))]
WHY = {"reason": "另有情况"}
LED = {"o2": "li", "o3": "li", "p1": "sun"}  # o1 hands in nothing
GRADES = {"o2": "较好", "o3": "好", "p1": "较好"}
DECISION = {
    "present": ["zhou", "li", "sun"], "minutes": "纪要", "grades": GRADES,
    "reasons": dict.fromkeys(GRADES, "集体研究"),
}  # fmt: skip
MARKS = {"kpi": {"重点工作": "92"}, "bpi": dict.fromkeys(DIMENSIONS, "92")}
FEEDBACK = {"mode": "talk", "text": "已谈话"}
Act = tuple[str, str, str, Mapping[str, Any]]


def _led(move: str, data: Mapping[str, Any]) -> list[Act]:
    return [(move, over, who, data) for who, over in LED.items()]


def _summary(month: int) -> Act:
    return "summarise", "o3", "o3", {"month": month, "text": "按计划完成"}


CUTS: tuple[tuple[str, Sequence[Act]], ...] = (
    ("07-02T10:00", [("submit_plan", who, who, PLAN) for who in LED]),
    ("07-17T10:00", _led("approve_plan", {})),
    ("08-03T10:00", [_summary(7)]),
    ("09-01T10:00", [_summary(8), ("return_summary", "li", "o3", {"month": 7, **WHY})]),
    ("10-09T10:00", [_summary(9)]),
    ("10-28T10:00", _led("mark", MARKS) + _led("propose", {"grade": "好", "comment": "尽职"})),
    ("11-06T10:00", [("set_aside", "zhou", "o1", WHY), ("decide", "zhou", "", DECISION)]),
    ("11-18T10:00", _led("give_feedback", FEEDBACK)),
    ("11-24T10:00", [("publish", "wu", "", {})]),
    ("12-04T10:00", []),
)
WINDOWS = len(CUTS) - 1


@dataclass
class Traces:
    """What a stretch of the quarter left: rows, what the clock did, reminders, other mails."""

    rows: Tables
    clock: list[dict[str, Any]]
    reminders: dict[tuple[str, ...], list[datetime]]
    events: list[tuple[Any, ...]]


class Stretches:
    """The stretches between the cuts of a quarter, each with a database to begin from."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind = kind
        self.templates: list[Template] = []
        for place in range(WINDOWS):
            base = self.templates[-1] if self.templates else None
            prepare = partial(_begin, place)
            self.templates.append(Template(kind, folder, SCENARIO, prepare, base))
        self.quiet = [self.traces(place) for place in range(WINDOWS)]
        self.deadlines = sorted(
            {(place, _due(line)) for place in range(WINDOWS) for line in self.quiet[place].clock}
        )

    def traces(self, place: int, outage: tuple[datetime, datetime] | None = None) -> Traces:
        """Let the clock work through a stretch, with an outage or without."""
        with self.templates[place].rehearsal() as house:
            first = _lines(house)[-1]["seq"]
            if outage:
                house.run_to(outage[0])
                house.tick(outage[1])
            house.run_to(at(CUTS[place + 1][0]) - MINUTE)
            assert verify_office(house.office).faults == ()
            return _traces(house, first)


def _begin(place: int, house: Rehearsal) -> None:
    """Do what people do at a cut."""
    house.run_to(at(CUTS[place][0]))
    for turn, (move, who, case, data) in enumerate(CUTS[place][1]):
        house.done(move, who, case, data, at=at(CUTS[place][0]) + turn * MINUTE)


def _lines(house: Rehearsal) -> list[dict[str, Any]]:
    with house.database.read() as connection:
        query = select(_journal.c.line).where(_journal.c.office == house.office.id)
        return [json.loads(x) for x in connection.execute(query.order_by(_journal.c.seq)).scalars()]


def _traces(house: Rehearsal, first: int) -> Traces:
    with house.database.read() as connection:
        rows = stored_rows(connection, house.office.id)
    for posting in rows["posting"].values():
        del posting["ended_at"]
    clock = [line for line in _lines(house) if line["seq"] > first]
    reminders: dict[tuple[str, ...], list[datetime]] = {}
    events = []
    for mail in house.mails():
        if mail.obligation.startswith("journal:"):
            events.append((mail.person, mail.kind, mail.day, mail.at, sorted(mail.data)))
            continue
        for obligation in _obligations(mail):
            reminders.setdefault(obligation, []).append(mail.at)
    return Traces(rows, clock, {k: sorted(v) for k, v in reminders.items()}, sorted(events))


def _obligations(mail: Any) -> Iterator[tuple[str, ...]]:
    """What a reminder calls to mind: one thing, or in a digest one for each name."""
    what = mail.kind.removesuffix("_overdue").removesuffix("_due")
    if mail.obligation:
        yield mail.person, what, mail.obligation
    for name in mail.data.get("names", ()):
        yield mail.person, what, name
    for item in mail.data.get("items", ()):
        yield mail.person, what, item["name"], item["what"]


def _due(line: Mapping[str, Any]) -> datetime:
    return parse_instant(line["due"])


@pytest.fixture(scope="module", params=BOTH)
def stretches(request: pytest.FixtureRequest, quick_folder: Path) -> Stretches:
    """The quarter in pieces, on each database."""
    return Stretches(request.param, quick_folder)


def test_every_deadline_of_the_quarter_lies_in_some_stretch(stretches: Stretches) -> None:
    """The sample is no empty one: locks, turns, notices, and every kind of reminder occur."""
    moves = {line["move"] for quiet in stretches.quiet for line in quiet.clock}
    assert moves == {
        "lock_plan", "lock_month", "begin_appraisal", "end_publicity", "close", "remind",
        "escalate",
    }  # fmt: skip
    kinds = {line["extra"]["kind"] for q in stretches.quiet for line in q.clock if "extra" in line}
    assert kinds == {
        "plan_due", "plan_overdue", "plan_to_approve", "month_due", "month_overdue",
        "appraisal_due", "appraisal_overdue", "decision_due", "feedback_due", "publicity_due",
        "follow_up_due", "escalation",
    }  # fmt: skip


def test_after_an_outage_everything_is_as_without_but_for_times(stretches: Stretches) -> None:
    """Each due action once, in due order, with both times; of missed reminders the newest."""

    @settings(max_examples=TRIES[stretches.kind])
    @given(st.data())
    def sampled(data: st.DataObject) -> None:
        place, deadline = data.draw(st.sampled_from(stretches.deadlines))
        start, end = at(CUTS[place][0]), at(CUTS[place + 1][0])
        before = data.draw(st.sampled_from([MINUTE, *LENGTHS]))
        gone = max(deadline - before, start + 10 * MINUTE)
        back = min(deadline + data.draw(st.sampled_from(LENGTHS)), end - MINUTE)
        compare(stretches.quiet[place], stretches.traces(place, (gone, back)), gone, back)

    sampled()


def compare(quiet: Traces, broken: Traces, gone: datetime, back: datetime) -> None:
    """Hold a stretch with an outage against the same stretch without one."""
    assert broken.rows == quiet.rows
    assert broken.events == quiet.events
    missed = {key: [t for t in dues if gone < t <= back] for key, dues in quiet.reminders.items()}
    assert broken.reminders == {
        key: [t for t in dues if t not in missed[key][:-1]] for key, dues in quiet.reminders.items()
    }
    assert _moved(broken) == _moved(quiet)
    for line in broken.clock:
        made = parse_instant(line["at"])
        assert made == (back if gone < _due(line) <= back else _due(line))
    dues = [_due(line) for line in broken.clock]
    assert dues == sorted(dues)
    keys = [
        json.dumps([line["move"], line["case"], line["due"], line.get("extra")])
        for line in broken.clock
    ]
    assert len(keys) == len(set(keys))


def _moved(traces: Traces) -> list[tuple[Any, ...]]:
    """What the clock did to cases: what, to which version, since when it was due."""
    return sorted(
        (line["case"], line["version"], line["move"], line["due"])
        for line in traces.clock
        if line["version"] is not None
    )


def test_reminders_that_do_not_merge_are_noticed(stretches: Stretches) -> None:
    """The comparison is no empty one: a stretch without an outage does not pass for one with it."""
    start, end = at(CUTS[0][0]) + MINUTE, at(CUTS[1][0]) - MINUTE
    with pytest.raises(AssertionError):
        compare(stretches.quiet[0], stretches.quiet[0], start, end)
    compare(stretches.quiet[0], stretches.traces(0, (start, end)), start, end)
