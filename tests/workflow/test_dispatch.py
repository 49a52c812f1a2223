"""What waits in the outbox arrives: each answer has its one right consequence."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest

from notifications.channels import FolderChannel, Outcome, Receipt
from notifications.notice import KINDS
from storage import outbox
from tests.notifications.servers import DROP, real_server
from tests.workflow.mailroom import (
    AT,
    MINUTE,
    MUST,
    NUDGE,
    SENDER,
    TERMS,
    alter,
    files,
    folder,
    header,
    nobody_listens,
    office,
    put,
    row_of,
    send,
    smtp,
    states,
    street,
)
from workflow.dispatch import BATCH, Dispatched, worded
from workflow.office import Office

__all__ = ["folder", "office", "street"]


def test_a_mail_arrives_with_its_chinese_subject_and_name_and_its_due_instant(
    office: Office,
) -> None:
    mail = put(office, NUDGE, "p3")
    with real_server() as (handler, port), smtp(port) as channel:
        assert send(office, channel, AT + MINUTE) == Dispatched(accepted=1)
        assert not send(office, channel, AT + 2 * MINUTE)
    (wire,) = handler.kept
    assert handler.envelopes == [(SENDER, ["guli@example.cn"])]
    assert header(wire, "Subject") == "【平时考核】请于10月13日前报送9月小结"
    assert header(wire, "To") == "阿依古丽·买买提 <guli@example.cn>"
    assert header(wire, "From") == f"洸河街道考核办 <{SENDER}>"
    assert header(wire, "Message-ID") == mail
    assert parsedate_to_datetime(header(wire, "Date")) == AT
    row = row_of(office, mail)
    assert (row.state, row.attempts, row.possible_repeat) == ("accepted", 1, False)
    assert (row.retry_at, row.settled_at) == (None, AT + MINUTE)
    assert row.answer == "250 2.0.0 OK: queued as ABC123"


def test_a_mail_is_not_sent_before_its_instant(office: Office) -> None:
    put(office, at=AT)
    with real_server() as (handler, port), smtp(port) as channel:
        assert not send(office, channel, AT - timedelta(microseconds=1))
        assert send(office, channel, AT).accepted == 1
    assert len(handler.kept) == 1


@pytest.mark.parametrize("kind", [MUST, NUDGE])
def test_a_server_that_is_down_is_tried_at_growing_gaps_and_then_the_mail_is_parked(
    office: Office, kind: str
) -> None:
    mail = put(office, kind)
    gaps = [1, 3, 5]
    at = AT
    with smtp(nobody_listens()) as channel:
        for gap in gaps:
            assert send(office, channel, at) == Dispatched(temporary=1)
            assert row_of(office, mail).retry_at == at + gap * MINUTE
            assert not send(office, channel, at + gap * MINUTE - timedelta(seconds=1))
            at += gap * MINUTE
        assert send(office, channel, at) == Dispatched(parked=1)
        assert not send(office, channel, at + 1000 * MINUTE)
    row = row_of(office, mail)
    assert (row.state, row.attempts, row.settled_at) == ("parked", len(gaps) + 1, at)
    assert "ConnectionRefusedError" in row.answer
    assert not row.possible_repeat


def test_a_server_that_comes_back_gets_each_mail_once(office: Office) -> None:
    mails = {put(office, number=number) for number in range(10)}
    port = nobody_listens()
    with smtp(port) as channel:
        first = send(office, channel, AT)
        assert first == Dispatched(temporary=3), "a silent server is not asked ten times over"
        with real_server(port_wanted=port) as (handler, _):
            assert send(office, channel, AT + MINUTE).accepted == 10
    assert Counter(header(wire, "Message-ID") for wire in handler.kept) == Counter(mails)


def test_a_refused_recipient_does_not_disturb_the_others(office: Office) -> None:
    bad = put(office, to="p1")
    good = [put(office, to="p3", number=number) for number in range(3)]

    def judge(address: str) -> str | None:
        return "550 5.1.1 查无此人" if address.startswith("zhang") else None

    with real_server({"RCPT": judge}) as (handler, port), smtp(port) as channel:
        assert send(office, channel, AT) == Dispatched(accepted=3, refused=1)
        assert not send(office, channel, AT + 1000 * MINUTE)
    assert sorted(header(wire, "Message-ID") for wire in handler.kept) == sorted(good)
    row = row_of(office, bad)
    assert (row.state, row.attempts) == ("refused", 1)
    assert row.answer == "550 5.1.1 查无此人"


def test_a_must_whose_answer_was_lost_is_repeated_once_as_the_same_mail_and_marked(
    office: Office,
) -> None:
    mail = put(office, MUST)
    with real_server({"DATA": DROP}) as (handler, port), smtp(port) as channel:
        assert send(office, channel, AT) == Dispatched(temporary=1)
        assert row_of(office, mail).possible_repeat
        handler.orders.clear()
        assert send(office, channel, AT + MINUTE) == Dispatched(accepted=1)
        assert not send(office, channel, AT + 1000 * MINUTE)
    first, second = handler.kept
    assert first == second
    assert header(first, "Message-ID") == mail
    row = row_of(office, mail)
    assert (row.state, row.attempts, row.possible_repeat) == ("accepted", 2, True)


def test_a_nudge_whose_answer_was_lost_rests_as_unknown_and_is_not_repeated(
    office: Office,
) -> None:
    mail = put(office, NUDGE)
    with real_server({"DATA": DROP}) as (handler, port), smtp(port) as channel:
        assert send(office, channel, AT) == Dispatched(unknown=1)
        handler.orders.clear()
        assert not send(office, channel, AT + 1000 * MINUTE)
    assert len(handler.kept) == 1
    row = row_of(office, mail)
    assert (row.state, row.attempts, row.settled_at) == ("unknown", 1, AT)
    assert row.answer.startswith("邮件已发出，未收到答复")


def test_mixed_faults_lose_no_mail_and_double_only_where_an_answer_was_lost(
    street: Office,
) -> None:
    kinds = {put(street, kind, number=n): kind for kind in (MUST, NUDGE) for n in range(20)}
    asked: Counter[str] = Counter()

    def moody(address: str) -> str | None:
        asked[address] += 1
        return "451 4.7.1 later" if asked[address] % 5 == 0 else None

    terms = replace(TERMS, tries=50)
    at, lost = AT, 0
    with real_server({"RCPT": moody}) as (handler, port), smtp(port) as channel:
        for turn in range(60):
            handler.orders["DATA"] = DROP if turn % 3 == 0 else None
            before = len(handler.kept)
            send(street, channel, at, terms=terms, limit=4)
            lost += len(handler.kept) - before if turn % 3 == 0 else 0
            at += MINUTE
    assert set(states(street)) == {"accepted", "unknown"}
    arrived = Counter(header(wire, "Message-ID") for wire in handler.kept)
    assert set(arrived) == set(kinds)
    assert max(arrived[mail] for mail, kind in kinds.items() if kind == NUDGE) == 1
    repeated = {mail for mail, times in arrived.items() if times > 1}
    assert 0 < len(repeated) <= lost
    assert all(row_of(street, mail).possible_repeat for mail in repeated)


class Looker(FolderChannel):
    """Writes to the database while it is spoken to, which needs that nobody else is at it."""

    office: Office
    looks = 0

    def send(self, message: EmailMessage, to_address: str) -> Receipt:
        put(self.office, number=1000 + self.looks, at=AT + 1000 * MINUTE)
        self.looks += 1
        return super().send(message, to_address)


def test_no_transaction_is_open_while_a_mail_is_handed_over(office: Office, tmp_path: Path) -> None:
    for number in range(3):
        put(office, number=number)
    channel = Looker(tmp_path / "mails", sync=False)
    channel.office = office
    assert send(office, channel, AT).accepted == 3
    assert channel.looks == 3


def test_who_has_no_address_gets_a_mail_in_a_folder_and_a_clear_refusal_over_smtp(
    office: Office, folder: FolderChannel
) -> None:
    over_smtp = put(office, to="p2", number=1)
    with real_server() as (handler, port), smtp(port) as channel:
        assert send(office, channel, AT) == Dispatched(refused=1)
        assert handler.connections == 0
    assert row_of(office, over_smtp).answer.startswith("未登记邮箱")
    in_folder = put(office, to="p2", number=2)
    assert send(office, folder, AT) == Dispatched(accepted=1)
    wire = files(folder)[in_folder.strip("<>")]
    assert header(wire, "To") == "李四 <p2@kaohe.invalid>", "a Chinese handle is no address"


@pytest.mark.parametrize("handle", ["wang", "wang.wu_2"])
def test_in_a_folder_the_handle_stands_for_the_missing_address(
    street: Office, folder: FolderChannel, handle: str
) -> None:
    with street.store.database.begin() as connection:
        connection.exec_driver_sql(
            f"UPDATE person SET email = ' ', handle = '{handle}' WHERE id = 'p4'"
        )
    mail = put(street, to="p4")
    assert send(street, folder, AT).accepted == 1
    assert header(files(folder)[mail.strip("<>")], "To") == f"王五 <{handle}@kaohe.invalid>"


def test_an_unusable_address_and_a_person_who_is_gone_are_refused(
    office: Office, folder: FolderChannel
) -> None:
    bad, gone, good = put(office, to="p4"), put(office, to="p9"), put(office, to="p1")
    assert send(office, folder, AT) == Dispatched(accepted=1, refused=2)
    assert row_of(office, bad).answer.startswith("邮箱地址不可用")
    assert row_of(office, gone).answer == "人员信息中已无此人，邮件未发送"
    assert list(files(folder)) == [good.strip("<>")]


@pytest.mark.parametrize(
    ("spoilt", "answer"),
    [
        ({"data": {}}, "邮件内容有误，未发送：通知 month_due 缺少数据项"),
        ({"data": {"month": "九"}}, "邮件内容有误，未发送：通知 month_due"),
        ({"data": []}, "邮件内容有误，未发送：通知 month_due 缺少数据项"),
        ({"data": 7}, "处理出错，停止发送，不知是否送达：TypeError"),
        ({"kind": "gossip"}, "邮件内容有误，未发送：没有“gossip”这种通知"),
        ({"obligation": ""}, "邮件内容有误，未发送：逐项通知须写明事项"),
        ({"period": "夏季"}, "邮件内容有误，未发送："),
        ({"mail_class": "maybe"}, "邮件内容有误，未发送："),
    ],
)
@pytest.mark.parametrize("way", ["smtp", "folder"])
def test_a_mail_that_cannot_be_worded_is_parked_and_the_others_go_on(
    street: Office, folder: FolderChannel, way: str, spoilt: dict[str, Any], answer: str
) -> None:
    poison = put(street, at=AT - MINUTE)
    good = put(street, number=2)
    alter(street, poison, **spoilt)
    with real_server() as (handler, port), smtp(port) as channel:
        done = send(street, channel if way == "smtp" else folder, AT)
        assert not send(street, channel, AT + 1000 * MINUTE)
    assert done == Dispatched(accepted=1, parked=1)
    assert len(handler.kept) == (way == "smtp")
    assert row_of(street, good).state == "accepted"
    row = row_of(street, poison)
    assert (row.state, row.settled_at) == ("parked", AT)
    assert row.answer.startswith(answer)


class Chatty(FolderChannel):
    """Answers at length and with controls."""

    def send(self, message: EmailMessage, to_address: str) -> Receipt:
        return Receipt(Outcome.ACCEPTED, 250, "好\r\nBcc: x\x00" + "长" * 1000)


def test_an_answer_is_kept_as_one_clean_line_of_bounded_length(
    office: Office, tmp_path: Path
) -> None:
    mail = put(office)
    assert send(office, Chatty(tmp_path / "mails"), AT).accepted == 1
    answer = row_of(office, mail).answer
    assert answer.startswith("250 好 Bcc: x 长长")
    assert len(answer) == 500


def test_the_file_in_a_folder_is_the_same_to_the_byte_whenever_it_is_written(
    street: Office, folder: FolderChannel
) -> None:
    mail = put(street, MUST)
    send(street, folder, AT)
    first = files(folder)
    (folder.path / "new" / mail.strip("<>")).unlink()
    alter(street, mail, state="queued", attempts=0, retry_at=AT)
    send(street, folder, AT + 1000 * MINUTE)
    assert files(folder) == first


def test_a_limit_is_kept_and_told_and_the_rest_waits(street: Office, folder: FolderChannel) -> None:
    for number in range(7):
        put(street, number=number)
    assert send(street, folder, AT, limit=3) == Dispatched(accepted=3, more=True)
    with real_server() as (_, port), smtp(port) as channel:
        assert send(street, channel, AT, limit=2) == Dispatched(accepted=2, more=True)
        assert send(street, channel, AT, limit=2) == Dispatched(accepted=2)


def test_more_mails_than_one_claim_takes_are_sent_all(
    street: Office, folder: FolderChannel
) -> None:
    for number in range(BATCH + 20):
        put(street, number=number)
    assert send(street, folder, AT) == Dispatched(accepted=BATCH + 20)
    assert len(files(folder)) == BATCH + 20


def test_a_wrong_sender_or_domain_is_told_at_once_and_spoils_no_mail(
    street: Office, folder: FolderChannel
) -> None:
    put(street)
    for wrong in ({"sender": "考核办"}, {"domain": "a b"}):
        with pytest.raises(ValueError, match="邮箱地址不可用"):
            send(street, folder, AT, **wrong)  # type: ignore[arg-type]
    assert states(street) == {"queued": 1}


def test_a_new_domain_changes_nothing_in_the_identity_of_a_mail_but_the_domain(
    street: Office,
) -> None:
    mail = put(street)
    (row,) = outbox.listing(street.store.database, street.id)
    named = worded(street, row, "zhang@example.cn", SENDER, "office.example.cn")
    assert named.message_id == mail.replace("kaohe.invalid", "office.example.cn")
    assert worded(street, row, "zhang@example.cn", SENDER).message_id == mail


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_mail_can_be_sent(street: Office, folder: FolderChannel, kind: str) -> None:
    put(street, kind)
    assert send(street, folder, AT) == Dispatched(accepted=1)


def test_an_idle_dispatch_writes_nothing(street: Office, folder: FolderChannel) -> None:
    put(street)
    send(street, folder, AT)
    before = data_version(street)
    assert not send(street, folder, datetime.max.replace(tzinfo=AT.tzinfo))
    assert data_version(street) == before


def data_version(office: Office) -> bytes:
    """What the database's files hold, the write-ahead log included."""
    path = Path(office.store.database.url.database or "")
    return b"".join(
        file.read_bytes() for file in (path, path.with_name(path.name + "-wal")) if file.exists()
    )
