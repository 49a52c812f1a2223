"""What holds for every test: how long hypothesis searches, and that CI skips nothing."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("soak", deadline=None, max_examples=5_000, print_blob=True)


def chosen_profile(environment: os._Environ[str] | dict[str, str]) -> str:
    """Name the hypothesis profile: soak when asked for, the repeatable one in CI, else dev."""
    if environment.get("KAOHE_SOAK") == "1":
        return "soak"
    return "ci" if environment.get("CI") else "dev"


settings.load_profile(chosen_profile(os.environ))

MEMORY = Path("/dev/shm")
ROOM = 2**30
"""What the databases of a whole run take, with room to spare, in bytes."""


def temporary_root(memory: Path = MEMORY, room: int = ROOM) -> str | None:
    """Return a folder in memory to keep test databases in; None where there is none large enough.

    Every quarter that is played waits hundreds of times for the disk; nothing here pulls a plug, so
    a process that is killed finds the same file either way.
    """
    if not os.access(memory, os.W_OK) or shutil.disk_usage(memory).free < room:
        return None
    return str(memory)


if (root := temporary_root()) is not None:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", root)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Refuse a rule mark that names no rule."""
    for mark in item.iter_markers("rule"):
        if not mark.args or not all(isinstance(key, str) for key in mark.args):
            pytest.fail("@pytest.mark.rule takes the keys of its rules", pytrace=False)


def skipped_tests(config: pytest.Config) -> list[str]:
    """List the tests and files skipped in this session, each once."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    reports = reporter.stats.get("skipped", []) if reporter else []
    return sorted({report.nodeid for report in reports})


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skipped test is a failure: a green run has run everything."""
    if os.environ.get("CI") and skipped_tests(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which tests a failing CI run skipped."""
    skipped = skipped_tests(terminalreporter.config)
    if os.environ.get("CI") and skipped:
        terminalreporter.section("skipped, which CI counts as failed", red=True)
        for nodeid in skipped:
            terminalreporter.line(nodeid)
