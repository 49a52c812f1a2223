"""The bell: at regular times it rings the sweep and the sending; the only door to apscheduler.

The scheduler is never the truth. What is due is derived from the rows, so a ring that is missed
or doubled changes nothing; its one job is kept in memory and knows no office's business.
"""

import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.job import Job
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from workflow import clock
from workflow.dispatch import Dispatched
from workflow.office import Office
from workflow.sweep import tick

Send = Callable[[datetime], Dispatched]
JOB = "ring"
_log = logging.getLogger(__name__)


class Interval(BaseTrigger):  # type: ignore[misc] # the library ships no types
    """Rings `every` after the last ring was noticed.

    The library's own interval lists each ring that was missed: after a leap of the clock over
    years the list outgrows the memory.
    """

    def __init__(self, every: timedelta) -> None:
        self.every = every

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        """The next ring, counted from now; missed ones are not made up for."""
        return now + self.every


def run(office: Office, send: Send, *, every: timedelta, stop: threading.Event) -> None:
    """Ring at once and then `every` so often until `stop` is set; a ring under way is finished.

    Each ring sweeps what has fallen due and calls `send` with the present instant. In the main
    thread SIGTERM and SIGINT set `stop`; elsewhere whoever owns the process does.
    """
    with _stopped_by_signals(stop):
        scheduler = started(lambda: ring(office, send, stop), every, clock.now())
        try:
            while not stop.wait(every.total_seconds()):
                mend(scheduler.get_job(JOB), every)
        finally:
            scheduler.shutdown(wait=True)


def started(beat: Callable[[], None], every: timedelta, first: datetime) -> BackgroundScheduler:
    """A running scheduler with its one job: `beat` at `first` and then `every` so often."""
    scheduler = BackgroundScheduler(
        timezone=UTC, executors={"default": ThreadPoolExecutor(max_workers=1)}
    )
    scheduler.add_job(
        beat,
        Interval(every),
        id=JOB,
        next_run_time=first,
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    scheduler.start()
    return scheduler


def mend(job: Job, every: timedelta) -> None:
    """Ring now if the next ring is further off than an interval: the clock was set back."""
    at = clock.now()
    if job.next_run_time > at + every:
        job.modify(next_run_time=at)


def ring(office: Office, send: Send, stop: threading.Event) -> None:
    """Sweep, then send; again while more mails wait, so that a long queue delays no deadline."""
    _sweep(office)
    while _send(send) and not stop.is_set():
        _sweep(office)


def _sweep(office: Office) -> None:
    """Do what has fallen due; a fault is logged and the next ring tries again."""
    try:
        office.refresh()
        swept = tick(office, clock.now())
    except Exception:  # noqa: BLE001 - whatever it was, the bell must go on ringing
        _log.exception("到期处理未完成，下一次再办")
        return
    if swept:
        words = "到期处理：启动%d个季度，办理%d项，提醒%d件"
        _log.info(words, len(swept.opened), swept.moved, swept.reminded)


def _send(send: Send) -> bool:
    """Send what waits and tell whether more does; a fault is logged like that of the sweep."""
    try:
        sent = send(clock.now())
    except Exception:  # noqa: BLE001 - whatever it was, the bell must go on ringing
        _log.exception("邮件发送未完成，下一次再办")
        return False
    if sent:
        words = "邮件发送：送达%d件，拒收%d件，待重发%d件，结果不明%d件，停发%d件"
        _log.info(words, sent.accepted, sent.refused, sent.temporary, sent.unknown, sent.parked)
    return sent.more


@contextmanager
def _stopped_by_signals(stop: threading.Event) -> Iterator[None]:
    """Let SIGTERM and SIGINT set `stop` meanwhile; only the main thread may listen to them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def heard(_number: int, _frame: Any) -> None:
        # Not here: the thread that was interrupted may hold the event's own lock.
        threading.Thread(target=stop.set).start()

    former = {number: signal.signal(number, heard) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
