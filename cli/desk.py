"""The office at hand: its database, its keys, and what time it is there.

A live office goes by the present and has its keys in KAOHE_KEY_DIR. A demonstration or a play goes
by its own virtual time, which stands where its journal ends; its keys follow from a seed kept in
`<database file>.keys/` and protect nothing.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from cli.options import instant
from cli.settings import Settings
from cli.show import Refused, reason
from cli.usage import Misuse
from rules.calendar import beijing_day
from rules.nouns import Person
from storage import keys
from storage.clear import kinds
from storage.database import Database, open_database
from storage.keys import KeyFault, KeyRing, PublicKey
from storage.load import Loader
from storage.lookup import last_instant, quarters
from storage.registry import office_row, offices
from storage.work import Store
from workflow import clock
from workflow.office import Office
from workflow.secret import is_auditor
from workflow.sight import sights
from workflow.veil import NOBODY, Viewer, is_entitled, viewer_of

SEED = "rehearsal.seed"
NO_KEY = b""


def seed_folder(database: Database) -> Path:
    """Where the seed of a rehearsal's keys is kept: beside the file, or in the working folder."""
    name = database.url.database or "kaohe"
    place = Path(name) if database.dialect == "sqlite" else Path.cwd() / name
    return place.with_name(f"{place.name}.keys")


def mail_folder(database: Database) -> Path:
    """Where the mails of a rehearsal go: beside its file, or in the working folder."""
    if database.dialect != "sqlite":
        return Path.cwd() / "kaohe-demo-mail"
    file = Path(database.url.database or "kaohe")
    return file.with_name(f"{file.stem}-mail")


