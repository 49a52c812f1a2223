"""A whole year of the demonstration: four quarters, and what they come to (R20–R23)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from rules.annual import Annual, assess, terms_of
from rules.calendar import Calendar, CalendarMissing, Quarter, at_clock, beijing_day
from rules.cohort import quota_limit
from rules.grade import AnnualGrade, Grade
from rules.policy import Policy
from workflow.demo.cast import Cast, cast_of, draw
from workflow.demo.course import AFTERNOON, Course
from workflow.demo.events import enliven
from workflow.demo.script import course_of
from workflow.scenario import Act

DOCUMENT = "演示决定〔{year}〕1号"
BEST_OF = 5
"""Of so many officers the demonstration's annual body calls one excellent."""


def year_courses(
    people: int, year: int, policy: Policy, calendar: Calendar
) -> tuple[list[Course], list[Act], datetime]:
    """The four courses of a year, all their acts with those of the year, and its last instant.

    CalendarMissing if the year after, in which its last quarter ends, has no calendar.
    """
    places = quota_limit(people, policy.values.quota_share)
    courses = [
        course_of(cast_of(people, places, number - 1), Quarter(year, number), policy, calendar)
        for number in range(1, 5)
    ]
    if gap := courses[-1].gap:
        raise CalendarMissing(gap)
    enliven(courses)
    acts = [act for course in courses for act in course.acts]
    ended = courses[-1].until
    assert ended is not None, "a written course has an end"
    own, until = _year_acts(courses, year, beijing_day(ended))
    acts += own
    acts.sort(key=lambda act: act.at)
    return courses, acts, until


def _year_acts(courses: Sequence[Course], year: int, ended: date) -> tuple[list[Act], datetime]:
    """Summaries of the year, the grades recorded, the notice of excellence and its receipts."""
    last, cast = courses[-1], courses[-1].cast
    values, calendar, period = last.policy.values, last.calendar, str(year)
    opened = calendar.nth(Quarter(year + 1, 1).first, 1)
    acts = []
    for player in cast.officers:
        place = 1 + draw(values.year_summary_due_days, player.handle, year)
        at = last.on(calendar.after(opened, place), AFTERNOON, player.handle, "year")
        text = f"{year}年履行岗位职责，完成各季度计划任务，不足之处已列出改进措施"
        acts.append(Act(at, player.handle, "summarise_year", player.handle, {"text": text}, None,
                        period))  # fmt: skip
    due = calendar.after(opened, values.year_summary_due_days)
    day = calendar.after(max(ended, due), 1)
    given: dict[str, Any] = {
        "document": DOCUMENT.format(year=day.year),
        "grades": annual_grades(courses, cast, last.policy),
    }
    chair, clerk = cast.chair, cast.clerks[1]
    acts.append(Act(at_clock(day, "10:00"), chair, "record_annual", chair, given, None, period))
    if AnnualGrade.EXCELLENT.value in given["grades"].values():
        posted = at_clock(calendar.after(day, 1), "09:00")
        acts.append(Act(posted, clerk, "publish_year", clerk, {}, None, period))
    after = calendar.after(day, 2 + values.annual_publicity_days)
    return acts, at_clock(after, "12:00")


def annual_grades(courses: Sequence[Course], cast: Cast, policy: Policy) -> dict[str, str]:
    """What the demonstration's annual body decides, within what the quarters allow."""
    years = {p.handle: _year_of(courses, p.handle, policy) for p in cast.officers}
    best = sorted(
        (who for who, year in years.items() if year.excellent_candidate),
        key=lambda who: (-years[who].counts.good, who),
    )[: len(years) // BEST_OF]
    return {who: _grade(who, year, best).value for who, year in years.items()}


def _grade(who: str, year: Annual, best: Sequence[str]) -> AnnualGrade:
    if who in best:
        return AnnualGrade.EXCELLENT
    return AnnualGrade.BASIC if year.more_than_half_poor else AnnualGrade.COMPETENT


def _year_of(courses: Sequence[Course], who: str, policy: Policy) -> Annual:
    decided: Mapping[int, str] = {
        course.quarter.number: course.grades[who] for course in courses if who in course.grades
    }
    return assess([Grade.parse(grade) for grade in decided.values()], terms_of(policy.values))
