"""Checks of conduct in what is explained: whole to whom they concern, masked to others (R26)."""

import pytest

from rules.calendar import parse_instant
from storage.database import open_database
from storage.load import Loader
from storage.work import Store
from tests.cli.conftest import EXAMPLES
from tests.cli.shell import Shell
from workflow.account_lines import SEARCHED
from workflow.audited import put_on_record
from workflow.office import Office

pytestmark = pytest.mark.rule("R26")
FACTS = ("8月纪实所列走访未曾进行", "确系补写", "责令检查", "情况属实")
COMMANDS = {"case": ("case", "zhang", "2026Q3"), "explain": ("explain", "zhang", "2026Q3")}


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A shell on a quarter in which a check of 张三 found fraud proven."""
    folder = tmp_path_factory.mktemp("checked")
    url = f"sqlite:///{folder}/checked.db"
    shell = Shell(folder)
    shell.json("play", str(EXAMPLES / "fraud_withdrawn.toml"), "--database", url)
    return shell.using(url)


def readings(shell: Shell) -> int:
    """How many readings of restricted content are on record."""
    database = open_database(shell.environment["KAOHE_DATABASE_URL"] or "", create=False)
    with database.read() as connection:
        query = "SELECT count(*) FROM journal WHERE move = 'read_restricted'"
        found: int = connection.exec_driver_sql(query).scalar_one()
    database.dispose()
    return found


@pytest.mark.parametrize("what", COMMANDS)
@pytest.mark.parametrize(
    ("reader", "lines"), [("zhang", 0), ("shen", 0), ("chen", 1), ("wei", 1), ("yang", 1)]
)
def test_whom_a_check_concerns_reads_it_and_the_group_and_the_auditor_on_record(
    checked: Shell, what: str, reader: str, lines: int
) -> None:
    before = readings(checked)
    told = checked(*COMMANDS[what], "--as", reader).out
    assert all(fact in told for fact in FACTS)
    assert readings(checked) - before == lines


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["text", "json"])
@pytest.mark.parametrize("reader", [None, "li"])
@pytest.mark.parametrize("what", COMMANDS)
def test_others_learn_that_there_is_a_check_and_no_more(
    checked: Shell, what: str, reader: str | None, form: tuple[str, ...]
) -> None:
    before = readings(checked)
    told = checked(*COMMANDS[what], *(("--as", reader) if reader else ()), *form).out
    assert not any(fact in told for fact in FACTS)
    assert ("本季度有情况核查(限制知悉)" in told) is (form == ())
    assert readings(checked) == before


WHICH = (
    "弄虚作假",
    "fraud",
    "听取陈述",
    "hearing",
    "proven",
    "情况属实",
    "撤销结果",
    "withdraw_result",
)
JOURNALS = {
    "journal": ("journal",),
    "of one": ("journal", "--case", "zhang"),
    "explain": COMMANDS["explain"],
}


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["text", "json"])
@pytest.mark.parametrize("reader", [None, "li", "wang"])
@pytest.mark.parametrize("what", JOURNALS)
def test_the_journal_tells_others_that_there_is_a_check_and_not_which(
    checked: Shell, what: str, reader: str | None, form: tuple[str, ...]
) -> None:
    told = checked(*JOURNALS[what], *(("--as", reader) if reader else ()), *form).out
    assert "情况核查" in told
    assert [word for word in WHICH if word in told] == []


@pytest.mark.parametrize(("reader", "lines"), [("zhang", 0), ("shen", 0), ("wei", 1), ("yang", 1)])
def test_the_journal_tells_it_whole_to_whom_it_concerns_as_a_derivation_does(
    checked: Shell, reader: str, lines: int
) -> None:
    before = readings(checked)
    told = checked("journal", "--case", "zhang", "--as", reader).out
    for words in (
        "开始弄虚作假的情况核查",
        "就核查情况陈述意见",
        "认定弄虚作假",
        "撤销结果重新评鉴",
    ):
        assert words in told
    assert readings(checked) - before == lines


def test_each_entry_bears_its_clause_its_basis_and_who_made_it_when(checked: Shell) -> None:
    [check] = checked.json("explain", "zhang", "2026Q3", "--as", "shen")["checks"]
    assert (check["procedure"], check["stage"]) == ("fraud", "proven")
    told = [(e["kind"], e["who"], e["clause"], e["basis"]) for e in check["entries"]]
    assert told == [
        ("facts", "shen", "七(一)", "reading"),
        ("statement", "zhang", "七(一)", "convention"),
        ("decision", "wei", "七(一)", "reading"),
    ]
    assert check["entries"][-1]["measures"] == ["批评教育", "责令检查"]
    assert check["entries"][-1]["measures_cite"]["basis"] == "text"


def test_a_file_without_a_check_says_nothing_of_checks(checked: Shell) -> None:
    told = checked("explain", "wang", "2026Q3", "--as", "wei").out
    assert "情况核查" not in told
    assert checked.json("case", "wang", "2026Q3")["checks"] == []


def test_a_refusal_is_told_reminder_by_reminder_with_its_last_day(shell: Shell) -> None:
    path = EXAMPLES / "refusal_to_the_end.toml"
    shell.json("play", str(path), "--database", "sqlite:///kaohe.db")
    told = shell.using("sqlite:///kaohe.db")("explain", "wang", "2026Q3", "--as", "shen").out
    assert "不参加考核的情况核查：教育后拒不改正" in told
    assert told.count("    提醒：") == 2
    assert "教育：谈话教育，讲明后果；限2026-07-24前参加" in told
    assert "本人陈述：觉得考核没有用" in told


def test_whom_the_auditor_looked_for_is_told_to_the_auditor_alone(checked: Shell) -> None:
    """In the chain of the system too, as on the web, where nobody else reads it at all."""
    database = open_database(checked.environment["KAOHE_DATABASE_URL"] or "", create=False)
    office = Office.load(Store(database, bytes(32)), "guanghe")
    with database.read() as connection:
        ids = {p.handle: p.id for p in Loader(connection, "guanghe", lock=False).everyone()}
    at = parse_instant("2026-11-20T09:00:00")
    put_on_record(office, ids["yang"], SEARCHED, at, "工作留痕：人员", ids["zhang"])
    database.dispose()
    before = readings(checked)
    for reader in ((), ("--as", "wei"), ("--as", "shen")):
        assert "查阅留痕" not in checked("journal", "--system", *reader).out
    assert readings(checked) == before
    assert (
        "杨庚 查阅留痕(张三)：工作留痕：人员" in checked("journal", "--system", "--as", "yang").out
    )
    assert readings(checked) == before + 1
