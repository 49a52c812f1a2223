"""Who was entrusted with what in a quarter, and what was done for somebody else (R32)."""

from collections.abc import Mapping
from typing import Any

from rules.calendar import Quarter, beijing_text
from rules.nouns import Person
from rules.ties import Delegation
from rules.words import on_behalf
from storage.load import Loader
from storage.lookup import entrusted_lines
from storage.ties import delegations
from workflow.explain.whole import move_title


def delegations_of(loader: Loader, period: str) -> list[Delegation]:
    """The delegations of which a day lies in a quarter or in its aftermath, oldest first."""
    first = Quarter.parse(period).first
    found = delegations(loader.connection, loader.office)
    return [d for d in found if d.until is None or d.until >= first]


def delegation_report(given: Delegation, people: Mapping[str, Person]) -> dict[str, Any]:
    """One delegation by handles: who for whom, from when to when, under which document."""
    who = people.get(given.who)
    return {
        "number": given.number,
        "for": people[given.principal].handle,
        "delegate": people[given.delegate].handle,
        "from": given.since.isoformat(),
        "to": given.until.isoformat() if given.until else None,
        "who": who.handle if who else None,
        "standing": given.standing,
        "document": given.document,
        "ended": beijing_text(given.ended_at) if given.ended_at else None,
    }


def signed_for(loader: Loader, period: str, people: Mapping[str, Person]) -> dict[int, list[str]]:
    """What was signed for somebody else, by case: 审定工作计划：李四受张三委托代签."""
    found: dict[int, list[str]] = {}
    for line in entrusted_lines(loader.connection, loader.office, period):
        body = line.body
        actor, principal = people.get(body["actor"]), people.get(body["behalf"])
        if actor and principal:
            text = f"{move_title(body['move'])}：{on_behalf(actor.name, principal.name)}"
            found.setdefault(body["case"], []).append(text)
    return found
