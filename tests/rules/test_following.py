"""What follows a result: what each grade opens, when, and who may close or recommend what."""

# ruff: noqa: E501 - a row of a table stays one row

from datetime import date
from itertools import product
from typing import Any

import pytest

from rules.calendar import Calendar
from rules.due import Due, objection_window_ends
from rules.follow_up import FollowUp, PastGrade, Resolution
from rules.following import awaited, following, opened_by
from rules.grade import DETERMINED, Grade
from rules.inputs.following import FollowUpDone, HandOver, RecommendMeasure, RecordUnfitness
from rules.inputs.given import Reason
from rules.nouns import Actor, Case, Feedback, Role
from rules.outstanding import record_of
from rules.rule import Ask
from tests.rules.asking import (
    CALENDAR,
    PEOPLE,
    POLICY,
    QUARTER,
    answer,
    ask,
    beijing,
    case,
    cohort,
    decided,
)

KINDS = POLICY.values.follow_ups
CLOSED = beijing("2026-10-28T00:00:00")
TOLD = beijing("2026-10-21T10:00:00")
DURING = beijing("2026-11-02T09:00:00")
AFTER = beijing("2026-11-04T00:00:00")


@pytest.mark.rule("R18")
@pytest.mark.parametrize(
    ("grade", "direct", "opens"),
    [
        (Grade.GOOD, False, "commendation material_reward"),
        (Grade.GOOD, True, "commendation material_reward direct_reward"),
        (Grade.FAIRLY_GOOD, False, ""),
        (Grade.ORDINARY, False, "reminder_talk"),
        (Grade.POOR, False, "criticism"),
        (Grade.POOR, True, "criticism"),
        (Grade.UNDETERMINED, False, ""),
    ],
)
def test_each_grade_opens_what_the_policy_says(grade: Grade, direct: bool, opens: str) -> None:
    assert set(opened_by(grade, direct=direct, kinds=KINDS)) == set(opens.split())


@pytest.mark.rule("R18")
def test_money_admonition_and_posts_wait_for_the_objection_window() -> None:
    waiting = {kind for kind, terms in KINDS.items() if terms.after_window}
    assert waiting == {
        "material_reward",
        "direct_reward",
        "admonition",
        "off_post_training",
        "transfer",
    }


@pytest.mark.rule("R27")
@pytest.mark.parametrize(
    ("published", "served", "ends"),
    [
        ("2026-10-27", "2026-10-21T10:00:00", "2026-11-04T00:00:00"),
        ("2026-10-27", "2026-10-28T10:00:00", "2026-11-05T00:00:00"),
        ("2026-09-29", "2026-09-25T23:59:59", "2026-10-13T00:00:00"),
    ],
)
def test_the_objection_window_is_the_later_of_publicity_and_service(
    published: str, served: str, ends: str
) -> None:
    found = objection_window_ends(
        date.fromisoformat(published), beijing(served), POLICY.values, CALENDAR
    )
    assert found == beijing(ends)


def follow_up(kind: str, status: str = "open", number: int = 1) -> FollowUp:
    """One thing that follows, opened when the case was closed."""
    return FollowUp(number, kind, status, "", "", CLOSED)


def closed(*kinds: str, grade: Grade = Grade.POOR, stage: str = "closed", **parts: Any) -> Case:
    """A closed case that was told, with these things open."""
    listed = tuple(follow_up(kind, number=n) for n, kind in enumerate(kinds, 1))
    told = (Feedback(1, "talk", "", "p2", "", TOLD),)
    made = case(stage, follow_ups=listed, decisions=decided(grade), feedbacks=told, **parts)
    return Case(
        **{f: getattr(made, f) for f in made.__slots__ if f != "entered_at"}, entered_at=CLOSED
    )


def due_of(found: Case, calendar: Calendar = CALENDAR) -> Due:
    """The due days of a case."""
    return Due(found, QUARTER, POLICY.values, calendar)


