"""Bringing data in from the shell: a year of the working-day calendar (R15, R30)."""

from pathlib import Path
from typing import Annotated

import typer

from cli.desk import at_desk
from cli.options import As, Json
from cli.show import Refused, document, reasons_of, say
from cli.usage import Command, Misuse, Spoken
from workflow.calendars import import_by_hand

app = typer.Typer(cls=Spoken, no_args_is_help=True)


@app.callback()
def import_() -> None:
    """导入：年度工作日历。"""


@app.command(cls=Command)
def calendar(
    file: Annotated[Path, typer.Argument(metavar="文件", help="一年的放假和调休安排，TOML 格式")],
    as_: As,
    json: Json = False,
) -> None:
    """导入一年的工作日历：因缺日历而停下的期限随即续办。"""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise Misuse(f"读不到文件“{file}”，须是存在的 UTF-8 文本文件") from None
    with at_desk(writing=True) as desk:
        actor = desk.person(as_, "--as")
        answer, year = import_by_hand(desk.office, text, actor.id, desk.at(None, acting=True))
    report = {
        "done": answer.done,
        "year": year.year if year else None,
        "source": year.source if year else None,
    }
    if not answer.done or year is None:
        raise Refused(reasons_of(answer.obstacles), report)
    if json:
        document(report)
    else:
        say(f"已导入{year.year}年工作日历({year.source})，有关期限已重新推算")
