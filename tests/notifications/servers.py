"""Mail servers on the loopback: a real one with faults to order, and a raw one that misbehaves."""

import asyncio
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from time import sleep
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"
Reply = str | Callable[[str], str | None] | None
DROP, HANG = "drop", "hang"


@dataclass
class Handler:
    """Answers MAIL, RCPT and DATA as ordered: a reply, `drop`, `hang`, or a function of it."""

    orders: dict[str, Reply] = field(default_factory=dict)
    kept: list[bytes] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    connections: int = 0

    async def _obey(self, verb: str, server: SMTP, value: str) -> str | None:
        order = self.orders.get(verb)
        reply = order(value) if callable(order) else order
        if reply == DROP:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
            return "250 lost"
        if reply == HANG:
            await asyncio.sleep(60)
        return reply

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, name: str, replies: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = name
        return replies

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = await self._obey("MAIL", server, address)
        if reply is None:
            envelope.mail_from = address
        return reply or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = await self._obey("RCPT", server, address)
        if reply is None:
            envelope.rcpt_tos.append(address)
        return reply or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        order = self.orders.get("DATA")
        if order is None or order in (DROP, HANG):
            # The server has taken the mail, whatever becomes of its answer.
            self.kept.append(envelope.content)
            self.envelopes.append((str(envelope.mail_from), list(envelope.rcpt_tos)))
        return await self._obey("DATA", server, "") or "250 2.0.0 OK: queued as ABC123"


class _AnyPort(Controller):
    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def real_server(
    orders: dict[str, Reply] | None = None, port_wanted: int = 0, **options: Any
) -> Iterator[tuple[Handler, int]]:
    """A running aiosmtpd server on a free port, with its handler."""
    handler = Handler(orders or {})
    controller = _AnyPort(handler, hostname=HOST, port=port_wanted, **options)
    controller.start()
    try:
        yield handler, controller.port
    finally:
        controller.stop()


@dataclass
class RawServer:
    """A server of raw bytes: what to send at each verb, "." being the final dot.

    A list is sent piece by piece with pauses; empty bytes close the connection, None resets it.
    """

    replies: dict[str, bytes | list[bytes] | None]
    taken: list[bytes] = field(default_factory=list)
    verbs: list[str] = field(default_factory=list)
    connections: int = 0

    def serve(self, listener: socket.socket) -> None:
        """Answer connections one after another until the listener is closed."""
        while True:
            try:
                sock, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            with sock, sock.makefile("rb") as lines, suppress(OSError):
                if self._answer(sock, "greeting", b"220 raw\r\n"):
                    self._talk(sock, lines)

    def _talk(self, sock: socket.socket, lines: Any) -> None:
        for line in iter(lines.readline, b""):
            verb = line[:4].strip().upper().decode("latin-1")
            self.verbs.append(verb)
            default = b"354 go on\r\n" if verb == "DATA" else b"250 fine\r\n"
            if not self._answer(sock, verb, default) or verb == "QUIT":
                return
            if verb == "DATA" and self.replies.get("DATA", default) == default:
                text = []
                while (row := lines.readline()) != b".\r\n":
                    if not row:
                        return  # the text was never ended, so the mail was never given
                    text.append(row)
                self.taken.append(b"".join(text))
                if not self._answer(sock, ".", b"250 taken\r\n"):
                    return

    def _answer(self, sock: socket.socket, verb: str, default: bytes) -> bool:
        """Send what is ordered; whether the connection goes on."""
        order = self.replies.get(verb, default)
        if order is None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
        if isinstance(order, list):
            for piece in order:
                sock.sendall(piece)
                sleep(0.05)
        else:
            sock.sendall(order)
        return order != b""


@contextmanager
def raw_server(
    replies: dict[str, bytes | list[bytes] | None],
) -> Iterator[tuple[RawServer, int]]:
    """A running raw server on a free port."""
    server = RawServer(replies)
    with socket.create_server((HOST, 0)) as listener:
        thread = threading.Thread(target=server.serve, args=(listener,), daemon=True)
        thread.start()
        yield server, listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)
