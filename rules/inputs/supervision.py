"""What is handed in about irregularities: the report, its hand-over, its outcome (R34)."""

from typing import Annotated, Literal

from rules.fields import Filled, Title, choice
from rules.inputs.given import Given
from rules.inputs.objection import Numbered
from rules.supervision import KINDS

_WORDS = {word: kind for kind, title in KINDS.items() for word in (kind, title)}


class ReportIrregularity(Given):
    """What somebody reports of a person to the auditor."""

    about: Title
    text: Filled
    kind: Annotated[
        Literal["favouritism", "retaliation", "irregular"], choice(_WORDS, "反映的问题 kind ")
    ]


class HandOverReport(Numbered):
    """To whom the auditor hands a report over, by which document."""

    to: Title
    document: Title


class CloseReport(Numbered):
    """What came of a report."""

    outcome: Filled
