"""A play or a demonstration as tables a person wants to read."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from cli.show import bar, say, table
from cli.year import show_year
from rules.calendar import parse_instant
from rules.words import minute_words
from workflow.late import item_title
from workflow.quarterly import QUARTERLY

Report = Mapping[str, Any]
STAGES = QUARTERLY.stage_titles
OUTCOMES = {"maintained": "维持", "changed": "变更", "reappraise": "重新评鉴"}


def show_report(report: Report) -> None:
    """One play: its cases, its quota, what was refused, whether it came out as expected."""
    for quarter in report["quarters"] or [report]:
        rows = [
            (
                case["who"],
                STAGES.get(case["stage"], case["stage"]),
                case["total"],
                case["band"],
                case["proposed"],
                case["grade"],
                case["direct"],
                "、".join(map(item_title, case["late"])),
            )
            for case in quarter["cases"]
        ]
        columns = ("人员", "阶段", "得分", "对应等次", "建议", "研究确定", "直接确定", "逾期")
        table(f"{report['title']}  {quarter['quarter']}", columns, rows)
        _quota(quarter["quota"])
        _publicity(quarter["publicity"])
        for task in quarter["tasks"]:
            say(f"待办：{task['text']}")
    refused = [
        (_when(r["at"]), r["who"], r["do"], "；".join(o["text"] for o in r["reasons"]))
        for r in report["refusals"]
    ]
    if refused:
        table("被拒绝的办理", ("时间", "人员", "办理", "原因"), refused)
    say(f"邮件{len(report['mails'])}封；{_journal(report)}")
    say("期望全部符合" if not report["failures"] else f"有{len(report['failures'])}项期望不符")


def show_demo(report: Report) -> None:
    """The demonstration: results by section, who was late, the quota, mails, the journal."""
    say(report["title"])
    several = len(report["quarters"]) > 1
    for quarter in report["quarters"]:
        grades = _grades(quarter["sections"])
        rows = [
            (s["section"], s["n"], *(s["grades"].get(g, 0) for g in grades))
            for s in quarter["sections"]
        ]
        title = f"{quarter['quarter']} " if several else ""
        table(f"{title}各内设机构的结果", *_with_rest(["内设机构", "人数", *grades], rows))
        if several:
            _quota(quarter["quota"])
            say("")
    late = [(item["by"], item["what"], item["due"], _when(item["when"])) for item in report["late"]]
    table("逾期的事项", ("责任人", "事项", "期限", "记录时间"), late)
    if not several:
        _quota(report["quota"])
        _publicity(report["publicity"])
    say(*_besides(report))
    for year in report["years"]:
        say("")
        show_year(year)
    kinds: dict[str, int] = {}
    for mail in report["mails"]:
        kinds[mail["kind"]] = kinds.get(mail["kind"], 0) + 1
    refused = len(report["refusals"])
    say(f"邮件送达{report['mails_sent']}封({len(kinds)}种)；被拒绝的办理{refused}次，均已留痕")
    say(_journal(report))
    if report.get("gap"):
        say(report["gap"])


def _grades(sections: list[Report]) -> list[str]:
    return list(dict.fromkeys(grade for s in sections for grade in s["grades"]))


def _with_rest(
    columns: list[str], rows: list[tuple[Any, ...]]
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """A table of numbers with those that no column counts, if there are any, and with its sum."""
    rest = [total - sum(counted) for _, total, *counted in rows]
    if any(rest):
        columns = [*columns, "未确定"]
        rows = [(*row, more) for row, more in zip(rows, rest, strict=True)]
    sums = [sum(numbers) for numbers in [*zip(*rows, strict=True)][1:]]
    return columns, [*rows, ("合计", *sums)]


def _besides(report: Report) -> Iterator[str]:
    """What happened besides the ordinary course: interpretations, delegates, objections."""
    names = {case["who"]: case["name"] for year in report["years"] for case in year["cases"]}
    told: Counter[str] = Counter()
    for quarter in report["quarters"]:
        for case in quarter["cases"]:
            for reading in case["interpretations"]:
                told[f"适用{reading['title']}({reading['key']}：{reading['said']})"] += 1
            for text in case["delegated"]:
                told[f"{quarter['quarter']} {text}"] += 1
            for each in case["objections"]:
                who = names.get(case["who"], case["who"])
                outcome = OUTCOMES.get(each["outcome"], "尚未答复")
                told[f"{quarter['quarter']} {who}{_when(each['lodged'])}反映异议：{outcome}"] += 1
    for text, count in told.items():
        yield text if count == 1 else f"{text}，{count}件"


def _quota(quota: Report) -> None:
    label = f"“好”等次名额(参加考核{quota['n']}人)"
    say(bar(label, quota["used"], quota["limit"]))


def _publicity(posting: Report | None) -> None:
    if posting is None:
        say("尚未公示")
        return
    ends = _when(posting["ends"]) if posting["ends"] else "待工作日历补齐后确定"
    closed = f"，{_when(posting['closed'])}办结" if posting["closed"] else ""
    say(f"公示：{_when(posting['posted'])}发布，至{ends}{closed}")


def _journal(report: Report) -> str:
    journal = report["journal"]
    checked = "校验通过" if journal["valid"] else "校验未通过"
    return f"工作留痕{journal['lines']}行，{checked}"


def _when(instant: str) -> str:
    """An instant as it stands in tables: 2026-10-13 24:00."""
    return minute_words(parse_instant(instant))
