"""The clock from the shell: one tick or what it would do, and who owes what (R30)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import typer

from cli import options
from cli.desk import Desk, at_desk
from cli.options import Json, Reader
from cli.post import channel_of, send
from cli.reading import keyed, shown
from cli.show import document, say, table
from cli.usage import Command, Spoken
from notifications.notice import RESERVED
from rules.calendar import beijing_text, end_of, is_quarter, quarter_of
from rules.words import minute_words
from storage.load import Loader
from storage.lookup import quarters
from workflow.at_work import at_work
from workflow.dispatch import worded
from workflow.duties import duties
from workflow.foresee import Foreseen, foresee
from workflow.lines import line_document, who_is_who
from workflow.office import Office
from workflow.sweep import tick as sweep_tick
from workflow.tasks import tasks
from workflow.veil import NOBODY, Viewer, is_reserved, line_seen

app = typer.Typer(cls=Spoken)
ANYWHERE = "x@kaohe.invalid"


@app.command(cls=Command)
def tick(
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="时刻", help="预演到这一时刻；正式数据只能与 --dry-run 同用"),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="只看将办理什么，不留下任何痕迹")
    ] = False,
    json: Json = False,
) -> None:
    """到期处理一次：启动季度、截止、转入下一阶段、提醒、结束公示，并发出邮件。

    可以随时重复运行：每件到期的事只办一次，停机期间漏下的按到期先后补办。
    """
    with at_desk(writing=not dry_run) as desk:
        moment = desk.at(at, acting=not dry_run)
        if dry_run:
            report = _foreseen(desk, foresee(desk.office, moment), moment)
        else:
            report = _ticked(desk, moment)
    if json:
        document(report)
    else:
        _tell_tick(report)


def _ticked(desk: Desk, at: datetime) -> dict[str, Any]:
    channel = channel_of(desk)
    swept = sweep_tick(desk.office, at)
    sent = send(desk, channel, at)
    return {
        "at": beijing_text(at),
        "dry_run": False,
        **asdict(swept),
        "mails": asdict(sent),
        "tasks": _gaps(desk.office, at),
    }


def _gaps(office: Office, at: datetime) -> list[dict[str, Any]]:
    """The years of the calendar that what falls due next waits for, as tasks of each quarter."""
    found: list[dict[str, Any]] = []
    with office.store.database.read() as connection:
        loader = Loader(connection, office.id, lock=False)
        for quarter in quarters(connection, office.id):
            # Its last days fall into the next quarter: with both years there, nothing is missing.
            this = quarter_of(quarter.period)
            if quarter.stage == "concluded" or {this.year, this.next.year} <= set(
                office.calendar.years
            ):
                continue
            found += [
                {"quarter": quarter.period, "kind": t.kind, "text": t.text}
                for t in tasks(office, loader, quarter.period, at)
                if t.kind == "calendar_missing"
            ]
    return found


def _foreseen(desk: Desk, found: Foreseen, at: datetime) -> dict[str, Any]:
    with desk.database.read() as connection:
        known = who_is_who(connection, desk.office.id)
    mails = [
        {
            "to": mail.handle,
            "name": mail.name,
            "kind": mail.kind,
            "at": beijing_text(mail.at),
            "subject": worded(desk.office, mail, ANYWHERE, ANYWHERE).subject,
        }
        for mail in found.mails
        if mail.kind not in RESERVED
    ]
    policy = desk.office.policy_now(desk.now())
    lines = [
        line_seen(line_document(line, known), policy, entitled=False)
        for line in found.lines
        if not is_reserved(line.body)
    ]
    return {
        "at": beijing_text(at),
        "dry_run": True,
        **asdict(found.swept),
        "lines": lines,
        "mails": mails,
        "tasks": _gaps(desk.office, at),
    }


def _tell_tick(report: Mapping[str, Any]) -> None:
    tense = "将" if report["dry_run"] else "已"
    opened = f"启动{'、'.join(report['opened'])}，" if report["opened"] else ""
    moved, reminded = report["moved"], report["reminded"]
    say(f"{_short(report['at'])} 到期处理：{tense}{opened}办理{moved}项，提醒{reminded}件")
    mails = report["mails"]
    say(*(f"待办：{task['text']}" for task in report["tasks"]))
    if not report["dry_run"]:
        words = {
            "accepted": "送达",
            "refused": "被拒收",
            "temporary": "待重发",
            "unknown": "结果不明",
        }
        words["parked"] = "停发(须人工处理)"
        say("邮件：" + "，".join(f"{word}{mails[key]}封" for key, word in words.items()))
        return
    shown = [li for li in report["lines"] if li["move"] not in {"remind", "escalate"}]
    rows = [
        (_short(li["due"] or li["at"]), li["title"], li["subject"], li["clause"]) for li in shown
    ]
    table("将办理", ("时间", "办理", "谁的事项", "条款"), rows)
    table(
        "将发出的邮件",
        ("时间", "收件人", "主题"),
        [(_short(m["at"]), m["name"], m["subject"]) for m in mails],
    )
    say("以上只是预演，没有改动任何数据。")


def _short(text: str) -> str:
    return minute_words(options.instant(text))


@app.command(cls=Command)
def due(
    at: Annotated[
        str | None, typer.Option("--at", metavar="时刻", help="看哪一时刻，默认现在")
    ] = None,
    as_: Reader = None,
    json: Json = False,
) -> None:
    """谁应办什么、到哪天为止、自何时逾期；以及须由人协调解决的事。"""
    with at_desk() as desk:
        moment = desk.at(at)
        if desk.audits(as_):
            keyed(desk)  # whom a report is about is read with the journal's key
        report = shown(
            desk, as_, "due", lambda e: _due(desk, moment, desk.viewer(as_) if e else NOBODY)
        )
    if json:
        document(report)
        return
    head = ("季度", "谁", "办什么", "谁的事项", "期限", "")
    table(f"{_short(report['at'])}应办事项", head, _owed_rows(report["due"]))
    say(*(f"待办：{task['text']}" for task in report["tasks"]))


def _owed_rows(due: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Any, ...]]:
    """What is owed, a row each; what several owe together stands in one row with all of them."""
    who: dict[tuple[Any, ...], list[str]] = {}
    for d in due:
        row = d["quarter"], d["what"], d["of_name"], d["day"], d["since"]
        who.setdefault(row, []).append(d["name"])
    for (quarter, what, of_name, day, since), names in who.items():
        late = since and f"逾期，自{_short(since)}"
        yield quarter, "、".join(dict.fromkeys(names)), what, of_name, day, late


def _due(desk: Desk, at: datetime, viewer: Viewer) -> dict[str, Any]:
    office = desk.office
    found: list[dict[str, Any]] = []
    stuck: list[dict[str, Any]] = []
    with desk.database.read() as connection:
        loader = Loader(connection, office.id, lock=False)
        people = {p.id: p for p in loader.everyone()}
        for period in at_work(office, loader, viewer):
            for duty in duties(office, loader, period, at, viewer):
                who, subject = people.get(duty.who), people.get(duty.subject)
                found.append(
                    {
                        "quarter": period,
                        "who": who.handle if who else None,
                        "name": who.name if who else "(未定)",
                        "what": duty.what,
                        "of": subject.handle if subject else None,
                        "of_name": subject.name if subject else None,
                        "day": duty.day.isoformat(),
                        "overdue": duty.overdue,
                        "since": beijing_text(end_of(duty.day)) if duty.overdue else None,
                    }
                )
            if not is_quarter(period):
                continue
            listed = tasks(office, loader, period, at, viewer)
            stuck += [{"quarter": period, "kind": t.kind, "text": t.text} for t in listed]
    return {"at": beijing_text(at), "due": found, "tasks": stuck}
