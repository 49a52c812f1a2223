"""Mails put into the outbox: events by journal line, reminders by obligation (R30)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from notifications.notice import KINDS, Notice, message_id
from rules.calendar import beijing_day
from workflow.procedure import Note


def outbox_row(notice: Notice) -> dict[str, Any]:
    """The outbox row of a notice, queued to be sent at once."""
    return {
        "message_id": message_id(notice),
        "period": notice.period,
        "person": notice.to,
        "kind": notice.kind,
        "obligation": notice.obligation,
        "day": notice.day,
        "at": notice.at,
        "mail_class": KINDS[notice.kind].mail_class.value,
        "data": dict(notice.data),
        "state": "queued",
        "attempts": 0,
        "retry_at": notice.at,
        "answer": "",
        "possible_repeat": False,
        "settled_at": None,
    }


def event_rows(
    office: str, period: str, notes: Iterable[Note], seq: int, at: datetime
) -> list[dict[str, Any]]:
    """The mails of an event, keyed by its journal line."""
    day = beijing_day(at)
    return [
        outbox_row(Notice(office, period, person, note.kind, f"journal:{seq}", day, at, note.data))
        for note in notes
        for person in note.to
    ]


def reminder(
    office: str,
    period: str,
    to: str,
    kind: str,
    obligation: str,
    at: datetime,
    data: Mapping[str, Any],
) -> Notice:
    """A reminder of one obligation, or (obligation empty) the morning's digest of a kind."""
    return Notice(office, period, to, kind, obligation, beijing_day(at), at, data)
