"""The ledger of commendations and accountabilities: what is counted for and against (R06)."""

from dataclasses import dataclass
from datetime import date, datetime

from rules.quick import quick


@quick
@dataclass(frozen=True, slots=True)
class Opi:
    """One commendation or accountability; ten-thousandths, counted once verified (R06).

    What was entered in error is withdrawn with a reason before it is verified, and stays on record.
    """

    number: int
    person: str
    kind: str
    issuer: str
    level: str
    document: str
    day: date
    points: int
    basis: str
    evidence: str
    late: bool
    entered_by: str
    entered_at: datetime
    verified_by: str = ""
    verified_at: datetime | None = None
    voided_by: str = ""
    voided_at: datetime | None = None
    void_reason: str = ""

    @property
    def live(self) -> bool:
        """Whether it was not withdrawn."""
        return self.voided_at is None

    @property
    def waits(self) -> bool:
        """Whether it still has to be verified."""
        return self.verified_at is None and self.live
