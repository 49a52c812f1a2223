"""What is handed in about what follows a result: closures, measures, findings (R18, R19)."""

from rules.fields import Filled, Title
from rules.inputs.given import Given, Reason


class FollowUpDone(Given):
    """Closure of a duty of some kind by a document."""

    kind: Title
    document: Title


class RecommendMeasure(Reason):
    """A measure of some kind that the group recommends to the competent body."""

    kind: Title


class RecordUnfitness(Reason):
    """A person found unfit for their work, by a document."""

    document: Title


class HandOver(Given):
    """A suspected violation handed over to whoever deals with it, by a document."""

    to: Title
    document: Title
    reason: Filled = "发现涉嫌违纪违法问题"
