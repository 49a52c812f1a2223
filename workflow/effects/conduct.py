"""What happens in a check of conduct, and through it to the quarter's appraisal (R26)."""

from typing import Any

from rules import conduct
from rules.calendar import CalendarMissing, beijing_day
from rules.following import LAPSED, OPEN
from rules.guards.conduct import checked
from rules.inputs.conduct import (
    ClearFraud,
    DecideRefusal,
    Educate,
    OpenFraud,
    OpenRefusal,
    ProveFraud,
)
from rules.rule import Ask
from rules.words import day_words
from storage.change import Change, Put, Set
from workflow.procedure import Beginning, Effect, Note, Step


def _entry(ask: Ask, case_id: int, number: int, kind: str, text: str, **more: Any) -> Put:
    values = {
        "case_id": case_id, "number": number, "kind": kind, "text": text, "evidence": "",
        "until": None, "outcome": "", "measures": (), "by": ask.actor.person, "at": ask.at,
    }  # fmt: skip
    return Put("conduct_entry", values | more)


def _next(ask: Ask, kind: str, text: str, **more: Any) -> Put:
    return _entry(ask, ask.case.id, len(ask.case.conduct) + 1, kind, text, **more)


def _begun(ask: Ask, procedure: str, text: str, evidence: str, *notes: Note) -> Effect:
    def changes(number: int) -> tuple[Change, ...]:
        return (_entry(ask, number, 1, conduct.FACTS, text, evidence=evidence),)

    case = ask.case
    begun = Beginning(procedure, case.person, case.section, case.supervisor, changes, notes)
    return Effect(begins=(begun,))


def open_refusal(ask: Ask) -> Effect:
    """Begin a check of why somebody takes no part."""
    given: OpenRefusal = ask.given
    return _begun(ask, conduct.REFUSAL, given.facts, "")


def open_fraud(ask: Ask) -> Effect:
    """Begin a check of fraud; the person is asked for a statement."""
    given: OpenFraud = ask.given
    notes: tuple[Note, ...] = ()
    try:
        days = ask.policy.values.fraud_statement_days
        last = ask.calendar.after(beijing_day(ask.at), days)
    except CalendarMissing:
        pass
    else:
        data = {"until": day_words(last), "clause": ask.policy.moves["answer_fraud"].brief}
        data["about"] = ask.name(ask.case.person)
        notes = (Note("statement_requested", (ask.case.person,), data),)
    return _begun(ask, conduct.FRAUD, given.facts, given.evidence, *notes)


def remind(ask: Ask) -> Effect:
    """Put a reminder to take part on record."""
    return Effect(changes=(_next(ask, conduct.REMINDER, ask.given.text),))


def educate(ask: Ask) -> Effect:
    """Put education on record, and the last day to take part."""
    given: Educate = ask.given
    return Effect(changes=(_next(ask, conduct.EDUCATION, given.text, until=given.until),))


def state(ask: Ask) -> Effect:
    """Put on record what the person states."""
    return Effect(changes=(_next(ask, conduct.STATEMENT, ask.given.text),))


def take_part(ask: Ask) -> Effect:
    """End the check: the person takes part after all."""
    return Effect(changes=(_next(ask, conduct.PARTICIPATION, ask.given.reason),))


def decide_refusal(ask: Ask) -> Effect:
    """Not taken part: out of the quarter, not in the number of those taking part, never graded."""
    given: DecideRefusal = ask.given
    made = _next(ask, conduct.DECISION, given.reason, outcome=conduct.REFUSED_AFTER_EDUCATION)
    case = checked(ask)
    assert case is not None, "guarded by refusal_undecided"
    exemption = Put(
        "exemption",
        {
            "case_id": case.id, "number": len(case.exemptions) + 1, "kind": "refused",
            "reason": given.reason, "document": "", "status": "effective",
            "by": ask.actor.person, "at": ask.at, "confirmed_by": ask.actor.person,
            "confirmed_at": ask.at,
        },
    )  # fmt: skip
    return Effect(changes=(made,), steps=(Step(case, "leave", (exemption,)),))


def prove(ask: Ask) -> Effect:
    """Fraud is proven: the result is withdrawn, stays on record, and the case appraised again."""
    given: ProveFraud = ask.given
    more = {"outcome": conduct.PROVEN, "measures": given.measures}
    made = _next(ask, conduct.DECISION, given.reason, **more)
    case = checked(ask)
    assert case is not None, "guarded by fraud_result_there"
    changes: list[Change] = [Set("appraisal_case", {"id": case.id}, {"posting": 0})]
    changes += [
        Set("follow_up", {"case_id": case.id, "number": f.number}, {"status": LAPSED})
        for f in case.follow_ups
        if f.status == OPEN
    ]
    cycle = ask.cohort.cycle
    revived = (Step(cycle, "revive"),) if cycle and cycle.stage == "concluded" else ()
    withdrawn = Step(case, "withdraw_result", tuple(changes))
    return Effect(changes=(made,), steps=(withdrawn, *revived))


def clear(ask: Ask) -> Effect:
    """Fraud is not proven: the result stands."""
    given: ClearFraud = ask.given
    return Effect(changes=(_next(ask, conduct.DECISION, given.reason, outcome=conduct.NOT_PROVEN),))
