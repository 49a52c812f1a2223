"""A list of people from the shell: looked at without a trace, then entered (R02)."""

import pytest

from tests.cli.shell import Shell

LIST = "登录名,姓名,内设机构,分管领导\nma,马新,党建办,{leader}\n"


@pytest.mark.rule("R02")
def test_a_list_is_looked_at_and_entered_by_a_clerk(live: Shell) -> None:
    """Whoever is new is entered once; a second time there is nothing to do."""
    file = live.folder / "people.csv"
    file.write_bytes(LIST.format(leader="li").encode("gb18030"))
    looked = live.json("import", "roster", str(file), "--as", "wu", "--dry-run")
    assert [p["name"] for p in looked["new"]] == ["马新"]
    words = ("import", "roster", str(file), "--as", "wu")
    assert live(*words).code == 1  # no document
    assert "已登记1人：马新" in live(*words, "--document", "3号").out
    again = live(*words, "--document", "3号", "--json")
    assert (again.code, again.reasons) == (1, ["二"])
    assert live("verify").code == 0


def test_a_list_that_is_wrong_is_refused_with_the_place(live: Shell) -> None:
    """The exit code tells a refusal from a file that is not there."""
    file = live.folder / "people.csv"
    file.write_text(LIST.format(leader="nobody"), encoding="utf-8")
    told = live("import", "roster", str(file), "--as", "wu", "--dry-run")
    assert told.code == 1
    assert "第2行“分管领导”" in told.err
    assert live("import", "roster", "nowhere.csv", "--as", "wu").code == 2
