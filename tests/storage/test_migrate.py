"""The steps make the very tables of the rows, all at once or not at all, and never go back."""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, MetaData, event, func, inspect, select, text

from storage import migrate
from storage.database import Database, DatabaseError
from storage.migrate import VERSION_TABLE, is_current, upgrade
from storage.migrations import write
from storage.rows import RECORD
from tests.architecture.tree import ROOT
from tests.schema import BY_STEPS, Upgrade, schema_of
from tests.storage.conftest import BOTH
from tests.storage.migrated import opened, shape_of, shape_of_rows, tables_of, with_rows
from tests.storage.tables import filled, run_at_once


@pytest.fixture(autouse=True)
def _step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here it is the steps themselves that are tried."""
    monkeypatch.setattr(command, "upgrade", BY_STEPS)


@pytest.fixture(params=BOTH)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An open database of each kind with nothing in it."""
    with opened(request.param, tmp_path) as database:
        yield database


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Database]:
    """An open SQLite database with nothing in it."""
    with opened("sqlite", tmp_path) as database:
        yield database


@pytest.fixture
def next_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """A later release, whose one step more does what it is told."""
    folder = tmp_path / "later%release"

    def release(body: str) -> None:
        shutil.copytree(ROOT / "storage" / "migrations", folder)
        step = "import sqlalchemy as sa\nfrom alembic import op\n"
        step += "revision, down_revision = '0002', '0001'\n"
        step += f"def upgrade():\n    {body}\n"
        (folder / "versions" / "v0002_next.py").write_text(step)
        monkeypatch.setattr(migrate, "_FOLDER", folder)

    return release


def tables(database: Database) -> set[str]:
    """The names of the tables, in a transaction of its own."""
    with database.read() as connection:
        return tables_of(connection)


def test_the_migrated_tables_are_those_of_the_rows_to_the_last_check(empty: Database) -> None:
    expected = shape_of_rows(empty)
    assert tables(empty) == set()
    upgrade(empty)
    with empty.read() as connection:
        assert shape_of(connection) == expected
    assert set(expected) == set(RECORD.tables)


def test_what_other_tests_begin_with_is_what_the_steps_make(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    kept = Upgrade()
    for way in (BY_STEPS, kept, kept):
        monkeypatch.setattr(command, "upgrade", way)
        folder = tmp_path / str(len(found))
        folder.mkdir()
        with opened("sqlite", folder) as database:
            upgrade(database)
            assert is_current(database)
            with database.read() as connection:
                rows = connection.exec_driver_sql(f"SELECT * FROM {VERSION_TABLE}").all()
                found.append((schema_of(connection), shape_of(connection), rows))
    assert kept.schema
    assert found[0] == found[1] == found[2]


def test_alembic_finds_nothing_left_to_do(empty: Database) -> None:
    upgrade(empty)
    with empty.read() as connection:
        options = {"version_table": VERSION_TABLE}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, RECORD) == []


def test_a_planted_difference_in_a_check_is_found(file: Database) -> None:
    changed = MetaData(naming_convention=RECORD.naming_convention)
    for table in RECORD.sorted_tables:
        table.to_metadata(changed)
    check = next(
        each for each in changed.tables["office"].constraints if isinstance(each, CheckConstraint)
    )
    check.sqltext = text("kind IN ('live', 'demo')")
    assert shape_of_rows(file, changed) != shape_of_rows(file)


@pytest.mark.parametrize("name", sorted(write.sources()))
def test_step_0001_stands_as_the_writer_writes_it(name: str) -> None:
    """Else run `python -m storage.migrations.write && ruff format storage/migrations`."""
    written = ast.parse(write.sources()[name])
    assert ast.dump(ast.parse((write.FOLDER / f"{name}.py").read_text())) == ast.dump(written)


def test_an_empty_database_is_not_current_and_a_migrated_one_is(empty: Database) -> None:
    assert not is_current(empty)
    upgrade(empty)
    assert is_current(empty)


def test_a_current_database_is_left_alone_and_no_writer_is_waited_for(empty: Database) -> None:
    upgrade(empty)
    with empty.begin() as connection:
        upgrade(empty)
        assert connection.execute(text(f"SELECT * FROM {VERSION_TABLE}")).all() == [("0001",)]


