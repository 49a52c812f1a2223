"""The database itself refuses what must not be done to the record, on both databases (R28)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from storage.database import Database
from tests.storage.conftest import BOTH
from tests.storage.migrated import opened, with_rows


@pytest.fixture(scope="module", params=BOTH)
def record(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """A migrated database with rows, that every test leaves as it was."""
    with opened(request.param, tmp_path_factory.mktemp("record")) as database:
        yield with_rows(database)


def attempt(database: Database, statement: str) -> int:
    """Execute a statement, take it back, and return how many rows it had touched."""
    with database.engine.connect() as connection:
        return connection.execute(text(statement)).rowcount


APPEND, ERASE, GROW = "append-only", "only be erased", "only grows"
STANDS, STEP = "an answer stands", "by one version"


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE journal SET line = '{}'", APPEND),
        ("UPDATE journal SET mac = mac", APPEND),
        ("UPDATE journal SET seq = 2", APPEND),
        ("DELETE FROM journal", APPEND),
        ("UPDATE journal_value SET value = '2'", ERASE),
        ("UPDATE journal_value SET value = ''", ERASE),
        ("UPDATE journal_value SET salt = ''", ERASE),
        ("UPDATE journal_value SET privacy_class = 'public'", ERASE),
        ("UPDATE journal_value SET value = '', salt = '', seq = 2", ERASE),
        ("UPDATE journal_value SET value = '', salt = '', ordinal = 2", ERASE),
        ("UPDATE journal_value SET value = '', salt = '', office = 'other'", ERASE),
        ("UPDATE journal_value SET value = '', salt = '', privacy_class = 'public'", ERASE),
        ("DELETE FROM journal_value", ERASE),
        ("UPDATE chain_head SET seq = 4", GROW),
        ("UPDATE chain_head SET seq = 5, digest = 'x'", GROW),
        ("UPDATE chain_head SET digest = 'x'", GROW),
        ("UPDATE chain_head SET seq = 6, office = 'other'", GROW),
        ("DELETE FROM chain_head", GROW),
        ("UPDATE request SET outcome = 'refused'", STANDS),
        ("DELETE FROM request", STANDS),
        ("UPDATE appraisal_case SET stage = 'log'", STEP),
        ("UPDATE appraisal_case SET stage = 'log', version = 2", STEP),
        ("UPDATE appraisal_case SET stage = 'log', version = 5", STEP),
        ("UPDATE appraisal_case SET version = 5", STEP),
        ("UPDATE appraisal_case SET version = 2", STEP),
    ],
)
def test_a_forbidden_statement_is_refused(record: Database, statement: str, reason: str) -> None:
    with pytest.raises(IntegrityError, match=reason):
        attempt(record, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_value SET value = '', salt = ''",
        "UPDATE chain_head SET seq = 6, digest = '6'",
        "UPDATE chain_head SET seq = 900, digest = '900'",
        "UPDATE appraisal_case SET stage = 'log', version = 4",
        "UPDATE appraisal_case SET version = 4",
        "UPDATE appraisal_case SET stage = 'plan', version = 3, next_due = NULL",
        "UPDATE appraisal_case SET next_due = NULL, supervisor = 'p3'",
    ],
)
def test_what_the_engine_does_is_let_through(record: Database, statement: str) -> None:
    assert attempt(record, statement) == 1


def test_a_value_erased_once_may_be_erased_again(record: Database) -> None:
    erase = text("UPDATE journal_value SET value = '', salt = ''")
    with record.engine.connect() as connection:
        assert [connection.execute(erase).rowcount for _ in range(2)] == [1, 1]


@pytest.mark.postgres
@pytest.mark.parametrize("table", ["journal", "journal_value", "chain_head", "request"])
def test_a_guarded_table_cannot_be_truncated(table: str, tmp_path: Path) -> None:
    with opened("postgresql", tmp_path) as database:
        with_rows(database)
        with pytest.raises(IntegrityError):
            attempt(database, f"TRUNCATE {table}")
