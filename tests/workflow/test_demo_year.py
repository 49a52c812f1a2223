"""The demonstration of a year: four quarters and the year come to their end, the same each time."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from rules.annual import assess, terms_of
from rules.grade import Grade
from rules.policy import load_policy
from storage.database import open_database
from workflow.demo import OFFICE, DemoError, run_year_demo, year_scenario

PEOPLE = 11


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A year of a small office."""
    folder = tmp_path_factory.mktemp("year")
    database = open_database(f"sqlite:///{folder}/demo.db")
    told: list[str] = []
    yield run_year_demo(
        database, people=PEOPLE, year=2025, mail_folder=folder / "mail",
        progress=lambda _at, text: told.append(text),
    ) | {"told": told}  # fmt: skip
    database.dispose()


@pytest.mark.rule("R08", "R13", "R23")
def test_every_quarter_and_the_year_are_closed_and_the_journal_holds(document: Any) -> None:
    """Nobody is left behind in any of the four quarters, nor in the year."""
    assert document["failures"] == []
    assert [q["quarter"] for q in document["quarters"]] == ["2025Q1", "2025Q2", "2025Q3", "2025Q4"]
    for quarter in document["quarters"]:
        assert {c["stage"] for c in quarter["cases"]} == {"closed"}
        assert quarter["tasks"] == []
        assert quarter["quota"]["used"] <= quarter["quota"]["limit"] == 4
    [year] = document["years"]
    assert {c["stage"] for c in year["cases"]} == {"entered"}
    assert document["journal"]["valid"]


@pytest.mark.rule("R20", "R21")
def test_the_grades_of_the_year_keep_to_what_the_quarters_allow(document: Any) -> None:
    """Whoever is excellent was a candidate; whoever had more than half poor is not competent."""
    terms = terms_of(load_policy(OFFICE, year_scenario(PEOPLE, 2025)[0].quarters[3].last).values)
    [year] = document["years"]
    for case in year["cases"]:
        found = assess([Grade.parse(g) for g in case["quarters"].values()], terms)
        assert case["excellent_candidate"] is found.excellent_candidate
        assert case["grade"] != "优秀" or found.excellent_candidate
        assert case["grade"] == "基本称职" or not found.more_than_half_poor
    assert Counter(c["grade"] for c in year["cases"])["优秀"] == 2


def test_what_is_told_is_told_of_others_in_each_quarter(document: Any) -> None:
    """The one who was late with the plan is not the same all year."""
    late = [i["who"] for i in document["late"] if i["item"] == "plan"]
    assert len(late) == len(set(late)) == 4


@pytest.mark.rule("R27", "R29", "R32", "R35")
def test_what_a_year_may_bring_is_part_of_it(document: Any) -> None:
    """An interpretation adopted, a case suspended and settled, a delegate, an objection."""
    quarters = {q["quarter"]: q["cases"] for q in document["quarters"]}
    adopted = [c for c in quarters["2025Q2"] if any(i["number"] == 1 for i in c["interpretations"])]
    assert adopted
    signed = [c["who"] for c in quarters["2025Q3"] if c["delegated"]]
    assert signed
    assert all("傅午受" in text for c in quarters["2025Q3"] for text in c["delegated"])
    assert not any(c["delegated"] for c in quarters["2025Q1"])
    [objection] = [o for c in quarters["2025Q4"] for o in c["objections"]]
    assert (objection["stage"], objection["outcome"]) == ("answered", "maintained")
    assert any(text.endswith("审定采用解释口径") for text in document["told"])
    moves = [r["do"] for r in document["refusals"]]
    assert "settle_suspension" not in moves


def test_a_year_whose_last_quarter_ends_where_the_calendar_does_cannot_be_played(
    tmp_path: Path,
) -> None:
    """2026 ends in January 2027, of which there is no calendar yet."""
    with pytest.raises(DemoError, match="2027"):
        year_scenario(5, 2026)
    assert not list(tmp_path.iterdir())
