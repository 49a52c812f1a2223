"""An office that is silent on a rule is explained all the same, and it says so (R35)."""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from storage.database import open_database
from tests.offices.test_examples import EXAMPLES
from tests.rules.policies import TEXT
from workflow.explain import explain, explain_lines, explain_year, explain_year_lines
from workflow.play import play
from workflow.scenario import load_scenario

pytestmark = pytest.mark.rule("R35")
NOT_ADOPTED = "本单位不采用这条规则"
SILENCED = (
    "decide_status", "quota", "total_ready", "kpi_marks", "bpi_marks", "opi_all_verified",
)  # fmt: skip
OF_YEAR = ("annual_excellence", "annual_poor", "annual_status")


def silent_policy(folder: Path, rules: Iterable[str], *, cited: bool) -> str:
    """The shipped office silent on some rules, which the file still cites or does not."""
    text = TEXT
    for rule in rules:
        line = re.search(rf"^{rule} = .*\n", text, flags=re.MULTILINE)
        assert line is not None
        text = text if cited else text.replace(line[0], "", 1)
    named = ", ".join(f'"{rule}"' for rule in rules)
    path = folder / "silent.toml"
    path.write_text(text.replace("silent_on = []", f"silent_on = [{named}]"), encoding="utf-8")
    return str(path)


def explained(folder: Path, example: str, who: str, period: str, policy: str) -> tuple[Any, str]:
    """What is explained of somebody in an example under a policy: the document and its lines."""
    scenario = replace(load_scenario(EXAMPLES / f"{example}.toml"), office=policy)
    database = open_database(f"sqlite:///{folder}/silent.db")
    office = play(scenario, database).office
    if len(period) == 4:
        document = explain_year(office, who, period, scenario.until, entitled=True)
        lines = explain_year_lines(document)
    else:
        document = explain(office, who, period, scenario.until, entitled=True)
        lines = explain_lines(document)
    database.dispose()
    return document, "\n".join(lines)


@pytest.mark.parametrize("cited", [True, False], ids=["cited", "not cited"])
def test_a_quarter_is_explained_where_the_office_is_silent_on_what_it_cites(
    tmp_path: Path, cited: bool
) -> None:
    """The treatment, the quota and the score are told; the rule that would bind is not claimed."""
    policy = silent_policy(tmp_path, SILENCED, cited=cited)
    found, lines = explained(tmp_path, "status_probation", "sun", "2026Q3", policy)
    assert found["special"]["title"] == "不确定等次"
    for part in (found["special"], found["quota"]):
        assert (part["clause"], part["basis"], part["phrase"]) == (None, None, NOT_ADOPTED)
    assert NOT_ADOPTED in lines
    assert "试用期" in lines
    assert {each["name"] for each in found["provisional"]} & set(SILENCED) == set()


def test_the_same_quarter_cites_the_rules_where_the_office_has_them(tmp_path: Path) -> None:
    found, lines = explained(tmp_path, "status_probation", "sun", "2026Q3", "guanghe")
    assert (found["special"]["clause"], found["special"]["basis"]) == ("七(一)", "referred")
    assert (found["quota"]["clause"], found["quota"]["basis"]) == ("四(三)", "reading")
    assert NOT_ADOPTED not in lines


@pytest.mark.parametrize("rule", OF_YEAR)
def test_a_year_is_explained_where_the_office_is_silent_on_one_of_its_rules(
    tmp_path: Path, rule: str
) -> None:
    policy = silent_policy(tmp_path, [rule], cited=False)
    found, lines = explained(tmp_path, "year_sanctions", "zhang", "2025", policy)
    assert found["rules"][rule]["phrase"] == NOT_ADOPTED
    assert (found["status_bar"] is None) is (rule == "annual_status")
    assert found["excellent_candidate"] is (rule == "annual_status")
    assert (NOT_ADOPTED in lines) is (rule != "annual_status")
