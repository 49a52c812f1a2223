"""What follows a result, from the shell: what is owed after a quarter's end, and the list (R19)."""

from pathlib import Path

import pytest

from rules.policy import OFFICES
from tests.cli.shell import Shell

EXAMPLE = Path("tests/offices/examples/follow_up_unclosed.toml").resolve()


def kept(shell: Shell, text: str) -> Shell:
    """A shell whose database holds a play that ran to its end."""
    path = shell.folder / "quarter.toml"
    path.write_text(text, encoding="utf-8")
    shell.json("play", str(path), "--database", "sqlite:///kaohe.db")
    return shell


@pytest.mark.rule("R18")
def test_what_is_owed_after_the_quarter_has_ended_is_still_listed(shell: Shell) -> None:
    told = kept(shell, EXAMPLE.read_text(encoding="utf-8"))
    found = told.json("due")["due"]
    assert {(d["who"], d["what"], d["of"], d["overdue"]) for d in found} == {
        ("shen", "表扬", "zhang", True),
        ("han", "表扬", "zhang", True),
    }
    shown = told("case", "zhang", "2026Q3").out
    assert "结果运用：表扬 待办" in shown
    explained = told.json("explain", "zhang", "2026Q3")
    first = explained["follow_ups"][0]
    assert (first["kind"], first["clause"], first["basis"]) == ("commendation", "五(一)", "text")
    assert "七、结果运用" in told("explain", "zhang", "2026Q3").out
    closed = told.json("explain", "li", "2026Q3")["follow_ups"][0]
    assert closed["done"]["who"] == "chen"
    assert "凭“谈话记录3号”办结" in told("explain", "li", "2026Q3").out


@pytest.mark.rule("R19")
def test_the_list_names_the_outstanding_and_the_group_confirms_them(shell: Shell) -> None:
    policy = (OFFICES / "guanghe.toml").read_text(encoding="utf-8")
    for name, value in (("outstanding_quarters", 4), ("outstanding_good_min", 3)):
        assert f"{name} = {{ value = {value}" in policy
        policy = policy.replace(f"{name} = {{ value = {value}", f"{name} = {{ value = 1")
    (shell.folder / "short.toml").write_text(policy, encoding="utf-8")
    text = EXAMPLE.read_text(encoding="utf-8").replace('"guanghe"', '"short.toml"')
    told = kept(shell, text)
    found = {p["who"]: p for p in told.json("outstanding", "--at", "2026Q3")["people"]}
    assert {who: p["outstanding"] for who, p in found.items()} == {
        "zhang": True, "li": False, "wang": False,
    }  # fmt: skip
    assert found["zhang"]["quarters"] == [{"quarter": "2026Q3", "grade": "好"}]
    given = '{"reason": "一贯优秀"}'
    told.json("act", "confirm_outstanding", "--as", "wei", "--case", "zhang", "--with", given)
    refused = told("act", "confirm_outstanding", "--as", "wei", "--case", "li", "--with", given)
    assert (refused.code, "不在一贯表现优秀名单中" in refused.err) == (1, True)
    shown = told("outstanding").out
    assert ("张三" in shown, "已确认" in shown, "李四" in shown) == (True, True, False)
    assert told.json("verify")["valid"] is True


@pytest.mark.rule("R19")
def test_nobody_is_on_the_list_after_one_quarter(shell: Shell) -> None:
    told = kept(shell, EXAMPLE.read_text(encoding="utf-8"))
    found = told.json("outstanding")
    assert [p["outstanding"] for p in found["people"]] == [False, False, False]
    assert all("不足4个" in p["why"] for p in found["people"])
