"""Who has not handed in what: by quarter and item, with a text to send and the ways out."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fastapi import APIRouter
from fastapi.responses import Response

from rules.calendar import CalendarMissing, beijing_day, period_title
from rules.nouns import Role
from rules.strokes import by_strokes
from rules.words import day_words, instant_words, names_words
from storage import passwords
from storage.load import Loader
from storage.roll import section_order
from web.pages import go, shown
from web.periods import running
from web.stuck import duties_of, reminded_of
from web.visit import Here, Visit
from workflow.beside import perform_beside
from workflow.command import Command
from workflow.cycle import CYCLE
from workflow.duties import Duty, bench_of
from workflow.late import MONTH
from workflow.owing.owed import Bench
from workflow.quarterly import QUARTERLY
from workflow.reminded import told_by
from workflow.urging import URGE

router = APIRouter()
SENT = "已催办：{}封邮件随即发出，发给{}；今天已经提醒过的不重复发"
FEW = 12
"""People up to whom leave to be late is offered beside each name."""
AGAIN = frozenset(r.source for r in QUARTERLY.by_id["reopen"].routes)
"""Stages in which a person may be given leave to be late."""

MOST_NAMES = 200
"""People up to whom an item names all who owe it; of more it tells how many in which section."""


@dataclass(frozen=True)
class Owing:
    """Who owes an item: their name, whose it is if another's, the file it stands in.

    `again` says whether they can be given leave to be late.
    """

    name: str
    subject: str
    section: str
    case: int
    again: bool = False


@dataclass(frozen=True)
class Missing:
    """An item that several owe until the same day; `item` names it to the act of reminding.

    `fresh` of them were sent no mail about it today; others were, at `reminded`.
    """

    what: str
    day: date
    overdue: bool
    who: tuple[Owing, ...]
    item: str
    fresh: int = 0
    reminded: datetime | None = None

    @property
    def own(self) -> bool:
        """Whether officers owe it by a day that can be put off."""
        return self.item == "plan" or self.item.startswith(MONTH)

    @property
    def month(self) -> int:
        """Of which month it is, 0 if of none."""
        return int(self.item.removeprefix(MONTH)) if self.item.startswith(MONTH) else 0

    @property
    def by_section(self) -> list[tuple[str, int]]:
        """How many owe it in each section, where they are too many to be named; else nothing."""
        if len(self.who) <= MOST_NAMES:
            return []
        found = Counter(o.section for o in self.who)
        return sorted(found.items(), key=lambda item: section_order(item[0]))

    @property
    def names(self) -> str:
        """Who owes it, in a line; of very many only how many in which section."""
        if counted := self.by_section:
            return "、".join(f"{section or '其他'}{number}人" for section, number in counted)
        return "、".join(o.name + (f"({o.subject})" if o.subject else "") for o in self.who)


@dataclass(frozen=True)
class Quarterly:
    """What is missing in a quarter, and the text that asks for it; `number` is of its case."""

    period: str
    title: str
    late: tuple[Missing, ...]
    coming: tuple[Missing, ...]
    text: str
    number: int

    @property
    def fresh(self) -> bool:
        """Whether of something overdue somebody was not reminded today."""
        return any(m.fresh for m in self.late if m.item)


@router.get("/late")
def late(visit: Here, section: str = "", urged: int = 0, mine: bool = False) -> Response:
    """What is overdue and what is due within days, by quarter.

    Of one section if it is named; with `mine` of the people whom the reader leads.
    """
    return _page(visit, section=section[:64], urged=urged, mine=mine)


@router.post("/late")
def urge(visit: Here) -> Response:
    """Remind whoever owes an item, or whatever is overdue; the page again if that is refused."""
    form = visit.form
    data = {name: form[name][:64] for name in ("quarter", "item", "day") if form.get(name)}
    request = form.get("request", "")[:64]
    command = Command(URGE, visit.who.person, "", data=data, request=request)
    answer = perform_beside(visit.site.office, command, visit.at)
    if answer.done:
        return go(f"/late?urged={answer.seq}")
    return _page(visit, obstacles=[o.text for o in answer.obstacles], status=422)


def _page(
    visit: Visit, *, section: str = "", urged: int = 0, obstacles: Sequence[str] = (),
    mine: bool = False, status: int = 200,
) -> Response:  # fmt: skip
    with visit.site.office.store.database.read() as connection:
        loader = visit.loader(connection)
        found = [_quarter(visit, loader, period, section, mine=mine) for period in running(loader)]
        said = _said(visit, loader, urged) if urged > 0 else ""
    return shown(
        visit, "late.html", status, quarters=found, now_words=instant_words(visit.at), said=said,
        text="\n\n".join(q.text for q in found if q.text), few=FEW,
        obstacles=obstacles, section=section, mine=mine,
        leads=Role.SUPERVISOR in visit.who.roles, clerk=Role.OFFICE in visit.who.roles,
        request_key=passwords.token(),
    )  # fmt: skip


def _said(visit: Visit, loader: Loader, seq: int) -> str:
    """What came of the reminder the reader has just sent: how many mails to whom."""
    to = told_by(visit.site.office, loader, seq, visit.who.person)
    if not to:
        return ""
    names = sorted((p.name for p in loader.people(set(to))), key=by_strokes)
    return SENT.format(len(to), names_words(names))


def _quarter(visit: Visit, loader: Loader, period: str, section: str, *, mine: bool) -> Quarterly:
    office, today = visit.site.office, beijing_day(visit.at)
    names = {p.id: p.name for p in loader.everyone()}
    cases = loader.of_period("quarterly", period)
    sections = {c.id: c.section for c in cases}
    horizon = _horizon(bench_of(office, loader, period), today)
    listed = [d for d in duties_of(visit, loader, period) if d.overdue or d.day <= horizon]
    if section:
        listed = [d for d in listed if sections.get(d.case) == section]
    if mine:
        led = {c.id for c in cases if c.supervisor == visit.who.person}
        listed = [d for d in listed if d.case in led]
    part = section, visit.who.person if mine else ""
    clerk = Role.OFFICE in visit.who.roles
    mailed = reminded_of(visit, loader, period, listed, part) if clerk else {}
    again = {c.id for c in cases if c.stage in AGAIN}
    found = tuple(_by_item(listed, names, sections, mailed, again))
    late_ = tuple(m for m in found if m.overdue)
    coming = tuple(m for m in found if not m.overdue)
    title = period_title(period)
    whole = loader.case_of(CYCLE.id, period, "")
    text = text_of(title, late_, coming, visit)
    return Quarterly(period, title, late_, coming, text, whole.id if whole else 0)


def _horizon(bench: Bench, today: date) -> date:
    """Until which day what is owed is listed as coming: as far ahead as mails remind of it."""
    try:
        return bench.calendar.after(today, max(bench.policy.values.remind_before, default=0))
    except CalendarMissing:
        return today


def _by_item(
    listed: Iterable[Duty], names: Mapping[str, str], sections: Mapping[int, str],
    mailed: Mapping[Duty, datetime], again: Collection[int],
) -> Iterator[Missing]:  # fmt: skip
    """What is owed, by item and day, each with those who owe it by section and name."""
    groups: dict[tuple[date, str, bool, str], list[Duty]] = {}
    for duty in listed:
        groups.setdefault((duty.day, duty.what, duty.overdue, duty.item), []).append(duty)
    for (day, what, overdue, item), duties in sorted(groups.items()):
        who = [_owing(duty, names, sections, again) for duty in duties]
        who.sort(key=lambda o: (section_order(o.section), by_strokes(o.name), o.subject))
        told = [mailed[duty] for duty in duties if duty in mailed]
        yield Missing(
            what, day, overdue, tuple(who), item, len(duties) - len(told), max(told, default=None)
        )


def _owing(
    duty: Duty, names: Mapping[str, str], sections: Mapping[int, str], again: Collection[int]
) -> Owing:
    own = duty.subject in ("", duty.who)
    subject, name = "" if own else names.get(duty.subject, ""), names.get(duty.who, "未定")
    late_ = own and duty.overdue and duty.case in again
    return Owing(name, subject, sections.get(duty.case, ""), duty.case, late_)


def text_of(title: str, late_: Iterable[Missing], coming: Iterable[Missing], visit: Visit) -> str:
    """A text for the work chat; empty if nothing is missing."""
    overdue = [f"{m.what}({day_words(m.day)}前)：{m.names}" for m in late_]
    due = [f"{m.what}({day_words(m.day)}前)：{m.names}" for m in coming]
    if not overdue and not due:
        return ""
    lines = [f"【平时考核】{title}填报情况，截至{instant_words(visit.at)}："]
    if overdue:
        lines += ["一、已逾期，请抓紧办理：", *overdue]
        lines.append("填报已截止的，请本人向考核办提出，经准予补报后办理。")
    if due:
        lines += [f"{'二' if overdue else '一'}、即将到期，请按时办理：", *due]
    return "\n".join(lines)
