"""What holds for any set of special statuses, on any day of any quarter (R29)."""

from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rules.nouns import Override, Status
from rules.status import Reckoner, Treated
from rules.terms import Treatment
from tests.rules.asking import CALENDAR, NOON, POLICY, QUARTER, case

pytestmark = pytest.mark.rule("R29")

ORDER = POLICY.values.treatments
DAYS = st.dates(date(2024, 7, 1), date(2026, 12, 31))
DECISION = date(2026, 10, 20)


@st.composite
def a_status(draw: st.DrawFn) -> Status:
    """A status of any kind, from any day, open or not, ended on record or not."""
    since = draw(DAYS)
    until = draw(st.none() | st.integers(0, 400).map(lambda n: since + timedelta(days=n)))
    ended = bool(until) and draw(st.booleans())
    kind = draw(st.sampled_from(sorted(POLICY.statuses)))
    number = draw(st.integers(1, 9))
    return Status(number, kind, since, until, "1号", "", "p3", NOON, "p3" if ended else "")


STATUSES = st.lists(a_status(), max_size=4).map(tuple)


def treated(statuses: tuple[Status, ...], on: date = DECISION, **more: object) -> Treated:
    """What statuses come to on a day."""
    return Reckoner(QUARTER, POLICY, CALENDAR, on).of(case(statuses=statuses, **more))


def weight(found: Treated) -> int:
    """How heavy a treatment is: 0 is the heaviest."""
    return ORDER.index(found.treatment)


@given(STATUSES, a_status())
def test_one_more_status_never_makes_the_treatment_lighter(
    statuses: tuple[Status, ...], another: Status
) -> None:
    assert weight(treated((*statuses, another))) <= weight(treated(statuses))


@given(STATUSES)
def test_the_order_in_which_they_were_entered_does_not_matter(statuses: tuple[Status, ...]) -> None:
    assert len({treated(turned).treatment for turned in permutations(statuses)}) == 1


@given(STATUSES)
def test_the_heaviest_that_counts_acts_and_the_rest_are_lighter(
    statuses: tuple[Status, ...],
) -> None:
    found = treated(statuses)
    for counted in found.lighter:
        assert ORDER.index(counted.treatment) >= weight(found)
    if found.acting is None:
        assert found.treatment is Treatment.GRADED
    else:
        assert found.acting.treatment is found.treatment
        assert 0 <= found.acting.days <= found.acting.of == 66


@given(STATUSES, st.sampled_from(list(Treatment)))
def test_the_newest_override_is_all_that_counts(
    statuses: tuple[Status, ...], treatment: Treatment
) -> None:
    newest = Override(2, treatment, "研究", "p4", NOON)
    older = Override(1, Treatment.SUSPENDED, "研究", "p4", NOON)
    assert treated(statuses, overrides=(older, newest)).treatment is treatment


@given(a_status())
def test_a_status_that_does_not_reach_the_quarter_does_nothing(status: Status) -> None:
    """Nothing comes of what ended before it, or began after it was decided."""
    over = status.until is not None and status.until < QUARTER.first
    ended = over and (bool(status.ended_by) or not POLICY.statuses[status.kind].while_open)
    if ended or status.since > max(QUARTER.last, DECISION):
        assert treated((status,)).treatment is Treatment.GRADED


AWAY = sorted(kind for kind, term in POLICY.statuses.items() if term.whole)
LEAVE = ("personal_leave", "sick_leave")


@st.composite
def an_absence(draw: st.DrawFn) -> Status:
    """An absence about the quarter, often with its very first or last day."""
    edges = [date(2026, 6, 30), QUARTER.first, QUARTER.last, date(2026, 10, 1)]
    days = st.sampled_from(edges) | st.dates(date(2026, 6, 25), date(2026, 10, 9))
    since, until = sorted((draw(days), draw(days)))
    return Status(draw(st.integers(1, 9)), draw(st.sampled_from(AWAY)), since, until, "1号", "",
                  "p3", NOON)  # fmt: skip


@given(st.lists(an_absence(), min_size=1, max_size=4).map(tuple))
@example((Status(1, "maternity_leave", QUARTER.first, QUARTER.last, "1号", "", "p3", NOON),))
@example((Status(1, "maternity_leave", date(2026, 7, 2), QUARTER.last, "1号", "", "p3", NOON),))
@example(
    (
        Status(1, "maternity_leave", QUARTER.first, date(2026, 9, 4), "1号", "", "p3", NOON),
        Status(2, "statutory_leave", date(2026, 9, 7), QUARTER.last, "2号", "", "p3", NOON),
    )
)
def test_no_grade_is_determined_if_absences_leave_no_working_day_and_else_after_long_leave(
    absences: tuple[Status, ...],
) -> None:
    """Counted day by day: none left, or more than half of them on sick and personal leave."""
    span = (QUARTER.last - QUARTER.first).days + 1
    days = (QUARTER.first + timedelta(days=n) for n in range(span))
    working = {d for d in days if CALENDAR.is_working(d)}
    away = {d for s in absences for d in working if s.since <= d <= s.until}
    leave = {d for s in absences if s.kind in LEAVE for d in working if s.since <= d <= s.until}
    wanted = away == working or 2 * len(leave) > len(working)
    assert (treated(absences).treatment is Treatment.UNDETERMINED) is wanted
