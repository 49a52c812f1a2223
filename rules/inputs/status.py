"""What a person hands in with the moves about special statuses and changes of hands (R29)."""

from typing import Annotated, ClassVar

from rules.beside import Dated
from rules.fields import BpiMark, Day, Filled, Short, Text, Title, choice
from rules.inputs.given import Given, Reason
from rules.terms import TREATMENT_TITLES, Treatment

TREATMENTS = {t.value: t for t in Treatment} | {w: t for t, w in TREATMENT_TITLES.items()}


class Restricted(Given):
    """An input that is not kept as a draft if it is refused: it may name what few may know."""

    kept: ClassVar[bool] = False

    who: Short = ""


class SetStatus(Restricted, Dated):
    """A special status of a person by a document; open where no end is known."""

    kind: Title
    since: Day
    until: Day | None = None
    document: Title
    note: Text = ""


class EndStatus(Restricted, Dated):
    """The end of a status, by the document that ends it."""

    kind: Title
    until: Day
    document: Title
    outcome: Text = ""


class OverrideStatus(Restricted):
    """What the group lets a person's statuses come to in this quarter, with why."""

    reason: Filled
    treatment: Annotated[Treatment, choice(TREATMENTS, "处理 treatment ")]


class SettleSuspension(Restricted):
    """The document by which a suspended case is taken up again."""

    document: Title
    reason: Text = ""


class HandOverNote(Given):
    """What an earlier leader, or the former unit, tells; part marks by item or dimension."""

    text: Filled
    who: Short = ""
    unit: Short = ""
    marks: dict[Title, BpiMark] | None = None


class Reassign(Reason, Dated):
    """Another leader or section for a person from a day on, by a document."""

    document: Title
    since: Day
    who: Short = ""
    section: Short = ""
    supervisor: Short = ""
