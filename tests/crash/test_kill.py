"""A quarter killed with kill -9 again and again ends as the one that was never killed."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.crash.points import PLACES, PLANTS

ROOT = Path(__file__).resolve().parents[2]
LONG = os.environ.get("KAOHE_SOAK") == "1"
KILLS = 2_000 if LONG else 150  # for each of two seeds on SQLite
FEW = 300 if LONG else 30


def rolled(kind: str, folder: Path, seed: int, kills: int, *plant: str) -> dict[str, Any]:
    """Roll in a process of its own, which may fork since it has no threads."""
    words = [kind, str(folder), str(seed), str(kills), *plant]
    run = subprocess.run(
        [sys.executable, "-m", "tests.crash.rolling", *words],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    told: dict[str, Any] = json.loads(run.stdout)
    return told


def sound(told: dict[str, Any], kills: int) -> None:
    """Killed often enough, and nothing is amiss."""
    assert told["unlike"] == [], told
    assert told["faults"] == [], told
    assert told["kills"] >= kills
    assert told["quarters"] >= 1


@pytest.mark.soak
@pytest.mark.parametrize("seed", [1, 2])
def test_a_quarter_killed_at_random_ends_like_the_one_never_killed(
    tmp_path: Path, seed: int
) -> None:
    """Rows, lines, answers and mails are the same to the byte after 300 kills in all."""
    told = rolled("sqlite", tmp_path, seed, KILLS)
    sound(told, KILLS)
    assert set(told["deaths"]) == set(PLACES)
    assert told["timed"] > 0


@pytest.mark.soak
@pytest.mark.postgres
def test_a_client_of_postgresql_killed_at_random_leaves_the_same(tmp_path: Path) -> None:
    """The same on PostgreSQL, where the server outlives its client."""
    sound(rolled("postgresql", tmp_path, 3, FEW), FEW)


@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_fault_is_noticed(tmp_path: Path, plant: str) -> None:
    """Rows without their line, mails apart from their act, acts without a key: each shows."""
    told = rolled("sqlite", tmp_path, 4, 60, plant)
    assert told["unlike"] or told["faults"], told
