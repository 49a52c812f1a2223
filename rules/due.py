"""When each thing falls due in one case: days in Beijing, instants at their end (R09, R10, R31).

Everything is derived from the policy's terms, the calendar and the rows, never stored as truth.
A missing year of the calendar raises `CalendarMissing`; nothing is guessed.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from rules.calendar import Calendar, Quarter, beijing_day, end_of
from rules.nouns import Case, Extension, Item
from rules.policy import Values
from rules.status import days_of
from rules.terms import Term, Treatment

PARTS = frozenset({"plans", "openings", "extensions", "statuses"})
GRADED = frozenset({Treatment.GRADED, Treatment.GOOD_BARRED})
NO_TERMS: Mapping[str, Term] = {}
Reckoned = TypeVar("Reckoned", date, datetime)


def plan_due_day(joined: date | None, quarter: Quarter, values: Values, calendar: Calendar) -> date:
    """The plan's due day by policy; for one who joined later, counted from that day if later."""
    ordinary = calendar.nth(quarter.first, values.plan_due_days)
    if joined is None or joined < quarter.first:
        return ordinary
    return max(ordinary, calendar.after(joined, values.joiner_plan_days))


def objection_window_ends(
    published: date, served: datetime, values: Values, calendar: Calendar
) -> datetime:
    """When the time to object ends: days after the last day of publicity, or after service (R27).

    The later of the two counts.
    """
    days = values.objection_window_days
    return end_of(max(calendar.after(published, days), calendar.after(beijing_day(served), days)))


def _graded_all_the_same(case: Case) -> bool:
    """Whether the group's newest override lets a grade be given in spite of every absence."""
    return bool(case.overrides) and case.overrides[-1].treatment in GRADED


