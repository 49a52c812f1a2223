"""Later rule sets: what a policy file says at first, and after each of its amendments (R01).

An amendment is a table with the day `from` which it holds; its other tables replace what stood
before, key by key. Whether the outcome is a policy is judged by the loader.
"""

from datetime import date, datetime
from typing import Any

AMENDMENTS = "amendments"


class PolicyError(ValueError):
    """A policy file that cannot be used; the text says which key and why, in Chinese."""


def states(raw: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The policy as first in force, and as it stands after each amendment, oldest first."""
    base = {key: value for key, value in raw.items() if key != AMENDMENTS}
    amendments = raw.get(AMENDMENTS, [])
    if not isinstance(amendments, list) or not all(isinstance(a, dict) for a in amendments):
        raise PolicyError(f"{name}:amendments 须写成 [[amendments]] 表")
    states = [base]
    for amendment in sorted(amendments, key=lambda a: _since(a, base.get("in_force"), name)):
        changes = {key: value for key, value in amendment.items() if key != "from"}
        states.append(_merge(states[-1], changes | {"in_force": amendment["from"]}))
    return states


def _since(amendment: dict[str, Any], start: object, name: str) -> date:
    since = amendment.get("from")
    if not isinstance(since, date) or isinstance(since, datetime) or "in_force" in amendment:
        raise PolicyError(
            f"{name}：每个 [[amendments]] 须以 from = 2027-01-01 的形式写明生效日，不写 in_force"
        )
    if type(start) is date and since <= start:
        raise PolicyError(f"{name}:[[amendments]] 的生效日 {since} 须晚于最初的施行日 {start}")
    return since


def _merge(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        old = merged.get(key)
        merged[key] = (
            _merge(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
        )
    return merged
