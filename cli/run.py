"""What people do in the office from the shell: opening a quarter, and every move of the pages."""

from typing import Annotated

import typer

from cli import options
from cli.desk import at_desk
from cli.lines import stage_titles
from cli.options import As, Json
from cli.show import Refused, document, reasons_of, say
from cli.usage import Command, Spoken
from workflow.collective import open_by_hand
from workflow.command import Command as Asked
from workflow.engine import page_of, perform
from workflow.sweep import tick

app = typer.Typer(cls=Spoken)
ActAt = Annotated[
    str | None, typer.Option("--at", metavar="时刻", help="只用于演示和演练数据：在这一时刻办理")
]


@app.command("open", cls=Command)
def open_(
    quarter: Annotated[str, typer.Argument(metavar="季度", help="如 2026Q4")],
    as_: As,
    at: ActAt = None,
    json: Json = False,
) -> None:
    """由考核办启动一个季度：定名册、建立每人的考核事项、通知报送计划。"""
    wanted = options.quarter(quarter)
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
        say(f"{wanted.title}已启动，{taken}人参加考核")


@app.command(cls=Command)
def act(
    move: Annotated[
        str, typer.Argument(metavar="办理", help="如 submit_plan、approve_plan、decide")
    ],
    as_: As,
    case: Annotated[
        str | None, typer.Option("--case", metavar="谁", help="谁的考核事项，默认本人")
    ] = None,
    with_: Annotated[
        str, typer.Option("--with", metavar="JSON", help="所填内容，JSON 对象")
    ] = "{}",
    quarter: Annotated[
        str | None, typer.Option("--quarter", metavar="季度", help="默认最近启动的季度")
    ] = None,
    at: ActAt = None,
    request: Annotated[
        str, typer.Option("--request", metavar="编号", help="请求编号：同一编号只办一次")
    ] = "",
    json: Json = False,
) -> None:
    """以某人的身份办理一件事；先作到期处理，截止以后的办理不会被误收。"""
    title = page_of(move)[1].title
    data = options.given(with_)
    period = str(options.quarter(quarter)) if quarter else ""
    with at_desk(writing=True) as desk:
        moment = desk.at(at, acting=True)
        actor = desk.person(as_, "--as")
        subject = desk.person(case, "--case") if case else actor
        tick(desk.office, moment)
        asked = Asked(
            move, actor.id, period or desk.newest_quarter(), subject.id, data, request
        )  # fmt: skip
        answer = perform(desk.office, asked, moment)
    stage = stage_titles().get(answer.stage, answer.stage)
    report = {
        "done": answer.done,
        "move": move,
        "who": actor.handle,
        "quarter": asked.period,
        "seq": answer.seq,
        "stage": answer.stage or None,
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
        say(f"已办理：{actor.name} {title}{again}，现处于“{stage}”，留痕第{answer.seq}行")
