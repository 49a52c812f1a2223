"""Whatever is handed in, the answer is a Chinese sentence with the clause or the field."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from rules.policy import OFFICES
from tests.cli.conftest import PEOPLE, SCENARIO
from tests.cli.shell import Shell, is_calm

SHIPPED = (OFFICES / "guanghe.toml").read_text(encoding="utf-8")
NUMBERS = ["NaN", "inf", "1e400", "九十", "100.01", "-0.01", "90.001", "", "９０", "0x5a", "9" * 99]


@pytest.mark.rule("R03")
@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_that_is_no_mark_is_refused_with_its_clause(shell: Shell, number: str) -> None:
    told = shell("score", f"--kpi={number}", "--bpi", "90", "--json")
    assert told.code == 1
    assert told.reasons == ["三(一)1"]
    assert told.document["total"] is None
    assert is_calm(told)
    behaviour = shell("score", "--kpi", "90", f"--bpi={number}", "--json")
    assert behaviour.code == 1
    assert behaviour.reasons == ["三(一)2"]


def test_everything_wrong_with_a_score_is_told_at_once(shell: Shell) -> None:
    told = shell("score", "--kpi", "x", "--bpi", "90,91,y,92,88,101", "--opi", "z", "--json")
    assert told.reasons == ["三(一)1", "三(一)2", "三(一)2", "三(一)3"]
    assert "服务态度" not in told.err
    assert "学习能力" in told.err
    assert "纪律表现" in told.err


def test_items_that_all_do_not_count_make_no_score(shell: Shell) -> None:
    told = shell("score", "--items", "100:不计入", "--bpi", "90", "--json")
    assert told.code == 1
    assert told.reasons == ["三(一)"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "title = ",
        'title = "a"\nquarter = "2026Q5"\nuntil = 2026-10-01',
        'quarter = "2026Q3"',
        'quarter = "2026Q3"\nuntil = "明天"',
        SCENARIO.replace('do = "submit_plan"', "do = 7"),
        SCENARIO.replace('supervisor = "li"', 'supervisor = "nobody"'),
        SCENARIO.replace('id = "wu"', 'id = "zhang"'),
        SCENARIO.replace('roles = ["chair"]', 'roles = ["king"]'),
        SCENARIO.replace('who = "zhang"\ndo', 'who = "nobody"\ndo'),
        SCENARIO.replace('office = "guanghe"', 'office = "nowhere"'),
        SCENARIO + "\n[surprise]\n",
    ],
)
def test_a_malformed_scenario_is_wrong_usage_and_is_not_played(shell: Shell, text: str) -> None:
    path = shell.folder / "bad.toml"
    path.write_text(text, encoding="utf-8")
    told = shell("play", str(path), "--json")
    assert told.code == 2
    assert told.out == ""
    assert is_calm(told)


def test_a_file_that_is_no_text_is_no_scenario(shell: Shell) -> None:
    path = shell.folder / "bad.toml"
    path.write_bytes(b"\xff\xfe\x00")
    for words in (
        ("play", str(path)),
        ("play", str(shell.folder)),
        ("init", "--people", str(path)),
    ):
        told = shell(*words)
        assert told.code == 2
        assert is_calm(told)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('kpi_share = { value = "7/10"', "kpi_share = { value = 0.7"),
        ("plan_due_days = { value = 5", 'plan_due_days = { value = "五"'),
        ("plan_due_days = { value = 5", "plan_due_days = { value = -5"),
        ('quota = { clause = "四(三)"', 'quota = { clause = "九(九)"'),
        ("\nquota = {", "\nquotas = {"),
        ("\ndecide = {", "\ndecided = {"),
        ("\nplan_due = {", "\nplan_dues = {"),
        ("silent_on = []", 'silent_on = ["quota"]\nsilent_on = []'),
        ('basis = "reading"', 'basis = "guess"'),
    ],
)
def test_a_malformed_policy_fails_its_check_and_names_the_place(
    shell: Shell, old: str, new: str
) -> None:
    assert old in SHIPPED
    path = shell.folder / "mine.toml"
    path.write_text(SHIPPED.replace(old, new, 1), encoding="utf-8")
    told = shell("policy", "check", str(path), "--json")
    assert told.code == 1
    assert told.document["valid"] is False
    assert is_calm(told)


@pytest.mark.rule("R01")
@pytest.mark.parametrize(
    ("key", "value", "valid"),
    [
        ("quota_share", '"3/10"', False), ("kpi_share", '"3/5"', False),
        ("publicity_days", "2", False), ("plan_due_days", "7", True), ("band_good", "92", True),
    ],
)  # fmt: skip
def test_an_amendment_changes_what_is_open_to_the_office_and_not_what_the_regulation_says(
    shell: Shell, key: str, value: str, valid: bool
) -> None:
    amendment = f"\n[[amendments]]\nfrom = 2025-01-01\n[amendments.values.{key}]\nvalue = {value}\n"
    path = shell.folder / "mine.toml"
    path.write_text(SHIPPED + amendment, encoding="utf-8")
    told = shell("policy", "check", str(path), "--json")
    assert told.document["valid"] is valid
    assert (f"“values.{key}”是方案明文" in told.err) is not valid
    revised = (SHIPPED + amendment).replace(
        "from = 2025-01-01\n", 'from = 2025-01-01\n[amendments.office]\nscheme = "新方案"\n'
    )
    path.write_text(revised, encoding="utf-8")
    assert shell("policy", "check", str(path), "--json").document["valid"] is True


def test_the_shipped_policy_passes_its_check(shell: Shell) -> None:
    assert shell.json("policy", "check", "guanghe")["valid"] is True
    path = shell.folder / "mine.toml"
    path.write_text(SHIPPED, encoding="utf-8")
    assert shell.json("policy", "check", str(path))["office"] == "guanghe"


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('name = "张三"', 'name = "张\\n三"', "姓名"),
        ('name = "张三"', 'name = "张\\u202e三"', "姓名"),
        ('name = "张三"', 'name = "' + "张" * 41 + '"', "姓名"),
        ('section = "党建办"', 'section = "党\\u0007建"', "内设机构"),
        ('id = "zhang"', 'id = "zh\\u0000ang"', "登录名"),
        ('id = "li"', 'id = "zhang"', "zhang"),
        ('roles = ["chair"]', 'roles = ["king"]', "roles"),
        ('supervisor = "li"', 'supervisor = "nobody"', "nobody"),
        ("[[people]]", "[[peoples]]", "peoples"),
        ("[[people]]", "[[people]", "第"),
    ],
)
def test_a_malformed_people_file_sets_nothing_up(
    shell: Shell, old: str, new: str, field: str
) -> None:
    path = shell.folder / "people.toml"
    path.write_text(PEOPLE.replace(old, new, 1), encoding="utf-8")
    told = shell("init", "--people", str(path))
    assert told.code == 2
    assert field in told.err or "TOML" in told.err
    assert is_calm(told)
    assert sorted(p.name for p in shell.folder.iterdir()) == ["people.toml"]


def test_acts_have_no_place_in_a_people_file(shell: Shell) -> None:
    path = shell.folder / "people.toml"
    path.write_text(SCENARIO.split("office =")[0] + PEOPLE + SCENARIO.split(PEOPLE)[1], "utf-8")
    told = shell("init", "--people", str(path))
    assert told.code == 2
    assert is_calm(told)


@pytest.mark.parametrize(
    ("move", "data", "clauses"),
    [
        ("submit_plan", {}, {"四(一)"}),
        ("submit_plan", {"items": []}, {"三(一)1"}),
        ("submit_plan", {"items": [{"title": "a", "weight": "九十"}]}, {"三(一)1", "四(一)"}),
        ("log", {"date": "2026-02-30", "kind": "narrative", "text": "x"}, {"四(二)"}),
        ("log", {"date": "2025-01-01", "kind": "narrative", "text": "x"}, {"四(二)"}),
        ("log", {"date": "2026-07-02", "kind": "narrative", "text": "字" * 10_000}, {"四(二)"}),
        ("log", {"date": "2026-07-02", "kind": "narrative", "text": "a\u0007b"}, {"四(二)"}),
        ("approve_plan", {}, {"四(一)"}),
        ("mark", {"kpi": {"x": "NaN"}}, {"四(三)"}),
        ("decide", {"grades": 7}, {"四(三)"}),
    ],
)
def test_a_bad_act_is_refused_with_clauses_and_only_its_line_is_written(
    played: Shell, move: str, data: dict[str, object], clauses: set[str]
) -> None:
    before = _without_drafts(played.json("case", "zhang", "2026Q3"))
    lines = len(played.json("journal")["lines"])
    told = played("act", move, "--as", "zhang", "--with", json.dumps(data), "--json")
    assert told.code == 1
    assert clauses <= set(told.reasons)
    assert told.document["done"] is False
    assert is_calm(told)
    after = played.json("journal")["lines"]
    assert len(after) == lines + 1
    assert after[-1]["outcome"] == "refused"
    assert _without_drafts(played.json("case", "zhang", "2026Q3")) == before


def _without_drafts(report: dict[str, Any]) -> dict[str, Any]:
    """How a case stands, apart from the time it is looked at and what is kept as a draft."""
    content = {key: value for key, value in report["content"].items() if key != "drafts"}
    return report | {"at": "", "content": content}


def test_what_was_refused_is_kept_as_a_draft(played: Shell) -> None:
    data = {"month": 7, "text": "七月小结的全文"}
    assert played("act", "summarise", "--as", "zhang", "--with", json.dumps(data)).code == 1
    assert "七月小结的全文" in played("case", "zhang", "2026Q3").out


def test_a_person_or_quarter_that_is_not_there_is_said(played: Shell) -> None:
    assert played("act", "log", "--as", "nobody").code == 2
    assert played("act", "log", "--as", "zhang", "--case", "nobody").code == 2
    assert played("case", "nobody", "2026Q3").code == 2
    assert played("case", "zhang", "2026Q4").code == 1
    assert played("case", "li", "2026Q3").code == 1
    assert played("explain", "li", "2026Q3").code == 1
    assert played("journal", "--case", "nobody").code == 2
    told = played("act", "log", "--as", "zhang", "--quarter", "2030Q1", "--json")
    assert told.code == 1
    assert is_calm(told)


def test_a_database_that_is_none_is_said(shell: Shell) -> None:
    (shell.folder / "text.db").write_text("我不是数据库" * 400, encoding="utf-8")
    (shell.folder / "empty.db").write_bytes(b"")
    urls = ["nonsense", "mysql://x/y", "sqlite://", f"sqlite:///{shell.folder}/nowhere.db"]
    urls += [f"sqlite:///{shell.folder}/text.db", f"sqlite:///{shell.folder}/empty.db"]
    urls += [f"sqlite:///{shell.folder}", "postgresql://nobody@/nowhere?host=/nowhere"]
    for url in urls:
        for words in (("due",), ("verify",), ("tick",), ("journal",), ("checkpoint",)):
            told = shell.using(url)(*words, "--json")
            assert told.code == 1, url
            assert told.document["reasons"]
            assert is_calm(told), told.err


def test_the_database_of_another_program_is_left_alone(shell: Shell) -> None:
    path = shell.folder / "theirs.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (x)")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    theirs = shell.using(f"sqlite:///{path}")
    for words in (("init",), ("due",), ("demo", "--database", f"sqlite:///{path}")):
        told = theirs(*words)
        assert told.code == 1
        assert is_calm(told)
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("theirs",)]
    connection.close()
    assert len(path.read_bytes()) == len(before)


def test_markup_and_control_signs_of_people_are_shown_as_they_are(
    shell: Shell, scenario: Path
) -> None:
    text = scenario.read_text(encoding="utf-8").replace('name = "张三"', 'name = "[red]张[/red]三"')
    scenario.write_text(text.replace("计划未报", "[bold]\\u001b[31m计划"), encoding="utf-8")
    url = f"sqlite:///{shell.folder}/marked.db"
    told = shell("play", str(scenario), "--database", url)
    assert "[bold]" in told.out
    assert "\x1b" not in told.out
    assert "[red]张[/red]三" in shell.using(url)("due").out
