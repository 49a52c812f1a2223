"""What was reminded of today, and what came of a reminder sent by hand: read from the record (R30).

A mail's name follows from who is told of what on which day, so the outbox tells without a search.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from notifications.notice import Notice, message_id
from rules.calendar import beijing_day
from storage.load import Loader
from storage.lookup import lines
from storage.work import mailed_at
from workflow.cycle import CYCLE
from workflow.duties import Duty
from workflow.office import Office
from workflow.owing import SOURCES
from workflow.procedure import Reminder

URGED = frozenset({"remind", "escalate"})
MOST = 10_000
"""Mails of one reminder at most that are counted."""
_PAGES = (*(source.page for source in SOURCES.values()), CYCLE)
_REMINDERS: Mapping[str, Reminder] = {r.deadline: r for page in _PAGES for r in page.reminders}


def reminded_today(
    office: Office, loader: Loader, period: str, duties: Iterable[Duty], at: datetime
) -> dict[Duty, datetime]:
    """Of which duties whoever owes them was sent a mail today, and when it was put to be sent."""
    owing = (d for d in duties if d.item and d.who and d.deadline in _REMINDERS)
    named = {d: _mail(office, period, d, at) for d in owing}
    found = mailed_at(loader.connection, office.id, sorted(set(named.values())))
    return {duty: found[name] for duty, name in named.items() if name in found}


def _mail(office: Office, period: str, duty: Duty, at: datetime) -> str:
    """The name of the mail that reminds of a duty today: of its own to an officer, else a list."""
    reminder = _REMINDERS[duty.deadline]
    kind = (reminder.after if duty.overdue else "") or reminder.before
    about = f"case:{duty.case}/{duty.item}" if duty.who == duty.subject else ""
    return message_id(Notice(office.id, period, duty.who, kind, about, beijing_day(at), at, {}))


def told_by(office: Office, loader: Loader, seq: int, actor: str) -> list[str] | None:
    """To whom the mails of a reminder by hand went, one of each mail; None if it is none of theirs.

    `seq` is the line of the reminder.
    """
    written = lines(loader.connection, office.id, after=seq - 1, most=MOST)
    if not written or written[0].seq != seq:
        return None
    made = written[0]
    if made.body.get("move") != "urge" or made.body.get("actor") != actor:
        return None
    to: list[str] = []
    for line in written[1:]:
        if line.at != made.at or line.body.get("move") not in URGED:
            break
        to.append(str(line.body.get("extra", {}).get("to", "")))
    return to
