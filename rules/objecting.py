"""The time for an objection, and how far a result may still go down after one (R27)."""

from collections.abc import Iterable
from datetime import datetime

from rules.calendar import Calendar, CalendarMissing, beijing_day
from rules.due import objection_window_ends
from rules.grade import Grade
from rules.nouns import Case, Objection, Posting
from rules.policy import Values

PARTS = frozenset({"decisions", "feedbacks"})
OBJECTED = frozenset({"feedback", "publicity", "closed", "undetermined"})
"""The stages in which there is a result to object to, and from which it can be changed."""


def window_end(
    case: Case, postings: Iterable[Posting], values: Values, calendar: Calendar
) -> datetime | None:
    """From when an objection to a result is late; None while that cannot be said yet.

    It is open until the later of some working days after the result was told and some after its
    publicity; what takes no part in publicity has only the first. Reads decisions and feedbacks.
    """
    told = case.feedback
    if told is None:
        return None
    try:
        last = beijing_day(told.at)
        if case.stage != "undetermined":
            posting = next((p for p in postings if p.number == case.posting), None)
            if posting is None:
                return None
            last = calendar.after(posting.posted, values.publicity_days)
        return objection_window_ends(last, told.at, values, calendar)
    except CalendarMissing:
        return None


def floor_of(case: Case) -> Grade | None:
    """The grade below which a review ordered on the person's own objection may not end.

    Reads objections and decisions; None if no such review is going on.
    """
    made = case.decision
    own = [
        o
        for o in case.objections
        if o.own and o.outcome == "reappraise" and o.decided_at and made and o.decided_at >= made.at
    ]
    return made.grade if own and made else None


def reviewers_of(objection: Case, result: Case | None) -> frozenset[str]:
    """Who reviewed the result an objection is about: its leader, and whoever proposed its grade.

    Reads the proposals of the result.
    """
    proposer = {p.by for p in result.proposals[-1:]} if result else set()
    return frozenset({objection.supervisor, *proposer} - {""})


def unheard(objection: Objection) -> str:
    """What was not done before an objection is answered, in words; empty if all was."""
    if not objection.open:
        return ""
    parts = ["尚未登记受理"] if objection.received_at is None else []
    parts += ["尚未调查核实"] if objection.investigated_at is None else []
    parts += ["评鉴人尚未陈述意见"] if objection.stated_at is None else []
    return "，".join(parts)


def objection_of(case: Case, listed: Iterable[Objection]) -> Objection:
    """The objection that a case of the objection page is about."""
    return next(o for o in listed if o.case_id == case.id)
