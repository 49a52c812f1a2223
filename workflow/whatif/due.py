"""Due days and lateness of a case under a policy, from when things were done (R31)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from rules.calendar import CalendarMissing, beijing_day, end_of
from rules.due import Due
from rules.grade import Grade
from rules.nouns import Case, Cohort, Item
from workflow.called import decision_day
from workflow.late import item_title
from workflow.owing.owed import Bench

MOMENTS = {
    "recording_end": "转入审核评鉴",
    "statement": "陈述意见",
    "publicity_end": "公示期满",
    "objection_window": "反映异议",
}
"""What ends on a day though nobody owes anything: told if it differs, never late."""
OPENED = "opened_"


class Owing(NamedTuple):
    """Something owed on a case: by the end of which day, and when it was done."""

    item: str
    day: date
    done: datetime | None

    def late(self, at: datetime) -> bool:
        """Whether it was done too late, or is not done though its day is over."""
        if self.item in MOMENTS or self.item.startswith(OPENED):
            return False
        return (self.done or at) >= end_of(self.day)


def owing(case: Case, cohort: Cohort, entered: datetime | None, bench: Bench) -> list[Owing]:
    """What was owed on a case under a policy; what cannot be dated is left out."""
    found = []
    for item, day, done in _items(case, cohort, entered, bench):
        try:
            when = day()
        except CalendarMissing:
            continue
        if when is not None:
            found.append(Owing(item, when, done))
    return found


Dated = tuple[str, Callable[[], date | None], datetime | None]


def _items(case: Case, cohort: Cohort, entered: datetime | None, bench: Bench) -> Iterator[Dated]:
    due = bench.due(case)
    handed = min((p.submitted_at for p in case.plans), default=None)
    yield "plan", due.plan, handed
    for plan in case.plans[:1]:
        asked = {**case.parts, "plans": (replace(plan, status="submitted"),)}
        yield "plan_approval", _due(case, bench, parts=asked).plan_approval, plan.decided_at
    for month in bench.quarter.months:
        came = min((s.at for s in case.summaries if s.month == month), default=None)
        yield f"month_{month}", lambda m=month: due.month(m), came  # type: ignore[misc]
    if entered is not None:
        proposed = next((p.at for p in case.proposals if p.at >= entered), None)
        yield "appraisal", _due(case, bench, entered_at=entered).appraisal, proposed
    if case.decisions:
        first = case.decisions[0]
        if first.session == 1:
            yield "decision", lambda: decision_day(cohort, bench), first.at
        told = next((f.at for f in case.feedbacks if f.at >= first.at), None)
        yield "feedback", lambda: due.feedback(first.at), told
    yield from _posted(case, cohort, bench)
    yield from _moments(case, due, bench)


def _posted(case: Case, cohort: Cohort, bench: Bench) -> Iterator[Dated]:
    """When the notice of a case's batch was to be posted, and when it ends."""
    after, values = bench.calendar.after, bench.policy.values
    heard = [c.feedback.at for c in cohort.cases if c.session == case.session and c.feedback]
    shown = [p for p in cohort.postings if p.session == case.session]
    if case.session and heard and shown:
        last = beijing_day(max(f for f in heard if f <= shown[-1].posted_at))
        yield "publicity", lambda: after(last, values.publicity_due_days), shown[0].posted_at
    mine = next((p for p in cohort.postings if p.number == case.posting), None)
    if mine is not None:
        yield "publicity_end", lambda: after(mine.posted, values.publicity_days), None


def _moments(case: Case, due: Due, bench: Bench) -> Iterator[Dated]:
    """What ends on a day of itself: the record, a statement's time, a return, the objecting."""
    if case.approved_plan is not None:
        yield "recording_end", lambda: _last(due.recording_closes()), None
    poor = [d for d in case.directs if d.grade is Grade.POOR]
    if poor:
        since, days = beijing_day(poor[-1].at), bench.policy.values.statement_days
        yield "statement", lambda: bench.calendar.after(since, days), None
    for opening in case.openings:
        yield f"{OPENED}{opening.number}", lambda o=opening: o.until, None  # type: ignore[misc]
    yield "objection_window", lambda: _last(due.objection_window()), None


def _last(at: datetime | None) -> date | None:
    """The last day before an instant at which something is over."""
    return None if at is None else beijing_day(at - timedelta(microseconds=1))


def words_of(item: str, case: Case) -> str:
    """What people call it."""
    if item in MOMENTS:
        return MOMENTS[item]
    if not item.startswith(OPENED):
        return item_title(item)
    opening = next(o for o in case.openings if f"{OPENED}{o.number}" == item)
    what = {Item.PLAN: "工作计划", Item.RECORD: "纪实和小结"}.get(opening.item)
    return f"{what or f'{opening.month}月小结'}退回修改"


def _due(case: Case, bench: Bench, **changed: Any) -> Due:
    return Due(replace(case, **changed), bench.quarter, bench.policy.values, bench.calendar)


def differing(then: list[Owing], other: list[Owing], case: Case) -> list[dict[str, Any]]:
    """The due days of a case that differ between two policies."""
    days = {o.item: o.day for o in other}
    return [
        {
            "item": o.item,
            "what": words_of(o.item, case),
            "then": o.day.isoformat(),
            "other": days[o.item].isoformat(),
        }
        for o in then
        if o.item in days and days[o.item] != o.day
    ]


def lateness(owed: list[Owing], at: datetime) -> list[str]:
    """The items that were late."""
    return [o.item for o in owed if o.late(at)]
