"""What special statuses come to in a quarter: the vectors of the requirements, by hand (R29)."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from rules.calendar import Quarter, load_calendar
from rules.due import Due
from rules.nouns import Override, Status
from rules.policy import PolicyError, load_policy, policy_from_text
from rules.status import Reckoner, Treated, lasts_until, settles_from, suspended_from
from rules.terms import Treatment
from tests.rules.asking import CALENDAR, NOON, POLICY, QUARTER, beijing, case, plan, status
from tests.rules.policies import TEXT

pytestmark = pytest.mark.rule("R29")

GRADED, BARRED = Treatment.GRADED, Treatment.GOOD_BARRED
NONE, OUT, HELD = Treatment.UNDETERMINED, Treatment.NOT_TAKING_PART, Treatment.SUSPENDED
DECISION = date(2026, 10, 20)


def treated(
    *statuses: Status, on: date = DECISION, quarter: Quarter = QUARTER, **more: Any
) -> Treated:
    """What statuses come to in the third quarter of 2026 on the day of the session."""
    joined = more.pop("joined", None)
    subject = replace(case(statuses=statuses, **more), joined=joined)
    return Reckoner(quarter, POLICY, CALENDAR, on).of(subject)


# kind, first day, last day → treatment in 2026Q3
VECTORS = [
    ("probation", "2025-10-01", "07-01", NONE),  # one working day of it
    ("probation", "2025-10-01", "06-30", GRADED),
    ("probation", "09-30", "2027-09-29", NONE),
    ("sick_leave", "07-01", "08-14", GRADED),  # 33 of 66: just half
    ("sick_leave", "07-01", "08-17", NONE),  # 34
    ("sick_leave", "07-01", "08-16", GRADED),  # ends on a Sunday: still 33
    ("personal_leave", "08-14", "10-20", NONE),
    ("personal_leave", "08-17", "10-20", GRADED),
    ("study_leave", "07-01", "09-30", GRADED),
    ("maternity_leave", "07-01", "09-30", NONE),
    ("maternity_leave", "07-01", "09-29", GRADED),
    ("maternity_leave", "07-02", "09-30", GRADED),
    ("statutory_leave", "07-01", "09-30", NONE),
    ("statutory_leave", "07-01", "09-29", GRADED),
    ("absence", "07-01", "09-30", GRADED),
    ("investigation", "09-30", None, HELD),
    ("investigation", "10-12", None, HELD),  # begun before the quarter was decided
    ("investigation", "2025-01-01", None, HELD),
    ("warning", "2025-12-31", None, GRADED),  # six months, to 30 June
    ("warning", "01-02", None, BARRED),  # to 1 July
    ("warning", "01-01", None, GRADED),  # to 30 June
    ("warning", "09-30", None, BARRED),
    ("warning", "10-01", None, GRADED),
    ("warning", "03-02", "07-31", BARRED),
    ("warning", "03-02", "06-30", GRADED),  # lifted early by a document
    ("demerit", "02-02", None, NONE),
    ("demerit", "2025-11-03", None, GRADED),  # that year only
    ("major_demerit", "2025-02-10", None, NONE),  # eighteen months, to 9 August 2026
    ("major_demerit", "2025-01-01", None, GRADED),  # eighteen months, to 30 June 2026
    ("major_demerit", "2024-12-31", None, GRADED),  # the second year is over
    ("demotion", "2025-06-01", None, NONE),
    ("removal", "2025-06-01", None, NONE),
    ("removal", "2024-12-01", None, GRADED),  # two years, but the second ended with 2025
    ("party_warning", "01-05", None, BARRED),
    ("party_warning", "2025-12-30", None, GRADED),
    ("party_serious_warning", "01-05", None, NONE),
    ("party_removal", "2025-01-05", None, NONE),
    ("party_probation", "2025-01-05", None, NONE),
    ("party_probation", "2024-01-05", None, GRADED),
    ("admonition", "07-20", None, BARRED),
    ("admonition", "06-30", None, GRADED),  # that quarter only
    ("post_adjustment", "07-20", None, BARRED),
    ("ordered_removal", "01-20", None, NONE),
    ("transfer_in", "08-17", None, GRADED),  # 33 of 66: just half
    ("transfer_in", "08-18", None, NONE),  # 32
    ("transfer_in", "04-20", None, GRADED),
    ("transfer_out", "09-30", None, OUT),
    ("transfer_out", "10-08", None, GRADED),  # was here all the quarter
    ("retirement", "07-01", None, OUT),
    ("retirement", "10-01", None, GRADED),
    ("resignation", "08-03", None, OUT),
    ("leading_post", "08-03", None, OUT),
    ("secondment_out", "07-01", "08-14", GRADED),
    ("secondment_out", "07-01", "08-17", OUT),
    ("secondment_out", "2025-03-01", None, OUT),
    ("secondment_in", "07-01", None, GRADED),
    ("attachment_in", "07-01", None, OUT),
    ("training", "07-01", "09-30", GRADED),
]


@pytest.mark.settles("statuses")
@pytest.mark.parametrize(("kind", "since", "until", "treatment"), VECTORS)
def test_a_status_comes_to_what_the_requirements_say(
    kind: str, since: str, until: str | None, treatment: Treatment
) -> None:
    assert treated(status(kind, since, until)).treatment is treatment


def test_every_kind_of_the_shipped_office_has_a_vector() -> None:
    assert {kind for kind, *_ in VECTORS} == set(POLICY.statuses)


@pytest.mark.parametrize(
    ("period", "whole", "least"),
    [("2026Q1", 59, 30), ("2026Q2", 61, 31), ("2026Q3", 66, 34), ("2026Q4", 62, 32)],
)
def test_leave_counts_from_the_first_working_day_beyond_half_of_a_quarter(
    period: str, whole: int, least: int
) -> None:
    quarter = Quarter.parse(period)
    enough = CALENDAR.nth(quarter.first, least)
    before = CALENDAR.nth(quarter.first, least - 1)
    assert CALENDAR.count(quarter.first, quarter.last) == whole
    for last, treatment in ((before, GRADED), (enough, NONE)):
        leave = Status(1, "sick_leave", quarter.first, last, "假条", "", "p3", NOON)
        assert treated(leave, quarter=quarter).treatment is treatment


def test_sick_and_personal_leave_are_taken_together_and_no_day_twice() -> None:
    sick, private = (
        status("sick_leave", "07-01", "07-28"),
        status("personal_leave", "07-29", "08-17"),
    )
    assert (treated(sick).treatment, treated(private).treatment) == (GRADED, GRADED)
    both = treated(sick, private)
    assert both.treatment is NONE
    assert both.acting is not None
    assert (both.acting.days, both.acting.of) == (34, 66)
    # The same 20 days on two papers are 20 days.
    again = replace(sick, number=2, kind="personal_leave")
    assert treated(sick, again).treatment is GRADED


@pytest.mark.parametrize(
    ("kinds", "treatment"),
    [
        (("warning", "probation"), NONE),
        (("warning", "investigation"), HELD),
        (("probation", "retirement"), OUT),
        (("retirement", "investigation"), HELD),
        (("training", "warning"), BARRED),
        (("training", "secondment_in"), GRADED),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_the_heaviest_of_several_statuses_wins_whatever_their_order(
    kinds: tuple[str, str], treatment: Treatment, turned: bool
) -> None:
    listed = [status(kind, "07-06") for kind in (reversed(kinds) if turned else kinds)]
    found = treated(*listed)
    assert found.treatment is treatment
    if treatment is not GRADED:
        assert found.acting is not None
        assert found.acting.term.treatment is treatment


def test_an_override_stands_in_the_place_of_what_the_statuses_come_to() -> None:
    grave, later = (
        Override(n, treatment, "会议研究", "p4", NOON) for n, treatment in ((1, HELD), (2, GRADED))
    )
    trial = status("probation", "07-06")
    assert treated(trial, overrides=(grave,)).treatment is HELD
    found = treated(trial, overrides=(grave, later))
    assert (found.treatment, found.override) == (GRADED, later)
    assert found.acting is not None
    assert found.acting.status is trial


def test_an_investigation_holds_until_its_end_is_on_record() -> None:
    planned = status("investigation", "09-10", "10-14")
    ended = replace(planned, ended_by="p3", ended_at=NOON)
    assert treated(planned).treatment is HELD
    assert treated(ended).treatment is GRADED
    assert treated(ended, on=date(2026, 10, 13)).treatment is HELD
    assert treated(status("investigation", "10-21")).treatment is GRADED


def test_a_case_is_suspended_from_when_it_was_known_to_run() -> None:
    def from_(found: Status, **more: Any) -> Any:
        return suspended_from(case(statuses=(found,), **more), QUARTER, POLICY)

    early = replace(status("investigation", "2025-12-01"), at=beijing("2026-01-05T09:00:00"))
    assert from_(early) == beijing("2026-07-01T00:00:00")
    assert from_(status("investigation", "09-10")) == NOON
    assert from_(status("investigation", "11-02")) == beijing("2026-11-02T00:00:00")
    assert from_(status("warning", "09-10")) is None
    assert from_(replace(early, ended_by="p3")) is None
    lenient = (Override(1, GRADED, "会议研究", "p4", NOON),)
    assert from_(early, overrides=lenient) is None
    assert (
        from_(status("warning", "09-10"), overrides=(Override(1, HELD, "研", "p4", NOON),)) == NOON
    )


def test_one_taken_into_the_roster_late_came_from_elsewhere() -> None:
    found = [treated(joined=date(2026, 8, day), handovers=()).treatment for day in (17, 18)]
    assert found == [GRADED, NONE]


@pytest.mark.parametrize(
    ("kind", "since", "last"),
    [
        ("warning", "2026-08-31", "2027-02-28"),  # no 31 February: to the end of the month
        ("warning", "2026-01-15", "2026-07-14"),
        ("demerit", "2026-03-01", "2026-12-31"),
        ("major_demerit", "2026-11-15", "2027-12-31"),
        ("major_demerit", "2026-02-01", "2027-07-31"),
        ("admonition", "2026-08-03", "2026-09-30"),
    ],
)
def test_a_sanction_lasts_as_long_as_its_terms_say(kind: str, since: str, last: str) -> None:
    term = POLICY.statuses[kind]
    assert lasts_until(status(kind, since), term) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("since", "until", "due"),
    [
        ("07-06", "07-10", "07-16"),  # back on Monday the 13th
        ("07-07", "07-07", "07-13"),  # back on the 8th
        ("07-08", "07-20", "07-07"),  # the due day came first
        ("06-20", "07-06", "07-07"),  # back in time
    ],
)
@pytest.mark.parametrize("kind", ["absence", "sick_leave", "training"])
def test_a_due_day_within_an_absence_moves_to_three_working_days_after_the_return(
    since: str, until: str, due: str, kind: str
) -> None:
    subject = case("planning", statuses=(status(kind, since, until),))
    day = Due(subject, QUARTER, POLICY.values, CALENDAR).plan()
    moves = kind in POLICY.values.absence_kinds
    assert day == date.fromisoformat(f"2026-{due if moves else '07-07'}")


def test_an_absence_over_the_day_to_which_another_moved_it_moves_it_again() -> None:
    away = (status("absence", "07-06", "07-10"), status("sick_leave", "07-15", "07-17"))
    subject = case("planning", statuses=away)
    assert Due(subject, QUARTER, POLICY.values, CALENDAR).plan() == date(2026, 7, 23)


def test_an_absence_over_the_last_summary_keeps_the_record_open() -> None:
    subject = case("recording", plans=(plan(),), statuses=(status("absence", "10-12", "10-14"),))
    closes = Due(subject, QUARTER, POLICY.values, CALENDAR).recording_closes()
    assert closes == beijing("2026-10-21T00:00:00")


def test_each_kind_can_be_switched_off_by_an_amendment() -> None:
    """The mapping is data: a later rule set may treat a kind as any other person."""
    for kind in POLICY.statuses:
        text = (
            f"{TEXT}\n[[amendments]]\nfrom = 2026-01-01\n"
            f'[amendments.statuses.{kind}]\ntreatment = "graded"\n'
        )
        policy = policy_from_text(text, date(2026, 7, 1))
        found = Reckoner(QUARTER, policy, CALENDAR, DECISION)
        assert found.of(case(statuses=(status(kind, "08-20"),))).treatment is GRADED


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ('[amendments.values.treatments]\nvalue = ["graded"]', "由重到轻列出"),
        ('[amendments.statuses.training]\ntitle = "病假"', "名称“病假”重复"),
        ('[amendments.statuses.training]\ntreatment = "poor"', "statuses.training.treatment"),
        ('[amendments.values.joiner_status]\nvalue = "nobody"', "情形 nobody 不在 statuses 中"),
    ],
)
def test_terms_that_cannot_be_used_are_named(table: str, words: str) -> None:
    with pytest.raises(PolicyError, match=words):
        policy_from_text(f"{TEXT}\n[[amendments]]\nfrom = 2027-01-01\n{table}\n", date(2026, 7, 1))


def test_a_policy_without_statuses_grades_everyone() -> None:
    bare = replace(load_policy("guanghe", date(2026, 7, 1)), statuses={})
    found = Reckoner(QUARTER, bare, load_calendar(), DECISION)
    assert found.of(case(statuses=(status("probation", "07-01"),))).treatment is GRADED


def test_shares_are_exact() -> None:
    assert POLICY.statuses["sick_leave"].more_than == Fraction(1, 2)
    assert POLICY.statuses["transfer_in"].less_than == Fraction(1, 2)


OVER = {"ended_by": "p3", "ended_at": beijing("2026-10-12T10:00:00")}


@pytest.mark.parametrize(
    ("statuses", "found"),
    [
        ((), None),
        ((status("investigation", "09-10"),), None),  # open, no end foreseen
        ((status("sick_leave", "09-10", "10-09"),), None),  # suspends nothing
        (
            (status("investigation", "09-10", "10-09", **OVER),),
            (date(2026, 10, 12), "2026-10-12T10:00:00"),
        ),
        (
            (status("investigation", "09-10", "10-09"),),  # foreseen, never recorded
            (date(2026, 10, 9), "2026-10-10T00:00:00"),
        ),
        (
            (status("investigation", "09-10", "10-09"), status("investigation", "09-11")),
            None,  # the other one still stands in the way
        ),
        (
            (
                status("investigation", "09-10", "10-13"),
                status("investigation", "09-11", "10-09", **OVER),
            ),
            (date(2026, 10, 13), "2026-10-14T00:00:00"),  # the later of the two
        ),
    ],
)
def test_a_suspended_case_is_to_be_taken_up_from_when_nothing_on_record_stands_in_its_way(
    statuses: tuple[Status, ...], found: tuple[date, str] | None
) -> None:
    """An end on record counts from its recording, one foreseen from the day it was foreseen for."""
    subject = case("suspended", statuses=statuses)
    wanted = (found[0], beijing(found[1])) if found else None
    assert settles_from(subject, POLICY.statuses) == wanted


def test_what_the_group_itself_suspended_waits_for_the_group() -> None:
    """An override has no end but another override."""
    ordered = Override(1, HELD, "另行研究", "p4", NOON)
    ended = status("investigation", "09-10", "10-09", **OVER)
    subject = case("suspended", statuses=(ended,), overrides=(ordered,))
    assert settles_from(subject, POLICY.statuses) is None


@pytest.mark.parametrize(
    ("statuses", "away"),
    [
        ((), False),
        ((status("maternity_leave", "07-01", "09-30"),), True),
        ((status("maternity_leave", "07-01", "09-29"),), False),
        ((status("maternity_leave", "07-02", "09-30"),), False),
        ((status("sick_leave", "06-01", "09-06"), status("absence", "09-07", "10-10")), True),
        ((status("training", "07-01", "09-30"),), False),
        ((status("maternity_leave", "07-01"),), False),  # no end is known: not yet reckoned with
    ],
)
def test_nothing_falls_due_for_whom_absences_leave_no_working_day(
    statuses: tuple[Status, ...], away: bool
) -> None:
    """6 September is a Sunday: what lies between two absences need not be covered."""
    due = Due(case("planning", statuses=statuses), QUARTER, POLICY.values, CALENDAR)
    assert due.away_throughout() is away
