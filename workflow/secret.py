"""What only the auditor, or only the leading group, may read; derived, never stored (R34)."""

from collections.abc import Iterable, Mapping
from typing import Any

from rules.calendar import beijing_day, beijing_text
from rules.nouns import Person, Role
from rules.numerals import exact_text
from rules.supervision import KINDS, FlagNote, Lowered
from storage.load import Loader
from storage.lookup import quarters
from storage.sealing import unsealed
from workflow.concealed import revealed
from workflow.flags import flags_of, notes_of
from workflow.office import Office
from workflow.supervision import SUPERVISION

GROUP = frozenset({Role.CHAIR, Role.DEPUTY, Role.MEMBER})


def is_auditor(loader: Loader, person: str, at: Any) -> bool:
    """Whether a person may read the reports."""
    return Role.AUDITOR in loader.roles(person, beijing_day(at))


def in_group(loader: Loader, person: str, at: Any) -> bool:
    """Whether a person is of the leading group."""
    return bool(GROUP & loader.roles(person, beijing_day(at)))


def reports(office: Office, connection: Any, reader: str = "") -> list[dict[str, Any]]:
    """Every report with what was done about it, oldest first; for the auditor.

    A reader who was reported before they became the auditor is not told of that. KeyFault without
    the journal's key, by which reports are sealed.
    """
    loader = Loader(connection, office.id, lock=False)
    people = {p.id: p for p in loader.everyone()}
    found = []
    for quarter in quarters(connection, office.id):
        for kept in loader.of_period(SUPERVISION.id, quarter.period, {"irregularities"}):
            case = revealed(office, loader, kept)
            if case.person == reader:
                continue
            made = unsealed(
                case.irregularities[0], office.store, office.id, "irregularity", case.id
            )
            reporter = people.get(made.reporter)
            found.append(
                {
                    "quarter": quarter.period,
                    "number": case.ordinal,
                    "case": case.id,
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
            "noted": _noted(f, notes_of(loader, f.period), people),
        }
        for f in flags_of(office, loader)
        if f.leader != reader
    ]


def _noted(
    flag: Lowered, notes: Iterable[FlagNote], people: Mapping[str, Person]
) -> dict[str, str] | None:
    """What the group put on record of a flag; None while nobody looked at it."""
    found = next((n for n in notes if n.covers(flag)), None)
    if found is None:
        return None
    by = people[found.by]
    return {"by": by.handle, "name": by.name, "at": beijing_text(found.at), "text": found.text}
