"""SQLite files: the safe journal for each library, owner-only rights, foreign keys held."""

import os
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from storage import database as door
from storage.database import (
    Database,
    DatabaseError,
    Version,
    is_wal_safe,
    open_database,
)
from tests.storage.tables import count, filled, run_at_once

SAFE: Version = (3, 53, 4)
BAD: Version = (3, 40, 1)


def pragma(opened: Database, name: str) -> Any:
    """The value of a pragma, on a connection that is handed out."""
    with opened.read() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 6, 23), False),  # had no WAL yet
        ((3, 7, 0), False),
        ((3, 40, 1), False),
        ((3, 43, 99), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 44, 7), True),
        ((3, 45, 0), False),
        ((3, 49, 9), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 50, 8), True),
        ((3, 51, 0), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
        ((3, 53, 4), True),
        ((4, 0, 0), True),
    ],
)
def test_wal_is_for_libraries_without_the_wal_reset_fault(version: Version, safe: bool) -> None:
    assert is_wal_safe(version) is safe


@pytest.mark.parametrize(("version", "mode", "synchronous"), [(SAFE, "wal", 2), (BAD, "delete", 3)])
def test_a_new_file_is_set_up_as_its_library_allows(
    tmp_path: Path, version: Version, mode: str, synchronous: int
) -> None:
    opened = open_database(f"sqlite:///{tmp_path}/office.db", sqlite_version=version)
    assert pragma(opened, "journal_mode") == mode
    assert pragma(opened, "synchronous") == synchronous
    assert pragma(opened, "foreign_keys") == 1
    assert pragma(opened, "busy_timeout") == 10_000
    assert pragma(opened, "trusted_schema") == 0
    opened.dispose()


def test_the_library_in_use_is_judged_by_its_own_version(office: Database) -> None:
    safe = is_wal_safe(door.SQLITE_VERSION)
    assert pragma(office, "journal_mode") == ("wal" if safe else "delete")


def test_a_wal_file_is_turned_back_by_a_bad_library_and_keeps_its_rows(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/office.db"
    filled(url, sqlite_version=SAFE).dispose()
    opened = open_database(url, sqlite_version=BAD)
    assert pragma(opened, "journal_mode") == "delete"
    assert pragma(opened, "synchronous") == 3
    with opened.read() as connection:
        assert count(connection) == 0
    opened.dispose()
    assert [path.name for path in tmp_path.iterdir()] == ["office.db"]


def test_a_bad_library_refuses_a_file_that_others_hold_in_wal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "BUSY_SECONDS", 0)
    monkeypatch.setattr(door, "_JOURNAL_TRIES", 3)
    url = f"sqlite:///{tmp_path}/office.db"
    other = filled(url, sqlite_version=SAFE)
    with pytest.raises(DatabaseError, match="请先停掉其他程序"):
        open_database(url, sqlite_version=BAD)
    other.dispose()


def test_files_are_their_owners_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        opened = filled(f"sqlite:///{tmp_path}/office.db", sqlite_version=SAFE)
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
        opened.dispose()
    finally:
        os.umask(before)
    assert modes == dict.fromkeys(["office.db", "office.db-wal", "office.db-shm"], 0o600)


def test_processes_may_open_a_new_file_at_the_same_moment(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/office.db"
    run_at_once(
        "import sys; from storage.database import open_database; open_database(sys.argv[1])", url, 8
    )
    opened = open_database(url)
    assert pragma(opened, "journal_mode") == "wal"
    opened.dispose()


def test_foreign_keys_are_held(office: Database) -> None:
    def orphan() -> None:
        with office.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE child (n INTEGER REFERENCES counter (id))")
            connection.exec_driver_sql("INSERT INTO child VALUES (99)")

    with pytest.raises(IntegrityError):
        orphan()


def test_a_relative_path_does_not_move_with_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    opened = filled("sqlite:///office.db")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    with opened.read() as one, opened.read() as other:
        assert count(one) == count(other) == 0
    assert opened.url.database == str(tmp_path / "office.db")
    opened.dispose()
