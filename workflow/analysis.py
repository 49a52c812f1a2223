"""What the results of quarters come to: by section, leader, grade and quarter (R24).

Counts are integers, means exact fractions. A group too small to hide a person in is put together
with other small ones, and where nothing is left to put it with, only its number is told.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import partial
from typing import Any

from rules.calendar import beijing_day
from rules.grade import Grade
from rules.nouns import Case, Person
from rules.result import PARTS as RESULT
from rules.result import kpi_items, result_of
from rules.score import HUNDREDTHS, TEN_THOUSANDTHS, exact_text
from storage.load import Loader
from storage.lookup import quarters
from workflow.derived import derived
from workflow.duties import bench_of
from workflow.late import standing
from workflow.office import Office
from workflow.owing.owed import Bench
from workflow.report import OWN_ITEMS

OTHERS = "其他"
TOGETHER = "全体"
STEP, FULL = 5, 100
"""Points of a step in which scores are counted, and the mark beyond which there is one step."""

PARTS = RESULT | {"decisions", "lateness", "openings", "extensions", "statuses", "overrides"}
WITH_RECORD = PARTS | {"summaries"}


class NothingToAnalyse(LookupError):
    """No quarter of those asked for was opened; the sentence says so."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What one case adds to the analysis; values in points, marks in hundredths."""

    period: str
    section: str
    leader: str
    grade: str
    band: str
    total: Fraction | None
    kpi: Fraction | None
    bpi: Fraction | None
    items: int
    voided: int
    marks: tuple[int, ...]
    own_late: int
    leader_late: int
    commendations: int
    accountabilities: int
    points: Fraction


def analyse(office: Office, periods: Sequence[str], at: datetime) -> dict[str, Any]:
    """The analysis of some quarters; NothingToAnalyse if none of them was opened."""
    with office.store.database.read() as connection:
        return analysed(office, Loader(connection, office.id, lock=False), periods, at)


def analysed(
    office: Office, loader: Loader, periods: Sequence[str], at: datetime
) -> dict[str, Any]:
    """The same, of what a loader reads."""
    values = office.policy_now(at).values
    least = values.analysis_min_group
    opened = [q.period for q in quarters(loader.connection, office.id)]
    wanted = [p for p in opened if not periods or p in periods]
    if not wanted:
        raise NothingToAnalyse("所要分析的季度都没有启动，没有可以分析的结果")
    people = {p.id: p for p in loader.everyone()}
    facts = [fact for period in wanted for fact in _facts(office, loader, period, at)]
    measures = [m for period in wanted for m in _measures(loader, period, people)]
    return {
        "quarters": wanted,
        "min_group": least,
        "printed_places": values.printed_places,
        "overall": _summary(TOGETHER, facts, least),
        "by_section": _groups(facts, lambda f: f.section or "(未定)", least),
        "by_leader": _groups(facts, lambda f: _name(f.leader, people), least),
        "by_grade": _kinds(facts, [*(g.value for g in Grade), ""], lambda f: f.grade, least),
        "trend": _kinds(facts, wanted, lambda f: f.period, least),
        "scores": _scores(facts, least),
        "measures": measures,
    }


