"""A scenario file: people, acts and expectations that an official can write and a test can play.

The loader judges the file's form, and that whatever it names exists: people, moves, stages, kinds
of mail. The values handed to a move are never judged here; they are refused, if they must be, when
the move is played. All times are Beijing time.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from rules.calendar import Quarter, at_clock, parse_instant
from rules.fields import clean_text
from rules.inputs.absence import KINSHIP
from rules.nouns import ROLE_TITLES, Role
from rules.ties import APART
from rules.toml import TomlError, read_toml, table_lines
from workflow.expected import MOVES, Cast, troubles, unknown

LONGEST = 200
WORST = 5
"""How many wrong expectations are told at once."""
SETTLING = re.compile(r"(values|statuses|follow_ups)\.[a-z_]+")
LABELS = {"id": "登录名", "name": "姓名", "section": "内设机构", "post": "职务", "email": "邮箱"}
_FILE = {
    "title", "office", "quarter", "quarters", "until", "calendar_years",
    "people", "acts", "outage", "expect", "years", "settles",
}  # fmt: skip
_PERSON = {"id", "name", "section", "roles", "supervisor", "post", "email", "relatives"}
_RELATIVE = {"who", "kind", "note"}
_ACT = {"at", "who", "do", "case", "with", "refused", "quarter"}
_OUTAGE = {"from", "to"}


class ScenarioError(ValueError):
    """A scenario file whose form is wrong; the sentence names the place and what to write."""


@dataclass(frozen=True, slots=True)
class Player:
    """A person of a scenario, by handle; relatives as (handle, kind, note)."""

    handle: str
    name: str
    section: str
    roles: tuple[Role, ...]
    supervisor: str
    post: str
    email: str
    relatives: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Act:
    """Something a person does at an instant, and whether it must be refused with a clause."""

    at: datetime
    who: str
    do: str
    case: str
    data: Mapping[str, Any]
    refused: str | None
    quarter: str


@dataclass(frozen=True, slots=True)
class Outage:
    """A time without ticks."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Scenario:
    """A scenario ready to be played; `digest` is that of its file.

    `settles` names entries of the policy that it shows at work, each with another value under
    which it would not come out as it says.
    """

    title: str
    office: str
    quarters: tuple[Quarter, ...]
    until: datetime
    calendar_years: tuple[int, ...] | None
    people: tuple[Player, ...]
    acts: tuple[Act, ...]
    outages: tuple[Outage, ...]
    expect: Mapping[str, Any]
    digest: str
    years: tuple[int, ...] = ()
    settles: Mapping[str, Any] = field(default_factory=dict)


def load_scenario(path: Path) -> Scenario:
    """Read a scenario file; ScenarioError if it cannot be read or its form is wrong."""
    return scenario_from_text(read_text(path, "情景文件"), path)


