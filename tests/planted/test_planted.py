"""Faults planted in a copy of the project: each must break a test or the lint that claims it.

The suite's negative controls: a wrong weight, a boundary moved, a guard dropped, a clock read
locally, a clause number written into Python.
"""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COPIED = (
    "rules", "workflow", "storage", "notifications", "cli", "bench", "tests",
    "pyproject.toml", "README.md", "README.zh-CN.md", "requirements.lock", "Makefile", ".ci",
)  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """One fault: where, what is replaced by what, and the check that must notice."""

    name: str
    file: str
    old: str
    new: str
    check: tuple[str, ...]


PYTEST = ("-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist")
FAULTS = (
    Fault(
        "a wrong weight in the policy", "rules/offices/guanghe.toml",
        'kpi_share = { value = "7/10"', 'kpi_share = { value = "6/10"',
        (*PYTEST, "tests/rules/test_concordance.py", "tests/rules/test_figures.py"),
    ),
    Fault(
        "> for >= at the edge of a band", "rules/score.py",
        "if total >= thresholds.good:", "if total > thresholds.good:",
        (*PYTEST, "tests/rules/test_score.py"),
    ),
    Fault(
        "a guard dropped from the page", "workflow/cycle.py",
        '"quota",', "",
        (*PYTEST, "tests/workflow/test_page.py"),
    ),
    Fault(
        "a local clock reading", "workflow/agenda.py",
        "def owed(", "import datetime as dt\n\nSTARTED = dt.datetime.now(dt.UTC)\n\n\ndef owed(",
        ("-m", "ruff", "check", "workflow/agenda.py"),
    ),
    Fault(
        "a clause number in Python", "rules/guards/record.py",
        "from rules.rule import", 'CLAUSE = "四(二)"\nfrom rules.rule import',
        (*PYTEST, "tests/architecture/test_language.py"),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project's files, to plant faults in."""
    target = tmp_path_factory.mktemp("planted")
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.is_file():
            shutil.copy(source, target / name)
    return target


def run(copy: Path, check: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    """Run a check in the copy, so that its modules are the ones imported."""
    return subprocess.run(
        [sys.executable, *check], cwd=copy, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.name)
def test_a_planted_fault_is_noticed(copy: Path, fault: Fault) -> None:
    """Each planted fault breaks the check that claims it, and the check passes without it."""
    path = copy / fault.file
    honest = path.read_text(encoding="utf-8")
    assert honest.count(fault.old) == 1, "the fault's place must be one place"
    sound = run(copy, fault.check)
    assert sound.returncode == 0, sound.stdout + sound.stderr
    path.write_text(honest.replace(fault.old, fault.new), encoding="utf-8")
    try:
        broken = run(copy, fault.check)
    finally:
        path.write_text(honest, encoding="utf-8")
    assert broken.returncode == 1, broken.stdout + broken.stderr
