"""Bad addresses and trouble with disk or server are told in Chinese, and change nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError, StatementError

from storage.database import Database, DatabaseBusy, DatabaseError, open_database, retrying
from tests.postgres import drop_database, fresh_database
from tests.storage.tables import COUNTER, count


@pytest.fixture
def postgres_password_url() -> Iterator[str]:
    """The URL of a PostgreSQL database with a password in it, which the server ignores."""
    url = fresh_database()
    yield url.replace("postgres@", "postgres:secret@")
    drop_database(url)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "写法不对"),
        ("office.db", "写法不对"),
        ("postgresql://u:secret@h:99x/name", "写法不对"),
        ("mysql://u:secret@h/name", "不支持这种数据库（mysql）"),
        ("sqlite://", "必须指明一个文件"),
        ("sqlite:///:memory:", "必须指明一个文件"),
        ("sqlite:///office.db?mode=ro", "必须指明一个文件"),
        ("sqlite://host/office.db", "必须指明一个文件"),
        ("sqlite:////nowhere/office.db", "不能建立数据库文件"),
        ("sqlite:////tmp", "打不开数据库文件"),
        ("postgresql://u:secret@h", "没有写库名"),
        ("postgresql://u:secret@127.0.0.1:1/name", "连接不通"),
        ("postgresql://u:secret@127.0.0.1:1/name?nonsense=1", "打不开数据库"),
    ],
)
def test_a_bad_address_is_refused_in_chinese_without_its_password(url: str, words: str) -> None:
    with pytest.raises(DatabaseError, match=words) as refusal:
        open_database(url)
    assert "secret" not in str(refusal.value)


def test_a_missing_file_is_made_only_when_asked_for(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="没有找到数据库文件"):
        open_database(f"sqlite:///{tmp_path}/office.db", create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("a letter, much longer than the header of a database file" * 20)
    before = path.read_bytes()
    with pytest.raises(DatabaseError, match="不是数据库"):
        open_database(f"sqlite:///{path}")
    assert path.read_bytes() == before


def test_a_password_stands_in_no_repr(postgres_password_url: str) -> None:
    opened = open_database(postgres_password_url)
    assert "secret" not in repr(opened) + str(opened.url) + repr(opened.url)
    assert opened.url.render_as_string(hide_password=False).count("secret") == 1
    opened.dispose()


def test_an_address_can_be_used_again(database: Database) -> None:
    again = open_database(database.url.render_as_string(hide_password=False))
    with again.read() as connection:
        assert count(connection) == 0
    again.dispose()


def test_a_full_disk_is_said_in_chinese_and_changes_nothing(office: Database) -> None:
    def overfill() -> None:
        with office.begin() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count=1")
            connection.exec_driver_sql("CREATE TABLE more AS SELECT zeroblob(100000) AS n")

    with pytest.raises(DatabaseError, match="磁盘空间已满"):
        overfill()
    with office.read() as connection:
        assert count(connection) == 0


@pytest.mark.postgres
def test_a_lost_server_is_said_in_chinese(postgres: Database) -> None:
    def lose() -> None:
        with postgres.begin() as connection:
            connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(DatabaseError, match="连接"):
        lose()
    with postgres.read() as connection:
        assert count(connection) == 0


def test_a_mistake_in_a_statement_is_not_hidden(database: Database) -> None:
    def mistake() -> None:
        with database.begin() as connection:
            connection.execute(text("SELECT nothing_like_it FROM counter"))

    with pytest.raises((ProgrammingError, StatementError)):
        mistake()


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("state", "kind", "words"),
    [
        ("40001", DatabaseBusy, "数据库正忙"),
        ("40P01", DatabaseBusy, "数据库正忙"),
        ("55P03", DatabaseBusy, "数据库正忙"),
        ("53100", DatabaseError, "磁盘空间已满"),
        ("53300", DatabaseError, "连接数已满"),
        ("25006", DatabaseError, "只许读"),
    ],
)
def test_what_postgresql_names_by_its_code_is_said_in_chinese(
    postgres: Database, state: str, kind: type[DatabaseError], words: str
) -> None:
    tries = []

    def fail(connection: Connection) -> None:
        tries.append(state)
        raised = f"DO $$ BEGIN RAISE EXCEPTION 'planted' USING ERRCODE = '{state}'; END $$"
        connection.execute(text(raised))

    with pytest.raises(kind, match=words) as refusal:
        retrying(postgres, fail, attempts=3)
    assert type(refusal.value) is kind
    assert len(tries) == (3 if kind is DatabaseBusy else 1)


@pytest.mark.postgres
def test_who_waits_too_long_for_a_row_is_told_that_the_database_is_busy(postgres: Database) -> None:
    def wait_in_vain() -> None:
        with postgres.begin() as late:
            late.execute(text("SET LOCAL lock_timeout = '10ms'"))
            late.execute(COUNTER.update().values(n=2))

    with postgres.begin() as early:
        assert early.execute(text("SHOW lock_timeout")).scalar_one() == "10s"
        early.execute(COUNTER.update().values(n=1))
        with pytest.raises(DatabaseBusy):
            wait_in_vain()
    with postgres.read() as connection:
        assert count(connection) == 1
