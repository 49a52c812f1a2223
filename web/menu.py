"""The pages beside the files: which of them a reader may open, by the table of access."""

from collections.abc import Iterable, Mapping

from rules.nouns import Role
from web.access import Route, Rule

PAGES: Mapping[str, str] = {
    "/late": "谁没报",
    "/goals": "目标任务",
    "/opi": "加减分事项",
    "/feedback": "结果反馈",
    "/notices": "公示",
    "/follow-ups": "结果运用",
    "/concerns": "反映问题",
    "/people-of-office": "人员",
    "/statuses": "特殊情形",
    "/delegations": "受托代签",
    "/reports": "收到的反映",
    "/flags": "得分降低提示",
    "/clock": "到期预演",
    "/calendar": "工作日历",
    "/mails": "邮件",
    "/policy": "条款对照",
}
"""The address of each and what it is called, in the order people need them."""


def menu(table: Mapping[Route, Rule], roles: Iterable[Role]) -> list[tuple[str, str]]:
    """Address and title of the pages that holders of some roles may open."""
    held = frozenset(roles)
    return [
        (path, title)
        for path, title in PAGES.items()
        if (rule := table.get(("GET", path))) and rule.admits(held)
    ]
