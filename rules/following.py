"""What follows a result: which duties it opens, when they open, until when they are owed (R18)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rules.calendar import CalendarMissing, beijing_day
from rules.due import Due
from rules.follow_up import FollowUp, FollowUpTerms
from rules.grade import Grade

ITEM = "follow_up_"
OPEN, DONE, LAPSED = "open", "done", "lapsed"
UNFIT, HANDED_OVER, OUTSTANDING = "unfit", "hand_over", "outstanding"


@dataclass(frozen=True, slots=True)
class Following:
    """One thing that follows, with its terms: since when it is open, its due day.

    `since` is None while the objection window cannot be dated or an objection holds it; `day` is
    None for what is only offered.
    """

    follow_up: FollowUp
    terms: FollowUpTerms
    since: datetime | None
    day: date | None

    def state(self, at: datetime) -> str:
        """Where it stands: done, lapsed, waiting (for the window's end), offered or open."""
        if self.follow_up.status != OPEN:
            return self.follow_up.status
        if self.since is None or at < self.since:
            return "waiting"
        return "offered" if self.terms.mode == "offered" else OPEN


def opened_by(grade: Grade, *, direct: bool, kinds: Mapping[str, FollowUpTerms]) -> tuple[str, ...]:
    """The kinds that a final grade opens or offers, in the policy's order."""
    return tuple(
        kind
        for kind, terms in kinds.items()
        if terms.mode in {"opened", "offered"}
        and grade.value in terms.grades
        and (direct or not terms.direct)
    )


def following(due: Due) -> Iterator[Following]:
    """Everything that follows the result of a case, oldest first; kinds unknown are left out.

    Due days that cannot be said are left open.
    """
    for each, terms in _known(due):
        try:
            yield _one(each, terms, due)
        except CalendarMissing:
            yield Following(each, terms, None if terms.after_window else each.opened_at, None)


def awaited(due: Due) -> Iterator[Following]:
    """What is owed of it, with its due day; CalendarMissing if that cannot be said."""
    for each, terms in _known(due):
        if each.status == OPEN and terms.mode != "offered":
            found = _one(each, terms, due)
            if found.day is not None:
                yield found


def _known(due: Due) -> Iterator[tuple[FollowUp, FollowUpTerms]]:
    kinds = due.values.follow_ups
    return ((each, kinds[each.kind]) for each in due.case.follow_ups if each.kind in kinds)


def _one(each: FollowUp, terms: FollowUpTerms, due: Due) -> Following:
    since: datetime | None = each.opened_at
    if terms.after_window:
        ends = due.objection_window()
        since = max(each.opened_at, ends) if ends else None
    if since is None or terms.mode == "offered":
        return Following(each, terms, since, None)
    # What opened at 24:00 opened at the end of that day, not on the next.
    day = beijing_day(since - timedelta(microseconds=1))
    count = due.values.follow_up_due_days if terms.days is None else terms.days
    return Following(each, terms, since, due.calendar.after(day, count))
