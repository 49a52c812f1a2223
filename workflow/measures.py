"""What whoever sees to a measure owes: told when it is adopted, reminded, called for once (R24).

Measures belong to the office's quarter and outlive it: the clock looks at a quarter that has
ended as long as one of them is open.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from notifications.notice import Notice
from rules.calendar import beijing_day
from rules.nouns import Case, Measure, Role
from rules.words import day_words
from storage.load import Loader
from workflow.agenda import announced
from workflow.cycle import CYCLE
from workflow.late import MEASURE, item_title
from workflow.mail import reminder
from workflow.owing.owed import Bench, Nudge, Owed
from workflow.remind import office_list, send
from workflow.stand_in import StandIns
from workflow.writing import Watch

DEADLINE = "measure_due"
OVERDUE = "measure_overdue"
REMINDER = next(r for r in CYCLE.reminders if r.deadline == DEADLINE)
Called = tuple[Measure, Nudge]


def open_measures(loader: Loader, period: str) -> list[Measure]:
    """The measures of a quarter that nobody reported done."""
    return [m for m in loader.of_quarter("measures", period) if m.done_at is None]


def owed_for(measure: Measure) -> Owed:
    """What its owner owes."""
    return Owed(DEADLINE, f"{MEASURE}{measure.number}", measure.due, measure.owner, measure.at)


def _nudges(measures: Iterable[Measure], bench: Bench) -> Iterator[Called]:
    for measure in measures:
        for nudge in announced(owed_for(measure), REMINDER, bench):
            yield measure, nudge


def measure_reminders(watch: Watch, period: str, bench: Bench) -> int:
    """The reminders of measures that fall on an instant, missed ones merged; how many were new."""
    every = list(_nudges(open_measures(watch.loader, period), bench))
    newest: dict[tuple[int, bool], datetime] = {}
    for measure, nudge in every:
        if nudge.at <= watch.at:
            place = (measure.number, nudge.escalation)
            newest[place] = max(newest.get(place, nudge.at), nudge.at)
    falling = [
        (m, n) for m, n in every if n.at == watch.instant == newest.get((m.number, n.escalation))
    ]
    if not falling:
        return 0
    return send(watch, bench, period, [*_to_owners(watch, period, bench, falling),
        *_to_office(watch, period, falling)])  # fmt: skip


def _to_owners(
    watch: Watch, period: str, bench: Bench, falling: Sequence[Called]
) -> Iterator[tuple[Notice, Case | None]]:
    """One mail for each owner, or who stands in for them, with the numbers of their measures."""
    stand_ins = StandIns(watch.loader, watch.instant, ())
    by_owner: dict[str, list[Called]] = {}
    for measure, nudge in falling:
        if not nudge.escalation:
            for to in stand_ins.for_office(measure.owner):
                by_owner.setdefault(to, []).append((measure, nudge))
    for to, listed in by_owner.items():
        data = {
            "names": [item_title(n.owed.item) for _, n in listed],
            "due": day_words(min(m.due for m, _ in listed)),
            "clause": bench.policy.deadlines[DEADLINE].brief,
            "overdue": any(n.days_left < 0 for _, n in listed),
        }
        yield (
            reminder(watch.office.id, period, to, DEADLINE, "", watch.instant, data),
            None,
        )


def _to_office(
    watch: Watch, period: str, falling: Sequence[Called]
) -> Iterator[tuple[Notice, Case | None]]:
    """One list for the office of what no reminder helped."""
    late = [m for m, n in falling if n.escalation]
    if not late:
        return
    people = {p.id: p.name for p in watch.loader.people(m.owner for m in late)}
    items = [
        {
            "name": people[m.owner],
            "what": item_title(owed_for(m).item),
            "due": day_words(m.due),
        }
        for m in late
    ]
    for to in watch.loader.holders([Role.OFFICE], beijing_day(watch.instant)):
        yield office_list(watch, period, to, OVERDUE, items), None


def next_reminder(watch: Watch, period: str, bench: Bench) -> datetime | None:
    """When the clock looks again at a quarter that has ended; None if no measure calls for it."""
    coming = (n.at for _, n in _nudges(open_measures(watch.loader, period), bench))
    return min((at for at in coming if at > watch.instant), default=None)