def keep_seed(database: Database, digest: str) -> Path:
    """Keep the seed of a rehearsal for the commands that come later; the folder it is in."""
    folder = seed_folder(database)
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    file = folder / SEED
    file.unlink(missing_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as opened:
        opened.write(f"{digest}\n")
    return folder


def seeded(database: Database) -> KeyRing:
    """The keys of a rehearsal; KeyFault if its seed is not there."""
    file = seed_folder(database) / SEED
    try:
        return keys.ephemeral(bytes.fromhex(file.read_text(encoding="ascii").strip()))
    except (OSError, ValueError):
        raise KeyFault(
            f"没有找到演示(演练)数据的密钥种子 {file}，或者它已损坏。请重新演示(演练)一次。"
        ) from None


def one_of(bearing: list[Person], name: str, option: str) -> str:
    """The handle of the one person who bears a name, "" if nobody does; Misuse if several do."""
    if len(bearing) > 1:
        listed = "、".join(sorted(p.handle for p in bearing))
        raise Misuse(f"{option}：叫“{name[:40]}”的有{len(bearing)}人，请写登录名：{listed}")
    return bearing[0].handle if bearing else ""


@dataclass
class Desk:
    """An office that was opened, with what commands ask of it."""

    office: Office
    settings: Settings

    @property
    def database(self) -> Database:
        """Its database."""
        return self.office.store.database

    def ring(self) -> KeyRing:
        """Its keys; KeyFault if they cannot be had."""
        if self.office.rehearsal:
            return seeded(self.database)
        return keys.load(self.settings.keys)

    def public(self) -> PublicKey:
        """Its public key, which needs no secret; KeyFault if it cannot be had."""
        if self.settings.public_key is not None:
            return keys.load_public(self.settings.public_key)
        if self.office.rehearsal:
            return seeded(self.database).public
        return keys.load_public(self.settings.keys)

    def now(self) -> datetime:
        """The time: the present, or where the journal of a rehearsal ends."""
        if not self.office.rehearsal:
            return clock.now()
        with self.database.read() as connection:
            return last_instant(connection, self.office.id) or clock.now()

    def at(self, text: str | None, *, acting: bool = False) -> datetime:
        """The instant a command is about; on a live office nobody acts at another than now."""
        if text is None:
            return self.now()
        if acting and not self.office.rehearsal:
            raise Misuse(
                "正式数据只按实际时间办理，--at 只用于预演(--dry-run)和查看，以免倒填日期绕过截止"
            )
        return instant(text)

    def person(self, handle: str, option: str) -> Person:
        """The person of a handle, or of a name only they bear; Misuse if there is none."""
        with self.database.read() as connection:
            loader = Loader(connection, self.office.id, lock=False)
            found = loader.people(handles=[handle.replace("\x00", "")])
            named = [] if found else [p for p in loader.everyone() if p.name == handle]
        one_of(named, handle, option)
        if not found and not named:
            raise Misuse(f"{option}：没有“{handle[:40]}”这个人，请写其登录名或姓名")
        return (found or named)[0]

    def handle(self, key: str, name: str) -> str:
        """The handle of a name in `--with` only one bears; a handle, or nobody's name, as it is.

        Misuse, with the handles, for a name that several bear.
        """
        with self.database.read() as connection:
            everyone = Loader(connection, self.office.id, lock=False).everyone()
        if any(p.handle == name for p in everyone):
            return name
        bearing = [p for p in everyone if p.name == name.strip()]
        return one_of(bearing, name, f"--with 的 {key}") or name

    def entitled(self, reader: str | None) -> bool:
        """Whether a reader who is named may see what is restricted; nobody named may not.

        They may if they may now, whatever instant they look at.
        """
        if reader is None:
            return False
        person = self.person(reader, "--as")
        with self.database.read() as connection:
            loader = Loader(connection, self.office.id, lock=False)
            return is_entitled(loader, person.id, beijing_day(self.now()))

    def concerned(self, reader: str | None, number: int | None) -> bool:
        """Whether a reader who is not entitled has to do with a file: its person, leader, office.

        They know of its checks of conduct by their own part in them; the entitled read on record.
        """
        return self.near(reader)(number)

    def near(self, reader: str | None) -> Callable[[int | None], bool]:
        """Whether that reader has to do with a file, for many files; each is looked at once."""
        if reader is None or self.entitled(reader):
            return lambda _: False
        known, at = self.person(reader, "--as"), self.now()

        @cache
        def concerned(number: int | None) -> bool:
            with self.database.read() as connection:
                loader = Loader(connection, self.office.id, lock=False)
                case = loader.case(number) if number is not None else None
                roles = loader.roles(known.id, beijing_day(at))
                return case is not None and bool(sights(loader, known.id, roles, case, at))

        return concerned

    def viewer(self, reader: str | None) -> Viewer:
        """Who is named as a reader, with the roles they hold now; nobody if nobody is named."""
        if reader is None:
            return NOBODY
        person = self.person(reader, "--as")
        with self.database.read() as connection:
            loader = Loader(connection, self.office.id, lock=False)
            return viewer_of(loader, person.id, beijing_day(self.now()))

    def audits(self, reader: str | None) -> bool:
        """Whether a reader who is named is the auditor, who alone reads the reports to them."""
        if reader is None:
            return False
        person = self.person(reader, "--as")
        with self.database.read() as connection:
            loader = Loader(connection, self.office.id, lock=False)
            return is_auditor(loader, person.id, self.now())

    def newest_quarter(self) -> str:
        """The newest quarter that is open, else the newest of all; Refused if there is none."""
        with self.database.read() as connection:
            known = quarters(connection, self.office.id)
        if not known:
            raise Refused([reason("还没有启动过季度，请等待系统按期启动，或者由考核办启动")])
        running = [q.period for q in known if q.stage != "concluded"]
        return running[-1] if running else known[-1].period


@contextmanager
def at_desk(*, writing: bool = False, bare: bool = False, url: str | None = None) -> Iterator[Desk]:
    """Open the office that KAOHE_DATABASE_URL names; with its journal key if it is written to.

    `bare` reads nothing of it but its row, for a check of data that somebody may have spoiled.
    """
    settings = Settings()
    database = open_database(url or settings.database_url, create=False)
    try:
        row = _office(database)
        desk = Desk(
            Office(Store(database, NO_KEY), row.id, row.name, row.kind, row.policy), settings
        )
        if writing:
            desk.office.store = Store(database, desk.ring().journal_key)
        if not bare:
            desk.office.refresh()
        yield desk
    finally:
        database.dispose()


def _office(database: Database) -> Any:
    """The row of the one office of a database; Refused if there is none."""
    if kinds(database) is None:
        raise Refused([reason("数据库是空的，还没有建立单位；请先运行 kaohe init")])
    with database.read() as connection:
        known = offices(connection)
        if not known:
            raise Refused([reason("数据库中没有单位；请先运行 kaohe init")])
        return office_row(connection, known[0])
