"""The example scenarios: what an official wrote down by hand is what the engine does.

Every file under `examples/` is a quarter told day by day, with what must come of it worked out
from the requirements and the calendar, never copied from a run.
"""

from pathlib import Path
from typing import Any

import pytest

from storage.database import open_database
from tests.postgres import drop_database, fresh_database
from workflow.play import play
from workflow.report import play_report
from workflow.scenario import load_scenario, scenario_from_text
from workflow.verdict import failed_expectations

EXAMPLES = Path(__file__).with_name("examples")
FILES = sorted(EXAMPLES.glob("*.toml"))
NAMED = {
    "on_time": "按时完成",
    "late_plan_reopened": "逾期截止",
    "returned_plan": "退回修改",
    "missing_month": "缺报一个月",
    "amended_plan": "调整计划",
    "departure_reasons": "偏离得分对应等次",
    "quota_eighteen": "18人",
    "direct_good": "直接确定为“好”",
    "direct_poor_statement": "直接确定为“较差”",
    "direct_conflict": "既被提请直接定“好”",
    "returned_last_day": "最后一天被退回",
    "set_aside_supplementary": "暂缓研究",
    "outage": "停机三天",
    "publicity_national_day": "国庆假期",
    "publicity_no_calendar": "没有工作日历的年份",
}
ON_POSTGRESQL = ["outage", "quota_eighteen", "set_aside_supplementary"]


def outcome(path: Path, url: str) -> tuple[dict[str, Any], list[str]]:
    """The report of a play in an empty database, and everything that came out otherwise."""
    scenario = load_scenario(path)
    database = open_database(url)
    try:
        report = play_report(play(scenario, database))
    finally:
        database.dispose()
    return report, report["failures"] + failed_expectations(scenario.expect, report)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_comes_out_as_its_file_says(path: Path, tmp_path: Path) -> None:
    """Acts, refusals, mails, grades, quota and notices are those worked out by hand."""
    report, failures = outcome(path, f"sqlite:///{tmp_path / 'play.db'}")
    assert failures == []
    assert report["journal"]["valid"] is True


@pytest.mark.postgres
@pytest.mark.parametrize("name", ON_POSTGRESQL)
def test_an_example_comes_out_the_same_on_postgresql(name: str) -> None:
    """The database behind a scenario changes nothing of it."""
    url = fresh_database()
    try:
        report, failures = outcome(EXAMPLES / f"{name}.toml", url)
    finally:
        drop_database(url)
    assert failures == []
    assert report["journal"]["valid"] is True


@pytest.mark.parametrize(("name", "words"), NAMED.items())
def test_every_situation_that_must_be_shown_has_its_example(name: str, words: str) -> None:
    """The title of each file says in an official's words what it shows."""
    assert words in load_scenario(EXAMPLES / f"{name}.toml").title


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_tells_its_story_before_it_begins(path: Path) -> None:
    """A reader who knows no TOML learns from the opening comment what the file is about."""
    head = path.read_text(encoding="utf-8").split("title =")[0].splitlines()
    assert head[0] == f"# {load_scenario(path).title}"
    assert len("".join(head)) > 60
    assert all(line.startswith("#") for line in head)


