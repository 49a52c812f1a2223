"""A past quarter under another policy, from the shell; nothing is written (R01)."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import typer

from cli import options
from cli.desk import at_desk
from cli.options import Json
from cli.rulesets import rule_set
from cli.show import document, say, table
from cli.usage import Command, Spoken
from workflow.late import item_title
from workflow.whatif import what_if

app = typer.Typer(cls=Spoken)
Report = Mapping[str, Any]


@app.command(cls=Command)
def replay(
    quarter: Annotated[str, typer.Argument(metavar="季度", help="如 2026Q3")],
    policy: Annotated[
        str,
        typer.Option(
            "--policy",
            metavar="口径",
            help="政策文件(可以只有 [[amendments]])、自带单位的名称、日期或留存文本的校验值",
        ),
    ],
    json: Json = False,
) -> None:
    """把过去的一个季度按另一套口径重判，逐人列出不同；只是推算，什么也不写入。

    记录照旧，只重算由它得出的各项：得分、对应等次、名额、临界人员、期限、逾期，
    以及哪些办理会被拒绝、哪些被拒绝的会办成。当事人在那套口径下会怎样做，无从推算。
    """
    wanted = options.quarter(quarter)
    with at_desk() as desk:
        report = what_if(desk.office, str(wanted), rule_set(policy, desk), desk.now())
    if json:
        document(report)
        return
    changes = report["policy"]["changes"]
    table("两套口径的不同", ("项", "改动"), [(c["key"], c["text"]) for c in changes])
    quota = report["quota"]
    say(
        f"“好”等次名额：参加考核{quota['n']}人，原为{quota['limit']['then']}人，"
        f"重判为{quota['limit']['other']}人；已确定{quota['used']}人"
        + (f"，超出{quota['over']}人" if quota["over"] else "")
    )
    rows = [
        (c["name"], _pair(c["shown"]), _pair(c["band"]), c["grade"], "；".join(_others(c)))
        for c in report["cases"]
        if c["changed"]
    ]
    table("有不同的人员", ("人员", "得分", "对应等次(参考)", "已确定", "其他不同"), rows)
    for each in _acts(report):
        say(f"  {each}")
    say(
        f"共{len(report['cases'])}人，{report['changed']}人有不同；重判办理{report['judged']}件，"
        f"另有{report['not_judged']}件不涉及口径或内容已隐去，未重判。以上只是推算，没有写入。"
    )


def _pair(found: Mapping[str, Any]) -> str:
    then, other = found["then"] or "—", found["other"] or "—"
    return str(then) if then == other else f"{then} → {other}"


def _others(case: Report) -> Iterator[str]:
    if case["on_the_line"]["then"] != case["on_the_line"]["other"]:
        yield "成为临界人员" if case["on_the_line"]["other"] else "不再是临界人员"
    for due in case["due"]:
        yield f"{due['what']}期限 {due['then']} → {due['other']}"
    then, other = set(case["late"]["then"]), set(case["late"]["other"])
    for items, word in ((other - then, "会算逾期"), (then - other, "不算逾期")):
        if items:
            yield f"{'、'.join(item_title(i) for i in sorted(items))}{word}"
    for act in case["refused"]:
        yield f"{act['at'][:10]} {act['title']}会被拒绝：{act['reasons'][0]['text']}"
    for act in case["allowed"]:
        yield f"{act['at'][:10]} 被拒绝的{act['title']}会办成"


def _acts(report: Report) -> Iterator[str]:
    for act in report["refused"]:
        yield f"{act['at'][:10]} {act['title']}会被拒绝：{act['reasons'][0]['text']}"
    for act in report["allowed"]:
        yield f"{act['at'][:10]} 被拒绝的{act['title']}会办成"
