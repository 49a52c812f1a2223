"""Extensions, reopenings, returns, joiners and direct grades of a past quarter, judged again."""

from collections.abc import Iterator
from typing import Any

import pytest

from storage.database import open_database
from tests.offices.test_examples import EXAMPLES
from tests.workflow.quarters import eventful_quarter
from tests.workflow.test_whatif import AFTER, replayed, under, value
from workflow.play import Played, play
from workflow.scenario import Scenario, load_scenario
from workflow.veil import HIDDEN, move_seen
from workflow.whatif import what_if

pytestmark = pytest.mark.rule("R01", "R31")

SCENARIOS = ("roster_amended", "extension_for_all", "direct_poor_statement", "late_plan_reopened")


@pytest.fixture(scope="module")
def quarters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Played]]:
    """Some quarters that were played, by name."""
    found, databases = {}, []
    played: dict[str, Scenario] = {n: load_scenario(EXAMPLES / f"{n}.toml") for n in SCENARIOS}
    for name, scenario in {**played, "eventful": eventful_quarter()}.items():
        folder = tmp_path_factory.mktemp(name)
        databases.append(open_database(f"sqlite:///{folder}/office.db"))
        found[name] = play(scenario, databases[-1])
        assert found[name].failures == []
    yield found
    for database in databases:
        database.dispose()


