"""A flag among what the group has to do, until it is looked at; its leader sees nothing (R34)."""

from pathlib import Path

import pytest

from tests.cli.conftest import EXAMPLES
from tests.cli.shell import Shell

pytestmark = pytest.mark.rule("R34")
EXAMPLE = EXAMPLES / "flag_looked_at.toml"
FLAG = "李四2026Q1反映异议以后，2026Q2得分低于当时"
NOTE = "已调阅两季纪实和评分说明，未见异常"


def played(folder: Path, text: str) -> Shell:
    """A shell on the play of a scenario."""
    path = folder / "flag.toml"
    path.write_text(text.split("\n[expect]\n", maxsplit=1)[0], encoding="utf-8")
    shell = Shell(folder)
    url = f"sqlite:///{folder}/flag.db"
    shell.json("play", str(path), "--database", url)
    return shell.using(url)


@pytest.fixture(scope="module")
def flagged(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A shell on 15 July, before the chair looked at the flag."""
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    later = tuple(f"  {{ at = 2026-0{day}" for day in ("7-16", "7-17", "7-2", "8-"))
    kept = "\n".join(x for x in lines if not x.startswith(later))
    cut = kept.replace("until = 2026-08-07", "until = 2026-07-16")
    return played(tmp_path_factory.mktemp("flagged"), cut)


@pytest.fixture(scope="module")
def noted(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A shell on 7 August: the chair looked at both flags, the second after the quarter's end."""
    folder = tmp_path_factory.mktemp("noted")
    return played(folder, EXAMPLE.read_text(encoding="utf-8"))


def listed(shell: Shell, reader: str | None) -> list[str]:
    """The tasks about flags that a reader is shown."""
    as_ = ("--as", reader) if reader else ()
    return [t["text"] for t in shell.json("due", *as_)["tasks"] if t["kind"] == "flag"]


@pytest.mark.parametrize(
    ("reader", "seen"),
    [("wei", 2), ("jiang", 2), ("chu", 2), ("chen", 0), ("shen", 0), ("li", 0), (None, 0)],
)
def test_an_open_flag_is_among_the_tasks_of_the_group_but_for_the_leader_it_is_about(
    flagged: Shell, reader: str | None, seen: int
) -> None:
    found = listed(flagged, reader)
    assert len(found) == seen
    assert sum(FLAG in text for text in found) == seen // 2
    assert not any("80" in text for text in found)


@pytest.mark.parametrize("reader", ["wei", "chu"])
def test_a_flag_that_was_looked_at_is_no_task_any_more_but_stays_on_the_list(
    noted: Shell, reader: str
) -> None:
    assert listed(noted, reader) == []
    every = noted.json("flags", "--as", reader)["flags"]
    found = [(f["who"], f["noted"]["by"], f["noted"]["text"]) for f in every]
    assert sorted(found) == [("li", "wei", NOTE), ("zhao", "wei", "评分依据充分")]
    assert NOTE in noted("flags", "--as", reader).out


@pytest.mark.parametrize("reader", [None, "li", "chen", "shen", "wei"])
@pytest.mark.parametrize("words", [("journal",), ("due",), ("explain", "li", "2026Q2")])
def test_nothing_of_the_looking_is_shown_where_others_read(
    noted: Shell, words: tuple[str, ...], reader: str | None
) -> None:
    as_ = ("--as", reader) if reader else ()
    for form in ((), ("--json",)):
        told = noted(*words, *as_, *form)
        assert told.code == 0
        for canary in ("note_flag", "得分降低", NOTE, "flag_note"):
            assert canary not in told.out, canary


def test_the_record_is_whole_with_a_note_in_it(noted: Shell) -> None:
    assert noted.json("verify")["valid"] is True
