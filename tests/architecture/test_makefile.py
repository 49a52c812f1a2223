"""`make` explains itself, and says in one sentence what a machine lacks."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

VERBS = ("demo", "test", "check", "bench", "soak", "lock")


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A checkout with nothing set up."""
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run make as from a shell, whichever make runs these tests."""
    outer = {"MAKEFLAGS", "MAKELEVEL", "MFLAGS", "PYTHON", "ARGS", "WORKERS"}
    environment = {key: value for key, value in os.environ.items() if key not in outer}
    return subprocess.run(
        ["make", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def python_that_lacks(folder: Path, word: str) -> str:
    """An interpreter that fails whatever names this word, and does everything else."""
    fake = folder / "python"
    fake.write_text(f'#!/bin/sh\ncase "$*" in *{word}*) exit 1;; esac\nexit 0\n')
    fake.chmod(0o755)
    return f"PYTHON={fake}"


def sentence(run: subprocess.CompletedProcess[str]) -> str:
    """What was said beside make's own closing line."""
    said = [line for line in run.stderr.splitlines() if not line.startswith("make")]
    assert run.returncode != 0
    assert len(said) == 1, run.stderr
    return said[0]


def test_make_alone_lists_every_verb_with_its_explanation(bare: Path) -> None:
    run = make(bare)
    assert run.returncode == 0
    listed = [line.split(maxsplit=2) for line in run.stdout.splitlines()]
    assert {verb for _, verb, explanation in listed if explanation} >= set(VERBS)
    assert not (bare / ".venv").exists()


@pytest.mark.parametrize("verb", ["demo", "test"])
def test_without_venv_one_sentence_names_the_missing_package(bare: Path, verb: str) -> None:
    run = make(bare, verb, python_that_lacks(bare, "ensurepip"))
    assert "install the package python3-venv" in sentence(run)


def test_an_older_python_is_refused_in_one_sentence(bare: Path) -> None:
    run = make(bare, "demo", python_that_lacks(bare, "version_info"))
    assert "Python 3.11 or newer" in sentence(run)


def test_a_missing_python_is_refused_in_one_sentence(bare: Path) -> None:
    run = make(bare, "demo", f"PYTHON={bare}/nowhere")
    assert "Python 3.11 or newer" in sentence(run)


def test_an_interrupted_set_up_leaves_no_stamp_and_is_begun_again(bare: Path) -> None:
    broken = python_that_lacks(bare, "--clear")
    for _ in range(2):
        run = make(bare, "demo", broken)
        assert run.returncode != 0
        assert "Setting up .venv" in run.stdout
    assert not list(bare.glob(".venv/.*"))