def told(acts: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Acts as day and move."""
    return [(a["at"][:10], a["move"]) for a in acts]


def test_a_joiner_has_as_many_days_as_the_other_policy_gives(quarters: dict[str, Played]) -> None:
    """Who came on 10 August and handed in on the fifth working day would have been late."""
    found = replayed(quarters["roster_amended"], value("joiner_plan_days", "2"))
    zhao = found["cases"]["zhao"]
    days = {d["item"]: (d["then"], d["other"]) for d in zhao["due"]}
    assert days["plan"] == ("2026-08-17", "2026-08-12")
    assert "plan" in zhao["late"]["other"]
    assert "plan" not in zhao["late"]["then"]
    assert told(zhao["refused"]) == [("2026-08-17", "submit_plan")]


def test_whom_another_policy_leaves_out_or_takes_in_changes_the_number(
    quarters: dict[str, Played],
) -> None:
    """A post that is no longer left out takes part: three of them, and a place among them."""
    found = replayed(quarters["roster_amended"], value("excluded_posts", "[]"))
    assert found["roster"] == [
        {"who": "wang", "name": "王五",
         "then": "办事处副主任(乡科级副职)：乡科级副职不属于考核对象", "other": "列入"},
    ]  # fmt: skip
    assert (found["quota"]["n"], found["quota"]["n_other"]) == (2, 3)
    assert found["quota"]["limit"] == {"then": 0, "other": 1}
    out = replayed(quarters["eventful"], value("excluded_posts", '["科员"]'))
    assert out["cases"]["zhang"]["roster"] == {
        "then": "列入", "other": "科员：科员不属于考核对象",
    }  # fmt: skip
    assert (out["quota"]["n_other"], out["changed"]) == (0, 6)


def test_an_extension_that_the_other_due_day_makes_useless_would_be_refused(
    quarters: dict[str, Played],
) -> None:
    """Until the 10th is no extension of the 13th; until the 7th is one of the 3rd."""
    later = replayed(quarters["extension_for_all"], value("plan_due_days", "9"))
    assert ("2026-07-06", "extend") in told(later["refused"])
    sooner = replayed(quarters["extension_for_all"], value("plan_due_days", "3"))
    assert ("2026-07-06", "extend") in told(sooner["allowed"])
    extended = sooner["cases"]["wang"]
    assert "plan" not in [d["item"] for d in extended["due"]]  # 7月10日 stands for the section


def test_an_extension_for_one_person_is_told_with_that_person(
    quarters: dict[str, Played],
) -> None:
    """An act on the whole office that is about somebody stands with them."""
    found = replayed(quarters["extension_for_all"], value("summary_due_days", "20"))
    assert ("2026-08-17", "extend") in told(found["cases"]["sun"]["refused"])
    assert ("2026-08-17", "extend") not in told(found["refused"])


def test_leave_to_report_late_keeps_its_day_under_any_policy(quarters: dict[str, Played]) -> None:
    """A plan that came while it was reopened is in no policy's way."""
    found = replayed(quarters["late_plan_reopened"], value("plan_due_days", "1"))
    assert "submit_plan" not in [move for _, move in told(found["cases"]["li"]["refused"])]


def test_what_a_return_leaves_open_is_reckoned_anew(quarters: dict[str, Played]) -> None:
    """With a day instead of three the review begins earlier; a day that was named would stand."""
    found = replayed(quarters["eventful"], value("return_days", "1"))
    days = {d["item"]: (d["what"], d["then"], d["other"]) for d in found["cases"]["zhao"]["due"]}
    assert days["opened_1"] == ("纪实和小结退回修改", "2026-10-21", "2026-10-19")
    assert days["recording_end"] == ("转入审核评鉴", "2026-10-21", "2026-10-19")
    nothing = replayed(quarters["eventful"], value("return_days", "0"))
    liu = nothing["cases"]["liu"]
    assert told(liu["refused"]) == []  # within the ordinary due day all the same
    strict = replayed(quarters["eventful"], value("return_days", "0") + value("plan_due_days", "2"))
    assert ("2026-07-03", "submit_plan") in told(strict["cases"]["liu"]["refused"])


def test_a_direct_grade_waits_for_the_statement_as_long_as_the_other_policy_says(
    quarters: dict[str, Played],
) -> None:
    """Nobody stated: three days had passed, ten had not; with one day it would have gone sooner."""
    longer = replayed(quarters["direct_poor_statement"], value("statement_days", "10"))
    wu = longer["cases"]["wu"]
    assert told(wu["refused"]) == [("2026-10-21", "confirm_direct")]
    assert [d["what"] for d in wu["due"]] == ["陈述意见"]
    shorter = replayed(quarters["direct_poor_statement"], value("statement_days", "1"))
    assert ("2026-10-20", "confirm_direct") in told(shorter["cases"]["wu"]["allowed"])


def test_the_result_says_what_it_left_as_it_was(quarters: dict[str, Played]) -> None:
    """Stages, what would have followed, mails; and which acts were not judged."""
    found = replayed(quarters["eventful"], "")
    assert any("阶段不重演" in text for text in found["not_simulated"])
    listed = {m["title"]: m["count"] for m in found["not_judged_moves"]}
    assert sum(listed.values()) == found["not_judged"]
    assert not any("补定" in title or "弄虚作假" in title for title in listed)
    assert not {"延期", "准予补报", "组长确认", "确认直接确定等次", "退回工作计划"} & set(listed)
    assert "向监督人员反映问题" not in listed  # a report is nobody's business but the auditor's


def test_what_few_may_know_of_a_person_is_not_told(quarters: dict[str, Played]) -> None:
    """A restricted status shows no treatment, and its refusals no sentence."""
    found = what_if(quarters["eventful"].office, "2026Q3", under(""), AFTER)
    liu = next(c for c in found["cases"] if c["who"] == "liu")
    assert liu["treatment"] == {"then": None, "other": None}
    acts = [a for c in found["cases"] for a in (*c["refused"], *c["allowed"])]
    assert all(
        r["text"] == HIDDEN for a in acts if a["move"].endswith("_status") for r in a["reasons"]
    )


@pytest.mark.parametrize(
    ("move", "seen"),
    [
        ("settle_suspension", ("set_status", "登记特殊情形")),
        ("take_up", ("set_status", "登记特殊情形")),
        ("suspend", ("withhold", "不确定等次")),
        ("prove_fraud", ("check", "情况核查(限制知悉)")),
        ("decide", ("decide", "研究确定")),
    ],
)
def test_an_act_that_tells_of_what_few_may_know_is_counted_under_another_name(
    move: str, seen: tuple[str, str]
) -> None:
    assert move_seen(move) == seen
