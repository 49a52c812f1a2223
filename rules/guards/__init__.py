"""The guards: small pure functions that say "why not?", one file per part of the procedure.

Importing this package registers every guard in `rules.rule.RULES`.
"""

from rules.guards import (
    absence,
    annual,
    annual_exception,
    appraisal,
    conduct,
    direct,
    following,
    group,
    measure,
    objection,
    opi,
    plan,
    publicity,
    record,
    relief,
    roster,
    status,
    supervision,
)

__all__ = [
    "absence",
    "annual",
    "annual_exception",
    "appraisal",
    "conduct",
    "direct",
    "following",
    "group",
    "measure",
    "objection",
    "opi",
    "plan",
    "publicity",
    "record",
    "relief",
    "roster",
    "status",
    "supervision",
]
