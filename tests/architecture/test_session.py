"""A green run has run everything: what CI skips, it fails."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT
from tests.conftest import temporary_root

SKIPPING = "import pytest\n\n\ndef test_left_out():\n    pytest.skip('no server')\n"
UNIMPORTABLE = "import pytest\n\npytest.importorskip('a_library_nobody_has')\n"
NAMELESS = "import pytest\n\n\n@pytest.mark.rule()\ndef test_of_nothing():\n    pass\n"
PASSING = "def test_of_something():\n    pass\n"


def session(folder: Path, source: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run pytest with this project's conftest over one planted file and one passing test."""
    shutil.copy(ROOT / "tests" / "conftest.py", folder)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n    rule: of the regulation\n")
    (folder / "test_planted.py").write_text(source)
    (folder / "test_passing.py").write_text(PASSING)
    kept = {key: value for key, value in os.environ.items() if key != "CI"}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", "."],
        cwd=folder,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("source", [SKIPPING, UNIMPORTABLE])
def test_ci_fails_a_run_that_skipped_something_and_says_what(tmp_path: Path, source: str) -> None:
    run = session(tmp_path, source, CI="true")
    assert run.returncode == pytest.ExitCode.TESTS_FAILED
    assert "skipped, which CI counts as failed" in run.stdout
    assert "test_planted.py" in run.stdout


def test_a_developer_may_skip(tmp_path: Path) -> None:
    assert session(tmp_path, SKIPPING).returncode == pytest.ExitCode.OK


def test_a_run_that_skipped_nothing_passes_in_ci(tmp_path: Path) -> None:
    assert session(tmp_path, PASSING, CI="true").returncode == pytest.ExitCode.OK


def test_a_rule_mark_that_names_no_rule_fails_its_test(tmp_path: Path) -> None:
    run = session(tmp_path, NAMELESS)
    assert run.returncode == pytest.ExitCode.TESTS_FAILED
    assert "takes the keys of its rules" in run.stdout


def test_databases_are_kept_in_memory_only_where_there_is_room(tmp_path: Path) -> None:
    assert temporary_root(tmp_path, room=1) == str(tmp_path)
    assert temporary_root(tmp_path, room=2**80) is None
    assert temporary_root(tmp_path / "nowhere", room=1) is None
