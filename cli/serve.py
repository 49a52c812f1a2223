"""The office in a browser: web and clock in one process, on this machine."""

import csv
import gc
import os
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from cli import options
from cli.desk import Desk, at_desk
from cli.post import channel_of, send
from cli.provider import provider_of
from cli.show import Refused, reason, say
from cli.usage import Command, Misuse, Spoken
from rules.calendar import beijing_day
from rules.nouns import ROLE_TITLES, Role
from rules.sign_in import PROFILES
from storage.checkpoint import Head, sign
from storage.load import Loader
from storage.lookup import running
from web.address import Network, networks
from web.app import application
from web.site import Site
from workflow import clock, ticker
from workflow.accounts import Door
from workflow.dispatch import Dispatched
from workflow.duties import duties
from workflow.keeping import without_account
from workflow.quarterly import QUARTERLY
from workflow.sweep import Swept, earliest, tick

app = typer.Typer(cls=Spoken)
EVERY = timedelta(minutes=1)
SWEEPS = (2_000, 20, 200)
"""When the collector of cycles looks at what is young, older, and at everything that is kept."""
PORTS = (1, 65_535)
GUESTS = (
    Role.OFFICER, Role.SUPERVISOR, Role.CHAIR, Role.DEPUTY, Role.MEMBER, Role.OFFICE, Role.AUDITOR,
    Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR,
)  # fmt: skip
"""As whom one may look at a demonstration."""
TWICE = frozenset({Role.OFFICER, Role.OFFICE})
"""Of whom two are shown: what one officer or clerk does, another answers or confirms."""
TOLD = frozenset({"feedbacks", "acknowledgements"})
"""What says of a result that it was told, and signed for."""


@app.command(cls=Command)
def serve(
    host: Annotated[
        str, typer.Option("--host", metavar="地址", help="监听的地址，默认只限本机")
    ] = "127.0.0.1",
    port: Annotated[str, typer.Option("--port", metavar="端口", help="监听的端口")] = "8000",
) -> None:
    """在本机开通网页，并按时作到期处理、发出邮件；按 Ctrl+C 停止。

    供其他机器访问时，请在前面配置带证书的反向代理：登录状态只在加密连接(或本机)上保持。
    """
    place = listening(host, options.whole(port, "--port", *PORTS))
    with at_desk(writing=True) as desk:
        serve_desk(desk, place)


def listening(host: str, port: int) -> socket.socket:
    """A place that listens there; Refused if another program does or the address is not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Only of a socket that is said to be TCP does asyncio take the wait before short answers.
    place = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        place.bind((host, port))
        place.listen()
    except OSError:
        place.close()
        other = port + 1 if port < PORTS[1] else port - 1
        text = (
            f"不能在 {host}:{port} 开通网页：地址不属于本机，或者端口已被占用。请换一个端口：加"
            f' --port {other}；用 make 演示的，写 make demo ARGS="--serve --port {other}"'
        )
        raise Refused([reason(text)]) from None
    return place


def serve_desk(desk: Desk, place: socket.socket) -> None:
    """Serve an office until the process is told to stop; the clock rings beside it."""
    site = site_of(desk)
    host, port = place.getsockname()[:2]
    config = uvicorn.Config(
        application(site), log_level="warning", server_header=False,
        date_header=True, proxy_headers=False, timeout_graceful_shutdown=10,
    )  # fmt: skip
    say(f"网页已开通：http://{host}:{port}/  按 Ctrl+C 停止")
    with _rare_sweeps(), _ringing(desk):
        uvicorn.Server(config).run(sockets=[place])


def site_of(desk: Desk) -> Site:
    """The site of an office that is open."""
    profile, proxies = PROFILES[desk.settings.sign_in], _proxies(desk.settings.proxies)
    if not desk.office.rehearsal:
        return Site(
            desk.office, profile, now=clock.now, present=clock.now, proxies=proxies,
            seal=_sealing(desk), public_key=desk.public, provider=provider_of(desk.settings),
        )  # fmt: skip
    time = PassingTime(desk)
    demo = desk.office.kind == "demo"
    return Site(
        desk.office, profile, now=time.now, present=clock.now,
        guests=tuple(_guests(desk)) if demo else (), advance=time.advance if demo else None,
        proxies=proxies, seal=_sealing(desk), public_key=desk.public,
    )  # fmt: skip


def _sealing(desk: Desk) -> Callable[[Sequence[Head], datetime], str]:
    def seals(ends: Sequence[Head], at: datetime) -> str:
        return sign(desk.ring(), ends, at)

    return seals


class PassingTime:
    """The time of a demonstration: it begins where the journal ends and passes when it is told to.

    As it passes, the clock ticks at every due instant and the mails go out.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk, self._turn = desk, threading.Lock()
        self._now = desk.now()

    def now(self) -> datetime:
        """The time it is; never before the last line of the journal."""
        return max(self._now, self._desk.now())

    def advance(self, to: datetime) -> Swept:
        """Let time pass up to an instant; what lies behind already stays as it is."""
        whole = Swept()
        with self._turn:
            while (instant := earliest(self._desk.office, to)) is not None:
                done = tick(self._desk.office, instant)
                whole.opened += done.opened
                whole.moved += done.moved
                whole.reminded += done.reminded
            self._now = max(to, self._now)
            send(self._desk, channel_of(self._desk), to)
        return whole


