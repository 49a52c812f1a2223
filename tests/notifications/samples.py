"""Notices with plausible data for every kind, and a mail ready to be sent."""

from datetime import UTC, date, datetime
from email.message import EmailMessage
from typing import Any

from notifications.compose import Mail, compose, to_message
from notifications.notice import KINDS, Notice, required_data

DAY = date(2026, 10, 13)
AT = datetime(2026, 10, 13, 0, 30, tzinfo=UTC)

FACTS: dict[str, Any] = {
    "due": "10月13日",
    "clause": "本单位暂行口径(方案未作规定)，服务于四(二)",
    "until": "10月16日",
    "posted": "9月30日",
    "ends": "10月10日",
    "scope": "街道机关各科室",
    "contact": "考核办 0537-0000000",
    "item": "9月小结",
    "about": "",
    "corrects": "本次公示更正9月28日发布的第1次公示，更正的条目：张三",
    "principal": "陈甲",
    "delegate": "褚乙",
    "since": "10月12日",
    "files": "仅限张三的考核事项",
    "document": "委托〔2026〕1号",
    "month": 9,
    "days_left": 3,
    "overdue": False,
    "number": 2,
    "names": ["张三", "李四", "阿依古丽·买买提"],
    "items": [{"name": "张三", "what": "9月小结逾期未报", "due": "10月13日"}],
}


def notice(kind: str = "month_due", **changes: Any) -> Notice:
    """A notice of a kind with every fact its template needs; `changes` replace facts."""
    data = {key: FACTS[key] for key in required_data[kind]} | changes
    obligation = "" if KINDS[kind].digest else "case:12/month:9"
    return Notice("guanghe", "2026Q3", "p7", kind, obligation, DAY, AT, data)


def mail(
    of: Notice | None = None, *, name: str = "张三", to_address: str = "zhang@example.cn"
) -> Mail:
    """The mail of a notice to 张三 from a street office."""
    return compose(
        of or notice(),
        to_address=to_address,
        recipient_name=name,
        office_name="洸河街道考核办",
        sender="kaohe@example.cn",
    )


def message(number: int = 0) -> EmailMessage:
    """One of many different messages, each with its own Message-ID."""
    facts = {key: FACTS[key] for key in required_data["month_due"]}
    one = Notice("guanghe", "2026Q3", f"p{number}", "month_due", "case:1/month:9", DAY, AT, facts)
    return to_message(mail(one), AT)
