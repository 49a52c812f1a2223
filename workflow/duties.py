"""Who owes what, until when, and what is stuck: derived at an instant, never stored (R30, R33)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from rules.calendar import CalendarMissing, at_clock, beijing_day, end_of, quarter_of
from rules.guards.group import DECIDED, OUT
from rules.nouns import Case, Cohort, Person, Role
from rules.status import PARTS as STATUSES
from rules.words import day_words, names_words
from storage.load import Loader, Near
from storage.ties import delegations
from workflow.agenda import nudges, owed, seen_by
from workflow.called import called_in_quarter, called_in_year
from workflow.concealed import is_concealed, revealed
from workflow.cycle import CYCLE
from workflow.derived import derived
from workflow.effects.relief import SCOPES
from workflow.flags import open_flags
from workflow.late import item_title
from workflow.measures import open_measures, owed_for
from workflow.office import Office
from workflow.owing import SOURCES
from workflow.owing.owed import Bench, Owed
from workflow.owing.quarterly import PARTS
from workflow.pages import PAGES
from workflow.people import whole_cohort, year_cohort
from workflow.procedure import Procedure
from workflow.quarterly import QUARTERLY
from workflow.round import posting_ends
from workflow.secret import GROUP
from workflow.stand_in import StandIns
from workflow.stuck import away, overtaken, set_aside, unsigned
from workflow.veil import ENTITLED, NOBODY, Viewer
from workflow.year import YEAR


@dataclass(frozen=True, slots=True)
class Duty:
    """Something a person owes now: on whose case, until the end of which day.

    `case` is the number of that case, 0 for what is owed on the office's quarter; `item` says
    what it is on a case, to send a reminder by hand.
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


@dataclass(frozen=True, slots=True)
class Task:
    """Something stuck that people have to settle, in a sentence; who alone may learn of it."""

    kind: str
    text: str
    seen_by: frozenset[Role] = frozenset()


def bench_of(office: Office, loader: Loader, period: str) -> Bench:
    """What derives due days in a quarter: its pinned policy and the office's calendar."""
    row = loader.quarter(period)
    policy = office.pinned(loader.connection, row.policy)
    return Bench(quarter_of(period), policy, office.calendar)


def duties(
    office: Office, loader: Loader, period: str, at: datetime, viewer: Viewer = NOBODY,
    *, who: str = "",
) -> list[Duty]:  # fmt: skip
    """Everything owed in a quarter or a year, by due day, as far as the viewer may learn of it.

    With `who` only what that person owes, for which no more is read than concerns them.
    """
    near = concerning(loader, who, at) if who else None
    found = _owed(office, loader, period, at, viewer, near)
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
    office: Office, loader: Loader, period: str, at: datetime, viewer: Viewer, near: Near | None
) -> list[Duty]:
    """What is owed on the cases that are near, and together, by due day."""
    bench = bench_of(office, loader, period)
    cases = [
        case
        for name, source in SOURCES.items()
        for kept in loader.of_period(name, period, source.parts, near)
        for case in _told_of(office, loader, kept, viewer)
    ]
    stand_ins = StandIns(loader, at, cases)
    found = [
        duty
        for case in cases
        for what in owed(case, bench)[0]
        if (what.since is None or what.since <= at) and viewer.may_see(seen_by(what.deadline))
        for duty in _duties(what, case, bench, stand_ins, at)
    ]
    found += _together(loader, bench, period, stand_ins, at, near)
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
             late := at >= end_of(called.day), late, whole.id if whole else 0)
        for called in listed
        if at >= called.since
        for asked in [StandIns(loader, at, called.cases) if called.singly else stand_ins]
        for who in called.asked_of(called.roles[:1], asked)
    ]  # fmt: skip


def _duties(what: Owed, case: Case, bench: Bench, stand_ins: StandIns, at: datetime) -> list[Duty]:
    """What is owed as a duty of the person who owes it, or of everyone who holds the role."""
    return [
        _duty(what._replace(who=person), case, bench, at)
        for person in _owing(what, case, stand_ins)
    ]


def _owing(what: Owed, case: Case, stand_ins: StandIns) -> tuple[str, ...]:
    """Who owes something now: the officer, the leader or their delegate, who holds the role."""
    if what.role:
        return stand_ins.holders_on(what.role, case)
    if what.who == case.person or not what.who:
        return (what.who,)
    return stand_ins.for_case(what.who, case)[:1] or (what.who,)


