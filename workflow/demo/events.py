"""What happens in a year besides the ordinary course: an interpretation, absence, a suspension.

Each of these bends the course of a quarter that is already written: some acts are made by another
hand, some fall out, some come in.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from rules.calendar import at_clock, beijing_day
from rules.grade import Grade
from workflow.demo.cast import Part
from workflow.demo.course import AFTERNOON, Course

ADOPTED = "values.plan_due_days"
AWAY = (2, 9)
"""The working days of the quarter, first and last, on which a leader is away."""
DONE_AFTER, REWARD_AFTER = 3, 8
"""Working days after the notice on which what follows is done; a reward waits for objections."""
HELD = (7, 17)
"""The working days of the quarter's second month between which an investigation runs."""


def enliven(courses: Sequence[Course]) -> None:
    """Let an interpretation be adopted, a leader be away, a case be suspended, an officer object.

    The suspended case is settled within its quarter; the result objected to is maintained.
    """
    first, second, third, fourth = courses
    _adopt(first)
    _object(fourth)
    _suspend(second)
    _stand_in(third)
    for course in courses:
        _follow_up(course)
        course.acts.sort(key=lambda act: act.at)


def _follow_up(course: Course) -> None:
    """What follows from the grades is done in good time, and its document put on file."""
    parts = {officer.handle: officer.part for officer in course.work}
    for number, (who, ended) in enumerate(sorted(course.ended.items()), 1):
        day, grade = course.calendar.after(ended, DONE_AFTER), course.grades[who]
        file = f"演示{course.quarter}〔{number}〕号"
        if grade == Grade.ORDINARY:
            _done(course, day, course.leaders[who], who, "reminder_talk", file)
        if grade != Grade.GOOD:
            continue
        _done(course, day, course.cast.clerks[0], who, "commendation", file)
        if parts[who] is Part.DIRECT:
            later = course.calendar.after(ended, REWARD_AFTER)
            _done(course, later, course.cast.clerks[0], who, "direct_reward", file)


def _object(course: Course) -> None:
    """One officer objects while the notice is up: received, stated, investigated, maintained."""
    officer = next(
        (
            o
            for o in course.work
            if o.part is Part.ORDINARY and course.grades.get(o.handle) == Grade.FAIRLY_GOOD
        ),
        None,
    )
    if officer is None:
        return
    who, cast, after = officer.handle, course.cast, course.calendar.after
    lodged = course.calendar.before(course.ended[who], 1)
    leader = course.leaders[who]
    course.act(at_clock(lodged, "15:00"), who, "object", text="一项急办任务没有计入，请予核对")
    course.act(at_clock(after(lodged, 1), "09:00"), cast.clerks[0], "receive_objection", who)
    text = "该项任务已记入工作纪实，评分时已经考虑"
    course.act(at_clock(after(lodged, 2), "09:00"), leader, "reviewer_statement", who, text=text)
    course.act(
        at_clock(after(lodged, 3), "09:00"), cast.clerks[0], "investigate_objection", who,
        facts="查阅纪实和任务单，任务已经计入", by=[cast.clerks[0], cast.stand_in],
    )  # fmt: skip
    course.act(
        at_clock(after(lodged, 4), "15:00"), cast.chair, "decide_objection", who,
        outcome="maintained", reason="任务已经计入评分，等次与得分相符",
        present=[p for p in cast.present if p != leader],
    )  # fmt: skip


def _done(course: Course, day: date, by: str, who: str, kind: str, document: str) -> None:
    at = course.on(day, AFTERNOON, who, kind)
    course.act(at, by, "follow_up_done", who, kind=kind, document=document)


def _adopt(course: Course) -> None:
    """The leading group adopts, under a number, by when plans are due."""
    at = at_clock(course.nth(12), "10:00")
    course.act(at, course.cast.chair, "adopt", key=ADOPTED, number=1)


def _stand_in(course: Course) -> None:
    """A leader is away while plans are approved; a member of the group signs instead."""
    leader = course.cast.officers[:2][-1].supervisor
    member = course.cast.stand_in
    days = [course.nth(place) for place in AWAY]
    given: dict[str, Any] = {"for": leader, "delegate": member, "document": "演示委托〔1〕号"}
    given |= {"from": days[0].isoformat(), "to": days[1].isoformat()}
    course.act(at_clock(course.nth(1), "08:45"), course.cast.chair, "appoint_delegate", **given)
    for place, act in enumerate(course.acts):
        if act.who == leader and days[0] <= beijing_day(act.at) <= days[1]:
            course.acts[place] = replace(act, who=member)


def _suspend(course: Course) -> None:
    """An investigation of one officer begins and ends within the quarter; the case goes on."""
    officer = next((o for o in reversed(course.work) if o.part is Part.ORDINARY), None)
    if officer is None:
        return
    who, clerk, chair = officer.handle, course.cast.clerks[0], course.cast.chair
    start = course.quarter.month_first(course.quarter.months[1])
    began, ended = (course.calendar.nth(start, place) for place in HELD)
    course.acts[:] = [
        act for act in course.acts if act.case != who or not began <= beijing_day(act.at) <= ended
    ]
    course.act(
        at_clock(began, "09:00"), clerk, "set_status", who, kind="investigation",
        document="演示立案〔1〕号", **{"from": began.isoformat()},
    )  # fmt: skip
    course.act(
        at_clock(ended, "09:00"), clerk, "end_status", who, kind="investigation",
        document="演示结案〔1〕号", to=ended.isoformat(), outcome="未给予处分",
    )  # fmt: skip
    course.act(at_clock(ended, "10:00"), chair, "settle_suspension", who,
               document="演示结案〔1〕号")  # fmt: skip
