"""A random walk of legal and illegal acts: what is foretold happens, and the journal tells it all.

Each step is an act or a ring of the clock on a real database copied from a template. A model that
shares no code with the engine foretells whether an act is accepted and where every case stands.
"""

import os
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from rules.rule import RULES
from tests.properties.walker import (
    SCENARIO,
    Setting,
    Walker,
    convened,
    decided,
    fresh_model,
    opened,
    recorded,
    reviewed,
)
from tests.rehearsal import BOTH, Rehearsal, Template, at, reopened
from workflow import writing

STARTS: tuple[Setting, ...] = (opened, recorded, reviewed, convened, decided)
WALKS = {"sqlite": 30, "postgresql": 8}  # at once; as a rule they come to steps enough
STEPS = {"sqlite": 10_000, "postgresql": 2_000}  # from all the starts together
RULES_A_WALK = 50
REPLAYED = 8  # after how many rules, and at the end of the walk: it costs as much as ten steps
ENOUGH = 300  # walks to notice a planted fault in; as a rule it takes a handful
NUMBER = st.binary(min_size=9, max_size=9).map(int.from_bytes)


class Begin:
    """Where walks begin: a prepared database, the model that knows it, the time; steps so far."""

    def __init__(self, kind: str, folder: Path, setting: Setting) -> None:
        self.setting = setting
        self.steps = 0
        self.template = Template(kind, folder, SCENARIO, self._prepare)

    def _prepare(self, house: Rehearsal) -> None:
        """Bring the database and the model to the start by the same steps."""
        house.run_to(at("07-01T08:30"))
        walker = Walker(house, fresh_model(), at("07-01T08:30"))
        self.setting(walker)
        walker.verify()
        self.model, self.now = walker.model, walker.now


class Walk(RuleBasedStateMachine):
    """A walk: legal acts, bold ones, repeated ones, the clock and its outages."""

    begin: ClassVar[Begin]

    def __init__(self) -> None:
        super().__init__()
        self.url = self.begin.template.copied()
        self.house = reopened(SCENARIO, self.url)
        self.walker = Walker(self.house, self.begin.model, self.begin.now)
        self.turns = 0

    @rule(first=NUMBER, second=NUMBER, third=NUMBER)
    def go_on(self, first: int, second: int, third: int) -> None:
        for number in (first, second, third):
            self.walker.likely(number)

    @rule(first=NUMBER, second=NUMBER)
    def dare(self, first: int, second: int) -> None:
        self.walker.near(first)
        self.walker.bold(second)

    @rule(first=NUMBER, second=NUMBER)
    def convene(self, first: int, second: int) -> None:
        self.walker.convene(first)
        self.walker.convene(second)

    @rule()
    def send_again(self) -> None:
        self.walker.again()

    @rule(number=NUMBER)
    def come_too_late(self, number: int) -> None:
        self.walker.stale(number)

    @rule(count=st.integers(1, 5))
    def ring(self, count: int) -> None:
        self.walker.ring(count)

    @rule(hours=st.integers(5, 100))
    def fail_to_ring(self, hours: int) -> None:
        self.walker.outage(hours)

    @invariant()
    def the_journal_rebuilds_the_rows(self) -> None:
        self.turns += 1
        if self.turns % REPLAYED == 0:
            self.walker.replay()

    def teardown(self) -> None:
        self.begin.steps += self.walker.steps
        try:
            self.walker.replay()
            self.walker.verify()
        finally:
            self.house.database.dispose()
            self.begin.template.drop(self.url)


def walk(begin: Begin, walks: int, phases: list[Phase], turn: int = 0) -> None:
    """Walk so often from a start; another turn takes other walks where chance is repeatable."""
    each = settings(
        max_examples=walks,
        stateful_step_count=RULES_A_WALK,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
        phases=phases,
    )
    walks_from_here = type("Walks", (Walk,), {"begin": begin})
    if each.derandomize:
        seed(turn)(walks_from_here)
    run_state_machine_as_test(walks_from_here, settings=each)


@pytest.mark.soak
@pytest.mark.parametrize("start", STARTS, ids=lambda start: start.__name__)
@pytest.mark.parametrize("kind", BOTH)
def test_a_random_walk_goes_as_the_model_and_the_journal_say(
    kind: str, start: Setting, quick_folder: Path
) -> None:
    """Ten thousand steps on SQLite and two thousand on PostgreSQL, a fifth of them from here."""
    begin = Begin(kind, quick_folder, start)
    hurried = "CI" in os.environ  # to make a failure short takes longer than all the walks
    phases = [phase for phase in Phase if not (hurried and phase is Phase.shrink)]
    walks, wanted = max(WALKS[kind], settings().max_examples // 50), STEPS[kind] // len(STARTS)
    for turn in range(3):
        if begin.steps < wanted:
            walk(begin, walks, phases, turn)
    assert begin.steps >= wanted


@pytest.mark.parametrize(
    ("left_out", "start"),
    [("quota", convened), ("month_not_locked", recorded), ("feedback_recorded", decided)],
    ids=["quota", "month_not_locked", "feedback_recorded"],
)
def test_a_rule_left_out_is_noticed(
    left_out: str, start: Setting, quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The walks are no empty ones: an engine that forgets a rule differs from the model."""
    begin = Begin("sqlite", quick_folder, start)
    lenient = replace(RULES[left_out], judge=lambda _ask: None)
    monkeypatch.setitem(RULES, left_out, lenient)
    with pytest.raises(AssertionError):
        walk(begin, ENOUGH, [Phase.generate])


@pytest.mark.parametrize("kind", BOTH)
def test_a_change_without_its_line_is_noticed(
    kind: str, quick_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows that the journal does not tell of are missed by the replay."""
    begin = Begin(kind, quick_folder, opened)
    honest = writing._entry
    monkeypatch.setattr(writing, "_entry", lambda *told: honest(*told)._replace(changes=()))
    with pytest.raises(AssertionError):
        walk(begin, ENOUGH, [Phase.generate])
