"""What the leading group does: decide a batch, send back, set aside, put off (R12, R13, R33)."""

from collections.abc import Container

from rules.due import Due
from rules.grade import Grade
from rules.guards.absence import recused_of
from rules.guards.group import batch_of, departs, grades_given, n_of, people_of
from rules.guards.status import forced, treated
from rules.inputs.office import Decide, Postpone, RecallDecision, SendBack
from rules.nouns import Case
from rules.rule import Ask
from storage.chain import canonical
from storage.change import Change, Put, Set, plain
from workflow.effects.late import noted_each
from workflow.procedure import Effect, Step


def decide(ask: Ask) -> Effect:
    """Decide the batch: one session, a decision for each case named, n frozen by the first."""
    given: Decide = ask.given
    number = len(ask.cohort.sessions) + 1
    changes: list[Change] = [_session(ask, number)]
    if ask.cohort.n is None:
        key = {"period": ask.cohort.period}
        changes.append(Set("quarter", key, {"n": n_of(ask.cohort), "frozen_at": ask.at}))
    grades = grades_given(ask)
    if not ask.cohort.sessions:
        grades |= dict.fromkeys(_ungraded(ask, grades), Grade.UNDETERMINED)
    reasons = {p: given.reasons[h] for h in given.reasons for p in people_of(ask, [h])}
    late = _late(ask)
    steps = []
    for person, grade in sorted(grades.items()):
        case = ask.cohort.of(person)
        assert case is not None, "guarded by decide_names_known"
        decision = Put(
            "decision",
            {
                "case_id": case.id,
                "number": len(case.decisions) + 1,
                "session": number,
                "grade": grade,
                "reason": reasons.get(person) or _shared(given, case, grade),
                "at": ask.at,
                "recused": recused_of(ask, case),
            },
        )
        batch = Set("appraisal_case", {"id": case.id}, {"session": number, "aside": False})
        move = "withhold" if grade is Grade.UNDETERMINED else "determine"
        marked = (late[case.id],) if case.id in late else ()
        steps.append(Step(case, move, (decision, batch, *marked)))
    return Effect(changes=tuple(changes), steps=tuple(steps))


def _shared(given: Decide, case: Case, grade: Grade) -> str:
    """The session's one reason, for whom it is given: where a grade departs or is withheld."""
    return given.reason if departs(case, grade) or not grade.determined else ""


def _ungraded(ask: Ask, named: Container[str]) -> list[str]:
    """Whom the main batch need not name, because their status allows no grade: they get none."""
    return [
        c.person
        for c in ask.cohort.cases
        if c.person not in named and not c.aside and forced(treated(ask, c), c)
    ]


def _late(ask: Ask) -> dict[int, Put]:
    """What the main session decided after its day, or after the day it was put off to (R31)."""
    if ask.cohort.sessions:
        return {}
    put_off = ask.cohort.postponements
    due = Due(ask.case, ask.quarter, ask.policy.values, ask.calendar)
    day = (lambda: put_off[-1].to) if put_off else due.decision
    return noted_each(ask, batch_of(ask), "decision", day)


def _session(ask: Ask, number: int) -> Put:
    given: Decide = ask.given
    presider = people_of(ask, [given.chair]) if given.chair else []
    return Put(
        "session",
        {
            "period": ask.cohort.period,
            "number": number,
            "kind": "supplementary" if ask.cohort.sessions else "main",
            "presider": presider[0] if presider else ask.actor.person,
            "minutes": given.minutes,
            "present": people_of(ask, given.present),
            "recused": people_of(ask, given.recused),
            "votes": "" if given.votes is None else canonical(plain(given.votes)).decode(),
            "reason": given.reason,
            "at": ask.at,
        },
    )


def send_back(ask: Ask) -> Effect:
    """Send a case back to be reviewed again; the reason stands in the journal."""
    given: SendBack = ask.given
    person = ask.who(given.who)
    case = ask.cohort.of(person.id) if person else None
    assert case is not None, "guarded by send_back_known"
    return Effect(steps=(Step(case, "sent_back"),))


def recall(ask: Ask) -> Effect:
    """Take a decision back before it is public; it stays on record, and is made anew."""
    given: RecallDecision = ask.given
    person = ask.who(given.who)
    case = ask.cohort.of(person.id) if person else None
    assert case is not None, "guarded by recall_overtaken"
    return Effect(steps=(Step(case, "recalled"),))


def set_aside(ask: Ask) -> Effect:
    """Set one case aside, so that it does not hold up the office; it keeps its stage."""
    return Effect(changes=(Set("appraisal_case", {"id": ask.case.id}, {"aside": True}),))


def postpone(ask: Ask) -> Effect:
    """Put the session off; its reminders are silent until then."""
    given: Postpone = ask.given
    values = {
        "period": ask.cohort.period,
        "number": len(ask.cohort.postponements) + 1,
        "to": given.to,
        "reason": given.reason,
        "by": ask.actor.person,
        "at": ask.at,
    }
    return Effect(changes=(Put("postponement", values),))