@pytest.mark.rule("R18")
@pytest.mark.parametrize(
    ("kind", "since", "day"),
    [
        ("criticism", "2026-10-28T00:00:00", date(2026, 11, 10)),
        ("transfer", "2026-11-04T00:00:00", date(2026, 11, 17)),
        ("material_reward", "2026-11-04T00:00:00", None),
    ],
)
def test_a_duty_is_owed_ten_working_days_after_it_opens(
    kind: str, since: str, day: date | None
) -> None:
    found = next(iter(following(due_of(closed(kind)))))
    assert (found.since, found.day) == (beijing(since), day)


@pytest.mark.rule("R18")
def test_what_is_offered_or_done_is_owed_by_nobody() -> None:
    made = closed("material_reward")
    assert list(awaited(due_of(made))) == []
    done = case(
        "closed",
        follow_ups=(follow_up("criticism", "done"),),
        decisions=decided(Grade.POOR),
        feedbacks=(),
    )
    assert list(awaited(due_of(done))) == []


@pytest.mark.rule("R18")
@pytest.mark.parametrize(
    ("kind", "status", "at", "state"),
    [
        ("criticism", "open", DURING, "open"),
        ("transfer", "open", DURING, "waiting"),
        ("transfer", "open", AFTER, "open"),
        ("material_reward", "open", DURING, "waiting"),
        ("material_reward", "open", AFTER, "offered"),
        ("criticism", "done", DURING, "done"),
        ("criticism", "lapsed", DURING, "lapsed"),
    ],
)
def test_a_duty_is_told_as_it_stands(kind: str, status: str, at: Any, state: str) -> None:
    made = closed(kind)
    if status != "open":
        made = case(
            "closed",
            follow_ups=(follow_up(kind, status),),
            decisions=decided(Grade.POOR),
            feedbacks=(),
        )
    assert next(iter(following(due_of(made)))).state(at) == state


def asked(given: Any, found: Case, at: Any = AFTER, role: Role = Role.OFFICE) -> Ask:
    """A question by somebody in a role."""
    actor = Actor("p3", "王五", frozenset({role}))
    return Ask("move", at, actor, POLICY, CALENDAR, QUARTER, found, cohort(found), given, PEOPLE)


def done(kind: str) -> FollowUpDone:
    """A closure by a document."""
    return FollowUpDone.model_validate({"kind": kind, "document": "文1号"}, context=POLICY.values)


def measure(kind: str) -> RecommendMeasure:
    """A measure the group recommends."""
    return RecommendMeasure.model_validate({"kind": kind, "reason": "理由"}, context=POLICY.values)


UNFIT = (Resolution(1, "unfit", "理由", "文9号", "", "p5", CLOSED),)
FINDING = RecordUnfitness.model_validate(
    {"reason": "理由", "document": "文9号"}, context=POLICY.values
)
MOVED_ON = HandOver.model_validate({"to": "纪工委", "document": "文9号"}, context=POLICY.values)
GOOD4 = (
    PastGrade("2026Q1", Grade.GOOD), PastGrade("2026Q2", Grade.GOOD),
    PastGrade("2025Q4", Grade.GOOD), PastGrade("2026Q3", Grade.FAIRLY_GOOD),
)  # fmt: skip
CONFIRMED = (Resolution(1, "outstanding", "理由", "", "", "p5", CLOSED),)
REASON = Reason.model_validate({"reason": "一贯优秀"}, context=POLICY.values)


PASSES: list[tuple[str, Ask]] = [
    ("follow_up_open", asked(done("criticism"), closed("criticism"))),
    ("follow_up_owner", asked(done("criticism"), closed("criticism"))),
    ("follow_up_owner", asked(done("criticism"), closed("criticism"), role=Role.SUPERVISOR)),
    ("follow_up_window", asked(done("criticism"), closed("criticism"), DURING)),
    ("follow_up_window", asked(done("transfer"), closed("transfer"), AFTER)),
    ("measure_kind", asked(measure("admonition"), closed())),
    ("measure_kind", asked(measure("transfer"), closed(grade=Grade.FAIRLY_GOOD))),
    ("measure_unfit", asked(measure("admonition"), closed())),
    ("measure_unfit", asked(measure("transfer"), closed(resolutions=UNFIT))),
    ("resolution_new", asked(FINDING, closed())),
    ("resolution_new", asked(MOVED_ON, closed(resolutions=CONFIRMED))),
    ("outstanding_listed", asked(REASON, closed(past_grades=GOOD4))),
]


