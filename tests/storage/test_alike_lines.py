"""Lines that are alike are written in one go, to the byte as they would be one by one."""

import json
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from sqlalchemy import text

from storage.chain import StoredLine, canonical, check_chain, mac, sealer
from storage.change import Put, Set
from storage.database import Database
from storage.journal import Entry, Journal, start_chain
from storage.migrate import upgrade

KEY = b"k" * 32
AT = datetime(2026, 10, 13, 16, tzinfo=UTC)
LATE = {"case_id": 1, "item": "month_9", "due": AT.date(), "noted_at": AT, "by": ""}
CHANGES: tuple[Any, ...] = (
    (),
    (Put("lateness", LATE),),
    (Put("lateness", LATE), Set("plan", {"case_id": 1, "number": 1}, {"status": "approved"})),
)


def salts() -> Any:
    numbers = count()
    return lambda length: next(numbers).to_bytes(length, "big")


def written(database: Database, entries: list[Entry], together: bool) -> list[Any]:
    """The journal and its values after these entries, written one by one or together."""
    with database.begin() as connection:
        journal = Journal(connection, "o%", key=KEY, salts=salts())
        if together:
            told = [(e.case_id, e.version, e.changes) for e in entries]
            assert journal.append_many(entries[0], told) == 1
        else:
            assert [journal.append(e) for e in entries] == list(range(1, len(entries) + 1))
        journal.write()
        found = [
            connection.execute(text(f"SELECT * FROM {table} ORDER BY seq")).fetchall()
            for table in ("journal", "journal_value", "chain_head")
        ]
        connection.rollback()
    return found


@pytest.mark.parametrize(
    "alike",
    [
        {},
        {"due": AT, "calendar": "d" * 64},
        {"clause": '四(三)"%s"\\', "actor": "100%", "request": "%(x)s {y}", "behalf": "p2"},
        {"reasons": (("quota", "四(三)", "text"),), "extra": {"键": ["值", 1, None]}},
    ],
)
def test_lines_written_together_are_those_written_one_by_one(
    database: Database, alike: dict[str, Any]
) -> None:
    with database.begin() as connection:
        connection.execute(text("DROP TABLE events"))
        connection.execute(text("DROP TABLE counter"))
    upgrade(database)
    with database.begin() as connection:
        start_chain(connection, ["o%"])
    entries = [
        Entry(AT, "p1", "clock", "lock_month", case_id=number, version=number, changes=changes)
        for number, changes in zip([1, 2, None, 40, 5, 6], CHANGES * 2, strict=True)
    ]
    entries = [entry._replace(**alike) for entry in entries]
    one_by_one = written(database, entries, together=False)
    assert written(database, entries, together=True) == one_by_one
    lines = [StoredLine(row.seq, row.line, row.digest, row.mac) for row in one_by_one[0]]
    assert len(lines) == len(entries)
    assert list(check_chain(lines, mac_key=KEY)) == []
    assert [line.line for line in lines] == [
        canonical(json.loads(line.line)).decode() for line in lines
    ]


@pytest.mark.parametrize("length", [1, 32, 63, 64, 65, 200])
def test_a_seal_is_the_mac_whatever_the_length_of_the_key(length: int) -> None:
    key = bytes(range(1, length + 1))
    assert sealer(key)("ab" * 32) == mac(key, "ab" * 32)
