"""The score of a quarter, reckoned from its parts, term by term with clause and basis (R03–R07)."""

from fractions import Fraction
from typing import Annotated, Any

import typer

from cli.citing import because, cited, ground, policy_at
from cli.options import Json, OfficeName
from cli.show import Refused, document, say, table
from cli.usage import Command, Misuse, Spoken
from rules.policy import Policy
from rules.result import thresholds
from rules.score import (
    HUNDREDTHS,
    Item,
    ScoreError,
    Total,
    band,
    bpi,
    exact_text,
    kpi,
    parse_decimal,
    shown,
    total,
)

app = typer.Typer(cls=Spoken)
VOIDED = "不计入"


class _Numbers:
    """Reads the numbers of a score under a policy; gathers everything that is wrong with them."""

    def __init__(self, policy: Policy) -> None:
        self.policy, self.values = policy, policy.values
        self.reasons: list[dict[str, Any]] = []

    def read(self, text: str, rule: str, name: str, places: int, high: int | None) -> int | None:
        """A number in units of its last place; None if it cannot be accepted."""
        low = None if high is None else Fraction(0)
        top = None if high is None else Fraction(high)
        try:
            return parse_decimal(text, places, low=low, high=top, name=name)
        except ScoreError as error:
            self.reasons.append(because(str(error), self.policy.rule_or(rule, "kpi_share")))
            return None

    def mark(self, text: str, rule: str, name: str) -> Fraction | None:
        """A mark in points."""
        found = self.read(text, rule, name, self.values.mark_places, self.values.full_mark)
        return None if found is None else Fraction(found, 10**self.values.mark_places)

    def kpi(self, text: str | None, items: str | None) -> Fraction | None:
        """KPI: one number, or the weighted mean of items written as weight:mark."""
        if items is None:
            return self.mark(text or "", "kpi_marks", "KPI")
        listed = [self._item(part, place) for place, part in enumerate(items.split(","), 1)]
        return kpi(item for item in listed if item is not None)

    def _item(self, text: str, place: int) -> Item | None:
        weight_text, colon, mark_text = text.partition(":")
        if not colon:
            raise Misuse("--items 须写成“权重:评分”，以逗号分开，如 40:80,20:不计入,40:85")
        name, places = f"第{place}项", self.values.mark_places
        top = self.values.weights_total
        weight = self.read(weight_text, "plan_weights", f"{name}权重", places, top)
        if weight is None or mark_text.strip() == VOIDED:
            return None
        mark = self.mark(mark_text, "kpi_marks", f"{name}评分")
        return None if mark is None else Item(name, weight, int(mark * HUNDREDTHS))

    def bpi(self, text: str) -> Fraction | None:
        """BPI: one number, or one for each dimension."""
        parts, names = text.split(","), self.values.bpi_dimensions
        if len(parts) == 1:
            return self.mark(text, "bpi_marks", "BPI")
        if len(parts) != len(names):
            raise Misuse(f"--bpi 须写1个数，或以逗号分开的{len(names)}个数：{'、'.join(names)}")
        marks = {
            name: self.mark(part, "bpi_marks", f"BPI“{name}”")
            for name, part in zip(names, parts, strict=True)
        }
        scaled = {n: None if m is None else int(m * HUNDREDTHS) for n, m in marks.items()}
        return bpi(scaled, names, self.values.bpi_weights)

    def opi(self, text: str) -> Fraction | None:
        """OPI: one signed number."""
        places = self.values.opi_places
        points = self.read(text, "opi_points", "OPI", places, None)
        return None if points is None else Fraction(points, 10**places)


