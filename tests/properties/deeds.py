"""Acts for a random walk: for every move of both pages an input that fits and some that do not.

An act is picked by one number; its digits choose the move, the file, the input and the person, so
that a walk is a list of numbers, cheap to draw and easy to shrink.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

from tests.properties.model import DIMENSIONS, Deed, File, Model
from tests.properties.verdicts import CHAIR, CYCLE, LEADER, OWN, WAYS

T = TypeVar("T")
Given = tuple[Mapping[str, Any], bool]
WHY = {"reason": "另有情况"}
FACTS = {"facts": "事实", "evidence": "材料"}
MARKS = ("92", "90", "85", "79.99", "60", "59.5", "100")
SECTIONS = ("党建办", "经济办", "考核办")
NEWCOMER = "he"
CASE_MOVES = (*WAYS, "reopen")


class Picks:
    """Choices read off one number, digit by digit."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __call__(self, options: Sequence[T]) -> T:
        """The next choice."""
        self.number, place = divmod(self.number, len(options))
        return options[place]


def _item(title: str, weight: str, goal: str = "street") -> dict[str, str]:
    return {"title": title, "goal": goal, "weight": weight, "target": "办结"}


PLANS: tuple[list[dict[str, str]], ...] = (
    [_item("重点工作", "100")],
    [_item("重点工作", "60"), _item("日常工作", "40", "duty")],
    [_item("重点工作", "70"), _item("临时任务", "30", "assigned")],
)
BAD_PLANS: tuple[Any, ...] = (
    [],
    [_item("重点工作", "99.99")],
    [_item("重点工作", "50"), _item("重点工作", "50")],
    [_item("重点工作", "100"), _item("日常工作", "0")],
    [_item(f"第{i}项", "10") for i in range(10)],
    [_item("重点\n工作", "100")],
    [_item("重点工作", "100", "star")],
    [_item("领导交办及临时性工作", "40", "assigned"), _item("重点工作", "60")],
    "计划",
)


