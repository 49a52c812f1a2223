"""The people of the demonstration: plainly invented names in an office of the usual sections.

Officers are called after the heavenly stems (赵甲, 钱乙 …), leaders and clerks after the earthly
branches (严子, 华丑 …), so that nobody takes them for anybody.
"""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from rules.nouns import Role
from workflow.scenario import Player

SECTIONS = ("党建办", "综合办", "民生办", "城建办", "平安办", "经发办")
_SURNAMES = [
    "赵zhao",
    "钱qian",
    "孙sun",
    "李li",
    "周zhou",
    "吴wu",
    "郑zheng",
    "王wang",
    "冯feng",
    "陈chen",
    "卫wei",
    "蒋jiang",
    "沈shen",
    "韩han",
    "杨yang",
    "朱zhu",
    "秦qin",
    "许xu",
    "何he",
    "吕lv",
    "张zhang",
    "孔kong",
    "曹cao",
    "金jin",
    "陶tao",
    "谢xie",
    "邹zou",
    "柏bai",
    "窦dou",
    "云yun",
    "苏su",
    "潘pan",
    "葛ge",
    "范fan",
    "彭peng",
    "鲁lu",
    "马ma",
    "苗miao",
    "方fang",
    "任ren",
    "袁yuan",
    "柳liu",
    "史shi",
    "唐tang",
    "费fei",
    "岑cen",
    "雷lei",
    "罗luo",
    "毕bi",
    "郝hao",
]
_STEMS = ["甲jia", "乙yi", "丙bing", "丁ding", "戊wu", "己ji", "庚geng", "辛xin", "壬ren", "癸gui"]
_LEADERS = ("严子yanzi", "华丑huachou", "戚寅qiyin", "康卯kangmao")
_CHAIR, _DEPUTY, _MEMBER = "安辰anchen", "常巳changsi", "傅午fuwu"
_CLERKS, _AUDITOR = ("卞未bianwei", "余申yushen"), "顾酉guyou"
_KEEPER, _WARDEN = "孟戌mengxu", "平亥pinghai"
MOST = len(_SURNAMES) * len(_STEMS)


class DemoError(ValueError):
    """A demonstration that cannot be given; the sentence says why and what to ask for."""


class Part(StrEnum):
    """What is told of one officer, besides the ordinary course."""

    DIRECT = "direct"
    LATE = "late"
    ASIDE = "aside"
    MISSING = "missing"
    RETURNED = "returned"
    AMENDED = "amended"
    HONOURED = "honoured"
    VOIDED = "voided"
    ORDINARY = "ordinary"


@dataclass(frozen=True)
class Cast:
    """Everyone of the demonstration; `parts` tells by handle what becomes of an officer."""

    officers: tuple[Player, ...]
    others: tuple[Player, ...]
    parts: dict[str, Part]

    @property
    def people(self) -> tuple[Player, ...]:
        """All players, leaders and clerks first."""
        return self.others + self.officers

    @property
    def chair(self) -> str:
        """The handle of the head of the leading group."""
        return _handle(_CHAIR)

    @property
    def clerks(self) -> tuple[str, ...]:
        """The handles of the office's two clerks."""
        return tuple(_handle(c) for c in _CLERKS)

    @property
    def stand_in(self) -> str:
        """The handle of the member who signs for a leader who is away."""
        return _handle(_MEMBER)

    @property
    def present(self) -> list[str]:
        """Who comes to the sessions of the leading group: all but one member."""
        return [_handle(p) for p in (_CHAIR, _DEPUTY, *_LEADERS)]


def draw(below: int, *words: object) -> int:
    """A whole number from 0 up to `below` that follows from the words alone."""
    text = "/".join(str(w) for w in words)
    return int(sha256(text.encode()).hexdigest(), 16) % below


def cast_of(people: int, places: int, turn: int = 0) -> Cast:
    """The cast with so many officers; without a place in the quota nobody is graded directly.

    At another `turn` what is told besides the ordinary course is told of other officers.
    """
    if not 1 <= people <= MOST:
        raise DemoError(f"演示人数须为1至{MOST}，不能是{people}")
    left_out = {Part.ORDINARY} if places else {Part.ORDINARY, Part.DIRECT}
    parts: list[Part] = [p for p in Part if p not in left_out]
    start = turn * len(parts) % people
    parts += [Part.ORDINARY] * people
    officers = tuple(_officer(i) for i in range(people))
    told = {officers[(start + i) % people].handle: parts[i] for i in range(people)}
    return Cast(officers, _others(), told)


def _officer(place: int) -> Player:
    surname = _SURNAMES[place % len(_SURNAMES)]
    turn = place // len(_SURNAMES)
    stem = _STEMS[(place + turn) % len(_STEMS)]
    section = place % len(SECTIONS)
    leader = _handle(_LEADERS[section % len(_LEADERS)])
    handle = _handle(surname) + _handle(stem)
    name = surname[0] + stem[0]
    return _player(handle, name, SECTIONS[section], (Role.OFFICER,), leader, "科员")


def _others() -> tuple[Player, ...]:
    group: list[tuple[str, tuple[Role, ...], str]]
    group = [(leader, (Role.SUPERVISOR, Role.MEMBER), "分管领导") for leader in _LEADERS]
    group += [
        (_CHAIR, (Role.CHAIR,), "领导小组组长"),
        (_DEPUTY, (Role.DEPUTY,), "领导小组副组长"),
        (_MEMBER, (Role.MEMBER,), "领导小组成员"),
        *((clerk, (Role.OFFICE,), "考核办工作人员") for clerk in _CLERKS),
        (_AUDITOR, (Role.AUDITOR,), "监督人员"),
        (_KEEPER, (Role.ADMINISTRATOR,), "系统管理员"),
        (_WARDEN, (Role.SECURITY_ADMINISTRATOR,), "安全保密管理员"),
    ]
    return tuple(_player(_handle(w), w[:2], "", roles, "", post) for w, roles, post in group)


def _player(
    handle: str, name: str, section: str, roles: tuple[Role, ...], supervisor: str, post: str
) -> Player:
    email = f"{handle}@kaohe.invalid"
    return Player(handle, name, section, roles, supervisor, post, email)


def _handle(word: str) -> str:
    """The Latin part of a name."""
    return "".join(c for c in word if c.isascii())
