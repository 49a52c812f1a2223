"""What is no text, no number and no JSON is a finding that can be printed, and never a crash."""

from collections.abc import Iterator

import pytest

from storage.database import open_database
from tests.workflow.forger import Forger, Ledger, line
from workflow.replay import Finding, verify_record

GARBAGE = ["x'ff'", "CAST(x'ff' AS TEXT)", "'not JSON'", "1.5", "''", "'[[[['", "'1e999'", "9999"]


@pytest.mark.rule("R28")
@pytest.mark.parametrize("column", ["seq", "line", "digest", "at", "actor", "prev", "case_id"])
def test_garbage_in_the_journal_is_a_finding_and_no_crash(ledger: Ledger, column: str) -> None:
    with ledger.forged() as forger:
        k = forger.number("log")
        for found in spoilt(ledger, forger, "journal", column, k):
            assert found[0].kind == "line"


@pytest.mark.rule("R28")
@pytest.mark.parametrize("column", ["privacy_class", "salt", "value", "ordinal"])
def test_garbage_beside_a_line_is_a_finding_and_no_crash(ledger: Ledger, column: str) -> None:
    with ledger.forged() as forger:
        k = forger.number("log")
        for found in spoilt(ledger, forger, "journal_value", column, k):
            assert (found[0].kind, found[0].where) == ("value", line(k))


def spoilt(
    ledger: Ledger, forger: Forger, table: str, column: str, seq: int
) -> Iterator[tuple[Finding, ...]]:
    """What is found with each kind of garbage in a column of a line, which is then set right."""
    here = "WHERE office = 'guanghe' AND seq = ?"
    ((old,),) = forger.run(f"SELECT {column} FROM {table} {here}", seq)
    for value in GARBAGE:
        forger.run(f"UPDATE {table} SET {column} = {value} {here}", seq)
        found = ledger.faults()
        printable(found)
        yield found
        forger.run(f"UPDATE {table} SET {column} = ? {here}", old, seq)


def test_a_text_deeper_than_any_reader_goes_is_a_finding_and_no_crash(ledger: Ledger) -> None:
    deep = "[" * 100_000
    with ledger.forged() as forger:
        k = forger.number("log")
        forger.run("UPDATE journal_value SET value = ? WHERE seq = ?", deep, k)
        forger.run("UPDATE journal SET line = ? WHERE office = 'guanghe' AND seq = 7", deep)
        forger.run("UPDATE session SET present = ?", deep)
    told = ledger.told()
    assert told[0] == ("line", line(7))
    assert {"value", "row_edited"} <= {kind for kind, _ in told}


def test_names_that_hold_anything_can_still_be_printed(ledger: Ledger) -> None:
    with ledger.forged() as forger:
        forger.run("UPDATE mark SET name = CAST(x'ff0a1b5b33316d' AS TEXT) WHERE rowid = 1")
    found = ledger.faults()
    assert {f.kind for f in found} == {"row_missing", "row_extra"}
    printable(found)


def printable(found: tuple[Finding, ...]) -> None:
    """Every sentence can be written anywhere and stands on one line."""
    for finding in found:
        for text in (finding.where, finding.text):
            assert text.encode()
            assert text.isprintable()


def test_an_office_that_can_no_longer_be_opened_can_be_verified(ledger: Ledger) -> None:
    with ledger.forged() as forger:
        forger.run("UPDATE calendar_year SET text = 'spoilt'")
    database = open_database(ledger.url)
    found = verify_record(database, "guanghe").faults
    database.dispose()
    assert {(f.kind, f.where.split()[0]) for f in found} == {("row_edited", "calendar_year")}
