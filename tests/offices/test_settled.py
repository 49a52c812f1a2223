"""What the policy leaves provisional is at work in a scenario or a test, and would be missed.

A scenario names in `settles` the entries of the policy it shows, each with another value under
which it must not come out as it says; a test names those it holds with `@pytest.mark.settles`.
What rules, moves and deadlines do is held elsewhere; every kind of special status stands in one
table of tests.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cli.marks import marked_tests
from rules.policy import OFFICES, load_policy
from rules.provisional import cited, provisional
from storage.database import open_database
from tests.offices.test_examples import FILES
from tests.rules.policies import DAY
from workflow.play import play
from workflow.report import play_report
from workflow.scenario import Scenario, load_scenario
from workflow.verdict import failed_expectations

pytestmark = pytest.mark.rule("R35")

POLICY = load_policy("guanghe", DAY)
TABLES = ("values", "statuses", "follow_ups")
SCENARIOS = {path.stem: load_scenario(path) for path in FILES}
MARKED = frozenset(marked_tests(mark="settles") or {})
SHOWN = [(name, key) for name, s in SCENARIOS.items() for key in s.settles]
STEP = 1 if os.environ.get("KAOHE_SOAK") == "1" else 24
"""Every one of them under `make soak`; a few of them, far apart, in every other run."""


def otherwise(key: str, value: Any) -> str:
    """The shipped policy with one entry amended from its second day on."""
    table, _, name = key.partition(".")
    fields = {"value": value} if table == "values" else value
    lines = [f"{field} = {written(v)}" for field, v in fields.items()]
    head = ["[[amendments]]", "from = 2020-08-26", f"[amendments.{table}.{name}]"]
    return "\n".join([(OFFICES / "guanghe.toml").read_text(encoding="utf-8"), *head, *lines, ""])


def written(value: Any) -> str:
    """A value as TOML writes it: text, numbers, truths and lists of them are written as in JSON."""
    return json.dumps(value, ensure_ascii=False)


def failures(scenario: Scenario, office: Path, url: str) -> Iterator[str]:
    """What comes out otherwise than a scenario says, under another policy."""
    database = open_database(url)
    try:
        report = play_report(play(replace(scenario, office=str(office)), database))
    finally:
        database.dispose()
    yield from report["failures"]
    yield from failed_expectations(scenario.expect, report)


def test_a_scenario_settles_what_the_policy_leaves_provisional() -> None:
    """It names entries there are, and none that the regulation itself decides."""
    known = {f"{p.kind}.{p.name}" for p in provisional(POLICY)}
    assert {key for _, key in SHOWN} <= known


def test_a_test_settles_entries_there_are() -> None:
    assert {*TABLES, *cited(POLICY)} >= MARKED


def test_every_provisional_value_is_at_work_in_a_scenario_or_a_test() -> None:
    """None is missing; a table named as a whole counts for each of its entries."""
    wanted = [f"{p.kind}.{p.name}" for p in provisional(POLICY) if p.kind in TABLES]
    named = {*MARKED, *(key for _, key in SHOWN)}
    assert [k for k in wanted if not {k, k.partition(".")[0]} & named] == []


@pytest.mark.soak
@pytest.mark.parametrize(("name", "key"), SHOWN[::STEP])
def test_a_scenario_would_come_out_otherwise_under_another_value(
    name: str, key: str, tmp_path: Path
) -> None:
    """The value that a scenario names is missed as soon as it is another."""
    scenario = SCENARIOS[name]
    office = tmp_path / "office.toml"
    office.write_text(otherwise(key, scenario.settles[key]), encoding="utf-8")
    load_policy(str(office), DAY)
    assert next(failures(scenario, office, f"sqlite:///{tmp_path / 'play.db'}"), None)
