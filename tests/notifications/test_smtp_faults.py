"""A server that drops, hangs, floods or lies: nothing is called sent that may not have been.

Before the final dot every fault is temporary; from the dot on, a lost answer is unknown.
"""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult

from notifications.channels import Outcome, Receipt, SmtpChannel, open_channel
from tests.notifications.certificates import write_certificate
from tests.notifications.samples import message
from tests.notifications.servers import DROP, HANG, HOST, raw_server, real_server

TO = "zhang@example.cn"
ACCEPTED, REFUSED = Outcome.ACCEPTED, Outcome.REFUSED
LATER, UNKNOWN = Outcome.TEMPORARY, Outcome.UNKNOWN


@contextmanager
def channel(
    port: int, options: str = "timeout=0.3", start: str = "smtp://"
) -> Iterator[SmtpChannel]:
    way = open_channel(f"{start}{HOST}:{port}?{options}")
    assert isinstance(way, SmtpChannel)
    try:
        yield way
    finally:
        way.close()


def send(port: int, options: str = "timeout=0.3", start: str = "smtp://") -> Receipt:
    with channel(port, options, start) as way:
        return way.send(message(), TO)


def test_a_server_that_is_not_there_is_a_temporary_fault() -> None:
    with socket.create_server((HOST, 0)) as listener:
        port = listener.getsockname()[1]
    assert send(port).outcome is LATER
    with channel(port) as way:
        with real_server(port_wanted=port) as (handler, _):
            assert way.send(message(), TO).outcome is ACCEPTED
            assert len(handler.kept) == 1
        assert way.send(message(), TO).outcome is LATER


@pytest.mark.parametrize("verb", ["MAIL", "RCPT"])
@pytest.mark.parametrize("order", [DROP, HANG])
def test_a_connection_lost_before_the_text_leaves_the_mail_with_us(verb: str, order: str) -> None:
    with real_server({verb: order}) as (handler, port):
        assert send(port).outcome is LATER
    assert handler.kept == []


@pytest.mark.parametrize("order", [DROP, HANG])
def test_an_answer_lost_after_the_dot_is_unknown_and_the_server_has_the_mail(order: str) -> None:
    with real_server({"DATA": order}) as (handler, port), channel(port) as way:
        receipt = way.send(message(), TO)
        assert (receipt.outcome, receipt.code) == (UNKNOWN, None)
        assert receipt.text.startswith("邮件已发出，未收到答复：")
        assert len(handler.kept) == 1
        handler.orders.clear()
        assert way.send(message(), TO).outcome is ACCEPTED
    first, repeated = handler.kept
    assert first == repeated, "a repeat carries the same Message-ID and the same text"


FLOOD = b"250-more\r\n" * 5000 + b"250 end\r\n"
LONG = b"250 " + b"x" * 10_000_000 + b"\r\n"


