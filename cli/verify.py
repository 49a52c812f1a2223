"""Verification from the shell: chain, signatures, rows against replay, checkpoints (R28)."""

from pathlib import Path
from typing import Annotated, Any

import typer

from cli.desk import Desk, at_desk
from cli.options import Json
from cli.show import Refused, complain, document, progress, reason, say
from cli.usage import Command, Misuse, Spoken
from storage.checkpoint import Checkpoint, parse
from storage.keys import KeyFault
from storage.lookup import heads
from workflow.replay import Verified, verify_office

app = typer.Typer(cls=Spoken)


@app.command(cls=Command)
def verify(
    checkpoint: Annotated[
        Path | None,
        typer.Option("--checkpoint", metavar="文件", help="与另行保存的封存记录核对(只需公钥)"),
    ] = None,
    json: Json = False,
) -> None:
    """留痕校验：链条是否完整，签名是否相符，数据是否与留痕一致。

    找出最先不可信的一行或一条记录，退出码 1。没有密钥也能校验，只是不核对认证码。
    """
    notes = _notes(checkpoint) if checkpoint else []
    with at_desk(bare=True) as desk:
        mac_key, missing = _mac_key(desk)
        public = desk.public() if notes else None
        with desk.database.read() as connection:
            total = sum(head.seq for head in heads(connection))
        with progress("留痕校验", total, shown=not json) as passed:
            found = verify_office(
                desk.office,
                mac_key=mac_key,
                checkpoints=notes,
                public_key=public,
                progress=passed,
            )
    report = _report(found, missing)
    if found.faults:
        complain([missing] if missing else [])
        raise Refused([reason(fault.text) for fault in found.faults], report)
    if json:
        document(report)
    else:
        _tell(found, missing)


def _notes(file: Path) -> list[Checkpoint]:
    """The checkpoints of a file; Misuse if it cannot be read."""
    try:
        return parse(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise Misuse(f"读不到封存记录 {file}：须是存在的 UTF-8 文本文件") from None


def _mac_key(desk: Desk) -> tuple[bytes | None, str]:
    """The key of the lines' MACs, or None and why it is not at hand."""
    try:
        return desk.ring().journal_key, ""
    except KeyFault as fault:
        return None, f"未核对认证码：{fault}"


def _report(found: Verified, missing: str) -> dict[str, Any]:
    return {
        "valid": not found.faults,
        "lines": found.lines,
        "faults": [{"kind": f.kind, "where": f.where, "text": f.text} for f in found.faults],
        "mac_checked": found.mac_checked,
        "mac_note": missing or None,
        "checkpoints": found.checkpoints,
        "erased": found.erased,
    }


def _tell(found: Verified, missing: str) -> None:
    checked = "认证码相符，" if found.mac_checked else ""
    say(f"校验通过：留痕{found.lines}行，链条完整，{checked}数据与留痕一致")
    if found.checkpoints:
        say(f"与{found.checkpoints}份封存记录相符")
    if found.erased:
        say(f"有{found.erased}项内容已按规定删除，只能核对其留下的印记")
    if missing:
        say(missing)
