"""The people file with which an office begins: the [[people]] tables of a scenario file (R02)."""

import re
from pathlib import Path

from rules.fields import clean_text
from workflow.install import Newcomer
from workflow.scenario import Player, ScenarioError, read_text, scenario_from_text

_HEAD = 'quarter = "2026Q3"\nuntil = 2026-10-01\n'
"""What a scenario must say and a list of people need not."""
LONGEST = {"handle": 40, "name": 40, "section": 60, "post": 60, "email": 254}
_TITLES = {
    "handle": "登录名 id",
    "name": "姓名 name",
    "section": "内设机构 section",
    "post": "职务 post",
    "email": "邮箱 email",
}


def load_people(path: Path) -> tuple[Newcomer, ...]:
    """Read a people file; ScenarioError names the place that is wrong and what to write."""
    text = read_text(path, "人员文件")
    try:
        scenario = scenario_from_text(_HEAD + text, path)
    except ScenarioError as error:
        raise ScenarioError(_without_head(str(error))) from None
    if scenario.acts or scenario.outages or scenario.expect:
        raise ScenarioError(f"{path.name}：人员文件只写 [[people]]，请删去其他内容")
    if not scenario.people:
        raise ScenarioError(f"{path.name}：没有写人员，请为每个人写一个 [[people]] 表")
    return tuple(_newcomer(player, path.name) for player in scenario.people)


def _without_head(text: str) -> str:
    """The sentence with the line numbers of the file as its writer sees them."""
    head = _HEAD.count("\n")
    return re.sub(r"第(\d+)(?=行)", lambda m: f"第{max(int(m[1]) - head, 1)}", text)


def _newcomer(player: Player, file: str) -> Newcomer:
    cleaned: dict[str, str] = {}
    for name, longest in LONGEST.items():
        try:
            cleaned[name] = clean_text(getattr(player, name), longest, lines=False)
        except ValueError as error:
            place = f"“{player.handle[:20]}”的{_TITLES[name]}"
            raise ScenarioError(f"{file}：{place}{error}") from None
    return Newcomer(
        handle=cleaned["handle"],
        name=cleaned["name"],
        section=cleaned["section"],
        roles=player.roles,
        supervisor=player.supervisor.strip(),
        post=cleaned["post"],
        email=cleaned["email"],
    )