class Shelf:
    """What inputs are made from: the file, the day it is, and how boldly one picks."""

    def __init__(self, model: Model, file: File, today: date, pick: Picks, *, bold: bool) -> None:
        self.model, self.file, self.today, self.pick, self.bold = model, file, today, pick, bold

    def day(self, *ahead: int) -> str:
        """A day so many days from today; a bold one may be past."""
        past = (-1,) if self.bold else ()
        return (self.today + timedelta(days=self.pick((*ahead, *past)))).isoformat()

    def plan(self) -> Given:
        """The items of a plan."""
        if self.bold and self.pick((False, True)):
            return {"items": self.pick(BAD_PLANS)}, False
        return {"items": self.pick(PLANS)}, True

    def amendment(self) -> Given:
        """A plan with its reason."""
        items, sound = self.plan()
        reason = self.pick(("任务调整", "")) if self.bold else "任务调整"
        return {**items, "reason": reason}, sound and bool(reason)

    def returned(self, extra: Mapping[str, Any] | None = None) -> Given:
        """A return, with or without a day."""
        until = {"until": self.day(2, 9)} if self.pick((False, True)) else {}
        return {**WHY, **until, **(extra or {})}, True

    def month(self) -> int:
        """A month of the quarter that has begun; a bold one may be any."""
        begun = [m for m in (7, 8, 9) if self.today >= date(2026, m, 1)] or [7]
        return self.pick([*begun, 10, 6, 9] if self.bold else begun)

    def marks(self) -> Given:
        """Marks on what counts."""
        plan, value = self.file.approved, self.pick(MARKS)
        titles = plan.live if plan else ["重点工作"]
        if self.bold:
            titles = self.pick((titles, [*titles, "没有的指标"], titles[:1], []))
        names = self.pick((DIMENSIONS, DIMENSIONS[:2])) if self.bold else DIMENSIONS
        notes = self.pick(("事实清楚", "")) if self.bold else "事实清楚"
        extreme = float(value) <= 60 or float(value) >= 95
        given = {"kpi": dict.fromkeys(titles, value), "bpi": dict.fromkeys(names, value)}
        if self.bold and self.pick((False, False, True)):
            bad = self.pick(("100.01", "NaN", "1e400", "九十", "-1", None))
            return {**given, "bpi": {DIMENSIONS[0]: bad}, "notes": notes}, False
        return {**given, "notes": notes}, bool(notes) or not (extreme and names)

    def grades(self) -> Given:
        """A batch before the group; a bold one has too many places, or one thing amiss."""
        amiss = self.pick(("grades", "grades", "names", "reasons", "present")) if self.bold else ""
        files = self.model.files
        named = [f.who for f in files.values() if f.stage == "determining" and not f.aside]
        if amiss == "names":
            named = self.pick(([*files], named[1:], [f.who for f in files.values() if f.aside], []))
        grades, room = {}, self.model.limit - self.model.good
        for who in named:
            sworn = [d.grade for d in files[who].standing if d.status == "confirmed"]
            free = ("好", "较好", "一般", "较差", "不确定") if room > 0 else ("较好", "一般")
            free = ("好", "好", "较好") if amiss == "grades" else free
            free = tuple(g for g in free if g != "不确定") if amiss == "reasons" else free
            grades[who] = sworn[0] if sworn and amiss != "grades" else self.pick(free)
            room -= grades[who] == "好"
        reasons = {} if amiss == "reasons" else dict.fromkeys(grades, "集体研究")
        present = ["zhou", "li", "sun"]
        if amiss == "present":
            present = self.pick((["zhou"], ["zhou", "wu"], ["li", "sun"], []))
        given = {"present": present, "minutes": "纪要", "grades": grades, "reasons": reasons}
        return given, len(present) > 1 and "wu" not in present

    def proposal(self) -> Given:
        """A grade with its comment."""
        grade = self.pick(("好", "较好", "一般", "较差"))
        if not self.bold:
            return {"grade": grade, "comment": "尽职", "reason": "有事实"}, True
        comment = self.pick(("尽职", " "))
        return {"grade": grade, "comment": comment}, bool(comment.strip())

    def direct(self, extra: Mapping[str, Any]) -> Given:
        """A direct grade."""
        grade = self.pick(("好", "较差", "一般") if self.bold else ("好", "较差"))
        return {"grade": grade, **extra}, grade != "一般"

    def ledger(self) -> Given:
        """A commendation or an accountability."""
        kind, points, level = self.pick(
            (("commendation", "1.5", "市级"), ("accountability", "-2", "街道"))
            + ((("commendation", "-1", "市级"), ("commendation", "1", "社区")) if self.bold else ())
        )
        given = {
            "kind": kind, "issuer": "市委", "level": level, "points": points, "basis": "通报",
            "document": self.pick(("一号", "二号")), "evidence": "复印件",
            "date": self.pick(("2026-07-01", "2026-06-20", "2026-10-12")),
        }  # fmt: skip
        return given, (kind == "accountability") == (points[0] == "-") and level != "社区"

    def extension(self) -> Given:
        """A due day moved, of the plan or of a month."""
        stage = self.pick(("recording", "planning"))
        month = {"month": self.month()} if stage == "recording" else {}
        where = self.pick(("all", "section", self.file.who, *(("nobody",) if self.bold else ())))
        section = {"section": self.pick(SECTIONS)} if where == "section" else {}
        return {
            "stage": stage,
            "scope": where,
            "until": self.day(1, 6),
            **month,
            **section,
            **WHY,
        }, True

    def leave(self) -> Given:
        """What is opened again."""
        if self.pick((False, True)):
            return {"stage": "planning", "until": self.day(0, 3), **WHY}, True
        month = {"month": self.month()} if self.pick((False, True)) else {}
        return {"stage": "recording", "until": self.day(0, 3), **month, **WHY}, True

    def roster(self) -> Given:
        """Someone taken in, or left out."""
        if self.pick((False, True)):
            who = {"who": self.file.who, "included": False}
        else:
            place = {"section": "党建办", "supervisor": "sun", "joined": self.today.isoformat()}
            who = {"who": self.pick((NEWCOMER, self.file.who)), "included": True, **place}
        return {**who, **WHY, "document": "调令"}, True

    def entry(self) -> Given:
        """An entry of the log."""
        plan = self.file.approved
        titles = ["", *(plan.items if plan else []), *(["没有的指标"] if self.bold else [])]
        given = {
            "date": self.day(0, -3),
            "kind": "narrative",
            "text": "办理",
            "item": self.pick(titles),
        }
        if self.bold and self.pick((False, True)):
            return {**given, "text": self.pick(("", "长" * 10_000, "退\x08格"))}, False
        return given, True

    def title(self) -> Given:
        """An item to be left out of the score."""
        plan = self.file.approved
        titles = plan.live if plan and plan.live else ["重点工作"]
        return {"title": self.pick([*titles, "没有的指标"] if self.bold else titles), **WHY}, True


