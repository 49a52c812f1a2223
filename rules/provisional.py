"""What of a policy awaits adoption by the leading group (R35)."""

from typing import Any, NamedTuple

from rules.policy import Basis, Cite, Policy


class Provisional(NamedTuple):
    """What awaits adoption by the leading group: a value, or (value None) a rule, move, deadline.

    `kind` is the table of the policy file: values, rules, moves or deadlines.
    """

    kind: str
    name: str
    cite: Cite
    value: Any


def provisional(policy: Policy) -> list[Provisional]:
    """All that rests on less than the regulation's own words, in the order of the file (R35)."""
    groups = {
        "values": policy.cites,
        "rules": policy.rules,
        "moves": policy.moves,
        "deadlines": policy.deadlines,
        "statuses": policy.statuses,
    }
    return [
        Provisional(kind, name, cite, getattr(policy.values, name) if kind == "values" else None)
        for kind, cites in groups.items()
        for name, cite in cites.items()
        if cite.basis is not Basis.TEXT
    ]
