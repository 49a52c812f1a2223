"""Mail over SMTP, one envelope per recipient: the only file that speaks smtplib.

SMTP cannot deliver exactly once: when the answer to the final dot is lost, nobody knows. So the
dot is sent apart from the text: a fault before it means "not handed over", one from it on means
"unknown". `smtplib.send_message` hides this and partial refusals, hence the single steps.
"""

import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage
from typing import NamedTuple
from urllib.parse import urlsplit

from notifications.account import SmtpAccount, account_of, folder_of
from notifications.address import AddressError, clean_address, clean_text
from notifications.folder import FolderChannel
from notifications.message import smtp_text
from notifications.receipt import Channel, Outcome, Receipt
from notifications.wire import BoundedReplies, Watchdog

__all__ = ["Channel", "FolderChannel", "Outcome", "Receipt", "SmtpChannel", "open_channel"]

_FAULTS = (OSError, ValueError)  # every smtplib exception is an OSError
_OK, _START_TEXT, _CLOSING = 250, 354, 421
_SIGN_IN = frozenset({530, 534, 535, 538})  # our account is at fault, not this mail
_BY_DIGIT = {2: Outcome.ACCEPTED, 4: Outcome.TEMPORARY, 5: Outcome.REFUSED}


class _Envelope(NamedTuple):
    """Sender, the one recipient, and the text as it goes over the wire, without the dot."""

    sender: str
    to: str
    text: bytes


class _Plain(BoundedReplies, smtplib.SMTP):
    """An unencrypted session, perhaps encrypted later by STARTTLS."""

    def __init__(self, account: SmtpAccount, opened: Callable[[smtplib.SMTP], None]) -> None:
        """Connect; `opened` gets the session first, so that a slow greeting can be cut."""
        opened(self)
        super().__init__(account.host, account.port, account.helo, account.timeout)


class _Encrypted(BoundedReplies, smtplib.SMTP_SSL):
    """A session encrypted from the first byte."""

    def __init__(self, account: SmtpAccount, opened: Callable[[smtplib.SMTP], None]) -> None:
        """Connect as `_Plain` does, under TLS with the server's certificate checked."""
        opened(self)
        context = ssl.create_default_context(cafile=account.cafile)
        super().__init__(
            account.host, account.port, account.helo, timeout=account.timeout, context=context
        )


