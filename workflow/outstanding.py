"""The list of the consistently outstanding at a quarter: everyone's record, and who is on it (R19).

Being listed does nothing by itself; the group confirms whom it will.
"""

from typing import Any

from rules.calendar import Quarter
from rules.outstanding import record_of
from storage.grades import all_past_grades, confirmed_outstanding
from storage.load import Loader
from workflow.office import Office


def outstanding(office: Office, connection: Any, period: str) -> dict[str, Any]:
    """Everyone's last determined quarters up to a quarter, and whether they are on the list.

    The terms are those pinned to that quarter, or those in force when it was never opened.
    """
    loader = Loader(connection, office.id, lock=False)
    row = loader.quarter(period)
    policy = (
        office.pinned(connection, row.policy) if row else office.policy_for(Quarter.parse(period))
    )
    people = {p.id: p for p in loader.everyone()}
    confirmed = confirmed_outstanding(connection, office.id, period)
    found = []
    for person, grades in all_past_grades(connection, office.id).items():
        record = record_of([g for g in grades if g.period <= period], policy.values)
        found.append(
            {
                "who": people[person].handle,
                "name": people[person].name,
                "outstanding": record.outstanding,
                "quarters": [
                    {"quarter": g.period, "grade": g.grade.value} for g in record.quarters
                ],
                "why": record.why,
                "confirmed": person in confirmed,
            }
        )
    cite = policy.cites["outstanding_quarters"]
    return {
        "quarter": period,
        "people": sorted(found, key=lambda p: (not p["outstanding"], p["who"])),
        "clause": cite.clause,
        "basis": cite.basis.value,
        "phrase": cite.phrase,
    }
