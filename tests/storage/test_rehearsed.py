"""Only a rehearsal may be synced late; a live office never is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from storage.database import Database, open_database
from storage.migrate import upgrade
from storage.rehearsed import rehearsed
from storage.rows import OfficeRow

FULL, NORMAL = 2, 1


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    """A database with our tables and no office."""
    opened = open_database(f"sqlite:///{tmp_path}/office.db")
    upgrade(opened)
    yield opened
    opened.dispose()


def found(database: Database, *offices: str) -> None:
    """Put offices of these kinds in."""
    with database.begin() as connection:
        for kind in offices:
            values = {"id": kind, "name": kind, "kind": kind, "policy": "guanghe"}
            connection.execute(insert(OfficeRow.__table__), values)  # type: ignore[attr-defined]


def synced(database: Database) -> Any:
    """How a write transaction is synced."""
    with database.begin() as connection:
        return connection.exec_driver_sql("PRAGMA synchronous").scalar()


@pytest.mark.parametrize("kind", ["demo", "play"])
def test_a_rehearsal_is_synced_late_while_it_is_played_and_whole_at_its_end(
    empty: Database, kind: str
) -> None:
    found(empty, kind)
    log = Path(f"{empty.url.database}-wal")
    with rehearsed(empty):
        assert synced(empty) == NORMAL
        with empty.begin() as connection:
            connection.exec_driver_sql("UPDATE office SET name = 'played'")
        assert log.stat().st_size > 0
    assert not log.exists() or log.stat().st_size == 0
    assert synced(empty) == FULL
    with empty.read() as connection:
        assert connection.exec_driver_sql("SELECT name FROM office").scalar() == "played"


@pytest.mark.parametrize("kinds", [(), ("live",), ("live", "demo"), ("live", "play", "demo")])
def test_where_an_office_is_live_or_none_is_there_nothing_is_relaxed(
    empty: Database, kinds: tuple[str, ...]
) -> None:
    found(empty, *kinds)
    with pytest.raises(ValueError, match="only rehearsals"), rehearsed(empty):
        raise AssertionError("nothing must be done in here")
    assert synced(empty) == FULL


def test_a_rehearsal_that_fails_is_synced_as_ever_afterwards(empty: Database) -> None:
    found(empty, "demo")
    with pytest.raises(ZeroDivisionError), rehearsed(empty), empty.begin():
        raise ZeroDivisionError
    assert synced(empty) == FULL
