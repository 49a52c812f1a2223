"""What checks of conduct owe: the office its reminders, the person a statement, the group (R26)."""

from collections.abc import Iterator

from rules.calendar import beijing_day, end_of
from rules.conduct import EDUCATION, FACTS, REMINDER, STATEMENT, last_of
from rules.due import Due
from rules.nouns import Case, Role
from workflow.fraud import FRAUD
from workflow.owing.owed import Bench, Owed, Source, Turn
from workflow.refusal import REFUSAL

PARTS = frozenset({"conduct"})


def _reminding(case: Case, due: Due) -> Iterator[Owed]:
    last = last_of(case.conduct, FACTS, REMINDER)
    if last is None:
        return
    day = due.calendar.after(beijing_day(last.at), due.values.refusal_reminder_gap_days)
    yield Owed("refusal_due", "check", day, "", last.at, role=Role.OFFICE)


def _refusal(case: Case, due: Due) -> Iterator[Owed]:
    taught = last_of(case.conduct, EDUCATION)
    if taught is None or taught.until is None:
        return
    day = due.calendar.after(taught.until, due.values.check_decision_days)
    yield Owed("refusal_decision_due", "check", day, "", end_of(taught.until), role=Role.CHAIR)


def _fraud(case: Case, due: Due) -> Iterator[Owed]:
    opened = last_of(case.conduct, FACTS)
    if opened is None:
        return
    day = due.calendar.after(beijing_day(opened.at), due.values.fraud_statement_days)
    day = due.calendar.after(day, due.values.check_decision_days)
    yield Owed("fraud_due", "check", day, "", opened.at, role=Role.CHAIR)


def _statement(case: Case, due: Due) -> Iterator[Owed]:
    opened = last_of(case.conduct, FACTS)
    if opened is not None and last_of(case.conduct, STATEMENT) is None:
        day = due.calendar.after(beijing_day(opened.at), due.values.fraud_statement_days)
        yield Owed("fraud_statement_due", "fraud_statement", day, case.person, opened.at)


def _no_turns(_case: Case, _bench: Bench) -> list[Turn]:
    """The clock decides nothing in a check."""
    return []


REFUSAL_OWES = Source(
    REFUSAL, PARTS, {"refusal_due": _reminding, "refusal_decision_due": _refusal}, _no_turns
)
FRAUD_OWES = Source(
    FRAUD, PARTS, {"fraud_statement_due": _statement, "fraud_due": _fraud}, _no_turns
)
