"""A maildir as the way out: exactly once, because the file name is the Message-ID.

A mail is written in `tmp`, synced, and renamed into `new`: a reader sees a whole mail or none. A
second sending of the same mail finds the file, in `new` or already read in `cur`, and leaves it.
"""

import os
import re
import threading
from contextlib import suppress
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path

from notifications.address import AddressError, clean_address
from notifications.message import FILE
from notifications.receipt import Outcome, Receipt

_SAFE = re.compile(r"<([A-Za-z0-9][A-Za-z0-9@._-]{0,199})>")


def file_name(message_id: str) -> str:
    """The maildir file name of a Message-ID, a pure function of it."""
    match = _SAFE.fullmatch(message_id)
    return match.group(1) if match else sha256(message_id.encode("utf-8")).hexdigest()


class FolderChannel:
    """Puts mails into the maildir at `path`, readable by the owner alone.

    Without `sync` a power cut may lose mails already called accepted: for demonstrations only.
    """

    def __init__(self, path: Path, *, sync: bool = True) -> None:
        """Name the folder; it is made at the first mail."""
        self.path = path
        self.sync = sync

    def __repr__(self) -> str:
        """Where the mails go."""
        return f"FolderChannel({str(self.path)!r})"

    def send(self, message: EmailMessage, to_address: str) -> Receipt:
        """Leave the mail in `new` once; a disk fault is temporary, a bad address refused."""
        if message["Message-ID"] is None:
            raise ValueError("邮件没有 Message-ID，不能存入邮件文件夹")
        name = file_name(str(message["Message-ID"]))
        try:
            clean_address(to_address)
            self._place(name, message.as_bytes(policy=FILE))
        except AddressError as fault:
            return Receipt(Outcome.REFUSED, None, str(fault))
        except OSError as fault:
            return Receipt(Outcome.TEMPORARY, None, f"邮件文件未能写入：{fault.strerror}")
        return Receipt(Outcome.ACCEPTED, None, name)

    def close(self) -> None:
        """Nothing is held open."""

    def _place(self, name: str, content: bytes) -> None:
        """Write and rename unless the mail is there; sync the folder in either case."""
        self._prepare()
        if not self._present(name):
            # One scratch file per writer: a shared one could be cut short by another's open.
            scratch = self.path / "tmp" / f"{name}.{os.getpid()}.{threading.get_ident()}"
            try:
                self._write(scratch, content)
                scratch.rename(self.path / "new" / name)
            except OSError:
                with suppress(OSError):
                    scratch.unlink()
                raise
        self._sync_folder(self.path / "new")

    def _prepare(self) -> None:
        """Make the three folders if they are not there, for the owner alone."""
        if all((self.path / part).is_dir() for part in ("tmp", "new", "cur")):
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        for folder in (self.path, *(self.path / part for part in ("tmp", "new", "cur"))):
            folder.mkdir(mode=0o700, exist_ok=True)
        self._sync_folder(self.path)
        self._sync_folder(self.path.parent)

    def _present(self, name: str) -> bool:
        """Whether the mail waits in `new` or was moved to `cur` by a reader."""
        if (self.path / "new" / name).exists():
            return True
        with os.scandir(self.path / "cur") as read:
            return any(file.name == name or file.name.startswith(f"{name}:2,") for file in read)

    def _write(self, path: Path, content: bytes) -> None:
        """Write a private file and force it to the disk."""
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            if self.sync:
                file.flush()
                os.fsync(file.fileno())

    def _sync_folder(self, path: Path) -> None:
        """Force a folder's entries to the disk."""
        if not self.sync:
            return
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
