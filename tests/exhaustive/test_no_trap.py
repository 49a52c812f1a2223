"""No state is a trap: everything ends if people do their part, and is told once if they do not."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from notifications.notice import Notice
from rules.nouns import Role
from rules.rule import RULES
from tests.exhaustive.moments import BY_NAME, MOMENTS, Moment, played_to
from tests.exhaustive.offices import MOST, Diligent, Lazy, open_cases
from workflow import agenda, remind, sweep
from workflow.owing import SOURCES
from workflow.pages import PAGES
from workflow.play import run_clock
from workflow.procedure import Deadline, PageError, Procedure, Stage, go

pytestmark = pytest.mark.rule("R30")

OWED_ELSEWHERE = {
    "quarterly/determining": ("cycle", "decision_due"),
    "quarterly/publicity": ("cycle", "publicity_end"),
    "annual/assessing": ("year", "annual_due"),
    "annual/graded": ("year", "annual_publicity_due"),
    "annual/annual_publicity": ("year", "annual_publicity_end"),
}
"""Stages of a case in which the office as a whole, or the clock, has the next thing to do."""
ENOUGH = 220
"""Days in which everything is over that can be: a quarter, its notices, objections and duties."""


# The pages.


def _unowned(page: Procedure) -> set[str]:
    """The stages of a page that are not final and in which nobody owes anything."""
    owing = SOURCES[page.id].owed if page.id in SOURCES else {d.id for d in page.deadlines}
    dated = {s for d in page.deadlines if d.id in owing or d.owner is Role.CLOCK for s in d.stages}
    named = {f"{page.id}/{stage.id}" for stage in page.stages if not stage.final}
    elsewhere = {
        s for s, (p, d) in OWED_ELSEWHERE.items() if d in {x.id for x in PAGES[p].deadlines}
    }
    return named - {f"{page.id}/{stage}" for stage in dated} - elsewhere


def _endless(page: Procedure) -> set[str]:
    """The deadlines of a page at whose end neither the clock acts nor anybody is told."""
    told = {r.deadline for r in page.reminders if r.escalates}
    return {d.id for d in page.deadlines if not d.at_end and d.id not in told}


@pytest.mark.parametrize("page", PAGES.values(), ids=list(PAGES))
def test_from_every_stage_there_is_a_way_to_an_end(page: Procedure) -> None:
    """Told apart from the page's own check: walking back from the ends reaches every stage."""
    back = {stage.id: {e[1] for e in page.edges if e[2] == stage.id} for stage in page.stages}
    reached = set(page.finals)
    while more := {s for stage in reached for s in back[stage]} - reached:
        reached |= more
    assert reached == {stage.id for stage in page.stages}


@pytest.mark.parametrize("page", PAGES.values(), ids=list(PAGES))
def test_in_every_stage_somebody_owes_the_next_thing(page: Procedure) -> None:
    """A deadline with an owner, or one of the office as a whole."""
    assert _unowned(page) == set()


@pytest.mark.parametrize("page", PAGES.values(), ids=list(PAGES))
def test_every_deadline_ends_by_the_clock_or_is_put_to_the_office(page: Procedure) -> None:
    """Nothing stays undone without the clock's act or the list of what is stuck."""
    assert _endless(page) == set()


def test_a_page_with_a_stage_that_nobody_leaves_is_found() -> None:
    """A way in and none out is refused at import; an owner or an end left out is seen here."""
    page = PAGES["fraud"]
    trap = (*page.stages, Stage("lost", "无路可走"))
    moves = (replace(page.moves[0], id="lose", routes=go("lost", "hearing")), *page.moves)
    with pytest.raises(PageError, match="no way out of"):
        replace(page, stages=trap, moves=moves)
    ownerless = replace(page, deadlines=(), reminders=())
    assert _unowned(ownerless) == {"fraud/hearing"}
    silent = replace(page, reminders=tuple(replace(r, escalates=False) for r in page.reminders))
    assert _endless(silent) == {"fraud_due", "fraud_statement_due"}
    known = Deadline("recording_end", "转入审核评鉴", Role.CLOCK, ("recording",), "begin_appraisal")
    assert known in PAGES["quarterly"].deadlines


