"""Reports to the auditor owe nothing that a clock or a list would tell of (R34)."""

from rules.nouns import Case
from workflow.owing.owed import Bench, Source, Turn
from workflow.supervision import SUPERVISION


def _no_turns(_case: Case, _bench: Bench) -> list[Turn]:
    """The clock does nothing to a report."""
    return []


SUPERVISION_OWES = Source(SUPERVISION, frozenset(), {}, _no_turns)
