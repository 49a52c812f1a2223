"""A database in which everything can be done and nothing remains, to see what would be (R30)."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from storage.database import Database


class _TakenBack(Exception):
    """Leaves the transaction without keeping it."""


class _Imagined(Database):
    """A database whose every transaction lies inside one that will be taken back."""

    def __init__(self, database: Database, connection: Connection) -> None:
        super().__init__(database.engine)
        self._connection = connection

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Write inside the one transaction; an error takes back only what came since."""
        with self._connection.begin_nested():
            yield self._connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Read what stands there so far, imagined or not."""
        yield self._connection


@contextmanager
def imagined(database: Database) -> Iterator[Database]:
    """Open the database as if for writing; whatever is written is taken back at the end.

    Other writers wait meanwhile. Raises as `Database.begin` does.
    """
    try:
        with database.begin() as connection:
            yield _Imagined(database, connection)
            raise _TakenBack
    except _TakenBack:
        return
