"""A reminder sent by hand: the office asks for what is owed without waiting for the clock (R30).

The mails are those of the clock, so whoever was reminded of something today is not again.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta

from notifications.notice import Notice, message_id
from rules.beside import Urge
from rules.calendar import CalendarMissing, beijing_day, end_of, is_quarter
from rules.nouns import Case
from rules.rule import Obstacle
from storage.change import Change
from storage.work import Work, known_mails
from workflow.agenda import kind_of, owed, seen_by
from workflow.called import called_in_quarter
from workflow.calling import asked_now
from workflow.collective import Asked
from workflow.duties import bench_of
from workflow.owing import SOURCES
from workflow.owing.owed import Bench, Nudge, Owed
from workflow.owing.quarterly import PARTS
from workflow.people import whole_cohort
from workflow.remind import Found, leader_notices, officer_notices, role_notices, send
from workflow.stand_in import StandIns
from workflow.veil import viewer_of
from workflow.writing import Hand, Watch

URGE = "urge"
Notices = list[tuple[Notice, Case | None]]


def judge(ask: Asked) -> tuple[Obstacle, ...]:
    """Why nobody can be reminded, all reasons at once."""
    return tuple(Obstacle.of(URGE, ask.policy.moves[URGE], text) for text in _barred(ask))


def _barred(ask: Asked) -> Iterator[str]:
    given: Urge = ask.given
    if not is_quarter(given.quarter) or ask.loader.quarter(given.quarter) is None:
        yield f"没有启动过“{given.quarter}”这一季度的考核，请核对"
        return
    try:
        notices = _notices(ask)
    except CalendarMissing as gap:
        yield str(gap)
        return
    if not notices:
        yield "现在没有人欠这一项，可能刚刚办完；请刷新页面后再看"
    elif not _fresh(ask, notices):
        yield "这一项今天都已经提醒过，同一人同一事项一天只提醒一次；急需的请电话联系"


def _fresh(ask: Asked, notices: Notices) -> list[Notice]:
    """The mails that nobody got today."""
    ids = [message_id(notice) for notice, _ in notices]
    known = known_mails(ask.loader.connection, ask.office.id, ids)
    return [notice for notice, _ in notices if message_id(notice) not in known]


def does(_: Asked) -> tuple[Change, ...]:
    """Nothing of the record changes."""
    return ()


def send_all(ask: Asked) -> Callable[[Work, Hand], None]:
    """What puts the mails into the outbox, each with a line by the hand of whoever asked."""
    notices, bench = _notices(ask), bench_of(ask.office, ask.loader, ask.given.quarter)

    def write(work: Work, hand: Hand) -> None:
        watch = Watch(ask.office, work, ask.loader, ask.at, ask.at, hand)
        send(watch, bench, ask.given.quarter, notices)

    return write


def _notices(ask: Asked) -> Notices:
    """The mails about what is asked for: to officers one each, to leaders and roles a list."""
    period, bench = ask.given.quarter, bench_of(ask.office, ask.loader, ask.given.quarter)
    found = list(_found(ask, bench))
    led = {p for case, _ in found for p in (case.person, case.supervisor) if p}
    people = {p.id: p for p in ask.loader.people(led)}
    work = Work(ask.loader.connection, ask.office.id, ask.office.store)
    watch = Watch(ask.office, work, ask.loader, ask.at, ask.at)
    return [
        *officer_notices(watch, bench, period, found),
        *leader_notices(watch, bench, period, found, people),
        *role_notices(watch, bench, period, found),
        *_called(ask, watch, bench),
    ]


def _called(ask: Asked, watch: Watch, bench: Bench) -> Iterator[tuple[Notice, Case | None]]:
    """The mails about the session and the notice, which stand on no file."""
    row = ask.loader.quarter(ask.given.quarter)
    cohort = whole_cohort(ask.loader, ask.given.quarter, row.n, PARTS)
    for call in called_in_quarter(cohort, bench):
        if _asked(ask, call.owed):
            yield from asked_now(watch, ask.given.quarter, bench, call)


def _found(ask: Asked, bench: Bench) -> Iterator[Found]:
    """What is owed now of what is asked for, as far as whoever asks may learn of it."""
    viewer = viewer_of(ask.loader, ask.actor, beijing_day(ask.at))
    for name, source in SOURCES.items():
        if source.page.sealed:
            continue
        cases = list(ask.loader.of_period(name, ask.given.quarter, source.parts))
        stand_ins = StandIns(ask.loader, ask.at, cases)
        for case in cases:
            nudges = [
                _nudge(ask, what, bench)
                for what in owed(case, bench)[0]
                if _asked(ask, what) and viewer.may_see(seen_by(what.deadline))
            ]
            # What no leader may do now is for the office itself to see to.
            yield from ((case, n) for n in stand_ins.sorted_out(case, nudges) if not n.escalation)


def _asked(ask: Asked, what: Owed) -> bool:
    """Whether something owed is what was asked for: an item of a day, or whatever is overdue."""
    given: Urge = ask.given
    if what.since is not None and what.since > ask.at:
        return False
    if not given.item:
        return ask.at >= end_of(what.day)
    return what.item == given.item and given.day in (None, what.day)


def _nudge(ask: Asked, what: Owed, bench: Bench) -> Nudge:
    """The reminder of something owed as of now."""
    overdue = ask.at >= end_of(what.day)
    tomorrow = beijing_day(ask.at) + timedelta(days=1)
    left = -1 if overdue else bench.calendar.count(tomorrow, what.day)
    return Nudge(ask.at, what, kind_of(what.deadline, overdue=overdue), left)
