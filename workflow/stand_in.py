"""Who is reminded in a leader's place, and what nobody may do until a substitute is named (R32)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property

from rules.calendar import beijing_day
from rules.nouns import Case, Role
from rules.objecting import reviewers_of
from rules.ties import Delegation
from storage.load import Loader
from storage.ties import Away, away, delegations
from workflow.objection import OBJECTION
from workflow.owing.owed import Nudge
from workflow.pages import PAGES
from workflow.quarterly import QUARTERLY


class StandIns:
    """The delegates that act at an instant, read when a leader is first reminded of something.

    A delegate for one file, or for an interval, is reminded in the leader's place; one of the
    standing list beside the leader. Who keeps away from a file is not reminded of it.
    """

    def __init__(self, loader: Loader, at: datetime, cases: Iterable[Case]) -> None:
        self._loader, self._at, self._cases = loader, at, tuple(cases)
        self._held: dict[frozenset[Role], Sequence[str]] = {}
        self._reviewed: dict[int, frozenset[str]] = {}

    @cached_property
    def delegations(self) -> Sequence[Delegation]:
        """The delegations that hold at the instant."""
        found = delegations(self._loader.connection, self._loader.office)
        return [d for d in found if d.holds(self._at)]

    @cached_property
    def _away(self) -> Mapping[str, Away]:
        loader = self._loader
        people: dict[str, set[str]] = {}
        for case in self._cases:
            people.setdefault(case.period, set()).add(case.person)
        return {
            period: away(loader.connection, loader.office, period, found)
            for period, found in people.items()
        }

    def keeps_away(self, leader: str, case: Case) -> bool:
        """Whether a leader keeps away from a case."""
        known = self._away[case.period]
        return leader in known.kin.get(case.person, ()) or leader in known.recused.get(
            case.person, ()
        )

    def for_case(self, leader: str, case: Case) -> tuple[str, ...]:
        """Who is reminded of what a leader owes on a case; nobody until a substitute is named."""
        if not self.delegations:
            return () if self.keeps_away(leader, case) else (leader,)
        given = [d for d in self.delegations if d.principal == leader]
        fit = [d for d in given if not self.keeps_away(d.delegate, case)]
        named = [d.delegate for d in fit if d.who == case.person]
        if named or self.keeps_away(leader, case):
            return tuple(dict.fromkeys(named))
        return self._for_all(leader, fit)

    def for_office(self, person: str) -> tuple[str, ...]:
        """Who is reminded of what somebody owes for the office as a whole."""
        return self._for_all(person, [d for d in self.delegations if d.principal == person])

    def holders(self, roles: Sequence[Role]) -> tuple[str, ...]:
        """Who is reminded of what everyone in some roles owes."""
        held = self._holding(roles)
        return tuple(dict.fromkeys(to for person in held for to in self.for_office(person)))

    def holders_of(self, role: Role, cases: Iterable[Case]) -> Mapping[str, Sequence[Case]]:
        """Who is reminded of what a role owes on many files, each of those they may act on."""
        found: dict[str, list[Case]] = {}
        for case in cases:
            for to in self.holders_on(role, case):
                found.setdefault(to, []).append(case)
        return found

    def holders_on(self, role: Role, case: Case) -> tuple[str, ...]:
        """Who of a role is reminded of what it owes on a case: whoever may do it.

        It is not asked of those who keep away, nor of the person whose file it is. Where the chair
        keeps away it is a deputy's; where nobody is left the role is asked all the same, though
        never of what is sealed the person it is about.
        """
        held = self._holding([role])
        if PAGES[case.procedure].sealed:
            held = [p for p in held if p != case.person]
        able = [p for p in held if not self._apart(p, case)]
        if held and not able and role is Role.CHAIR:
            able = [p for p in self._holding([Role.DEPUTY]) if not self._apart(p, case)]
        asked = [to for person in able or held for to in self.for_office(person)]
        fit = [to for to in asked if not self._apart(to, case)]
        return tuple(dict.fromkeys(fit or asked))

    def _apart(self, person: str, case: Case) -> bool:
        if person == case.person or self.keeps_away(person, case):
            return True
        return case.procedure == OBJECTION.id and person in self._reviewers(case)

    def _reviewers(self, case: Case) -> frozenset[str]:
        """Who reviewed the result that an objection is about."""
        if case.id not in self._reviewed:
            place = QUARTERLY.id, case.period, case.person
            result = self._loader.case_of(*place, frozenset({"proposals"}))
            self._reviewed[case.id] = reviewers_of(case, result)
        return self._reviewed[case.id]

    def _holding(self, roles: Sequence[Role]) -> Sequence[str]:
        """Who holds one of some roles on the day, read once for all that is asked."""
        asked = frozenset(roles)
        if asked not in self._held:
            self._held[asked] = self._loader.holders(roles, beijing_day(self._at))
        return self._held[asked]

    def _for_all(self, leader: str, given: Sequence[Delegation]) -> tuple[str, ...]:
        single = [d.delegate for d in given if not d.who and not d.standing]
        listed = [d.delegate for d in given if not d.who and d.standing]
        return tuple(dict.fromkeys(single or [leader, *listed]))

    def sorted_out(self, case: Case, nudges: Iterable[Nudge]) -> list[Nudge]:
        """The reminders on a case; what no leader may do now goes to the office instead."""
        return [
            n._replace(kind="escalation", escalation=True) if self._stuck(case, n) else n
            for n in nudges
        ]

    def _stuck(self, case: Case, nudge: Nudge) -> bool:
        who = nudge.owed.who
        led = who and who != case.person and not nudge.escalation
        return bool(led) and not self.for_case(who, case)


def together(
    led: Sequence[tuple[str, list[int]]], given: Iterable[Delegation]
) -> list[tuple[str, list[int]]]:
    """Leaders whose reminders may come to one person, with their cases, as if they were one."""
    home = {leader: leader for leader, _ in led}
    for delegation in given:
        ends = [home.get(p, p) for p in (delegation.principal, delegation.delegate)]
        home |= {p: ends[1] for p in [*home, *ends] if home.get(p, p) == ends[0]}
    found: dict[str, list[int]] = {}
    for leader, cases in led:
        found.setdefault(home[leader], []).extend(cases)
    return list(found.items())
