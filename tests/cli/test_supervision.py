"""A canary of a report: nothing of it is shown to anybody but the auditor (R34)."""

import json
from pathlib import Path

import pytest

from storage.database import open_database
from storage.outbox import listing
from tests.cli.conftest import furnished, made
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


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder whose database holds the play with two reports, to be copied."""
    return made(tmp_path_factory, lambda shell: shell.json("play", str(EXAMPLE), *_here(shell)))


@pytest.fixture
def kept(shell: Shell, reported: Path) -> Shell:
    """A shell whose database holds the play with two reports."""
    return furnished(shell, reported)


def _here(shell: Shell) -> tuple[str, str]:
    return "--database", f"sqlite:///{shell.folder}/kaohe.db"


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


UNANSWERED = EXAMPLE.with_name("report_unanswered.toml")


@pytest.fixture(scope="module")
def unanswered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of 21 August, to be copied."""
    text = UNANSWERED.read_text(encoding="utf-8").split("\n[expect]\n")[0]

    def play(shell: Shell) -> None:
        path = shell.folder / "waiting.toml"
        path.write_text(text.replace("until = 2026-09-05", "until = 2026-08-21"), encoding="utf-8")
        shell.json("play", str(path), *_here(shell))

    return made(tmp_path_factory, play)


@pytest.fixture
def waiting(shell: Shell, unanswered: Path) -> Shell:
    """A shell on 21 August: one report nobody dealt with, one without an outcome."""
    return furnished(shell, unanswered)


@pytest.mark.parametrize("reader", [None, "wei", "chen", "shen", "li"])
def test_that_a_report_waits_is_no_more_shown_than_the_report(
    waiting: Shell, reader: str | None
) -> None:
    """Neither the list of what is owed, nor the journal, nor a rehearsal of the clock."""
    as_ = ("--as", reader) if reader else ()
    for command in (("due", *as_), ("journal", *as_), ("tick", "--dry-run")):
        for form in ((), ("--json",)):
            told = waiting(*command, *form)
            assert told.code == 0
            for word in (*CANARY, "reserved", "待办事项", "report_due"):
                assert word not in told.out, (command, word)


def test_the_auditor_sees_what_waits_and_since_when(waiting: Shell) -> None:
    owed = [d for d in waiting.json("due", "--as", "yang")["due"] if d["who"] == "yang"]
    assert [(d["what"], d["of"], d["day"], d["overdue"]) for d in owed] == [
        ("办理反映的问题", "chen", "2026-07-16", True),
        ("登记反映问题的处理结果", "shen", "2026-08-17", True),
    ]
    tasks = [t["text"] for t in waiting.json("due", "--as", "yang")["tasks"]]
    assert any("杨庚办理反映的问题(陈甲)应于7月16日前完成" in text for text in tasks)
    lines = waiting.json("journal", "--as", "yang")["lines"]
    kinds = [line["extra"]["kind"] for line in lines if line["extra"] and line["move"] == "remind"]
    assert "reserved_due" in kinds
    assert waiting.json("verify")["valid"] is True


@pytest.mark.parametrize(
    ("reader", "code"), [("wei", 0), ("chu", 0), ("shen", 1), ("yang", 1), ("li", 1)]
)
def test_flags_are_for_the_leading_group_alone(kept: Shell, reader: str, code: int) -> None:
    told = kept("flags", "--as", reader, "--json")
    assert told.code == code
    if code == 0:
        assert told.document == {"flags": []}
