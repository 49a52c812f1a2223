"""What happens in the review: marks, proposals, direct grades, the ledger (R05, R06, R11, R16)."""

from collections.abc import Mapping
from typing import Any

from rules.calendar import beijing_day
from rules.due import Due
from rules.grade import Grade
from rules.inputs.appraisal import (
    ConfirmDirect,
    MarkGiven,
    Propose,
    ProposeDirect,
    RecordOpi,
    VerifyOpi,
    VoidOpi,
)
from rules.inputs.reporting import State
from rules.ledger import Opi
from rules.result import plan_number
from rules.rule import Ask
from rules.words import day_words
from storage.change import Change, Put, Set
from workflow.effects.late import noted
from workflow.procedure import Effect, Note


def mark(ask: Ask) -> Effect:
    """Give marks; a mark given again replaces the earlier one, which the journal keeps.

    Those on items are given under the version of the plan that counts.
    """
    given: MarkGiven = ask.given
    version = plan_number(ask.case)
    standing = {(m.part, m.plan, m.name) for m in ask.case.marks}
    changes: list[Change] = []
    for part, number, marks in (("kpi", version, given.kpi), ("bpi", 0, given.bpi)):
        for name, value in marks.items():
            note = given.notes if isinstance(given.notes, str) else given.notes.get(name, "")
            key = {"case_id": ask.case.id, "part": part, "plan": number, "name": name}
            values = {"value": value, "note": note}
            if (part, number, name) in standing:
                changes.append(Set("mark", key, values))
            else:
                changes.append(Put("mark", key | values))
    return Effect(changes=tuple(changes))


def propose(ask: Ask) -> Effect:
    """Propose a grade with a comment: the case goes before the group."""
    given: Propose = ask.given
    values = {
        "case_id": ask.case.id,
        "number": len(ask.case.proposals) + 1,
        "grade": given.grade,
        "comment": given.comment,
        "reason": given.reason,
        "by": ask.actor.person,
        "at": ask.at,
    }
    due = Due(ask.case, ask.quarter, ask.policy.values, ask.calendar).appraisal
    late = noted(ask, "appraisal", due)
    return Effect(changes=(Put("proposal", values), *late))


def propose_direct(ask: Ask) -> Effect:
    """Propose to grade directly; the lowest grade gives the person time for a statement."""
    given: ProposeDirect = ask.given
    values = {
        "case_id": ask.case.id,
        "number": len(ask.case.directs) + 1,
        "grade": given.grade,
        "facts": given.facts,
        "evidence": given.evidence,
        "status": "standing",
        "by": ask.actor.person,
        "at": ask.at,
        "decided_at": None,
        "decided_by": "",
        "reason": "",
    }
    notes: tuple[Note, ...] = ()
    if given.grade is Grade.POOR:
        last = ask.calendar.after(beijing_day(ask.at), ask.policy.values.statement_days)
        data = {"until": day_words(last), "clause": ask.policy.moves["state"].brief, "about": ""}
        notes = (Note("statement_requested", (ask.case.person,), data),)
    return Effect(changes=(Put("direct", values),), notes=notes)


def state(ask: Ask) -> Effect:
    """Put the officer's statement on the record."""
    given: State = ask.given
    number = len(ask.case.statements) + 1
    values = {"case_id": ask.case.id, "number": number, "text": given.text, "at": ask.at}
    return Effect(changes=(Put("statement", values),))


def confirm_direct(ask: Ask) -> Effect:
    """Admit a direct grade; a standing proposal of the other kind lapses."""
    given: ConfirmDirect = ask.given
    changes: list[Change] = []
    for direct in ask.case.directs:
        if direct.status == "lapsed":
            continue
        status = "confirmed" if direct.grade is given.grade else "lapsed"
        changes.append(
            Set(
                "direct",
                {"case_id": ask.case.id, "number": direct.number},
                {
                    "status": status,
                    "decided_at": ask.at,
                    "decided_by": ask.actor.person,
                    "reason": given.reason,
                },
            )
        )
    return Effect(changes=tuple(changes))


def record_opi(ask: Ask) -> Effect:
    """Enter a ledger item; it counts once another person has verified it."""
    given: RecordOpi = ask.given
    values = {
        "case_id": ask.case.id,
        "number": len(ask.case.opi) + 1,
        "person": ask.case.person,
        "kind": given.kind,
        "issuer": given.issuer,
        "level": given.level,
        "document": given.document,
        "day": given.date,
        "points": given.points,
        "basis": given.basis,
        "evidence": given.evidence,
        "late": given.date < ask.quarter.first,
        "entered_by": ask.actor.person,
        "entered_at": ask.at,
        "verified_by": "",
        "verified_at": None,
        "voided_by": "",
        "voided_at": None,
        "void_reason": "",
    }
    return Effect(changes=(Put("opi", values),))


def verify_opi(ask: Ask) -> Effect:
    """Verify a ledger item that another person entered."""
    given: VerifyOpi = ask.given
    seen = {"verified_by": ask.actor.person, "verified_at": ask.at}
    return Effect(changes=(_set(_waiting(ask, given.document), ask, seen),))


def void_opi(ask: Ask) -> Effect:
    """Withdraw a ledger item that was entered in error; the row stays, with the reason.

    Whoever entered it is told, unless it is they who withdraw it.
    """
    given: VoidOpi = ask.given
    who, entry = ask.actor.person, _waiting(ask, given.document)
    notes = () if entry.entered_by == who else (Note("opi_voided", (entry.entered_by,)),)
    gone = {"voided_by": who, "voided_at": ask.at, "void_reason": given.reason}
    return Effect(changes=(_set(entry, ask, gone),), notes=notes)


def _waiting(ask: Ask, document: str) -> Opi:
    """The item of a document that waits to be verified."""
    return next(o for o in ask.case.opi if o.document == document and o.waits)


def _set(entry: Opi, ask: Ask, values: Mapping[str, Any]) -> Set:
    return Set("opi", {"case_id": ask.case.id, "number": entry.number}, values)
