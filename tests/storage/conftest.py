"""Open databases for the tests of the storage, SQLite and PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import Database
from tests.postgres import drop_database, fresh_database
from tests.storage.tables import filled

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An open database of each kind, with the tables above and a counter at 0."""
    url = fresh_database() if request.param == "postgresql" else f"sqlite:///{tmp_path}/office.db"
    opened = filled(url)
    yield opened
    opened.dispose()
    if request.param == "postgresql":
        drop_database(url)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Database]:
    """An open SQLite database, with the tables above and a counter at 0."""
    opened = filled(f"sqlite:///{tmp_path}/office.db")
    yield opened
    opened.dispose()


@pytest.fixture
def postgres() -> Iterator[Database]:
    """An open PostgreSQL database, with the tables above and a counter at 0."""
    url = fresh_database()
    opened = filled(url)
    yield opened
    opened.dispose()
    drop_database(url)
