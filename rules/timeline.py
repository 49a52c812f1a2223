"""The rule sets of an office in the order of their days: its file, and what was brought in (R01).

What is brought in is a whole policy file, which replaces everything from its first day on, or a
file of `[[amendments]]` alone, which is added to what stands.
"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from rules.amendment import AMENDMENTS, PolicyError, states
from rules.editions import upgraded
from rules.policy import Policy, PolicyText, parse_policy, policy_of


def timeline(texts: Sequence[PolicyText]) -> list[Policy]:
    """All rule sets of an office, oldest first, from texts with the names of their files.

    Every one is strictly checked, in force or not; PolicyError names what is wrong. What was
    brought in under an earlier edition is read as `rules.editions` says.
    """
    return list(_timeline(tuple(texts)))


@lru_cache(maxsize=8)
def _timeline(texts: tuple[PolicyText, ...]) -> tuple[Policy, ...]:
    wholes: list[tuple[dict[str, Any], str]] = []
    for text, name, edition in texts:
        raw = parse_policy(text, name)
        if edition is not None:
            raw = upgraded(raw, edition, name)
        if set(raw) == {AMENDMENTS} and wholes:
            base, _ = wholes[-1]
            more = raw[AMENDMENTS]
            if not isinstance(more, list):
                raise PolicyError(f"{name}：amendments 须写成 [[amendments]] 表")
            wholes[-1] = (base | {AMENDMENTS: [*base.get(AMENDMENTS, []), *more]}, name)
        else:
            wholes.append((raw, name))
    found: list[Policy] = []
    for raw, name in wholes:
        following = [policy_of(state, name) for state in states(raw, name)]
        found = [p for p in found if p.in_force < following[0].in_force] + following
    return tuple(found)


def in_force(policies: Sequence[Policy], day: date) -> Policy | None:
    """The rule set of a day; None before the first."""
    return next((p for p in reversed(policies) if p.in_force <= day), None)
