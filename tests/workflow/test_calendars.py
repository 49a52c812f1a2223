"""A year's calendar that is imported late: what waited for it goes on by itself."""

from pathlib import Path

import pytest

from rules.calendar import load_calendar, parse_instant, year_text
from storage.database import open_database
from workflow.calendars import import_year
from workflow.play import play, run_clock
from workflow.replay import verify_office
from workflow.report import play_report
from workflow.scenario import scenario_from_text

SCENARIO = """
title = "第四季度遇到没有日历的一年"
quarter = "2025Q4"
until = 2026-01-20T00:00:00
calendar_years = [2025]

[[people]]
id = "zhang"
name = "张三"
section = "党建办"
roles = ["officer"]
supervisor = "li"

[[people]]
id = "li"
name = "李四"
roles = ["supervisor", "chair"]

[[people]]
id = "wang"
name = "王五"
roles = ["office"]

[[acts]]
at = 2025-10-10T09:00:00
who = "zhang"
do = "submit_plan"
with = { items = [ { title = "办件", goal = "duty", weight = "100", target = "按时" } ] }

[[acts]]
at = 2025-10-11T09:00:00
who = "li"
do = "approve_plan"
case = "zhang"
"""


@pytest.mark.rule("R15", "R30")
def test_what_waited_for_a_calendar_goes_on_when_it_is_imported(tmp_path: Path) -> None:
    """Without the year nothing is guessed and a task says so; with it the record closes on time."""
    played = play(scenario_from_text(SCENARIO), open_database(f"sqlite:///{tmp_path}/office.db"))
    report = play_report(played)
    assert played.failures == []
    assert report["cases"][0]["stage"] == "recording"
    assert {t["kind"] for t in report["tasks"]} >= {"calendar_missing"}
    table = year_text(load_calendar([2026]).years[2026])
    import_year(played.office, table, parse_instant("2026-01-20T09:00:00"))
    run_clock(played, parse_instant("2026-01-20T09:00:00"))
    report = play_report(played)
    assert report["cases"][0]["stage"] == "appraising"
    assert "calendar_missing" not in {t["kind"] for t in report["tasks"]}
    assert verify_office(played.office).faults == ()


def test_a_table_that_is_no_calendar_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    """A malformed table is named in Chinese; the calendar stays as it was."""
    played = play(scenario_from_text(SCENARIO), open_database(f"sqlite:///{tmp_path}/office.db"))
    before = played.office.calendar.digest
    with pytest.raises(ValueError, match="source"):
        import_year(played.office, "year = 2026", parse_instant("2026-01-20T09:00:00"))
    played.office.refresh()
    assert played.office.calendar.digest == before
