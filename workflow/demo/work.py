"""What the officers of the demonstration do in a quarter, and what it is worth (R03–R06).

The marks follow from the handle and the quarter, so that a demonstration is the same every time.
More officers than the quota has places come out in the highest band.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from rules.cohort import Standing, ranking
from rules.grade import Grade
from rules.policy import Values
from rules.result import thresholds
from rules.score import HUNDREDTHS, Item, band, bpi, exact_text, kpi, total
from workflow.demo.cast import Cast, Part, draw
from workflow.demo.goals import link_of

_WORK: Mapping[str, tuple[tuple[str, str], ...]] = {
    "党建办": (
        ("组织生活台账", "每月核对一次，缺项清零"),
        ("党员教育培训", "季度集中学习不少于3次"),
        ("干部档案整理", "完成当季应归档材料"),
    ),
    "综合办": (
        ("公文办理", "收文当日登记，限时件无超期"),
        ("会务保障", "会议材料提前1天备齐"),
        ("信息报送", "每月不少于4篇"),
    ),
    "民生办": (
        ("低保动态核查", "在册家庭入户全覆盖"),
        ("居家养老服务", "服务对象回访率100%"),
        ("就业帮扶", "登记人员按月跟踪"),
    ),
    "城建办": (
        ("背街小巷巡查", "每周两次，问题两日内处置"),
        ("老旧小区改造协调", "按进度完成当季节点"),
        ("违建管控", "新增违建当日上报"),
    ),
    "平安办": (
        ("信访件办结", "按期办结率100%"),
        ("矛盾纠纷排查", "每月排查，台账完整"),
        ("消防安全检查", "沿街商户季度全覆盖"),
    ),
    "经发办": (
        ("企业走访服务", "规上企业每月走访"),
        ("统计报表", "按时报送无差错"),
        ("项目手续帮办", "在建项目逐项跟进"),
    ),
}
_WEIGHTS = ((40, 30, 20), (35, 35, 20), (45, 25, 10), (30, 30, 30))
GOALS = ("street", "section", "duty")
POINTS = "0.5"


@dataclass(frozen=True)
class Officer:
    """One officer's quarter: plan items, marks in hundredths, and what they come to."""

    handle: str
    part: Part
    items: tuple[dict[str, Any], ...]
    kpi: Mapping[str, int]
    bpi: Mapping[str, int]
    standing: Standing
    band: Grade
    amended: tuple[dict[str, Any], ...] = ()
    voided: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def proposed(self) -> Grade:
        """The grade the leader proposes: the band's, unless there is a reason to depart."""
        if self.part is Part.DIRECT:
            return Grade.GOOD
        return Grade.ORDINARY if self.part is Part.MISSING else self.band

    def written(self, part: str) -> dict[str, str]:
        """The marks of a part as a person writes them."""
        marks = self.kpi if part == "kpi" else self.bpi
        return {name: exact_text(Fraction(mark, HUNDREDTHS)) for name, mark in marks.items()}


def officers_of(cast: Cast, values: Values, places: int, quarter: str) -> list[Officer]:
    """The quarter of every officer; more in the highest band than there are places."""
    wanted = places + 1 + len(cast.officers) // 10
    good = set(_best(cast, quarter)[:wanted])
    return [
        _officer(p.handle, p.section, cast.parts[p.handle], p.handle in good, values, quarter)
        for p in cast.officers
    ]


def _best(cast: Cast, quarter: str) -> list[str]:
    out = {Part.DIRECT, Part.ASIDE, Part.MISSING}
    able = [h for h, part in cast.parts.items() if part not in out]
    last = [h for h, part in cast.parts.items() if part is Part.LATE]
    return sorted(able, key=lambda h: (h in last, draw(2**32, h, quarter)))


def _officer(
    handle: str, section: str, part: Part, good: bool, values: Values, quarter: str
) -> Officer:
    first = _items(section, values, draw(len(_WEIGHTS), handle, "weights"))
    amended: tuple[dict[str, Any], ...] = ()
    if part is Part.AMENDED:
        amended = _items(section, values, draw(len(_WEIGHTS), handle, "weights") + 1)
    counting = amended or first
    voided = counting[2]["title"] if part is Part.VOIDED else ""
    titles = [i["title"] for i in counting if i["title"] != voided]
    level = _level(good, part, handle, quarter)
    marks = {t: _mark(level, 10, handle, quarter, t) for t in titles}
    conduct = {d: _mark(level, 50, handle, quarter, d) for d in values.bpi_dimensions}
    listed = [
        Item(i["title"], _hundredths(i["weight"]), marks.get(i["title"]), i["title"] == voided)
        for i in counting
    ]
    extra = Fraction(POINTS) if part is Part.HONOURED else Fraction(0)
    key, behaviour = kpi(listed), bpi(conduct, values.bpi_dimensions, values.bpi_weights)
    whole = total(
        key, behaviour, extra, kpi_share=values.kpi_share, bpi_share=values.bpi_share
    )  # fmt: skip
    assert whole is not None, "every item and dimension is marked"
    standing = Standing(handle, whole.value, whole.kpi, whole.bpi)
    grade = band(whole.value, thresholds(values))
    notes = _notes(conduct, values)
    return Officer(handle, part, first, marks, conduct, standing, grade, amended, voided, notes)


def _items(section: str, values: Values, which: int) -> tuple[dict[str, Any], ...]:
    weights = _WEIGHTS[which % len(_WEIGHTS)]
    items = [
        {"title": title, "goal": goal, "weight": str(weight), "target": target}
        | ({"link": link} if (link := link_of(section, goal)) else {})
        for (title, target), goal, weight in zip(_WORK[section], GOALS, weights, strict=True)
    ]
    rest = str(values.weights_total - sum(weights))
    title, target = values.assigned_item_title, "交办事项按时限办结"
    return (*items, {"title": title, "goal": "assigned", "weight": rest, "target": target})


def _hundredths(written: str) -> int:
    return int(written) * HUNDREDTHS


def _level(good: bool, part: Part, handle: str, quarter: str) -> tuple[int, int]:
    """The least mark and the span of an officer's marks in hundredths, never across a band."""
    if good:
        return 9100, 300
    weak = part is Part.ORDINARY and draw(9, handle, quarter, "level") == 0
    return (6800, 450) if weak else (8050, 400)


def _mark(level: tuple[int, int], step: int, handle: str, quarter: str, name: str) -> int:
    low, span = level
    base = low + draw(span, handle, quarter, "base")
    return base // step * step + draw(span // step + 1, handle, quarter, name) * step


def _notes(conduct: Mapping[str, int], values: Values) -> dict[str, str]:
    low, high = values.bpi_note_low * HUNDREDTHS, values.bpi_note_high * HUNDREDTHS
    return {
        name: "有当季工作纪实为证" for name, mark in conduct.items() if mark <= low or mark >= high
    }


def fitting(batch: Sequence[Officer], places: int, order: Sequence[str]) -> dict[str, str]:
    """Grades within the quota: direct ones first, then by exact rank; a tie is never split."""
    grades = {o.handle: o.proposed for o in batch}
    left = places - sum(1 for o in batch if o.part is Part.DIRECT)
    wanted = [o for o in batch if o.proposed is Grade.GOOD and o.part is not Part.DIRECT]
    for group in ranking((o.standing for o in wanted), order):
        if len(group) > left:
            left = 0
            grades |= {s.who: Grade.FAIRLY_GOOD for s in group}
        else:
            left -= len(group)
    return {handle: grade.value for handle, grade in grades.items()}
