"""Whatever words are typed, the answer is a document, a table or a Chinese sentence."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cli.main import COMMANDS
from tests.cli.conftest import SCENARIO
from tests.cli.shell import Shell, is_calm

LONG_WORK = {"demo", "play", "init", "serve"}  # serve ends only when it is told to
OPTIONS = ["--json", "--at", "--as", "--case", "--with", "--quarter", "--kpi", "--bpi", "--opi"]
OPTIONS += ["--items", "--after", "--count", "--office", "--number", "--checkpoint", "--dry-run"]
VALUES = ["90", "-1", "NaN", "1e400", "九十", "2026Q3", "2026Q9", "2026-07-03", "2026-13-01", "好"]
VALUES += ["zhang", "zhao", "nobody", "submit_plan", "log", "decide", "{}", "[]", '{"a": 1e999}']
VALUES += [
    "show",
    "check",
    "clauses",
    "provisional",
    "adopt",
    "band_good",
    "guanghe",
    "/",
    "--",
    "",
]
VALUES += ["40:80,60:90", "90,90,90,90,90,90", "\u202e", "\x1b[31m", "\udcff", "1" * 50, "a=b", "-"]
word = st.one_of(st.sampled_from(OPTIONS), st.sampled_from(VALUES), st.text(max_size=12))


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A shell on the kept database of a play, for all words alike."""
    folder = tmp_path_factory.mktemp("words")
    path: Path = folder / "plan.toml"
    path.write_text(SCENARIO, encoding="utf-8")
    shell = Shell(folder)
    url = f"sqlite:///{folder}/played.db"
    shell.json("play", str(path), "--database", url)
    return shell.using(url)


@given(command=st.sampled_from(sorted(set(COMMANDS) - LONG_WORK)), words=st.lists(word, max_size=7))
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_no_words_make_a_traceback(there: Shell, command: str, words: list[str]) -> None:
    if "--out" in words:
        return
    told = there(command, *words)
    assert told.code in {0, 1, 2}
    assert is_calm(told), told.err
    assert "\x1b" not in told.out + told.err
    if "--json" in words and told.code != 2 and "--help" not in words:
        json.loads(told.out)
