"""What only the auditor, or only the leading group, may read, from the shell (R34)."""

from collections.abc import Callable
from typing import Any

import typer

from cli.desk import Desk, at_desk
from cli.options import As, Json
from cli.reading import MASKED, keyed, put_on_record
from cli.show import Refused, document, reason, table
from cli.usage import Command, Spoken
from rules.policy import Cite
from storage.load import Loader
from workflow.secret import flags as flagged
from workflow.secret import in_group, is_auditor
from workflow.secret import reports as reported

app = typer.Typer(cls=Spoken)
Read = Callable[[Any, str], list[dict[str, Any]]]


@app.command(cls=Command)
def reports(as_: As, json: Json = False) -> None:
    """向监督人员反映的问题及其办理：只有监督人员可以查看。"""
    with at_desk() as desk:
        found = _read(
            desk, "reports", as_, is_auditor, lambda c, reader: reported(desk.office, c, reader),
            desk.office.policy_now(desk.now()).moves["report_irregularity"],
            "只有监督人员可以查看反映的问题",
        )  # fmt: skip
    if json:
        document({"reports": found})
        return
    rows = [
        (r["at"][:16].replace("T", " "), r["name"], r["title"], r["text"], r["stage_title"],
         r["outcome"] or "")
        for r in found
    ]  # fmt: skip
    table("反映的问题", ("时间", "反映谁", "哪一类", "内容", "办理", "结果"), rows)


@app.command(cls=Command)
def flags(as_: As, json: Json = False) -> None:
    """反映异议之后被同一分管领导评得更低的：只提示领导小组，是否有问题由人判断。"""
    with at_desk() as desk:
        found = _read(
            desk, "flags", as_, in_group, lambda c, reader: flagged(desk.office, c, reader),
            desk.office.policy_now(desk.now()).cites["retaliation_quarters"],
            "只有领导小组成员可以查看",
        )  # fmt: skip
    if json:
        document({"flags": found})
        return
    rows = [
        (f["name"], f["leader_name"], f"{f['objected']} {f['before']}",
         f"{f['quarter']} {f['after']}", _noted(f["noted"]))
        for f in found
    ]  # fmt: skip
    columns = ("谁", "分管领导", "反映异议的季度和得分", "其后的季度和得分", "查看情况")
    table("反映异议后得分降低", columns, rows)


def _noted(note: dict[str, str] | None) -> str:
    """What the group put on record of a flag, in a cell."""
    return f"{note['text']}({note['name']}，{note['at'][:10]})" if note else "未登记"


def _read(
    desk: Desk,
    what: str,
    handle: str,
    may: Callable[[Loader, str, Any], bool],
    read: Read,
    cite: Cite,
    refusal: str,
) -> list[dict[str, Any]]:
    """What a reader may read, put on record; Refused, with the clause, if they may not."""
    person = desk.person(handle, "--as")
    with desk.database.read() as connection:
        if not may(Loader(connection, desk.office.id, lock=False), person.id, desk.now()):
            raise Refused([reason(refusal, cite.clause, str(cite.basis))])
    hindrance, found = keyed(desk), []
    if not hindrance:
        with desk.database.read() as connection:
            found = read(connection, person.id)
    if found:
        hindrance = put_on_record(desk, person, what)
    if hindrance:
        raise Refused([reason(MASKED + hindrance, cite.clause, str(cite.basis))])
    return found
