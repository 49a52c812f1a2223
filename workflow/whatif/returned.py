"""What a return leaves open under another policy, where nobody named the day (R31)."""

from dataclasses import replace
from datetime import date

from rules.calendar import CalendarMissing, beijing_day
from rules.nouns import Case, Opening
from workflow.owing.owed import Bench

RETURN = "return"


def under(case: Case, mine: Bench, theirs: Bench) -> Case:
    """A case with its returns open as long as another policy leaves them; the rest as it stands.

    A day that the returner named, later than the policy's, stands; leave to report late always
    names its day.
    """
    if not any(o.kind == RETURN for o in case.openings):
        return case
    openings = tuple(_anew(o, mine, theirs) for o in case.openings)
    return replace(case, parts={**case.parts, "openings": openings})


def _anew(opening: Opening, mine: Bench, theirs: Bench) -> Opening:
    if opening.kind != RETURN:
        return opening
    try:
        then, other = _ordinary(opening, mine), _ordinary(opening, theirs)
    except CalendarMissing:
        return opening
    named = opening.until if opening.until > then else other
    return replace(opening, until=max(named, other))


def _ordinary(opening: Opening, bench: Bench) -> date:
    """The last day by the policy alone."""
    return bench.calendar.after(beijing_day(opening.at), bench.policy.values.return_days)
