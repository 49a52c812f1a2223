"""What went wrong, as an exit code and Chinese sentences; only loaded when something did.

Exit 1: refused, or a check failed, or the machine is in the way. Exit 2: wrong usage.
"""

import errno
import os
import sys
import traceback
from collections.abc import Sequence

import typer

from cli.show import Refused, complain, document
from cli.usage import MISUSE, PROGRAM, Misuse, usage_sentence

REFUSED = 1
INTERRUPTED = 130
SPOKEN = {
    "PolicyError": REFUSED,
    "CalendarMissing": REFUSED,
    "DatabaseError": REFUSED,
    "KeyFault": REFUSED,
    "CheckpointError": REFUSED,
    "AddressError": REFUSED,
    "UnknownOffice": REFUSED,
    "UnknownCase": REFUSED,
    "CannotOpen": REFUSED,
    "NothingToAnalyse": REFUSED,
    "UnknownQuarter": REFUSED,
    "CannotAdopt": MISUSE,
    "UnknownMove": MISUSE,
    "ScenarioError": MISUSE,
    "DemoError": MISUSE,
}
"""Our exceptions whose text is a sentence for people, with the exit code each stands for."""
_OURS = ("rules.", "storage.", "notifications.", "workflow.", "cli.")
_DISK = {
    errno.ENOENT: "不存在",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EEXIST: "已经存在",
    errno.EISDIR: "是一个文件夹",
    errno.ENOTDIR: "所在的路径不是文件夹",
    errno.ENOSPC: "磁盘空间已满",
    errno.EROFS: "磁盘是只读的",
    errno.ENAMETOOLONG: "名称过长",
}


def told(error: BaseException, given: Sequence[str]) -> int:
    """Say what went wrong on standard error, and as JSON if `given` asked for it; the exit code."""
    as_json = "--json" in given
    if os.environ.get("KAOHE_DEBUG"):
        traceback.print_exception(error, file=sys.stderr)
    if isinstance(error, typer.Abort):
        complain(["已中断。"])
        return INTERRUPTED
    if isinstance(error, Refused):
        complain(str(reason["text"]) for reason in error.reasons)
        if as_json and not error.printed:
            document(error.document | {"reasons": error.reasons})
        return REFUSED
    if getattr(error, "exit_code", None) == MISUSE:
        return _misused(error, given)
    code, sentence = _judged(error)
    complain([sentence])
    if as_json and code == REFUSED:
        document({"reasons": [{"clause": None, "basis": None, "text": sentence}]})
    return code


def _misused(error: BaseException, given: Sequence[str]) -> int:
    if type(error).__name__ == "NoArgsIsHelpError":
        complain([str(error)])
        return MISUSE
    called = " ".join([PROGRAM, *(word for word in given[:1] if not word.startswith("-"))])
    ctx = getattr(error, "ctx", None)
    command = error.command if isinstance(error, Misuse) else ctx.command_path if ctx else ""
    complain([f"{usage_sentence(error)}。用法见 {command or called} --help"])
    return MISUSE


def _judged(error: BaseException) -> tuple[int, str]:
    for kind in type(error).__mro__:
        if kind.__module__.startswith(_OURS) and kind.__name__ in SPOKEN:
            return SPOKEN[kind.__name__], str(error)
    if isinstance(error, OSError) and error.errno in _DISK:
        return (
            REFUSED,
            f"“{error.filename or '文件'}”{_DISK[error.errno]}，请检查路径和权限后再试。",
        )
    return REFUSED, (
        f"程序出错({type(error).__name__})，本次操作没有完成。请先运行 kaohe verify 核对数据；"
        "设置环境变量 KAOHE_DEBUG=1 后重试可看到详细信息，请连同它一起联系维护人员。"
    )
