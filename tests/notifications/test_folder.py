"""The maildir: a mail is there once, whole, and named by its Message-ID."""

import mailbox
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from email.header import decode_header, make_header
from pathlib import Path

import pytest

from notifications.channels import FolderChannel, Outcome, Receipt
from notifications.compose import to_message
from notifications.folder import file_name
from notifications.message import FILE
from tests.notifications.samples import AT, mail, message

TO = "zhang@example.cn"
ROOT = Path(__file__).parents[2]


def files(folder: Path) -> list[str]:
    """Every file in the maildir, by its part and name."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_mail_lies_in_new_under_its_message_id_and_can_be_read(tmp_path: Path) -> None:
    composed = mail()
    receipt = FolderChannel(tmp_path / "a" / "b").send(to_message(composed, AT), TO)
    name = composed.message_id.strip("<>")
    assert receipt == Receipt(Outcome.ACCEPTED, None, name)
    assert files(tmp_path / "a" / "b") == [f"new/{name}"]
    (got,) = mailbox.Maildir(tmp_path / "a" / "b", create=False)
    assert str(make_header(decode_header(got["Subject"]))) == composed.subject
    payload = got.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert payload.decode().splitlines() == composed.body.splitlines()


def test_sending_twice_leaves_one_file_with_the_same_bytes(tmp_path: Path) -> None:
    way = FolderChannel(tmp_path)
    way.send(message(), TO)
    (name,) = files(tmp_path)
    before = (tmp_path / name).read_bytes()
    assert way.send(message(), TO).outcome is Outcome.ACCEPTED
    assert files(tmp_path) == [name]
    assert (tmp_path / name).read_bytes() == before == message().as_bytes(policy=FILE)
    assert b"\r" not in before
    way.close()


def test_a_folder_without_syncing_holds_the_same_mails(tmp_path: Path) -> None:
    FolderChannel(tmp_path / "a").send(message(), TO)
    FolderChannel(tmp_path / "b", sync=False).send(message(), TO)
    assert files(tmp_path / "a") == files(tmp_path / "b")
    (name,) = files(tmp_path / "a")
    assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


@pytest.mark.parametrize("flags", ["", ":2,", ":2,S", ":2,RS"])
def test_a_mail_a_reader_has_moved_is_not_put_in_again(tmp_path: Path, flags: str) -> None:
    way = FolderChannel(tmp_path)
    way.send(message(), TO)
    (name,) = [path.name for path in (tmp_path / "new").iterdir()]
    (tmp_path / "new" / name).rename(tmp_path / "cur" / f"{name}{flags}")
    assert way.send(message(), TO).outcome is Outcome.ACCEPTED
    assert files(tmp_path) == [f"cur/{name}{flags}"]


def test_the_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    FolderChannel(tmp_path / "mails").send(message(), TO)
    for path in (tmp_path / "mails", *(tmp_path / "mails").rglob("*")):
        assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "identifier",
    ["<../../etc/passwd@x>", "</etc/passwd>", "<a:2,S@x>", "<.hidden@x>", "", "<a\0b@x>", "<号@x>",
     "<" + "a" * 300 + "@x>", "no brackets"],
)  # fmt: skip
def test_a_strange_message_id_becomes_a_plain_file_name(identifier: str) -> None:
    name = file_name(identifier)
    assert name == file_name(identifier)
    assert set(name) <= set("0123456789abcdef")
    assert len(name) == 64


def test_a_bad_address_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    receipt = FolderChannel(tmp_path).send(message(), "张三")
    assert receipt.outcome is Outcome.REFUSED
    assert files(tmp_path) == []


def test_a_folder_that_cannot_be_is_a_temporary_fault(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    receipt = FolderChannel(tmp_path / "taken").send(message(), TO)
    assert receipt.outcome is Outcome.TEMPORARY
    assert receipt.text.startswith("邮件文件未能写入")


def test_a_mail_that_does_not_fit_on_the_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    script = (
        "import resource, sys; from pathlib import Path\n"
        "from notifications.channels import FolderChannel\n"
        "from tests.notifications.samples import message\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))\n"
        "sys.exit(FolderChannel(Path(sys.argv[1])).send(message(), 'a@b.cn').outcome)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stderr == "temporary\n"
    assert files(tmp_path) == []


def test_many_writers_of_the_same_mails_leave_each_once_and_whole(tmp_path: Path) -> None:
    """A reader that looks all the while never sees a part of a mail."""
    mails = [message(number) for number in range(20)]
    whole = {file_name(str(one["Message-ID"])): one.as_bytes(policy=FILE) for one in mails}
    seen_partial: list[str] = []
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            found = {path.name: path.read_bytes() for path in (tmp_path / "new").glob("*")}
            seen_partial.extend(name for name in found if found[name] != whole[name])

    def write(number: int) -> Outcome:
        return FolderChannel(tmp_path).send(mails[number % 20], TO).outcome

    reader = threading.Thread(target=watch)
    reader.start()
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(write, range(160)))
    done.set()
    reader.join()
    assert set(outcomes) == {Outcome.ACCEPTED}
    assert seen_partial == []
    assert files(tmp_path) == sorted(f"new/{name}" for name in whole)


KILLING = """
import os, signal, sys
from pathlib import Path
from time import sleep
from notifications.channels import FolderChannel
from tests.notifications.samples import message

mails = [message(number) for number in range(500)]
for turn in range(10):
    child = os.fork()
    if child == 0:
        way = FolderChannel(Path(sys.argv[1]))
        for one in mails[turn * 50 :]:
            way.send(one, "a@b.cn")
        os._exit(0)
    sleep(0.02 + turn * 0.003)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
"""


def test_a_writer_killed_at_any_moment_leaves_only_whole_mails(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLING, tmp_path], cwd=ROOT, check=True)
    mails = [message(number) for number in range(500)]
    whole = {file_name(str(one["Message-ID"])): one.as_bytes(policy=FILE) for one in mails}
    written = list((tmp_path / "new").iterdir())
    assert len(written) > 10
    for path in written:
        assert path.read_bytes() == whole[path.name]
