"""Played offices for the tests of replay and verification, copied for each test."""

from collections.abc import Iterator

import pytest

from tests.rehearsal import Template
from tests.workflow.forger import Ledger, copied, template


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """An eventful quarter on SQLite."""
    return template("sqlite", tmp_path_factory.mktemp("played"))


@pytest.fixture(scope="session")
def played_on_postgres(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """The same quarter on PostgreSQL."""
    return template("postgresql", tmp_path_factory.mktemp("played"))


@pytest.fixture
def ledger(played: Template) -> Iterator[Ledger]:
    """A copy of the quarter to be forged and verified."""
    with copied(played) as copy:
        yield copy


@pytest.fixture
def ledger_on_postgres(played_on_postgres: Template) -> Iterator[Ledger]:
    """A copy on PostgreSQL, to be forged with the rights of a superuser."""
    with copied(played_on_postgres) as copy:
        yield copy
