"""What happens to an objection, and through it to the result it is about (R27)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from rules.calendar import CalendarMissing, beijing_day
from rules.grade import Grade
from rules.guards.group import people_of
from rules.guards.objection import apart, objected, own_objection
from rules.inputs.objection import (
    DecideObjection,
    Investigate,
    Object,
    ObjectOther,
    RegisterLead,
    ReviewerStatement,
)
from rules.nouns import Case
from rules.objecting import window_end
from rules.rule import Ask
from rules.words import day_words
from storage.chain import canonical
from storage.change import Change, Put, Set, plain
from workflow.effects.following import after_closing
from workflow.effects.late import noted
from workflow.procedure import Beginning, Effect, Note, Step

# Objecting.


def lodge(ask: Ask) -> Effect:
    """Open a case of the person's own objection; one that comes late is marked so."""
    given: Object = ask.given
    end = window_end(ask.case, ask.cohort.postings, ask.policy.values, ask.calendar)
    late = end is not None and ask.at >= end
    begun = _beginning(ask, ask.case, "own", given.text, "", late=late)
    return Effect(begins=(begun,), steps=() if late else _revived(ask))


def lodge_other(ask: Ask) -> Effect:
    """Open a case of an objection that another person makes during publicity."""
    given: ObjectOther = ask.given
    person = ask.who(given.who)
    case = ask.cohort.of(person.id) if person else None
    assert case is not None, "guarded by objected_known"
    return Effect(begins=(_beginning(ask, case, "other", given.text, given.name, late=False),))


def _beginning(ask: Ask, case: Case, kind: str, text: str, name: str, *, late: bool) -> Beginning:
    number = sum(1 for o in ask.cohort.objections if o.subject == case.id) + 1
    row = {
        "period": case.period, "subject": case.id, "number": number, "kind": kind,
        "by": ask.actor.person, "name": name, "text": text, "late": late,
        "before": case.decision.grade.value if case.decision else "",
        "lodged_at": ask.at, "received_by": "", "received_at": None, "admission": "",
        "admitted_at": None, "statement": "", "stated_by": "", "stated_at": None, "facts": "",
        "investigators": [], "investigated_at": None, "outcome": "", "reason": "", "after": "",
        "session": 0, "decided_at": None,
    }  # fmt: skip

    def changes(number: int) -> tuple[Change, ...]:
        return (Put("objection", {"case_id": number} | row),)

    return Beginning("objection", case.person, case.section, case.supervisor, changes)


def register_lead(ask: Ask) -> Effect:
    """Put on record what was said without a name; nothing is held by it."""
    given: RegisterLead = ask.given
    person = ask.who(given.who)
    case = ask.cohort.of(person.id) if person else None
    assert case is not None, "guarded by objected_known"
    values = {
        "period": ask.cohort.period,
        "number": len(ask.cohort.leads) + 1,
        "subject": case.id,
        "text": given.text,
        "by": ask.actor.person,
        "at": ask.at,
    }
    return Effect(changes=(Put("objection_lead", values),))


# Receiving and looking into it.


def receive(ask: Ask) -> Effect:
    """Register it; the reviewer is asked for a statement."""
    values = {"received_by": ask.actor.person, "received_at": ask.at}
    days = ask.policy.values.objection_receipt_days
    late = noted(ask, "objection_receipt", _after(ask, days))
    return Effect(changes=(_set(ask, values), *late), notes=_heard(ask))


def admit(ask: Ask) -> Effect:
    """The group admits what came late; the quarter goes on if it had ended."""
    values = {
        "received_by": ask.actor.person, "received_at": ask.at,
        "admission": ask.given.reason, "admitted_at": ask.at,
    }  # fmt: skip
    days = ask.policy.values.objection_admission_days
    late = noted(ask, "objection_admission", _after(ask, days))
    return Effect(changes=(_set(ask, values), *late), notes=_heard(ask), steps=_revived(ask))


def refuse(ask: Ask) -> Effect:
    """The group does not admit what came late, and says why."""
    values = {"admission": ask.given.reason, "outcome": "not_admitted", "decided_at": ask.at}
    note = Note("objection_answered", (own_objection(ask).by,))
    days = ask.policy.values.objection_admission_days
    late = noted(ask, "objection_admission", _after(ask, days))
    return Effect(changes=(_set(ask, values), *late), notes=(note,))


def _after(ask: Ask, days: int) -> Callable[[], date]:
    """So many working days after the objection was made."""
    return lambda: ask.calendar.after(beijing_day(own_objection(ask).lodged_at), days)


def _heard(ask: Ask) -> tuple[Note, ...]:
    """Ask the reviewer for a statement; whether one is made is for them to decide."""
    if not ask.case.supervisor:
        return ()
    try:
        last = ask.calendar.after(beijing_day(ask.at), ask.policy.values.objection_statement_days)
    except CalendarMissing:
        return ()
    clause = ask.policy.moves["reviewer_statement"].brief
    data = {"until": day_words(last), "clause": clause, "about": ask.name(ask.case.person)}
    return (Note("statement_requested", (ask.case.supervisor,), data),)


