"""On PostgreSQL its superuser is found out as the owner of a file is on SQLite."""

import pytest

from storage.rows import record_tables
from tests.workflow.forger import MIDDLE, Ledger, line

pytestmark = [pytest.mark.postgres, pytest.mark.rule("R28")]
LOGGED = "(SELECT min(seq) FROM journal WHERE move = 'log')"
HERE = f"WHERE office = 'guanghe' AND seq = {MIDDLE}"
ATTACKS = [
    (f"UPDATE journal SET line = replace(line, '\"from\"', '\"From\"') {HERE}", "line"),
    (f"DELETE FROM journal {HERE}", "line"),
    (f"UPDATE journal SET at = 'infinity' {HERE}", "line"),
    (f"UPDATE chain_head SET seq = {MIDDLE - 1} WHERE office = 'guanghe'", "line"),
    (f"UPDATE journal_value SET value = value || ' ' WHERE seq = {LOGGED}", "value"),
    (f"DELETE FROM journal_value WHERE seq = {LOGGED}", "value"),
    ("UPDATE decision SET grade = '好' WHERE grade = '较好'", "row_edited"),
    ("UPDATE plan SET decided_at = 'infinity' WHERE case_id = 2", "row_edited"),
    ("UPDATE plan_item SET due = '-infinity' WHERE case_id = 2", "row_edited"),
    ("UPDATE session SET present = '[\"p0\"]' WHERE number = 1", "row_edited"),
    ("UPDATE roster SET included = NOT included", "row_edited"),
    ("UPDATE appraisal_case SET stage = 'closed', version = 50 WHERE id = 7", "row_edited"),
]


@pytest.mark.parametrize(("attack", "kind"), ATTACKS, ids=[sql[:40] for sql, _ in ATTACKS])
def test_the_superuser_is_found_out(ledger_on_postgres: Ledger, attack: str, kind: str) -> None:
    with ledger_on_postgres.forged() as forger:
        forger.run(attack)
    first = ledger_on_postgres.faults()[0]
    assert first.kind == kind
    if kind == "line":
        assert first.where == line(MIDDLE)


@pytest.mark.parametrize("table", ["person", "roster", "quarter", "appraisal_case", "mark"])
def test_a_deleted_and_an_inserted_row_are_found(ledger_on_postgres: Ledger, table: str) -> None:
    *_, last = (c.name for c in record_tables()[table].primary_key)
    with ledger_on_postgres.forged() as forger:
        forger.run(f'CREATE TABLE kept AS SELECT * FROM {table} ORDER BY "{last}" LIMIT 1')
        forger.run(f"DELETE FROM {table} t WHERE t::text IN (SELECT kept::text FROM kept)")
    (found,) = ledger_on_postgres.faults(key=False)
    assert (found.kind, found.where.split()[0]) == ("row_missing", table)
    with ledger_on_postgres.forged() as forger:
        forger.run(f"INSERT INTO {table} SELECT * FROM kept")
        forger.run("UPDATE kept SET office = 'elsewhere'")
        forger.run(f"INSERT INTO {table} SELECT * FROM kept")
    (found,) = ledger_on_postgres.faults(key=False)
    assert (found.kind, found.where) == ("row_extra", table)
    with ledger_on_postgres.forged() as forger:
        forger.run(f"DELETE FROM {table} WHERE office = 'elsewhere'")
        forger.run("DROP TABLE kept")
    assert ledger_on_postgres.faults() == ()


def test_a_recomputed_chain_is_found_by_the_macs_or_a_checkpoint(
    ledger_on_postgres: Ledger,
) -> None:
    seal = ledger_on_postgres.sealed()
    with ledger_on_postgres.forged() as forger:
        forger.recompute(MIDDLE, lambda told: told.update(actor="p0"))
        last = forger.last()
    assert ledger_on_postgres.told()[0] == ("line", line(MIDDLE))
    assert ledger_on_postgres.told(key=False) == []
    assert ledger_on_postgres.told(key=False, checkpoints=seal) == [("checkpoint", line(last))]
