"""The bell rings on and on: through faults, leaps of the clock and until it is told to stop."""

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from time import monotonic, sleep

import pytest
from sqlalchemy import delete, insert, select

from notifications.channels import FolderChannel
from storage.rows import OfficeRow
from tests.architecture.tree import ROOT
from tests.workflow.mailroom import SENDER, TERMS, put, row_of, settled
from workflow import clock, ticker
from workflow.dispatch import Dispatched, dispatch
from workflow.office import Office

EVERY = timedelta(milliseconds=50)
PATIENCE = 5.0


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """The office in a SQLite file, where nothing is due."""
    made = settled(f"sqlite:///{tmp_path}/office.db")
    yield made
    made.store.database.dispose()


class Sending:
    """Counts how often it is called and by how many at once; `faults` calls fail first."""

    def __init__(self, *, faults: int = 0, more: int = 0, lasts: float = 0.0) -> None:
        self.faults, self.more, self.lasts = faults, more, lasts
        self.instants: list[datetime] = []
        self.under_way = self.at_once = self.finished = 0

    def __call__(self, at: datetime) -> Dispatched:
        self.instants.append(at)
        self.under_way += 1
        self.at_once = max(self.at_once, self.under_way)
        sleep(self.lasts)
        self.under_way -= 1
        if len(self.instants) <= self.faults:
            raise OSError("磁盘坏了")
        self.finished += 1
        return Dispatched(accepted=1, more=len(self.instants) <= self.more)

    def rung(self, times: int) -> bool:
        return len(self.instants) >= times


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until something has happened; it must within some seconds."""
    start = monotonic()
    while not condition():
        assert monotonic() - start < PATIENCE, "it never happened"
        sleep(0.005)


@contextmanager
def running(
    office: Office, send: ticker.Send, every: timedelta = EVERY
) -> Iterator[threading.Event]:
    """A ticker in a thread of its own, stopped at the end."""
    stop = threading.Event()
    work = partial(ticker.run, office, send, every=every, stop=stop)
    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_it_rings_at_once_and_then_regularly_and_not_after_it_was_stopped(office: Office) -> None:
    send = Sending()
    with running(office, send):
        wait_for(partial(send.rung, 4))
    rung = len(send.instants)
    sleep(3 * EVERY.total_seconds())
    assert len(send.instants) == rung
    assert all(at.tzinfo is UTC for at in send.instants)
    gaps = [b - a for a, b in zip(send.instants, send.instants[1:], strict=False)]
    assert min(gaps) > EVERY / 2


def test_a_mail_that_waits_is_sent_by_the_next_ring(office: Office, tmp_path: Path) -> None:
    channel = FolderChannel(tmp_path / "mails", sync=False)

    def send(at: datetime) -> Dispatched:
        return dispatch(office, channel, at, terms=TERMS, sender=SENDER)

    with running(office, send):
        mail = put(office, at=clock.now())
        wait_for(lambda: row_of(office, mail).state == "accepted")
    assert [path.name for path in (channel.path / "new").iterdir()] == [mail.strip("<>")]


def test_a_fault_in_sending_is_logged_and_the_next_ring_comes(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    send = Sending(faults=2)
    with caplog.at_level(logging.INFO, "workflow.ticker"), running(office, send):
        wait_for(lambda: send.finished >= 2)
    faults = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [record.getMessage() for record in faults] == ["邮件发送未完成，下一次再办"] * 2
    assert "磁盘坏了" in str(faults[0].exc_info)
    told = [record.getMessage() for record in caplog.records if record.levelno == logging.INFO]
    assert told[0] == "邮件发送：送达1件，拒收0件，待重发0件，结果不明0件，停发0件"


def test_a_fault_in_the_sweep_stops_neither_the_mails_nor_the_next_sweep(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    with office.store.database.begin() as connection:
        row = connection.execute(select(OfficeRow.__table__)).one()._asdict()  # type: ignore[attr-defined]
        connection.execute(delete(OfficeRow))
    send = Sending()
    with running(office, send):
        wait_for(partial(send.rung, 2))
        with office.store.database.begin() as connection:
            connection.execute(insert(OfficeRow), row)
        missed = len(caplog.records)
        rung = len(send.instants)
        wait_for(partial(send.rung, rung + 3))
    assert {record.getMessage() for record in caplog.records} == {"到期处理未完成，下一次再办"}
    assert 2 <= len(caplog.records) <= missed + 1


def test_a_ring_that_is_under_way_is_finished_before_the_end(office: Office) -> None:
    send = Sending(lasts=0.3)
    with running(office, send):
        wait_for(partial(send.rung, 1))
    assert send.finished == len(send.instants) == 1


def test_a_long_ring_is_never_joined_by_a_second(office: Office) -> None:
    send = Sending(lasts=4 * EVERY.total_seconds())
    with running(office, send):
        wait_for(partial(send.rung, 3))
    assert send.at_once == 1


def test_a_long_queue_is_sent_in_one_ring_with_a_sweep_between(office: Office) -> None:
    send = Sending(more=5)
    with running(office, send, every=timedelta(hours=1)):
        wait_for(partial(send.rung, 6))
    assert len(send.instants) == 6


def test_a_long_queue_ends_with_the_stop(office: Office) -> None:
    send = Sending(more=10**9)
    with running(office, send):
        wait_for(partial(send.rung, 3))


@contextmanager
def bell(first: datetime, every: timedelta) -> Iterator[tuple[list[int], object]]:
    """A started scheduler without an office, the times it rang, and its job."""
    rung: list[int] = []
    scheduler = ticker.started(lambda: rung.append(1), every, first)
    try:
        yield rung, scheduler.get_job(ticker.JOB)
    finally:
        scheduler.shutdown(wait=True)


def test_a_leap_of_the_clock_over_centuries_rings_once_and_fills_no_memory() -> None:
    start = monotonic()
    with bell(clock.now() - timedelta(days=63_500), timedelta(minutes=1)) as (rung, _):
        wait_for(lambda: bool(rung))
        sleep(0.05)
        assert len(rung) == 1
    assert monotonic() - start < 1


def test_a_clock_that_was_set_back_does_not_silence_the_bell() -> None:
    every = timedelta(minutes=1)
    with bell(clock.now() + timedelta(days=400), every) as (rung, job):
        ticker.mend(job, every)
        wait_for(lambda: bool(rung))
        ticker.mend(job, every)
        sleep(0.05)
        assert len(rung) == 1, "a bell that is in time is left alone"


STOPPED = """
import sys, threading
from datetime import timedelta
from pathlib import Path
from time import sleep
from storage.database import open_database
from tests.workflow.mailroom import opened
from workflow import ticker
from workflow.dispatch import Dispatched

def send(at):
    print("begun", flush=True)
    sleep(0.3)
    print("done", flush=True)
    return Dispatched()

office = opened(open_database(sys.argv[1]))
ticker.run(office, send, every=timedelta(minutes=5), stop=threading.Event())
print("stopped", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_process_that_is_told_to_end_finishes_its_ring_and_ends_well(
    office: Office, number: signal.Signals
) -> None:
    url = office.store.database.url.render_as_string()
    process = subprocess.Popen(
        [sys.executable, "-c", STOPPED, url],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        process.send_signal(number)
        assert process.stdout.read() == "done\nstopped\n"
        assert process.wait(PATIENCE) == 0
