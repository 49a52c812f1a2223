"""A quarter lived act by act beside its clock and its mails, taken up wherever it was left off."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select

from notifications.channels import FolderChannel
from notifications.delivery import RetryTerms
from storage.outbox import counts
from storage.rebuild import Tables
from storage.rows import JournalRow, RequestRow
from tests.crash.points import Points
from tests.rehearsal import Rehearsal
from workflow.dispatch import dispatch
from workflow.play import play_act
from workflow.replay import stored_rows, verify_office
from workflow.sweep import earliest, tick

_journal: Table = JournalRow.__table__  # type: ignore[attr-defined]
_requests: Table = RequestRow.__table__  # type: ignore[attr-defined]
HOUR = timedelta(hours=1)
TERMS = RetryTerms(tries=1000, first_delay=timedelta(minutes=1), factor=2, longest=HOUR)
ORDERLESS = ("commit", "prev")  # what hangs on salts
SOUND, SPOILT = 0, 3  # how a life ends, unless it is killed


@dataclass(frozen=True)
class Record:
    """What a quarter left behind: rows, lines, answers, mails as files, and where mails stand."""

    rows: Tables
    lines: list[dict[str, Any]]
    answers: list[Any]
    files: dict[str, bytes]
    outbox: dict[str, int]

    def unlike(self, other: "Record") -> list[str]:
        """The names of what differs."""
        return [name for name in self.__dict__ if getattr(self, name) != getattr(other, name)]


def live(house: Rehearsal, mails: Path, points: Points) -> None:
    """Live the quarter to its end; acts that were answered are answered again and change nothing.

    The points at which it may die begin with the first act that is not done yet.
    """
    channel = FolderChannel(mails)
    finished = _finished(house)
    for place, act in enumerate(house.played.scenario.acts, start=1):
        request = f"act-{place}"
        if request not in finished:
            points.arm()
        _clock(house, channel, act.at)
        answer = play_act(house.played, act, points.key(request))
        assert answer.done == (act.refused is None), answer.text
        _send(house, channel, act.at)
    points.arm()
    _clock(house, channel, house.played.scenario.until)
    _send_all(house, channel, house.played.scenario.until)


def _finished(house: Rehearsal) -> set[str]:
    with house.database.read() as connection:
        return set(connection.execute(select(_requests.c.id)).scalars())


def _clock(house: Rehearsal, channel: FolderChannel, to: datetime) -> None:
    while (instant := earliest(house.office, to)) is not None:
        tick(house.office, instant)
        _send(house, channel, instant)


def _send(house: Rehearsal, channel: FolderChannel, at: datetime) -> None:
    dispatch(house.office, channel, at, terms=TERMS, sender="kaohe@guanghe.example")


def _send_all(house: Rehearsal, channel: FolderChannel, at: datetime) -> None:
    """Send until nothing waits: what a killed life had claimed is free again an hour later."""
    while (waiting := counts(house.database, house.office.id))["queued"] or waiting["claimed"]:
        at += HOUR
        _send(house, channel, at)


def faults(house: Rehearsal) -> list[str]:
    """What is wrong with the record as it lies there."""
    found = verify_office(house.office, mac_key=house.office.store.journal_key)
    return [f"{fault.kind} {fault.where}" for fault in found.faults]


def record(house: Rehearsal, mails: Path) -> Record:
    """Everything that must come out the same, however often the quarter was killed."""
    office = house.office
    with house.database.read() as connection:
        rows = stored_rows(connection, office.id)
        query = select(_journal.c.line).where(_journal.c.office == office.id)
        told = connection.execute(query.order_by(_journal.c.seq)).scalars()
        lines = [{k: v for k, v in json.loads(x).items() if k not in ORDERLESS} for x in told]
        query = select(_requests.c.id, _requests.c.outcome, _requests.c.answer)
        answers = [tuple(row) for row in connection.execute(query.order_by(_requests.c.id))]
    files = {path.name: path.read_bytes() for path in sorted((mails / "new").iterdir())}
    return Record(rows, lines, answers, files, dict(counts(house.database, office.id)))
