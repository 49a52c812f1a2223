"""The course of the demonstration as it is being written: its days, its acts, its end."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from rules.calendar import Calendar, Quarter, at_clock
from rules.cohort import quota_limit
from rules.policy import Policy
from workflow.demo.cast import Cast, Part, draw
from workflow.demo.work import Officer, officers_of
from workflow.scenario import Act

FORENOON, NOON, AFTERNOON = (9, 11), (12, 12), (14, 16)


@dataclass
class Course:
    """The acts of a demonstration as they are written; `until` is when its clock stops.

    `grades` are those its sessions decide and `ended` the last days of their notices, by handle.
    """

    cast: Cast
    quarter: Quarter
    policy: Policy
    calendar: Calendar
    acts: list[Act] = field(default_factory=list)
    until: datetime | None = None
    gap: int | None = None
    grades: dict[str, str] = field(default_factory=dict)
    ended: dict[str, date] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Lay out the officers' work and the days that everything hangs on."""
        values = self.policy.values
        self.places = quota_limit(len(self.cast.officers), values.quota_share)
        self.work = officers_of(self.cast, values, self.places, str(self.quarter))
        self.leaders = {p.handle: p.supervisor for p in self.cast.officers}

    def act(self, at: datetime, who: str, do: str, case: str = "", **data: Any) -> None:
        """Write down an act; of the officer themself where no case is named."""
        refused = data.pop("refused", None)
        self.acts.append(Act(at, who, do, case or who, data, refused, str(self.quarter)))

    def on(self, day: date, hours: tuple[int, int], *words: object) -> datetime:
        """An instant between two full hours of a day that follows from the words."""
        first, last = hours
        minute = draw((last - first + 1) * 60, self.quarter, *words)
        return at_clock(day, f"{first + minute // 60:02}:{minute % 60:02}")

    def nth(self, place: int) -> date:
        """The working day of the quarter at a place, counted from 1."""
        return self.calendar.nth(self.quarter.first, place)

    def clause(self, rule: str) -> str:
        """The clause that a refusal by a rule has to cite."""
        return self.policy.rules[rule].clause

    def playing(self, part: Part) -> Officer | None:
        """The officer who has a part, if the office is large enough to have one."""
        return next((o for o in self.work if o.part is part), None)
