"""Extensions and exemptions: asked for by the office, in effect on confirmation (R31)."""

from collections.abc import Iterable

from rules.guards.relief import exempted, extension_target
from rules.inputs.office import Confirm, Exempt, Extend
from rules.nouns import Case, Extension, Item
from rules.rule import Ask
from rules.words import day_words
from storage.change import Change, Put, Set
from workflow.effects.record import item_words
from workflow.procedure import Effect, Note, Step

FILLING = frozenset({"planning", "plan_review", "recording"})
SCOPES = {"all": "全体参加考核人员", "section": "本内设机构", "person": "本人"}


def extend(ask: Ask) -> Effect:
    """Move a due day; for all it takes effect when the chair confirms."""
    given: Extend = ask.given
    target = extension_target(ask)
    assert target is not None, "guarded by extend_scope"
    scope, section, person = target
    pending = scope == "all"
    values = {
        "period": ask.cohort.period,
        "number": len(ask.cohort.extensions) + 1,
        "item": given.stage,
        "month": given.month if given.stage is Item.MONTH else None,
        "until": given.until,
        "scope": scope,
        "section": section,
        "person": person,
        "status": "pending" if pending else "effective",
        "by": ask.actor.person,
        "at": ask.at,
        "reason": given.reason,
        "confirmed_by": "",
        "confirmed_at": None,
    }
    put = Put("extension", values)
    if pending:
        return Effect(changes=(put,))
    reached = _filling(
        c
        for c in ask.cohort.cases
        if c.person == person or (scope == "section" and c.section == section)
    )
    item, month, until = given.stage, given.month, day_words(given.until)
    notes = _tell(reached, item, month, until, scope)
    return Effect(changes=(put,), notes=notes, wakes=reached)


def _filling(cases: Iterable[Case]) -> tuple[Case, ...]:
    """The cases whose officers still fill in what an extension moves."""
    return tuple(c for c in cases if c.stage in FILLING)


def _tell(
    cases: Iterable[Case], item: Item, month: int | None, until: str, scope: str
) -> tuple[Note, ...]:
    data = {"item": item_words(item, month), "until": until, "scope": SCOPES[scope]}
    people = tuple(c.person for c in cases)
    return (Note("extended", people, data),) if people else ()


def exempt(ask: Ask) -> Effect:
    """Ask that a person does not take part; in effect when the chair confirms."""
    given: Exempt = ask.given
    values = {
        "case_id": ask.case.id,
        "number": len(ask.case.exemptions) + 1,
        "kind": given.kind,
        "reason": given.reason,
        "document": given.document,
        "status": "pending",
        "by": ask.actor.person,
        "at": ask.at,
        "confirmed_by": "",
        "confirmed_at": None,
    }
    return Effect(changes=(Put("exemption", values),))


def confirm(ask: Ask) -> Effect:
    """The chair confirms what awaits it: extensions for all, or one person's exemption."""
    given: Confirm = ask.given
    signed = {"status": "effective", "confirmed_by": ask.actor.person, "confirmed_at": ask.at}
    if given.of == "extend":
        return _confirm_extensions(ask, signed)
    case = exempted(ask)
    assert case is not None, "guarded by confirm_pending"
    pending = next(e for e in case.exemptions if e.status == "pending")
    change = Set("exemption", {"case_id": case.id, "number": pending.number}, signed)
    return Effect(steps=(Step(case, "leave", (change,)),))


def _confirm_extensions(ask: Ask, signed: dict[str, object]) -> Effect:
    pending: list[Extension] = [e for e in ask.cohort.extensions if e.status == "pending"]
    reached = _filling(ask.cohort.cases)
    changes: list[Change] = []
    notes: list[Note] = []
    for extension in pending:
        key = {"period": ask.cohort.period, "number": extension.number}
        changes.append(Set("extension", key, signed))
        until = day_words(extension.until)
        notes += _tell(reached, extension.item, extension.month, until, extension.scope)
    return Effect(changes=tuple(changes), notes=tuple(notes), wakes=reached)
