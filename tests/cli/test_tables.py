"""The tables of a year and of a demonstration fit a terminal and say what the records say."""

import re
from typing import Any

import pytest

from cli.show_play import show_demo
from cli.year import show_year
from tests.cli.conftest import EXAMPLES
from tests.cli.shell import Shell

GRADES = ("好", "较好", "一般", "较差")


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The document of a play of a whole year."""
    return Shell(tmp_path_factory.mktemp("tables")).json("play", str(EXAMPLES / "year.toml"))


@pytest.mark.rule("R20", "R21", "R23")
@pytest.mark.parametrize("columns", ["80", "120"])
def test_a_year_s_table_fits_and_says_each_person_s_four_grades_and_what_they_come_to(
    year: Any, columns: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every figure is looked up in the quarters themselves, not in the year's own document."""
    monkeypatch.setenv("COLUMNS", columns)
    [found] = year["years"]
    show_year(found)
    told = capsys.readouterr().out.splitlines()
    start = next(n for n, line in enumerate(told) if line.startswith("──")) + 1
    rows = {
        cells[0]: cells[1:] for cells in map(str.split, told[start : start + len(found["cases"])])
    }
    assert [*re.split(r"\s+", told[start - 2])][2:6] == ["Q1", "Q2", "Q3", "Q4"]
    for case in found["cases"]:
        grades = [
            c["grade"] for q in year["quarters"] for c in q["cases"] if c["who"] == case["who"]
        ]
        poor = sum(g in ("一般", "较差") for g in grades) * 2 > sum(g in GRADES for g in grades)
        cells = rows[case["name"]]
        assert (cells[0], cells[1:5]) == (case["section"], grades)
        assert cells.count("是") == int(case["excellent_candidate"]) + int(poor)
        assert case["more_than_half_poor"] is poor


@pytest.mark.rule("R24")
def test_a_demonstration_s_table_adds_up_and_names_those_without_a_grade(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def section(name: str, n: int, *counts: int) -> dict[str, Any]:
        return {"section": name, "n": n, "grades": dict(zip(GRADES, counts, strict=True))}

    quarter = {
        "quarter": "2026Q3", "cases": [], "quota": {"n": 9, "limit": 3, "used": 3},
        "sections": [section("党建办", 6, 2, 2, 1, 0), section("综合办", 3, 1, 2, 0, 0)],
    }  # fmt: skip
    show_demo(
        {
            "title": "演示", "quarters": [quarter], "quota": quarter["quota"], "late": [],
            "publicity": None, "years": [], "mails": [], "mails_sent": 0, "refusals": [],
            "journal": {"lines": 1, "valid": True},
        }
    )  # fmt: skip
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["内设机构", "人数", *GRADES, "未确定"] in rows
    assert ["党建办", "6", "2", "2", "1", "0", "1"] in rows
    assert ["合计", "9", "3", "4", "1", "0", "1"] in rows