def read_text(path: Path, what: str) -> str:
    """The text of a file; ScenarioError says why it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        why = "没有这个文件"
    except IsADirectoryError:
        why = "这是一个文件夹，请写其中一个文件"
    except PermissionError:
        why = "没有读取它的权限"
    except UnicodeDecodeError:
        why = "不是 UTF-8 文本，请另存为 UTF-8 编码"
    except OSError:
        why = "文件名过长，或者磁盘出错"
    raise ScenarioError(f"读不到{what} {path}：{why}")


def scenario_from_text(text: str, path: Path | None = None) -> Scenario:
    """Read a scenario; a policy named by a relative path is looked for beside the file."""
    name = path.name if path else "情景"
    try:
        raw = read_toml(text)
    except TomlError as error:
        raise ScenarioError(f"{name} {error}") from None
    try:
        return _scenario(raw, text, path)
    except ScenarioError as error:
        raise ScenarioError(f"{name}：{error}") from None


def _scenario(raw: dict[str, Any], text: str, path: Path | None) -> Scenario:
    def place(key: str, number: int, count: int) -> str:
        """第3个 acts(第45行)."""
        lines = table_lines(text, key, count)
        return f"第{number}个 {key}" + (f"(第{lines[number - 1]}行)" if lines else " ")

    _only(raw, _FILE, "文件")
    quarters = _quarters(raw)
    listed = _tables(raw, "people")
    people = tuple(_player(p, place("people", i, len(listed))) for i, p in enumerate(listed, 1))
    handles = [p.handle for p in people]
    if doubled := sorted({h for h in handles if handles.count(h) > 1}):
        raise ScenarioError(f"people 中 id 重复：{'、'.join(doubled)}")
    for player in people:
        if player.supervisor and player.supervisor not in handles:
            raise ScenarioError(f"“{player.handle}”的分管领导“{player.supervisor}”不在 people 中")
        for other, _, _ in player.relatives:
            if other not in handles or other == player.handle:
                raise ScenarioError(f"“{player.handle}”的亲属“{other}”不是 people 中的另一人")
    ends = _years(raw, "years") or ()
    periods = (*map(str, quarters), *map(str, ends))
    done = _tables(raw, "acts")
    acts = [_act(a, place("acts", i, len(done)), handles, periods) for i, a in enumerate(done, 1)]
    acts.sort(key=lambda a: a.at)
    years = _years(raw, "calendar_years")
    expect = raw.get("expect", {})
    if not isinstance(expect, dict):
        raise ScenarioError("expect 须写成 [[expect.case]] 等表")
    if wrong := list(troubles(expect, Cast(handles, periods), place)):
        raise ScenarioError("；".join(wrong[:WORST]))
    return Scenario(
        _text(raw, "title", "文件", "情景"),
        _office(_text(raw, "office", "文件", "guanghe"), path),
        quarters,
        _instant(raw, "until", "文件"),
        years,
        people,
        tuple(acts),
        tuple(_outage(o, i) for i, o in enumerate(_tables(raw, "outage"), 1)),
        expect,
        sha256(text.encode()).hexdigest(),
        ends,
        _settles(raw),
    )


def _settles(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the scenario shows of the policy: values.some_days and the like, with another value."""
    said = raw.get("settles", {})
    if not isinstance(said, dict) or not all(map(SETTLING.fullmatch, said)):
        raise ScenarioError(
            'settles 须写成 { "values.statement_days" = 5 }：口径的项，和会使结果不同的另一取值'
        )
    return said


def _years(raw: Mapping[str, Any], key: str) -> tuple[int, ...] | None:
    """Years in a list; None if the file says nothing of them."""
    years = raw.get(key)
    if years is None:
        return None
    if not isinstance(years, list) or not all(type(y) is int for y in years):
        raise ScenarioError(f"{key} 须为年份的列表，如 [2026]")
    return tuple(years)


def _office(name: str, path: Path | None) -> str:
    beside = path.parent / name if path else None
    return str(beside) if beside and name.endswith(".toml") and beside.is_file() else name


def _quarters(raw: dict[str, Any]) -> tuple[Quarter, ...]:
    listed = raw.get("quarters", [raw["quarter"]] if "quarter" in raw else None)
    if not isinstance(listed, list) or not listed or not all(isinstance(q, str) for q in listed):
        raise ScenarioError('须写明季度，如 quarter = "2026Q3"')
    try:
        return tuple(sorted(Quarter.parse(q) for q in listed))
    except ValueError as error:
        raise ScenarioError(str(error)) from None


def _tables(raw: dict[str, Any], key: str) -> list[dict[str, Any]]:
    listed = raw.get(key, [])
    if not isinstance(listed, list) or not all(isinstance(t, dict) for t in listed):
        raise ScenarioError(f"{key} 须写成 [[{key}]] 表")
    return listed


