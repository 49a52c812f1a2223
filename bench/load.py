"""A real `kaohe serve` with a large office, and browsers that keep asking it for pages."""

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from socket import socket
from time import perf_counter, sleep
from typing import NamedTuple
from urllib.parse import urlencode

from bench import staff
from bench.visitors import Step, Visitor, visitors
from rules.nouns import Role
from storage import accounts, passwords
from storage.accounts import Session
from storage.database import Database, open_database
from storage.load import Loader
from web.paging import SIZE
from web.visit import COOKIE
from workflow import clock
from workflow.install import Newcomer, register
from workflow.office import Office

BESIDES = (
    Newcomer("clerk2", "文书二", "党建办", (Role.OFFICE,)),
    Newcomer("auditor", "监督员", "纪检监察组", (Role.AUDITOR,)),
)
PATIENCE = 60
OK = (200, 303)


class Asked(NamedTuple):
    """One answer: of which step, after how many seconds, with which status.

    `busy` is for how long of that the server computed, where nobody else asked it; else 0.
    """

    step: str
    seconds: float
    status: int
    busy: float = 0.0


class Load(NamedTuple):
    """How visitors press: for how many seconds, and how long each thinks between two pages."""

    seconds: float
    thinks: float


@dataclass
class Served:
    """An office that is being served: where, and who is signed in with which token and form."""

    port: int
    process: int
    who: list[tuple[Visitor, str, str]] = field(repr=False)


@contextmanager
def served(people: int) -> Iterator[Served]:
    """Make an office in the middle of its quarter, serve it, and stop it again."""
    with tempfile.TemporaryDirectory(prefix="kaohe-bench-") as folder:
        url = f"sqlite:///{folder}/office.db"
        with closing(socket()) as place:
            place.bind(("127.0.0.1", 0))
            port = place.getsockname()[1]
        who = _made(url, Path(folder), people)
        words = [str(Path(sys.executable).with_name("kaohe")), "serve", "--port", str(port)]
        environment = os.environ | {"KAOHE_DATABASE_URL": url, "PYTHONUNBUFFERED": "1"}
        with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout is not None, "it is a pipe"
                said = process.stdout.readline()
                if "网页已开通" not in said:
                    raise RuntimeError(f"kaohe serve did not start: {said}")
                yield Served(port, process.pid, who)
            finally:
                process.terminate()


def _made(url: str, folder: Path, people: int) -> list[tuple[Visitor, str, str]]:
    database = open_database(url)
    try:
        office = made(database, people)
        _keep_seed(folder / "office.db.keys")
        return [signed_in(database, office, v) for v in visitors_of(office)]
    finally:
        database.dispose()


def made(database: Database, people: int) -> Office:
    """An office in the middle of its quarter, whose plans are approved and July is reported."""
    office = staff.found(database, people)
    register(office.store, office.id, BESIDES, staff.SINCE, staff.MADE, staff.surrogate)
    staff.hand_in_plans(office)
    staff.report_months(office, (7,))
    return office


def _keep_seed(folder: Path) -> None:
    """Leave the seed of the journal's keys where a rehearsal has it."""
    folder.mkdir(mode=0o700)
    file = folder / "rehearsal.seed"
    file.touch(mode=0o600)
    file.write_text(f"{staff.SEED.hex()}\n", encoding="ascii")


def visitors_of(office: Office) -> list[Visitor]:
    """Who visits an office of the bench."""
    with office.store.database.read() as connection:
        loader = Loader(connection, office.id, lock=False)
        handles = {p.id: p.handle for p in loader.everyone()}
        cases = loader.of_period("quarterly", str(staff.QUARTER))
        whole = loader.case_of("cycle", str(staff.QUARTER), "")
    assert whole is not None, "the quarter is open"
    last = -(-len(cases) // SIZE)
    return list(visitors({handles[c.person]: c.id for c in cases}, whole.id, last))


def signed_in(database: Database, office: Office, visitor: Visitor) -> tuple[Visitor, str, str]:
    """Sign a visitor in without a password: the token of the browser, and that of its forms."""
    token, csrf, now = passwords.token(), passwords.token(), clock.now()
    person = staff.surrogate(visitor.handle)
    with database.begin() as connection:
        session = Session(passwords.digest_of(token), person, csrf, now, now)
        accounts.put_session(connection, office.id, session)
        if accounts.account_by_person(connection, office.id, person) is None:
            accounts.put_account(connection, office.id, person, password="-", set_at=now)
    return visitor, token, csrf


def press(at: Served, load: Load) -> list[Asked]:
    """Let all visitors open their pages at once, each after the other's; every answer."""
    found: list[Asked] = []
    until = perf_counter() + load.seconds
    hands = [
        threading.Thread(target=_visit, args=(at, n, load, until, found))
        for n in range(len(at.who))
    ]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    return found


def once(at: Served, mark: str) -> list[Asked]:
    """Each page once, one after the other: nobody else asks. `mark` tells the run from others."""
    found: list[Asked] = []
    for number, (visitor, token, csrf) in enumerate(at.who):
        with closing(HTTPConnection("127.0.0.1", at.port, timeout=PATIENCE)) as line:
            for turn, step in enumerate(visitor.steps):
                before = _busy(at.process)
                asked = _ask(line, step, token, csrf, f"{mark}-{number}-{turn}")
                found.append(asked._replace(busy=_busy(at.process) - before))
    return found


def _visit(at: Served, number: int, load: Load, until: float, found: list[Asked]) -> None:
    """One visitor: thinks, opens the next page, and so on; they do not march in step."""
    visitor, token, csrf = at.who[number]
    sleep(load.thinks * number / len(at.who))
    with closing(HTTPConnection("127.0.0.1", at.port, timeout=PATIENCE)) as line:
        for turn, step in enumerate(_from(visitor.steps, number)):
            if perf_counter() >= until:
                return
            found.append(_ask(line, step, token, csrf, f"{load.thinks}-{number}-{turn}"))
            sleep(load.thinks * (0.5 + (number * 7 + turn * 3) % 11 / 10))


def _from(steps: Sequence[Step], number: int) -> Iterator[Step]:
    """The steps again and again, begun at another one by each visitor."""
    shift = number % len(steps)
    return cycle([*steps[shift:], *steps[:shift]])


def _ask(line: HTTPConnection, step: Step, token: str, csrf: str, request: str) -> Asked:
    headers = {"Cookie": f"{COOKIE}={token}", "Sec-Fetch-Site": "same-origin"}
    body = None
    if step.form is not None:
        body = urlencode([*step.form, ("csrf", csrf), ("request", f"request-{request}")])
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    begun = perf_counter()
    line.request("POST" if body else "GET", step.path, body, headers)
    answer = line.getresponse()
    answer.read()
    return Asked(step.name, perf_counter() - begun, answer.status)


def _busy(process: int) -> float:
    """For how many seconds the threads of a process have computed so far; 0 if none can say."""
    spent = 0
    for task in Path(f"/proc/{process}/task").glob("*/schedstat"):
        with suppress(OSError):  # it ended meanwhile
            spent += int(task.read_text(encoding="ascii").split()[0])
    return spent / 1e9


def most_memory(at: Served) -> float:
    """The most memory that the server held so far, in MB."""
    for line in Path(f"/proc/{at.process}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0
