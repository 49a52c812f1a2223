"""What an earlier leader marked is shown beside the review, and counts for nothing (R29)."""

from pathlib import Path

import pytest

from storage.database import open_database
from tests.offices.test_examples import EXAMPLES
from workflow.explain import explain, explain_lines
from workflow.play import play
from workflow.scenario import load_scenario


@pytest.mark.rule("R11", "R29")
def test_the_part_marks_of_an_earlier_leader_are_told_with_what_they_count_for(
    tmp_path: Path,
) -> None:
    """陈甲 led until the last day but one and noted 91; 褚乙 led on the last day and marked 86."""
    scenario = load_scenario(EXAMPLES / "status_transfer_last_day.toml")
    database = open_database(f"sqlite:///{tmp_path}/handed.db")
    office = play(scenario, database).office
    found = explain(office, "zhang", "2026Q3", scenario.until)
    database.dispose()
    [note] = found["handovers"]
    assert (note["marks"], note["weighted"]) == ([["日常工作", "91"]], False)
    assert (note["clause"], note["basis"]) == ("四(三)", "convention")
    assert (found["score"]["total"], found["supervisor"]["by"]) == ("86", "褚乙")
    [line] = [x for x in explain_lines(found) if "交接说明" in x and "信访件" in x]
    assert "(分项评分：日常工作91分；只供评鉴参考，不计入得分)" in line
    assert "依据本单位暂行口径(方案未作规定)，服务于四(三)" in line
