"""A past quarter under another policy: what would differ, person by person, and nothing written."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from rules.calendar import parse_instant
from rules.policy import Policy, PolicyText
from rules.timeline import timeline
from storage.database import open_database
from tests.rules.policies import TEXT
from tests.workflow.quarters import eventful_quarter, six_person_quarter
from workflow.difference import difference
from workflow.play import Played, play
from workflow.replay import stored_rows
from workflow.scenario import Scenario
from workflow.whatif import UnknownQuarter, what_if

pytestmark = pytest.mark.rule("R01")

PERIOD, AFTER = "2026Q3", parse_instant("2026-12-01")


def under(changes: str) -> Policy:
    """The shipped policy with some values changed."""
    amendment = f"[[amendments]]\nfrom = 2027-01-01\n{changes}"
    return timeline([PolicyText(TEXT, "1"), PolicyText(amendment, "2")])[-1]


def value(name: str, written: str) -> str:
    """An amendment of one value."""
    return f"[amendments.values.{name}]\nvalue = {written}\n"


def _played(scenario: Scenario, folder: Path) -> Iterator[Played]:
    database = open_database(f"sqlite:///{folder}/office.db")
    done = play(scenario, database)
    assert done.failures == []
    yield done
    database.dispose()


@pytest.fixture(scope="module")
def ordinary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """An ordinary quarter of six officers."""
    yield from _played(six_person_quarter(), tmp_path_factory.mktemp("ordinary"))


@pytest.fixture(scope="module")
def eventful(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """A quarter in which nearly everything happens."""
    yield from _played(eventful_quarter(), tmp_path_factory.mktemp("eventful"))


def replayed(played: Played, changes: str) -> dict[str, Any]:
    """The quarter under a changed policy, its cases by handle."""
    found = what_if(played.office, PERIOD, under(changes), AFTER)
    return found | {"cases": {c["who"]: c for c in found["cases"]}}


@pytest.mark.parametrize("name", ["ordinary", "eventful"])
def test_under_its_own_policy_nothing_of_a_quarter_differs(
    name: str, request: pytest.FixtureRequest
) -> None:
    """Every act that was done can be judged again and is found to be in order."""
    played: Played = request.getfixturevalue(name)
    found = replayed(played, "")
    assert (found["changed"], found["refused"], found["allowed"]) == (0, [], [])
    assert found["policy"]["changes"] == []
    assert found["judged"] > 50


def test_a_higher_band_changes_the_bands_of_those_below_it(ordinary: Played) -> None:
    """91.3 is no longer 好; whoever else kept their band is not named."""
    found = replayed(ordinary, value("band_good", "95"))
    bands = {who: c["band"] for who, c in found["cases"].items() if c["changed"]}
    assert bands == {"zhang": {"then": "好", "other": "较好"}}
    assert found["cases"]["zhang"]["total"] == {"then": "91.3", "other": "91.3"}


def test_marks_that_would_need_a_note_are_told_by_person_and_clause(ordinary: Played) -> None:
    """Under a policy that asks for a note at 85 the marks of all six would have been refused."""
    found = replayed(ordinary, value("bpi_note_low", "85"))
    for case in found["cases"].values():
        (act,) = case["refused"]
        assert (act["move"], [r["rule"] for r in act["reasons"]]) == ("mark", ["bpi_notes"])
        assert (act["reasons"][0]["clause"], act["reasons"][0]["basis"]) == (
            "三(一)2",
            "convention",
        )


def test_other_weights_of_the_dimensions_change_the_total_exactly(ordinary: Played) -> None:
    """All dimensions are marked alike, so nothing moves; a share of KPI that is smaller does."""
    assert replayed(ordinary, value("bpi_weights", "[2, 1, 1, 1, 1, 1]"))["changed"] == 0
    found = replayed(ordinary, value("kpi_share", '"1/2"') + value("bpi_share", '"1/2"'))
    assert found["cases"]["zhang"]["total"] == {"then": "91.3", "other": "89.5"}


def test_a_smaller_share_refuses_the_session_and_the_notice(ordinary: Played) -> None:
    """With no place for anyone the decision on two would not have passed."""
    found = replayed(ordinary, value("quota_share", '"1/10"'))
    assert found["quota"] == {
        "n": 6, "n_other": 6, "limit": {"then": 2, "other": 0}, "used": 2, "over": 2,
    }  # fmt: skip
    assert [a["move"] for a in found["refused"]] == ["decide", "publish"]
    assert all(r["clause"] == "四(三)" for a in found["refused"] for r in a["reasons"])


def test_shorter_days_move_due_days_and_tell_who_would_be_late(ordinary: Played) -> None:
    """The plan of the third working day: whoever came on the second keeps in time."""
    found = replayed(ordinary, value("plan_due_days", "1") + value("decision_due_days", "1"))
    for case in found["cases"].values():
        days = {d["item"]: (d["then"], d["other"]) for d in case["due"]}
        assert days["plan"] == ("2026-07-07", "2026-07-01")
        assert days["decision"] == ("2026-10-27", "2026-10-08")
        assert "decision" in case["late"]["other"]
        assert "decision" not in case["late"]["then"]
        late_plan = any(a["move"] == "submit_plan" for a in case["refused"])
        assert late_plan is ("plan" in case["late"]["other"])


def test_a_refusal_that_the_other_policy_would_not_make_is_told(eventful: Played) -> None:
    """A month that came after its day was refused; with more days it is in time."""
    found = replayed(eventful, value("summary_due_days", "20"))
    allowed = [(who, a["move"]) for who, c in found["cases"].items() for a in c["allowed"]]
    assert ("chen", "summarise") in allowed


def test_nothing_is_written(eventful: Played) -> None:
    """The bytes of the database and every row are the same afterwards."""
    database = eventful.office.store.database
    file = Path(str(database.url.database))
    before = sha256(file.read_bytes()).hexdigest()
    with database.read() as connection:
        rows = stored_rows(connection, eventful.office.id)
    replayed(eventful, value("band_good", "81") + value("quota_share", '"1/2"'))
    with database.read() as connection:
        assert stored_rows(connection, eventful.office.id) == rows
    assert sha256(file.read_bytes()).hexdigest() == before


def test_a_quarter_that_never_opened_is_told_so(ordinary: Played) -> None:
    """There is nothing to decide again."""
    with pytest.raises(UnknownQuarter, match="2030年第一季度"):
        what_if(ordinary.office, "2030Q1", under(""), AFTER)


def test_a_difference_names_what_changes_for_whom_and_by_which_clause() -> None:
    """Values, clauses, bases and silence, each with the roles and stages it concerns."""
    silent = under('silent_on = ["bpi_notes"]\n' + value("items_max", "6"))
    new = under(value("items_max", "6"))
    found = {c["key"]: c for c in difference(under(""), new)["changes"]}
    assert set(found) == {"values.items_max"}
    change = found["values.items_max"]
    assert (change["text"], change["from"]["clause"], change["to"]["basis"]) == (
        "8 → 6", "三(一)1", "convention",
    )  # fmt: skip
    assert change["concerns"]["moves"][0] == {
        "move": "submit_plan", "title": "提交工作计划", "by": ["被考核公务员"],
        "stages": ["拟定计划"],
    }  # fmt: skip
    (muted,) = difference(new, silent)["changes"]
    assert (muted["key"], muted["text"]) == ("rules.bpi_notes", "采用 → 不采用")
    assert muted["concerns"]["text"].startswith("评分")
