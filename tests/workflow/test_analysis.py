"""What the results of quarters come to, and the measures drawn from them (R24)."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from rules.calendar import parse_instant
from storage.database import open_database
from storage.load import Loader
from tests.offices.test_examples import EXAMPLES
from tests.workflow.quarters import OFFICERS, six_person_quarter
from workflow.analysis import NothingToAnalyse, analyse
from workflow.play import play
from workflow.replay import rebuild, stored_rows
from workflow.scenario import load_scenario

pytestmark = pytest.mark.rule("R24")
AFTER = parse_instant("2026-12-01")


def test_measures_keep_owner_due_day_and_the_document_of_their_end(tmp_path: Path) -> None:
    """What was adopted and done is on record and rebuilt from the journal."""
    database = open_database(f"sqlite:///{tmp_path / 'play.db'}")
    office = play(load_scenario(EXAMPLES / "measures_adopted.toml"), database).office
    with database.read() as connection:
        first, second, _ = Loader(connection, office.id, lock=False).of_quarter(
            "measures", "2026Q3"
        )
        assert (
            rebuild(connection, office.id)["measure"]
            == stored_rows(connection, office.id)["measure"]
        )
    database.dispose()
    assert (first.document, first.done_at) == ("", None)
    assert second.document == "分工通知〔2026〕4号"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The analysis of an ordinary quarter of six officers in three sections."""
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('analysis') / 'play.db'}")
    office = play(six_person_quarter(), database).office
    yield analyse(office, [], AFTER)
    database.dispose()


def test_counts_are_whole_and_means_are_exact(report: dict[str, Any]) -> None:
    """The mean of the totals is that of the marks in the scenario, as a fraction."""
    whole = report["overall"]
    assert (whole["n"], whole["grades"]) == (6, {"好": 2, "较好": 3, "一般": 1})
    kpi = [Fraction(o.mark) for o in OFFICERS]
    assert Fraction(whole["kpi"]["mean"]) == sum(kpi) / len(kpi)
    assert whole["kpi"]["items"] == 12
    assert (
        Fraction(whole["total"]["mean"])
        == sum(k * 7 / 10 for k in kpi) / 6 + Fraction(whole["bpi"]["mean"]) * 3 / 10
    )
    assert whole["late"] == {"own": 0, "own_people": 0, "leaders": 0}


@pytest.mark.settles("values.analysis_min_group")
def test_groups_too_small_are_put_together_so_that_nobody_is_told_apart(
    report: dict[str, Any],
) -> None:
    """Three sections of two come out as one; leaders of three each stand alone."""
    assert [(g["name"], g["n"]) for g in report["by_section"]] == [("其他", 6)]
    assert {(g["name"], g["n"]) for g in report["by_leader"]} == {("李强", 3), ("孙梅", 3)}


def test_a_hidden_grade_cannot_be_reckoned_from_the_others(report: dict[str, Any]) -> None:
    """The one of the lowest grade is hidden, and so are the two that would give it away."""
    assert {g["name"]: (g["n"], g["shown"]) for g in report["by_grade"]} == {
        "好": (2, False), "较好": (3, True), "一般": (1, False),
    }  # fmt: skip
    assert all("total" not in g for g in report["by_grade"] if not g["shown"])


def test_a_quarter_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Nothing is not analysed as if it were something."""
    database = open_database(f"sqlite:///{tmp_path / 'play.db'}")
    office = play(load_scenario(EXAMPLES / "measures_adopted.toml"), database).office
    with pytest.raises(NothingToAnalyse, match="没有启动"):
        analyse(office, ["2025Q1"], AFTER)
    found = analyse(office, ["2026Q3"], AFTER)
    assert [(m["number"], m["owner_name"], m["done"]) for m in found["measures"]] == [
        (1, "陈甲", False), (2, "沈戊", True), (3, "张三", True),
    ]  # fmt: skip
    assert found["overall"] == {"name": "全体", "n": 1, "shown": False}
    database.dispose()
