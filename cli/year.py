"""The year of an office: everyone's four quarters, what they allow, the grade recorded."""

from typing import Annotated, Any

import typer

from cli import options
from cli.desk import Desk, at_desk
from cli.options import Json, Reader
from cli.reading import shown
from cli.show import Refused, document, reason, say, table
from cli.usage import Command, Misuse, Spoken
from storage.load import Loader
from workflow.annual import ANNUAL
from workflow.year_report import year_report

app = typer.Typer(cls=Spoken)
_YES = {True: "是", False: ""}


@app.command(cls=Command)
def year(
    period: Annotated[str, typer.Argument(metavar="年度", help="如 2026")],
    as_: Reader = None,
    json: Json = False,
) -> None:
    """一个年度：每人四个季度的等次、由此可评和不可评什么及其条款、已登记的年度等次。"""
    wanted = options.period(period)
    if not isinstance(wanted, int):
        raise Misuse(f"年度应写成“2026”的形式，不能是“{period[:20]}”", "kaohe year")
    with at_desk() as desk:
        report = shown(
            desk, as_, "year", lambda e: _year(desk, str(wanted), entitled=e), period=str(wanted)
        )
    if json:
        document(report)
        return
    show_year(report)


def _year(desk: Desk, period: str, *, entitled: bool) -> dict[str, Any]:
    with desk.database.read() as connection:
        loader = Loader(connection, desk.office.id, lock=False)
        try:
            return year_report(desk.office, loader, period, desk.now(), entitled=entitled)
        except LookupError as error:
            raise Refused([reason(str(error))]) from None


def show_year(report: dict[str, Any]) -> None:
    """The year as a table, and under it why who may or may not be graded how.

    The stage has a column where people are not all at the same.
    """
    periods = sorted({p for case in report["cases"] for p in case["quarters"]})
    stages = {ANNUAL.stage_titles[case["stage"]] for case in report["cases"]}
    rows = [
        (
            case["name"],
            case["section"],
            *(case["quarters"].get(p) for p in periods),
            _YES[case["excellent_candidate"]],
            _YES[case["more_than_half_poor"]],
            case["grade"],
            *([ANNUAL.stage_titles[case["stage"]]] if len(stages) > 1 else []),
        )
        for case in report["cases"]
    ]
    heads = ["姓名", "内设机构", *(p.removeprefix(report["year"]) for p in periods),
             "可评优", "过半", "年度等次", *(["阶段"] if len(stages) > 1 else [])]  # fmt: skip
    table(f"{report['year']}年度", heads, rows)
    if rows:
        alone = f"阶段均为{stages.pop()}；" if len(stages) == 1 else ""
        say(f"{alone}过半：一般、较差等次累计超过已定季度的一半。")
    for case in report["cases"]:
        told = ("more_than_half_poor", "all_poor", "status_bar", "exception", "correction")
        if any(case[key] for key in told):
            said = [f"{r['text']}({r['cited']})" for r in case["reasons"]]
            exception = f"；按例外情形处理：{case['exception']}" if case["exception"] else ""
            correction = f"；更正：{case['correction']}" if case["correction"] else ""
            say(f"{case['name']}：{'；'.join(said)}{exception}{correction}")
    say("年度等次由有权机关确定，系统只登记，不代为确定。")