def _only(table: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    if strange := sorted(set(table) - set(known)):
        raise ScenarioError(f"{where}中有不认识的项 {'、'.join(strange)}，请删去或改正名称")


def _text(table: Mapping[str, Any], key: str, where: str, default: str | None = None) -> str:
    value = table.get(key, default)
    if not isinstance(value, str) or (not value and default is None):
        raise ScenarioError(f"{where}的 {key} 须填写文字")
    return value


def _instant(table: Mapping[str, Any], key: str, where: str) -> datetime:
    value = table.get(key)
    if isinstance(value, datetime):
        value = value.isoformat()
    elif isinstance(value, date):
        return at_clock(value, "00:00")
    if not isinstance(value, str):
        raise ScenarioError(f"{where}的 {key} 须为时刻，如 2026-07-03T09:00:00")
    try:
        return parse_instant(value)
    except ValueError as error:
        raise ScenarioError(f"{where}的 {key}：{error}") from None


def _player(table: dict[str, Any], where: str) -> Player:
    _only(table, _PERSON, where)
    roles = table.get("roles", ["officer"])
    known = {r.value: f"{r.value}({ROLE_TITLES[r]})" for r in Role if r is not Role.CLOCK}
    if not isinstance(roles, list) or not set(map(str, roles)) <= set(known):
        raise ScenarioError(f"{where}的 roles 须为列表，取自 {'、'.join(known.values())}")
    if len(APART & {Role(r) for r in roles}) > 1:
        raise ScenarioError(
            f"{where}同时担任系统管理员、安全保密管理员、监督人员中的两种，三员须分设"
        )
    made = Player(
        _line(table, "id", where),
        _line(table, "name", where),
        _line(table, "section", where, ""),
        tuple(Role(r) for r in roles),
        _line(table, "supervisor", where, ""),
        _line(table, "post", where, ""),
        _line(table, "email", where, ""),
        tuple(_relatives(table, where)),
    )
    if made.supervisor == made.handle:
        raise ScenarioError(f"{where}的分管领导 supervisor 是本人，请改为其他人")
    return made


def _relatives(table: dict[str, Any], where: str) -> Iterator[tuple[str, str, str]]:
    """The declared relatives of a person: handles, or tables of who, kind and note."""
    listed = table.get("relatives", [])
    if not isinstance(listed, list):
        raise ScenarioError(f'{where}的 relatives 须为列表，如 ["li"]')
    for entry in listed:
        one = {"who": entry} if isinstance(entry, str) else entry
        if not isinstance(one, dict):
            raise ScenarioError(f"{where}的 relatives 中每一项须为 id 或 {{ who = ... }}")
        _only(one, _RELATIVE, f"{where}的 relatives ")
        kind = _text(one, "kind", where, "other")
        if kind not in KINSHIP:
            raise ScenarioError(f"{where}的亲属关系 kind 须为 {'、'.join(KINSHIP)} 之一")
        yield _line(one, "who", where), KINSHIP[kind], _line(one, "note", where, "")


def _line(table: Mapping[str, Any], key: str, where: str, default: str | None = None) -> str:
    """One line of text without control or direction-changing characters."""
    try:
        return clean_text(_text(table, key, where, default), LONGEST, lines=False)
    except ValueError as error:
        raise ScenarioError(f"{where}的{LABELS.get(key, '')} {key} {error}") from None


def _act(table: dict[str, Any], where: str, handles: list[str], periods: tuple[str, ...]) -> Act:
    _only(table, _ACT, where)
    who = _text(table, "who", where)
    do, case = _text(table, "do", where), _text(table, "case", where, who)
    for key, person in (("who", who), ("case", case)):
        if person not in handles:
            raise ScenarioError(f"{where}的 {unknown(f'{key} ', person, handles)}")
    if do not in MOVES:
        raise ScenarioError(f"{where}的 {unknown('do ', do, MOVES)}")
    refused = table.get("refused")
    if refused is not None and not isinstance(refused, str):
        raise ScenarioError(f"{where}的 refused 须写明一个条款")
    data = table.get("with", {})
    if not isinstance(data, dict):
        raise ScenarioError(f"{where}的 with 须写成 {{ 名称 = 值 }}")
    quarter = _text(table, "quarter", where, periods[0])
    if quarter not in periods:
        raise ScenarioError(f"{where}的 quarter “{quarter}”不在本情景的季度和年度中")
    return Act(_instant(table, "at", where), who, do, case, data, refused, quarter)


def _outage(table: dict[str, Any], place: int) -> Outage:
    where = f"第{place}个 outage "
    _only(table, _OUTAGE, where)
    start, end = _instant(table, "from", where), _instant(table, "to", where)
    if end <= start:
        raise ScenarioError(f"{where}的 to 须晚于 from")
    return Outage(start, end)
