"""Calling a role to what it owes for the whole office: digests, and what no reminder helped (R30).

A digest gathers what a person is asked to do on one morning; what stayed undone in spite of them
goes to the office on the list of all that is stuck.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple

from notifications.notice import Notice
from rules.calendar import beijing_day, end_of
from rules.nouns import Case
from rules.words import day_words
from workflow.agenda import reminders_of
from workflow.called import Called
from workflow.cycle import CYCLE
from workflow.mail import reminder
from workflow.owing.owed import Bench, Nudge
from workflow.remind import send
from workflow.stand_in import StandIns
from workflow.writing import Watch
from workflow.year import YEAR

_REMINDERS = {r.deadline: r for r in (*CYCLE.reminders, *YEAR.reminders)}


class Turned(NamedTuple):
    """What came of the clock's turn on a whole quarter or year.

    How many cases moved, how many mails were new, and what is left to be put to the office.
    """

    moved: int = 0
    reminded: int = 0
    pressed: Sequence[Nudge] = ()


def sounding(call: Called, bench: Bench) -> Iterator[Nudge]:
    """The reminders of a call, in order; none before it arose or while it is silent."""
    for nudge in reminders_of(call.owed, _REMINDERS[call.deadline], bench):
        if nudge.at > call.since and (call.silent is None or nudge.at >= call.silent):
            yield nudge


def call_out(watch: Watch, period: str, bench: Bench, calls: Iterable[Called]) -> int:
    """Remind whoever owes them of the calls that sound at an instant; how many mails were new."""
    notices: list[tuple[Notice, Case | None]] = []
    for call in calls:
        coming = [n for n in sounding(call, bench) if not n.escalation]
        if (nudge := _newest(coming, watch)) is not None:
            notices += _digests(watch, period, bench, call, nudge)
    return send(watch, bench, period, notices)


def asked_now(
    watch: Watch, period: str, bench: Bench, call: Called
) -> Iterator[tuple[Notice, Case | None]]:
    """The mails of a call as they would sound now, for whoever does not wait for the clock."""
    overdue, line = watch.at >= end_of(call.day), _REMINDERS[call.deadline]
    tomorrow = beijing_day(watch.at) + timedelta(days=1)
    left = -1 if overdue else bench.calendar.count(tomorrow, call.day)
    kind = (line.after if overdue else "") or line.before
    yield from _digests(watch, period, bench, call, Nudge(watch.at, call.owed, kind, left))


def pressed(watch: Watch, bench: Bench, calls: Iterable[Called]) -> list[Nudge]:
    """What of the calls is to be put to the office at an instant, since no reminder helped."""
    found = ([n for n in sounding(call, bench) if n.escalation] for call in calls)
    return [n for nudges in found if (n := _newest(nudges, watch)) is not None]


def _newest(nudges: Sequence[Nudge], watch: Watch) -> Nudge | None:
    """The reminder of this very instant, unless a newer one has overtaken it."""
    missed = [n for n in nudges if watch.instant <= n.at <= watch.at]
    newest = max(missed, key=lambda n: n.at, default=None)
    return newest if newest and newest.at == watch.instant else None


def _digests(
    watch: Watch, period: str, bench: Bench, call: Called, nudge: Nudge
) -> Iterator[tuple[Notice, Case | None]]:
    """One mail to everyone who is told of a call, with the names it is about."""
    names = {p.id: p.name for p in watch.loader.people(c.person for c in call.cases)}
    data = {
        "due": day_words(call.day),
        "clause": bench.policy.deadlines[call.deadline].brief,
        "overdue": nudge.days_left < 0,
    }
    stand_ins = StandIns(watch.loader, watch.instant, call.cases)
    for to, cases in call.asked_of(call.roles, stand_ins).items():
        told = data | {"names": [names[c.person] for c in cases]}
        yield (
            reminder(watch.office.id, period, to, nudge.kind, "", watch.instant, told),
            None,
        )
