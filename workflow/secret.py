"""What only the auditor, or only the leading group, may read; derived, never stored (R34)."""

from typing import Any

from rules.calendar import Quarter, beijing_day, beijing_text
from rules.nouns import Role
from rules.numerals import exact_text
from rules.policy import Policy
from rules.result import PARTS, result_of
from rules.supervision import KINDS, Scored, marked_lower
from storage.load import Loader
from storage.lookup import quarters
from storage.sealing import unsealed
from workflow.office import Office
from workflow.owing.owed import Bench
from workflow.quarterly import QUARTERLY
from workflow.supervision import SUPERVISION

GROUP = frozenset({Role.CHAIR, Role.DEPUTY, Role.MEMBER})


def is_auditor(loader: Loader, person: str, at: Any) -> bool:
    """Whether a person may read the reports."""
    return Role.AUDITOR in loader.roles(person, beijing_day(at))


def in_group(loader: Loader, person: str, at: Any) -> bool:
    """Whether a person is of the leading group."""
    return bool(GROUP & loader.roles(person, beijing_day(at)))


def reports(office: Office, connection: Any) -> list[dict[str, Any]]:
    """Every report with what was done about it, oldest first; for the auditor.

    KeyFault without the journal's key, by which reports are sealed.
    """
    loader = Loader(connection, office.id, lock=False)
    people = {p.id: p for p in loader.everyone()}
    found = []
    for quarter in quarters(connection, office.id):
        for case in loader.of_period(SUPERVISION.id, quarter.period, {"irregularities"}):
            made = unsealed(
                case.irregularities[0], office.store, office.id, "irregularity", case.id
            )
            reporter = people.get(made.reporter)
            found.append(
                {
                    "quarter": quarter.period,
                    "number": case.ordinal,
                    "about": people[case.person].handle,
                    "name": people[case.person].name,
                    "kind": made.kind,
                    "title": KINDS[made.kind],
                    "text": made.text,
                    "reporter": reporter.handle if reporter else None,
                    "at": beijing_text(made.at),
                    "stage": case.stage,
                    "stage_title": SUPERVISION.stage_titles[case.stage],
                    "to": made.receiver or None,
                    "document": made.document or None,
                    "outcome": made.outcome or None,
                }
            )
    return found


def flags(office: Office, connection: Any, reader: str) -> list[dict[str, Any]]:
    """Objectors marked lower afterwards by the same leader, for a reader of the leading group.

    A leader is not told of a flag about themselves.
    """
    loader = Loader(connection, office.id, lock=False)
    people = {p.id: p for p in loader.everyone()}
    policy: Policy | None = None
    scores: list[Scored] = []
    objected: list[tuple[str, str]] = []
    for quarter in quarters(connection, office.id):
        row = loader.quarter(quarter.period)
        policy = office.pinned(connection, row.policy)
        bench = Bench(Quarter.parse(quarter.period), policy, office.calendar)
        cases = loader.of_period(QUARTERLY.id, quarter.period, PARTS | {"statuses", "objections"})
        for case in cases:
            total = result_of(case, bench.policy.values).total
            if total is not None and case.marks:
                scores.append(Scored(case.person, case.period, case.supervisor, total.value))
            objected += [(case.person, case.period) for o in case.objections if o.kind == "own"]
    if policy is None:
        return []
    found = marked_lower(objected, scores, policy.values.retaliation_quarters)
    return [
        {
            "who": people[f.person].handle,
            "name": people[f.person].name,
            "leader": people[f.leader].handle,
            "leader_name": people[f.leader].name,
            "objected": f.objected,
            "before": exact_text(f.before),
            "quarter": f.period,
            "after": exact_text(f.after),
        }
        for f in found
        if f.leader != reader
    ]
