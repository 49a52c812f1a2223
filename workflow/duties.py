"""Who owes what, until when, and what is stuck: derived at an instant, never stored (R30, R33)."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from rules.calendar import beijing_day, end_of, quarter_of
from rules.nouns import Case, Role
from rules.quick import quick
from storage.load import Loader, Near
from storage.ties import delegations
from workflow.agenda import SEEN_BY, nudges, owed, seen_by
from workflow.called import called_in_quarter, called_in_year
from workflow.concealed import is_concealed, revealed
from workflow.cycle import CYCLE
from workflow.late import item_title
from workflow.measures import open_measures, owed_for
from workflow.office import Office
from workflow.owing import SOURCES
from workflow.owing.owed import Bench, Owed
from workflow.owing.quarterly import PARTS
from workflow.pages import PAGES
from workflow.people import whole_cohort, year_cohort
from workflow.procedure import Procedure
from workflow.settling import settled_by
from workflow.stand_in import StandIns
from workflow.veil import NOBODY, Viewer
from workflow.year import YEAR


@quick
@dataclass(frozen=True, slots=True)
class Duty:
    """Something a person owes now: on whose case, until the end of which day.

    `case` is the number of that case, 0 for what is owed on the office's quarter; `item` says
    what it is, to send a reminder by hand; `move` settles it, where one alone does.
    """

    who: str
    deadline: str
    what: str
    subject: str
    day: date
    overdue: bool
    pressing: bool
    case: int = 0
    seen_by: frozenset[Role] = frozenset()
    item: str = ""
    move: str = ""


def bench_of(office: Office, loader: Loader, period: str) -> Bench:
    """What derives due days in a quarter: its pinned policy and the office's calendar."""
    row = loader.quarter(period)
    policy = office.pinned(loader.connection, row.policy)
    return Bench(quarter_of(period), policy, office.calendar)


def duties(
    office: Office, loader: Loader, period: str, at: datetime, viewer: Viewer = NOBODY,
    *, who: str = "", pressing: bool = False,
) -> list[Duty]:  # fmt: skip
    """Everything owed in a quarter or a year, by due day, as far as the viewer may learn of it.

    With `who` only what that person owes, for which no more is read than concerns them; with
    `pressing` only what was pressed for in vain.
    """
    near = concerning(loader, who, at) if who else None
    found = _owed(office, loader, period, at, viewer, near, pressing=pressing)
    return [d for d in found if not who or d.who == who]


def owed_on(
    office: Office, loader: Loader, case: Case, at: datetime, viewer: Viewer = NOBODY
) -> list[Duty]:
    """What is owed on one person's file, or on the office's quarter or year itself."""
    if not case.person:
        bench = bench_of(office, loader, case.period)
        return _together(loader, bench, case.period, StandIns(loader, at, []), at, None)
    stages = frozenset({case.stage}) if PAGES[case.procedure].sealed else frozenset()
    near = Near(case.person, frozenset(), stages, frozenset())
    found = _owed(office, loader, case.period, at, viewer, near)
    return [d for d in found if d.subject == case.person]


def _owed(
    office: Office, loader: Loader, period: str, at: datetime, viewer: Viewer, near: Near | None,
    *, pressing: bool = False,
) -> list[Duty]:  # fmt: skip
    """What is owed on the cases that are near, and together, by due day; or what is pressing."""
    bench = bench_of(office, loader, period)
    cases = [
        case
        for name, source in SOURCES.items()
        for kept in loader.of_period(name, period, source.parts, near)
        for case in _told_of(office, loader, kept, viewer)
    ]
    stand_ins = StandIns(loader, at, cases)
    hidden = {deadline for deadline, alone in SEEN_BY.items() if not viewer.may_see(alone)}
    found = [
        duty
        for case in cases
        for what in owed(case, bench)[0]
        if (what.since is None or what.since <= at) and what.deadline not in hidden
        if not pressing or _standing(what, bench, at)[2]
        for duty in _duties(what, case, bench, stand_ins, at)
    ]
    together = _together(loader, bench, period, stand_ins, at, near)
    found += [duty for duty in together if duty.pressing or not pressing]
    return sorted(found, key=lambda d: (d.day, d.who, d.subject, d.what))


