"""Sending by several at once and by processes that are killed: nothing is lost or sent unmarked."""

import os
import signal
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial

import pytest

from notifications.channels import Channel, FolderChannel
from storage import outbox
from storage.database import open_database
from tests.architecture.tree import ROOT
from tests.notifications.servers import HOST, real_server
from tests.workflow.mailroom import (
    AT,
    LEASE,
    MINUTE,
    MUST,
    NUDGE,
    TERMS,
    alter,
    files,
    folder,
    header,
    office,
    opened,
    put,
    row_of,
    send,
    smtp,
    states,
    street,
)
from workflow.dispatch import Dispatched
from workflow.office import Office

__all__ = ["folder", "office", "street"]


def dispatcher(url: str, channel: Channel) -> Dispatched:
    database = open_database(url)
    try:
        return send(opened(database), channel, AT)
    finally:
        database.dispose()


@pytest.mark.parametrize("way", ["smtp", "folder"])
def test_dispatchers_at_once_send_each_mail_once(
    office: Office, folder: FolderChannel, way: str
) -> None:
    mails = {put(office, kind, number=n) for kind in (MUST, NUDGE) for n in range(30)}
    url = office.store.database.url.render_as_string(hide_password=False)
    with ExitStack() as stack:
        handler, port = stack.enter_context(real_server())
        threads = stack.enter_context(ThreadPoolExecutor(4))
        ways = [stack.enter_context(smtp(port)) if way == "smtp" else folder for _ in range(4)]
        done = list(threads.map(partial(dispatcher, url), ways))
    assert sum(each.accepted for each in done) == len(mails)
    assert states(office) == {"accepted": len(mails)}
    assert {row_of(office, mail).attempts for mail in mails} == {1}
    if way == "smtp":
        assert Counter(header(wire, "Message-ID") for wire in handler.kept) == Counter(mails)
    else:
        assert len(files(folder)) == len(mails)


KILLED = """
import os, signal, sys
from storage.database import open_database
from notifications.channels import open_channel
from tests.workflow.mailroom import AT, LEASE, SENDER, TERMS, opened
from workflow.dispatch import dispatch

url, address, when = sys.argv[1:]
channel = open_channel(address)
Way = type(channel)

class Deadly(Way):
    def send(self, message, to_address):
        if when == "after":
            Way.send(self, message, to_address)
        os.kill(os.getpid(), signal.SIGKILL)

channel.__class__ = Deadly
dispatch(opened(open_database(url)), channel, AT, terms=TERMS, sender=SENDER, lease=LEASE)
"""


def killed(office: Office, address: str, when: str) -> None:
    """Dispatch in a process of its own that is killed before or after handing over one mail."""
    url = office.store.database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", KILLED, url, address, when]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    run = subprocess.run(command, env=environment, check=False, timeout=60)
    assert run.returncode == -signal.SIGKILL


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_must_of_a_killed_process_is_sent_after_the_lease_and_marked(
    office: Office, when: str
) -> None:
    mail = put(office, MUST)
    with real_server() as (handler, port), smtp(port) as channel:
        killed(office, f"smtp://{HOST}:{port}", when)
        assert states(office) == {"claimed": 1}
        assert not send(office, channel, AT + LEASE - MINUTE)
        assert send(office, channel, AT + LEASE) == Dispatched(accepted=1)
        assert not send(office, channel, AT + 1000 * MINUTE)
    assert [header(w, "Message-ID") for w in handler.kept] == [mail] * (1 + (when == "after"))
    row = row_of(office, mail)
    assert (row.state, row.attempts, row.possible_repeat) == ("accepted", 2, True)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_nudge_of_a_killed_process_rests_as_unknown_and_the_others_go_on(
    street: Office, when: str
) -> None:
    first = put(street, NUDGE, at=AT - MINUTE)
    second = put(street, NUDGE, number=2)
    with real_server() as (handler, port), smtp(port) as channel:
        killed(street, f"smtp://{HOST}:{port}", when)
        assert states(street) == {"claimed": 1, "queued": 1}, "one mail is in doubt, no more"
        assert send(street, channel, AT + LEASE) == Dispatched(accepted=1, unknown=1)
        assert not send(street, channel, AT + 1000 * MINUTE)
    got = [header(wire, "Message-ID") for wire in handler.kept]
    assert got == [first, second] if when == "after" else [second]
    row = row_of(street, first)
    assert (row.state, row.settled_at) == ("unknown", AT + LEASE)
    assert row.answer == outbox.INTERRUPTED


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("kind", [MUST, NUDGE])
def test_in_a_folder_every_mail_of_a_killed_process_is_one_file(
    street: Office, folder: FolderChannel, kind: str, when: str
) -> None:
    mails = [put(street, kind, number=number) for number in range(3)]
    killed(street, f"folder://{folder.path}", when)
    assert not send(street, folder, AT + LEASE - MINUTE)
    before = files(folder) if when == "after" else {}
    assert send(street, folder, AT + LEASE) == Dispatched(accepted=3)
    after = files(folder)
    assert sorted(after) == sorted(mail.strip("<>") for mail in mails)
    assert before.items() <= after.items()
    assert not any(row_of(street, mail).possible_repeat for mail in mails)


def test_a_mail_that_kills_its_process_every_time_is_parked_and_the_others_go_on(
    street: Office,
) -> None:
    deadly = put(street, MUST, at=AT - MINUTE)
    other = put(street, MUST, number=2)
    alter(street, deadly, state="claimed", attempts=TERMS.tries, retry_at=AT - MINUTE)
    with real_server() as (handler, port), smtp(port) as channel:
        assert send(street, channel, AT) == Dispatched(accepted=1, parked=1)
    assert [header(wire, "Message-ID") for wire in handler.kept] == [other]
    row = row_of(street, deadly)
    assert row.state == "parked"
    assert row.possible_repeat
    assert row.answer == "已尝试4次，每次均中断，停止发送"
