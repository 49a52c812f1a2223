"""What lies before the leading group: a batch ranked, who is on the line, what is not ready.

Read from the rows and never stored; the group decides, and `engine.perform` judges it (R12, R13).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from functools import cached_property, partial
from typing import Any, NamedTuple

from rules.calendar import CalendarMissing, beijing_day
from rules.cohort import Line, Standing, on_the_line, quota_limit, ranking
from rules.grade import Grade
from rules.guards.direct import standing
from rules.guards.group import DECIDED, OUT, UNGRADED, n_of
from rules.guards.status import forced
from rules.nouns import Case, Cohort, Person, Session
from rules.policy import Values
from rules.quick import quick
from rules.result import PARTS, Result, thresholds
from rules.score import shown
from rules.status import PARTS as STATUSES
from rules.status import Reckoner, Treated
from rules.strokes import by_strokes
from rules.terms import TREATMENT_TITLES, Treatment
from rules.ties import Conflict, barred, conflict
from storage.load import Loader
from storage.roll import section_order
from workflow.derived import derived, result_now
from workflow.duties import bench_of
from workflow.explain.place import contends, standing_of
from workflow.office import Office
from workflow.owing.owed import Bench
from workflow.people import ENTITLED, whole_cohort
from workflow.quarterly import QUARTERLY
from workflow.sight import is_told
from workflow.ties import OfficeTies
from workflow.veil import stage_seen

NEEDED = PARTS | STATUSES | {"directs", "objections", "proposals", "decisions", "feedbacks"}
WHY_AWAY = {Conflict.OWN: "本人", Conflict.RELATIVE: "亲属", Conflict.RECUSED: "已回避"}
PLACES = {"last_in": "临界：按序最后可定“好”", "first_out": "临界：按序最先超出名额",
          "tied": "临界：得分相同，名额不够全定“好”"}  # fmt: skip


@quick
@dataclass(frozen=True, slots=True)
class Entry:
    """One case as the group has it before it: its place by the exact score, and what is known.

    `rank` counts from 1, equal merit sharing it; `line` is a key of `PLACES` or empty; `lacking`
    says what is still to be done before it can be decided; `away` who keeps away and why; `asked`
    which grade was proposed directly and is not confirmed.
    """

    case: Case
    person: Person
    stage: str
    rank: int | None
    tied: bool
    total: str
    band: Grade | None
    proposed: Grade | None
    decided: Grade | None
    direct: Grade | None
    line: str
    treatment: str
    forced: bool
    restricted: bool
    away: tuple[tuple[Person, str], ...]
    lacking: tuple[str, ...]
    asked: Grade | None = None

    @property
    def waits(self) -> bool:
        """Whether it is still to be decided."""
        return self.case.stage not in OUT | DECIDED

    @property
    def preset(self) -> Grade | None:
        """What a form begins with: what is settled already, else what was proposed."""
        if self.forced:
            return Grade.UNDETERMINED
        return self.direct or self.proposed

    @property
    def on_the_line(self) -> str:
        """In words, on which side of the cut it stands; empty if it does not."""
        return PLACES.get(self.line, "")


@dataclass(frozen=True)
class Batch:
    """All cases of a quarter before the group: places, members, entries, sessions held.

    `taken` are the places held by decisions made before; `quorum` how many must be present.
    """

    n: int
    frozen: bool
    limit: int
    taken: int
    quorum: int
    members: tuple[Person, ...]
    entries: tuple[Entry, ...]
    sessions: tuple[Session, ...]
    names: Mapping[str, str]

    @cached_property
    def waiting(self) -> list[Entry]:
        """What is to be decided now: in the main batch all but those set aside, later any."""
        return [e for e in self.entries if e.waits and (self.sessions or not e.case.aside)]

    @cached_property
    def aside(self) -> list[Entry]:
        """What was set aside for a later batch."""
        return [e for e in self.entries if e.waits and e.case.aside and not self.sessions]

    @cached_property
    def unready(self) -> list[Entry]:
        """What is to be decided and cannot be yet."""
        return [e for e in self.waiting if e.lacking]

    @cached_property
    def asked(self) -> list[Entry]:
        """What is to be decided and was proposed for a direct grade that nobody confirmed."""
        return [e for e in self.waiting if e.asked]

    @cached_property
    def leaving(self) -> list[str]:
        """The handles of those of the group who keep away from one of those to be decided."""
        return sorted({p.handle for e in self.waiting for p, _ in e.away})

    @cached_property
    def wished(self) -> int:
        """For how many of those to be decided the highest grade is proposed."""
        return sum(1 for e in self.waiting if e.proposed is Grade.GOOD)

    @cached_property
    def restricted(self) -> bool:
        """Whether anything here is for those entitled alone."""
        return any(e.restricted for e in self.entries)


def batch_of(
    office: Office, loader: Loader, period: str, at: datetime, *, entitled: bool, reader: str = ""
) -> Batch:
    """The cases of a quarter as they lie before the group at an instant.

    What few may know of is told to the `entitled` alone; whoever shows it puts it on record. Of
    their own file a `reader` learns nothing here before the result is told to them.
    """
    bench = bench_of(office, loader, period)
    group = frozenset(loader.holders(ENTITLED, beijing_day(at)))
    row = loader.quarter(period)
    cohort = whole_cohort(loader, period, row.n, NEEDED, group)
    people = {p.id: p for p in loader.everyone()}
    share = bench.policy.values.quorum_share
    table = _Table(loader, cohort, bench, people, at, entitled)
    return Batch(
        n_of(cohort),
        row.n is not None,
        table.limit,
        sum(1 for c in cohort.cases if c.decision and c.decision.grade is Grade.GOOD),
        -(-len(group) * share.numerator // share.denominator),
        tuple(sorted((people[p] for p in group), key=lambda p: (by_strokes(p.name), p.id))),
        tuple(sorted((table.entry(c, reader) for c in cohort.cases), key=_place)),
        cohort.sessions,
        {p.id: p.name for p in people.values()},
    )


def _place(entry: Entry) -> tuple[Any, ...]:
    """Best first; without a score at the end, by section and name."""
    section, name = entry.case.section, entry.person.name
    return entry.rank is None, entry.rank or 0, section_order(section), by_strokes(name)


class _Table:
    """What the entries of a batch have in common: ranks, the line, who keeps away."""

    def __init__(
        self, loader: Loader, cohort: Cohort, bench: Bench, people: Mapping[str, Person],
        at: datetime, entitled: bool,
    ) -> None:  # fmt: skip
        values = bench.policy.values
        self.values, self.people, self.entitled = values, people, entitled
        self.group = sorted(cohort.entitled)
        self.limit = quota_limit(n_of(cohort), values.quota_share)
        merits = [_merit(c, values) for c in cohort.cases]
        ready = [m.standing for m in merits if m.standing]
        self.ranks = dict(_ranks(ranking(ready, values.tie_order)))
        rivals = [m.standing for m in merits if m.contends and m.standing]
        places = max(self.limit - sum(1 for m in merits if m.direct), 0)
        self.line = dict(_sides(on_the_line(rivals, places, values.tie_order)))
        self.reckoner = Reckoner(bench.quarter, bench.policy, bench.calendar, beijing_day(at))
        self.given = bench.quarter, bench.policy, bench.calendar, beijing_day(at)
        subjects = [c.person for c in cohort.cases]
        self.ties = OfficeTies(loader, cohort.period, at, subjects, cohort.entitled)

    def entry(self, case: Case, reader: str) -> Entry:
        """One case as the group has it before it, or no more than its stage if it is one's own."""
        if case.person == reader and not is_told(case):
            return self._own(case)
        person = self.people[case.person]
        make = partial(self._alone, case, person)
        alone = derived(case, f"entry {self.entitled}", (*self.given, person), make)
        rank, tied = self.ranks.get(case.person, (None, False))
        line, away = self.line.get(case.person, ""), tuple(self._away(case.person))
        if rank is None and not line and not away:
            return alone
        return replace(alone, rank=rank, tied=tied, line=line, away=away)

    def _alone(self, case: Case, person: Person) -> Entry:
        """One case by itself: all but its place among the others and who keeps away from it."""
        result, treatment = result_now(case, self.values), self._treated(case)
        known = self.entitled or not treatment.restricted
        told = treatment if known else Treated(Treatment.GRADED)
        decision, direct = case.decision, case.confirmed_direct
        return Entry(
            case,
            person,
            stage_seen(case.stage, entitled=self.entitled),
            None,
            False,
            self._total(result),
            result.band,
            case.proposal.grade if case.proposal else None,
            decision.grade if decision else None,
            direct.grade if direct else None,
            "",
            "" if told.treatment is Treatment.GRADED else TREATMENT_TITLES[told.treatment],
            forced(told, case),
            self.entitled and (treatment.restricted or case.stage == "suspended"),
            (),
            tuple(_lacking(case, result, told)),
            next((d.grade for d in case.directs if d.status == "standing"), None),
        )

    def _own(self, case: Case) -> Entry:
        """The reader's own file: who it is and where it stands, nothing of its result."""
        stage, person = stage_seen(case.stage, entitled=False), self.people[case.person]
        nothing = (None, False, "", None, None, None, None, "", "", False, False, (), ())
        return Entry(case, person, stage, *nothing)

    def _total(self, result: Result) -> str:
        if result.total is None:
            return ""
        values = self.values
        value = result.total.value
        full = Fraction(values.full_mark)
        return shown(value, thresholds(values), full, values.printed_places)

    def _treated(self, case: Case) -> Treated:
        try:
            return self.reckoner.of(case)
        except CalendarMissing:  # a task of its own, which the quarter shows
            return Treated(Treatment.GRADED)

    def _away(self, person: str) -> Iterator[tuple[Person, str]]:
        """Who of the group keeps away from a person's case, and why."""
        if barred(self.ties, person).isdisjoint(self.group):
            return
        for member in self.group:
            if found := conflict(self.ties, member, person):
                yield self.people[member], WHY_AWAY[found]