def test_a_database_that_newer_code_has_used_is_refused(empty: Database) -> None:
    upgrade(empty)
    with empty.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '0099'"))
    assert not is_current(empty)
    with pytest.raises(DatabaseError, match=r"第0099版.*请改用新版程序"):
        upgrade(empty)
    assert tables(empty) == set(RECORD.tables)


def test_a_database_with_tables_of_others_is_refused(file: Database) -> None:
    filled(str(file.url)).dispose()
    with pytest.raises(DatabaseError, match="不是本系统建立的"):
        upgrade(file)
    assert tables(file) == {"counter", "events"}


@pytest.mark.parametrize("statement", [5, 50])
def test_an_upgrade_that_fails_on_the_way_leaves_nothing(empty: Database, statement: int) -> None:
    seen = iter(range(1, statement))

    def fail(*_: Any) -> None:
        if next(seen, None) is None:
            raise LookupError("midway")

    event.listen(empty.engine, "before_cursor_execute", fail)
    with pytest.raises(LookupError):
        upgrade(empty)
    event.remove(empty.engine, "before_cursor_execute", fail)
    assert tables(empty) == set()
    upgrade(empty)
    assert is_current(empty)


KILLED = """
import os, signal, sys
from sqlalchemy import event, inspect
from storage.database import open_database
from storage.migrate import is_current, upgrade

def killed(url, statement):
    if child := os.fork():
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])
    opened, seen = open_database(url), iter(range(1, statement))
    def die(*_):
        if next(seen, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
    event.listen(opened.engine, "before_cursor_execute", die)
    event.listen(opened.engine, "commit", die)
    upgrade(opened)
    os._exit(0)

statement = 1
while killed(sys.argv[1], statement):
    opened = open_database(sys.argv[1])
    with opened.read() as connection:
        assert inspect(connection).get_table_names() == [], statement
    opened.dispose()
    statement += 1
opened = open_database(sys.argv[1])
assert is_current(opened)
with opened.read() as connection:
    assert connection.exec_driver_sql("PRAGMA integrity_check").all() == [("ok",)]
print(statement)
"""


def test_a_process_killed_before_any_statement_leaves_the_old_schema(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED, f"sqlite:///{tmp_path}/office.db"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) > len(RECORD.tables)


def test_processes_may_upgrade_at_the_same_moment(empty: Database) -> None:
    script = "import sys; from storage.database import open_database as o; "
    script += "from storage.migrate import upgrade; upgrade(o(sys.argv[1]))"
    run_at_once(script, empty.url.render_as_string(hide_password=False), 3)
    assert is_current(empty)


def test_an_older_database_is_brought_up_to_date_with_its_rows(
    empty: Database, next_step: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with_rows(empty)
    next_step("op.add_column('office', sa.Column('seal', sa.String()))")
    assert not is_current(empty)
    upgrade(empty)
    assert is_current(empty)
    with empty.read() as connection:
        assert "seal" in {each["name"] for each in inspect(connection).get_columns("office")}
        assert connection.scalar(select(func.count()).select_from(RECORD.tables["plan"])) == 1
    monkeypatch.undo()
    with pytest.raises(DatabaseError, match=r"第0002版，本程序只认识到第0001版"):
        upgrade(empty)


def test_making_a_table_anew_keeps_the_rows_that_belong_to_it(
    file: Database, next_step: Callable[[str], None]
) -> None:
    with_rows(file)
    batch = "with op.batch_alter_table('appraisal_case') as case: "
    next_step(batch + "case.alter_column('section', nullable=True)")
    upgrade(file)
    with file.read() as connection:
        assert connection.scalar(select(func.count()).select_from(RECORD.tables["plan"])) == 1
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


def test_a_step_that_orphans_rows_is_taken_back(
    file: Database, next_step: Callable[[str], None]
) -> None:
    with_rows(file)
    next_step("op.execute('DELETE FROM appraisal_case')")
    with pytest.raises(DatabaseError, match=r"1条记录找不到所属的记录（表 plan）"):
        upgrade(file)
    assert not is_current(file)
    with file.read() as connection:
        assert connection.scalar(select(func.count()).select_from(RECORD.tables["plan"])) == 1
        cases = select(func.count()).select_from(RECORD.tables["appraisal_case"])
        assert connection.scalar(cases) == 1
