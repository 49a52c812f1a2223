"""The goals of the demonstration: some of the street and one of each section (R04).

They are entered once, before the first plan; the first item of a plan answers to one of the
street, the second to the section's.
"""

from collections.abc import Mapping
from datetime import date

from rules.calendar import Quarter, at_clock
from rules.nouns import Goal
from workflow.demo.cast import SECTIONS, Cast
from workflow.scenario import Act

STREET: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "1": ("基层党组织规范化建设，机关办事提质增效", ("党建办", "综合办")),
    "2": ("民生实事项目全部按期完成", ("民生办",)),
    "3": ("背街小巷环境和平安建设达标", ("城建办", "平安办")),
    "4": ("规上企业服务全覆盖，重点项目按期推进", ("经发办",)),
}
"""By number, the street's goals and the sections whose work answers to each."""
OF_SECTION: Mapping[str, str] = {
    "党建办": "党员年度集中学习全员达标",
    "综合办": "全年会议和活动保障无差错",
    "民生办": "困难群体帮扶服务应享尽享",
    "城建办": "老旧小区改造年内竣工3处",
    "平安办": "矛盾纠纷就地化解率95%以上",
    "经发办": "统计数据质量检查无差错",
}
DOCUMENT = "演示任务〔1〕号"


def link_of(section: str, goal: str) -> str:
    """The number of the goal on the list that an item of a section's plan answers to, if any."""
    if goal == Goal.STREET:
        return next(number for number, (_, sections) in STREET.items() if section in sections)
    return str(len(STREET) + 1 + SECTIONS.index(section)) if goal == Goal.SECTION else ""


def entering(cast: Cast, quarter: Quarter, day: date) -> list[Act]:
    """The list of goals as a clerk enters it on a day before the first plan is handed in."""
    at, clerk = at_clock(day, "08:35"), cast.clerks[0]
    return [
        Act(at, clerk, "register_goal", clerk, data, None, str(quarter)) for data in _listed(cast)
    ]


def _listed(cast: Cast) -> list[dict[str, str]]:
    """The street's goals, and those of the sections that have somebody."""
    here = {player.section for player in cast.officers}
    listed = [
        {"number": number, "title": title, "level": Goal.STREET.value, "document": DOCUMENT}
        for number, (title, _) in STREET.items()
    ]
    for section in SECTIONS:
        if section in here:
            given = {"title": OF_SECTION[section], "level": Goal.SECTION.value, "section": section}
            number = link_of(section, Goal.SECTION)
            listed.append({"number": number, "document": DOCUMENT} | given)
    return listed
