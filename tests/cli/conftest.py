"""Shells with nothing set up, with a live office, and with a small scenario file beside them."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.shell import Shell

EXAMPLES = Path(__file__).parents[1] / "offices/examples"
PEOPLE = """
[[people]]
id = "zhang"
name = "张三"
section = "党建办"
supervisor = "li"

[[people]]
id = "li"
name = "李四"
roles = ["supervisor", "member"]

[[people]]
id = "wu"
name = "吴五"
roles = ["office"]

[[people]]
id = "zhao"
name = "赵六"
roles = ["chair"]
"""
SCENARIO = (
    """
title = "计划未报"
office = "guanghe"
quarter = "2026Q3"
until = 2026-07-12T00:00:00
"""
    + PEOPLE
    + """
[[acts]]
at = 2026-07-03T09:00:00
who = "zhang"
do = "submit_plan"
with = { items = [ { title = "信访件", goal = "street", weight = "99.99", target = "办结" } ] }
refused = "三(一)1"

[[expect.case]]
who = "zhang"
stage = "planning"

[[expect.mail]]
to = "zhang"
kind = "plan_due"
count = 3
"""
)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A shell in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return Shell(tmp_path)


@pytest.fixture
def scenario(shell: Shell) -> Path:
    """A scenario file in the folder of the shell."""
    path = shell.folder / "plan.toml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A shell on the office while 张三 is suspended, after the others were published."""
    folder = tmp_path_factory.mktemp("held")
    text = (
        (EXAMPLES / "status_suspended_two_quarters.toml")
        .read_text(encoding="utf-8")
        .split("\n[expect]\n")[0]
    )
    kept = [line for line in text.splitlines() if not line.startswith("  { at = 2025-12")]
    path = folder / "held.toml"
    cut = "\n".join(kept).replace("until = 2025-12-31", "until = 2025-11-10")
    auditor = '{ id = "yang", name = "杨辛", section = "街道纪工委", roles = ["auditor"] },'
    cut = cut.replace("people = [", f"people = [\n  {auditor}")
    path.write_text(cut, encoding="utf-8")
    shell = Shell(folder)
    url = f"sqlite:///{folder}/held.db"
    shell.json("play", str(path), "--database", url)
    return shell.using(url)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a live office of four people, to be copied."""
    return made(tmp_path_factory, set_up)


@pytest.fixture
def live(shell: Shell, founded: Path) -> Shell:
    """A shell with a live office of four people."""
    return furnished(shell, founded)


def made(folders: pytest.TempPathFactory, prepare: Callable[[Shell], object]) -> Path:
    """A folder in which a shell was made ready once, for all who then copy it."""
    folder = folders.mktemp("made")
    prepare(Shell(folder))
    return folder


def furnished(shell: Shell, folder: Path) -> Shell:
    """A shell in whose folder lies what lies in another."""
    shutil.copytree(folder, shell.folder, dirs_exist_ok=True)
    return shell


def set_up(shell: Shell) -> None:
    """Set up a live office of four people in the folder of a shell."""
    people = shell.folder / "people.toml"
    people.write_text(PEOPLE, encoding="utf-8")
    shell.json("init", "--people", str(people))


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the kept database of the small scenario, to be copied."""

    def play(shell: Shell) -> None:
        path = shell.folder / "plan.toml"
        path.write_text(SCENARIO, encoding="utf-8")
        shell.json("play", str(path), "--database", f"sqlite:///{shell.folder}/played.db")

    return made(tmp_path_factory, play)


@pytest.fixture
def played(shell: Shell, small: Path) -> Shell:
    """A shell on the kept database of the small scenario."""
    return furnished(shell, small).using(f"sqlite:///{shell.folder}/played.db")
