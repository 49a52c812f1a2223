"""A year over its quarters: opened by the clock, waited for, waived, made public (R08, R20–R23)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from rules.calendar import Quarter, parse_instant
from storage.database import open_database
from storage.load import Loader
from storage.outbox import listing
from storage.rebuild import Tables
from tests.offices.test_examples import EXAMPLES
from workflow.collective import open_by_hand
from workflow.command import Answer, Command
from workflow.duties import duties
from workflow.engine import perform
from workflow.explain import (
    UnknownCase,
    explain,
    explain_lines,
    explain_year,
    explain_year_lines,
)  # fmt: skip
from workflow.play import Played, play, run_clock, stage_set
from workflow.replay import rebuild, stored_rows, verify_office
from workflow.report import play_report
from workflow.scenario import Scenario, load_scenario
from workflow.sweep import tick

DOCUMENT = "党工委纪要〔2026〕2号"


def at(text: str) -> datetime:
    """An instant of 2026, Beijing time."""
    return parse_instant(f"2026-{text}")


def told(until: str, *, without: tuple[str, ...] = ()) -> Scenario:
    """The example's year up to an instant, without the acts of some names in the year."""
    whole = load_scenario(EXAMPLES / "year.toml")
    acts = [
        a for a in whole.acts if a.at < at(until) and not (a.quarter == "2025" and a.do in without)
    ]
    return Scenario(
        whole.title, whole.office, whole.quarters, at(until), whole.calendar_years, whole.people,
        tuple(acts), whole.outages, {}, whole.digest, whole.years,
    )  # fmt: skip


@pytest.fixture
def played(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Played]:
    """The year just before the body records its grades, or up to the instant a test names."""
    until = getattr(request, "param", "01-19T08:00:00")
    database = open_database(f"sqlite:///{tmp_path}/year.db")
    yield play(told(until, without=("record_annual",)), database)
    database.dispose()


def act(played: Played, when: str, who: str, do: str, **given: Any) -> Answer:
    """One act of the year."""
    command = Command(do, played.ids[who], "2025", played.ids[who], given)
    return perform(played.office, command, at(when))


def the_year(played: Played) -> dict[str, Any]:
    """What the year came to."""
    [year] = play_report(played)["years"]
    return dict(year)


def stages(played: Played) -> dict[str, str]:
    """Where everyone's year stands."""
    return {c["who"]: c["stage"] for c in the_year(played)["cases"]}


@pytest.mark.rule("R08")
def test_the_clock_opens_the_year_once_on_the_first_working_day_after_it(tmp_path: Path) -> None:
    """4 January 2026 is a working Sunday; an outage over it opens the year late, once."""
    database = open_database(f"sqlite:///{tmp_path}/late.db")
    played = play(told("01-03T00:00:00"), database)
    assert play_report(played)["years"] == []
    done = tick(played.office, at("01-07T10:00:00"))
    assert done.opened == ["2025"]
    assert tick(played.office, at("01-07T10:00:00")).opened == []
    assert stages(played) == dict.fromkeys(("zhang", "wang", "zhao"), "summarising")
    mails = [m for m in play_report(played)["mails"] if m["kind"] == "year_opened"]
    assert [m["at"] for m in mails] == ["2026-01-04T08:30:00+08:00"] * 3
    database.dispose()


@pytest.mark.rule("R08")
def test_a_year_is_opened_by_hand_by_the_office_alone_and_only_if_it_had_quarters(
    tmp_path: Path,
) -> None:
    """The chair may not, a year without quarters cannot, and nobody opens one twice."""
    database = open_database(f"sqlite:///{tmp_path}/hand.db")
    played = play(told("01-03T00:00:00"), database)
    wu, zhou = played.ids["wu"], played.ids["zhou"]
    assert not open_by_hand(played.office, 2025, zhou, at("01-03T09:00:00"))[0].done
    assert "没有办过" in open_by_hand(played.office, 2019, wu, at("01-03T09:00:00"))[0].text
    answer, taken = open_by_hand(played.office, 2025, wu, at("01-03T09:00:00"))
    assert (answer.done, taken) == (True, 3)
    assert "已经启动" in open_by_hand(played.office, 2025, wu, at("01-03T09:10:00"))[0].text
    assert tick(played.office, at("01-05T09:00:00")).opened == []
    assert verify_office(played.office).faults == ()
    database.dispose()


