"""How long the shell takes to answer, beside an interpreter that does nothing."""

import subprocess
import sys
from functools import partial
from pathlib import Path

from bench.rounds import Result, compete, whole

BARE, HELP = "python -c pass", "kaohe --help"


def shell_start(rounds: int) -> Result:
    """Start the interpreter with nothing to do, and `kaohe --help`, in turn."""
    kaohe = str(Path(sys.executable).with_name("kaohe"))
    commands = {BARE: [sys.executable, "-c", "pass"], HELP: [kaohe, "--help"]}
    turns = {name: partial(_run, words) for name, words in commands.items()}
    return Result("the shell answers", "", "start", compete(turns, BARE, rounds))


def _run(words: list[str]) -> float:
    return whole(lambda: subprocess.run(words, check=True, capture_output=True), 1)
