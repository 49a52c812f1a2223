"""Where the chain stands is taken from an earlier reading only where nobody can have moved it."""

from datetime import UTC, datetime

from storage.chain import GENESIS
from storage.database import Database
from storage.journal import Entry, Journal, start_chain
from storage.rows import RECORD

AT = datetime(2026, 10, 13, 16, tzinfo=UTC)
KEY, OTHER = b"k" * 32, "d" * 64


def after(database: Database, head: tuple[int | None, str | None]) -> tuple[int, str]:
    """The number of a line and the digest before it, with the head said to be this."""
    with database.begin() as connection:
        journal = Journal(connection, "guanghe", key=KEY)
        journal.stands_at(*head)
        seq = journal.append(Entry(AT, "p1", "clock", "tick"))
        ((_, _, *_, prev, _, _, _),) = journal._lines
        connection.rollback()
    return seq, prev


def test_the_head_is_read_under_a_lock_where_others_could_move_it(database: Database) -> None:
    with database.begin() as connection:
        RECORD.create_all(connection)
        start_chain(connection, ["guanghe"])
    alone = database.dialect == "sqlite"
    assert after(database, (7, OTHER)) == ((8, OTHER) if alone else (1, GENESIS))
    assert after(database, (None, None)) == (1, GENESIS)
