"""At which moments of a quarter, and of a year, a demonstration can stop for whoever tries it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

from rules.calendar import Calendar, CalendarMissing, Quarter, at_clock
from workflow.demo.cast import DemoError
from workflow.demo.course import Course
from workflow.demo.script import course_of
from workflow.scenario import Act, Scenario

BUSY, WHOLE_YEAR = "小结", "年度"
MOMENTS: Mapping[str, str] = {
    "计划": "计划报送了一半：提交、退回、审定计划",
    BUSY: "最后一个月小结和下季度计划将到期：报送小结，提交、审定计划",
    "评鉴": "小结已经截止：评分、提出等次建议、提请直接确定等次",
    "研究": "评鉴完毕：研究确定等次、确认直接确定",
    "反馈": "等次已定：反馈结果、看得分怎样算出、签收结果、反映异议",
    "公示": "正在公示：反映异议、对他人公示结果的异议",
    "办结": "季度已经办结：结果运用、综合分析、看过去的结果",
    WHOLE_YEAR: "一年已满：年度总结、登记年度等次",
}
"""What each moment is called, and what there is to do then."""
SESSION = frozenset({"set_aside", "confirm_direct", "decide"})
WITHIN: Mapping[str, tuple[frozenset[str], Fraction]] = {
    "计划": (frozenset({"submit_plan"}), Fraction(1, 2)),
    "评鉴": (frozenset({"mark"}), Fraction(1, 3)),
    "研究": (SESSION, Fraction(0)),
    "反馈": (frozenset({"give_feedback"}), Fraction(2, 3)),
    WHOLE_YEAR: (frozenset({"summarise_year"}), Fraction(1, 3)),
}
"""The moments at which such a share of the acts of a kind is made."""
BUSY_HOUR = "09:30"
JUST_BEFORE, SOON_AFTER = timedelta(minutes=1), timedelta(hours=1)


def year_shown(quarter: Quarter, calendar: Calendar) -> int:
    """The year of a quarter if it can be played to its end, else the one before."""
    return quarter.year if quarter.year + 1 in calendar.years else quarter.year - 1


def stopped_at(moment: str, scenario: Scenario, course: Course) -> Scenario:
    """A demonstration as far as a moment, with what the quarter after it brings until then.

    DemoError if there is no such moment or the calendar does not reach it.
    """
    if moment not in MOMENTS:
        raise DemoError(f"没有“{moment[:20]}”这个时刻，可用的有：{'、'.join(MOMENTS)}")
    try:
        until = _instant(moment, scenario, course)
        acts = (*scenario.acts, *_coming(moment, course))
    except (CalendarMissing, LookupError) as why:
        said = CalendarMissing(course.gap) if course.gap else why
        raise DemoError(f"{course.quarter.title}无从演示到“{moment}”：{said}") from None
    made = sorted((a for a in acts if a.at <= until), key=lambda a: a.at)
    quarters = (*scenario.quarters, course.quarter.next)
    return replace(scenario, acts=tuple(made), until=until, quarters=quarters)


def _instant(moment: str, scenario: Scenario, course: Course) -> datetime:
    """When it stops; LookupError if the course breaks off before."""
    if moment == BUSY:
        place = max(1, course.policy.values.plan_due_days - 1)
        return at_clock(course.calendar.nth(course.quarter.next.first, place), BUSY_HOUR)
    if moment in WITHIN:
        moves, share = WITHIN[moment]
        made = sorted(a.at for a in scenario.acts if a.do in moves)
        return made[int(len(made) * share)] - JUST_BEFORE
    published = [a.at for a in course.acts if a.do == "publish"]
    return min(published) + SOON_AFTER if moment == "公示" else _end(published, scenario)


def _end(published: list[datetime], scenario: Scenario) -> datetime:
    """The end of a quarter that was closed."""
    if not published:
        raise LookupError("nothing was published")
    return scenario.until


def _coming(moment: str, course: Course) -> Iterable[Act]:
    """The acts of the quarter after it; until its plans are due approving them is left."""
    acts = course_of(course.cast, course.quarter.next, course.policy, course.calendar).acts
    if moment not in (BUSY, WHOLE_YEAR):
        return acts
    return {a.who: a for a in reversed(acts) if a.do == "submit_plan"}.values()
