"""Whoever is shown restricted content leaves one line in the journal; others leave none (R28)."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from storage.database import open_database
from tests.cli.conftest import EXAMPLES
from tests.cli.shell import Shell

pytestmark = pytest.mark.rule("R28")
PERIOD = "2025Q3"
AUDITOR, MEMBER, CHAIR, CLERK, OFFICER = "yang", "chu", "wei", "shen", "zhang"
COMMANDS = {
    "case": ("case", "zhang", PERIOD),
    "explain": ("explain", "zhang", PERIOD),
    "journal": ("journal", "--case", "zhang"),
    "due": ("due",),
}


def readings(shell: Shell) -> list[dict[str, Any]]:
    """The lines of readings, as the database has them: looking at them so leaves no line."""
    return [line for line in _lines(shell) if line["move"] == "read_restricted"]


def _lines(shell: Shell) -> list[dict[str, Any]]:
    database = open_database(shell.environment["KAOHE_DATABASE_URL"] or "", create=False)
    with database.read() as connection:
        rows = connection.exec_driver_sql("SELECT line FROM journal ORDER BY seq").fetchall()
    database.dispose()
    return [json.loads(row[0]) for row in rows]


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["text", "json"])
@pytest.mark.parametrize("what", COMMANDS)
def test_an_entitled_reader_who_is_shown_more_than_others_leaves_one_line(
    held: Shell, what: str, form: tuple[str, ...]
) -> None:
    before = len(readings(held))
    assert held(*COMMANDS[what], "--as", MEMBER, *form).code == 0
    after = readings(held)
    assert len(after) == before + 1
    line = after[-1]
    assert (line["extra"], line["role"]) == ({"what": what}, "member")
    assert (line["clause"], line["basis"]) == ("七(三)", "convention")
    assert line["outcome"] == "done"


@pytest.mark.parametrize("what", COMMANDS)
@pytest.mark.parametrize("reader", [None, OFFICER, CLERK, "li"])
def test_whoever_is_shown_what_anybody_is_shown_leaves_no_line(
    held: Shell, what: str, reader: str | None
) -> None:
    before = len(_lines(held))
    assert held(*COMMANDS[what], *(("--as", reader) if reader else ())).code == 0
    assert len(_lines(held)) == before


@pytest.mark.parametrize("what", ["case", "explain"])
def test_an_entitled_reader_of_a_file_with_nothing_restricted_leaves_no_line(
    held: Shell, what: str
) -> None:
    before = len(_lines(held))
    assert held(what, "zhao", PERIOD, "--as", CHAIR).code == 0
    assert len(_lines(held)) == before


def test_the_line_tells_the_auditor_who_read_what_of_whom_and_when(held: Shell) -> None:
    held("explain", "zhang", PERIOD, "--as", CHAIR)
    told = held.json("journal", "--case", "zhang", "--as", AUDITOR)["lines"]
    line = [x for x in told if x["move"] == "read_restricted"][-1]
    assert (line["who"], line["case"], line["quarter"]) == (CHAIR, "zhang", PERIOD)
    assert (line["title"], line["about"]) == ("查看限制知悉的内容", "等次的由来")
    said = held("journal", "--as", AUDITOR).out
    assert "卫丙 查看限制知悉的内容(张三)：等次的由来 [七(三)]" in said


@pytest.mark.parametrize("reader", [None, OFFICER, CLERK, MEMBER])
def test_who_read_whose_file_is_told_to_the_auditor_alone(held: Shell, reader: str | None) -> None:
    """That a file was read would tell that there is something in it."""
    held("case", "zhang", PERIOD, "--as", CHAIR)
    as_ = ("--as", reader) if reader else ()
    for command in (("journal",), ("explain", "zhang", PERIOD)):
        for form in ((), ("--json",)):
            told = held(*command, *as_, *form).out
            assert "查看限制知悉的内容" not in told
            assert "read_restricted" not in told


def test_a_reading_bears_the_time_it_is_now_whatever_instant_is_looked_at(held: Shell) -> None:
    now = _lines(held)[-1]["at"]
    held("case", "zhang", PERIOD, "--as", CHAIR, "--at", "2025-10-01T09:00:00")
    assert readings(held)[-1]["at"] == now


def test_verification_accepts_the_lines_of_readings(held: Shell) -> None:
    held("case", "zhang", PERIOD, "--as", CHAIR)
    found = held.json("verify")
    assert (found["valid"], found["mac_checked"]) == (True, True)


def test_without_the_key_the_entitled_are_shown_what_anybody_is_and_told_why(
    held: Shell, tmp_path: Path
) -> None:
    """What cannot be put on record is not shown."""
    copy = tmp_path / "held.db"
    shutil.copy(held.folder / "held.db", copy)
    shell = held.using(f"sqlite:///{copy}")
    for command in COMMANDS.values():
        anybody = shell(*command)
        told = shell(*command, "--as", CHAIR)
        assert (told.code, told.out) == (0, anybody.out)
        assert "限制知悉的内容没有显示：查看须留痕，而现在不能留痕" in told.err
    assert len(_lines(shell)) == len(_lines(held))


class TestReports:
    """What is restricted from the first word to the last: it is shown on record or not at all."""

    @pytest.fixture
    def reported(self, shell: Shell) -> Shell:
        """A shell whose database holds two reports to the auditor."""
        path = EXAMPLES / "report_to_auditor.toml"
        shell.json("play", str(path), "--database", "sqlite:///kaohe.db")
        return shell.using("sqlite:///kaohe.db")

    def test_the_auditor_s_reading_of_the_reports_leaves_one_line(self, reported: Shell) -> None:
        reported("reports", "--as", "yang")
        assert [line["extra"] for line in readings(reported)] == [{"what": "reports"}]

    def test_an_empty_list_and_a_refusal_leave_none(self, reported: Shell) -> None:
        assert reported("flags", "--as", "wei").code == 0
        assert reported("reports", "--as", "wei").code == 1
        assert readings(reported) == []

    def test_without_the_key_reports_are_not_shown(self, reported: Shell) -> None:
        shutil.rmtree(reported.folder / "kaohe.db.keys")
        told = reported("reports", "--as", "yang", "--json")
        assert (told.code, told.reasons) == (1, ["七(三)"])
        assert "暗号甲乙丙" not in told.out
