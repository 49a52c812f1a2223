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
from workflow.sweep import Swept, tick
from workflow.telling import TELLING


@dataclass(frozen=True)
class Foreseen:
    """What a tick would do: its tally, the journal lines and the mails it would write."""

    swept: Swept
    lines: list[Line]
    mails: list[Posted]


def foresee(office: Office, at: datetime) -> Foreseen:
    """What a tick at `at` would do; the database is left as it is."""
    with imagined(office.store.database) as database:
        store = replace(office.store, database=database)
        there = Office.load(store, office.id, office.openings)
        with database.read() as connection:
            written = line_count(connection, office.id)
        known = {mail.message_id for mail in outbox.listing(database, office.id)}
        swept = tick(there, at)
        with database.read() as connection:
            fresh = lines(connection, office.id, after=written, telling=TELLING)
        mails = [m for m in outbox.listing(database, office.id) if m.message_id not in known]
        return Foreseen(swept, fresh, mails)