class Due:
    """The due days of one case under one policy and calendar."""

    def __init__(
        self,
        case: Case,
        quarter: Quarter,
        values: Values,
        calendar: Calendar,
        kept: dict[Any, Any] | None = None,
        terms: Mapping[str, Term] = NO_TERMS,
    ) -> None:
        """Take what days follow from; `kept` shares them among cases of a quarter and policy.

        `terms` are those of the kinds of status; what follows from none of them needs none.
        """
        self.case = case
        self.quarter = quarter
        self.values = values
        self.calendar = calendar
        self.kept = {} if kept is None else kept
        self.terms = terms

    def plan_ordinary(self) -> date:
        """The plan's due day before any extension; joiners count from the day they joined."""
        return plan_due_day(self.case.joined, self.quarter, self.values, self.calendar)

    def month_ordinary(self, month: int) -> date:
        """A month's due day before any extension, never too soon after the first approval."""
        return self._kept(self._month_after, month, self._approved())

    def _month_after(self, month: int, approved: date | None) -> date:
        following = self.quarter.month_last(month).toordinal() + 1
        due = self.calendar.nth(date.fromordinal(following), self.values.summary_due_days)
        if approved is None:
            return due
        after = self.values.summary_after_approval_days
        return max(due, self.calendar.after(approved, after))

    def _approved(self) -> date | None:
        """The day a plan was first approved."""
        approved = self.case.first_approval
        return None if approved is None else beijing_day(approved)

    def _kept(self, reckon: Callable[..., Reckoned], *facts: object) -> Reckoned:
        """What follows from these facts, reckoned once for all cases that share them."""
        place = (reckon.__name__, *facts)
        found: Reckoned | None = self.kept.get(place)
        if found is None:
            found = self.kept[place] = reckon(*facts)
        return found

    def plan(self) -> date:
        """The plan's due day with the extensions that reach this person."""
        days = [self.plan_ordinary(), *(e.until for e in self._extensions(Item.PLAN))]
        return self._present(max(days))

    def month(self, month: int) -> date:
        """A month's due day with the extensions that reach this person and that month."""
        ordinary = self.month_ordinary(month)
        later = [e.until for e in self._extensions(Item.MONTH) if self._moves(e, month, ordinary)]
        return self._present(max([ordinary, *later]))

    def of(self, item: Item, month: int | None = None) -> date:
        """The due day of the plan, of a month, or of the record as a whole (its last month)."""
        if item is Item.PLAN:
            return self.plan()
        return self.month(month or self.quarter.months[-1])

    def opened_until(self, item: Item, month: int | None = None) -> date | None:
        """The last day to which a return or a reopening keeps an item open, if any."""
        days = [o.until for o in self.case.openings if o.covers(item, month)]
        return max(days, default=None)

    def closes(self, item: Item, month: int | None = None) -> datetime:
        """The instant from which an item is locked: the later of due day and openings."""
        opened = self.opened_until(item, month)
        due = self.of(item, month)
        return end_of(max(due, opened) if opened else due)

    def recording_closes(self) -> datetime:
        """The instant at which the record closes and the review begins."""
        if not (self.case.openings or self.case.extensions or self.case.statuses):
            return self._kept(self._record_after, self._approved())
        days = [self.month(self.quarter.months[-1])]
        days += [o.until for o in self.case.openings]
        days += [self.month(m) for m in self.quarter.months]
        return end_of(max(days))

    def _record_after(self, approved: date | None) -> datetime:
        return end_of(max(self._month_after(month, approved) for month in self.quarter.months))

    def plan_approval(self) -> date:
        """By when the supervisor approves the plan that was submitted."""
        due = self.calendar.nth(self.quarter.first, self.values.plan_approval_days)
        pending = self.case.pending_plan
        if pending is None:
            return due
        after = self.values.plan_approval_after_days
        return max(due, self.calendar.after(beijing_day(pending.submitted_at), after))

    def appraisal(self) -> date:
        """By when the supervisor has marked and proposed."""
        return self._kept(self._appraisal_after, self.case.entered_at)

    def _appraisal_after(self, entered: datetime | None) -> date:
        following = date.fromordinal(self.quarter.last.toordinal() + 1)
        due = self.calendar.nth(following, self.values.appraisal_due_days)
        if entered is None:
            return due
        # A record that closed at 24:00 was entered at the end of that day, not on the next.
        day = beijing_day(entered - timedelta(microseconds=1))
        return max(due, self.calendar.after(day, self.values.appraisal_after_days))

    def feedback(self, decided: datetime) -> date:
        """By when a decision is told to the officer."""
        return self.calendar.after(beijing_day(decided), self.values.feedback_due_days)

    def objection_window(self) -> datetime | None:
        """When the time to object to a closed case ends; None if it was not closed or told.

        None too while an objection is open: what waits for the end waits for the answer.
        """
        told, closed = self.case.feedback, self.case.entered_at
        held = any(o.open for o in self.case.objections)
        if told is None or closed is None or held:
            return None
        # The notice ended at 24:00 of its last day, which is when the case was closed.
        last = beijing_day(closed - timedelta(microseconds=1))
        return objection_window_ends(last, told.at, self.values, self.calendar)

    def decision(self) -> date:
        """By when the group decides on the quarter."""
        following = date.fromordinal(self.quarter.last.toordinal() + 1)
        return self.calendar.nth(following, self.values.decision_due_days)

    def _extensions(self, item: Item) -> list[Extension]:
        if not self.case.extensions:
            return []
        who, section = self.case.person, self.case.section
        return [e for e in self.case.extensions if e.item is item and e.reaches(who, section)]

    def _present(self, due: date) -> date:
        """A due day, or some working days after the return from an absence that lies over it."""
        if not self.case.statuses:
            return due
        kinds, days = self.values.absence_kinds, self.values.absence_days
        away = [(s.since, s.until) for s in self.case.statuses if s.until and s.kind in kinds]
        for since, until in sorted(away):
            if since <= due <= until:
                due = self.calendar.after(self.calendar.after(until, 1), days)
        return due

    def away_throughout(self) -> bool:
        """Whether absences leave the person no working day of the quarter: nothing is due then.

        Whom the group lets be graded all the same owes what everybody owes.
        """
        if not self.case.statuses or _graded_all_the_same(self.case):
            return False
        first, last = self.quarter.first, self.quarter.last
        away = [s for s in self.case.statuses if s.until and s.kind in self.values.absence_kinds]
        if not away:
            return False
        days = days_of(away, first, last, self.calendar)
        return days == self.calendar.count(first, last)

    def _moves(self, extension: Extension, month: int, ordinary: date) -> bool:
        """Say whether an extension of the record moves this month's due day.

        Without a month named it moves what was not yet due when it was granted, and the newest
        month due by its new day, so that it never lifts an older month's lock.
        """
        if extension.month is not None:
            return extension.month == month
        if ordinary > extension.until:
            return False
        reached = [m for m in self.quarter.months if self.month_ordinary(m) <= extension.until]
        return month == reached[-1] or end_of(ordinary) > extension.at
