"""Due days and lateness of a case under a policy, from when things were done (R31)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple

from rules.calendar import CalendarMissing, end_of
from rules.due import Due
from rules.nouns import Case, Cohort
from workflow.late import item_title
from workflow.owing.owed import Bench
from workflow.round import decision_day


class Owing(NamedTuple):
    """Something owed on a case: by the end of which day, and when it was done."""

    item: str
    day: date
    done: datetime | None

    def late(self, at: datetime) -> bool:
        """Whether it was done too late, or is not done though its day is over."""
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


def _due(case: Case, bench: Bench, **changed: Any) -> Due:
    return Due(replace(case, **changed), bench.quarter, bench.policy.values, bench.calendar)


def differing(then: list[Owing], other: list[Owing]) -> list[dict[str, Any]]:
    """The due days that differ between two policies."""
    days = {o.item: o.day for o in other}
    return [
        {
            "item": o.item,
            "what": item_title(o.item),
            "then": o.day.isoformat(),
            "other": days[o.item].isoformat(),
        }
        for o in then
        if o.item in days and days[o.item] != o.day
    ]


def lateness(owed: list[Owing], at: datetime) -> list[str]:
    """The items that were late."""
    return [o.item for o in owed if o.late(at)]