def _text(shelf: Shelf) -> Given:
    return {"text": "已阅知"}, True


MADE: Mapping[str, Callable[[Shelf], Given]] = {
    "submit_plan": Shelf.plan,
    "amend_plan": Shelf.amendment,
    "approve_plan": lambda s: ({"x": 1}, False) if s.bold and s.pick((0, 1)) else ({}, True),
    "return_plan": Shelf.returned,
    "return_record": Shelf.returned,
    "return_summary": lambda s: s.returned({"month": s.month()}),
    "void_item": Shelf.title,
    "log": Shelf.entry,
    "summarise": lambda s: ({"month": s.month(), "text": "按计划完成"}, True),
    "reopen": Shelf.leave,
    "exempt": lambda s: ({"kind": "away", "document": "调令", **WHY}, True),
    "record_opi": Shelf.ledger,
    "verify_opi": lambda s: ({"document": s.pick(("一号", "二号"))}, True),
    "void_opi": lambda s: ({"document": s.pick(("一号", "二号")), **WHY}, True),
    "mark": Shelf.marks,
    "propose": Shelf.proposal,
    "propose_direct": lambda s: s.direct(FACTS),
    "state": _text,
    "confirm_direct": lambda s: s.direct({**WHY, "present": ["zhou", "li"]}),
    "set_aside": lambda s: (WHY, True),
    "give_feedback": lambda s: ({"mode": "talk", "text": "已谈话"}, True),
    "acknowledge": _text,
    "extend": Shelf.extension,
    "confirm": lambda s: (s.pick(({"of": "extend"}, {"of": "exempt", "who": s.file.who})), True),
    "decide": Shelf.grades,
    "send_back": lambda s: ({"who": s.file.who, **WHY}, True),
    "postpone_session": lambda s: ({"to": s.day(2, 5), **WHY}, True),
    "publish": lambda s: ({}, True),
    "annul_publicity": lambda s: (WHY, True),
    "amend_roster": Shelf.roster,
}  # fmt: skip


def actor_of(move: str, file: File, pick: Picks) -> str:
    """Who would make a move."""
    if move in OWN:
        return file.who
    if move in LEADER:
        return file.leader
    chair = move in CHAIR or CYCLE.get(move) == "chair"
    return "zhou" if chair else pick(("wu", "zheng"))


def deed(
    model: Model, move: str, file: File, today: date, pick: Picks, *, bold: bool = False
) -> Deed:
    """An act with this move on this file; a bold one may be anyone's, with any input."""
    data, sound = MADE[move](Shelf(model, file, today, pick, bold=bold))
    anyone = bold and pick((False, False, True))
    who = pick(sorted(model.roles)) if anyone else actor_of(move, file, pick)
    return Deed(move, who, "" if move in CYCLE else file.who, data, sound)


def group_deed(model: Model, today: date, pick: Picks) -> Deed:
    """A decision of the group with something amiss."""
    data, sound = Shelf(model, next(iter(model.files.values())), today, pick, bold=True).grades()
    return Deed("decide", "zhou", "", data, sound)
