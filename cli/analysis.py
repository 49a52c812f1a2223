"""The analysis of results from the shell: by section, leader, grade and quarter (R24)."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Any

import typer

from cli import options
from cli.desk import at_desk
from cli.options import Json
from cli.show import document, say, table
from cli.usage import Command, Spoken
from rules.numerals import rounded
from workflow.analysis import analyse

app = typer.Typer(cls=Spoken)
COLUMNS = (
    "", "人次", "等次", "得分均值", "KPI均值", "BPI均值", "指标(不计入)", "本人逾期", "领导逾期",
    "表彰/问责", "加减分",
)  # fmt: skip
TABLES = (
    ("overall", "总体"),
    ("by_section", "按内设机构"),
    ("by_leader", "按分管领导"),
    ("by_grade", "按等次"),
    ("trend", "各季度"),
)
YEAR = re.compile(r"\d{4}")
Report = Mapping[str, Any]


@app.command(cls=Command)
def analysis(
    quarters: Annotated[
        list[str] | None,
        typer.Argument(metavar="季度或年度…", help="如 2026Q3，或 2026；不写为已启动的全部季度"),
    ] = None,
    json: Json = False,
) -> None:
    """综合分析：按内设机构、分管领导、等次和季度汇总结果、指标完成、逾期、加减分和改进措施。

    人数不足的一组并入“其他”，免得从汇总看出个人；人数下限见 analysis_min_group。
    """
    periods = [p for text in quarters or () for p in _periods(text)]
    with at_desk() as desk:
        report = analyse(desk.office, periods, desk.now())
    if json:
        document(report)
        return
    say(f"综合分析：{'、'.join(report['quarters'])}")
    for name, title in TABLES:
        listed = [report[name]] if isinstance(report[name], Mapping) else report[name]
        table(title, COLUMNS, [_row(each, report["printed_places"]) for each in listed])
    table(
        "改进措施",
        ("季度", "序号", "措施", "责任人", "期限", "办结"),
        [
            (
                m["quarter"],
                m["number"],
                m["text"],
                m["owner_name"],
                m["due"],
                m["document"] or "未办结",
            )
            for m in report["measures"]
        ],
    )
    say(f"不足{report['min_group']}人的一组不单列；均值为精确值四舍五入，精确值见 --json。")


def _periods(text: str) -> list[str]:
    """The quarters a word means: one, or the four of a year."""
    if YEAR.fullmatch(text):
        return [f"{text}Q{n}" for n in (1, 2, 3, 4)]
    return [str(options.quarter(text))]


def _row(group: Report, places: int) -> Sequence[object]:
    if not group["shown"]:
        return (group["name"], group["n"], "人数过少，不单列", *[""] * (len(COLUMNS) - 3))
    kpi, late, opi = group["kpi"], group["late"], group["opi"]
    return (
        group["name"],
        group["n"],
        " ".join(f"{name}{count}" for name, count in group["grades"].items()),
        _near(group["total"]["mean"], places),
        _near(kpi["mean"], places),
        _near(group["bpi"]["mean"], places),
        f"{kpi['items']}({kpi['voided']})",
        late["own"],
        late["leaders"],
        f"{opi['commendations']}/{opi['accountabilities']}",
        opi["points"],
    )


def _near(mean: str | None, places: int) -> str:
    return "" if mean is None else rounded(Fraction(mean), places)
