"""The quarter on one line: what happened and what is to come, day by day (R09–R15, R30).

Derived like the due days themselves; what cannot be dated for want of a calendar says so.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rules.calendar import CalendarMissing, beijing_day
from rules.nouns import Case, Item, Posting, Session
from storage.load import Loader
from workflow.duties import bench_of
from workflow.late import item_title
from workflow.office import Office
from workflow.owing.owed import Bench
from workflow.quarterly import QUARTERLY
from workflow.round import posting_ends


@dataclass(frozen=True, slots=True)
class Milestone:
    """One day of the quarter: what it is, whether it is behind, and the working days until it.

    `day` is None while the calendar to say it is missing; `left` counts the working days after
    today, None once it is behind.
    """

    day: date | None
    title: str
    done: bool
    left: int | None = None
    note: str = ""


def milestones(office: Office, loader: Loader, period: str, at: datetime) -> list[Milestone]:
    """The days of a quarter in order, those without a day at the end."""
    bench, row = bench_of(office, loader, period), loader.quarter(period)
    found = [_happened(beijing_day(row.opened_at), "启动季度考核")]
    found += _due_days(loader, bench, at)
    sessions = loader.of_quarter("sessions", period)
    found += [_session(made) for made in sessions]
    if not sessions:
        found.append(_ahead("研究确定等次", lambda: _decision(loader, bench), bench, at))
    for posting in loader.of_quarter("postings", period):
        found += _notice(posting, bench, at)
    return sorted(found, key=lambda m: (m.day is None, m.day or date.max, not m.done))


def _due_days(loader: Loader, bench: Bench, at: datetime) -> Iterator[Milestone]:
    """What everybody owes, with the extensions for all; a section's or a person's are theirs."""
    period = str(bench.quarter)
    extensions = loader.of_quarter("extensions", period)
    parts = {"extensions": extensions, "openings": (), "statuses": (), "plans": ()}
    anybody = Case(0, QUARTERLY.id, period, "", 1, QUARTERLY.initial, 0, parts=parts)
    due = bench.due(anybody)
    yield _ahead("报送工作计划", lambda: due.of(Item.PLAN), bench, at)
    yield _ahead("审定工作计划", due.plan_approval, bench, at)
    for month in bench.quarter.months:
        title = f"报送{item_title(f'month_{month}')}"
        yield _ahead(title, lambda month=month: due.of(Item.MONTH, month), bench, at)  # type: ignore[misc]
    yield _ahead("完成审核评鉴", due.appraisal, bench, at)


def _decision(loader: Loader, bench: Bench) -> date:
    put_off = loader.of_quarter("postponements", str(bench.quarter))
    if put_off:
        day: date = put_off[-1].to
        return day
    following = bench.quarter.last + timedelta(days=1)
    return bench.calendar.nth(following, bench.policy.values.decision_due_days)


def _happened(day: date, title: str, note: str = "") -> Milestone:
    return Milestone(day, title, done=True, note=note)


def _ahead(title: str, day: Callable[[], date], bench: Bench, at: datetime) -> Milestone:
    """A day that is reckoned, and how far it is."""
    try:
        found = day()
    except CalendarMissing as gap:
        return Milestone(None, title, done=False, note=f"缺{gap.year}年工作日历，暂不能算出")
    today = beijing_day(at)
    if found < today:
        return Milestone(found, title, done=True)
    return Milestone(found, title, done=False, left=_after(today, found, bench))


def _session(made: Session) -> Milestone:
    kind = "补充研究" if made.kind == "supplementary" else "研究确定等次"
    return _happened(beijing_day(made.at), f"{kind}(第{made.number}次会议)", made.minutes)


def _notice(posting: Posting, bench: Bench, at: datetime) -> Iterator[Milestone]:
    """A notice: posted, and when its days are over or were cut short."""
    which = f"第{posting.number}次公示"
    if posting.status == "annulled":
        yield _happened(posting.posted, f"发布{which}", "已撤销")
        return
    yield _happened(posting.posted, f"发布{which}")
    days = bench.policy.values.publicity_days
    yield _ahead(f"{which}期满", lambda: bench.calendar.after(posting.posted, days), bench, at)


def days_left(posting: Posting, bench: Bench, at: datetime) -> int | None:
    """How many working days after today a notice stays up; None if it cannot be said."""
    ends = posting_ends(posting, bench)
    if ends is None:
        return None
    last = beijing_day(ends - timedelta(microseconds=1))
    today = beijing_day(at)
    return _after(today, last, bench) if today < last else 0


def _after(today: date, day: date, bench: Bench) -> int:
    return bench.calendar.count(today + timedelta(days=1), day) if today < day else 0
