"""An office at work: its store, its calendar, and the policies its quarters are pinned to."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from rules.calendar import Calendar, Quarter, beijing_day, parse_year
from rules.policy import Policy, load_policy, policy_from_pin
from rules.rule import check_rules
from storage.registry import calendar_texts, office_row, pin_text
from storage.work import Store


class UnknownOffice(LookupError):
    """The database holds no such office."""


@cache
def _policy_of(text: str) -> Policy:
    policy = policy_from_pin(text)
    check_rules(policy)
    return policy


@dataclass
class Office:
    """One office of a database, opened to work with.

    `openings` names the quarters the clock may open; None means every next one.
    """

    store: Store
    id: str
    name: str
    kind: str
    policy_name: str
    openings: tuple[Quarter, ...] | None = None
    calendar: Calendar = field(init=False)
    _pins: dict[str, Policy] = field(default_factory=dict, repr=False)

    @classmethod
    def load(
        cls, store: Store, office: str, openings: tuple[Quarter, ...] | None = None
    ) -> "Office":
        """Open an office; UnknownOffice if the database has none of that name."""
        with store.database.read() as connection:
            row = office_row(connection, office)
        if row is None:
            raise UnknownOffice(f"数据库中没有单位“{office}”，请先运行 kaohe init")
        made = cls(store, row.id, row.name, row.kind, row.policy, openings)
        made.refresh()
        return made

    def refresh(self) -> None:
        """Read the calendar again; other processes may have imported a year."""
        with self.store.database.read() as connection:
            years = [parse_year(text) for text in calendar_texts(connection, self.id)]
        self.calendar = Calendar({y.year: y for y in years})

    @property
    def rehearsal(self) -> bool:
        """Whether this is a demo or a play, where time is virtual."""
        return self.kind != "live"

    def policy_now(self, at: datetime) -> Policy:
        """The policy in force on the day of an instant, for what belongs to no quarter."""
        return self.policy_for(Quarter.of(beijing_day(at)))

    def policy_for(self, quarter: Quarter) -> Policy:
        """The policy in force when a quarter opens."""
        policy = load_policy(self.policy_name, quarter.last, earliest=self.rehearsal)
        check_rules(policy)
        return policy

    def pinned(self, connection: Any, digest: str) -> Policy:
        """The policy a quarter was pinned to when it opened."""
        if digest not in self._pins:
            text = pin_text(connection, self.id, digest)
            if text is None:
                raise UnknownOffice(f"数据库中没有留存的政策文本 {digest}，请运行 kaohe verify")
            self._pins[digest] = _policy_of(text)
        return self._pins[digest]