def _scores(facts: Sequence[Fact], least: int) -> list[dict[str, Any]]:
    """How many scores lie in each step of so many points; nothing where too few were given.

    A step holds its lower end; the highest holds all above the full mark.
    """
    totals = [fact.total for fact in facts if fact.total is not None]
    if len(totals) < least:
        return []
    steps = Counter(min(max(total, Fraction(0)) // STEP, FULL // STEP) for total in totals)
    places = range(min(steps), max(steps) + 1)
    return [{"from": place * STEP, "to": (place + 1) * STEP, "n": steps[place]} for place in places]


def _name(person: str, people: dict[str, Person]) -> str:
    return people[person].name if person in people else "(未定)"


def _facts(office: Office, loader: Loader, period: str, at: datetime) -> Iterable[Fact]:
    bench = bench_of(office, loader, period)
    given = bench.policy, bench.calendar, beijing_day(at)
    cases = [c for c in loader.of_period("quarterly", period, PARTS) if c.stage != "exempt"]
    # What came late is looked at with what was handed in, which is long and else not asked for.
    whole = {c.id: c for c in loader.by_ids((c.id for c in cases if c.lateness), WITH_RECORD)}
    for case in cases:
        read = whole.get(case.id, case)
        yield derived(case, "fact", given, partial(_fact, read, bench, at))


def _fact(case: Case, bench: Bench, at: datetime) -> Fact:
    values = bench.policy.values
    result, items = result_of(case, values), kpi_items(case)
    ready = result if case.marks else None
    late = [entry.item for entry in standing(case, bench, at)]
    own = [i for i in late if i.startswith(OWN_ITEMS) and i != "plan_approval"]
    live = [o for o in case.opi if o.verified_at is not None]
    grade = case.decision.grade.value if case.decision else ""
    return Fact(
        period=case.period,
        section=case.section,
        leader=case.supervisor,
        grade=Grade.UNDETERMINED.value if case.stage == "undetermined" else grade,
        band=ready.band.value if ready and ready.band else "",
        total=ready.total.value if ready and ready.total else None,
        kpi=ready.kpi if ready else None,
        bpi=ready.bpi if ready else None,
        items=len(items),
        voided=sum(1 for i in items if i.voided),
        marks=tuple(i.mark for i in items if i.mark is not None and not i.voided),
        own_late=len(own),
        leader_late=len(late) - len(own),
        commendations=sum(1 for o in live if o.kind == "commendation"),
        accountabilities=sum(1 for o in live if o.kind == "accountability"),
        points=Fraction(sum(o.points for o in live), TEN_THOUSANDTHS),
    )


def _groups(facts: Sequence[Fact], name: Callable[[Fact], str], least: int) -> list[dict[str, Any]]:
    """Groups by name; those too small are put together, with the next smallest if need be."""
    groups: dict[str, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(name(fact), []).append(fact)
    large = {n: g for n, g in groups.items() if len(g) >= least}
    rest = [f for n, g in groups.items() if n not in large for f in g]
    while rest and len(rest) < least and large:
        smallest = min(large, key=lambda n: (len(large[n]), n))
        rest += large.pop(smallest)
    found = [_summary(n, large[n], least) for n in groups if n in large]
    return [*found, _summary(OTHERS, rest, least)] if rest else found


def _kinds(
    facts: Sequence[Fact], names: Iterable[str], name: Callable[[Fact], str], least: int
) -> list[dict[str, Any]]:
    """Groups that cannot be put together; where one is hidden, what would give it away is too."""
    groups = {n: g for n in names if (g := [f for f in facts if name(f) == n])}
    rising = sorted(groups, key=lambda n: len(groups[n]))
    hidden = {n for n in rising if len(groups[n]) < least}
    if hidden and sum(len(groups[n]) for n in hidden) < least:
        # All but one can be taken from the whole: the next smallest keeps it company.
        hidden |= set(rising[len(hidden) : len(hidden) + 1])
    return [
        _summary(n, group, len(group) + 1 if n in hidden else least) for n, group in groups.items()
    ]


def _summary(name: str, facts: Sequence[Fact], least: int) -> dict[str, Any]:
    """One group; of one too small no more than its number is told."""
    if len(facts) < least:
        return {"name": name or "(未定)", "n": len(facts), "shown": False}
    marks = [m for f in facts for m in f.marks]
    mean_mark = exact_text(Fraction(sum(marks), HUNDREDTHS * len(marks))) if marks else None
    return {
        "name": name or "(未定)",
        "n": len(facts),
        "shown": True,
        "grades": _counted(f.grade for f in facts),
        "bands": _counted(f.band for f in facts),
        "total": _mean(f.total for f in facts),
        "kpi": {
            **_mean(f.kpi for f in facts),
            "items": sum(f.items for f in facts),
            "voided": sum(f.voided for f in facts),
            "marked": len(marks),
            "mean_mark": mean_mark,
        },
        "bpi": _mean(f.bpi for f in facts),
        "late": {
            "own": sum(f.own_late for f in facts),
            "own_people": sum(1 for f in facts if f.own_late),
            "leaders": sum(f.leader_late for f in facts),
        },
        "opi": {
            "commendations": sum(f.commendations for f in facts),
            "accountabilities": sum(f.accountabilities for f in facts),
            "points": exact_text(sum((f.points for f in facts if f.points), Fraction(0))),
        },
    }


def _counted(words: Iterable[str]) -> dict[str, int]:
    """How often each grade occurs, in their order; those not yet given are left out."""
    times = Counter(words)
    return {g.value: times[g.value] for g in Grade if times[g.value]}


def _mean(values: Iterable[Fraction | None]) -> dict[str, Any]:
    """How many values there are, and their exact mean."""
    known = [v for v in values if v is not None]
    mean = exact_text(sum(known, Fraction(0)) / len(known)) if known else None
    return {"count": len(known), "mean": mean}


def _measures(loader: Loader, period: str, people: dict[str, Person]) -> list[dict[str, Any]]:
    return [
        {
            "quarter": period,
            "number": m.number,
            "text": m.text,
            "owner": people[m.owner].handle if m.owner in people else None,
            "owner_name": _name(m.owner, people),
            "due": m.due.isoformat(),
            "done": m.done_at is not None,
            "document": m.document or None,
        }
        for m in loader.of_quarter("measures", period)
    ]
