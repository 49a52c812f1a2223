"""What happens in the quarter itself: plans, log entries, summaries, and what goes amiss.

Every day is counted by the policy's own terms on the real calendar. Where the calendar ends, so
does the course: `Course.gap` is the year that is missing.
"""

from datetime import date
from typing import Any

from rules.calendar import Calendar, CalendarMissing, Quarter, end_of
from rules.policy import Policy
from workflow.demo.cast import Cast, Part, draw
from workflow.demo.course import AFTERNOON, FORENOON, Course
from workflow.demo.session import decide, review
from workflow.demo.work import POINTS, Officer


def course_of(cast: Cast, quarter: Quarter, policy: Policy, calendar: Calendar) -> Course:
    """Write the whole course; where the calendar ends it breaks off and names the year."""
    course = Course(cast, quarter, policy, calendar)
    try:
        _plans(course)
        for month in quarter.months:
            _month(course, month)
        review(course)
        decide(course)
    except CalendarMissing as gap:
        course.gap = gap.year
        course.until = end_of(quarter.last)
    course.acts.sort(key=lambda a: a.at)
    return course


def _plans(course: Course) -> None:
    values = course.policy.values
    for officer in course.work:
        who, leader = officer.handle, course.leaders[officer.handle]
        day = course.nth(1 + draw(values.plan_due_days, who, course.quarter, "plan"))
        if officer.part is Part.LATE:
            day = _locked_out(course, officer)
        if officer.part is Part.RETURNED:
            day = course.nth(1)
            course.act(course.on(day, FORENOON, who), who, "submit_plan", items=list(officer.items))
            reason = "指标过于笼统，请写明数量和完成时限"
            at = course.on(day, AFTERNOON, who)
            course.act(at, leader, "return_plan", who, reason=reason)
            day = course.nth(2)
        at = course.on(day, AFTERNOON, who, "plan")
        course.act(at, who, "submit_plan", items=list(officer.items))
        approval = course.calendar.after(day, 1)
        course.act(course.on(approval, FORENOON, who), leader, "approve_plan", who)


def _locked_out(course: Course, officer: Officer) -> date:
    """A plan that comes too late is refused, pressed for, and let in by the office at last."""
    who, values = officer.handle, course.policy.values
    first = course.nth(values.plan_due_days + 1)
    course.act(
        course.on(first, FORENOON, who, "late"), who, "submit_plan",
        items=list(officer.items), refused=course.clause("plan_not_locked"),
    )  # fmt: skip
    pressed = course.nth(values.plan_due_days + values.remind_overdue_days + 1)
    until = course.calendar.after(pressed, 2).isoformat()
    reason = "节后下沉网格值守，未能按时填报，书面说明已收"
    at = course.on(pressed, FORENOON, who, "reopen")
    course.act(at, course.cast.clerks[0], "reopen", who, stage="planning", until=until,
               reason=reason)  # fmt: skip
    return pressed


def _month(course: Course, month: int) -> None:
    """One month: log entries, what happens in it, and its summary in the month after."""
    first = course.quarter.month_first(month)
    second = month == course.quarter.months[1]
    for officer in course.work:
        day = course.calendar.nth(first, 10 + draw(3, officer.handle, month))
        item = officer.items[0]["title"] if second else ""
        course.act(
            course.on(day, AFTERNOON, officer.handle, month), officer.handle, "log",
            date=day.isoformat(), kind="item" if item else "narrative", item=item,
            text=f"{month}月{day.day}日：{officer.items[0]['target']}，已按进度办理",
        )  # fmt: skip
    if second:
        _amend(course, course.calendar.nth(first, 7))
    if month == course.quarter.months[-1]:
        _ledger(course, course.calendar.nth(first, 8))
    for officer in course.work:
        _summary(course, officer, month, second)


def _amend(course: Course, day: date) -> None:
    officer = course.playing(Part.AMENDED)
    if officer is None:
        return
    who = officer.handle
    reason = "街道重点任务调整，相应调整各项权重"
    at = course.on(day, FORENOON, who, "amend")
    course.act(at, who, "amend_plan", items=list(officer.amended), reason=reason)
    following = course.calendar.after(day, 1)
    course.act(course.on(following, FORENOON, who), course.leaders[who], "approve_plan", who)


def _ledger(course: Course, day: date) -> None:
    """A commendation, entered by one clerk and verified by the other; an item left out."""
    clerks = course.cast.clerks
    if officer := course.playing(Part.HONOURED):
        document = f"演示表彰〔{course.quarter.year}〕1号"
        course.act(
            course.on(day, FORENOON, "ledger"), clerks[0], "record_opi", officer.handle,
            kind="commendation", issuer="演示用区委", document=document,
            level=course.policy.values.opi_levels[0], date=day.isoformat(), points=POINTS,
            basis="演示用分值，依据文件待补", evidence="表彰决定复印件",
        )  # fmt: skip
        at = course.on(day, AFTERNOON, "ledger")
        course.act(at, clerks[1], "verify_opi", officer.handle, document=document)
    if officer := course.playing(Part.VOIDED):
        course.act(
            course.on(day, AFTERNOON, "void"), course.leaders[officer.handle], "void_item",
            officer.handle, title=officer.voided, reason="上级统一安排暂停该项工作，非本人原因",
        )  # fmt: skip


def _summary(course: Course, officer: Officer, month: int, second: bool) -> None:
    who, terms = officer.handle, course.policy.values.summary_due_days
    following = course.quarter.month_last(month).toordinal() + 1
    start = date.fromordinal(following)
    day = course.calendar.nth(start, 1 + draw(terms, who, course.quarter, month))
    late: dict[str, Any] = {}
    if second and officer.part is Part.MISSING:
        day = course.calendar.nth(start, terms + 1)
        late = {"refused": course.clause("month_not_locked")}
    text = f"{month}月：{officer.items[0]['title']}、{officer.items[1]['title']}按计划完成"
    at = course.on(day, FORENOON, who, month, "summary")
    course.act(at, who, "summarise", month=month, text=text, **late)
