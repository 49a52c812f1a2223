"""Nothing a person types becomes a header: names, subjects and addresses are only that."""

import email
import email.policy
from collections import Counter
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.address import AddressError, clean_address, clean_phrase, clean_text
from notifications.channels import FolderChannel
from notifications.compose import Mail, to_message
from notifications.message import FILE, WIRE, smtp_text
from tests.notifications.samples import AT, mail, notice

HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "X-Idempotency-Key", "Auto-Submitted",
    "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
}  # fmt: skip
TO = "zhang@example.cn"

ATTACKS = [
    "张三\r\nBcc: evil@example.net",
    "张三\nBcc: evil@example.net",
    "张三\rBcc: evil@example.net",
    "张三\r\n\r\n<html>",
    "张三\r\n Bcc: evil@example.net",
    "=?utf-8?q?x=0ABcc=3A_evil=40example=2Enet?=",
    "=?utf-8?q?x=0D=0ABcc=3A_evil=40example=2Enet=0D=0A?=",
    "=?utf-8?b?eApCY2M6IGV2aWxAZXhhbXBsZS5uZXQ=?=",
    "=\x00?utf-8?q?x=0ABcc=3A_evil?=",
    "=\u200b?utf-8?q?x=0ABcc=3A_evil?=",
    "=\r\n?utf-8?q?x=0ABcc=3A_evil?=",
    "=?utf-8?q?=3D=3Futf-8=3Fq=3Fx=3D0ABcc=3A=3F=3D?=",
    "=?utf-8?q?a?= =?utf-8?q?x=0ABcc=3A_evil?=",
    "=?iso-2022-jp?b?GyRCJCIbKEI=?=\n",
    "张三\u2028Bcc: evil@example.net",
    "张三\u2029Bcc: evil@example.net",
    "张三\x85Bcc: evil@example.net",
    "张三\x0bBcc: x\x0cCc: y\x1cTo: z\x1dA: b\x1eC: d",
    "张三\x00\x1b[31m",
    "\ud800张三\udfff",
    "张三\u202e\u2066gnp.exe",
    '张三" <evil@example.net>, "',
    "张三, evil@example.net",
    "张三 <evil@example.net>",
    "evil@example.net, 张三",
    "group: evil@example.net;",
    "(comment) \\ [1.2.3.4]",
    "名" * 5000 + "\r\nBcc: evil@example.net",
    "\t\t\n\nBcc:evil@example.net",
    "",
    " ",
]

typed = st.text(max_size=120) | st.lists(
    st.sampled_from(["\r", "\n", "=?utf-8?q?", "=0A", "?=", "Bcc:", " ", ",", "<", ">", '"', "张",
                     "\u2028", "=", "?", "@", "x", "\x00", "\u200b", "a@b.cn", ":", ";"]),
    max_size=30,
).map("".join)  # fmt: skip


def violations(wire: bytes, to_address: str = TO) -> list[str]:
    """What in a mail on the wire could be another header or another recipient, by two parsers."""
    found = []
    for policy in (email.policy.compat32, email.policy.default):
        parsed = email.message_from_bytes(wire, policy=policy)
        names = Counter(name.lower() for name in parsed.keys())  # noqa: SIM118 - keeps doubles
        found += [f"header {name}" for name in names - Counter(map(str.lower, HEADERS))]
        for name in names:
            try:
                text = str(make_header(decode_header(str(parsed[name]))))
            except HeaderParseError:
                text = str(parsed[name])
            found += [f"break in {name}" for mark in text if mark in "\r\n\x00\x85\u2028\u2029"]
    plain = email.message_from_bytes(wire)
    addresses = [address for _, address in getaddresses(plain.get_all("To", []))]
    if addresses != [to_address]:
        found.append(f"recipients {addresses}")
    return found


def decoded(wire: bytes, name: str) -> str:
    """A header as a mail reader shows it."""
    return str(make_header(decode_header(str(email.message_from_bytes(wire)[name]))))


