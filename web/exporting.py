"""The journal as a file to take away, written out while it is read: as long as it may be (R28)."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from fastapi.responses import StreamingResponse

from rules.calendar import beijing_text
from rules.words import minute_words
from web.plain import plain
from workflow.audited import Shown
from workflow.lines import OUTCOMES

SANDBOX = {"Content-Security-Policy": "sandbox; default-src 'none'"}
HEADS = ("行号", "时间", "谁", "办理", "关于谁", "结果", "说明", "原始记录", "校验值")
LIVE = ("=", "+", "-", "@", "\t", "\r")
"""Signs with which a cell would begin a formula in a spreadsheet."""


def document(line: Shown) -> dict[str, Any]:
    """A line as programs read it."""
    return {"seq": line.seq, "at": beijing_text(line.at), "sentence": line.sentence,
            "line": line.line, "digest": line.digest}  # fmt: skip


def taken_away(pieces: Iterable[list[Shown]], form: str) -> StreamingResponse:
    """Lines as a file, "json" or else "csv", which no browser shows."""
    name, kind = ("json", "application/json") if form == "json" else ("csv", "text/csv")
    written = _json(pieces) if form == "json" else _csv(pieces)
    body = (part.encode("utf-8", "replace") for part in written)
    headers = {"Content-Disposition": attachment(f"留痕.{name}"), **SANDBOX}
    return StreamingResponse(body, media_type=f"{kind}; charset=utf-8", headers=headers)


def attachment(name: str) -> str:
    """What tells a browser to keep a file under a name."""
    if name.isascii():
        return f'attachment; filename="{name}"'
    known = re.sub(r"[^\x21-\x7e]+", "-", name).strip("-")
    known = f"file{known}" if known[:1] in ("", ".") else known
    return f"attachment; filename=\"{known}\"; filename*=UTF-8''{quote(name)}"


def table(rows: Iterable[Iterable[str]]) -> str:
    """Rows as a file that a spreadsheet opens, without a formula in it."""
    return "\ufeff" + _rows(tuple(_safe(cell) for cell in row) for row in rows)


def _json(pieces: Iterable[list[Shown]]) -> Iterator[str]:
    """A list of documents; it is closed at its end alone, so that half of one is told as such."""
    yield "["
    between = "\n"
    for piece in pieces:
        yield between + ",\n".join(json.dumps(document(each), ensure_ascii=False) for each in piece)
        between = ",\n"
    yield "\n]\n"


def _csv(pieces: Iterable[list[Shown]]) -> Iterator[str]:
    """A table that a spreadsheet opens, without a formula in it."""
    yield "\ufeff" + _rows([HEADS])
    for piece in pieces:
        yield _rows(
            (
                each.seq,
                minute_words(each.at),
                _safe(each.who),
                _safe(each.title),
                _safe(each.whom),
                OUTCOMES.get(each.outcome, ""),
                _safe(plain(each.sentence)),
                each.line,
                each.digest,
            )
            for each in piece
        )


def _rows(rows: Iterable[tuple[object, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(LIVE) else cell
