"""The records of objections to results, and of leads that nobody signed (R27)."""

from dataclasses import dataclass
from datetime import datetime

from rules.quick import quick


@quick
@dataclass(frozen=True, slots=True)
class Objection:
    """An objection to a result, by the person concerned or by another during publicity (R27).

    `case_id` is the case of the objection, `subject` that of the result; `before` and `after` are
    the grade it is about and the one it came to, empty while there is none; the grade may change
    between the objection and its answer, which is about what stands then. `outcome` is maintained,
    changed, reappraise or not_admitted, empty while it is open.
    """

    case_id: int
    subject: int
    number: int
    kind: str
    by: str
    name: str
    text: str
    late: bool
    before: str
    lodged_at: datetime
    received_by: str = ""
    received_at: datetime | None = None
    admission: str = ""
    admitted_at: datetime | None = None
    statement: str = ""
    stated_by: str = ""
    stated_at: datetime | None = None
    facts: str = ""
    investigators: tuple[str, ...] = ()
    investigated_at: datetime | None = None
    outcome: str = ""
    reason: str = ""
    after: str = ""
    session: int = 0
    decided_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether it awaits an answer; a late one does once the group has admitted it."""
        return not self.outcome and (not self.late or self.admitted_at is not None)

    @property
    def stage(self) -> str:
        """The stage its case stands in, as the page names it."""
        if self.outcome:
            return "not_admitted" if self.outcome == "not_admitted" else "answered"
        if self.investigated_at:
            return "investigated"
        return "received" if self.received_at else "lodged"

    @property
    def own(self) -> bool:
        """Whether the person objected to their own result."""
        return self.kind == "own"


@quick
@dataclass(frozen=True, slots=True)
class Lead:
    """What an unsigned letter or call said of a result: a lead only, it holds nothing (R27)."""

    number: int
    subject: int
    text: str
    by: str
    at: datetime
