"""The acts of a past quarter judged again, each on the record as it stood, under another policy.

An obstacle counts if the other policy raises it and the quarter's own does not: then the act would
have been refused. A refusal counts the other way round. Nobody's role is judged again. What a
return left open is reckoned anew; extensions, reopenings and joiners move the due days as theirs.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rules.calendar import CalendarMissing, beijing_day
from rules.inputs.given import BadInput, read_input
from rules.nouns import Actor, Case, Cohort, Person
from rules.policy import Policy
from rules.rule import RULES, Ask, Obstacle, judge
from storage.history import CaseLine, office_lines
from storage.load import Loader
from storage.recall import Recalled
from workflow.duties import bench_of
from workflow.owing.owed import Bench
from workflow.pages import PAGES
from workflow.people import ENTITLED, ties_of
from workflow.procedure import Move
from workflow.supervision import SECRET_MOVES
from workflow.veil import move_seen
from workflow.whatif.given import FORMS, STEPS, Form
from workflow.whatif.returned import under

INPUT = "input"


@dataclass(frozen=True, slots=True)
class Judged:
    """An act that the other policy judges otherwise, by which obstacles, and whom it was about."""

    line: CaseLine
    move: Move
    done: bool
    obstacles: tuple[Obstacle, ...]
    about: frozenset[str] = frozenset()


@dataclass
class Rejudged:
    """What came of judging a quarter again, and how the record recalled stands at its end.

    `skipped` counts by title the acts of people that could not be put together again; `entered`
    has for each case when its review last began before a proposal.
    """

    found: list[Judged] = field(default_factory=list)
    judged: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    entered: dict[int, datetime] = field(default_factory=dict)


def rejudge(office: Any, loader: Loader, period: str, other: Policy) -> Rejudged:
    """Judge every act of people in a quarter again; reads, never writes."""
    mine = bench_of(office, loader, period)
    theirs = Bench(mine.quarter, other, mine.calendar)
    people = {p.id: p for p in loader.everyone()}
    lines = list(office_lines(loader.connection, office.id))
    recalled, result = Recalled(), Rejudged()
    for place, line in enumerate(lines):
        body = line.body
        move = _move(body["move"])
        secret = body["move"] in SECRET_MOVES
        if body["period"] == period and move is not None and body["actor"] and not secret:
            one = _One(loader, recalled, people, mine, theirs, move)
            _judge(one, line, lines[place:], result)
        if body["outcome"] == "done":
            recalled.take(line)
            case = body["case"]
            if case is not None and body["to"] == "appraising" and body["from"] != "appraising":
                result.entered[case] = line.due or line.at
    return result


def _move(name: str) -> Move | None:
    found = next((p.by_id[name] for p in PAGES.values() if name in p.by_id), None)
    return found if found and found.by else None


@dataclass(frozen=True, slots=True)
class _One:
    """One act with what it is judged by."""

    loader: Loader
    recalled: Recalled
    people: Mapping[str, Person]
    mine: Bench
    theirs: Bench
    move: Move

    def obstacles(self, data: Mapping[str, Any], line: CaseLine, bench: Bench) -> list[Obstacle]:
        """Why not, under one of the two policies."""
        policy, cite = bench.policy, bench.policy.moves[self.move.id]
        try:
            ask = self.ask(data, line, bench)
            return list(judge(self.move.guards, ask)) if ask else []
        except BadInput as bad:
            return [
                Obstacle.of(t.rule or INPUT, policy.rules.get(t.rule, cite), t.text)
                for t in bad.troubles
            ]
        except CalendarMissing:
            return []

    def about(self, data: Mapping[str, Any], line: CaseLine) -> frozenset[str]:
        """Whom an act on the whole office was about, if it was about anyone in particular."""
        ask = None if self.move.collective else self.ask(data, line, self.mine)
        return frozenset(self.move.about(ask)) if ask and self.move.about else frozenset()

    def ask(self, data: Mapping[str, Any], line: CaseLine, bench: Bench) -> Ask | None:
        """The act as it is judged under a policy; None if its case was erased. BadInput."""
        case = self.recalled.case(line.body["case"])
        if case is None:
            return None
        if bench is self.theirs:
            case = under(case, self.mine, bench)
        given = read_input(self.move.given, dict(data), bench.policy.values)
        actor = line.body["actor"]
        known = self.people.get(actor)
        held = self.loader.roles(actor, beijing_day(line.at))
        cohort = self._cohort(case, line)
        return Ask(
            self.move.id, line.at, Actor(actor, known.name if known else actor, held), bench.policy,
            bench.calendar, bench.quarter, case, cohort, given, self.people,
            case.person, ties_of(self.loader, case, cohort, line.at),
        )  # fmt: skip

    def _cohort(self, case: Case, line: CaseLine) -> Cohort:
        entitled = self.loader.holders(ENTITLED, beijing_day(line.at))
        if self.move.all_cohort_reads is None:
            return Cohort(case.period, None, entitled=frozenset(entitled))
        return self.recalled.cohort(case.period, entitled)


def _judge(one: _One, line: CaseLine, following: Sequence[CaseLine], result: Rejudged) -> None:
    if line.body["outcome"] == "refused":
        _judge_refused(one, line, result)
        return
    data = _form(one, line, following)
    if data is None:
        result.skipped[move_seen(one.move.id)[1]] += 1
        return
    result.judged += 1
    mine = {o.rule for o in one.obstacles(data, line, one.mine)}
    theirs = [o for o in one.obstacles(data, line, one.theirs) if o.rule not in mine]
    if theirs:
        result.found.append(Judged(line, one.move, True, tuple(theirs), one.about(data, line)))


def _judge_refused(one: _One, line: CaseLine, result: Rejudged) -> None:
    """A refusal that rested on guards alone, which the other policy would not raise."""
    given = line.told.get("given")
    rules = {rule for rule, _, _ in line.body.get("reasons", ())}
    if not isinstance(given, Mapping) or not rules <= {*RULES, INPUT} or not line.body["case"]:
        return
    mine = one.obstacles(given, line, one.mine)
    if mine and not one.obstacles(given, line, one.theirs):
        result.found.append(Judged(line, one.move, False, tuple(mine), one.about(given, line)))


def _form(one: _One, line: CaseLine, following: Sequence[CaseLine]) -> dict[str, Any] | None:
    """What was handed in; None if it cannot be put together again."""
    build = FORMS.get(line.body["move"])
    if build is None:
        return None
    lines = [line, *_steps(line, following[1:])]
    known: dict[tuple[Any, ...], str] = {}
    for number in {x.body["case"] for x in lines if x.body["case"] is not None}:
        if case := one.recalled.case(number):
            known |= _known(case, one.people)
    handles = {p.id: p.handle for p in one.people.values()}
    try:
        return build(Form(lines, handles, one.mine.policy.values, known))
    except (KeyError, ValueError):
        return None  # what it wrote was erased


def _known(case: Case, people: Mapping[str, Person]) -> dict[tuple[Any, ...], str]:
    """What rows that are set later do not say themselves."""
    person = people.get(case.person)
    known: dict[tuple[Any, ...], str] = {
        ("person", case.id): person.handle if person else case.person
    }
    known |= {("plan_item", case.id, i.plan, i.ordinal): i.title for i in case.plan_items}
    known |= {("opi", case.id, o.number): o.document for o in case.opi}
    return known | {("direct", case.id, d.number): d.grade.value for d in case.directs}


def _steps(act: CaseLine, lines: Sequence[CaseLine]) -> Iterator[CaseLine]:
    """The lines in which an act on the whole office reached its cases."""
    names = STEPS.get(act.body["move"], frozenset())
    for line in lines:
        if line.body["move"] not in names or line.at != act.at:
            return
        yield line