@pytest.mark.parametrize(
    ("replies", "outcome", "code"),
    [
        ({"greeting": b"421 too many connections\r\n"}, LATER, 421),
        ({"greeting": b"554 go away\r\n"}, LATER, 554),
        ({"greeting": b""}, LATER, None),
        ({"greeting": None}, LATER, None),
        ({"greeting": b"not smtp at all\r\n"}, LATER, None),
        ({"EHLO": b"500 what\r\n"}, ACCEPTED, 250),
        ({"EHLO": b"500 what\r\n", "HELO": b"500 what\r\n"}, LATER, 500),
        ({"EHLO": b"421 closing\r\n", "HELO": b""}, LATER, None),
        ({"EHLO": FLOOD}, LATER, None),
        ({"EHLO": LONG}, LATER, None),
        ({"MAIL": None}, LATER, None),
        ({"MAIL": b"hello\r\n"}, LATER, None),
        ({"MAIL": b"999 what\r\n"}, LATER, None),
        ({"MAIL": b"250-two\r\n250 lines\r\n"}, ACCEPTED, 250),
        ({"MAIL": b"250 one\r\n250 too many\r\n"}, LATER, 250),
        ({"RCPT": b"251 will forward\r\n"}, ACCEPTED, 250),
        ({"RCPT": b"550-no\r\n550 such user\r\n"}, REFUSED, 550),
        ({"RCPT": b"550 \xff\xfe\xb2\xe9\r\n"}, REFUSED, 550),
        ({"RCPT": FLOOD}, LATER, None),
        ({"RCPT": b"354 what\r\n"}, LATER, 354),
        ({"DATA": b""}, LATER, None),
        ({"DATA": None}, LATER, None),
        ({"DATA": b"451 later\r\n"}, LATER, 451),
        ({"DATA": b"554 no recipients\r\n"}, REFUSED, 554),
        ({"DATA": b"250 what\r\n"}, LATER, 250),
        ({".": b"250-queued\r\n250-as\r\n250 42\r\n"}, ACCEPTED, 250),
        ({".": b"250 queued\n"}, ACCEPTED, 250),
        ({".": b"554 refused\r\n"}, REFUSED, 554),
        ({".": b"452 full\r\n"}, LATER, 452),
        ({".": b""}, UNKNOWN, None),
        ({".": None}, UNKNOWN, None),
        ({".": b"25"}, UNKNOWN, None),
        ({".": b"what\r\n"}, UNKNOWN, None),
        ({".": b"354 again\r\n"}, UNKNOWN, 354),
        ({".": FLOOD}, UNKNOWN, None),
        ({".": LONG}, UNKNOWN, None),
        ({"RSET": None, "RCPT": b"550 no\r\n"}, REFUSED, 550),
        ({"QUIT": None}, ACCEPTED, 250),
    ],
    ids=lambda value: str(value)[:60],
)
def test_each_misbehaviour_has_its_one_outcome_and_never_raises(
    replies: dict[str, bytes | list[bytes] | None], outcome: Outcome, code: int | None
) -> None:
    with raw_server(replies) as (server, port):
        receipt = send(port)
    assert (receipt.outcome, receipt.code) == (outcome, code)
    assert len(receipt.text) <= 250
    assert receipt.text.isprintable()
    if outcome is UNKNOWN or outcome is ACCEPTED:
        assert len(server.taken) == 1


def test_a_doubled_answer_never_passes_for_the_answer_to_the_next_mail() -> None:
    with raw_server({".": b"250 taken\r\n250 taken\r\n"}) as (server, port), channel(port) as way:
        outcomes = [way.send(message(number), TO).outcome for number in range(4)]
    assert outcomes == [ACCEPTED, LATER, ACCEPTED, LATER]
    assert len(server.taken) == 2, "what was called accepted is what the server took"


@pytest.mark.parametrize(
    ("verb", "outcome"), [("greeting", LATER), ("EHLO", LATER), ("RCPT", LATER), (".", UNKNOWN)]
)
def test_a_dripping_server_is_cut_off_although_no_single_wait_is_long(
    verb: str, outcome: Outcome
) -> None:
    drip = list(repeat(b"2", 100))
    with raw_server({verb: drip}) as (_, port):
        start = monotonic()
        receipt = send(port, "timeout=0.3&limit=0.4")
        assert monotonic() - start < 2
    assert receipt.outcome is outcome


def test_a_silent_server_is_given_up_after_the_time_limit() -> None:
    with socket.create_server((HOST, 0)) as listener:
        start = monotonic()
        receipt = send(listener.getsockname()[1])
        assert monotonic() - start < 2
    assert receipt == Receipt(LATER, None, "邮件服务器超时未答复")


def test_a_line_that_starts_with_a_dot_arrives_as_it_is() -> None:
    text = message()
    text.set_content(".\r\n..two\r\nEnd.\r\n.", cte="7bit")
    with real_server() as (handler, port), channel(port) as way:
        assert way.send(text, TO).outcome is ACCEPTED
    assert handler.kept[0].endswith(b"\r\n\r\n.\r\n..two\r\nEnd.\r\n.\r\n")


