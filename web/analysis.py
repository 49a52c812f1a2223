"""The analysis of results in tables and pictures, for group, office and auditor (R24)."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from io import StringIO
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from rules.calendar import Quarter, period_title
from rules.numerals import rounded
from storage.lookup import quarters
from web.pages import shown
from web.stuck import kept_of
from web.visit import Here, Visit
from workflow.analysis import NothingToAnalyse, analysed

router = APIRouter()
TABLES = (
    ("by_section", "按内设机构"),
    ("by_leader", "按分管领导"),
    ("by_grade", "按等次"),
    ("trend", "各季度"),
)
HEADS = (
    "名称", "人次", "好", "较好", "一般", "较差", "不确定", "得分均值", "KPI均值", "BPI均值",
    "本人逾期", "领导逾期", "表彰", "问责", "加减分",
)  # fmt: skip
GRADES = ("好", "较好", "一般", "较差", "不确定")
LIVE = "=+-@\t\r"
"""Signs with which a cell would begin a formula in a spreadsheet."""
Report = Mapping[str, Any]


@router.get("/analysis")
def show(visit: Here, quarter: str = "") -> Response:
    """The tables, with the pictures that a script draws of the same figures."""
    chosen, offered, report = _analysed(visit, quarter)
    places = report["printed_places"] if report else 0
    return shown(
        visit,
        "analysis.html",
        chosen=chosen,
        offered=[(period, period_title(period)) for period in offered],
        report=report,
        heads=HEADS,
        tables=[(key, title, list(_rows(report[key], places))) for key, title in TABLES]
        if report
        else [],
    )


def _analysed(visit: Visit, quarter: str) -> tuple[str, list[str], Report | None]:
    """Which quarter was chosen (empty: all), which there are, and the analysis if there is one."""
    office, at = visit.site.office, visit.at
    with office.store.database.read() as connection:
        loader = visit.loader(connection)
        offered = [q.period for q in reversed(quarters(connection, office.id))]
        chosen = quarter if quarter in offered else ""

        def derive() -> Report | None:
            try:
                return analysed(office, loader, [chosen] if chosen else [], at)
            except NothingToAnalyse:
                return None

        return chosen, offered, kept_of(visit, loader, ("analysis", chosen), derive)


def _rows(groups: Sequence[Report], places: int) -> Iterator[list[str]]:
    """The rows of a table; of a group too small to hide a person in only its number."""
    for group in groups:
        name = _named(group["name"])
        if not group["shown"]:
            yield [name, str(group["n"]), *["—"] * (len(HEADS) - 2)]
            continue
        late, opi = group["late"], group["opi"]
        means = (group["total"]["mean"], group["kpi"]["mean"], group["bpi"]["mean"])
        yield [
            name,
            str(group["n"]),
            *(str(group["grades"].get(grade, 0)) for grade in GRADES),
            *("—" if mean is None else rounded(Fraction(mean), places) for mean in means),
            str(late["own"]),
            str(late["leaders"]),
            str(opi["commendations"]),
            str(opi["accountabilities"]),
            opi["points"],
        ]


def _named(name: str) -> str:
    """The name of a group; a quarter by its title."""
    try:
        return Quarter.parse(name).title
    except ValueError:
        return name or "(未确定)"


@router.get("/analysis.csv")
def download(visit: Here, quarter: str = "") -> Response:
    """The tables as a file for a spreadsheet, in which nothing is a formula."""
    _, _, report = _analysed(visit, quarter)
    out = StringIO()
    writer = csv.writer(out)
    for key, title in TABLES if report else ():
        assert report is not None
        writer.writerow([title])
        writer.writerow(HEADS)
        for row in _rows(report[key], report["printed_places"]):
            writer.writerow([f"'{cell}" if cell.startswith(tuple(LIVE)) else cell for cell in row])
        writer.writerow([])
    name = f"attachment; filename=analysis.csv; filename*=UTF-8''{quote('综合分析.csv')}"
    content = out.getvalue().encode("utf-8-sig")  # spreadsheets take it for another code else
    headers = {"Content-Disposition": name}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/api/analysis")
def figures(visit: Here, quarter: str = "") -> Response:
    """The analysis as a document: exact fractions, and what the pictures are drawn of."""
    _, _, report = _analysed(visit, quarter)
    places = report["printed_places"] if report else 0
    return JSONResponse({"report": report, "drawn": _drawn(report, places) if report else None})


def _drawn(report: Report, places: int) -> dict[str, Any]:
    """What the pictures show: rounded figures by name."""
    sections = [g for g in report["by_section"] if g["shown"]]
    trend = [g for g in report["trend"] if g["shown"]]
    return {
        "grades": list(GRADES),
        "sections": [_named(g["name"]) for g in sections],
        "by_section": {d: [g["grades"].get(d, 0) for g in sections] for d in GRADES},
        "late": [g["late"]["own"] for g in sections],
        "kpi": [_rounded(g["kpi"]["mean"], places) for g in sections],
        "quarters": [_named(g["name"]) for g in trend],
        "trend": {d: [g["grades"].get(d, 0) for g in trend] for d in GRADES},
        "means": [_rounded(g["total"]["mean"], places) for g in trend],
        "scores": [{"name": f"{s['from']}—{s['to']}", "n": s["n"]} for s in report["scores"]],
    }


def _rounded(mean: str | None, places: int) -> str | None:
    return None if mean is None else rounded(Fraction(mean), places)
