"""The concordance as it is printed: every clause, what cites it, the tests that stand for it."""

from datetime import date
from pathlib import Path

import pytest

from cli.marks import marked_tests
from rules.policy import load_policy
from rules.provisional import cited
from tests.cli.shell import Shell
from workflow.adopt import CannotAdopt, key_of

DAY = date(2026, 7, 1)


@pytest.mark.rule("R01")
def test_every_clause_is_printed_with_what_cites_it(shell: Shell) -> None:
    found = shell.json("policy", "clauses")
    policy = load_policy("guanghe", DAY)
    assert [row["clause"] for row in found["clauses"]] == list(policy.clauses)
    rows = {row["clause"]: row for row in found["clauses"]}
    assert "rules.quota" in rows["四(三)"]["rules"]
    assert "R13" in rows["四(三)"]["serves"]
    assert sum(len(row["rules"]) for row in found["clauses"]) == len(cited(policy))
    bare = [r["clause"] for r in found["clauses"] if r["rules"] and not r["tests"]]
    assert bare == [], "a test stands for every clause that something implements"
    told = shell("policy", "clauses")
    assert "四(三)" in told.out
    assert "rules.quota" in told.out


@pytest.mark.rule("R01")
def test_the_tests_of_a_rule_are_found_by_their_marks(tmp_path: Path) -> None:
    tests = tmp_path / "tests"
    tests.mkdir()
    (tests / "test_one.py").write_text(
        "import pytest\n\n@pytest.mark.rule('R13', 'R12')\ndef test_a(): ...\n\n"
        "@pytest.mark.rule('R01')\nclass TestB:\n    def test_c(self): ...\n\ndef test_d(): ...\n",
        encoding="utf-8",
    )
    (tests / "test_two.py").write_text(
        "import pytest\npytestmark = pytest.mark.rule('R13')\n\ndef test_e(): ...\n", "utf-8"
    )
    (tests / "test_bad.py").write_text("def (:", encoding="utf-8")
    assert marked_tests(tests) == {
        "R13": ["tests/test_one.py::test_a", "tests/test_two.py::test_e"],
        "R12": ["tests/test_one.py::test_a"],
        "R01": ["tests/test_one.py::TestB::test_c"],
    }
    assert marked_tests(tmp_path / "nowhere") is None


@pytest.mark.rule("R01")
def test_the_whole_policy_is_shown_with_clause_and_basis(shell: Shell) -> None:
    found = shell.json("policy", "show")
    rows = {row["key"]: row for row in found["cited"]}
    assert rows["values.quota_share"]["value"] == "0.4"
    assert rows["values.kpi_share"]["value"] == "0.7"
    assert rows["values.publicity_days"] | {"note": ""} == {
        "key": "values.publicity_days",
        "value": 3,
        "clause": "四(五)",
        "basis": "text",
        "serves": "R15",
        "note": "",
    }
    assert rows["rules.quota"]["value"] is None
    told = shell("policy", "show")
    assert "方案明文" in told.out


@pytest.mark.rule("R35")
def test_what_awaits_adoption_is_everything_that_is_not_the_text(shell: Shell) -> None:
    found = shell.json("policy", "provisional")
    assert found["waiting"] == len(found["provisional"]) > 0
    assert all(row["basis"] != "text" for row in found["provisional"])
    assert "values.quota_share" not in {row["key"] for row in found["provisional"]}


@pytest.mark.rule("R35")
def test_a_key_may_be_written_short_where_it_names_one_thing(shell: Shell) -> None:
    policy = load_policy("guanghe", DAY)
    assert key_of(policy, "band_good") == "values.band_good"
    assert key_of(policy, "values.band_good") == "values.band_good"
    for wrong in ("", "values.", "nonsense", "values.nonsense"):
        with pytest.raises(CannotAdopt):
            key_of(policy, wrong)
