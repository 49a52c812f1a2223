"""A suspended case, seen by those who may know of it and by those who may not (R29)."""

import json
from pathlib import Path

import pytest

from storage.database import open_database
from tests.cli.conftest import EXAMPLES
from tests.cli.shell import Shell

pytestmark = pytest.mark.rule("R29")
EXAMPLE = EXAMPLES / "status_suspended_two_quarters.toml"
CANARIES = ("立案", "审查调查", "investigation", "纪立", "待补定", '"suspend', "转入补定")
PERIOD = "2025Q3"
COMMANDS = [
    ("case", "zhang", PERIOD),
    ("explain", "zhang", PERIOD),
    ("journal",),
    ("journal", "--case", "zhang"),
    ("due",),
    ("due", "--json"),
]
READERS = [(), ("--as", "zhang"), ("--as", "li"), ("--as", "shen")]


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["text", "json"])
@pytest.mark.parametrize("command", COMMANDS[:4], ids=" ".join)
@pytest.mark.parametrize("reader", READERS, ids=lambda r: r[-1] if r else "nobody")
def test_to_all_others_a_suspended_case_looks_like_an_undetermined_one(
    held: Shell, command: tuple[str, ...], reader: tuple[str, ...], form: tuple[str, ...]
) -> None:
    """Neither the person, nor a colleague, nor the office learns of it by reading."""
    told = held(*command, *reader, *form)
    assert told.code == 0
    for canary in CANARIES:
        assert canary not in told.out, canary


@pytest.mark.parametrize("reader", ["wei", "chu"])
def test_the_leading_group_sees_what_holds_the_case(held: Shell, reader: str) -> None:
    """Which status acts, by which document, under which clause and on what basis."""
    case = held.json("case", "zhang", PERIOD, "--as", reader)
    assert (case["stage"], case["treatment"]) == ("suspended", "suspended")
    found = held.json("explain", "zhang", PERIOD, "--as", reader)
    acting = found["special"]["acting"]
    assert (acting["kind"], acting["document"]) == ("investigation", "纪立〔2025〕3号")
    assert (acting["clause"], acting["basis"]) == ("七(一)", "referred")
    assert (
        "立案审查调查：2025-09-10起，纪立〔2025〕3号"
        in held("explain", "zhang", PERIOD, "--as", reader).out
    )
    lines = held.json("journal", "--case", "zhang", "--as", reader)["lines"]
    assert "suspend" in {line["move"] for line in lines}


def test_the_leading_group_is_told_which_cases_wait_to_be_settled(held: Shell) -> None:
    """Nobody is forgotten, and nobody else reads it in the list of what is owed."""
    told = held("due", "--as", "wei").out
    assert "待补定等次：张三" in told
    assert "待补定等次" not in held("due", "--as", "shen").out


def test_others_read_the_outcome_and_nothing_behind_it(held: Shell) -> None:
    """The document has the same form; what is restricted is empty."""
    case = held.json("case", "zhang", PERIOD)
    assert (case["stage"], case["grade"], case["treatment"]) == (
        "undetermined",
        "不确定",
        "undetermined",
    )
    assert case["special"]["acting"]["kind"] is None
    assert case["special"]["acting"]["document"] is None


def test_what_falls_due_and_what_was_done_name_nobody_as_held(held: Shell) -> None:
    """Lists of duties, and the answer to an act of the person, are silent as well."""
    for words in (("due",), ("due", "--json")):
        told = held(*words)
        assert not any(canary in told.out for canary in CANARIES)
    told = held(
        "act", "log", "--as", "zhang", "--quarter", PERIOD, "--at", "2025-11-10T09:00", "--with",
        json.dumps({"date": "2025-09-12", "kind": "narrative", "text": "下村"}),
    )  # fmt: skip
    assert told.code == 1
    assert not any(canary in told.out + told.err for canary in CANARIES)


def test_no_mail_and_no_notice_tells_of_it(held: Shell) -> None:
    """Canaries are looked for in every mail's facts and in every notice's content."""
    url = held.environment["KAOHE_DATABASE_URL"]
    assert url is not None
    database = open_database(url)
    with database.read() as connection:
        mails = [str(tuple(row)) for row in connection.exec_driver_sql("SELECT * FROM outbox")]
        notices = [str(tuple(row)) for row in connection.exec_driver_sql("SELECT * FROM posting")]
    database.dispose()
    assert mails
    assert notices
    for text in (*mails, *notices):
        assert not any(canary in text for canary in CANARIES)
    assert not any("张三" in notice for notice in notices)


def test_a_play_s_report_names_no_restricted_fact(tmp_path: Path) -> None:
    """The report of a whole play tells stages and treatments, never the fact behind them."""
    told = Shell(tmp_path).json("play", str(EXAMPLE))
    text = json.dumps(told, ensure_ascii=False)
    for canary in ("立案审查", "investigation", "纪立"):
        assert canary not in text


UNSETTLED = EXAMPLE.with_name("suspension_unsettled.toml")


@pytest.fixture(scope="module")
def unsettled(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A shell on 30 July, when two suspended cases wait to be taken up in vain."""
    folder = tmp_path_factory.mktemp("unsettled")
    text = UNSETTLED.read_text(encoding="utf-8").split("\n[expect]\n")[0]
    kept = [line for line in text.splitlines() if not line.startswith("  { at = 2026-08")]
    path = folder / "unsettled.toml"
    cut = "\n".join(kept).replace("until = 2026-08-20", "until = 2026-07-30")
    path.write_text(cut, encoding="utf-8")
    shell = Shell(folder)
    url = f"sqlite:///{folder}/held.db"
    shell.json("play", str(path), "--database", url)
    return shell.using(url)


@pytest.mark.parametrize("reader", ["wei", "jiang", "chen", "yang"])
def test_the_entitled_see_who_owes_the_settlement_and_since_when(
    unsettled: Shell, reader: str
) -> None:
    """The chair owes it, from the day nothing stood in its way."""
    found = unsettled.json("due", "--as", reader)
    owed = [(d["who"], d["of"], d["day"]) for d in found["due"] if d["what"] == "启动补定"]
    assert owed == [("wei", "zhang", "2026-07-22"), ("wei", "li", "2026-07-27")]
    pressed = [t["text"] for t in found["tasks"] if t["kind"] == "escalation"]
    assert any("卫丙启动补定(张三)应于7月22日前完成" in text for text in pressed)


@pytest.mark.parametrize("reader", [None, "zhang", "shen"])
@pytest.mark.parametrize("words", [("due",), ("journal",), ("tick", "--dry-run")], ids=" ".join)
def test_nobody_else_learns_that_a_settlement_is_owed(
    unsettled: Shell, words: tuple[str, ...], reader: str | None
) -> None:
    """Nor that somebody was reminded of something, in the journal or a rehearsal of the clock."""
    as_ = ("--as", reader) if reader and words[0] != "tick" else ()
    for form in ((), ("--json",)):
        told = unsettled(*words, *as_, *form)
        assert told.code == 0
        for canary in (*CANARIES, "补定", "reserved", "待办事项"):
            assert canary not in told.out, canary
