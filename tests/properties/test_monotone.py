"""A higher mark never lowers the band, whatever plan, marks and ledger are (R03, R07)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.grade import Grade
from rules.nouns import Case, Goal, Mark, Opi, Plan, PlanItem
from rules.policy import load_policy
from rules.result import result_of

VALUES = load_policy("guanghe", date(2026, 9, 30)).values
AT = datetime(2026, 10, 14, 1, 0, tzinfo=UTC)
RANK = {Grade.POOR: 0, Grade.ORDINARY: 1, Grade.FAIRLY_GOOD: 2, Grade.GOOD: 3}
MARKS = st.integers(0, 100_00) | st.sampled_from([59_99, 60_00, 79_99, 80_00, 89_99, 90_00])


@st.composite
def weights(draw: st.DrawFn) -> list[int]:
    """The weights of 1 to 8 items in hundredths, positive and 100 in all."""
    cuts = draw(st.sets(st.integers(1, 99_99), max_size=7))
    edges = [0, *sorted(cuts), 100_00]
    return [high - low for low, high in pairwise(edges)]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A case whose total is ready: all marks given, all of the ledger verified."""
    listed = draw(weights())
    voided = draw(st.sets(st.integers(1, len(listed)), max_size=len(listed) - 1))
    items = tuple(
        PlanItem(1, i, f"第{i}项", Goal.DUTY, weight, "办结", voided=i in voided)
        for i, weight in enumerate(listed, start=1)
    )
    marks = [Mark("kpi", item.title, draw(MARKS), plan=1) for item in items]
    marks += [Mark("bpi", name, draw(MARKS)) for name in VALUES.bpi_dimensions]
    points = draw(st.lists(st.integers(-5_0000, 5_0000), max_size=2))
    ledger = tuple(
        Opi(
            i, "p1", "commendation", "市委", "市级", f"第{i}号", AT.date(), value, "依据", "材料",
            late=False, entered_by="p2", entered_at=AT, verified_by="p3", verified_at=AT,
        )
        for i, value in enumerate(points)
    )  # fmt: skip
    parts = {
        "plans": (Plan(1, "approved", amendment=False, submitted_at=AT, decided_at=AT),),
        "plan_items": items,
        "marks": tuple(marks),
        "opi": ledger,
    }
    return Case(1, "quarterly", "2026Q3", "p1", 1, "appraising", 9, parts=parts)


@pytest.mark.rule("R03", "R07")
@given(cases(), st.data())
def test_a_higher_mark_never_lowers_the_band(case: Case, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(case.marks) - 1))
    higher = data.draw(st.integers(case.marks[place].value, 100_00))
    marks = list(case.marks)
    marks[place] = replace(marks[place], value=higher)
    raised = replace(case, parts={**case.parts, "marks": tuple(marks)})
    before, after = result_of(case, VALUES), result_of(raised, VALUES)
    assert before.band is not None
    assert after.band is not None
    assert RANK[after.band] >= RANK[before.band]
    assert after.total is not None
    assert before.total is not None
    assert after.total.value >= before.total.value


@pytest.mark.rule("R03")
@given(cases(), st.data())
def test_a_mark_that_is_missing_is_never_a_zero(case: Case, data: st.DataObject) -> None:
    """Without the mark of an item that counts there is no total and no band at all."""
    live = {i.title for i in case.plan_items if not i.voided}
    counting = [m for m in case.marks if m.part == "bpi" or m.name in live]
    gone = data.draw(st.sampled_from(counting))
    marks = tuple(m for m in case.marks if m is not gone)
    result = result_of(replace(case, parts={**case.parts, "marks": marks}), VALUES)
    assert result.total is None
    assert result.band is None
    assert len(result.lacking) == 1
