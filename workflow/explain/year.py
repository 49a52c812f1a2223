"""How a person's year came about: quarters, what they rule out, the grade recorded (R20–R23)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from rules.calendar import beijing_text, period_title
from rules.grade import AnnualGrade
from rules.nouns import Case
from storage.history import case_lines
from storage.load import Loader
from workflow.annual import ANNUAL
from workflow.duties import bench_of
from workflow.explain.score_text import Doc, signature, when
from workflow.explain.sources import Sources
from workflow.explain.text import in_parts, journal_lines, policy_lines, provisional_lines
from workflow.explain.whole import UnknownCase, line_of
from workflow.interpretations import Interpretations
from workflow.office import Office
from workflow.owing.owed import Bench
from workflow.people import year_cohort
from workflow.veil import READ
from workflow.year_report import PARTS, person_year

TERMS = {
    "annual_excellent_min_quarters": "评优至少须有已定等次的季度数",
    "annual_excellent_share": "评优须“好”达到已定季度的",
    "annual_poor_share": "一般、较差超过已定季度的多少即为过半",
    "annual_all_poor_min_quarters": "均为较差至少须有的季度数",
}


def explain_year(
    office: Office, handle: str, year: str, at: datetime, *, entitled: bool = False
) -> dict[str, Any]:
    """Derive a person's year as it stands; UnknownCase, in Chinese, if there is nothing of it.

    What is restricted is told to the `entitled` only.
    """
    with office.store.database.read() as connection:
        loader = Loader(connection, office.id, lock=False)
        row = loader.quarter(year)
        if row is None:
            raise UnknownCase(f"{period_title(year)}考核尚未启动，没有可以说明的结果")
        people = {p.id: p for p in loader.everyone()}
        person = next((p for p in people.values() if p.handle == handle), None)
        if person is None:
            raise UnknownCase(f"没有“{handle}”这个人，请核对人员信息中的用户名")
        cohort = year_cohort(loader, year, PARTS)
        case = cohort.of(person.id)
        if case is None:
            raise UnknownCase(f"{person.name}{period_title(year)}没有参加平时考核，请核对")
        bench = bench_of(office, loader, year)
        lines = case_lines(connection, office.id, case.id)
        readings = Interpretations(loader, bench.policy, [case.id])
    sources = Sources(bench.policy, people, lines)
    document = person_year(case, cohort, bench, people, at, entitled=entitled)
    document |= {
        "year": year,
        "year_title": period_title(year),
        "office": office.name,
        "at": beijing_text(at),
        "stage_title": ANNUAL.stage_titles[case.stage],
        "policy": {
            "digest": bench.policy.digest,
            "pages": row.pages,
            "scheme": bench.policy.office.scheme,
            "in_force": bench.policy.in_force.isoformat(),
            "pinned": beijing_text(row.opened_at),
        },
        "summary_source": sources.move("summarise_year")
        | sources.stamp(sources.written("year_summary", len(case.year_summaries))),
        "rules": {
            name: sources.rule(name)
            for name in ("annual_excellence", "annual_poor", "annual_status")
        },
        "results": [
            {
                "number": result.number,
                "grade": result.grade.value,
                "reason": result.reason,
                "correction": result.correction,
                "document": result.document,
                **sources.signed(result.by, result.at),
                **sources.move("correct_annual" if result.correction else "record_annual"),
            }
            for result in case.annual_results
        ],
        "remedy": _remedy(case, bench, sources),
        "terms": {
            name: sources.value(name) | {"value": str(getattr(bench.policy.values, name))}
            for name in TERMS
        },
    }
    decided = case.annual_results[-1].at if case.annual_results else at
    dated = [a for a in readings.adopted if a.at <= decided]
    document["provisional"] = sources.provisional(dated)
    document["journal"] = [
        line_of(line, sources, ANNUAL) for line in lines if line.body["move"] != READ
    ]
    return document


def _remedy(case: Case, bench: Bench, sources: Sources) -> dict[str, Any] | None:
    """Until when somebody who was found incompetent may ask for a review or appeal, in days.

    The law has these for a grade of the year alone; None for any other.
    """
    if not case.annual_results or case.annual_results[-1].grade is not AnnualGrade.INCOMPETENT:
        return None
    values = bench.policy.values
    return {
        "review_days": values.annual_review_days,
        "appeal_days": values.annual_appeal_days,
        "cites": [sources.value("annual_review_days"), sources.value("annual_appeal_days")],
    }


def explain_year_lines(doc: Doc) -> list[str]:
    """The document of `explain_year` as lines to print."""
    parts = (
        ("", _head(doc)),
        ("一、四个季度", _quarters(doc)),
        ("二、由此可评和不可评的", _flags(doc)),
        ("三、年度总结和年度等次", _results(doc)),
        ("四、所用的口径", provisional_lines(doc["provisional"])),
        ("五、工作留痕", journal_lines(doc["journal"])),
    )
    return in_parts(parts)


def _head(doc: Doc) -> Iterator[str]:
    section = f" {doc['section']}" if doc["section"] else ""
    yield f"{doc['name']}({doc['who']}){section} {doc['office']}{doc['year_title']}考核"
    yield f"截至{when(doc['at'])}处于“{doc['stage_title']}”阶段"
    yield from policy_lines(doc, "年度")


def _quarters(doc: Doc) -> Iterator[str]:
    for period, grade in doc["quarters"].items():
        open_ = "(尚未办结)" if period in doc["unsettled"] else ""
        yield f"  {period_title(period)}：{grade or '没有等次'}{open_}"
    yield f"  登记表所载：{doc['form_line']}"


def _flags(doc: Doc) -> Iterator[str]:
    for reason in doc["reasons"]:
        yield f"  {reason['text']} [{reason['cited']}]"
    for name, title in TERMS.items():
        term = doc["terms"][name]
        yield f"    {title}：{term['value']} [{term['phrase']}]"
    yield "  年度等次由有权机关确定，系统只登记，不代为确定"


def _results(doc: Doc) -> Iterator[str]:
    if doc["summary"]:
        yield f"  年度总结：{doc['summary']} {signature(doc['summary_source'])}"
    else:
        yield "  年度总结：未报送"
    for result in doc["results"]:
        done = "更正" if result["correction"] else "登记"
        yield f"  {done}为“{result['grade']}”，文件{result['document']} {signature(result)}"
        if result["correction"]:
            yield f"    更正的理由：{result['correction']}"
        if result["reason"]:
            yield f"    按例外情形处理：{result['reason']}"
    if remedy := doc["remedy"]:
        yield (
            f"  不服定为“{doc['results'][-1]['grade']}”的：自知道之日起{remedy['review_days']}日内"
            f"可以申请复核，或者直接申诉；不服复核决定的，自收到之日起{remedy['appeal_days']}日内"
            f"可以申诉(均为自然日，期间不停止执行) [{remedy['cites'][0]['phrase']}]"
        )
    if not doc["results"]:
        yield "  年度等次：尚未登记"
