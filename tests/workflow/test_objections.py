"""An objection in the derivation of a result, in duties and in tasks (R27)."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rules.calendar import parse_instant
from storage.database import open_database
from storage.load import Loader
from workflow.duties import duties
from workflow.explain import explain, explain_lines
from workflow.play import Played, play
from workflow.scenario import load_scenario
from workflow.tasks import tasks

EXAMPLES = Path(__file__).parent.parent / "offices" / "examples"
pytestmark = pytest.mark.rule("R27")


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Played]]:
    """Two examples played once: one changed, one that nobody answered."""
    folder = tmp_path_factory.mktemp("objections")
    found = {
        name: play(
            load_scenario(EXAMPLES / f"objection_{name}.toml"),
            open_database(f"sqlite:///{folder / name}.db"),
        )
        for name in ("changed", "unanswered", "by_others")
    }
    yield found
    for each in found.values():
        each.office.store.database.dispose()


def told(played: Played, who: str) -> dict[str, Any]:
    """The derivation of a person's quarter at the play's end."""
    return explain(played.office, who, "2026Q3", played.scenario.until)


def test_both_results_of_an_objection_are_shown_with_the_reason(
    played: dict[str, Played],
) -> None:
    """The old decision stands beside the new one, and the objection tells why it was changed."""
    document = told(played["changed"], "li")
    assert [d["grade"] for d in document["decisions"]] == ["较好", "好"]
    assert [d["stands"] for d in document["decisions"]] == [False, True]
    (objection,) = document["objections"]
    assert (objection["before"], objection["after"]) == ("较好", "好")
    assert objection["answer"]["outcome"] == "changed"
    assert objection["answer"]["clause"] == "七(二)"
    text = "\n".join(explain_lines(document))
    assert "变更：原为“较好”，现为“好”；理由：得分达到且事迹属实，应定为好。" in text
    assert "调查核实(沈戊)：得分无误" in text


def test_a_result_that_changed_before_the_answer_is_told_as_it_was_objected_to(
    tmp_path: Path,
) -> None:
    """Fraud was proven between the objection and its answer: both grades are told."""
    scenario = load_scenario(EXAMPLES / "fraud_while_objecting.toml")
    database = open_database(f"sqlite:///{tmp_path}/fraud.db")
    played = play(scenario, database)
    document = told(played, "li")
    database.dispose()
    (objection,) = document["objections"]
    found = (objection["lodged_about"], objection["before"], objection["after"])
    assert found == ("较好", "一般", "一般")
    text = "\n".join(explain_lines(document))
    assert "维持：反映时为“较好”，答复时为“一般”，现为“一般”" in text


def test_who_signed_an_objection_to_anothers_result_stays_unsaid(
    played: dict[str, Played],
) -> None:
    """The person concerned reads what was said, not who said it."""
    document = told(played["by_others"], "zhang")
    (objection,) = document["objections"]
    assert objection["who"] is None
    text = "\n".join(explain_lines(document))
    (line,) = [line for line in text.splitlines() if line.startswith("  第1号异议")]
    assert "他人署名反映" in line
    assert "蒋丁" not in line


def test_a_lead_without_a_name_is_not_in_the_derivation(played: dict[str, Played]) -> None:
    """What nobody signed is a lead for the office and tells nothing of the result."""
    document = told(played["by_others"], "li")
    assert document["objections"] == []
    assert "匿名" not in "\n".join(explain_lines(document))


@pytest.mark.rule("R32")
def test_the_answer_is_asked_of_the_deputy_where_the_chair_reviewed(tmp_path: Path) -> None:
    """As the leader or for the leader: whoever proposed the grade reviewed it."""
    whole = load_scenario(EXAMPLES / "objection_chair_is_reviewer.toml")
    at = parse_instant("2026-10-28T15:00:00")
    acts = tuple(a for a in whole.acts if a.at < at)
    database = open_database(f"sqlite:///{tmp_path}/open.db")
    office = play(replace(whole, acts=acts, until=at, expect={}), database).office
    with database.read() as connection:
        loader = Loader(connection, office.id, lock=False)
        people = {p.id: p.handle for p in loader.everyone()}
        asked = {
            (people[d.subject], people[d.who])
            for d in duties(office, loader, "2026Q3", at)
            if d.deadline == "objection_due"
        }
    database.dispose()
    assert asked == {("wu", "fang"), ("zhao", "fang"), ("wang", "wei")}


def test_an_open_objection_is_a_duty_of_those_who_answer_and_a_task(
    played: dict[str, Played],
) -> None:
    """The office owes the receipt, the chair the answer; what is late stays on the lists."""
    office = played["unanswered"].office
    at = parse_instant("2026-11-09T12:00:00")
    with office.store.database.read() as connection:
        loader = Loader(connection, office.id, lock=False)
        people = {p.id: p.handle for p in loader.everyone()}
        owed = {
            (people[d.who], d.what, d.day.isoformat(), d.overdue)
            for d in duties(office, loader, "2026Q3", at)
            if "异议" in d.what
        }
        listed = [t.text for t in tasks(office, loader, "2026Q3", at) if t.kind == "objection"]
    assert owed == {
        ("shen", "登记受理异议", "2026-10-23", True),
        ("wei", "研究答复异议", "2026-11-05", True),
    }
    assert len(listed) == 1
    assert "王五" in listed[0]
