"""Text from people made safe for mail headers, and the check of mail addresses.

The standard library decodes encoded-words inside header values and, on some releases, writes the
line breaks hidden in them as real headers. So nothing reaches it that could be one: line breaks
and controls become spaces, and `=?` becomes its full-width twin, which looks the same to people.
"""

import re
import unicodedata

_BREAKING = frozenset({"Cc", "Cs", "Zl", "Zp"})
_WIDE = str.maketrans({c: chr(ord(c) + 0xFEE0) for c in '()<>[]:;@\\,."'})
_LOCAL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_+'&~-]*(?:\.[A-Za-z0-9_+'&~-]+)*")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_LONGEST_LOCAL = 64
_LONGEST = 254


class AddressError(ValueError):
    """A mail address that cannot be used; the message is Chinese and says what to do."""

    def __init__(self, reason: str) -> None:
        """Say why, never repeating the address: it may hold anything."""
        super().__init__(f"邮箱地址不可用：{reason}。请在人员信息中更正，形如 name@example.cn")


def clean_text(text: str, longest: int = 200) -> str:
    """One line of at most `longest` characters that no mail reader can take for a header.

    Breaks and controls become one space, invisible format characters vanish, private-use
    characters stay (rare names are written with them).
    """
    if not text.isprintable():  # else nothing of what is looked for is in it
        text = "".join(map(_harmless, text))
    line = " ".join(text.split()).replace("=?", "＝？")
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _harmless(char: str) -> str:
    category = unicodedata.category(char)
    return "" if category == "Cf" else " " if category in _BREAKING else char


def clean_phrase(text: str, longest: int = 80) -> str:
    """A display name: `clean_text` with the marks that have a meaning in addresses widened."""
    return clean_text(text, longest).translate(_WIDE)


def clean_address(text: str) -> str:
    """The ASCII form local@domain of an address, an IDN domain in punycode; else AddressError."""
    local, at, domain = text.partition("@")
    if not at or "@" in domain:
        raise AddressError("须有且只有一个 @")
    if not _LOCAL.fullmatch(local) or len(local) > _LONGEST_LOCAL:
        raise AddressError("@ 前只能用英文字母、数字和 . _ - +，不能有空格、逗号、尖括号或换行")
    # The codec takes 。for a dot and folds wide marks, so the check comes after it.
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise AddressError("@ 后的域名写法不对") from None
    if not _DOMAIN.fullmatch(ascii_domain) or len(local) + len(ascii_domain) >= _LONGEST:
        raise AddressError("@ 后的域名写法不对")
    return f"{local}@{ascii_domain}"