@pytest.mark.parametrize(("guard", "question"), PASSES)
def test_a_guard_lets_through_what_is_in_order(guard: str, question: Ask) -> None:
    assert answer(guard, question) is None


REFUSES: list[tuple[str, Ask, str]] = [
        ("follow_up_open", asked(done("commendation"), closed("criticism")), "criticism(批评教育)"),
        ("follow_up_open", asked(done("holiday"), closed("criticism")), "没有“holiday”"),
        ("follow_up_owner", asked(done("commendation"), closed("commendation"), role=Role.SUPERVISOR), "表扬"),
        ("follow_up_window", asked(done("transfer"), closed("transfer"), DURING), "11月3日24:00"),
        ("measure_kind", asked(measure("commendation"), closed()), "不是可以建议的措施"),
        ("measure_kind", asked(measure("admonition"), closed(grade=Grade.ORDINARY)), "较差"),
        ("measure_kind", asked(measure("admonition"), closed("admonition")), "已经建议"),
        ("measure_unfit", asked(measure("transfer"), closed()), "认定"),
        ("resolution_new", asked(FINDING, closed(resolutions=UNFIT)), "文9号"),
        ("outstanding_listed", asked(REASON, closed(past_grades=GOOD4[:3])), "不足4个"),
        ("outstanding_listed", asked(REASON, closed(past_grades=GOOD4, resolutions=CONFIRMED)), "已经确认"),
]  # fmt: skip


@pytest.mark.parametrize(("guard", "question", "told"), REFUSES)
def test_a_guard_says_why_not(guard: str, question: Ask, told: str) -> None:
    assert told in (answer(guard, question) or "")


def test_a_duty_of_the_window_waits_while_the_calendar_is_missing() -> None:
    made, calendar = closed("transfer"), CALENDAR.only([2025])
    found = next(iter(following(due_of(made, calendar))))
    assert (found.since, found.state(AFTER)) == (None, "waiting")
    question = asked(done("transfer"), made)
    unknown = Ask(
        "move",
        AFTER,
        question.actor,
        POLICY,
        calendar,
        QUARTER,
        made,
        cohort(made),
        question.given,
        PEOPLE,
    )
    assert "尚不能算出" in (answer("follow_up_window", unknown) or "")


@pytest.mark.rule("R19")
@pytest.mark.parametrize("grades", list(product(DETERMINED, repeat=4)))
def test_outstanding_is_four_quarters_none_below_and_three_of_the_best(
    grades: tuple[Grade, ...],
) -> None:
    past = [PastGrade(f"2026Q{n}", grade) for n, grade in enumerate(grades, 1)]
    good, others = grades.count(Grade.GOOD), {Grade.ORDINARY, Grade.POOR} & set(grades)
    found = record_of(past, POLICY.values)
    assert found.outstanding is (good >= 3 and not others)
    assert found.why


@pytest.mark.rule("R19")
def test_only_the_last_determined_quarters_count_whatever_the_order() -> None:
    past = [
        PastGrade("2025Q3", Grade.POOR), *GOOD4, PastGrade("2025Q1", Grade.POOR),
        PastGrade("2026Q4", Grade.UNDETERMINED),
    ]  # fmt: skip
    found = record_of(past, POLICY.values)
    assert found.outstanding is True
    assert [g.period for g in found.quarters] == ["2025Q4", "2026Q1", "2026Q2", "2026Q3"]


def test_the_shape_of_the_question_is_that_of_the_others() -> None:
    """A guard that is asked about another input has nothing to say."""
    for guard in (
        "follow_up_open",
        "follow_up_owner",
        "follow_up_window",
        "measure_kind",
        "measure_unfit",
        "resolution_new",
    ):
        assert answer(guard, ask(REASON, case=closed())) is None
