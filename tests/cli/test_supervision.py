"""A canary of a report: nothing of it is shown to anybody but the auditor (R34)."""

import json
from pathlib import Path

import pytest

from storage.database import open_database
from storage.outbox import listing
from tests.cli.shell import Shell

pytestmark = pytest.mark.rule("R34")
EXAMPLE = Path("tests/offices/examples/report_to_auditor.toml").resolve()
CANARY = (
    "暗号甲乙丙",
    "report_irregularity",
    "hand_over_report",
    "close_report",
    "反映问题",
    "打击报复",
    "移送反映",
)
READERS = ("shen", "chen", "wei", "li", "zhang")


@pytest.fixture
def kept(shell: Shell) -> Shell:
    """A shell whose database holds the play with two reports."""
    shell.json("play", str(EXAMPLE), "--database", "sqlite:///kaohe.db")
    return shell


def seen(text: str) -> list[str]:
    """What of the canary stands in a text."""
    return [word for word in CANARY if word in text]


@pytest.mark.parametrize("reader", [None, *READERS])
def test_nothing_of_a_report_is_in_what_others_read(kept: Shell, reader: str | None) -> None:
    as_ = ("--as", reader) if reader else ()
    for command in (
        ("journal",), ("journal", "--case", "chen"), ("journal", "--case", "shen"), ("due",),
        ("case", "li", "2026Q3"), ("explain", "li", "2026Q3"),
    ):  # fmt: skip
        for form in ((), ("--json",)):
            told = kept(*command, *as_, *form)
            assert told.code == 0, (command, told.err)
            assert seen(told.out + told.err) == [], command


@pytest.mark.parametrize("reader", READERS)
def test_nobody_learns_by_trying_whether_there_is_a_report(kept: Shell, reader: str) -> None:
    """The answer is the same about somebody reported and about somebody who is not."""
    given = '{"outcome": "x"}'
    told = {
        kept("act", "close_report", "--as", reader, "--case", about, "--with", given).err
        for about in ("chen", "shen", "wei", "zhang")
    }
    assert len(told) == 1
    assert "不能告知" in told.pop()


def test_no_mail_speaks_of_a_report(kept: Shell) -> None:
    database = open_database("sqlite:///kaohe.db", create=False)
    try:
        mails = [json.dumps([r.kind, r.obligation, dict(r.data)], ensure_ascii=False)
                 for r in listing(database, "guanghe")]  # fmt: skip
    finally:
        database.dispose()
    assert mails
    assert [mail for mail in mails if seen(mail)] == []


@pytest.mark.parametrize("reader", READERS)
def test_the_list_of_reports_is_refused_to_all_others(kept: Shell, reader: str) -> None:
    told = kept("reports", "--as", reader, "--json")
    assert (told.code, "只有监督人员可以查看" in told.err) == (1, True)
    assert seen(told.out) == []


def test_the_auditor_reads_the_reports_and_the_whole_journal(kept: Shell) -> None:
    found = kept.json("reports", "--as", "yang")["reports"]
    assert [(r["about"], r["reporter"], r["stage"], r["outcome"]) for r in found] == [
        ("chen", "li", "report_closed", "谈话提醒，已纠正"),
        ("shen", None, "report_closed", "查无实据"),
    ]
    moves = {line["move"] for line in kept.json("journal", "--as", "yang")["lines"]}
    assert {"report_irregularity", "hand_over_report", "close_report"} <= moves
    assert "暗号甲乙丙" in kept("reports", "--as", "yang").out
    assert kept.json("verify")["valid"] is True


@pytest.mark.parametrize(
    ("reader", "code"), [("wei", 0), ("chu", 0), ("shen", 1), ("yang", 1), ("li", 1)]
)
def test_flags_are_for_the_leading_group_alone(kept: Shell, reader: str, code: int) -> None:
    told = kept("flags", "--as", reader, "--json")
    assert told.code == code
    if code == 0:
        assert told.document == {"flags": []}