def wires(of: Mail) -> list[bytes]:
    """A mail in each of its written forms."""
    message = to_message(of, AT)
    forms = [message.as_bytes(), message.as_bytes(policy=FILE), message.as_bytes(policy=WIRE)]
    return [*forms, message.as_string().encode("ascii"), smtp_text(message)]


def hand_built(subject: str, to_name: str, sender_name: str) -> Mail:
    """A mail that never went through the composer."""
    return Mail("<1@kaohe.invalid>", TO, to_name, "k@example.cn", sender_name, subject, "正文\n")


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_in_a_name_or_a_fact_adds_no_header(attack: str) -> None:
    for wire in wires(mail(notice("reopened", item=attack), name=attack)):
        assert violations(wire) == []


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_in_a_hand_built_mail_adds_no_header(attack: str) -> None:
    for wire in wires(hand_built(attack, attack, attack)):
        assert violations(wire) == []


@given(subject=typed, to_name=typed, sender_name=typed)
def test_no_text_at_all_adds_a_header_and_all_of_it_arrives(
    subject: str, to_name: str, sender_name: str
) -> None:
    wire = to_message(hand_built(subject, to_name, sender_name), AT).as_bytes()
    assert violations(wire) == []
    assert decoded(wire, "Subject") == clean_text(subject)
    expected = f"{clean_phrase(to_name)} <{TO}>" if clean_phrase(to_name) else TO
    assert decoded(wire, "To") == expected
    assert all(len(line) <= 78 for line in wire.split(b"\r\n") if b"=?" in line)


@given(text=typed)
def test_a_fact_never_adds_a_line_to_the_body(text: str) -> None:
    plain = mail(notice("reopened", item="某项")).body
    assert mail(notice("reopened", item=text)).body.count("\n") == plain.count("\n")


@given(text=typed)
def test_cleaning_is_done_once_for_all(text: str) -> None:
    clean = clean_text(text)
    assert clean_text(clean) == clean
    assert "=?" not in clean
    assert len(clean.splitlines()) <= 1
    clean.encode("utf-8")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张三"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("张\u3000三", "张 三"),
        ("\U00020bb7野\ue000", "\U00020bb7野\ue000"),
        ("O'Brien-Smith 3", "O'Brien-Smith 3"),
        ("J. Smith, (x)", "J． Smith， （x）"),
    ],
)
def test_real_names_arrive_as_they_are(name: str, shown: str) -> None:
    wire = to_message(mail(name=name), AT).as_bytes()
    assert decoded(wire, "To") == f"{shown} <{TO}>"


