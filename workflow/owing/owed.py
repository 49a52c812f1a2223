"""What can be owed on a case and what the clock can do to it, whatever the procedure.

Each procedure says what it owes in a `Source` of its own (`workflow/owing/`); the agenda makes
reminders of it and the sweep does what falls on an instant.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from rules.calendar import Calendar, Quarter
from rules.due import Due
from rules.nouns import Case, Role
from rules.policy import Policy
from storage.change import Put
from workflow.procedure import Note, Procedure


class Owed(NamedTuple):
    """Something owed on a case: by whom, until the end of which day, since when.

    `who` is a person's id; empty where everyone who holds `role` owes it together.
    """

    deadline: str
    item: str
    day: date
    who: str
    since: datetime | None = None
    month: int | None = None
    role: Role | None = None


class Turn(NamedTuple):
    """A move the clock makes on a case at an instant, with the lateness it notes."""

    at: datetime
    move: str
    changes: tuple[Put, ...] = ()
    notes: tuple[Note, ...] = ()


class Nudge(NamedTuple):
    """A reminder of something owed at an instant: the kind of mail, or an escalation."""

    at: datetime
    owed: Owed
    kind: str
    days_left: int
    escalation: bool = False


@dataclass(frozen=True)
class Bench:
    """What derives the agenda of cases of one quarter: policy and calendar.

    `kept` holds what was derived for one case and is the same for the next.
    """

    quarter: Quarter
    policy: Policy
    calendar: Calendar
    kept: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def due(self, case: Case) -> Due:
        """The due days of a case."""
        policy = self.policy
        return Due(case, self.quarter, policy.values, self.calendar, self.kept, policy.statuses)


@dataclass(frozen=True)
class Source:
    """What one procedure owes: by the deadline's name, and the moves of the clock on its cases.

    `parts` are the parts of a case that these read.
    """

    page: Procedure
    parts: frozenset[str]
    owed: Mapping[str, Callable[[Case, Due], Iterator[Owed]]]
    turns: Callable[[Case, Bench], list[Turn]]
