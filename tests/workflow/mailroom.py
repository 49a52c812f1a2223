"""An office with three people and an outbox, for the tests of sending."""

import email
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.header import decode_header, make_header
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from notifications.channels import FolderChannel, SmtpChannel, open_channel
from notifications.delivery import RetryTerms
from notifications.notice import KINDS, Notice
from rules.calendar import beijing_day
from storage import outbox
from storage.database import Database, open_database
from storage.rows import RECORD, OfficeRow, OutboxRow, PersonRow
from storage.work import Store
from tests.notifications.samples import FACTS
from tests.notifications.servers import HOST
from tests.postgres import drop_database, fresh_database
from workflow.dispatch import dispatch
from workflow.mail import outbox_row
from workflow.office import Office

AT = datetime(2026, 10, 13, 0, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LEASE = 5 * MINUTE
TERMS = RetryTerms(tries=4, first_delay=MINUTE, factor=3, longest=5 * MINUTE)
SENDER = "kaohe@example.cn"
BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
send = partial(dispatch, terms=TERMS, sender=SENDER, lease=LEASE)
MUST, NUDGE = "result_final", "month_due"
PEOPLE = [
    ("p1", "zhang", "张三", "zhang@example.cn"),
    ("p2", "李四", "李四", ""),
    ("p3", "guli", "阿依古丽·买买提", "guli@example.cn"),
    ("p4", "", "王五", "王五@example.cn"),
]


def settled(url: str) -> Office:
    """Open the office in a new database, with its people."""
    database = open_database(url)
    with database.begin() as connection:
        RECORD.create_all(connection)
        row = {"id": "guanghe", "name": "洸河街道考核办", "kind": "live", "policy": "guanghe"}
        connection.execute(insert(OfficeRow), row)
        people = [
            {"office": "guanghe", "id": i, "handle": handle, "name": name, "email": email}
            for i, handle, name, email in PEOPLE
        ]
        connection.execute(insert(PersonRow), people)
    return opened(database)


def opened(database: Database) -> Office:
    """Open the office of a database that has one."""
    return Office.load(Store(database, b"key"), "guanghe")


def put(
    office: Office, kind: str = NUDGE, to: str = "p1", number: int = 0, at: datetime = AT
) -> str:
    """Put one mail into the outbox and return its Message-ID; other numbers are other mails."""
    obligation = "" if KINDS[kind].digest else f"case:{number}/month:9"
    notice = Notice(office.id, "2026Q3", to, kind, obligation, beijing_day(at), at, FACTS)
    row = {"office": office.id} | outbox_row(notice)
    with office.store.database.begin() as connection:
        connection.execute(insert(OutboxRow), row)
    return str(row["message_id"])


def alter(office: Office, mail: str, /, **values: Any) -> None:
    """Alter the row of a mail behind everyone's back."""
    with office.store.database.begin() as connection:
        statement = update(OutboxRow).where(OutboxRow.__table__.c.message_id == mail)  # type: ignore[attr-defined]
        connection.execute(statement.values(**values))


def row_of(office: Office, mail: str) -> Any:
    """The row of a mail as it stands."""
    table = OutboxRow.__table__  # type: ignore[attr-defined]
    with office.store.database.read() as connection:
        return connection.execute(select(table).where(table.c.message_id == mail)).one()


@contextmanager
def smtp(port: int, options: str = "timeout=2") -> Iterator[SmtpChannel]:
    """A channel to a server on the loopback."""
    channel = open_channel(f"smtp://{HOST}:{port}?{options}")
    assert isinstance(channel, SmtpChannel)
    try:
        yield channel
    finally:
        channel.close()


@pytest.fixture(params=BOTH)
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """The office with its people in a database of each kind."""
    sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path}/office.db" if sqlite else fresh_database()
    made = settled(url)
    yield made
    made.store.database.dispose()
    if not sqlite:
        drop_database(url)


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Office]:
    """The office in a SQLite file."""
    made = settled(f"sqlite:///{tmp_path}/office.db")
    yield made
    made.store.database.dispose()


@pytest.fixture
def folder(tmp_path: Path) -> FolderChannel:
    return FolderChannel(tmp_path / "mails", sync=False)


def files(folder: FolderChannel) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder.path / "new").iterdir()}


def header(wire: bytes, name: str) -> str:
    return str(make_header(decode_header(email.message_from_bytes(wire)[name])))


def states(office: Office) -> dict[str, int]:
    return {k: n for k, n in outbox.counts(office.store.database, office.id).items() if n}


def nobody_listens() -> int:
    with socket.create_server((HOST, 0)) as listener:
        return int(listener.getsockname()[1])
