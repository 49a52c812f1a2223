"""Options that several commands share, and the reading of what stands behind them.

Numbers, days and names come in as text and are read here, so that a mistake is told in Chinese.
"""

import json
import re
from datetime import date, datetime
from typing import Annotated, Any

import typer

from cli.usage import Misuse
from rules.calendar import Quarter, parse_day, parse_instant

Json = Annotated[bool, typer.Option("--json", help="只输出一份 JSON 文档")]
OfficeName = Annotated[
    str,
    typer.Option("--office", metavar="名称", help="本单位政策文件的路径，或自带样例的名称"),
]
As = Annotated[
    str, typer.Option("--as", metavar="谁", help="以谁的身份办理(登录名，或没有重名的姓名)")
]
Reader = Annotated[
    str | None,
    typer.Option("--as", metavar="谁", help="以谁的身份查看；限制知悉的只给领导小组和监督人员看"),
]
Document = Annotated[str, typer.Option("--document", metavar="文号", help="所依据的文件或纪要")]
RehearsedAt = Annotated[
    str | None, typer.Option("--at", metavar="时刻", help="只用于演示和演练数据")
]
LARGEST = 10**9


def whole(text: str, name: str, low: int = 0, high: int = LARGEST) -> int:
    """A whole number written in plain digits; Misuse for anything else."""
    if not re.fullmatch(r"[+-]?[0-9]{1,30}", text) or not low <= int(text) <= high:
        top = "" if high == LARGEST else f"至{high}之间"
        raise Misuse(f"{name}须为{low}{top or '或以上'}的整数，不能是“{text[:20]}”")
    return int(text)


def day(text: str, name: str) -> date:
    """A day YYYY-MM-DD; Misuse for anything else."""
    try:
        return parse_day(text)
    except ValueError as error:
        raise Misuse(f"{name}：{error}") from None


def instant(text: str, name: str = "--at") -> datetime:
    """An instant, Beijing time unless it says otherwise; Misuse for anything else."""
    try:
        return parse_instant(text)
    except ValueError as error:
        raise Misuse(f"{name}：{error}") from None


def quarter(text: str) -> Quarter:
    """A quarter 2026Q3; Misuse for anything else."""
    try:
        return Quarter.parse(text)
    except ValueError as error:
        raise Misuse(str(error)) from None


def period(text: str) -> Quarter | int:
    """A quarter 2026Q3 or a year 2026; Misuse for anything else."""
    if re.fullmatch(r"[0-9]{4}", text):
        return int(text)
    return quarter(text)


def given(text: str) -> dict[str, Any]:
    """What is handed in with a move: a JSON object, numbers kept as they are written."""
    try:
        value = json.loads(text, parse_float=str, parse_constant=str) if text.strip() else {}
    except (ValueError, RecursionError):
        raise Misuse('--with 须为 JSON 对象，如 \'{"month": 7, "text": "……"}\'') from None
    if not isinstance(value, dict):
        raise Misuse('--with 须为 JSON 对象，写成 {"名称": 值} 的形式')
    return value