@pytest.mark.rule("R08")
@pytest.mark.parametrize("played", ["01-15T10:00:00"], indirect=True)
def test_the_year_runs_without_its_last_quarter_when_it_is_told_to(played: Played) -> None:
    """The fourth quarter is still in publicity; the chair gives the reason, and once."""
    given = {"grades": {"zhang": "称职"}, "document": DOCUMENT}
    assert "2025年第四季度" in act(played, "01-15T10:00:00", "zhou", "record_annual", **given).text
    assert not act(played, "01-15T10:01:00", "wu", "run_without", reason="等不及").done
    assert act(played, "01-15T10:02:00", "zhou", "run_without", reason="上级限期报送").done
    assert not act(played, "01-15T10:03:00", "zhou", "run_without", reason="再来一次").done
    assert act(played, "01-15T10:04:00", "zhou", "record_annual", **given).done
    assert stages(played)["zhang"] == "entered"
    assert the_year(played)["waived"] is True


@pytest.mark.rule("R23")
def test_an_annulled_notice_is_posted_again_for_the_full_days(played: Played) -> None:
    """Taken down on its third day, the notice begins anew; its content shows four grades."""
    given = {"grades": {"zhang": "优秀"}, "document": DOCUMENT}
    assert act(played, "01-19T09:00:00", "zhou", "record_annual", **given).done
    assert act(played, "01-19T10:00:00", "wu", "publish_year").done
    run_clock(played, at("01-22T09:00:00"))
    assert act(played, "01-22T09:00:00", "wu", "annul_year_publicity", reason="姓名有误").done
    assert stages(played)["zhang"] == "graded"
    assert act(played, "01-22T10:00:00", "wu", "publish_year").done
    run_clock(played, at("02-10T00:00:00"))
    first, second = the_year(played)["publicities"]
    assert (first["status"], second["status"]) == ("annulled", "ended")
    assert first["corrects"] is None
    assert second["corrects"] == (
        "本次公示代替1月19日发布的第1次公示(已撤销)，公示期重新计算，各条目没有变动"
    )
    assert second["ends"] == "2026-01-30T00:00:00+08:00"
    assert stages(played)["zhang"] == "entered"
    with played.office.store.database.read() as connection:
        content = connection.exec_driver_sql(
            "SELECT content FROM posting WHERE period = '2025' AND number = 2"
        ).scalar_one()
    for period, grade in {"2025Q1": "好", "2025Q4": "较好"}.items():
        assert f'["{period}","{grade}"]' in content
    assert "95" not in content.replace("2025", "")


@pytest.mark.rule("R32")
def test_who_left_a_file_in_a_quarter_leaves_the_grade_of_the_year_too(played: Played) -> None:
    """The chair left the file in the fourth quarter: this one's year is not for them to record."""
    left = Command("recuse", played.ids["zhou"], "2025Q4", played.ids["wang"], {"reason": "亲友"})
    assert perform(played.office, left, at("01-19T08:30:00")).done
    given = {"grades": {"zhang": "称职", "wang": "称职"}, "document": DOCUMENT}
    refused = act(played, "01-19T09:00:00", "zhou", "record_annual", **given)
    assert not refused.done
    assert "您已回避该同志的考核事项" in refused.text
    assert "(涉及王芳)" in refused.text
    given["grades"] = {"zhang": "称职"}
    assert act(played, "01-19T09:10:00", "zhou", "record_annual", **given).done


