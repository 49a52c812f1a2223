"""What is stuck in a quarter, as tasks for those who settle it: derived, never stored (R33)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from rules.calendar import CalendarMissing, at_clock, end_of
from rules.guards.group import DECIDED
from rules.guards.relief import PAST_EXEMPTION
from rules.nouns import Case, Cohort, Person, Role
from rules.objecting import unheard
from rules.status import PARTS as STATUSES
from rules.words import day_words, names_words
from storage.load import Loader
from workflow.agenda import owed
from workflow.derived import derived
from workflow.duties import Duty, bench_of, duties
from workflow.effects.relief import SCOPES
from workflow.flags import open_flags
from workflow.measures import open_measures
from workflow.misstated import misstated
from workflow.office import Office
from workflow.owing.owed import Bench
from workflow.owing.quarterly import PARTS
from workflow.people import Everyone, whole_cohort
from workflow.quarterly import QUARTERLY
from workflow.round import posting_ends
from workflow.secret import GROUP
from workflow.stand_in import StandIns
from workflow.stuck import away, overtaken, set_aside, unsigned, unverified
from workflow.veil import ENTITLED, NOBODY, Viewer

People = Mapping[str, Person]
KEEPERS = ENTITLED | {Role.OFFICE}
"""Who reads the ledger of the whole office: the clerks keep it."""
PRESSED = "提请协调："


@dataclass(frozen=True, slots=True)
class Task:
    """Something stuck that people have to settle, in a sentence; who alone may learn of it.

    `case` is the file it is about, 0 for none. Of what several may owe alike `name` tells whom the
    sentence begins with and `rest` what it goes on with; `whose` it is, if it is another's.
    """

    kind: str
    text: str
    seen_by: frozenset[Role] = frozenset()
    case: int = 0
    name: str = ""
    rest: str = ""
    whose: str = ""


def tasks(
    office: Office, loader: Loader, period: str, at: datetime, viewer: Viewer = NOBODY
) -> list[Task]:
    """What is stuck: years without a calendar, what was pressed in vain, cases set aside.

    Cases that are suspended are told to viewers who are entitled.
    """
    bench = bench_of(office, loader, period)
    parts = PARTS | STATUSES | {"acknowledgements", "exemptions", "opi"}
    cohort = whole_cohort(loader, period, loader.quarter(period).n, parts)
    people = Everyone(loader)
    found = [_gap(year) for year in sorted(_missing(cohort.cases, bench, cohort.postings, at))]
    listed = duties(office, loader, period, at, viewer, pressing=True)
    found += [_pressing(d, people) for d in listed]
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
    if viewer.roles & KEEPERS:
        found += [Task("unverified", t, KEEPERS) for t in unverified(cohort.cases, people)]
    if viewer.roles & GROUP:
        found += _flags(office, loader, period, people, viewer)
    found += _objected(cohort, people)
    found += _misstated(cohort, people)
    found += [Task("set_aside", text) for text in set_aside(cohort.cases, people)]
    found += [Task("away", text) for text in away(cohort.cases, bench, people, at)]
    return found


def _measures(loader: Loader, period: str, people: People, at: datetime) -> list[Task]:
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
    office: Office, loader: Loader, period: str, people: People, viewer: Viewer
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


def _substitutes(loader: Loader, cases: Iterable[Case], people: People, at: datetime) -> list[Task]:
    """The files whose leader keeps away and for which no substitute is named."""
    done = QUARTERLY.finals | DECIDED
    live = [c for c in cases if c.supervisor and c.stage not in done]
    stand_ins = StandIns(loader, at, live)
    return [
        Task(
            "substitute",
            f"{people[c.person].name}的分管领导{people[c.supervisor].name}须回避，"
            "请组长指定受托代签人(appoint_delegate，写明 who)",
        )
        for c in live
        if not stand_ins.for_case(c.supervisor, c)
    ]


def _objected(cohort: Cohort, people: People) -> list[Task]:
    """Objections that await an answer, and late ones that await the group's word on them."""
    who = {c.id: c.person for c in cohort.cases} if cohort.objections else {}
    found = []
    for each in cohort.objections:
        whose = f"{people[who[each.subject]].name}考核结果的第{each.number}号异议"
        if each.open:
            held = "，答复以前该同志不办结归档，不影响其他人"
            lacking = f"（{words}）" if (words := unheard(each)) else ""
            text = f"{whose}尚未答复(decide_objection){lacking}{held}"
            found.append(Task("objection", text, case=each.case_id))
        elif not each.outcome:
            text = f"{whose}逾期提出，等待领导小组决定是否受理(admit_objection 或 refuse_objection)"
            found.append(Task("objection_late", text, case=each.case_id))
    return found


def _misstated(cohort: Cohort, people: People) -> list[Task]:
    """What hangs on a notice, or hung, and does not hold any more."""
    return [
        Task(
            "misstated",
            f"{people[each.case.person].name}的结果已不同于第{each.posting.number}次公示所写，"
            f"须更正：{each.next}",
            case=each.case.id,
        )
        for each in misstated(cohort.cases, cohort.postings, people)
    ]


def _to_confirm(cohort: Cohort, people: People) -> list[Task]:
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
        if any(e.status == "pending" for e in c.exemptions) and c.stage not in PAST_EXEMPTION
    ]
    if asked:
        text = f"等待组长确认：{names_words(asked)}不参加考核(confirm exempt)"
        found.append(Task("to_confirm", text))
    return found


def _pressing(duty: Duty, people: People) -> Task:
    who = people[duty.who].name if duty.who in people else "(未定)"
    subject = people[duty.subject].name if duty.subject in people else ""
    whose = subject if duty.subject != duty.who else ""
    until = f"应于{day_words(duty.day)}前完成，逾期未办"
    text = f"{PRESSED}{who}{duty.what}{f'({whose})' if whose else ''}{until}"
    rest = f"{duty.what}{until}"
    return Task("escalation", text, duty.seen_by, duty.case, who, rest, whose)


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
            years |= derived(case, "gaps", given, partial(_gaps, case, bench))
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


def _gaps(case: Case, bench: Bench) -> set[int]:
    """The years whose calendar is missing to say what is owed on a case and when it closes."""
    years = owed(case, bench)[1]
    if case.stage == "recording":
        try:
            bench.due(case).recording_closes()
        except CalendarMissing as gap:
            return years | {gap.year}
    return years


def _year_after(bench: Bench, day: date, count: int) -> int:
    try:
        return bench.calendar.after(day, count).year
    except CalendarMissing as gap:
        return gap.year
