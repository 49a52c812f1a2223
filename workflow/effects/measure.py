"""Measures drawn from a quarter's results: adopted with owner and due day, and closed (R24)."""

from rules.beside import AdoptMeasure, MeasureDone
from rules.rule import Ask
from storage.change import Put, Set
from workflow.procedure import Effect


def adopt(ask: Ask) -> Effect:
    """A new measure of the quarter."""
    given: AdoptMeasure = ask.given
    owner = ask.who(given.owner)
    assert owner is not None, "guarded by measure_owner_known"
    values = {
        "period": ask.case.period,
        "number": len(ask.case.measures) + 1,
        "text": given.text,
        "owner": owner.id,
        "due": given.due,
        "by": ask.actor.person,
        "at": ask.at,
        "document": "",
        "done_by": "",
        "done_at": None,
    }
    return Effect(changes=(Put("measure", values),))


def done(ask: Ask) -> Effect:
    """A measure that was carried out, with the document that shows it."""
    given: MeasureDone = ask.given
    key = {"period": ask.case.period, "number": given.number}
    values = {"document": given.document, "done_by": ask.actor.person, "done_at": ask.at}
    return Effect(changes=(Set("measure", key, values),))