@pytest.mark.rule("R20")
def test_a_grade_may_be_put_right_until_it_is_posted_and_both_are_kept(played: Played) -> None:
    """The newest counts; the older one stays in the record."""
    for grade in ("优秀", "称职"):
        given = {"grades": {"zhang": grade}, "document": DOCUMENT}
        assert act(played, "01-19T09:00:00", "zhou", "record_annual", **given).done
    with played.office.store.database.read() as connection:
        rows = stored_rows(connection, played.office.id)["annual_result"]
    assert sorted(row["grade"] for row in rows.values()) == ["优秀", "称职"]
    assert stages(played)["zhang"] == "entered"


@pytest.mark.rule("R20", "R30")
def test_the_clock_never_gives_a_grade_of_the_year_but_asks_for_it(played: Played) -> None:
    """If nobody acts the chair is reminded before, on and after the day, and that is all."""
    run_clock(played, at("06-01T00:00:00"))
    year = the_year(played)
    assert {c["grade"] for c in year["cases"]} == {None}
    assert stages(played) == dict.fromkeys(("zhang", "wang", "zhao"), "assessing")
    mails = [m for m in play_report(played)["mails"] if m["kind"] == "annual_due"]
    assert {m["to"] for m in mails} == {"zhou"}
    assert len(mails) == 6  # three, one and no working days before, and three days after


@pytest.mark.rule("R20", "R32")
def test_of_whom_the_chair_keeps_away_the_deputy_is_asked_for_the_grade(tmp_path: Path) -> None:
    """Each is told of the people whose year they may record, and of no others."""
    whole = load_scenario(EXAMPLES / "year_corrected.toml")
    acts = tuple(a for a in whole.acts if a.at < at("01-19T09:00:00"))
    database = open_database(f"sqlite:///{tmp_path}/year.db")
    played = play(replace(whole, acts=acts, until=at("04-01T00:00:00"), expect={}), database)
    with database.read() as connection:
        loader = Loader(connection, played.office.id, lock=False)
        owed = duties(played.office, loader, "2025", at("04-01T00:00:00"))
        alone = duties(played.office, loader, "2025", at("04-01T00:00:00"), who=played.ids["zheng"])
    for listed, asked in ((owed, {"zhou", "zheng"}), (alone, {"zheng"})):
        found = {d.who for d in listed if d.deadline == "annual_due"}
        assert found == {played.ids[handle] for handle in asked}
    told = [
        (row.person, row.data["names"])
        for row in listing(database, played.office.id)
        if row.kind == "annual_due"
    ]
    database.dispose()
    assert len(told) == 12
    assert {who for who, names in told if "赵敏" in names} == {played.ids["zheng"]}
    assert {who for who, names in told if "张三" in names} == {played.ids["zhou"]}


@pytest.mark.rule("R23", "R30")
def test_the_office_is_asked_for_the_notice_that_nobody_posts(played: Played) -> None:
    """Recorded on 19 January, to be posted by the 21st: before, on the day and after; no more."""
    given = {"grades": {"zhang": "优秀"}, "document": DOCUMENT}
    assert act(played, "01-19T09:00:00", "zhou", "record_annual", **given).done
    run_clock(played, at("03-02T00:00:00"))
    mails = [m for m in play_report(played)["mails"] if m["kind"] == "annual_publicity_due"]
    assert {m["to"] for m in mails} == {"wu"}
    assert [m["at"][5:16] for m in mails] == [
        "01-20T08:30", "01-21T08:30", "01-22T08:30", "01-23T08:30", "01-26T08:30",
    ]  # fmt: skip
    assert stages(played)["zhang"] == "graded"


