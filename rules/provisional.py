"""What of a policy awaits adoption by the leading group (R35)."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from rules.numerals import exact_text
from rules.policy import Basis, Cite, Policy


class Provisional(NamedTuple):
    """What awaits adoption by the leading group: a value, or (value None) a rule, move, deadline.

    `kind` is the table of the policy file: values, rules, moves or deadlines.
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
            value = getattr(policy.values, name) if kind == "values" else None
            found.append(Provisional(kind, name, cite, value))
    return found


def written(value: Any) -> Any:
    """A value of a policy as it stands in a document: shares as exact text, never as floats."""
    if isinstance(value, tuple):
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
    kind, _, name = key.partition(".")
    if kind == "values":
        return value_words(written(getattr(policy.values, name)))
    return cited(policy)[key].note
