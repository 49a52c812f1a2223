"""A mail's wire form is the standard library's, made with less work."""

import sys
import unicodedata
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from notifications.channels import FolderChannel
from notifications.folder import file_name
from notifications.message import FILE, WIRE, Mail, to_message

DATE = datetime(2026, 7, 3, 1, 2, 3, tzinfo=UTC)
BODIES = [
    "一行\n",
    "两行\n\n又一行",
    "",
    "\n",
    "\r\n旧式\r换行\r\n",
    "长" * 400 + "\n" + "x" * 1000,
    "分隔\u2028和\x0b\x0c\x85不换行",
]


def mail(body: str) -> Mail:
    return Mail("<1@a.cn>", "li@a.cn", "李", "kaohe@a.cn", "街道", "主题", body)


@pytest.mark.parametrize("body", BODIES)
def test_the_body_is_written_as_the_standard_library_writes_it(body: str) -> None:
    standard = EmailMessage(policy=WIRE)
    standard.set_content(body, charset="utf-8", cte="base64")
    made = to_message(mail(body), DATE)
    assert made.get_payload() == standard.get_payload()
    written = [(n, str(v)) for n, v in made.items()]
    assert written[-3:] == [(n, str(v)) for n, v in standard.items()]
    assert made.get_content() == standard.get_content()


def test_mails_to_two_people_have_a_field_each() -> None:
    first = to_message(mail("x"), DATE)
    second = to_message(
        Mail("<2@a.cn>", "wang@a.cn", "王", "kaohe@a.cn", "街道", "主题", "x"), DATE
    )
    assert [a.addr_spec for a in first["To"].addresses] == ["li@a.cn"]
    assert [a.addr_spec for a in second["To"].addresses] == ["wang@a.cn"]
    assert first["From"] == second["From"]


def test_the_date_is_written_with_its_zone() -> None:
    assert to_message(mail("x"), DATE)["Date"] == "Fri, 03 Jul 2026 01:02:03 +0000"


def test_what_may_be_printed_holds_neither_breaks_nor_invisible_characters() -> None:
    dangerous = {"Cc", "Cs", "Zl", "Zp", "Cf"}
    printable = (c for c in map(chr, range(sys.maxunicode + 1)) if c.isprintable())
    assert not any(unicodedata.category(c) in dangerous for c in printable)


@pytest.mark.parametrize("read_as", ["", ":2,S", ":2,"])
def test_a_mail_that_was_read_is_not_put_into_the_folder_again(
    tmp_path: Path, read_as: str
) -> None:
    channel = FolderChannel(tmp_path / "mail", sync=False)
    message = to_message(mail("x"), DATE)
    channel.send(message, "li@a.cn")
    name = file_name("<1@a.cn>")
    (tmp_path / "mail/new" / name).rename(tmp_path / "mail/cur" / (name + read_as))
    channel.send(message, "li@a.cn")
    assert list((tmp_path / "mail/new").iterdir()) == []
    assert message.as_bytes(policy=FILE).endswith(b"\n")
