"""Calculators that need no database: quota, the year's arithmetic, working days (R13, R15, R20)."""

from typing import Annotated, Any

import typer

from cli import options
from cli.citing import because, cited, policy_at
from cli.options import Json, OfficeName
from cli.show import Refused, document, say
from cli.usage import Command, Misuse, Spoken
from rules.annual import Annual, AnnualTerms, assess
from rules.calendar import CalendarMissing, load_calendar
from rules.cohort import quota_limit
from rules.grade import Grade
from rules.policy import Policy

app = typer.Typer(cls=Spoken)
QUARTERS = 4
_CITED_BY = {
    "R20": "annual_excellent_share",
    "R21": "annual_poor_share",
    "R22": "annual_all_poor_min_quarters",
}
"""Which value of the policy each part of the year's arithmetic goes by."""


@app.command(cls=Command)
def quota(
    n: Annotated[str, typer.Argument(metavar="人数", help="参加考核的人数")],
    office: OfficeName = "guanghe",
    json: Json = False,
) -> None:
    """“好”等次名额：参加考核人数乘以方案所定比例，尾数舍去。"""
    people = options.whole(n, "人数")
    policy = policy_at(office)
    limit, cite = (
        quota_limit(people, policy.values.quota_share),
        policy.rule_or("quota", "quota_share"),
    )
    if json:
        document({"n": people, "limit": limit, **cited(cite)})
    else:
        say(f"参加考核{people}人，“好”等次至多{limit}人({cite.phrase})")


@app.command(cls=Command)
def annual(
    grades: Annotated[
        list[str], typer.Argument(metavar="等次…", help="好、较好、一般、较差或不确定，每季度一个")
    ],
    office: OfficeName = "guanghe",
    json: Json = False,
) -> None:
    """由各季度等次测算年度考核的限制；年度等次由有权机关确定，这里不作建议。"""
    if len(grades) > QUARTERS:
        raise Misuse(f"一年至多{QUARTERS}个季度，写了{len(grades)}个等次")
    try:
        parsed = [Grade.parse(text) for text in grades]
    except ValueError as error:
        raise Misuse(str(error)) from None
    policy = policy_at(office)
    report = _annual_report(assess(parsed, _terms(policy)), parsed, policy)
    if json:
        document(report)
        return
    counts = "、".join(f"{name}{times}次" for name, times in report["counts"].items())
    say(f"已确定等次的季度{report['determined']}个：{counts}")
    say(*(f"· {item['text']}" for item in report["reasons"]))


def _terms(policy: Policy) -> AnnualTerms:
    values = policy.values
    return AnnualTerms(
        values.annual_excellent_min_quarters,
        values.annual_excellent_share,
        values.annual_poor_share,
        values.annual_all_poor_min_quarters,
    )


def _annual_report(found: Annual, grades: list[Grade], policy: Policy) -> dict[str, Any]:
    return {
        "determined": found.counts.determined,
        "counts": {grade.value: grades.count(grade) for grade in Grade},
        "excellent_candidate": found.excellent_candidate,
        "more_than_half_poor": found.more_than_half_poor,
        "all_poor": found.all_poor,
        "reasons": [
            because(r.text, policy.cites[_CITED_BY[r.key]]) | {"rule": r.key} for r in found.reasons
        ],
    }


@app.command(cls=Command)
def workdays(
    after: Annotated[
        str | None, typer.Option("--after", metavar="日期", help="从这一天之后数起(当天不计)")
    ] = None,
    count: Annotated[
        str | None, typer.Option("--count", metavar="天数", help="数几个工作日")
    ] = None,
    quarter: Annotated[
        str | None, typer.Option("--quarter", metavar="季度", help="某季度有几个工作日，如 2026Q3")
    ] = None,
    office: OfficeName = "guanghe",
    json: Json = False,
) -> None:
    """推算工作日：按国务院办公厅每年的放假通知，调休上班的星期六、星期日也算。"""
    try:
        if quarter is not None and after is None and count is None:
            report, words = _of_quarter(quarter)
        elif quarter is None and after is not None and count is not None:
            report, words = _after(after, count)
        else:
            raise Misuse("须写 --after 和 --count，或者只写 --quarter")
    except CalendarMissing as gap:
        lacking = because(str(gap), policy_at(office).moves["import_calendar"])
        raise Refused([lacking], {"missing_year": gap.year}) from None
    if json:
        document(report)
    else:
        say(*words)


def _of_quarter(text: str) -> tuple[dict[str, Any], list[str]]:
    quarter = options.quarter(text)
    found = load_calendar().count(quarter.first, quarter.last)
    return {"count": found}, [f"{quarter.title}有{found}个工作日"]


def _after(day_text: str, count_text: str) -> tuple[dict[str, Any], list[str]]:
    start, number = options.day(day_text, "--after"), options.whole(count_text, "--count")
    calendar = load_calendar()
    days = [str(day) for day in calendar.days_after(start, number)]
    end = str(calendar.after(start, number))
    return {"end": end, "days": days}, [f"{start}之后的第{number}个工作日是{end}", *days[:-1]]
