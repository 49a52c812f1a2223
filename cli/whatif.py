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

    记录照旧，只重算由它得出的各项：名册、特殊情形、得分、对应等次、名额、临界人员、期限、逾期，
    以及哪些办理(含延期、准予补报、退回、名册调整、确认直接确定等次)会被拒绝、哪些被拒绝的会办成。
    阶段和当事人在那套口径下的做法不重演，结果后面写明哪些没有推演。
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
    here = {case["who"] for case in report["cases"]}
    for each in (r for r in report["roster"] if r["who"] not in here):
        say(f"名册：{each['name']} {each['then']} → {each['other']}")
    people = _pair({"then": str(quota["n"]), "other": str(quota["n_other"])})
    say(
        f"“好”等次名额：参加考核{people}人，原为{quota['limit']['then']}人，"
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
        f"另有{report['not_judged']}件未重判。以上只是推算，没有写入。"
    )
    if moves := report["not_judged_moves"]:
        listed = "、".join(f"{m['title']}{m['count']}件" for m in moves)
        say(f"未重判的(不涉及口径，或者内容没有留存)：{listed}")
    say("没有推演的：", *(f"  {text}" for text in report["not_simulated"]))


def _pair(found: Mapping[str, Any]) -> str:
    then, other = found["then"] or "—", found["other"] or "—"
    return str(then) if then == other else f"{then} → {other}"


def _others(case: Report) -> Iterator[str]:
    if case["roster"]:
        yield f"名册 {_pair(case['roster'])}"
    if case["treatment"]["then"] != case["treatment"]["other"]:
        yield f"特殊情形 {_pair(case['treatment'])}"
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