@pytest.mark.rule("R28")
def test_the_journal_of_a_year_rebuilds_every_row(tmp_path: Path) -> None:
    """Summaries, grades, notices and leave not to wait come back from the lines."""
    database = open_database(f"sqlite:///{tmp_path}/whole.db")
    scenario = load_scenario(EXAMPLES / "year.toml")
    played = play(scenario, database)
    with database.read() as connection:
        rebuilt: Tables = rebuild(connection, played.office.id)
        assert rebuilt == stored_rows(connection, played.office.id)
    assert verify_office(played.office).faults == ()
    with database.begin() as connection:
        connection.exec_driver_sql("UPDATE annual_result SET grade = '优秀' WHERE grade = '称职'")
    faults = verify_office(played.office).faults
    assert any("年度等次" in fault.text for fault in faults)
    database.dispose()


@pytest.mark.rule("R20", "R35")
def test_a_year_is_explained_with_every_value_clause_actor_and_instant(tmp_path: Path) -> None:
    """The quarters, the flags with their clauses, who recorded what and when, the whole journal."""
    database = open_database(f"sqlite:///{tmp_path}/explained.db")
    played = play(load_scenario(EXAMPLES / "year.toml"), database)
    doc = explain_year(played.office, "wang", "2025", at("02-01T00:00:00"))
    [result] = doc["results"]
    assert (result["grade"], result["by"], result["when"]) == (
        "称职", "周正", "2026-01-19T10:00:00+08:00",
    )  # fmt: skip
    assert doc["quarters"] == {
        "2025Q1": "一般", "2025Q2": "较差", "2025Q3": "一般", "2025Q4": "较好",
    }  # fmt: skip
    text = "\n".join(explain_year_lines(doc))
    for said in (
        "2025年第二季度：较差", "超过已确定等次的4个季度的1/2", "按例外情形处理", "五(二)",
        "尚待领导小组审定采用", "登记年度等次", "周正", "年度总结：未报送",
    ):  # fmt: skip
        assert said in text
    with pytest.raises(UnknownCase, match="没有参加"):
        explain_year(played.office, "li", "2025", at("02-01T00:00:00"))
    with pytest.raises(UnknownCase, match="尚未启动"):
        explain_year(played.office, "wang", "2024", at("02-01T00:00:00"))
    database.dispose()


@pytest.mark.rule("R22", "R27")
@pytest.mark.settles("values.annual_review_days", "values.annual_appeal_days")
def test_who_is_found_incompetent_is_told_by_when_to_ask_for_a_review_and_nobody_else(
    played: Played,
) -> None:
    """Thirty days, and fifteen after the answer; of a quarter the law has none."""
    given = {"grades": {"zhang": "称职", "wang": "不称职"}, "document": DOCUMENT}
    assert act(played, "01-19T09:00:00", "zhou", "record_annual", **given).done
    doc = explain_year(played.office, "wang", "2025", at("01-20T00:00:00"))
    remedy = doc["remedy"]
    assert (remedy["review_days"], remedy["appeal_days"]) == (30, 15)
    assert {c["basis"] for c in remedy["cites"]} == {"referred"}
    text = "\n".join(explain_year_lines(doc))
    assert "自知道之日起30日内可以申请复核，或者直接申诉" in text
    assert "自收到之日起15日内可以申诉" in text
    other = explain_year(played.office, "zhang", "2025", at("01-20T00:00:00"))
    assert other["remedy"] is None
    quarter = explain(played.office, "wang", "2025Q2", at("01-20T00:00:00"))
    for said in (explain_year_lines(other), explain_lines(quarter)):
        assert not any("申诉" in line or "复核" in line for line in said)


def test_a_play_opens_no_year_that_it_does_not_name(tmp_path: Path) -> None:
    """Without `years` the clock leaves the year alone, though it had quarters."""
    database = open_database(f"sqlite:///{tmp_path}/none.db")
    scenario = told("01-08T00:00:00")
    bare = Scenario(
        scenario.title, scenario.office, scenario.quarters, scenario.until, None, scenario.people,
        (), (), {}, scenario.digest,
    )  # fmt: skip
    played = stage_set(bare, database)
    run_clock(played, at("01-08T00:00:00"))
    assert play_report(played)["years"] == []
    assert Quarter(2025, 4) in scenario.quarters
    database.dispose()
