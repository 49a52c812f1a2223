"""The raw side of a mail connection: bounded replies, and a limit on how long one mail takes."""

import re
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

_REPLY_LINES, _REPLY_BYTES = 100, 4096


class BoundedReplies:
    """Gives an smtplib session replies of bounded size: a flood is a fault, not a hang."""

    sock: socket.socket | None
    file: Any

    def getreply(self) -> tuple[int, bytes]:
        """Read one reply as code and text, code -1 if it is none; ConnectionError if cut off."""
        if self.sock is None:
            raise ConnectionResetError("连接已断开")
        self.file = self.file or self.sock.makefile("rb")
        lines: list[bytes] = []
        while len(lines) < _REPLY_LINES:
            line: bytes = self.file.readline(_REPLY_BYTES)
            if not line.endswith(b"\n"):
                raise ConnectionResetError("应答未完即断开，或一行过长")
            lines.append(line[4:].strip())
            if line[3:4] != b"-":
                code = int(line[:3]) if re.fullmatch(rb"[2-5][0-9][0-9]", line[:3]) else -1
                # smtplib reads the extensions that EHLO lists from separate lines.
                return code, b"\n".join(lines)
        raise ConnectionAbortedError("应答行数过多")


class Watchdog:
    """Cuts a connection after `limit` seconds, however slowly the other side drips.

    Every step has its own time limit, but a server may send one byte before each runs out.
    """

    def __init__(self, limit: float, find: Callable[[], socket.socket | None]) -> None:
        self._find = find
        self._expired = threading.Event()
        self._timer = threading.Timer(limit, self._cut)
        self._timer.daemon = True

    @property
    def expired(self) -> bool:
        """Tell whether the time has run out."""
        return self._expired.is_set()

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        self._timer.join()

    def _cut(self) -> None:
        """End the waiting read as if the server had gone (in the timer's thread)."""
        self._expired.set()
        sock = self._find()
        if sock is not None:
            with suppress(OSError):
                # The plain method: that of an SSL socket drops the session under its reader.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)