def _proxies(text: str) -> tuple[Network, ...]:
    """The proxies of the settings; Refused if they are not written as addresses."""
    try:
        return networks(text)
    except ValueError:
        raise Refused([reason("KAOHE_PROXIES 须写成用逗号隔开的地址或网段")]) from None


def _guests(desk: Desk) -> Iterator[tuple[str, str]]:
    """Of each role the person who owes most, as whom one may look at a demonstration.

    The officers are people of the leader who is shown, so that what they hand in can be settled;
    they are those for whom something is due next, and the leader is one with such people.
    """
    office, at = desk.office, desk.now()
    with desk.database.read() as connection:
        loader = Loader(connection, office.id, lock=False)
        people = {p.id: p for p in loader.everyone()}
        periods = running(connection, office.id)
        listed = [d for period in periods for d in duties(office, loader, period, at)]
        owing = Counter(d.who for d in listed)
        cases = [c for p in periods for c in loader.of_period(QUARTERLY.id, p, TOLD)]
        coming = sorted((d for d in listed if not d.overdue), key=lambda d: d.day, reverse=True)
        soonest = {d.who: d.day for d in coming}
        told = {c.person for c in cases if c.feedbacks and not c.acknowledgements}
        soonest |= dict.fromkeys(told, date.min)  # a result that is not signed for comes first
        leads = {c.person: c.supervisor for c in cases}
        today = beijing_day(at)
        held = {r: sorted(loader.holders([r], today), key=lambda p: -owing[p]) for r in GUESTS}
        held[Role.OFFICER].sort(key=lambda p: soonest.get(p, date.max))
        next_ = soonest.get(held[Role.OFFICER][0], date.max)
        busy = {leads.get(p) for p in held[Role.OFFICER] if soonest.get(p, date.max) == next_}
        leaders = [p for p in held[Role.SUPERVISOR] if p in leads.values()]
        leaders.sort(key=lambda p: not (owing[p] and p in busy))
        led = [p for p in held[Role.OFFICER] if leads.get(p) in leaders[:1]]
        shown = held | ({Role.SUPERVISOR: leaders, Role.OFFICER: led} if led else {})
        shown[Role.MEMBER].sort(key=held[Role.SUPERVISOR].__contains__)
        for role in GUESTS:
            for person in shown[role][: 2 if role in TWICE else 1]:
                yield people[person].handle, f"{ROLE_TITLES[role]} {people[person].name}"


@contextmanager
def _rare_sweeps() -> Iterator[None]:
    """Look for cycles among everything that is kept but rarely: all who ask wait meanwhile.

    What is there before the first visit stays to the end and is not looked at again.
    """
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SWEEPS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


@contextmanager
def _ringing(desk: Desk) -> Iterator[None]:
    """Let the clock ring meanwhile; a rehearsal's time stands still."""
    if desk.office.rehearsal:
        yield
        return
    stop = threading.Event()
    thread = threading.Thread(
        target=ticker.run, args=(desk.office, _sending(desk)),
        kwargs={"every": EVERY, "stop": stop}, name="ticker",
    )  # fmt: skip
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _sending(desk: Desk) -> Callable[[datetime], Dispatched]:
    def sends(at: datetime) -> Dispatched:
        return send(desk, channel_of(desk), at)

    return sends


@app.command(cls=Command)
def password(
    who: Annotated[
        str | None, typer.Argument(metavar="谁", help="登录名，或没有重名的姓名")
    ] = None,
    everyone: Annotated[
        Path | None,
        typer.Option("--all", metavar="文件", help="给还没有账号的每个人发放，存入新的 CSV 文件"),
    ] = None,
) -> None:
    """发放(或重新发放)一个人的初始密码：只显示这一次，第一次登录时须修改。

    第一次启用时可用 --all 文件 给全体人员发放；文件只有您能读，分发后请删除。
    """
    if (who is None) == (everyone is None):
        raise Misuse("请写明给谁发放，或者用 --all 文件 给还没有账号的每个人发放")
    with at_desk(writing=True) as desk:
        if desk.office.kind == "play":
            raise Refused([reason("演练数据不能登录，不用发放密码")])
        if everyone is not None:
            _give_all(desk, everyone)
            return
        assert who is not None, "one of the two was given"
        person = desk.person(who, "谁")
        door = Door(desk.office, PROFILES[desk.settings.sign_in])
        fresh = door.give_password(person.id, clock.now())
    say(f"{person.name}({person.handle})的初始密码：{fresh}")
    say("只显示这一次，14日内有效；本人第一次登录时须改为自己的密码。")


def _give_all(desk: Desk, file: Path) -> None:
    """Give everyone who has no account a one-time password; they stand in a private file."""
    door = Door(desk.office, PROFILES[desk.settings.sign_in])
    wanted = without_account(desk.office, clock.now(), desk.now())
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Misuse(f"{file} 已经存在，不会覆盖；请换一个文件名") from None
    except OSError as error:
        raise Misuse(f"不能写入 {file}：{error.strerror}") from None
    with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as opened:
        rows = csv.writer(opened)
        rows.writerow(("登录名", "姓名", "初始密码"))
        for person in wanted:
            fresh = door.give_password(person.person, clock.now())
            rows.writerow((_cell(person.handle), _cell(person.name), fresh))
            opened.flush()
    say(f"已给{len(wanted)}人发放初始密码，存入 {file}；请分别交给本人，然后删除这个文件")


def _cell(text: str) -> str:
    """A text that a spreadsheet takes for a text, never for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
