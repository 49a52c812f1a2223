"""What the shell tells people: which quarter, which key, until when, what is missing."""

import json

import pytest

from tests.cli.shell import Shell
from tests.cli.test_live import at_time
from workflow.collective import TITLES
from workflow.pages import PAGES
from workflow.telling import TELLING


def test_what_is_due_names_its_quarter(played: Shell) -> None:
    """Two quarters may be under way at once."""
    told = played("due", "--at", "2026-07-06T09:00:00").out
    assert "季度" in told
    assert "2026Q3  张三" in told


def test_moves_are_listed_under_those_who_may_make_them(played: Shell) -> None:
    """Whoever looks at a case sees what is theirs to do."""
    lines = played("case", "zhang", "2026Q3").out.splitlines()
    mine = next(line for line in lines if line.strip().startswith("被考核公务员："))
    theirs = next(line for line in lines if line.strip().startswith("考核办："))
    assert "提交工作计划 submit_plan" in mine
    assert "准予补报 reopen" in theirs
    assert "reopen" not in mine


@pytest.mark.rule("R28", "R35")
def test_the_journal_tells_what_was_adopted_extended_reopened_and_registered(
    played: Shell,
) -> None:
    """Not only that something was done, but on what: the key, the day, the document."""
    assert "登记人员：张三(zhang)" in played("journal").out
    number = ("--number", "3", "--as", "zhao")
    assert played("policy", "adopt", "values.plan_due_days", *number).code == 0
    acts = (
        ("wu", "extend", {"stage": "recording", "scope": "all", "until": "2026-08-14"}),
        ("wu", "extend", {"stage": "planning", "scope": "zhang", "until": "2026-07-22"}),
        ("zhao", "confirm", {"of": "extend"}),
        ("wu", "reopen", {"stage": "planning", "until": "2026-07-24"}),
    )
    for who, move, data in acts:
        given = json.dumps(data if move == "confirm" else data | {"reason": "停电"})
        told = played("act", move, "--as", who, "--case", "zhang", "--with", given)
        assert told.code == 0, told.err
    opi = {
        "kind": "commendation", "issuer": "区委", "level": "区级", "document": "区发〔2026〕1号",
        "date": "2026-07-10", "points": "0.5", "basis": "办法", "evidence": "文件",
    }  # fmt: skip
    given = json.dumps(opi)
    assert played("act", "record_opi", "--as", "wu", "--case", "zhang", "--with", given).code == 0
    told = played("journal").out
    for words in (
        "审定采用解释口径：values.plan_due_days，《方案》解释口径第3号",
        "延期：第1号延期：本季度月小结延至2026-08-14，全体参加考核人员，待组长确认",
        "延期：第2号延期：工作计划延至2026-07-22，张三",
        "组长确认：第1号延期",
        "准予补报(张三)：工作计划，至2026-07-24 24:00",
        "登记加减分事项(张三)：区发〔2026〕1号",
        "工作计划填报截止(张三)：工作计划，2026-07-07 24:00截止",
        "提醒(张三)：“提醒报送工作计划”，发给张三",
    ):
        assert words in told
    assert "停电" not in told, "a reason is for those whom it concerns"


def test_only_moves_that_exist_tell_what_they_were_about() -> None:
    """The table of words holds no move that is gone."""
    moves = {m.id for page in PAGES.values() for m in page.moves}
    assert set(TELLING) <= moves | set(TITLES) | {"register"}


def test_an_instant_is_written_alike_everywhere(played: Shell) -> None:
    """A day's end is 24:00 of that day, in the journal as in an explanation and in tables."""
    end = "2026-07-07 24:00"
    assert f"{end} 到期处理 工作计划填报截止(张三)" in played("journal").out
    assert f"{end} 到期处理" in played("explain", "zhang", "2026Q3").out
    late = played("due", "--at", "2026-07-09T09:00:00").out
    assert f"逾期，自{end}" in late
    assert "2026-07-09 09:00应办事项" in late
    for words in (("journal",), ("explain", "zhang", "2026Q3"), ("due",)):
        assert "00:00 " not in played(*words).out.replace("24:00", "")
    document = played.json("journal")["lines"]
    assert "2026-07-08T00:00:00+08:00" in [line["at"] for line in document]


@pytest.mark.rule("R30")
def test_a_tick_says_which_calendar_the_next_days_wait_for(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without next year's table the fourth quarter cannot end: whoever runs the clock is told."""
    people = '[[people]]\nid = "zhang"\nname = "张三"\nsupervisor = "li"\n'
    people += '[[people]]\nid = "li"\nname = "李四"\nroles = ["supervisor"]\n'
    people += '[[people]]\nid = "wu"\nname = "吴五"\nroles = ["office"]\n'
    (shell.folder / "people.toml").write_text(people, encoding="utf-8")
    at_time(monkeypatch, "2026-10-08T09:00:00")
    shell.json("init", "--people", str(shell.folder / "people.toml"))
    shell.json("open", "2026Q4", "--as", "wu")
    assert shell.json("tick")["tasks"] == []
    plan = {"items": [{"title": "a", "goal": "street", "weight": "100", "target": "b"}]}
    shell.json("act", "submit_plan", "--as", "zhang", "--with", json.dumps(plan))
    shell.json("act", "approve_plan", "--as", "li", "--case", "zhang")
    at_time(monkeypatch, "2026-10-09T09:00:00")
    assert [t["kind"] for t in shell.json("tick")["tasks"]] == ["calendar_missing"]
    for words in (("tick",), ("tick", "--dry-run"), ("due",)):
        assert "待办：日历缺失：缺少2027年工作日历" in shell(*words).out