class Door:
    """Who may sign in."""

    def __call__(self, server, session, envelope, mechanism, data) -> AuthResult:  # type: ignore[no-untyped-def]
        good = (data.login, data.password) == (b"kaohe", b"s3cret:/@")
        return AuthResult(success=good, handled=False)


def server_context(pem: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


def test_starttls_and_sign_in_carry_the_mail(tmp_path: Path) -> None:
    pem = write_certificate(tmp_path)
    options: dict[str, Any] = {"tls_context": server_context(pem), "require_starttls": True}
    options |= {"authenticator": Door(), "auth_required": True}
    with real_server(**options) as (handler, port):
        good = f"starttls=1&timeout=5&cafile={pem}"
        assert send(port, good, "smtp://kaohe:s3cret%3A%2F%40@").outcome is ACCEPTED
        wrong = send(port, good, "smtp://kaohe:wrong-word@")
        assert (wrong.outcome, wrong.code) == (LATER, 535)
        assert "wrong-word" not in repr(wrong)
        unreadable = send(port, good, "smtp://kaohe:%E5%8F%A3%E4%BB%A4@")
        assert unreadable.outcome is LATER
        assert "口令" not in unreadable.text.replace("账号和口令", "")
        anonymous = send(port, good)
        assert (anonymous.outcome, anonymous.code) == (LATER, 530)
        untrusted = send(port, "starttls=1&timeout=5")
        assert untrusted == Receipt(LATER, None, "邮件服务器的证书不可信，请核对 cafile 和主机名")
    assert len(handler.kept) == 1


@pytest.mark.parametrize(("host", "until"), [("127.0.0.1", 2021), ("127.0.0.9", 2099)])
def test_an_expired_or_foreign_certificate_is_not_trusted(
    tmp_path: Path, host: str, until: int
) -> None:
    pem = write_certificate(tmp_path, host=host, until=until)
    with real_server(tls_context=server_context(pem)) as (handler, port):
        receipt = send(port, f"starttls=1&timeout=5&cafile={pem}")
    assert receipt.outcome is LATER
    assert "证书不可信" in receipt.text
    assert handler.kept == []


def test_encryption_that_is_asked_for_is_never_done_without() -> None:
    with real_server() as (handler, port):
        receipt = send(port, "starttls=1&timeout=5")
    assert receipt == Receipt(LATER, None, "邮件服务器不支持所要求的加密或登录方式")
    assert handler.kept == []


def test_a_server_encrypted_from_the_first_byte_takes_the_mail(tmp_path: Path) -> None:
    pem = write_certificate(tmp_path)
    with real_server(ssl_context=server_context(pem)) as (handler, port):
        assert send(port, f"timeout=5&cafile={pem}", "smtps://").outcome is ACCEPTED
        assert send(port, "timeout=5", "smtps://").outcome is LATER
        assert send(port, "timeout=5&cafile=/nowhere", "smtps://").outcome is LATER
    assert len(handler.kept) == 1


def test_a_dripping_encrypted_server_is_cut_off_too(tmp_path: Path) -> None:
    pem = write_certificate(tmp_path)
    with real_server({"DATA": HANG}, ssl_context=server_context(pem)) as (_, port):
        start = monotonic()
        receipt = send(port, f"timeout=20&limit=0.5&cafile={pem}", "smtps://")
        assert monotonic() - start < 5
    assert receipt.outcome is UNKNOWN


def test_a_password_a_server_repeats_does_not_reach_the_record() -> None:
    answer = {"RCPT": b"550 your password is hunter22 indeed\r\n"}
    answer |= {"EHLO": b"250-raw\r\n250 AUTH PLAIN\r\n", "AUTH": b"235 fine\r\n"}
    with raw_server({**answer}) as (_, port):
        receipt = send(port, start="smtp://kaohe:hunter22@")
    assert (receipt.outcome, receipt.text) == (REFUSED, "your password is *** indeed")
