"""Channel addresses: the way out is chosen by one setting, and mistakes show no password."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from notifications.account import account_of
from notifications.channels import FolderChannel, SmtpChannel, open_channel


def test_a_folder_address_opens_a_maildir() -> None:
    way = open_channel("folder:///var/spool/%E9%82%AE%E4%BB%B6")
    assert isinstance(way, FolderChannel)
    assert way.path == Path("/var/spool/邮件")
    assert way.sync
    unsynced = open_channel("folder:///tmp/demo?sync=0")
    assert isinstance(unsynced, FolderChannel)
    assert not unsynced.sync
    assert repr(way) == "FolderChannel('/var/spool/邮件')"


@pytest.mark.parametrize(
    ("url", "port", "tls", "starttls"),
    [
        ("smtp://mail.example.cn", 25, False, False),
        ("smtp://mail.example.cn:2525/", 2525, False, False),
        ("smtp://mail.example.cn?starttls=1", 587, False, True),
        ("smtps://mail.example.cn", 465, True, False),
        ("smtps://mail.example.cn:4650?timeout=3", 4650, True, False),
    ],
)
def test_a_mail_server_address_is_read(url: str, port: int, tls: bool, starttls: bool) -> None:
    account = account_of(urlsplit(url))
    assert (account.host, account.port) == ("mail.example.cn", port)
    assert (account.tls, account.starttls) == (tls, starttls)
    assert isinstance(open_channel(url), SmtpChannel)


def test_settings_and_an_encoded_password_are_read() -> None:
    url = "smtps://kao%40he:p%3A%2F%40w@m.cn?timeout=3&limit=9.5&helo=oa.example.cn&cafile=/ca.pem"
    account = account_of(urlsplit(url))
    assert (account.user, account.password) == ("kao@he", "p:/@w")
    assert (account.timeout, account.limit) == (3.0, 9.5)
    assert (account.helo, account.cafile) == ("oa.example.cn", "/ca.pem")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example.cn:25",
        "http://mail.example.cn",
        "mailto:a@b.cn",
        "folder://var/mail",
        "folder:mail",
        "folder:///",
        "folder:///mails?sync=maybe",
        "folder:///mails#x",
        "smtp://",
        "smtp://host:99999",
        "smtp://host:0",
        "smtp://host:abc",
        "smtp://[::1",
        "smtp://host/path",
        "smtp://host#x",
        "smtp://host?tls=1",
        "smtp://host?starttls=yes",
        "smtp://host?starttls=1&starttls=1",
        "smtp://host?timeout=0",
        "smtp://host?timeout=-1",
        "smtp://host?timeout=nan",
        "smtp://host?timeout=1e9",
        "smtp://host?timeout=99999",
        "smtp://host?helo=a%0D%0Ab",
        "smtps://host?starttls=1",
    ],
)
def test_an_address_that_cannot_be_used_is_explained_in_chinese(url: str) -> None:
    with pytest.raises(ValueError, match="邮件"):
        open_channel(url)


@pytest.mark.parametrize(
    "url",
    [
        "smtp://user:hunter22@host:25",
        "smtp://user:hunter22/x@host",
        "smtp://user:hunter22@host:port",
        "smtp://user:hunter22@[host",
        "smtps://user:hunter22@host?starttls=1",
        "smtps://user:hunter22@host?nonsense=1",
        "ftp://user:hunter22@host",
    ],
)
def test_no_mistake_shows_the_password(url: str) -> None:
    with pytest.raises(ValueError, match="邮件") as refusal:
        open_channel(url)
    assert "hunter22" not in str(refusal.value)
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None


def test_a_channel_shows_neither_user_nor_password() -> None:
    url = "smtps://user:hunter22@host"
    way, account = open_channel(url), account_of(urlsplit(url))
    for text in (repr(way), str(way), repr(account)):
        assert "hunter22" not in text
        assert "user:" not in text


def test_a_password_travels_only_encrypted_unless_said_or_on_this_machine() -> None:
    with pytest.raises(ValueError, match="须加密"):
        open_channel("smtp://user:x@mail.example.cn")
    for url in (
        "smtp://user:x@mail.example.cn?starttls=1",
        "smtp://user:x@mail.example.cn?plain=1",
        "smtp://user:x@localhost",
        "smtp://user:x@127.0.0.1:2525",
        "smtp://user:x@[::1]:2525",
        "smtps://user:x@mail.example.cn",
    ):
        assert isinstance(open_channel(url), SmtpChannel)