@pytest.mark.parametrize(
    "address",
    [
        "", "@", "a", "a@", "@b.cn", "a@b@c.cn", "a b@c.cn", "a@c.cn\r\nBcc: x@y.cn", "a@c.cn\n",
        "a\n@c.cn", "a@c.cn,b@d.cn", "<a@c.cn>", "a@c.cn>", '"a b"@c.cn', "a..b@c.cn", ".a@c.cn",
        "a.@c.cn", "张三@c.cn", "a@[127.0.0.1]", "a@c..cn", "a@-c.cn", "a@c_d.cn", "a@c.cn;",
        "-f@c.cn", "a%b@c.cn", "a!b@c.cn", "=?utf-8?q?x=0A?=@c.cn", "a@=?utf-8?q?x?=",
        "a@c.cn\x00", "a@c.cn\u2028", "a@c＞.cn", "a@c，d.cn", "a@c d.cn", "a" * 65 + "@c.cn",
        "a@" + "c" * 64 + ".cn", "a@" + "c.cn" * 80, " a@c.cn", "a@c.cn ", "a@\ud800.cn",
        "a|b@c.cn",
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_refused_in_chinese(address: str) -> None:
    with pytest.raises(AddressError, match="邮箱地址不可用") as refusal:
        mail(to_address=address)
    assert "\n" not in str(refusal.value)
    bad = Mail("<1@x>", address, "张三", "k@example.cn", "考核办", "题", "正文\n")
    with pytest.raises(AddressError):
        to_message(bad, AT)


@pytest.mark.parametrize(
    ("address", "ascii_form"),
    [
        ("zhang.san+a@mail.example.cn", "zhang.san+a@mail.example.cn"),
        ("a@localhost", "a@localhost"),
        ("Li_4@Example.CN", "Li_4@Example.CN"),
        ("a@政务.cn", "a@xn--zfr164b.cn"),
        ("a@例子。中国", "a@xn--fsqu00a.xn--fiqs8s"),
        ("a@ｅｘａｍｐｌｅ.cn", "a@example.cn"),
    ],
)
def test_an_address_is_kept_or_put_into_ascii(address: str, ascii_form: str) -> None:
    assert clean_address(address) == ascii_form


@given(address=typed)
def test_what_passes_as_an_address_is_one_ascii_word(address: str) -> None:
    try:
        clean = clean_address(address)
    except AddressError:
        return
    assert clean.isascii()
    assert not set(clean) & set(' \t\r\n,;:<>()[]"\\=?')
    assert clean_address(clean) == clean


@pytest.mark.parametrize("name", ["Subject", "X-Idempotency-Key", "Message-ID"])
def test_the_writer_refuses_a_break_that_reached_it(name: str) -> None:
    """The last gate: a value the library decoded into two lines is an error, not a header."""
    message = EmailMessage(policy=WIRE)
    message["X-Other"] = "=?utf-8?q?x=0ABcc=3A_evil=40example=2Enet?="
    with pytest.raises(ValueError, match="换行"):
        message.as_bytes()
    with pytest.raises(ValueError, match="换行"):
        WIRE.fold(name, "a\nBcc: b")


def test_a_mail_has_its_fixed_headers() -> None:
    message = to_message(mail(), datetime(2026, 10, 13, 8, 30, tzinfo=UTC))
    assert set(message.keys()) == HEADERS
    assert message["X-Idempotency-Key"] == message["Message-ID"] == mail().message_id
    assert message["Date"] == "Tue, 13 Oct 2026 08:30:00 +0000"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/plain"
    assert message.get_content_charset() == "utf-8"
    assert message.get_content() == mail().body.replace("\n", "\r\n")
    assert smtp_text(message).isascii()


def test_a_mail_is_the_same_bytes_for_the_same_date() -> None:
    assert to_message(mail(), AT).as_bytes() == to_message(mail(), AT).as_bytes()
    with pytest.raises(ValueError, match="时区"):
        to_message(mail(), AT.replace(tzinfo=None))


def test_a_message_without_an_identifier_cannot_be_filed(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="Message-ID"):
        FolderChannel(tmp_path).send(EmailMessage(), TO)


def glued(subject: str) -> bytes:
    """A naive composer that glues text together."""
    rest = "\r\n".join(f"{name}: x" for name in sorted(HEADERS - {"Subject", "To"}))
    return f"To: {TO}\r\nSubject: {subject}\r\n{rest}\r\n\r\nx".encode()


def trusting(subject: str) -> bytes:
    """A naive composer that trusts the standard library with what people typed."""
    message = EmailMessage(policy=email.policy.SMTP)
    message["To"] = TO
    message["Subject"] = subject
    message.set_content("x")
    return message.as_bytes()


def test_the_oracle_finds_the_faults_of_a_composer_that_glues() -> None:
    assert violations(glued("张三")) == []
    assert "header bcc" in violations(glued("张三\r\nBcc: evil@example.net"))
    assert "break in subject" in violations(glued("=?utf-8?q?x=0ABcc=3A_evil?="))


def test_the_oracle_finds_the_faults_of_a_composer_that_trusts_the_library() -> None:
    """Releases of the library that refuse the break themselves are as good."""
    assert violations(trusting("张三")) == []
    try:
        wire = trusting("=?utf-8?q?x=0ABcc=3A_evil=40example=2Enet?=")
    except (ValueError, email.errors.MessageError):
        return
    assert violations(wire)