def _told_of(office: Office, loader: Loader, kept: Case, viewer: Viewer) -> tuple[Case, ...]:
    """The case as a viewer is told of it: with its person, unless it is about the viewer."""
    if not is_concealed(kept):
        return (kept,)
    case = revealed(office, loader, kept)
    if case.person == viewer.person:
        return ()
    return (replace(case, person="") if is_concealed(case) else case,)


def _together(
    loader: Loader, bench: Bench, period: str, stand_ins: StandIns, at: datetime, near: Near | None
) -> list[Duty]:
    """What is owed on no file: the session, the notices, the measures that were adopted."""
    measures = [
        Duty(what.who, what.deadline, item_title(what.item), "", what.day, late, pressing=False)
        for what in map(owed_for, open_measures(loader, period))
        for late in [at >= end_of(what.day)]
        if what.since is None or what.since <= at
    ]
    return [*_called(loader, bench, period, stand_ins, at, near), *measures]


def concerning(loader: Loader, who: str, at: datetime) -> Near:
    """Which cases a person may owe something on: theirs, those they lead or stand in for."""
    day = beijing_day(at)
    given = delegations(loader.connection, loader.office)
    principals = {who, *(d.principal for d in given if d.delegate == who and d.holds(at))}
    roles = frozenset().union(*(loader.roles(p, day) for p in principals))
    stages = {
        stage
        for source in SOURCES.values()
        for deadline in source.page.deadlines
        if deadline.owner in roles - {Role.OFFICER, Role.SUPERVISOR}
        for stage in deadline.stages
    }
    return Near(who, frozenset(principals), frozenset(stages), roles)


def _called(
    loader: Loader, bench: Bench, period: str, stand_ins: StandIns, at: datetime, near: Near | None
) -> list[Duty]:
    """What group and office owe together, once it is their turn."""
    if near and not near.roles & {Role.CHAIR, Role.DEPUTY, Role.OFFICE}:
        return []
    if str(bench.quarter) == period:
        page: Procedure = CYCLE
        cohort = whole_cohort(loader, period, loader.quarter(period).n, PARTS)
        listed = list(called_in_quarter(cohort, bench))
    else:
        page = YEAR
        year = loader.case_of(YEAR.id, period, "")
        cohort = year_cohort(loader, period, frozenset())
        listed = list(called_in_year(year, cohort, bench)) if year else []
    titles = {d.id: d.title for d in page.deadlines}
    whole = loader.case_of(page.id, period, "")
    return [
        Duty(who, called.deadline, titles[called.deadline], "", called.day,
             late := at >= end_of(called.day), late, whole.id if whole else 0,
             item="" if page is YEAR else called.owed.item,
             move=settled_by(called.deadline, page, whole.stage) if whole else "")
        for called in listed
        if at >= called.since
        for asked in [StandIns(loader, at, called.cases) if called.singly else stand_ins]
        for who in called.asked_of(called.roles[:1], asked)
    ]  # fmt: skip


def _duties(what: Owed, case: Case, bench: Bench, stand_ins: StandIns, at: datetime) -> list[Duty]:
    """What is owed as a duty of the person who owes it, or of everyone who holds the role."""
    return [_duty(what, person, case, bench, at) for person in _owing(what, case, stand_ins)]


def _owing(what: Owed, case: Case, stand_ins: StandIns) -> tuple[str, ...]:
    """Who owes something now: the officer, the leader or their delegate, who holds the role."""
    if what.role:
        return stand_ins.holders_on(what.role, case)
    if what.who == case.person or not what.who:
        return (what.who,)
    return stand_ins.for_case(what.who, case)[:1] or (what.who,)


def _duty(what: Owed, who: str, case: Case, bench: Bench, at: datetime) -> Duty:
    words, overdue, pressing = _standing(what, bench, at)
    return Duty(
        who, what.deadline, words, case.person, what.day, overdue, pressing, case.id,
        seen_by(what.deadline), what.item,
        settled_by(what.deadline, PAGES[case.procedure], case.stage),
    )  # fmt: skip


def _standing(what: Owed, bench: Bench, at: datetime) -> tuple[str, bool, bool]:
    """What is owed in words, whether it is overdue, and pressed in vain: many owe the same."""
    place = ("standing", what.deadline, what.item, what.day, at)
    if place not in bench.kept:
        pressing = any(n.escalation and n.at <= at for n in nudges(what, bench))
        words = item_title(what.item, bench.policy)
        bench.kept[place] = words, at >= end_of(what.day), pressing
    found: tuple[str, bool, bool] = bench.kept[place]
    return found
