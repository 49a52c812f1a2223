"""What is handed in about delegates, kinship and recusal (R32)."""

from typing import Annotated, Literal

from rules.fields import Day, Flag, Ordinal, Short, Text, Title, called, choice
from rules.inputs.given import Given, Reason

KINSHIP = {
    "spouse": "spouse",
    "blood": "blood",
    "in_law": "in_law",
    "other": "other",
    "夫妻": "spouse",
    "血亲": "blood",
    "姻亲": "in_law",
    "其他": "other",
}


class AppointDelegate(Given):
    """A delegate for a principal, from a day to a last day; `who` narrows it to one file."""

    principal: Title = called("for")
    delegate: Title
    since: Day = called("from")
    to: Day | None = None
    document: Title
    who: Short = ""
    standing: Flag = False


class EndDelegation(Reason):
    """A delegation ended before its last day, by its number."""

    number: Ordinal


class DeclareRelation(Given):
    """Kinship of the person of the file to `who`."""

    who: Title
    kind: Annotated[
        Literal["spouse", "blood", "in_law", "other"], choice(KINSHIP, "亲属关系 kind ")
    ] = "other"
    note: Text = ""


class ApplyRecusal(Reason):
    """An application that `who` leave the file."""

    who: Title


class DecideRecusal(Reason):
    """Whether `who` leaves the file, on an application or without one."""

    who: Title
    grant: Flag
