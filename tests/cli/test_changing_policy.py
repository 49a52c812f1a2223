"""The policy from the shell: what is provisional and why, what differs, what would have been."""

from hashlib import sha256

import pytest

from tests.cli.shell import CHINESE, Shell

AMENDED = """
[[amendments]]
from = 2099-01-01
[amendments.values.items_max]
value = 6
"""


@pytest.fixture
def amended(shell: Shell) -> str:
    """A file of amendments alone."""
    path = shell.folder / "amended.toml"
    path.write_text(AMENDED, encoding="utf-8")
    return str(path)


@pytest.mark.rule("R35")
def test_what_is_provisional_says_what_it_decides(shell: Shell) -> None:
    """Each entry names the moves and roles it concerns, in Chinese."""
    rows = {r["key"]: r for r in shell.json("policy", "provisional")["provisional"]}
    assert all(CHINESE.search(row["decides"]["text"]) for row in rows.values())
    assert rows["rules.bpi_notes"]["decides"]["text"] == "评分(分管领导)能不能办"
    interim = {key for key, row in rows.items() if row["interim"]}
    assert {"moves.exempt", "moves.withhold"} <= interim
    assert "决定什么" in shell("policy", "provisional").out


@pytest.mark.rule("R35")
def test_what_is_provisional_is_found_by_a_word_and_told_in_a_line_each(shell: Shell) -> None:
    """A key, a clause, a stage, a word of a note: all the words must be there."""

    def keys(*words: str) -> list[str]:
        listed = shell.json("policy", "provisional", *words)["provisional"]
        return [row["key"] for row in listed]

    assert keys("quorum_share") == ["values.quorum_share"]
    assert {"values.publicity_scope", "rules.publish_complete"} <= set(keys("公示", "四(五)"))
    assert "rules.marks_complete" not in keys("审核评鉴")  # the regulation's own text
    assert "rules.bpi_notes" in keys("审核评鉴")
    assert keys("绝无此词") == []
    told = shell("policy", "provisional", "quorum_share", "--short").out
    assert [line.split()[:2] for line in told.splitlines() if "values." in line] == [
        ["values.quorum_share", "2/3"],
    ]  # fmt: skip
    assert "决定什么" not in told.splitlines()[1]
    assert "没有一项含" in shell("policy", "provisional", "绝无此词").out


@pytest.mark.rule("R01")
def test_two_rule_sets_are_compared_by_file_name_day_and_digest(live: Shell, amended: str) -> None:
    """What changes, for whom, with clause and basis; the same against itself is nothing."""
    found = live.json("policy", "diff", "guanghe", amended)
    (change,) = found["changes"]
    assert (change["key"], change["text"]) == ("values.items_max", "8 → 6")
    assert change["concerns"]["moves"][0]["by"] == ["被考核公务员"]
    assert "提交工作计划" in live("policy", "diff", "guanghe", amended).out
    assert live.json("policy", "diff", "2026-07-01", "guanghe")["changes"] == []
    for words in (
        ("policy", "diff", "guanghe", "nothing"),
        ("policy", "diff", "abcdef12", "guanghe"),
    ):
        told = live(*words)
        assert told.code == 2
        assert CHINESE.search(told.err)


@pytest.mark.rule("R01")
def test_a_policy_is_imported_by_a_clerk_for_later_quarters(live: Shell, amended: str) -> None:
    """The import is journalled and verified; afterwards a day means what then holds."""
    done = live.json("import", "policy", amended, "--as", "wu", "--document", "纪要1号")
    assert (done["done"], done["in_force"][-1]["from"]) == (True, "2099-01-01")
    (change,) = live.json("policy", "diff", "2026-07-01", "2099-06-01")["changes"]
    assert change["to"]["value"] == 6
    assert live("verify").code == 0
    again = live("import", "policy", amended, "--as", "wu", "--json")
    assert (again.code, again.reasons) == (1, ["七(四)"])
    assert live("import", "policy", amended, "--as", "zhang").code == 1
    assert live("import", "policy", "nowhere.toml", "--as", "wu").code == 2


@pytest.mark.rule("R01")
def test_a_past_quarter_is_replayed_under_another_policy_and_nothing_is_written(
    played: Shell, amended: str
) -> None:
    """The database file has the same bytes afterwards."""
    file = played.folder / "played.db"
    before = sha256(file.read_bytes()).hexdigest()
    found = played.json("replay", "2026Q3", "--policy", amended)
    assert [c["key"] for c in found["policy"]["changes"]] == ["values.items_max"]
    assert "没有写入" in played("replay", "2026Q3", "--policy", amended).out
    assert sha256(file.read_bytes()).hexdigest() == before
    assert played("replay", "2026Q4", "--policy", amended).code == 1
    assert played("replay", "2026Q3").code == 2


@pytest.mark.rule("R24")
def test_results_are_analysed_by_quarter_and_year(played: Shell) -> None:
    """Counts as integers; of one person alone no more than that there is one."""
    for words in ((), ("2026Q3",), ("2026",)):
        found = played.json("analysis", *words)
        assert found["quarters"] == ["2026Q3"]
        assert found["overall"] == {"name": "全体", "n": 1, "shown": False}
    assert "人数过少" in played("analysis").out
    assert played("analysis", "2025").code == 1
    assert played("analysis", "去年").code == 2


@pytest.mark.rule("R05")
@pytest.mark.settles("values.bpi_anchors")
def test_the_anchors_of_behaviour_are_shown_for_each_dimension(shell: Shell) -> None:
    """One set of four for each of the six, with clause and basis."""
    found = shell.json("score", "--anchors")
    assert list(found["anchors"]) == [
        "执行力", "服务态度", "学习能力", "工作促进与改进能力", "承担责任能力", "纪律表现",
    ]  # fmt: skip
    assert {len(levels) for levels in found["anchors"].values()} == {4}
    assert len({tuple(levels) for levels in found["anchors"].values()}) == 6
    assert (found["clause"], found["basis"]) == ("三(一)2", "convention")
    assert "行为参照" in shell("score", "--anchors").out
    assert shell("score", "--kpi", "90").code == 2


@pytest.mark.rule("R04")
def test_an_act_beside_the_pages_is_made_from_the_shell(live: Shell) -> None:
    """A goal is listed before any quarter was opened, and refused when it is listed twice."""
    goal = '{"title": "信访件办结", "level": "street"}'
    done = live.json("act", "register_goal", "--as", "wu", "--with", goal)
    assert done["done"] is True
    again = live("act", "登记目标任务", "--as", "wu", "--with", goal, "--json")
    assert (again.code, again.reasons) == (1, ["三(一)1"])
    assert "第1号，信访件办结" in live("journal").out
