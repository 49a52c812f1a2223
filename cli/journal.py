"""The journal from the shell: read it, and seal it for the auditor (R28)."""

from pathlib import Path
from typing import Annotated, Any

import typer

from cli.desk import at_desk
from cli.options import Json, Reader
from cli.reading import shown
from cli.show import document, say
from cli.usage import Command, Misuse, Spoken
from rules.calendar import beijing_text
from storage.audit import Search, every
from storage.checkpoint import sign
from storage.journal import SYSTEM
from storage.lookup import cases_of, heads, lines
from workflow import account_lines
from workflow.lines import line_document, sentence, who_is_who
from workflow.telling import TELLING
from workflow.veil import AUDITED, CHECKING, is_reserved, line_seen

app = typer.Typer(cls=Spoken)


@app.command(cls=Command)
def journal(
    case: Annotated[
        str | None, typer.Option("--case", metavar="谁", help="只看某人的考核事项(登录名或姓名)")
    ] = None,
    system: Annotated[
        bool, typer.Option("--system", help="改看系统留痕：登录、账号、被拒绝的访问、查阅留痕")
    ] = False,
    as_: Reader = None,
    json: Json = False,
) -> None:
    """查看工作留痕：何时、何人、办了什么、从哪个阶段到哪个阶段、结果、条款。"""
    if system and case:
        raise Misuse("--system 是全机关的登录和账号留痕，不分考核事项，不能与 --case 同用")
    if system:
        _system(as_, json=json)
        return
    with at_desk() as desk:
        person = desk.person(case, "--case") if case else None
        with desk.database.read() as connection:
            wanted = cases_of(connection, desk.office.id, person.id) if person else None
            found = lines(connection, desk.office.id, cases=wanted, telling=TELLING)
            known = who_is_who(connection, desk.office.id)
        office = desk.office.id
        audits = desk.audits(as_)
        policy = desk.office.policy_now(desk.now())

        near = desk.near(as_)

        def build(entitled: bool) -> list[dict[str, Any]]:
            hidden = frozenset() if entitled and audits else AUDITED
            return [
                line_seen(
                    line_document(x, known), policy, entitled=entitled,
                    concerned=x.body.get("move") in CHECKING and near(x.body.get("case")),
                )
                for x in found
                if not hidden or (x.body.get("move") not in hidden and not is_reserved(x.body))
            ]  # fmt: skip

        told = shown(desk, as_, "journal", build)
    if json:
        document({"office": office, "case": person.handle if person else None, "lines": told})
        return
    say(*(sentence(line) for line in told))
    say(f"共{len(told)}行；是否完整、有无改动，请用 kaohe verify 校验")


def _system(reader: str | None, *, json: bool) -> None:
    """What the chain of the system tells; what the auditor looked for, to the auditor alone."""
    with at_desk() as desk:
        with desk.database.read() as connection:
            names = who_is_who(connection, desk.office.id).names
            found = [*every(connection, Search(SYSTEM))]
        audits = desk.audits(reader)

        def build(entitled: bool) -> list[dict[str, Any]]:
            return [
                account_lines.line_document(kept.seq, kept.at, kept.body, kept.told, names)
                for kept in found
                if (entitled and audits) or kept.body.get("move") not in account_lines.LOOKING
            ]

        told = shown(desk, reader, "journal", build)
    if json:
        document({"office": SYSTEM, "lines": told})
        return
    say(*(f"{line['seq']:>5} {account_lines.sentence(line)}" for line in told))
    say(f"共{len(told)}行；是否完整、有无改动，请用 kaohe verify 校验")


@app.command(cls=Command)
def checkpoint(
    out: Annotated[
        Path | None, typer.Option("--out", metavar="文件", help="存入新文件；默认直接显示")
    ] = None,
    json: Json = False,
) -> None:
    """留痕封存：签出各条留痕链现在的末尾，交监督人员另行保存。

    以后用 kaohe verify --checkpoint 文件 核对，可以发现封存之前的留痕被重新计算或整库退回。
    """
    with at_desk() as desk:
        ring, at = desk.ring(), desk.now()
        with desk.database.read() as connection:
            ends = heads(connection)
        note = sign(ring, ends, at)
    if out is not None:
        try:
            with out.open("x", encoding="utf-8") as file:
                file.write(note)
        except FileExistsError:
            raise Misuse(f"{out} 已经存在，封存记录不会覆盖；请换一个文件名") from None
    report = {
        "at": beijing_text(at),
        "heads": [{"office": h.office, "seq": h.seq, "digest": h.digest} for h in ends],
        "public_key": str(ring.public),
        "file": str(out) if out else None,
        "note": note,
    }
    if json:
        document(report)
    elif out is None:
        say(note.rstrip("\n"))
    else:
        sizes = "、".join(f"{h.office} {h.seq}行" for h in ends)
        say(f"已封存({sizes})，存入 {out}；请交监督人员另行保存", f"公钥：{ring.public}")
