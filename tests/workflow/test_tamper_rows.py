"""A row of the record that is not as the journal tells it is found and named, whoever wrote it."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Integer

from storage.chain import StoredLine, check_chain
from storage.change import Put
from storage.journal import Entry
from storage.rows import record_tables
from storage.types import Day, Instant
from storage.work import CaseMove
from tests.rehearsal import at
from tests.workflow.forger import Forger, Ledger, line

TABLES = sorted(record_tables())
WHEN = at("11-09T09:00")
SOAK = os.environ.get("KAOHE_SOAK") == "1"
"""Whether every row of every table is edited, and not one of each."""


def forgeries(column: Any, old: Any) -> Iterator[str]:
    """SQL of other values for a column: a plausible one, none, and what is not even text."""
    if isinstance(column.type, Boolean):
        yield str(1 - old)
    elif isinstance(column.type, Instant):
        yield "'2026-01-01T00:00:00.000000Z'"
    elif isinstance(column.type, Day):
        yield "'2026-01-01'"
    elif isinstance(column.type, Integer):
        yield str((old or 0) + 1000)
    elif isinstance(column.type, JSON):
        yield """'["p0"]'"""
    else:
        yield "'改'"
    if old is not None and column.nullable:
        yield "NULL"
    yield "CAST(x'ff' AS TEXT)"


def is_text(column: Any) -> bool:
    """Whether a column holds words, which may have to be unlike those of other rows."""
    return not isinstance(column.type, Instant | Day | JSON | Boolean | Integer)


def edited(
    ledger: Ledger, forger: Forger, column: Any, rowid: int, value: str, old: Any
) -> list[tuple[str, str]]:
    """What is found when a column of a row is edited, which is then set right."""
    query = f'UPDATE {column.table.name} SET "{column.name}" = '
    forger.run(f"{query}{value} WHERE rowid = ?", rowid)
    told = ledger.told(key=False)
    forger.run(f"{query}? WHERE rowid = ?", old, rowid)
    return told


def expected(column: Any) -> set[str]:
    """The kinds of finding that an edit of a column must come to; none for a hint of the clock."""
    if column.name == "next_due":
        return set()
    return {"row_missing", "row_extra"} if column.primary_key else {"row_edited"}


@pytest.mark.soak
@pytest.mark.rule("R28")
@pytest.mark.parametrize("table", TABLES)
def test_every_edited_column_of_every_table_is_found_and_the_row_is_named(
    ledger: Ledger, table: str
) -> None:
    with ledger.forged() as forger:
        rows = forger.run(f"SELECT rowid, * FROM {table}")
        assert rows, "each table of the record has a row here"
        middle = len(rows) // 2
        for rowid, *row in rows if SOAK else rows[middle : middle + 1]:
            for column, old in zip(record_tables()[table].columns, row, strict=True):
                for value in forgeries(column, old):
                    told = edited(ledger, forger, column, rowid, value, old)
                    assert {kind for kind, _ in told} == expected(column), (column, value)
                    assert {where.split()[0] for _, where in told} <= {table}, (column, value)
    assert ledger.faults() == ()


@pytest.mark.rule("R28")
@pytest.mark.parametrize("table", TABLES)
def test_a_deleted_row_of_every_table_is_found_and_named(ledger: Ledger, table: str) -> None:
    with ledger.forged() as forger:
        forger.run(f"DELETE FROM {table} WHERE rowid = (SELECT max(rowid) FROM {table})")
    (found,) = ledger.faults()
    assert found.kind == "row_missing"
    assert found.where.startswith(f"{table} ")
    assert "最近记在第" in found.text


@pytest.mark.rule("R28")
@pytest.mark.parametrize("table", TABLES)
def test_an_inserted_row_of_every_table_is_found_and_named_whosever_it_is_said_to_be(
    ledger: Ledger, table: str
) -> None:
    columns = record_tables()[table].columns
    *_, last = [c for c in columns if c.primary_key]
    new = {c.name: f'"{c.name}"' for c in columns}
    new |= {c.name: f"\"{c.name}\" || '改'" for c in columns if is_text(c) and not c.primary_key}
    new[last.name] = next(forgeries(last, 0))
    with ledger.forged() as forger:
        ((most,),) = forger.run(f"SELECT max(rowid) FROM {table}")
        for whose in ("guanghe", "system", "elsewhere"):
            values = ", ".join((new | {"office": f"'{whose}'"}).values())
            forger.run(f"INSERT INTO {table} SELECT {values} FROM {table} LIMIT 1")
            (found,) = ledger.faults(key=False)
            assert found.kind == "row_extra"
            assert found.where.split()[0] == table
            forger.run(f"DELETE FROM {table} WHERE rowid > ?", most)


@pytest.mark.rule("R28")
def test_a_row_that_stands_twice_since_its_key_was_taken_off_is_found(ledger: Ledger) -> None:
    with ledger.forged() as forger:
        forger.run("CREATE TABLE twice AS SELECT * FROM decision UNION ALL SELECT * FROM decision")
        forger.run("DROP TABLE decision")
        forger.run("ALTER TABLE twice RENAME TO decision")
        ((count,),) = forger.run("SELECT count(*) / 2 FROM decision")
    assert [kind for kind, _ in ledger.told()] == ["row_extra"] * count


@pytest.mark.rule("R28")
@pytest.mark.parametrize("set_", ["stage = 'determining'", "version = version + 1"])
def test_a_case_that_moved_without_a_line_is_found(ledger: Ledger, set_: str) -> None:
    with ledger.forged() as forger:
        forger.run(f"UPDATE appraisal_case SET {set_} WHERE id = 3")
    (found,) = ledger.faults()
    assert (found.kind, found.where) == ("row_edited", "appraisal_case id=3")
    assert set_.split(maxsplit=1)[0] in found.text


@pytest.mark.rule("R28")
def test_the_chain_alone_does_not_see_an_edited_row(ledger: Ledger) -> None:
    """The control of the tests above: it is the replay that finds the row."""
    with ledger.forged() as forger:
        forger.run("UPDATE decision SET grade = '好'")
        rows = forger.run(
            "SELECT seq, line, digest, mac FROM journal WHERE office = 'guanghe' ORDER BY seq"
        )
    lines = [StoredLine(*row) for row in rows]
    head = (lines[-1].seq, lines[-1].digest)
    assert list(check_chain(lines, mac_key=ledger.ring.journal_key, head=head)) == []
    assert {kind for kind, _ in ledger.told()} == {"row_edited"}


# One who has the journal's key.


def moved(work: Any, case: int, source: str, target: str, version: int, move: str) -> None:
    """Write a move with its line, the row as the line says, and nothing judged."""
    query = f"SELECT stage, version FROM appraisal_case WHERE id = {case}"
    row = work.connection.exec_driver_sql(query).first()
    work.append(
        Entry(WHEN, "", "clock", move, period="2026Q3", case_id=case, source=source,
              target=target, version=version)
    )  # fmt: skip
    if row and (row.stage, row.version + 1) == (source, version):
        work.move([CaseMove(case, source, row.version, target, WHEN, None)])


@pytest.mark.rule("R28")
@pytest.mark.parametrize("target", ["planning", "feedback", "nowhere"])
def test_a_move_that_the_pinned_page_does_not_allow_is_found_though_all_else_agrees(
    ledger: Ledger, target: str
) -> None:
    def forge(work: Any) -> None:
        query = "SELECT id, stage, version FROM appraisal_case WHERE stage = 'closed'"
        case, stage, version = work.connection.exec_driver_sql(query).first()
        moved(work, case, stage, target, version + 1, "close")

    ledger.insider(forge)
    (found,) = ledger.faults()
    assert found.kind == "edge"
    assert f"closed→{target}" in found.text


@pytest.mark.rule("R28")
@pytest.mark.parametrize(
    ("source", "skipped", "kind", "why"),
    [
        ("feedback", 0, "edge", "当时处于“closed”"),  # a way the page has, but not from here
        ("closed", 3, "version", "前一版是"),
    ],
)
def test_a_line_that_takes_a_case_up_where_it_does_not_stand_is_found(
    ledger: Ledger, source: str, skipped: int, kind: str, why: str
) -> None:
    def forge(work: Any) -> None:
        query = "SELECT id, version FROM appraisal_case WHERE stage = 'closed'"
        case, version = work.connection.exec_driver_sql(query).first()
        moved(work, case, source, source, version + 1 + skipped, "acknowledge")

    with ledger.forged() as forger:
        last = forger.last()
    ledger.insider(forge)
    first = ledger.faults()[0]
    assert (first.kind, first.where) == (kind, line(last + 1))
    assert why in first.text


def case_row(period: str, stage: str) -> Put:
    """A case that nobody opened, as a line would put it."""
    values: dict[str, Any] = {
        "id": 99, "procedure": "quarterly", "period": period, "person": "p0", "ordinal": 1,
        "stage": stage, "version": 1, "section": "", "supervisor": "", "joined": None,
        "aside": False, "session": 0, "posting": 0, "entered_at": WHEN, "next_due": None,
    }  # fmt: skip
    return Put("appraisal_case", values)


@pytest.mark.rule("R28")
@pytest.mark.parametrize(
    ("period", "stage", "move", "why"),
    [
        ("2026Q3", "determining", "open_quarter", "程序页规定从“planning”开始"),
        ("2027Q1", "planning", "open_quarter", "没有留存可用的程序页"),
        ("2026Q3", "planning", "submit_plan", "此前从未启动"),
    ],
)
def test_a_case_that_does_not_begin_as_its_pinned_page_begins_is_found(
    ledger: Ledger, period: str, stage: str, move: str, why: str
) -> None:
    def forge(work: Any) -> None:
        row = case_row(period, stage)
        work.change([row])
        work.append(
            Entry(WHEN, "", "clock", move, period=period, case_id=99, target=stage, version=1,
                  changes=(row,))
        )  # fmt: skip

    ledger.insider(forge)
    (found,) = ledger.faults()
    assert why in found.text


@pytest.mark.rule("R28")
def test_a_case_out_of_nowhere_is_found(ledger: Ledger) -> None:
    ledger.insider(lambda work: moved(work, 99, "", "planning", 1, "open_quarter"))
    assert ledger.told()[0][0] == "version"


@pytest.mark.rule("R28")
def test_a_row_put_twice_or_set_before_it_was_put_is_found(ledger: Ledger) -> None:
    def forge(work: Any) -> None:
        values = {
            "key": "rules.quota", "number": 1, "said": "", "interim": False, "by": "p0", "at": WHEN,
        }  # fmt: skip
        for change in (Put("adoption", values), Put("adoption", {"key": "x", "number": 1})):
            entry = Entry(WHEN, "", "chair", "adopt", changes=(change,))
            work.append(entry)

    ledger.insider(forge)
    one, two = ledger.faults()
    assert "重复记载" in one.text
    assert "栏目不全" in two.text
