"""What of a page people read: its words, and which of them are the names that programs use."""

import re
from html import unescape

_UNREAD = re.compile(r"<(script|style|textarea|head|pre|code)\b.*?</\1>|<[^>]*>", re.S)
_WORD = re.compile(r"[A-Za-z][A-Za-z_]+")
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|/[a-z/{}.-]+")
KNOWN = frozenset(
    ["KPI", "BPI", "OPI", "CSV", "Excel", "WPS", "UTF", "TOTP", "KB", "JSON", "PDF", "API"]
)
"""What people in an office read as it is."""


def english(html: str, names: frozenset[str] = frozenset()) -> set[str]:
    """The words of a page in letters of the alphabet, but for known ones and people's names."""
    read = _ADDRESS.sub(" ", unescape(_UNREAD.sub(" ", html)))
    return {w for w in _WORD.findall(read) if w not in KNOWN and w not in names}
