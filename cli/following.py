"""Who has been consistently outstanding, from the shell: the list and why (R19)."""

from typing import Annotated, Any

import typer

from cli import options
from cli.desk import Desk, at_desk
from cli.options import Json
from cli.show import document, say, table
from cli.usage import Command, Spoken
from workflow.outstanding import outstanding as listed

app = typer.Typer(cls=Spoken)


@app.command(cls=Command)
def outstanding(
    at: Annotated[
        str | None, typer.Option("--at", metavar="季度", help="算到哪个季度为止，默认最近的季度")
    ] = None,
    json: Json = False,
) -> None:
    """一贯表现优秀名单：最近几个已确定等次的季度都好的人，供领导小组逐人确认。

    列入名单本身不产生任何效果；确认用 kaohe act confirm_outstanding。
    """
    with at_desk() as desk:
        period = str(options.quarter(at)) if at else desk.newest_quarter()
        report = _report(desk, period)
    if json:
        document(report)
        return
    rows = [
        (p["name"], "、".join(f"{q['quarter']}{q['grade']}" for q in p["quarters"]), p["why"],
         "已确认" if p["confirmed"] else "")
        for p in report["people"]
        if p["outstanding"]
    ]  # fmt: skip
    table(f"截至{period}一贯表现优秀名单", ("姓名", "各季度等次", "说明", "领导小组"), rows)
    say(f"依据：{report['phrase']}")


def _report(desk: Desk, period: str) -> dict[str, Any]:
    with desk.database.read() as connection:
        return listed(desk.office, connection, period)
