"""What is handed in about irregularities: the report, its hand-over, its outcome (R34)."""

from typing import Annotated, ClassVar, Literal

from rules.fields import Filled, Short, Title, choice
from rules.inputs.given import Given
from rules.inputs.objection import Numbered
from rules.supervision import KINDS

_WORDS = {word: kind for kind, title in KINDS.items() for word in (kind, title)}


class ReportIrregularity(Given):
    """What somebody reports of a person to the auditor; nothing of it is kept if it is refused."""

    kept: ClassVar[bool] = False

    about: Title
    text: Filled
    kind: Annotated[
        Literal["favouritism", "retaliation", "irregular"], choice(_WORDS, "反映的问题 kind ")
    ]


class NoteFlag(Given):
    """What the group found when it looked at a flag; `who` is the objector marked lower."""

    text: Filled
    who: Short = ""


class HandOverReport(Numbered):
    """To whom the auditor hands a report over, by which document."""

    kept: ClassVar[bool] = False

    to: Title
    document: Title


class CloseReport(Numbered):
    """What came of a report."""

    kept: ClassVar[bool] = False

    outcome: Filled
