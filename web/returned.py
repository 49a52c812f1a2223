"""What a leader sent back to the reader: why, and until when it may be handed in again (R09, R10).

What is owed anyhow only gets its reason; an amended plan and a whole record are owed by nobody and
stand in the list of what to do by themselves.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from rules.calendar import end_of
from rules.nouns import Case, Item
from storage.load import Loader
from workflow.late import MONTH
from workflow.quarterly import FILLING, QUARTERLY

PARTS = frozenset({"plans", "summaries", "openings"})
PLAN, RECORD = "plan", "record"


@dataclass(frozen=True)
class Back:
    """Something that was sent back: whose file, what it is, why, and the last day to mend it.

    `what` and `place` are set where nobody owes it: what it is called and where it is mended.
    """

    case: int
    period: str
    item: str
    reason: str
    until: date
    what: str = ""
    place: str = ""


def sent_back(loader: Loader, cases: Iterable[Case], person: str, at: datetime) -> list[Back]:
    """What stands sent back in the reader's own files among these, as long as it is open."""
    own = [
        c.id
        for c in cases
        if c.person == person and c.procedure == QUARTERLY.id and c.stage in FILLING
    ]
    found = loader.by_ids(own, PARTS) if own else []
    return [b for case in found for b in _of(case) if not b.what or at < end_of(b.until)]


def reasons(listed: Iterable[Back]) -> Mapping[tuple[int, str], Back]:
    """What was sent back and is owed anyhow, by file and item."""
    return {(back.case, back.item): back for back in listed if not back.what}


def _of(case: Case) -> Iterator[Back]:
    """Everything of a file that stands sent back: the plan, months, the record as a whole."""
    newest = {o.item if o.month is None else o.month: o for o in case.openings
              if o.kind == "return"}  # fmt: skip
    place = f"/cases/{case.id}/do/"
    if (o := newest.get(Item.PLAN)) and case.plans and case.plans[-1].status == "returned":
        amended = case.approved_plan is not None
        more = ("调整的工作计划", f"{place}amend_plan") if amended else ()
        yield Back(case.id, case.period, PLAN, o.reason, o.until, *more)
    for month, o in newest.items():
        if isinstance(month, int) and month not in case.handed_in:
            yield Back(case.id, case.period, f"{MONTH}{month}", o.reason, o.until)
    if (o := newest.get(Item.RECORD)) and not any(s.at > o.at for s in case.summaries):
        what = "工作纪实和小结"
        yield Back(case.id, case.period, RECORD, o.reason, o.until, what, f"{place}summarise")
