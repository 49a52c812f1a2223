"""What people do in the office from the shell: opening a quarter, and every move of the pages."""

from typing import Annotated

import typer

from cli import options
from cli.desk import at_desk
from cli.moves import ELSEWHERE, LIST, described, given_of, help_lines, listing, move_of
from cli.options import As, Json
from cli.show import Refused, document, reasons_of, say, table
from cli.usage import Command, Misuse, Spoken
from rules.calendar import period_title
from rules.inputs.people import with_handles
from workflow.beside import ACTS
from workflow.collective import open_by_hand
from workflow.command import Command as Asked
from workflow.engine import perform, title_of_move
from workflow.lines import stage_titles
from workflow.sweep import tick
from workflow.veil import stage_seen

app = typer.Typer(cls=Spoken)
HEADS = ("办理", "名称", "谁办", "必填", "可填")
ActAt = Annotated[
    str | None, typer.Option("--at", metavar="时刻", help="只用于演示和演练数据：在这一时刻办理")
]


@app.command("open", cls=Command)
def open_(
    quarter: Annotated[
        str, typer.Argument(metavar="季度或年度", help="如 2026Q4；年度考核写 2026")
    ],
    as_: As,
    at: ActAt = None,
    json: Json = False,
) -> None:
    """由考核办启动一个季度(或年度)：定名册、建立每人的考核事项、通知报送计划(年度总结)。"""
    wanted = options.period(quarter)
    with at_desk(writing=True) as desk:
        moment = desk.at(at, acting=True)
        actor = desk.person(as_, "--as")
        answer, taken = open_by_hand(desk.office, wanted, actor.id, moment)
    report = {"done": answer.done, "quarter": str(wanted), "people": taken}
    if not answer.done:
        raise Refused(reasons_of(answer.obstacles), report)
    if json:
        document(report)
    else:
        say(f"{period_title(str(wanted))}已启动，{taken}人参加考核")


@app.command(cls=Command)
def act(  # noqa: PLR0913, PLR0917 - one for each option that people write
    move: Annotated[
        str | None,
        typer.Argument(metavar="办理", help="如 submit_plan，也可写中文名称，如 审定计划"),
    ] = None,
    as_: Annotated[
        str | None,
        typer.Option("--as", metavar="谁", help="以谁的身份办理(登录名或姓名)，办理时必填"),
    ] = None,
    list_: Annotated[
        bool, typer.Option("--list", help="列出可以办理的各项；写明办理的，说明它要填什么")
    ] = False,
    case: Annotated[
        str | None, typer.Option("--case", metavar="谁", help="谁的考核事项，默认本人")
    ] = None,
    with_: Annotated[
        str, typer.Option("--with", metavar="JSON", help="所填内容，JSON 对象")
    ] = "{}",
    quarter: Annotated[
        str | None,
        typer.Option("--quarter", metavar="季度或年度", help="默认最近启动的季度；年度写 2026"),
    ] = None,
    at: ActAt = None,
    request: Annotated[
        str, typer.Option("--request", metavar="编号", help="请求编号：同一编号只办一次")
    ] = "",
    json: Json = False,
) -> None:
    """以某人的身份办理一件事；先作到期处理，截止以后的办理不会被误收。

    可以办理什么、由谁办：kaohe act --list；某一项要填什么：kaohe act --list 审定计划。
    """
    if list_:
        _list(move_of(move) if move else None, as_json=json)
        return
    if move is None:
        raise Misuse(f"须写明办理什么，可以办理的各项见 {LIST}", "kaohe act")
    if as_ is None:
        raise Misuse("缺少 --as 谁：须写明以谁的身份办理", "kaohe act")
    move = move_of(move)
    data = options.given(with_)
    period = str(options.period(quarter)) if quarter else ""
    with at_desk(writing=True) as desk:
        moment = desk.at(at, acting=True)
        actor = desk.person(as_, "--as")
        subject = desk.person(case, "--case") if case else actor
        tick(desk.office, moment)
        period = period or ("" if move in ACTS else desk.newest_quarter())
        told = with_handles(given_of(move), data, desk.handle)
        asked = Asked(move, actor.id, period, subject.id, told, request)
        answer = perform(desk.office, asked, moment)
    here = stage_seen(answer.stage, entitled=False)
    stage = stage_titles().get(here, here)
    report = {
        "done": answer.done,
        "move": move,
        "who": actor.handle,
        "quarter": asked.period,
        "seq": answer.seq,
        "stage": here or None,
        "stage_title": stage or None,
        "version": answer.version,
        "repeated": answer.repeated,
    }
    if not answer.done:
        raise Refused(reasons_of(answer.obstacles), report)
    if json:
        document(report)
    else:
        again = "(这个请求早已办过)" if answer.repeated else ""
        now = f"，现处于“{stage}”" if stage else ""
        say(f"已办理：{actor.name} {title_of_move(move)}{again}{now}，留痕第{answer.seq}行")


def _list(move: str | None, *, as_json: bool) -> None:
    """The moves there are, or what one of them takes."""
    told = described(move) if move else listing()
    if as_json:
        document(told)
    elif isinstance(told, dict):
        say(*help_lines(told))
    else:
        rows = [
            (each["move"], each["title"], each["who"], _names(each["needed"]),
             _names(each["optional"]))
            for each in told
        ]  # fmt: skip
        table("可以办理的各项", HEADS, rows)
        say(f"某一项要填什么、怎样写：{LIST} 办理；{ELSEWHERE}")


def _names(fields: list[dict[str, str]]) -> str:
    return "、".join(field["name"] for field in fields)
