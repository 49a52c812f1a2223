"""Tables fit the room there is: no word is broken, a row is a line where nobody looks."""

import re

import pytest

from cli.layout import laid_out
from cli.usage import width
from tests.cli.shell import Shell

COLUMNS = ("项", "取值", "说明")
ROWS = [
    ("values.summary_after_approval_days", "3", "计划审定后至少留几个工作日报送小结，可改"),
    ("values.quota_share", "0.4", "好"),
]
WORD = re.compile(r"[a-z_]+\.[a-z_]+")


@pytest.mark.parametrize("room", [40, 60, 72, 80, 100, 120, 200])
def test_no_line_is_wider_than_the_room_and_no_word_is_broken(room: int) -> None:
    lines = laid_out(COLUMNS, ROWS, room)
    assert max(map(width, lines)) <= room
    assert WORD.findall("\n".join(lines)) == [row[0] for row in ROWS]
    whole = "".join("".join(lines).split())
    assert all(sign in whole for row in ROWS for cell in row for sign in cell.replace(" ", ""))


def test_without_a_terminal_a_row_is_one_line() -> None:
    lines = laid_out(COLUMNS, ROWS, None)
    assert len(lines) == 2 + len(ROWS)
    assert all(cell in line for row, line in zip(ROWS, lines[2:], strict=True) for cell in row)


def test_numbers_stand_on_the_right_and_signs_in_their_columns() -> None:
    lines = laid_out(("名称", "数"), [("甲", "10"), ("乙丙丁", "9")], 80)
    assert lines == ["名称    数", "──────────", "甲      10", "乙丙丁   9"]


@pytest.mark.parametrize("columns", ["80", "120", None])
def test_the_keys_that_await_adoption_can_be_copied(shell: Shell, columns: str | None) -> None:
    keys = [row["key"] for row in shell.json("policy", "provisional")["provisional"]]
    shell.environment["COLUMNS"] = columns
    lines = shell("policy", "provisional").out.splitlines()
    starts = [line.split()[0] for line in lines if line and line[0] != " "]
    assert [word for word in starts if word in set(keys)] == keys
    if columns:
        assert max(map(width, lines[:-1])) <= int(columns)
    else:
        assert len(lines) < len(keys) + 6


def test_an_empty_table_is_a_sentence(live: Shell) -> None:
    told = live("due")
    assert told.code == 0
    assert told.out.rstrip().endswith("应办事项：无")
    assert "期限" not in told.out
