"""Histories of every release replay, verify and explain under this one (R01, R28).

What fails here: an entry of the policy file was added, renamed or dropped without an edition in
rules/editions.toml, a column without its line in `LATER`, or an old result is told otherwise.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rules.editions import EDITION, current_edition, shipped_editions, upgraded
from rules.policy import policy_from_pin
from tests.histories.kept import HERE, KEPT, TABLES, faults, restored, stands, write
from workflow.concordance import check_policy

pytestmark = pytest.mark.rule("R01")

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("rules", "workflow", "storage", "notifications", "tests/histories")
FILES = sorted(HERE.glob("*/*.jsonl.gz"))


def test_each_release_left_its_histories() -> None:
    """One folder for each edition's release, with all the scenarios kept."""
    assert {f.parent.name for f in FILES} >= {e.release for e in shipped_editions()}
    for release in {f.parent for f in FILES}:
        assert {f.name.split(".")[0] for f in release.iterdir()} == set(KEPT)


@pytest.fixture(scope="module", params=FILES, ids=lambda f: f"{f.parent.name}-{f.stem[:-6]}")
def file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A history as it was kept; one of a release still under way is as this code writes it."""
    kept: Path = request.param
    if stands(kept):
        return kept
    return write(tmp_path_factory.mktemp("histories") / kept.parent.name, kept.name.split(".")[0])


def test_an_old_history_is_verified_and_explained_as_it_was(file: Path) -> None:
    """Chain, MACs, pages and rows fit, and no figure, clause or due day is told otherwise."""
    assert faults(file) == []


def test_an_old_pin_has_a_clause_for_every_guard_move_and_deadline(file: Path) -> None:
    """What this release asks of a policy file, the old pin has or an edition gives it."""
    with restored(file) as (_, office), office.store.database.read() as connection:
        pins = connection.exec_driver_sql("SELECT text, digest FROM pin WHERE kind = 'policy'")
        for text, digest in list(pins):
            policy = policy_from_pin(text)
            check_policy(policy)
            assert policy.digest == digest
            raw = json.loads(text)
            known = upgraded(raw, raw[EDITION], "pin")
            now = json.loads(office.policies()[0].text)
            for table in TABLES:
                assert set(known[table]) == set(now[table]), table
    assert raw[EDITION] <= current_edition()


VALUE = (
    "rules/policy.py", "    kpi_share: Share\n", "    later_days: Whole\n    kpi_share: Share\n",
)  # fmt: skip
ENTRY = 'later_days = { value = 9, clause = "四(三)", basis = "convention", serves = "R12" }\n'
SHIPPED = ("rules/offices/guanghe.toml", "[values]\n", f"[values]\n{ENTRY}")
GUARD = (
    "rules/guards/record.py", "def _months(",
    """@rule()
def later_guard(ask: Ask) -> Answer:
    '''Refuse always.'''
    return "以后的规则"


def _months(""",
)  # fmt: skip
CITED = (
    "rules/offices/guanghe.toml", "[rules]\n",
    '[rules]\nlater_guard = { clause = "四(二)", basis = "convention", serves = "R10" }\n',
)  # fmt: skip
DROPPED = ("rules/policy.py", "    analysis_min_group: Whole\n", "")
UNSAID = ("rules/offices/guanghe.toml", "analysis_min_group = {", "# analysis_min_group = {")
EDITIONS = f"""
[[editions]]
number = 2
release = "0.2.0"
gist = "以后的一版"
[editions.added."values.later_days"]
{ENTRY.replace("later_days", "entry").replace("9", "0")}why = "0 表示不设这项期限"
[editions.added."rules.later_guard"]
silent = true
why = "此前没有这条规则"
[editions.removed."values.analysis_min_group"]
why = "程序不再读它"
"""


@pytest.fixture
def later(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """A copy of the program with a later release's changes, to hold the histories against."""
    for name in COPIED:
        ignored = shutil.ignore_patterns("__pycache__", "0.*")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    (tmp_path / "tests" / "__init__.py").touch()
    history = write(tmp_path / shipped_editions()[-1].release, KEPT[0])
    for path, old, new in (VALUE, SHIPPED, GUARD, CITED, DROPPED, UNSAID):
        file = tmp_path / path
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{path}: the place of the change must be one place"
        file.write_text(text.replace(old, new), encoding="utf-8")

    def held(editions: str = "") -> subprocess.CompletedProcess[str]:
        table = tmp_path / "rules" / "editions.toml"
        table.write_text(table.read_text(encoding="utf-8") + editions, encoding="utf-8")
        words = [sys.executable, "-m", "tests.histories.kept", str(history)]
        return subprocess.run(
            words, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
        )

    return held


def test_a_later_release_that_changes_the_entries_reads_the_old_pins_by_its_edition(
    later: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    """A value and a guard more, a value less: without an edition refused, with one all is well."""
    bare = later()
    assert bare.returncode != 0
    assert "later_days 缺少这一项" in bare.stderr
    told = later(EDITIONS)
    assert told.returncode == 0, told.stdout + told.stderr
