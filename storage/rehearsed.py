"""Sparing the disk while a rehearsal is played: what protects nothing need not be synced (R30)."""

from collections.abc import Iterator
from contextlib import contextmanager

from storage.clear import kinds
from storage.database import Database

REHEARSALS = frozenset({"demo", "play"})


@contextmanager
def rehearsed(database: Database) -> Iterator[None]:
    """Let the acts of a rehearsal be synced from time to time, and all together at its end.

    ValueError, with nothing relaxed, unless every office of the database is a rehearsal and there
    is one: what is done in a live office is on the disk before anybody is told that it was done.
    """
    found = kinds(database)
    if not found or found - REHEARSALS:
        raise ValueError(f"only rehearsals may spare the disk, not {found}")
    with database.spared():
        yield
