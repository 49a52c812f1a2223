"""A random walk of legal and illegal acts: what is foretold happens, and the journal tells it all.

Each step is an act or a ring of the clock on a real database copied from a template. A model that
shares no code with the engine foretells whether an act is accepted and where every case stands.
"""

import os
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

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

STARTS: tuple[Setting, ...] = (opened, recorded, reviewed, convened, decided)
LONG = os.environ.get("KAOHE_SOAK") == "1"
WALKS = {"sqlite": 60, "postgresql": 14 if LONG else 7}
STEPS = {"sqlite": 10_000, "postgresql": 2_000 if LONG else 300}  # from all starts together
RULES_A_WALK = 50
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

    @rule(first=NUMBER, second=NUMBER, third=NUMBER)
    def go_on(self, first: int, second: int, third: int) -> None:
        for number in (first, second, third):
            self.walker.likely(number)

    @rule(first=NUMBER, second=NUMBER)
    def dare(self, first: int, second: int) -> None:
        self.walker.bold(first)
        self.walker.bold(second)

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
        self.walker.replay()

    def teardown(self) -> None:
        self.begin.steps += self.walker.steps
        try:
            self.walker.verify()
        finally:
            self.house.database.dispose()
            self.begin.template.drop(self.url)


@pytest.mark.soak
@pytest.mark.parametrize("start", STARTS, ids=lambda start: start.__name__)
@pytest.mark.parametrize("kind", BOTH)
def test_a_random_walk_goes_as_the_model_and_the_journal_say(
    kind: str, start: Setting, quick_folder: Path
) -> None:
    """Ten thousand steps on SQLite and some hundreds on PostgreSQL, a fifth of them from here."""
    begin = Begin(kind, quick_folder, start)
    walks = settings(
        max_examples=max(WALKS[kind], settings().max_examples // 50),
        stateful_step_count=RULES_A_WALK,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
        phases=[phase for phase in Phase if phase is not Phase.shrink or "CI" not in os.environ],
    )
    run_state_machine_as_test(type(start.__name__, (Walk,), {"begin": begin}), settings=walks)
    assert begin.steps >= STEPS[kind] // len(STARTS)
