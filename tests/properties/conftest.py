"""A folder in memory where there is one: these tests are not about lost power."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

MEMORY = Path("/dev/shm")


@pytest.fixture(scope="session")
def quick_folder() -> Iterator[Path]:
    """A folder for databases that need not outlive the machine."""
    where = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="kaohe-", dir=where, ignore_cleanup_errors=True) as it:
        yield Path(it)