FAULTS = {
    "a grade": ('proposed = "好", grade = "好"', 'proposed = "好", grade = "较好"', "grade 应为"),
    "a total": ('total = "90.28"', 'total = "90.29"', "total 应为"),
    "a band": ('band = "一般"', 'band = "较好"', "band 应为"),
    "a stage": ('stage = "closed", total = "79.02"', 'stage = "publicity"', "stage 应为"),
    "who was late": ("late = [] }", 'late = ["plan"] }', "late 应为"),
    "a mail's number": ('kind = "plan_due", count = 3', 'kind = "plan_due", count = 2', "应有2项"),
    "a mail's instant": (
        "at = 2026-07-06T08:30:00",
        "at = 2026-07-05T08:30:00",
        "应有1项，实有0项",
    ),
    "a mail's subject": ("请于7月7日前", "请于7月8日前", "应有1项，实有0项"),
    "a refusal": ('clause = "四(三)"', 'clause = "四(二)"', "应有1项，实有0项"),
    "a task": ("  { count = 0 },", "  { count = 1 },", "expect.task"),
    "the quota": ("limit = 1", "limit = 2", "limit 应为 2"),
    "a notice": ("ends = 2026-10-24T00:00:00", "ends = 2026-10-23T00:00:00", "ends 应为"),
    "the journal": ("valid = true", "valid = false", "expect.journal"),
    "nobody of that kind": ('{ who = "wang", stage', '{ who = "shen", stage', "没有找到"),
}
SURPRISES = {
    "an act that is refused": (', refused = "四(三)"', "", "未料到被拒绝"),
    "an act that is done": (
        'do = "publish" }',
        'do = "publish", refused = "四(五)" }',
        "应依据四(五)拒绝，却办成了",
    ),
    "another clause": ('refused = "四(三)"', 'refused = "四(二)"', "实际依据的是四(三)"),
}


@pytest.fixture(scope="module")
def on_time(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The report of the ordinary quarter, played once."""
    folder = tmp_path_factory.mktemp("on_time")
    report, _ = outcome(EXAMPLES / "on_time.toml", f"sqlite:///{folder / 'play.db'}")
    return report


def altered(right: str, wrong: str) -> str:
    """The text of the ordinary quarter with one thing written otherwise."""
    text = (EXAMPLES / "on_time.toml").read_text(encoding="utf-8")
    assert right in text
    return text.replace(right, wrong, 1)


@pytest.mark.parametrize(("right", "wrong", "named"), FAULTS.values(), ids=list(FAULTS))
def test_a_wrong_expectation_fails_and_is_named(
    right: str, wrong: str, named: str, on_time: dict[str, Any]
) -> None:
    """A scenario that expects what does not happen must not pass."""
    expect = scenario_from_text(altered(right, wrong)).expect
    failures = failed_expectations(expect, on_time)
    assert any(named in failure for failure in failures), failures


@pytest.mark.parametrize(("right", "wrong", "named"), SURPRISES.values(), ids=list(SURPRISES))
def test_an_act_that_goes_otherwise_fails_and_is_named(
    right: str, wrong: str, named: str, tmp_path: Path
) -> None:
    """What is refused, done, or refused under another clause than the file says, must not pass."""
    path = tmp_path / "wrong.toml"
    path.write_text(altered(right, wrong), encoding="utf-8")
    _, failures = outcome(path, f"sqlite:///{tmp_path / 'play.db'}")
    assert any(named in failure for failure in failures), failures


def test_an_example_is_the_same_every_time_it_is_played(tmp_path: Path) -> None:
    """Two plays of one file leave the same report and the same journal, to the byte."""
    path = EXAMPLES / "late_plan_reopened.toml"
    first, _ = outcome(path, f"sqlite:///{tmp_path / 'first.db'}")
    second, _ = outcome(path, f"sqlite:///{tmp_path / 'second.db'}")
    assert first == second
    assert lines(tmp_path / "first.db") == lines(tmp_path / "second.db")


def lines(path: Path) -> list[str]:
    """The journal's lines with their digests and MACs."""
    database = open_database(f"sqlite:///{path}")
    with database.read() as connection:
        query = "SELECT line, digest, mac FROM journal ORDER BY office, seq"
        found = [str(tuple(row)) for row in connection.exec_driver_sql(query)]
    database.dispose()
    return found


def test_a_scenario_without_expectations_still_fails_on_a_surprise(tmp_path: Path) -> None:
    """What is not expected to be refused must not be refused."""
    text = """
title = "只有一个办不成的动作"
quarter = "2026Q3"
until = 2026-07-05T00:00:00
people = [{ id = "zhang", name = "张三" }]
acts = [{ at = 2026-07-02T09:00:00, who = "zhang", do = "approve_plan" }]
"""
    database = open_database(f"sqlite:///{tmp_path / 'play.db'}")
    played = play(scenario_from_text(text), database)
    database.dispose()
    assert [r.act.do for r in played.refusals] == ["approve_plan"]
    assert "未料到被拒绝" in played.failures[0]
