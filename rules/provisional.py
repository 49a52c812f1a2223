"""What of a policy awaits adoption by the leading group (R35)."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from rules.numerals import exact_text
from rules.policy import Basis, Cite, Policy
from rules.terms import Term


class Provisional(NamedTuple):
    """What awaits adoption by the leading group: a value, or (value None) a rule, move, deadline.

    `kind` is the table of the policy file: values, rules, moves, deadlines or follow_ups.
    """

    kind: str
    name: str
    cite: Cite
    value: Any


def cited(policy: Policy) -> dict[str, Cite]:
    """Everything that is cited, by its key: values.quota_share, rules.quota, moves.decide …"""
    groups = {
        "values": policy.cites,
        "rules": policy.rules,
        "moves": policy.moves,
        "deadlines": policy.deadlines,
        "statuses": policy.statuses,
        "follow_ups": policy.values.follow_ups,
    }
    return {
        f"{kind}.{name}": cite for kind, cites in groups.items() for name, cite in cites.items()
    }


def provisional(policy: Policy) -> list[Provisional]:
    """All that rests on less than the regulation's own words, in the order of the file (R35)."""
    found = []
    for key, cite in cited(policy).items():
        kind, _, name = key.partition(".")
        if cite.basis is not Basis.TEXT:
            found.append(Provisional(kind, name, cite, value_of(policy, key)))
    return found


def value_of(policy: Policy, key: str) -> Any:
    """The value under a full key: of a status, what it comes to and when; None for a rule."""
    kind, _, name = key.partition(".")
    if kind == "values":
        return getattr(policy.values, name)
    term = policy.statuses.get(name) if kind == "statuses" else None
    if term is None:
        return None
    return {n: v for n, v in term if n not in Cite.model_fields and v != _plain(term, n)}


def _plain(term: Term, name: str) -> Any:
    """What a field of a status is when nothing is said of it."""
    field = type(term).model_fields[name]
    return None if field.is_required() else field.default


def written(value: Any) -> Any:
    """A value of a policy as it stands in a document: shares as exact text, never as floats."""
    if isinstance(value, list | tuple):
        return [written(item) for item in value]
    if isinstance(value, Mapping):
        return {name: written(item) for name, item in value.items()}
    return exact_text(value) if isinstance(value, Fraction) else value


def value_words(value: Any) -> str:
    """A written value in one line."""
    if isinstance(value, list):
        return "、".join(map(value_words, value))
    if isinstance(value, Mapping):
        return "；".join(f"{name}：{value_words(item)}" for name, item in value.items())
    return "" if value is None else str(value)


def said_of(policy: Policy, key: str) -> str:
    """What the policy says under a full key, in words: the value, or the note of anything else.

    An adoption keeps it, and holds for a quarter only if that quarter's policy says the same.
    """
    value = value_of(policy, key)
    return cited(policy)[key].note if value is None else value_words(written(value))
