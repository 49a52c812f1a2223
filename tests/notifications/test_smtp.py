"""Mail really arrives at a server, and each clear answer of it has its one right outcome."""

import email
import email.policy
from email.header import decode_header, make_header

import pytest

from notifications.channels import Outcome, Receipt, SmtpChannel, open_channel
from notifications.compose import to_message
from tests.notifications.samples import AT, mail, message, notice
from tests.notifications.servers import HOST, real_server

TO = "zhang@example.cn"
ACCEPTED, REFUSED, LATER = Outcome.ACCEPTED, Outcome.REFUSED, Outcome.TEMPORARY


def channel(port: int) -> SmtpChannel:
    opened = open_channel(f"smtp://{HOST}:{port}?timeout=5")
    assert isinstance(opened, SmtpChannel)
    return opened


def shown(wire: bytes, name: str) -> str:
    """A header as a mail reader shows it."""
    return str(make_header(decode_header(email.message_from_bytes(wire)[name])))


def test_a_mail_arrives_with_its_chinese_subject_names_and_text() -> None:
    composed = mail(notice("plan_to_approve"), name="阿依古丽·买买提江·吐尔逊古丽·阿卜杜热西提")
    with real_server() as (handler, port):
        way = channel(port)
        receipt = way.send(to_message(composed, AT), TO)
        way.close()
    assert receipt == Receipt(ACCEPTED, 250, "2.0.0 OK: queued as ABC123")
    assert handler.envelopes == [("kaohe@example.cn", [TO])]
    wire = handler.kept[0]
    assert shown(wire, "Subject") == "【平时考核】提请您审定3名同志的工作计划"
    assert shown(wire, "To") == f"阿依古丽·买买提江·吐尔逊古丽·阿卜杜热西提 <{TO}>"
    assert shown(wire, "From") == "洸河街道考核办 <kaohe@example.cn>"
    got = email.message_from_bytes(wire, policy=email.policy.default)
    assert got.get_content().splitlines() == composed.body.splitlines()
    assert got["Message-ID"] == got["X-Idempotency-Key"] == composed.message_id


def test_a_server_without_smtputf8_takes_every_mail() -> None:
    with real_server(enable_SMTPUTF8=False) as (handler, port):
        way = channel(port)
        assert way.send(message(), TO).outcome is ACCEPTED
        way.close()
    assert handler.kept[0].isascii()


def test_each_mail_has_one_envelope_with_one_recipient_over_one_connection() -> None:
    with real_server() as (handler, port):
        way = channel(port)
        for number in range(20):
            assert way.send(message(number), f"p{number}@example.cn").outcome is ACCEPTED
        way.close()
    assert [to for _, to in handler.envelopes] == [[f"p{n}@example.cn"] for n in range(20)]
    assert handler.connections == 1
    assert len({email.message_from_bytes(kept)["Message-ID"] for kept in handler.kept}) == 20


@pytest.mark.parametrize(
    ("verb", "reply", "outcome"),
    [
        ("MAIL", "421 closing", LATER),
        ("MAIL", "451 later", LATER),
        ("MAIL", "550 sender refused", REFUSED),
        ("MAIL", "530 sign in first", LATER),
        ("MAIL", "552 size too big", REFUSED),
        ("RCPT", "550 no such user", REFUSED),
        ("RCPT", "450 mailbox busy", LATER),
        ("RCPT", "452 mailbox full", LATER),
        ("RCPT", "421 closing", LATER),
        ("DATA", "554 refused after the text", REFUSED),
        ("DATA", "451 try again", LATER),
        ("DATA", "421 closing", LATER),
    ],
)
def test_a_clear_no_is_temporary_or_for_good_as_its_code_says(
    verb: str, reply: str, outcome: Outcome
) -> None:
    with real_server({verb: reply}) as (handler, port):
        way = channel(port)
        receipt = way.send(message(), TO)
        assert receipt == Receipt(outcome, int(reply[:3]), reply[4:])
        assert handler.kept == []
        handler.orders.clear()
        assert way.send(message(), TO).outcome is ACCEPTED
        way.close()
    assert len(handler.kept) == 1


def test_one_refused_recipient_does_not_touch_the_mails_of_others() -> None:
    def judge(address: str) -> str | None:
        return "550 5.1.1 查无此人" if address.startswith("bad") else None

    with real_server({"RCPT": judge}) as (handler, port):
        way = channel(port)
        people = ["a@example.cn", "bad1@example.cn", "b@example.cn", "bad2@example.cn"]
        receipts = [way.send(message(n), to) for n, to in enumerate(people)]
        way.close()
    assert [receipt.outcome for receipt in receipts] == [ACCEPTED, REFUSED, ACCEPTED, REFUSED]
    assert [to for _, to in handler.envelopes] == [["a@example.cn"], ["b@example.cn"]]
    assert handler.connections == 1


def test_a_greylisting_server_takes_the_second_attempt() -> None:
    seen: set[str] = set()

    def judge(address: str) -> str | None:
        known = address in seen
        seen.add(address)
        return None if known else "451 4.7.1 Greylisted, try again in 5 minutes"

    with real_server({"RCPT": judge}) as (handler, port):
        way = channel(port)
        assert [way.send(message(), TO).outcome for _ in range(2)] == [LATER, ACCEPTED]
        way.close()
    assert len(handler.kept) == 1


def test_a_mail_too_big_for_the_server_is_refused_before_it_is_sent() -> None:
    with real_server(data_size_limit=100) as (handler, port):
        way = channel(port)
        receipt = way.send(message(), TO)
        way.close()
    assert (receipt.outcome, receipt.code) == (REFUSED, 552)
    assert handler.kept == []


def test_a_bad_address_is_refused_without_asking_the_server() -> None:
    with real_server() as (handler, port):
        way = channel(port)
        receipt = way.send(message(), "a@b.cn\r\nRCPT TO:<evil@example.net>")
        way.close()
    assert (receipt.outcome, receipt.code) == (REFUSED, None)
    assert receipt.text.startswith("邮箱地址不可用")
    assert handler.connections == 0


def test_a_connection_closed_while_idle_is_opened_anew_unnoticed() -> None:
    with real_server() as (handler, port):
        way = channel(port)
        assert way.send(message(1), TO).outcome is ACCEPTED
    with real_server(port_wanted=port) as (handler, again):
        assert again == port
        assert way.send(message(2), TO).outcome is ACCEPTED
        way.close()
        assert way.send(message(3), TO).outcome is ACCEPTED
        way.close()
        way.close()
    assert len(handler.kept) == 2
