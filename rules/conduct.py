"""Checks of conduct: what was said and done in one, and which were opened of a person (R26)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from rules.quick import quick

FACTS, REMINDER, EDUCATION, STATEMENT = "facts", "reminder", "education", "statement"
DECISION, PARTICIPATION = "decision", "participation"
REFUSED_AFTER_EDUCATION = "refused_after_education"
PROVEN, NOT_PROVEN = "proven", "not_proven"
REFUSAL, FRAUD = "refusal", "fraud"


@quick
@dataclass(frozen=True, slots=True)
class ConductEntry:
    """One thing said or done in a check: facts, a reminder, a statement, the decision."""

    number: int
    kind: str
    text: str
    evidence: str
    until: date | None
    outcome: str
    measures: tuple[str, ...]
    by: str
    at: datetime


@quick
@dataclass(frozen=True, slots=True)
class Check:
    """A check of conduct of a person in a quarter: which procedure, and whether it has ended."""

    procedure: str
    ended: bool


def last_of(entries: Iterable[ConductEntry], *kinds: str) -> ConductEntry | None:
    """The newest entry of some kinds."""
    found = [entry for entry in entries if entry.kind in kinds]
    return found[-1] if found else None
