"""An office at work: its store, its calendar, and the policies its quarters are pinned to."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from rules.calendar import Calendar, Quarter, beijing_day, parse_year
from rules.policy import Policy, PolicyError, PolicyText, policy_from_pin, policy_text
from rules.rule import check_rules
from rules.timeline import in_force, timeline
from storage.registry import calendar_texts, office_row, pin_text, rule_sets
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

    `openings` names the quarters the clock may open and `years` the years; None means every one.
    """

    store: Store
    id: str
    name: str
    kind: str
    policy_name: str
    openings: tuple[Quarter, ...] | None = None
    years: tuple[int, ...] | None = None
    calendar: Calendar = field(init=False)
    _pins: dict[str, Policy] = field(default_factory=dict, repr=False)

    @classmethod
    def load(
        cls,
        store: Store,
        office: str,
        openings: tuple[Quarter, ...] | None = None,
        years: tuple[int, ...] | None = None,
    ) -> "Office":
        """Open an office; UnknownOffice if the database has none of that name."""
        with store.database.read() as connection:
            row = office_row(connection, office)
        if row is None:
            raise UnknownOffice(f"数据库中没有单位“{office}”，请先运行 kaohe init")
        made = cls(store, row.id, row.name, row.kind, row.policy, openings, years)
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
        return self.policy_on(beijing_day(at))

    def policy_for(self, quarter: Quarter, opened: date | None = None) -> Policy:
        """The policy in force when a quarter opens: on its first day, or the day it was opened."""
        try:
            return self.policy_on(opened or quarter.first)
        except PolicyError:
            # Opened some days ahead, when the first rule set was not yet in force.
            if opened is None:
                raise
            return self.policy_on(quarter.first)

    def policy_on(self, day: date) -> Policy:
        """The policy in force on a day, by the office's file and what was brought in since."""
        policies = self.policies()
        found = in_force(policies, day)
        if found is None and self.rehearsal:
            found = policies[0]
        if found is None:
            start = policies[0].in_force
            raise PolicyError(f"{day} 尚无生效的政策，最早自 {start} 起施行")
        check_rules(found)
        return found

    def policies(self) -> list[Policy]:
        """All rule sets of the office in the order of their days."""
        return timeline(self.policy_texts())

    def policy_texts(self, connection: Any = None) -> list[PolicyText]:
        """The office's policy file and what was brought in, with their names, in order."""
        if connection is None:
            with self.store.database.read() as opened:
                return self.policy_texts(opened)
        brought = rule_sets(connection, self.id)
        return [
            policy_text(self.policy_name),
            *(PolicyText(b.text, f"第{b.number}次导入的政策文件", b.edition) for b in brought),
        ]

    def pinned(self, connection: Any, digest: str) -> Policy:
        """The policy a quarter was pinned to when it opened."""
        if digest not in self._pins:
            text = pin_text(connection, self.id, digest)
            if text is None:
                raise UnknownOffice(f"数据库中没有留存的政策文本 {digest}，请运行 kaohe verify")
            self._pins[digest] = _policy_of(text)
        return self._pins[digest]
