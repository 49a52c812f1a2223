"""Bringing data in from the shell: people, a calendar year, a policy (R01, R02, R15, R30)."""

from pathlib import Path
from typing import Annotated, Any

import typer

from cli.desk import at_desk
from cli.options import As, Document, Json, RehearsedAt
from cli.show import Refused, document, reason, reasons_of, say
from cli.usage import Command, Misuse, Spoken
from workflow.beside import perform_beside
from workflow.calendars import import_by_hand
from workflow.command import Command as Asked
from workflow.enrol import ENROL
from workflow.enrolling import Enrolling, previewed
from workflow.roster_file import LARGEST, NotAList, decoded

MOST_NAMED = 20
app = typer.Typer(cls=Spoken, no_args_is_help=True)


@app.callback()
def import_() -> None:
    """导入：人员名单、年度工作日历、政策文件。"""


def _read(file: Path) -> str:
    try:
        # Some editors put a byte order mark in front.
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise Misuse(f"读不到文件“{file}”，须是存在的 UTF-8 文本文件") from None


@app.command(cls=Command)
def calendar(
    file: Annotated[Path, typer.Argument(metavar="文件", help="一年的放假和调休安排，TOML 格式")],
    as_: As,
    json: Json = False,
) -> None:
    """导入一年的工作日历：因缺日历而停下的期限随即续办。"""
    text = _read(file)
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


@app.command(cls=Command)
def roster(
    file: Annotated[
        Path, typer.Argument(metavar="文件", help="人员名单，CSV 格式，表头用中文名称")
    ],
    as_: As,
    number: Document = "",
    quarter: Annotated[
        str, typer.Option("--quarter", metavar="季度", help="同时列入这一正在考核的季度，如 2026Q3")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看会登记哪些人，不写入")] = False,
    at: RehearsedAt = None,
    json: Json = False,
) -> None:
    """导入人员名单：登记名单中新的人员；已登记的不改动，与名单不同的逐条列出。"""
    try:
        text = decoded(_bytes(file))
    except NotAList as why:
        raise Refused([reason(str(why))]) from None
    with at_desk(writing=not dry_run) as desk:
        moment = desk.at(at, acting=not dry_run)
        actor, made = desk.person(as_, "--as"), previewed(desk.office, text, moment)
        report = _listed(made)
        if dry_run and made.troubles:
            raise Refused([reason(t) for t in made.troubles], report)
        if not dry_run:
            given = {"text": text, "document": number, "quarter": quarter}
            answer = perform_beside(desk.office, Asked(ENROL, actor.id, "", "", given), moment)
            report |= {"done": answer.done, "seq": answer.seq}
            if not answer.done:
                raise Refused(reasons_of(answer.obstacles), report)
    if json:
        document(report)
        return
    say(f"{'会登记' if dry_run else '已登记'}{len(made.new)}人：{_names(made)}")
    if made.same:
        say(f"另有{made.same}人已经登记，与名单一致")
    say(*(f"已登记，与名单不同，没有改动：{text}" for text in made.unlike))
    if made.unused:
        say(f"没有用到的列：{'、'.join(made.unused)}")


def _bytes(file: Path) -> bytes:
    """What stands in a file, of one that is too large its beginning."""
    try:
        with file.open("rb") as held:
            return held.read(LARGEST + 1)
    except OSError:
        raise Misuse(f"读不到文件“{file}”，请核对路径") from None


def _listed(made: Enrolling) -> dict[str, Any]:
    new = [{"id": e.row.handle, "name": e.row.name, "roles": list(e.roles)} for e in made.new]
    return {"done": False, "new": new, "same": made.same, "unlike": made.unlike,
            "unused": made.unused}  # fmt: skip


def _names(made: Enrolling) -> str:
    names = [e.row.name for e in made.new]
    return "、".join(names[:MOST_NAMED]) + (f"等{len(names)}人" if names[MOST_NAMED:] else "")


@app.command(cls=Command)
def policy(
    file: Annotated[
        Path, typer.Argument(metavar="文件", help="政策文件的全文，或者只有 [[amendments]] 的文件")
    ],
    as_: As,
    number: Document = "",
    at: RehearsedAt = None,
    json: Json = False,
) -> None:
    """导入新的口径：只用于所写之日及以后启动的季度，已启动的季度不受影响。"""
    text = _read(file)
    with at_desk(writing=True) as desk:
        moment = desk.at(at, acting=True)
        actor = desk.person(as_, "--as")
        given = {"text": text, "document": number}
        answer = perform_beside(
            desk.office, Asked("import_policy", actor.id, "", "", given), moment
        )
        states = desk.office.policies() if answer.done else []
    report: dict[str, Any] = {"done": answer.done, "seq": answer.seq}
    report["in_force"] = [{"from": str(p.in_force), "digest": p.digest} for p in states]
    if not answer.done:
        raise Refused(reasons_of(answer.obstacles), report)
    if json:
        document(report)
        return
    newest = states[-1].in_force
    say(f"政策文件已导入，留痕第{answer.seq}行；最新口径自{newest}起，用于该日及以后启动的季度")
    say("已启动的季度仍按启动时留存的口径办理。看有哪些不同：kaohe policy diff 日期 日期")