def _duty(what: Owed, case: Case, bench: Bench, at: datetime) -> Duty:
    words, overdue, pressing = _standing(what, bench, at)
    return Duty(
        what.who, what.deadline, words, case.person, what.day, overdue, pressing, case.id,
        seen_by(what.deadline), what.item,
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


def tasks(
    office: Office, loader: Loader, period: str, at: datetime, viewer: Viewer = NOBODY
) -> list[Task]:
    """What is stuck: years without a calendar, what was pressed in vain, cases set aside.

    Cases that are suspended are told to viewers who are entitled.
    """
    bench = bench_of(office, loader, period)
    parts = PARTS | STATUSES | {"acknowledgements", "exemptions"}
    cohort = whole_cohort(loader, period, loader.quarter(period).n, parts)
    people = {p.id: p for p in loader.everyone()}
    found = [_gap(year) for year in sorted(_missing(cohort.cases, bench, cohort.postings, at))]
    listed = duties(office, loader, period, at, viewer)
    found += [Task("escalation", _pressing(d, people), d.seen_by) for d in listed if d.pressing]
    found += _to_confirm(cohort, people)
    found += [Task("unsigned", text) for text in unsigned(cohort.cases, bench, people, at)]
    found += _measures(loader, period, people, at)
    found += _substitutes(loader, cohort.cases, people, at)
    held = [people[c.person].name for c in cohort.cases if c.stage == "suspended"]
    if held and viewer.entitled:
        text = f"待补定等次：{names_words(held)}；登记结束以后，由组长启动补定(settle_suspension)"
        found.append(Task("to_settle", text, ENTITLED))
    if viewer.entitled:
        said = overtaken(cohort.cases, bench, people, at)
        found += [Task("overtaken", text, ENTITLED) for text in said]
    if viewer.roles & GROUP:
        found += _flags(office, loader, period, people, viewer)
    found += _objected(cohort, people)
    found += [Task("set_aside", text) for text in set_aside(cohort.cases, people)]
    found += [Task("away", text) for text in away(cohort.cases, bench, people, at)]
    return found


def _measures(loader: Loader, period: str, people: dict[str, Person], at: datetime) -> list[Task]:
    """The measures of a quarter whose day is over and that nobody reported done."""
    return [
        Task(
            "measure_overdue",
            f"第{m.number}项改进措施({people[m.owner].name}，{day_words(m.due)}前)逾期未办结："
            f"{m.text}",
        )
        for m in open_measures(loader, period)
        if at >= end_of(m.due)
    ]


def _flags(
    office: Office, loader: Loader, period: str, people: dict[str, Person], viewer: Viewer
) -> list[Task]:
    """Objectors marked lower by the same leader, whom that leader is not told of (R34)."""
    return [
        Task(
            "flag",
            f"{people[f.person].name}{f.objected}反映异议以后，{f.period}得分低于当时，"
            f"由同一分管领导{people[f.leader].name}评分；是否有问题由人判断，"
            "请组长查看并登记(note_flag)，得分见 kaohe flags",
            GROUP,
        )
        for f in open_flags(office, loader, period)
        if f.leader != viewer.person
    ]


def _substitutes(
    loader: Loader, cases: Iterable[Case], people: dict[str, Person], at: datetime
) -> list[Task]:
    """The files whose leader keeps away and for which no substitute is named."""
    live = [c for c in cases if c.supervisor and c.stage not in QUARTERLY.finals]
    stand_ins = StandIns(loader, at, live)
    return [
        Task(
            "substitute",
            f"{people[c.person].name}的分管领导{people[c.supervisor].name}须回避，"
            "请组长指定受托代签人(appoint_delegate，写明 who)",
        )
        for c in live
        if c.stage not in DECIDED and not stand_ins.for_case(c.supervisor, c)
    ]


def _objected(cohort: Cohort, people: dict[str, Person]) -> list[Task]:
    """Objections that await an answer, and late ones that await the group's word on them."""
    who = {c.id: people[c.person].name for c in cohort.cases}
    found = []
    for each in cohort.objections:
        whose = f"{who[each.subject]}考核结果的第{each.number}号异议"
        if each.open:
            held = "，答复以前该同志不办结归档，不影响其他人"
            found.append(Task("objection", f"{whose}尚未答复(decide_objection){held}"))
        elif not each.outcome:
            text = f"{whose}逾期提出，等待领导小组决定是否受理(admit_objection 或 refuse_objection)"
            found.append(Task("objection_late", text))
    return found


def _to_confirm(cohort: Cohort, people: dict[str, Person]) -> list[Task]:
    """What the office asked for and the chair has not confirmed."""
    found = [
        Task(
            "to_confirm",
            f"等待组长确认：{SCOPES[e.scope]}延期至{day_words(e.until)}(confirm extend)",
        )
        for e in cohort.extensions
        if e.status == "pending"
    ]
    asked = [
        people[c.person].name
        for c in cohort.cases
        if c.stage not in OUT | DECIDED and any(e.status == "pending" for e in c.exemptions)
    ]
    if asked:
        text = f"等待组长确认：{names_words(asked)}不参加考核(confirm exempt)"
        found.append(Task("to_confirm", text))
    return found


def _pressing(duty: Duty, people: dict[str, Person]) -> str:
    who = people[duty.who].name if duty.who in people else "(未定)"
    subject = people[duty.subject].name if duty.subject in people else ""
    whose = f"({subject})" if subject and duty.subject != duty.who else ""
    return f"提请协调：{who}{duty.what}{whose}应于{day_words(duty.day)}前完成，逾期未办"


def _gap(year: int) -> Task:
    return Task(
        "calendar_missing",
        f"日历缺失：缺少{year}年工作日历，涉及的期限暂不能算出；"
        "请导入国务院办公厅放假通知后自动续办",
    )


def _missing(
    cases: Iterable[Case], bench: Bench, postings: Iterable[object], at: datetime
) -> set[int]:
    years: set[int] = set()
    given = bench.quarter, bench.policy, bench.calendar
    for case in cases:
        if case.stage not in QUARTERLY.quiet:
            years |= owed(case, bench)[1]
            if case.stage == "recording":
                years |= derived(case, "end", given, partial(_unknown_end, case, bench))
    for posting in postings:
        status = getattr(posting, "status", "")
        if status == "open" and posting_ends(posting, bench) is None:  # type: ignore[arg-type]
            posted: date = posting.posted  # type: ignore[attr-defined]
            years.add(_year_after(bench, posted, bench.policy.values.publicity_days))
    if at >= at_clock(bench.quarter.last, "00:00"):
        try:
            bench.calendar.nth(bench.quarter.next.first, bench.policy.values.decision_due_days)
        except CalendarMissing as gap:
            years.add(gap.year)
    return years


def _unknown_end(case: Case, bench: Bench) -> set[int]:
    try:
        bench.due(case).recording_closes()
    except CalendarMissing as gap:
        return {gap.year}
    return set()


def _year_after(bench: Bench, day: date, count: int) -> int:
    try:
        return bench.calendar.after(day, count).year
    except CalendarMissing as gap:
        return gap.year