def state(ask: Ask) -> Effect:
    """Put the reviewer's statement on record; a later one takes the place of the earlier."""
    given: ReviewerStatement = ask.given
    values = {"statement": given.text, "stated_by": ask.actor.person, "stated_at": ask.at}
    return Effect(changes=(_set(ask, values),))


def investigate(ask: Ask) -> Effect:
    """Put on record what was found and by whom."""
    given: Investigate = ask.given
    by = people_of(ask, given.by) or [ask.actor.person]
    values = {"facts": given.facts, "investigators": by, "investigated_at": ask.at}
    return Effect(changes=(_set(ask, values),))


def _set(ask: Ask, values: dict[str, Any]) -> Set:
    return Set("objection", {"period": ask.case.period, "case_id": ask.case.id}, values)


# The answer.


def decide(ask: Ask) -> Effect:
    """Answer it in a session: the result stays, changes at once, or is appraised again."""
    given: DecideObjection = ask.given
    own, case = own_objection(ask), objected(ask)
    assert case is not None, "an objection is about a case of the roster"
    number = len(ask.cohort.sessions) + 1
    made = case.decision.grade.value if case.decision else ""
    after = {"maintained": made, "reappraise": ""}.get(given.outcome, str(given.grade or ""))
    values = {
        "outcome": given.outcome,
        "reason": given.reason,
        "before": made,
        "after": after,
        "session": number,
        "decided_at": ask.at,
    }
    since = own.admitted_at or own.lodged_at
    days = ask.policy.values.objection_answer_days
    late = noted(ask, "objection", lambda: ask.calendar.after(beijing_day(since), days))
    steps = _followed(ask, case, number)
    return Effect(
        changes=(_session(ask, number), _set(ask, values), *late),
        notes=(Note("objection_answered", (own.by,)),),
        steps=(*steps, *(_revived(ask) if given.outcome != "maintained" else ())),
    )


def _session(ask: Ask, number: int) -> Put:
    """The minuted session in which it was answered; the reviewer is recorded as apart."""
    given: DecideObjection = ask.given
    presider = people_of(ask, [given.chair]) if given.chair else [ask.actor.person]
    away = apart(ask)
    return Put(
        "session",
        {
            "period": ask.cohort.period,
            "number": number,
            "kind": "supplementary",
            "presider": presider[0],
            "minutes": given.minutes,
            "present": [p for p in people_of(ask, given.present) if p not in away],
            "recused": sorted(away & ask.cohort.entitled),
            "votes": "" if given.votes is None else canonical(plain(given.votes)).decode(),
            "reason": "",
            "at": ask.at,
        },
    )


def _followed(ask: Ask, case: Case, number: int) -> tuple[Step, ...]:
    """What an answer does to the result it is about."""
    if ask.given.outcome == "changed":
        return _changed(ask, case, number)
    return _maintained(ask, case) if ask.given.outcome == "maintained" else _reappraised(ask, case)


def _maintained(ask: Ask, case: Case) -> tuple[Step, ...]:
    """The result stays; if only this objection held it after its publicity, it is closed."""
    others = [o for o in ask.cohort.objections if o.case_id != ask.case.id]
    held = any(o.open and o.subject == case.id for o in others)
    over = any(p.number == case.posting and p.status == "ended" for p in ask.cohort.postings)
    if case.stage != "publicity" or held or not over:
        return ()
    note = Note("result_final", (case.person,))
    return (Step(case, "close", after_closing(ask, case), (note,)),)


def _changed(ask: Ask, case: Case, number: int) -> tuple[Step, ...]:
    """A supplementary batch of one: through the group to feedback, off any notice."""
    grade: Grade = ask.given.grade
    decision = {
        "case_id": case.id,
        "number": len(case.decisions) + 1,
        "session": number,
        "grade": grade,
        "reason": ask.given.reason,
        "at": ask.at,
        "recused": sorted(apart(ask) & ask.cohort.entitled),
    }
    batch = Set("appraisal_case", {"id": case.id}, {"session": number, "posting": 0})
    before = replace(case, stage="determining", version=case.version + 1)
    return (
        Step(case, "redetermine"),
        Step(before, "determine", (Put("decision", decision), batch)),
    )


def _reappraised(ask: Ask, case: Case) -> tuple[Step, ...]:
    """Back to the review; a direct grade binds no more, or the review would be for nothing."""
    changes: list[Change] = [Set("appraisal_case", {"id": case.id}, {"posting": 0})]
    for direct in case.directs:
        if direct.status != "lapsed":
            key = {"case_id": case.id, "number": direct.number}
            settled = {"status": "lapsed", "decided_at": ask.at, "decided_by": ask.actor.person}
            changes.append(Set("direct", key, settled | {"reason": ask.given.reason}))
    return (Step(case, "reappraise", tuple(changes)),)


def _revived(ask: Ask) -> tuple[Step, ...]:
    """The quarter goes on if it had ended."""
    cycle = ask.cohort.cycle
    return (Step(cycle, "revive"),) if cycle and cycle.stage == "concluded" else ()
