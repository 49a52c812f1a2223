"""Setting up a live office on this machine: its keys, its database, its people; the settings."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.options import Json, OfficeName
from cli.settings import Settings, listed
from cli.show import Refused, document, reason, say, table
from cli.usage import Command, Spoken
from rules.calendar import CalendarMissing, Quarter, beijing_day, beijing_text, load_calendar
from rules.policy import OFFICES, Policy, load_policy, policy_text
from rules.words import minute_words
from storage import keys
from storage.chain import mac
from storage.clear import kinds
from storage.database import Database, open_database
from storage.keys import KeyRing
from storage.work import Store
from workflow import clock
from workflow.concordance import check_policy
from workflow.install import Newcomer, install, register
from workflow.newcomers import load_people
from workflow.office import Office
from workflow.opening import opening_instant
from workflow.ruleset import check_amendments
from workflow.sweep import set_opening

app = typer.Typer(cls=Spoken)


@app.command(cls=Command)
def init(
    office: OfficeName = "guanghe",
    people: Annotated[
        Path | None,
        typer.Option("--people", metavar="文件", help="人员文件：与情景文件相同的 [[people]] 表"),
    ] = None,
    json: Json = False,
) -> None:
    """在本机建立一个单位：密钥、数据库、人员。

    密钥放在 KAOHE_KEY_DIR(已有的沿用)，数据库在 KAOHE_DATABASE_URL；已有单位的数据库不会改动。
    从下一个季度起按期启动考核；要办本季度的，请考核办用 kaohe open 启动。
    """
    settings, at = Settings(), clock.now()
    newcomers = load_people(people) if people else ()
    policy = load_policy(office, beijing_day(at))
    check_policy(policy)
    check_amendments(policy_text(office))
    database = open_database(settings.database_url)
    try:
        if kinds(database):
            raise Refused([reason("数据库中已有单位，不能重复建立；什么都没有改动")])
        ring, fresh = _keys(settings.keys)
        name = office if (OFFICES / f"{office}.toml").is_file() else str(Path(office).resolve())
        opening, words = _install(database, ring, policy, name, newcomers, at)
        place = str(database.url)
    finally:
        database.dispose()
    report = {
        "office": policy.office.id,
        "name": policy.office.name,
        "database": place,
        "keys": str(settings.keys),
        "keys_made": fresh,
        "people": len(newcomers),
        "next_opening": beijing_text(opening) if opening else None,
    }
    if json:
        document(report)
        return
    say(f"已建立{policy.office.name}，登记{len(newcomers)}人", f"数据库：{place}")
    made = "新生成" if fresh else "沿用已有的"
    say(f"密钥：{settings.keys}({made})，请另行备份，不要与数据库同放")
    say(words)
    say("接着：每隔几分钟运行 kaohe tick(或交给定时任务)；kaohe due 查看谁应办什么")


def _keys(folder: Path) -> tuple[KeyRing, bool]:
    """The keys of a folder, made if there are none; whether they were made now."""
    if any((folder / name).exists() for name in (keys.JOURNAL_KEY, keys.CHECKPOINT_KEY)):
        return keys.load(folder), False
    return keys.create(folder), True


def _install(
    database: Database,
    ring: KeyRing,
    policy: Policy,
    name: str,
    newcomers: tuple[Newcomer, ...],
    at: datetime,
) -> tuple[datetime | None, str]:
    """Make the office with its people; when its next quarter opens (None: unknown), in words."""

    def surrogate(handle: str) -> str:
        # Who lacks the key cannot tell whose it is; nothing has to be drawn at random.
        return "p" + mac(ring.journal_key, f"person {handle}")[:12]

    store, office = Store(database, ring.journal_key), policy.office.id
    install(store, office, name, "live", load_calendar(), at)
    register(store, office, newcomers, beijing_day(at), at, surrogate)
    made = Office.load(store, office)
    coming = Quarter.of(beijing_day(at)).next
    try:
        opening = opening_instant(coming, made.policy_for(coming), made.calendar)
    except CalendarMissing as gap:
        return None, f"{coming.title}暂不能按期启动：{gap}"
    set_opening(made, opening)
    return opening, f"{coming.title}将于{minute_words(opening)}启动"


@app.command(cls=Command)
def settings(json: Json = False) -> None:
    """列出环境变量及其现在的取值；口令不显示。"""
    rows = listed()
    if json:
        document([{"name": n, "value": v or None, "meaning": m} for n, v, m in rows])
    else:
        table("环境变量", ("名称", "现在的取值", "说明"), rows)
