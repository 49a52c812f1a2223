"""A year of the calendar brought in from the shell: by the office alone, and strictly."""

from pathlib import Path

import pytest

from tests.cli.shell import Shell, is_calm

YEAR = """
year = 2027
source = "测试用的2027年安排(虚构)"
holidays = [2027-01-01, 2027-02-08, 2027-02-09]
workdays = [2027-01-02]
"""


@pytest.fixture
def table(live: Shell) -> Path:
    """A year's table in the folder of the live office."""
    path = live.folder / "2027.toml"
    path.write_text(YEAR, encoding="utf-8")
    return path


@pytest.mark.rule("R15", "R30")
def test_the_office_imports_a_year_and_the_journal_still_verifies(live: Shell, table: Path) -> None:
    """A year imported once can be imported again in a corrected form."""
    assert live.json("import", "calendar", str(table), "--as", "wu")["year"] == 2027
    table.write_text(YEAR.replace("2027-02-09", "2027-02-10"), encoding="utf-8")
    assert live.json("import", "calendar", str(table), "--as", "wu")["done"] is True
    assert live.json("verify")["valid"] is True


def test_nobody_but_the_office_imports_a_calendar(live: Shell, table: Path) -> None:
    """An officer's import is refused with a clause and leaves one line."""
    told = live("import", "calendar", str(table), "--as", "zhang", "--json")
    assert told.code == 1
    assert told.document["done"] is False
    assert live.json("verify")["valid"] is True


@pytest.mark.parametrize("text", ["", "year = 2027", YEAR.replace("2027-01-02", "2027-01-04")])
def test_a_table_that_is_no_calendar_is_refused(live: Shell, table: Path, text: str) -> None:
    """A table that lacks its source, or lists a weekday as an adjusted one, changes nothing."""
    table.write_text(text, encoding="utf-8")
    told = live("import", "calendar", str(table), "--as", "wu")
    assert told.code == 1
    assert is_calm(told)
