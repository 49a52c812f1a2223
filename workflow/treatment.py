"""How a person is treated in a quarter, put into a document: which status acts, and why (R29)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rules.calendar import CalendarMissing, beijing_day, beijing_text
from rules.nouns import Case, Person
from rules.status import Counted, Reckoner, Treated
from rules.terms import TREATMENT_TITLES
from workflow.owing.owed import Bench


def treated(case: Case, bench: Bench, at: datetime) -> Treated | None:
    """How the person of a case is treated as of an instant; None while the calendar is missing."""
    reckoner = Reckoner(bench.quarter, bench.policy, bench.calendar, beijing_day(at))
    try:
        return reckoner.of(case)
    except CalendarMissing:
        return None


def treatment_of(case: Case, bench: Bench, at: datetime) -> str | None:
    """The treatment in a word; None while the calendar is missing."""
    found = treated(case, bench, at)
    return found.treatment.value if found else None


def why(found: Treated, people: Mapping[str, Person], *, entitled: bool) -> dict[str, Any]:
    """What acts, by which document, under which clause; a restricted fact for the entitled only."""
    override = found.override
    told: dict[str, Any] = {
        "treatment": found.treatment.value,
        "title": TREATMENT_TITLES[found.treatment],
        "acting": _counted(found.acting, people, entitled=entitled) if found.acting else None,
        "lighter": [
            _counted(c, people, entitled=entitled)
            for c in found.lighter
            if entitled or not c.term.restricted
        ],
        "override": None,
    }
    if override:
        told["override"] = {
            "reason": override.reason if entitled or not found.restricted else None,
            **_signed(override.by, override.at, people),
        }
    return told


def _counted(counted: Counted, people: Mapping[str, Person], *, entitled: bool) -> dict[str, Any]:
    """A status that counts; of a restricted one others learn only what follows from it."""
    status, term = counted.status, counted.term
    cite = {"clause": term.clause, "basis": term.basis.value, "phrase": term.phrase}
    hidden = {
        "kind": None, "title": None, "since": None, "until": None, "document": None,
        "days": None, "of": None, "who": None, "by": None, "when": None,
    }  # fmt: skip
    if term.restricted and not entitled:
        return hidden | cite
    return {
        "kind": status.kind,
        "title": term.title,
        "since": status.since.isoformat(),
        "until": status.until.isoformat() if status.until else None,
        "document": status.document or None,
        "days": counted.days,
        "of": counted.of,
        **_signed(status.by, status.at, people),
        **cite,
    }


def _signed(person: str, at: datetime, people: Mapping[str, Person]) -> dict[str, Any]:
    known = people.get(person)
    return {
        "who": known.handle if known else None,
        "by": known.name if known else None,
        "when": beijing_text(at) if person else None,
    }
