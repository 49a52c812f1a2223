"""Amending the roster after the quarter has opened: joiners and those left out (R02)."""

from rules.inputs.office import AmendRoster
from rules.rule import Ask
from storage.change import Put, Set
from workflow.procedure import Effect, Joiner, Step


def amend(ask: Ask) -> Effect:
    """Take a person in, with a case of their own, or leave one out, with the ground."""
    given: AmendRoster = ask.given
    person = ask.who(given.who)
    assert person is not None, "guarded by roster_person_known"
    key = {"period": ask.cohort.period, "person": person.id}
    if not given.included:
        case = ask.cohort.of(person.id)
        assert case is not None, "guarded by roster_changes"
        out = {"included": False, "ground": given.reason, "document": given.document}
        return Effect(steps=(Step(case, "leave", (Set("roster", key, out),)),))
    leader = ask.who(given.supervisor)
    assert leader is not None, "guarded by roster_person_known"
    line = {
        "section": given.section,
        "supervisor": leader.id,
        "included": True,
        "ground": given.reason,
        "document": given.document,
        "joined": given.joined,
    }
    joiner = Joiner(person.id, given.section, leader.id, given.joined, Put("roster", key | line))
    return Effect(joiners=(joiner,))