@app.command(cls=Command)
def score(
    bpi: Annotated[
        str | None, typer.Option("--bpi", metavar="分", help="BPI：1个数，或逗号分开的6个")
    ] = None,
    kpi: Annotated[str | None, typer.Option("--kpi", metavar="分", help="KPI 得分")] = None,
    items: Annotated[
        str | None,
        typer.Option(
            "--items", metavar="权重:评分,…", help="代替 --kpi，由各项指标推算；可写“权重:不计入”"
        ),
    ] = None,
    opi: Annotated[str, typer.Option("--opi", metavar="分", help="OPI 加减分")] = "0",
    at: Annotated[
        str | None, typer.Option("--at", metavar="日期", help="按哪一天施行的口径，默认今天")
    ] = None,
    anchors: Annotated[
        bool, typer.Option("--anchors", help="列出 BPI 各维度的行为参照，供评分时对照")
    ] = False,
    office: OfficeName = "guanghe",
    json: Json = False,
) -> None:
    """计算平时考核得分及其对应等次(参考)。

    全程按精确的分数计算，不作任何舍入；只在打印时保留两位小数，且不因此跨越等次。
    """
    if anchors:
        _anchors(policy_at(office, at), json=json)
        return
    if bpi is None:
        raise Misuse("缺少 --bpi 分", "kaohe score")
    if kpi is None and items is None:
        raise Misuse("缺少 --kpi 分", "kaohe score")
    if kpi is not None and items is not None:
        raise Misuse("--kpi 与 --items 只能写其中一个", "kaohe score")
    policy = policy_at(office, at)
    values, numbers = policy.values, _Numbers(policy)
    parts = (numbers.kpi(kpi, items), numbers.bpi(bpi), numbers.opi(opi))
    found = total(*parts, kpi_share=values.kpi_share, bpi_share=values.bpi_share)
    if found is None and not numbers.reasons:
        unmarked = "没有计入的指标，KPI 无从算起"
        numbers.reasons.append(because(unmarked, policy.rule_or("total_ready", "kpi_share")))
    report = _report(parts, found, policy)
    if numbers.reasons:
        raise Refused(numbers.reasons, report)
    if json:
        document(report)
    else:
        _tell(report, policy)


def _anchors(policy: Policy, *, json: bool) -> None:
    """The anchors of behaviour, one set for each dimension, with clause and basis."""
    values, cite = policy.values, policy.cites["bpi_anchors"]
    sets = {name: list(values.bpi_anchors[name]) for name in values.bpi_dimensions}
    if json:
        document({"anchors": sets, "note": cite.note, **cited(cite)})
        return
    rows = [(name, "\n".join(levels)) for name, levels in sets.items()]
    table("BPI 行为参照", ("维度", "行为参照"), rows)
    say(f"({cite.phrase}；{cite.note})")


def _report(
    parts: tuple[Fraction | None, ...], found: Total | None, policy: Policy
) -> dict[str, Any]:
    """The document of a score; what could not be reckoned is null."""
    limits = thresholds(policy.values)
    full = Fraction(policy.values.full_mark)
    texts = [None if part is None else exact_text(part) for part in parts]
    return {
        "kpi": texts[0],
        "bpi": texts[1],
        "opi": texts[2],
        "total": exact_text(found.value) if found else None,
        "shown": shown(found.value, limits, full, policy.values.printed_places) if found else None,
        "band": band(found.value, limits).value if found else None,
        "terms": _terms(found, policy) if found else [],
    }


def _terms(found: Total, policy: Policy) -> list[dict[str, str]]:
    cites = {
        "KPI": policy.cites["kpi_share"],
        "BPI": policy.cites["bpi_share"],
        "OPI": policy.moves["record_opi"],
    }
    return [
        {
            "name": term.name,
            "value": exact_text(term.value),
            "share": exact_text(term.share),
            "points": exact_text(term.points),
            **cited(cites[term.name]),
        }
        for term in found.terms
    ]


def _tell(report: dict[str, Any], policy: Policy) -> None:
    rows = [
        (t["name"], t["value"], t["share"], t["points"], ground(t["clause"], t["basis"]))
        for t in report["terms"]
    ]
    table("得分计算", ("部分", "得分", "所占份额", "计入", "依据"), rows)
    say(f"合计 {report['total']}，表上记作 {report['shown']}")
    say(f"得分对应等次(参考)：{report['band']}({policy.cites['band_good'].phrase})")
