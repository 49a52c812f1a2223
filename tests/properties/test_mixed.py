"""Statuses, objections and decisions together, in any order, in offices of one to six (R13, R27).

At every instant at which a result is public the quota holds; n is the frozen number; of an
objection both results are kept; and the journal tells it all again.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from rules.rule import RULES
from storage.change import Put, Set
from tests.properties.mixed import CAST, DEEDS, WHO, Deed, Mixed, play
from tests.rehearsal import Template, proposed
from workflow import writing
from workflow.effects import group, objection
from workflow.procedure import Step

pytestmark = [pytest.mark.rule("R13"), pytest.mark.rule("R27"), pytest.mark.rule("R29")]
EARLY = ("status", "status", "lift", "apart")
USUAL = ("decide", *("review",) * 3, "publish", "publish", *("object",) * 3, *("answer",) * 5)
"""What most walks need to come anywhere, in this order."""
GRADES = ("好", "较好", "一般", "较差", "不确定")
SIZES = (1, 2, 3, 4, 5, 5, 6, 6)
DEED = st.binary(min_size=5, max_size=5)
"""Chance evenly spread: what hypothesis draws of its own is mostly the first of everything."""
OFFICES = st.tuples(st.binary(min_size=4, max_size=4), st.lists(DEED, min_size=24, max_size=32))
Office = tuple[bytes, list[bytes]]


def deed_of(chance: bytes, part: int, choice: Sequence[str]) -> Deed:
    """What a few bytes come to in an office of so many."""
    what = choice[chance[0] % len(choice)]
    number = chance[3] << 8 | chance[4]
    return what, WHO[chance[1] % part], GRADES[chance[2] % len(GRADES)], number


@pytest.fixture(scope="module")
def template(quick_folder: Path) -> Template:
    """Six officers before the group, with marks that would do for the highest grade."""
    return Template("sqlite", quick_folder, CAST, proposed)


def hold(template: Template, office: Office) -> list[str]:
    """Play an office from the group's table on; what was done of all that was tried."""
    (size, status, *number), deeds = office
    part = SIZES[size % len(SIZES)]
    with template.rehearsal() as rehearsal:
        mixed = Mixed(rehearsal)
        for who in WHO[part:]:
            play(mixed, ("apart", who, "", 0))
        for deed in deeds[: status % 5]:
            play(mixed, deed_of(deed, part, EARLY))
        play(mixed, ("decide", WHO[0], "较好", 1 | number[0] << 8 | number[1]))
        if status & 8:
            play(mixed, ("status", WHO[0], "", number[0]))
            play(mixed, ("lift", WHO[0], "", number[1]))
        play(mixed, ("publish", WHO[0], "", 1))
        for deed in deeds[status % 5 :]:
            play(mixed, deed_of(deed, part, [*DEEDS, *USUAL]))
        mixed.end()
        return mixed.done


@pytest.mark.soak
@settings(
    max_examples=max(15, settings().max_examples // 10), suppress_health_check=list(HealthCheck)
)
@given(office=OFFICES)
def test_the_quota_n_and_both_results_hold_whatever_comes_together(
    template: Template, office: Office
) -> None:
    """Whoever takes part, whatever their statuses, whatever is objected to and answered."""
    hold(template, office)


# What is planted is found.


def found(template: Template, words: str, walks: int = 150) -> None:
    """Look for an office in which something fails; it must come up."""

    @settings(max_examples=walks, phases=[Phase.generate], database=None, print_blob=False,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @seed(1)
    @given(office=OFFICES)
    def search(office: Office) -> None:
        hold(template, office)

    with pytest.raises(AssertionError, match=words):
        search()


def test_a_quota_that_objections_may_exceed_is_noticed(
    template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More are 好 in public than two fifths of those who take part."""
    for name in ("objection_quota", "publish_quota"):
        monkeypatch.setitem(RULES, name, replace(RULES[name], judge=lambda _ask: None))
    found(template, "more are 好 in public|notices show too many")


def test_an_n_that_is_not_those_who_take_part_is_noticed(
    template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One too many is frozen, and with it perhaps a place too many."""
    honest = group.n_of
    monkeypatch.setattr(group, "n_of", lambda cohort: honest(cohort) + 1)
    found(template, "n is not the number", 3)


def test_an_answer_that_forgets_the_result_before_is_noticed(
    template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the objection was about is written over with what it came to."""
    honest = objection._set
    monkeypatch.setattr(objection, "_set", lambda ask, values: honest(ask, _forgetful(values)))
    found(template, "an answer forgot what was before")


def _forgetful(values: dict[str, Any]) -> dict[str, Any]:
    return values | {"before": values["after"]} if values.get("after") else values


def test_a_decision_that_is_written_over_is_noticed(
    template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new result takes the place of the old one instead of standing beside it."""
    honest = objection._changed
    monkeypatch.setattr(
        objection, "_changed", lambda ask, case, number: _over(honest(ask, case, number))
    )
    found(template, "a decision was lost or rewritten")


def _over(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The same steps with the decision put in the place of the one before it."""
    redetermine, determine = steps
    put, batch = determine.changes
    assert isinstance(put, Put)
    key = {"case_id": put.values["case_id"], "number": put.values["number"] - 1}
    rest = {name: put.values[name] for name in ("grade", "reason", "session", "at")}
    return redetermine, replace(determine, changes=(Set("decision", key, rest), batch))


def test_a_change_that_the_journal_does_not_tell_is_noticed(
    template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows without their lines are not rebuilt."""
    honest = writing._entry
    monkeypatch.setattr(writing, "_entry", lambda *told: honest(*told)._replace(changes=()))
    found(template, "the journal does not tell the rows", 2)