class SmtpChannel:
    """Sends mails through one server over a kept connection; for one thread at a time."""

    def __init__(self, account: SmtpAccount) -> None:
        """Remember the account; the first mail connects."""
        self._account = account
        self._smtp: smtplib.SMTP | None = None

    def __repr__(self) -> str:
        """Show host and port alone."""
        return f"SmtpChannel({self._account.host}:{self._account.port})"

    def send(self, message: EmailMessage, to_address: str) -> Receipt:
        """Hand one message to the server for one recipient; never raises for what it does."""
        try:
            sender = clean_address(message["From"].addresses[0].addr_spec)
            envelope = _Envelope(sender, clean_address(to_address), smtp_text(message))
        except AddressError as fault:
            return Receipt(Outcome.REFUSED, None, str(fault))
        with Watchdog(self._account.limit, self._socket) as watchdog:
            return self._deliver(envelope, watchdog)

    def close(self) -> None:
        """Say goodbye if connected; the next mail connects anew."""
        if self._smtp is not None:
            with Watchdog(self._account.timeout, self._socket), suppress(*_FAULTS):
                self._smtp.quit()
            self._drop()

    def _deliver(self, envelope: _Envelope, watchdog: Watchdog) -> Receipt:
        """Make one attempt; a kept connection that fails before the offer is opened anew."""
        kept = self._smtp is not None
        try:
            smtp = self._smtp or self._connect()
            if watchdog.expired:
                raise TimeoutError
            size = [f"size={len(envelope.text)}"] if smtp.has_extn("size") else []
            code, text = smtp.mail(envelope.sender, size)
        except _FAULTS as fault:
            self._drop()
            if not kept or watchdog.expired:
                return self._failed(fault)
            return self._deliver(envelope, watchdog)
        if code == _OK:
            return self._offer(smtp, envelope)
        if not kept:
            return self._answered(smtp, code, text)
        self._drop()
        return self._deliver(envelope, watchdog)

    def _offer(self, smtp: smtplib.SMTP, envelope: _Envelope) -> Receipt:
        """Give recipient and text; until the dot is begun, every fault leaves the mail with us."""
        try:
            code, text = smtp.rcpt(envelope.to)
            if _BY_DIGIT.get(code // 100) is not Outcome.ACCEPTED:
                return self._answered(smtp, code, text)
            code, text = smtp.docmd("DATA")
            if code != _START_TEXT:
                return self._answered(smtp, code, text)
            smtp.send(envelope.text)
        except _FAULTS as fault:
            self._drop()
            return self._failed(fault)
        return self._finish(smtp)

    def _finish(self, smtp: smtplib.SMTP) -> Receipt:
        """Send the dot and read its answer; without a readable one nobody knows."""
        try:
            smtp.send(b".\r\n")
            code, text = smtp.getreply()
        except _FAULTS as fault:
            self._drop()
            reason = self._failed(fault).text
            return Receipt(Outcome.UNKNOWN, None, f"邮件已发出，未收到答复：{reason}")
        outcome = _BY_DIGIT.get(code // 100, Outcome.UNKNOWN)
        if code == _CLOSING or outcome is Outcome.UNKNOWN:
            self._drop()
        return Receipt(outcome, _known(code), self._line(text))

    def _answered(self, smtp: smtplib.SMTP, code: int, text: bytes) -> Receipt:
        """Report a plain "no" before the text; an answer out of place is temporary."""
        outcome = _BY_DIGIT.get(code // 100, Outcome.TEMPORARY)
        in_place = outcome in (Outcome.TEMPORARY, Outcome.REFUSED) and code > 0
        if not in_place or code in _SIGN_IN:
            outcome = Outcome.TEMPORARY
        try:
            keep = in_place and code != _CLOSING and smtp.rset()[0] == _OK
        except _FAULTS:
            keep = False
        if not keep:
            self._drop()
        return Receipt(outcome, _known(code), self._line(text))

    def _failed(self, fault: Exception) -> Receipt:
        """Report a connection, encryption or sign-in that failed: never this mail's fault."""
        code = None
        match fault:
            case smtplib.SMTPAuthenticationError():
                code, text = fault.smtp_code, "邮件服务器不接受登录，请核对账号和口令"
            case smtplib.SMTPResponseException():
                code, text = fault.smtp_code, self._line(fault.smtp_error)
            case smtplib.SMTPNotSupportedError():
                text = "邮件服务器不支持所要求的加密或登录方式"
            case ssl.SSLCertVerificationError():
                text = "邮件服务器的证书不可信，请核对 cafile 和主机名"
            case TimeoutError():
                text = "邮件服务器超时未答复"
            case _:
                # Only the kind of fault: its text may quote what we sent.
                text = f"与邮件服务器的连接未成功（{type(fault).__name__}）"
        return Receipt(Outcome.TEMPORARY, _known(code), text)

    def _line(self, text: bytes | str) -> str:
        """Put a server's words on one line, without our password."""
        words = text if isinstance(text, str) else text.decode("utf-8", "replace")
        secret = self._account.password
        return clean_text(words.replace(secret, "***") if secret else words)

    def _connect(self) -> smtplib.SMTP:
        """Open a session, encrypted and signed in as the account says."""
        account = self._account
        smtp = (_Encrypted if account.tls else _Plain)(account, self._keep)
        if smtp.sock is not None:
            # The dot follows the text as a packet of its own: it must not wait for an answer.
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        smtp.ehlo_or_helo_if_needed()
        if account.starttls:
            smtp.starttls(context=ssl.create_default_context(cafile=account.cafile))
            smtp.ehlo_or_helo_if_needed()
        if account.user:
            smtp.login(account.user, account.password)
        return smtp

    def _keep(self, smtp: smtplib.SMTP) -> None:
        self._smtp = smtp

    def _socket(self) -> socket.socket | None:
        """Find the open socket, for the watchdog."""
        return self._smtp.sock if self._smtp is not None else None

    def _drop(self) -> None:
        """Close without ceremony."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with suppress(*_FAULTS):
                smtp.close()


def open_channel(url: str) -> FolderChannel | SmtpChannel:
    """Open `folder:///path`, `smtp://…` or `smtps://…`; anything else is a Chinese ValueError."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise ValueError("邮件发送地址写法不对") from None
    if parts.scheme == "folder":
        path, sync = folder_of(parts)
        return FolderChannel(path, sync=sync)
    if parts.scheme in ("smtp", "smtps"):
        return SmtpChannel(account_of(parts))
    raise ValueError("邮件发送地址须以 folder:///、smtp:// 或 smtps:// 开头")


def _known(code: int | None) -> int | None:
    """Return the code of an answer, None for an answer without one."""
    return code if code is not None and code > 0 else None
