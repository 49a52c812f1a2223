"""The score of a derivation in Chinese lines, and how instants and signatures are written."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from rules.calendar import parse_instant
from rules.numerals import rounded
from rules.score import exact_text
from rules.words import minute_words, on_behalf

Doc = Mapping[str, Any]
KINDS = {"commendation": "表彰奖励", "accountability": "问责"}
PLACES = 4


def when(instant: str | None) -> str:
    """An instant as 2026-10-15 09:33, Beijing time; midnight as 24:00 of the day before."""
    return minute_words(parse_instant(instant)) if instant else ""


def signature(part: Doc) -> str:
    """Who and when, and by which clause on what basis."""
    by = on_behalf(part.get("by") or "", part.get("behalf"))
    given = "，".join(x for x in (by, when(part.get("when"))) if x)
    return f"[{given + '；' if given else ''}{part['phrase']}]"


def near(value: str) -> str:
    """An exact value; beside a fraction, what it is nearly."""
    return f"{value}(约{rounded(Fraction(value), PLACES)})" if "/" in value else value


def percent(share: str) -> str:
    """A share as people write it: 70%."""
    return f"{exact_text(Fraction(share) * 100)}%"


def score_lines(score: Doc) -> Iterator[str]:
    """The score of a derivation, term by term, with its band."""
    yield from _kpi(score["kpi"])
    yield from _bpi(score["bpi"])
    yield from _opi(score["opi"])
    if score["total"] is None:
        lacking = score["lacking"]
        yield f"  得分尚不能算出，缺：{'、'.join(lacking['parts'])} {signature(lacking)}"
    else:
        sums = " + ".join(
            t["value"] if t["share"] == "1" else f"{t['value']}×{percent(t['share'])}"
            for t in score["terms"]
        )
        for term in score["terms"]:
            share = "全额计入" if term["share"] == "1" else f"占{percent(term['share'])}"
            counts = f"计{near(term['points'])}分"
            yield f"  {term['name']} {near(term['value'])}，{share}，{counts} {signature(term)}"
        yield f"  得分 = {sums} = {score['total']}(精确值) {signature(score)}"
        scale = score["scale"]
        yield f"  表上记作 {score['shown']}，按{scale['full_mark']}分制 {signature(scale)}"
    yield from _band(score["band"])


def _kpi(kpi: Doc) -> Iterator[str]:
    yield "  KPI(个性指标)："
    for item in kpi["items"]:
        mark = f"评分{item['mark']}" if item["mark"] else "未评分"
        if item["voided"]:
            mark = f"不计入，{item['void_reason']}"
        note = f"；说明：{item['note']}" if item["note"] else ""
        yield f"    {item['title']}：权重{item['weight']}，{mark}{note} {signature(item)}"
        yield from _earlier(item)
        if goal := item["link"]:
            number = f"，{goal['document']}" if goal["document"] else ""
            yield f"      对应目标任务清单第{goal['number']}号：{goal['title']}{number}"
    if kpi["value"] is not None:
        live = [i for i in kpi["items"] if not i["voided"]]
        sums = " + ".join(f"{i['weight']}×{i['mark']}" for i in live)
        yield f"    KPI = ({sums}) ÷ {kpi['weights']} = {near(kpi['value'])} {signature(kpi)}"


def _earlier(part: Doc) -> Iterator[str]:
    """What was marked before it was marked anew."""
    for each in part["earlier"]:
        note = f"；说明：{each['note']}" if each["note"] else ""
        by = on_behalf(each["by"], each["behalf"])
        yield f"      先前评分{each['mark']}{note}({by}，{when(each['when'])})"


def _bpi(bpi: Doc) -> Iterator[str]:
    yield "  BPI(共性指标)："
    for mark in bpi["marks"]:
        given = f"评分{mark['mark']}" if mark["mark"] else "未评分"
        note = f"；说明：{mark['note']}" if mark["note"] else ""
        yield f"    {mark['dimension']}：{given}{note} {signature(mark)}"
        yield from _earlier(mark)
    if bpi["value"] is not None:
        weights = bpi["weights"]
        even = len(set(weights)) == 1
        times = [
            m["mark"] if even else f"{w}×{m['mark']}"
            for w, m in zip(weights, bpi["marks"], strict=True)
        ]
        parts = len(weights) if even else sum(weights)
        sums = " + ".join(times)
        yield f"    BPI = ({sums}) ÷ {parts} = {near(bpi['value'])} {signature(bpi)}"
        how = "同等计分" if even else "按份额计分"
        yield f"      各维度{how} [{bpi['weights_cite']['phrase']}]"


def _opi(opi: Doc) -> Iterator[str]:
    if not opi["items"]:
        yield f"  OPI(加减分事项)：没有登记，计0分 {signature(opi)}"
        return
    yield "  OPI(加减分事项)："
    for item in opi["items"]:
        late = "，文件迟到" if item["late"] else ""
        yield (
            f"    {KINDS[item['kind']]} {item['document']}({item['issuer']}，{item['level']}，"
            f"{item['day']}{late})：{item['points']}分，分值依据：{item['points_basis']} "
            f"{signature(item)}"
        )
        checked = item["verified"]
        done = f"{checked['by']}，{when(checked['when'])}" if checked else "尚未核实，不能计分"
        yield f"      核实：{done}"


def _band(band: Doc) -> Iterator[str]:
    limits = "，".join(f"{t['from']}以上“{t['grade']}”" for t in band["thresholds"])
    if band["grade"]:
        yield f"  得分对应等次(参考)：“{band['grade']}” {signature(band)}"
    yield f"    分数线(含本数)：{limits} {signature(band['thresholds'][0])}"
