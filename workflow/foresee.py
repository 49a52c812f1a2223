"""What the clock would do at an instant, found by doing it and taking it back (R30).

The very sweep runs inside one transaction that is always rolled back: what it would write can be
read there, and nothing of it remains.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from storage import outbox
from storage.imagine import imagined
from storage.lookup import Line, line_count, lines
from storage.outbox import Posted
from workflow.office import Office
from workflow.sweep import Swept, earliest, tick
from workflow.telling import TELLING


@dataclass(frozen=True)
class Foreseen:
    """What the clock would do: its tally, the journal lines and the mails it would write."""

    swept: Swept
    lines: list[Line]
    mails: list[Posted]


def foresee(office: Office, at: datetime, since: datetime | None = None) -> Foreseen:
    """What a tick at `at` would do; the database is left as it is.

    With `since`, what the clock would do from then on at each instant as it comes, when nobody
    does anything meanwhile: no reminder is missed and merged with a later one.
    """
    with imagined(office.store.database) as database:
        store = replace(office.store, database=database)
        there = Office.load(store, office.id, office.openings)
        with database.read() as connection:
            written = line_count(connection, office.id)
        known = {mail.message_id for mail in outbox.listing(database, office.id)}
        swept = tick(there, at) if since is None else _all(there, since, at)
        with database.read() as connection:
            fresh = lines(connection, office.id, after=written, telling=TELLING)
        mails = [m for m in outbox.listing(database, office.id) if m.message_id not in known]
        return Foreseen(swept, fresh, mails)


def _all(office: Office, since: datetime, at: datetime) -> Swept:
    """Tick at every due instant up to `at`; the tally of all."""
    whole = Swept()
    while (instant := earliest(office, at)) is not None:
        made = tick(office, max(instant, since))
        whole.opened += made.opened
        whole.moved += made.moved
        whole.reminded += made.reminded
        whole.instants += made.instants
    return whole
