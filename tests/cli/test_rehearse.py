"""Plays and demonstrations leave what they should, where they should, and harm nothing else."""

import json
from pathlib import Path

import pytest

from rules.calendar import Quarter
from tests.cli.conftest import SCENARIO
from tests.cli.shell import Shell, is_calm
from tests.postgres import drop_database, fresh_database
from workflow.demo import demo_scenario


def test_one_file_gives_an_object_and_several_an_array(shell: Shell, scenario: Path) -> None:
    found = shell.json("play", str(scenario))
    assert found["failures"] == []
    assert [c["stage"] for c in found["cases"]] == ["planning"]
    assert [r["reasons"][0]["clause"] for r in found["refusals"]] == ["三(一)1"]
    assert found["journal"]["valid"] is True
    both = shell.json("play", str(scenario), str(scenario))
    assert both == [found, found]


def test_a_play_touches_no_database_of_the_office(live: Shell, scenario: Path) -> None:
    before = (live.folder / "kaohe.db").read_bytes()
    live.json("play", str(scenario))
    assert (live.folder / "kaohe.db").read_bytes() == before
    assert not list(live.folder.glob("*.keys"))


def test_each_expectation_that_failed_is_named_and_the_document_is_printed(shell: Shell) -> None:
    path = shell.folder / "wrong.toml"
    text = SCENARIO.replace('stage = "planning"', 'stage = "closed"').replace(
        "count = 3", "count = 7"
    )
    path.write_text(text.replace('refused = "三(一)1"\n', ""), encoding="utf-8")
    told = shell("play", str(path), "--json")
    assert told.code == 1
    assert len(told.document["failures"]) == 3
    assert len(told.err.splitlines()) == 3
    assert all("wrong.toml" in line for line in told.err.splitlines())
    read = shell("play", str(path))
    assert read.code == 1
    assert "有3项期望不符" in read.out


def test_one_bad_file_stops_all_before_any_is_played(shell: Shell, scenario: Path) -> None:
    told = shell("play", str(scenario), str(shell.folder / "nowhere.toml"), "--json")
    assert (told.code, told.out) == (2, "")


@pytest.mark.rule("R28")
def test_a_kept_play_can_be_looked_at_and_acted_on_afterwards(played: Shell) -> None:
    verified = played.json("verify")
    assert verified["valid"] is True
    assert verified["mac_checked"] is True
    case = played.json("case", "zhang", "2026Q3")
    assert case["stage"] == "planning"
    assert case["late"] == ["plan"]
    assert "submit_plan" in [m["move"] for m in case["moves"]]
    data = json.dumps({"stage": "planning", "until": "2026-07-20", "reason": "下沉值守"})
    done = played.json("act", "reopen", "--as", "wu", "--case", "zhang", "--with", data)
    assert done["done"] is True
    later = played.json("due", "--at", "2026-07-21T09:00:00")
    assert [d["who"] for d in later["due"]] == ["zhang"]
    assert later["due"][0]["overdue"] is True
    assert later["due"][0]["since"] == "2026-07-21T00:00:00+08:00"
    assert played.json("verify")["valid"] is True


def test_time_in_a_rehearsal_is_virtual_and_may_be_named(played: Shell) -> None:
    ticked = played.json("tick")
    assert ticked["at"] < "2026-07-12T00:00:01+08:00"
    told = played.json("tick", "--at", "2026-07-13T08:30:00")
    assert told["dry_run"] is False
    assert list((played.folder / "played-mail" / "new").iterdir())


def test_a_database_that_holds_something_is_not_played_into(live: Shell, scenario: Path) -> None:
    url = f"sqlite:///{live.folder}/kaohe.db"
    before = (live.folder / "kaohe.db").read_bytes()
    told = live("play", str(scenario), "--database", url)
    assert told.code == 2
    assert (live.folder / "kaohe.db").read_bytes() == before
    assert live("play", str(scenario), str(scenario), "--database", url).code == 2


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A shell on a small demonstration."""
    folder = tmp_path_factory.mktemp("demo")
    shell = Shell(folder)
    url = f"sqlite:///{folder}/show.db"
    shell.json("demo", "--people", "5", "--database", url)
    return shell.using(url)


def test_the_demonstration_is_a_whole_quarter_with_mails_in_a_folder(shell: Shell) -> None:
    found = shell.json("demo", "--people", "3")
    assert found["people"] == 3
    assert len(found["cases"]) == 3
    assert found["journal"]["valid"] is True
    assert found["failures"] == []
    folder = shell.folder / "kaohe-demo-mail" / "new"
    assert len(list(folder.iterdir())) == found["mails_sent"] > 0
    assert (shell.folder / "kaohe-demo.db").exists()
    assert (shell.folder / "kaohe-demo.db.keys").stat().st_mode & 0o777 == 0o700
    again = shell.json("demo", "--people", "3")
    assert again == found
    assert len(list(folder.iterdir())) == found["mails_sent"]


def test_the_demonstration_ends_with_tables_and_where_to_go_on(shell: Shell) -> None:
    told = shell("demo", "--people", "3")
    assert told.code == 0
    for words in (
        "各内设机构的结果",
        "逾期的事项",
        "名额",
        "校验通过",
        "kaohe explain",
        "邮件送达",
    ):
        assert words in told.out
    name = demo_scenario(3, Quarter(2026, 3))[0].people[-1].handle
    assert shell.using(f"sqlite:///{shell.folder}/kaohe-demo.db")("case", name, "2026Q3").code == 0


@pytest.mark.rule("R35")
def test_every_case_of_the_demonstration_can_be_explained(shown: Shell) -> None:
    people = {line["case"] for line in shown.json("journal")["lines"] if line["case"]}
    assert len(people) == 5
    for who in sorted(people):
        found = shown.json("explain", who, "2026Q3")
        assert found["who"] == who
        told = shown("explain", who, "2026Q3")
        assert told.code == 0
        assert "三(一)" in told.out


def test_the_demonstration_replaces_no_other_database(live: Shell) -> None:
    before = (live.folder / "kaohe.db").read_bytes()
    told = live("demo", "--people", "3", "--database", f"sqlite:///{live.folder}/kaohe.db")
    assert told.code == 1
    assert is_calm(told)
    assert (live.folder / "kaohe.db").read_bytes() == before


def test_the_demonstration_removes_nothing_but_its_own_mails(shell: Shell) -> None:
    shell.json("demo", "--people", "1")
    mails = shell.folder / "kaohe-demo-mail"
    (mails / "notes.txt").write_text("mine", encoding="utf-8")
    (mails / "new" / "kept").mkdir()
    shell.json("demo", "--people", "1")
    assert (mails / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert (mails / "new" / "kept").is_dir()


@pytest.mark.postgres
def test_play_demonstration_and_dry_run_on_postgresql(shell: Shell, scenario: Path) -> None:
    url = fresh_database()
    try:
        played = shell.json("play", str(scenario), "--database", url)
        assert played == shell.json("play", str(scenario))
        there = shell.using(url)
        assert there.json("verify")["mac_checked"] is True
        before = there.json("journal")
        foreseen = there.json("tick", "--dry-run", "--at", "2026-07-13T09:00:00")
        assert foreseen["lines"]
        assert there.json("journal") == before
        assert shell("demo", "--people", "1", "--database", url).code == 1
    finally:
        drop_database(url)
    url = fresh_database()
    try:
        first = shell.json("demo", "--people", "1", "--database", url)
        assert first == shell.json("demo", "--people", "1", "--database", url)
    finally:
        drop_database(url)
