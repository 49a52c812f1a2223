"""One person's quarter from the shell: how it stands, and the derivation of its result (R35)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any

import typer

from cli import options
from cli.desk import Desk, at_desk
from cli.options import Json, Reader
from cli.reading import case_number, shown
from cli.show import Refused, document, reason, say
from cli.usage import Command, Spoken
from rules.calendar import Quarter, beijing_text
from rules.grade import Grade
from rules.nouns import ROLE_TITLES, Person
from storage.history import case_lines
from storage.load import Loader
from storage.parts import ALL_PARTS
from workflow.annual import ANNUAL
from workflow.content import content_lines, content_of
from workflow.duties import bench_of, duties
from workflow.entrusted import signed_for
from workflow.explain import explain as derive
from workflow.explain import explain_lines, explain_year, explain_year_lines
from workflow.explain.checks import check_lines, checks_of_person
from workflow.explain.objection import brief_lines
from workflow.explain.sources import Sources
from workflow.explain.special import special_lines, special_of
from workflow.interpretations import Interpretations
from workflow.objection import OBJECTION
from workflow.quarterly import QUARTERLY
from workflow.report import case_report
from workflow.veil import stage_seen

app = typer.Typer(cls=Spoken)
UNDETERMINED = Grade.UNDETERMINED.value
SHOWN = {
    "total": "得分",
    "band": "对应等次(参考)",
    "proposed": "建议",
    "grade": "研究确定",
    "direct": "直接确定",
}
Who = Annotated[str, typer.Argument(metavar="谁", help="登录名，或没有重名的姓名")]
InQuarter = Annotated[str, typer.Argument(metavar="季度", help="如 2026Q3")]
InPeriod = Annotated[str, typer.Argument(metavar="季度或年度", help="如 2026Q3；年度考核写 2026")]
At = Annotated[str | None, typer.Option("--at", metavar="时刻", help="看哪一时刻，默认现在")]


@app.command(cls=Command)
def case(
    who: Who, quarter: InQuarter, at: At = None, as_: Reader = None, json: Json = False
) -> None:
    """一名同志一个季度的考核事项：阶段、得分、等次、逾期、应办，以及本阶段可以办理什么。"""
    wanted = options.quarter(quarter)
    with at_desk() as desk:
        person = desk.person(who, "谁")
        moment = desk.at(at)
        period = str(wanted)
        number = case_number(desk, QUARTERLY.id, period, person)
        near = desk.concerned(as_, number)
        report = shown(
            desk, as_, "case",
            lambda e: _case(desk, person, wanted, moment, entitled=e, concerned=e or near),
            number, period,
        )  # fmt: skip
    if json:
        document(report)
        return
    say(
        f"{person.name}({person.handle}) {wanted.title}："
        f"{report['stage_title']}(第{report['version']}版)"
    )
    say(f"  分管领导 {report['supervisor'] or '(未定)'}，内设机构 {report['section'] or '(未定)'}")
    say("  " + "，".join(f"{title} {report[key] or '—'}" for key, title in SHOWN.items()))
    for reading in report["interpretations"]:
        say(f"  适用{reading['title']}({reading['key']}：{reading['said']})")
    if report["special"] or report["handovers"]:
        say(*special_lines(report))
    say(*check_lines(report))
    say(*content_lines(report["content"]))
    say(*brief_lines(report["objections"]))
    for each in report["follow_ups"]:
        until = f"，{each['due']}前" if each["due"] and each["state"] == "open" else ""
        paper = f"，{each['document']}" if each["document"] else ""
        state = f"{each['title']} {each['state_title']}，{each['owner_title']}"
        say(f"  结果运用：{state}{until}{paper}")
    for made in report["resolutions"]:
        say(f"  决定：{made['title']} {made['document'] or ''}")
    for owed in report["owed"]:
        late = "(已逾期)" if owed["overdue"] else ""
        say(f"  应办：{owed['name']} {owed['what']}，{owed['day']}前{late}")
    say(*_doable(report["moves"]))


def _doable(moves: list[dict[str, Any]]) -> Iterator[str]:
    """What can be done in this stage, by who may do it."""
    by: dict[str, list[str]] = {}
    for move in moves:
        by.setdefault(move["by"], []).append(f"{move['title']} {move['move']}")
    if by:
        yield "  本阶段可以办理(各项要填什么，见 kaohe act --list 办理名称)："
    for who, listed in by.items():
        yield f"    {who}：{'；'.join(listed)}"


def _case(
    desk: Desk,
    person: Person,
    quarter: Quarter,
    at: datetime,
    *,
    entitled: bool,
    concerned: bool,
) -> dict[str, Any]:
    period, office = str(quarter), desk.office
    with desk.database.read() as connection:
        loader = Loader(connection, office.id, lock=False)
        if loader.quarter(period) is None:
            raise Refused([reason(f"{quarter.title}考核尚未启动")])
        found = loader.case_of(QUARTERLY.id, period, person.id, ALL_PARTS)
        if found is None:
            text = f"{person.name}不在{quarter.title}参加考核人员名册中"
            raise Refused([reason(text)])
        people = {p.id: p for p in loader.everyone()}
        owed = [d for d in duties(office, loader, period, at) if d.subject == person.id]
        content = content_of(found, case_lines(connection, office.id, found.id))
        bench = bench_of(office, loader, period)
        readings = Interpretations(loader, bench.policy, [found.id]).document(found, people, at)
        report = case_report(found, bench, person.handle, at, readings)
        report["delegated"] = signed_for(loader, period, people).get(found.id, [])
        sources = Sources(bench.policy, people, ())
        report["checks"] = checks_of_person(loader, found, sources, concerned=concerned)
        report |= special_of(found, bench, sources, at, entitled=entitled)
    stage = stage_seen(found.stage, entitled=entitled)
    leader = people.get(found.supervisor)
    return report | {
        "name": person.name,
        "quarter": period,
        "at": beijing_text(at),
        "stage": stage,
        "grade": report["grade"] or (UNDETERMINED if stage == "undetermined" else None),
        "stage_title": QUARTERLY.stage_titles.get(stage, stage),
        "version": found.version,
        "section": found.section,
        "supervisor": leader.name if leader else None,
        "content": content,
        "owed": [
            {
                "who": people[d.who].handle if d.who in people else None,
                "name": people[d.who].name if d.who in people else "(未定)",
                "what": d.what,
                "day": d.day.isoformat(),
                "overdue": d.overdue,
            }
            for d in owed
        ],
        "moves": [
            {"move": m.id, "title": m.title, "by": "、".join(ROLE_TITLES[r] for r in m.by)}
            for page, where in (
                (QUARTERLY, {stage}),
                (OBJECTION, {o.stage for o in found.objections}),
            )
            for m in page.moves
            if m.by and any(r.source in where for r in m.routes)
        ],
    }


@app.command(cls=Command)
def explain(
    who: Who, quarter: InPeriod, at: At = None, as_: Reader = None, json: Json = False
) -> None:
    """得分、等次和名额(或年度等次)是怎么来的：每一项的数值、条款、依据、何人何时。"""
    wanted = options.period(quarter)
    whole = isinstance(wanted, int)
    with at_desk() as desk:
        person = desk.person(who, "谁")
        moment = desk.at(at)
        period = str(wanted)
        number = case_number(desk, (ANNUAL if whole else QUARTERLY).id, period, person)
        near = desk.concerned(as_, number)

        def told(entitled: bool) -> dict[str, Any]:
            if whole:
                return explain_year(desk.office, person.handle, period, moment, entitled=entitled)
            return derive(
                desk.office, person.handle, period, moment, entitled=entitled, concerned=near
            )

        report = shown(desk, as_, "explain_year" if whole else "explain", told, number, period)
    if json:
        document(report)
    else:
        say(*(explain_year_lines(report) if whole else explain_lines(report)))