# The offices.


@pytest.mark.parametrize("moment", MOMENTS, ids=list(BY_NAME))
def test_a_diligent_office_brings_everything_to_its_end(moment: Moment, tmp_path: Path) -> None:
    """Doing what is listed as due, and nothing else, is enough from wherever one starts."""
    played, at = played_to(moment, tmp_path)
    assert moment.stages <= {"/".join(case) for case in open_cases(played)}
    office = Diligent(played, at)
    assert office.bring_to_end(ENOUGH) is not None, (open_cases(played), office.desk.refused[-5:])


@pytest.mark.parametrize("moment", MOMENTS, ids=list(BY_NAME))
def test_in_a_lazy_office_each_thing_is_put_to_the_office_once(
    moment: Moment, tmp_path: Path
) -> None:
    """A year of days in which nobody does anything: told once, and then there is silence."""
    played, at = played_to(moment, tmp_path)
    office = Lazy(played, at)
    office.wait(150)
    for listed in office.put_to_office().values():
        assert listed == office.expected
    assert office.told_apart() == office.reserved
    assert max(office.reminders().values(), default=0) <= MOST
    run_clock(played, office.now + timedelta(days=30))
    before = office.written()
    run_clock(played, at + timedelta(days=365))
    assert office.written() == before


def test_the_points_reach_every_stage_of_every_page() -> None:
    """Every stage in which something is still to be done is one to start from."""
    every = {f"{p.id}/{s.id}" for p in PAGES.values() for s in p.stages if not s.final}
    assert frozenset().union(*(m.stages for m in MOMENTS)) == every


# What is planted is found.


@pytest.fixture
def fed_back(tmp_path: Path) -> Moment:
    """Three results to be told."""
    return BY_NAME["on_time-25"]


def test_a_stage_that_no_one_can_leave_is_noticed(
    fed_back: Moment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A guard that lets nobody through is a trap, whatever the page says."""
    shut = replace(RULES["publish_after_feedback"], judge=lambda _ask: "不予办理")
    monkeypatch.setitem(RULES, "publish_after_feedback", shut)
    played, at = played_to(fed_back, tmp_path)
    assert Diligent(played, at).bring_to_end(60) is None


def _daily(what: object, reminder: object, bench: object) -> Iterator[object]:
    """Reminders that never end: the escalation comes again each of twenty days."""
    for nudge in _HONEST(what, reminder, bench):  # type: ignore[arg-type]
        yield nudge
        if nudge.escalation:
            for days in range(1, 20):
                yield nudge._replace(at=nudge.at + timedelta(days=days))


_HONEST = agenda.reminders_of


def _lists_told_apart_by_nothing(*words: object) -> Notice:
    """A list whose key is the same on every day: the second is taken for the first."""
    made: Notice = _LISTED(*words)  # type: ignore[arg-type]
    return replace(made, day=made.day.replace(month=1, day=1))


_LISTED = remind.office_list


@pytest.mark.parametrize(
    ("where", "name", "planted"),
    [
        (agenda, "reminders_of", _daily),
        (remind, "office_list", _lists_told_apart_by_nothing),
        (sweep, "escalations", lambda *_words: 0),
    ],
    ids=["told without end", "a key that is not its own", "never told"],
)
def test_what_is_told_twice_or_not_at_all_is_noticed(
    where: object,
    name: str,
    planted: object,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Reminders without end and lists that swallow one another differ from what must come."""
    played, at = played_to(BY_NAME["on_time-20"], tmp_path)
    monkeypatch.setattr(where, name, planted)
    office = Lazy(played, at)
    office.wait(60)
    assert any(listed != office.expected for listed in office.put_to_office().values())
