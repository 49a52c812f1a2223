"""A finished mail and its one wire form.

`WIRE` writes headers itself: base64 encoded-words cut at whole characters. The standard folder
loses spaces beside Chinese text, encodes long identifiers and, on some releases, emits line
breaks it decoded; here a header with a control character is an error, never a second header.
"""

import base64
import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address, HeaderRegistry
from email.message import EmailMessage
from email.policy import EmailPolicy
from functools import cache, lru_cache
from typing import Any

from notifications.address import clean_address, clean_phrase, clean_text

_WORD_BYTES = 39  # 52 base64 characters: `Subject: ` and one word stay within 76
_PLAIN = 60
_BREAK = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True)
class Mail:
    """A composed mail: addresses are ASCII, names and subject one clean line, body plain text."""

    message_id: str
    to_address: str
    to_name: str
    sender: str
    sender_name: str
    subject: str
    body: str


class _Headers(HeaderRegistry):
    """The classes of header fields, each made once: the standard makes one for every field."""

    @cache  # noqa: B019 - there is one registry, as long as the process lives
    def __getitem__(self, name: str) -> Any:
        """The class of a field by its name."""
        return super().__getitem__(name)


class WirePolicy(EmailPolicy):
    """The SMTP policy with our own writing of header lines."""

    def fold(self, name: str, value: Any) -> str:
        """The whole header field as ASCII text; ValueError if a control character is in it."""
        if _BREAK.search(f"{name}{value}"):
            raise ValueError(f"邮件头 {name[:40]!r} 含有换行或控制字符")
        if hasattr(value, "addresses"):
            text = ",\n ".join(_encode_address(address) for address in value.addresses)
        else:
            text = _encode(str(value))
        return f"{name}: {text}\n".replace("\n", self.linesep)

    def fold_binary(self, name: str, value: Any) -> bytes:
        """`fold` as bytes."""
        return self.fold(name, value).encode("ascii")


WIRE = WirePolicy(linesep="\r\n", header_factory=_Headers())
FILE = WIRE.clone(linesep="\n")


def _encode(text: str) -> str:
    """ASCII text as it is, other or long text as base64 encoded-words on folded lines."""
    if text.isascii() and "=?" not in text and (len(text) <= _PLAIN or " " not in text):
        return text
    words, chunk = [], b""
    for char in text:
        piece = char.encode("utf-8")
        if len(chunk) + len(piece) > _WORD_BYTES:
            words.append(chunk)
            chunk = b""
        chunk += piece
    words.append(chunk)
    return "\n ".join(f"=?utf-8?b?{base64.b64encode(word).decode('ascii')}?=" for word in words)


def _encode_address(address: Address) -> str:
    """`name <local@domain>`, the address on a line of its own after an encoded name."""
    if not address.display_name:
        return address.addr_spec
    name = _encode(address.display_name)
    gap = " " if name == address.display_name else "\n "
    return f"{name}{gap}<{address.addr_spec}>"


def to_message(mail: Mail, date: datetime) -> EmailMessage:
    """The wire message of a mail, the same bytes for the same aware `date`.

    Cleans again what a caller may have built by hand; AddressError for a bad address, ValueError
    for a naive date.
    """
    if date.tzinfo is None:
        raise ValueError("邮件日期须带时区")
    message = EmailMessage(policy=WIRE)
    message["From"] = _mailbox("From", mail.sender_name, mail.sender)
    message["To"] = _mailbox("To", mail.to_name, mail.to_address)
    message["Subject"] = clean_text(mail.subject)
    message["Date"] = date
    message["Message-ID"] = mail.message_id
    # A relay that knows this header answers a repeat without sending it again.
    message["X-Idempotency-Key"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    _set_body(message, mail.body)
    return message


@lru_cache(maxsize=1024)  # the same people get mail after mail
def _mailbox(field: str, name: str, address: str) -> Any:
    """The header field of one person; AddressError for a bad address."""
    person = Address(clean_phrase(name), addr_spec=clean_address(address))
    return WIRE.header_factory(field, person)


@cache
def _fields_of_text() -> list[tuple[str, Any]]:
    """The header fields of a plain text in UTF-8, as the standard library writes them."""
    sample = EmailMessage(policy=WIRE)
    sample.set_content("", charset="utf-8", cte="base64")
    return sample.items()


def _set_body(message: EmailMessage, text: str) -> None:
    """What `set_content` does to a message without content, its fields not parsed again."""
    for name, value in _fields_of_text():
        message[name] = value
    content = b"\r\n".join(text.encode("utf-8").splitlines()) + b"\r\n"
    message.set_payload(base64.encodebytes(content).decode("ascii"))


def smtp_text(message: EmailMessage) -> bytes:
    """The message as it follows DATA: CRLF line ends, leading dots doubled, no final dot."""
    text = re.sub(rb"\r\n|\r|\n", b"\r\n", message.as_bytes(policy=WIRE))
    return re.sub(rb"(?m)^\.", b"..", text.rstrip(b"\r\n") + b"\r\n")
