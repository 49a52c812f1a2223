"""What happens after the quarter: review, session, feedback and notices, to the closed quarter."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from rules.calendar import at_clock
from rules.grade import Grade
from workflow.demo.cast import Part, draw
from workflow.demo.course import AFTERNOON, FORENOON, NOON, Course
from workflow.demo.work import Officer, fitting

SESSION_REASON = "“好”等次名额所限，按得分由高到低确定"
COMMENTS = {
    Grade.GOOD: "主动担当，当季各项工作提前或按期完成，成效明显",
    Grade.FAIRLY_GOOD: "按计划完成当季工作，作风扎实",
    Grade.ORDINARY: "基本完成当季工作，在时效和质量上有明显不足",
    Grade.POOR: "当季主要工作未完成，须限期改进",
}


def review(course: Course) -> None:
    """Every leader marks and proposes within a few days; one officer is proposed directly."""
    values = course.policy.values
    closed = course.calendar.nth(course.quarter.next.first, values.summary_due_days)
    for officer in course.work:
        who, leader = officer.handle, course.leaders[officer.handle]
        day = course.calendar.after(closed, 1 + draw(3, who, course.quarter, "review"))
        course.act(
            course.on(day, FORENOON, who, "mark"), leader, "mark", who,
            kpi=officer.written("kpi"), bpi=officer.written("bpi"), notes=dict(officer.notes),
        )  # fmt: skip
        if officer.part is Part.DIRECT:
            course.act(
                course.on(day, NOON, who), leader, "propose_direct", who,
                grade=Grade.GOOD.value, facts="承担急难任务，连续值守，处置得当",
                evidence="值守记录、现场照片",
            )  # fmt: skip
        course.act(
            course.on(day, AFTERNOON, who, "propose"), leader, "propose", who,
            grade=officer.proposed.value, comment=COMMENTS[officer.proposed], reason=_why(officer),
        )  # fmt: skip


def _why(officer: Officer) -> str:
    if officer.part is Part.DIRECT:
        return "在急难任务中表现突出，已另行提请直接确定"
    return "有一个月小结缺报，完成情况无从核对" if officer.part is Part.MISSING else ""


def decide(course: Course) -> None:
    """The session: too many for the quota at first, then by rank; one case waits."""
    values = course.policy.values
    due = course.calendar.nth(course.quarter.next.first, values.decision_due_days)
    day, chair, present = course.calendar.before(due, 1), course.cast.chair, course.cast.present
    batch = [o for o in course.work if o.part is not Part.ASIDE]
    if waiting := course.playing(Part.ASIDE):
        reason = "有一项工作的完成情况正在核实"
        course.act(at_clock(day, "09:00"), chair, "set_aside", waiting.handle, reason=reason)
    if direct := course.playing(Part.DIRECT):
        course.act(
            at_clock(day, "09:10"), chair, "confirm_direct", direct.handle,
            grade=Grade.GOOD.value, reason="事实清楚，佐证齐全", present=present,
        )  # fmt: skip
    asked = {o.handle: o.proposed.value for o in batch}
    session: dict[str, Any] = {"present": present, "minutes": f"演示纪要〔{day.year}〕1号"}
    refused = course.clause("quota")
    course.act(at_clock(day, "09:30"), chair, "decide", grades=asked, refused=refused, **session)
    grades = fitting(batch, course.places, values.tie_order)
    at = at_clock(day, "10:30")
    course.act(at, chair, "decide", grades=grades, reason=SESSION_REASON, **session)
    course.grades |= grades
    ended = _tell_and_publish(course, batch, day)
    if waiting:
        course.grades[waiting.handle] = waiting.proposed.value
        later = course.calendar.after(day, 5)
        course.act(
            at_clock(later, "15:00"), chair, "decide", present=present,
            minutes=f"演示纪要〔{later.year}〕2号", grades={waiting.handle: waiting.proposed.value},
        )  # fmt: skip
        ended = max(ended, _tell_and_publish(course, [waiting], later))
    over = course.calendar.after(ended, course.policy.values.objection_window_days)
    course.until = at_clock(course.calendar.after(over, 1), "12:00")


def _tell_and_publish(course: Course, batch: Sequence[Officer], decided: date) -> date:
    """Feedback, receipts and the notice of a batch; the last day of the notice."""
    last = decided
    for officer in batch:
        who = officer.handle
        day = course.calendar.after(decided, 1 + draw(3, who, course.quarter, "feedback"))
        last = max(last, day)
        course.act(
            course.on(day, FORENOON, who, "feedback"), course.leaders[who], "give_feedback", who,
            mode="letter" if draw(4, who) == 0 else "talk",
            text="已告知本季度结果，并就改进提高提出具体要求",
        )  # fmt: skip
        # One signs only when the time for it has passed, so that a task comes up and goes.
        wait = course.policy.values.acknowledge_days if officer.part is Part.MISSING else 0
        receipt = course.calendar.after(day, wait + 1)
        course.act(course.on(receipt, AFTERNOON, who, "receipt"), who, "acknowledge")
    posted = course.calendar.after(last, 1)
    course.act(at_clock(posted, "09:00"), course.cast.clerks[1], "publish")
    ended = course.calendar.after(posted, course.policy.values.publicity_days)
    course.ended |= {officer.handle: ended for officer in batch}
    return ended
