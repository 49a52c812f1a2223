"""A scenario names only what exists; whoever mistyped is told when the file is loaded."""

from pathlib import Path

import pytest

from storage.database import open_database
from tests.cli.conftest import SCENARIO
from tests.workflow.story import Story
from workflow.expected import KEYS
from workflow.play import play
from workflow.report import play_report
from workflow.scenario import ScenarioError, load_scenario, scenario_from_text
from workflow.verdict import known_tables

ACT = '\n[[acts]]\nat = 2026-07-04T09:00:00\nwho = "zhang"\ndo = "log"\n'
WRONG = {
    "an unknown actor": (
        ACT.replace('"zhang"', '"zang"'),
        "第2个 acts(第41行)的 who “zang”不存在，是不是要 zhang",
    ),
    "an unknown case": (
        ACT + 'case = "张三"\n',
        "第2个 acts(第41行)的 case “张三”不存在；可用的有：zhang、li",
    ),
    "an unknown move": (
        ACT.replace('"log"', '"submitplan"'),
        "的 do “submitplan”不存在，是不是要 submit_plan",
    ),
    "a move of the clock": (
        ACT.replace('"log"', '"lock_plan"'),
        "的 do “lock_plan”不存在",
    ),
    "an unknown table": (
        '\n[[expect.cases]]\nwho = "zhang"\n',
        "期望表 expect.“cases”不存在，是不是要 case",
    ),
    "an unknown key": (
        '\n[[expect.case]]\nwho = "zhang"\nstages = "planning"\n',
        "第2个 expect.case(第41行)项 “stages”不存在，是不是要 stage",
    ),
    "an unknown person": (
        '\n[[expect.case]]\nwho = "wang"\n',
        "的 who “wang”不存在",
    ),
    "an unknown recipient": (
        '\n[[expect.mail]]\nto = "wang"\n',
        "第2个 expect.mail(第41行)的 to “wang”不存在",
    ),
    "an unknown kind of mail": (
        '\n[[expect.mail]]\nkind = "plan_dew"\n',
        "的 kind “plan_dew”不存在，是不是要 plan_due",
    ),
    "an unknown stage": (
        '\n[[expect.case]]\nwho = "zhang"\nstage = "plan"\n',
        "的 stage “plan”不存在",
    ),
    "an unknown quarter": (
        '\n[[expect.case]]\nquarter = "2026Q4"\n',
        "的 quarter “2026Q4”不存在",
    ),
    "an unknown refused move": (
        '\n[[expect.refusal]]\ndo = "decided"\n',
        "的 do “decided”不存在，是不是要 decide",
    ),
    "a count that is none": (
        '\n[[expect.mail]]\ncount = "3"\n',
        "的 count 须为整数",
    ),
    "an expectation that is no table": (
        "\n[expect]\nquota = 3\n",
        "须写成",
    ),
    "an unknown single key": (
        "\n[expect.quota]\nlimits = 3\n",
        "项 “limits”不存在，是不是要 limit",
    ),
}


@pytest.mark.parametrize(("more", "said"), WRONG.values(), ids=list(WRONG))
def test_a_name_that_does_not_exist_is_told_with_its_place(more: str, said: str) -> None:
    """File, table, line, what it might have meant and what there is instead."""
    text = SCENARIO.partition("\n[[expect")[0] if "\n[expect]" in more else SCENARIO
    lines = (SCENARIO + more).split("\n")
    if "(第41行)" in said:
        place = max(n for n, line in enumerate(lines, 1) if line.startswith("[["))
        said = said.replace("第41行", f"第{place}行")
    with pytest.raises(ScenarioError) as wrong:
        scenario_from_text(text + more, Path("计划.toml"))
    assert str(wrong.value).startswith("计划.toml：")
    assert said in str(wrong.value)


def test_what_a_move_is_given_is_left_to_the_move() -> None:
    """Values in `with` are refused, if they must be, when the act is played."""
    text = SCENARIO + ACT + 'with = { nobody = "nowhere", date = "昨天" }\n'
    assert len(scenario_from_text(text).acts) == 2


def test_titles_stand_beside_the_names_there_are() -> None:
    """Whoever does not know the identifiers finds them by their Chinese names."""
    with pytest.raises(ScenarioError, match=r"planning\(拟定计划\)") as wrong:
        scenario_from_text(SCENARIO.replace('stage = "planning"', 'stage = "?"'))
    assert "closed(办结归档)" in str(wrong.value)
    with pytest.raises(ScenarioError, match=r"submit_plan\(提交工作计划\)"):
        scenario_from_text(SCENARIO.replace('do = "submit_plan"', 'do = "?"'))
    with pytest.raises(ScenarioError, match=r"plan_due\(提醒报送工作计划\)"):
        scenario_from_text(SCENARIO.replace('kind = "plan_due"', 'kind = "?"'))


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    """No file, a folder, and bytes that are no text are three different things."""
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00")
    for path, said in (
        (tmp_path / "nowhere.toml", "没有这个文件"),
        (tmp_path, "是一个文件夹"),
        (tmp_path / "bytes.toml", "不是 UTF-8 文本"),
    ):
        with pytest.raises(ScenarioError, match=said):
            load_scenario(path)


def test_expectations_may_name_whatever_a_report_has(tmp_path: Path) -> None:
    """What a report tells can be expected: the table of keys does not fall behind."""
    told = Story("zhang").planned("zhang").play("07-10T00:00:00", tmp_path)
    report = told.report
    assert set(report["quarters"][0]["cases"][0]) <= set(KEYS["case"])
    assert set(report["mails"][0]) <= set(KEYS["mail"])
    assert set(report["quota"]) <= set(KEYS["quota"])
    assert set(report["journal"]) <= set(KEYS["journal"])
    assert set(KEYS) == known_tables()


@pytest.mark.rule("R35")
@pytest.mark.parametrize(
    ("who", "given", "refused"),
    [
        ("zhao", '{ key = "values.plan_due_days", number = 1 }', None),
        ("zhao", '{ key = "values.plan_due_days" }', "number"),
        ("zhao", '{ key = "nonsense", number = 1 }', "nonsense"),
        ("zhao", '{ key = "values.quota_share", number = 1 }', "方案明文"),
        ("zhao", '{ key = "values.plan_due_days", number = 1, why = "x" }', "why"),
        ("zhang", '{ key = "values.plan_due_days", number = 1 }', "组长"),
    ],
)
def test_an_interpretation_is_adopted_in_a_scenario_too(
    who: str, given: str, refused: str | None, tmp_path: Path
) -> None:
    """The chair adopts a key under a number; what does not fit is refused and on record."""
    act = f'\n[[acts]]\nat = 2026-07-05T09:00:00\nwho = "{who}"\ndo = "adopt"\nwith = {given}\n'
    database = open_database(f"sqlite:///{tmp_path}/play.db")
    report = play_report(play(scenario_from_text(SCENARIO + act), database))
    database.dispose()
    assert report["journal"]["valid"] is True
    said = [r["reasons"] for r in report["refusals"] if r["do"] == "adopt"]
    assert bool(said) is bool(refused) is bool(report["failures"])
    assert refused is None or refused in said[0][0]["text"]
