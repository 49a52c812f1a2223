"""One-time passwords from the shell, and the chain of the system as people read it."""

import csv

from tests.cli.shell import Shell, is_calm


def test_everyone_without_an_account_is_given_one_in_a_file_of_ones_own(live: Shell) -> None:
    file = live.folder / "first.csv"
    assert live("password", "zhang").code == 0
    told = live("password", "--all", str(file))
    assert told.code == 0, told.err
    assert file.stat().st_mode & 0o777 == 0o600
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.reader(opened))
    assert rows[0] == ["登录名", "姓名", "初始密码"]
    assert sorted(row[0] for row in rows[1:]) == ["li", "wu", "zhao"]
    assert len({row[2] for row in rows[1:]}) == 3
    assert not any(row[2] in told.out for row in rows[1:])


def test_a_file_of_passwords_is_never_written_over(live: Shell) -> None:
    file = live.folder / "first.csv"
    file.write_text("mine", encoding="utf-8")
    told = live("password", "--all", str(file))
    assert told.code == 2
    assert is_calm(told)
    assert file.read_text(encoding="utf-8") == "mine"
    assert live.json("journal", "--system")["lines"] == []


def test_it_is_one_person_or_everyone(live: Shell) -> None:
    assert live("password").code == 2
    assert live("password", "zhang", "--all", "x.csv").code == 2


def test_the_chain_of_the_system_tells_what_was_done_with_accounts(live: Shell) -> None:
    live("password", "zhang")
    told = live("journal", "--system")
    assert "发放初始密码(张三)" in told.out
    (line,) = live.json("journal", "--system")["lines"]
    assert (line["move"], line["whom"], line["outcome"]) == ("make_account", "张三", "done")
    assert live("journal", "--system", "--case", "zhang").code == 2
    assert live("verify").code == 0