class _Merit(NamedTuple):
    """What ranks a case, if anything does; whether it contends for a place or has one directly."""

    standing: Standing | None
    contends: bool
    direct: bool


def _merit(case: Case, values: Values) -> _Merit:
    return derived(case, "merit", (values,), partial(_merit_anew, case, values))


def _merit_anew(case: Case, values: Values) -> _Merit:
    made = case.confirmed_direct
    direct = made is not None and made.grade is Grade.GOOD
    return _Merit(standing_of(case, values), contends(case), direct)


def _ranks(groups: Iterable[tuple[Standing, ...]]) -> Iterator[tuple[str, tuple[int, bool]]]:
    """The rank of each person, and whether they share it."""
    rank = 1
    for group in groups:
        yield from ((s.who, (rank, len(group) > 1)) for s in group)
        rank += len(group)


def _sides(line: Line) -> Iterator[tuple[str, str]]:
    """On which side of the cut those stand whom it goes by."""
    for side in PLACES:
        yield from ((s.who, side) for s in getattr(line, side))


def _lacking(case: Case, result: Result, told: Treated) -> Iterator[str]:
    """What is to be done before a case can be decided; nothing where its status settles it."""
    if case.stage in OUT | DECIDED or told.treatment in UNGRADED or forced(told, case):
        return
    if case.stage != "determining":
        yield f"尚在“{QUARTERLY.stage_titles[case.stage]}”阶段，审核评鉴未完成"
    elif result.total is None:
        yield f"得分尚不能算出：缺{'、'.join(result.lacking)}"
    if waiting := [o.document for o in case.opi if o.waits]:
        yield f"加减分事项待核实：{'、'.join(waiting)}"
    if len({d.grade for d in standing(case.directs)}) > 1:
        yield "两种直接确定的提请并存，须先确认采用哪一种"
