"""What an objection owes, and to whom: receipt, admission, investigation, answer (R27)."""

from collections.abc import Iterator
from datetime import date

from rules.calendar import beijing_day
from rules.due import Due
from rules.nouns import Case, Role
from rules.objecting import objection_of
from workflow.objection import OBJECTION
from workflow.owing.owed import Owed, Source

PARTS = frozenset({"objections"})


def _receipt(case: Case, due: Due) -> Iterator[Owed]:
    own = objection_of(case, case.objections)
    if not own.late:
        day = due.calendar.after(beijing_day(own.lodged_at), due.values.objection_receipt_days)
        yield _to(Role.OFFICE, "objection_receipt", day, case)


def _admission(case: Case, due: Due) -> Iterator[Owed]:
    own = objection_of(case, case.objections)
    if own.late:
        day = due.calendar.after(beijing_day(own.lodged_at), due.values.objection_admission_days)
        yield _to(Role.CHAIR, "objection_admission", day, case)


def _investigation(case: Case, due: Due) -> Iterator[Owed]:
    own = objection_of(case, case.objections)
    if own.received_at is not None:
        days = due.values.objection_investigation_days
        day = due.calendar.after(beijing_day(own.received_at), days)
        yield _to(Role.OFFICE, "investigation", min(day, _answer_day(case, due)), case)


def _statement(case: Case, due: Due) -> Iterator[Owed]:
    """What the reviewer is asked to state; whether one is made is for them to decide."""
    own = objection_of(case, case.objections)
    if own.received_at is not None and own.stated_at is None and case.supervisor:
        days = due.values.objection_statement_days
        day = due.calendar.after(beijing_day(own.received_at), days)
        item = "reviewer_statement"
        yield Owed(f"{item}_due", item, day, case.supervisor, own.received_at)


def _answer(case: Case, due: Due) -> Iterator[Owed]:
    if objection_of(case, case.objections).open:
        yield _to(Role.CHAIR, "objection", _answer_day(case, due), case)


def _answer_day(case: Case, due: Due) -> date:
    own = objection_of(case, case.objections)
    since = own.admitted_at or own.lodged_at
    return due.calendar.after(beijing_day(since), due.values.objection_answer_days)


def _to(role: Role, item: str, day: date, case: Case) -> Owed:
    return Owed(f"{item}_due", item, day, "", case.entered_at, role=role)


OBJECTION_OWES = Source(
    OBJECTION,
    PARTS,
    {
        "objection_receipt_due": _receipt,
        "objection_admission_due": _admission,
        "reviewer_statement_due": _statement,
        "investigation_due": _investigation,
        "objection_due": _answer,
    },
    lambda _case, _bench: [],
)
