"""One thing wrong with the record, and how people are told of it (R28)."""

from dataclasses import dataclass

from storage.journal import SYSTEM

ADVICE = "请停止写入，原样保留数据库，交监督人员核对。"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with the record: its kind, the line or row, and a Chinese sentence.

    Kinds: line, value, edge, version, row_edited, row_missing, row_extra, checkpoint.
    """

    kind: str
    where: str
    text: str


def place(office: str, seq: int) -> str:
    """How people name a line: 第17行 of the office's own chain."""
    return f"第{seq}行" if office != SYSTEM else f"{SYSTEM} 第{seq}行"


def shown(text: object) -> str:
    """A text that can be printed and sent, whatever a forger put into it."""
    plain = str(text).encode("utf-8", "backslashreplace").decode()
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in plain)
