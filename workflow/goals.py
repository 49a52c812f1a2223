"""The office's dated list of goals, of the street and of sections, that plans link to (R04)."""

from rules.beside import EndGoal, RegisterGoal
from rules.calendar import beijing_day
from rules.records import ListedGoal
from rules.rule import Obstacle
from rules.words import long_day_words
from storage.change import Put, Set
from storage.registry import section_names
from workflow.collective import Asked

REGISTER, END = "register_goal", "end_goal"


def judge(ask: Asked) -> tuple[Obstacle, ...]:
    """Why a goal may not be listed, all reasons at once."""
    given: RegisterGoal = ask.given
    texts = []
    since = given.since or beijing_day(ask.at)
    if given.until is not None and given.until < since:
        texts.append(f"目标的终止日{long_day_words(given.until)}早于起始日，请改正")
    if given.level == "street" and given.section:
        texts.append("街道目标不写内设机构；机构目标请把 level 写成 section")
    if given.level == "section":
        known = section_names(ask.loader.connection, ask.office.id, beijing_day(ask.at))
        if given.section not in known:
            wrong = f"，没有“{given.section}”" if given.section else ""
            texts.append(f"机构目标须写明内设机构{wrong}，请从下列各机构中选：{'、'.join(known)}")
    listed = _listed(ask)
    if given.number in {g.number for g in listed}:
        texts.append(f"编号“{given.number}”已在目标任务清单中，请换一个编号，或先核对是否重复登记")
    same = next((g for g in listed if _same(g, given) and g.holds(since)), None)
    if same is not None:
        texts.append(f"这一目标已登记为第{same.number}号，不必重复登记")
    return _obstacles(ask, REGISTER, texts)


def _same(goal: ListedGoal, given: RegisterGoal) -> bool:
    mine = (given.title, given.level, given.section)
    return (goal.title, goal.level, goal.section) == mine


def _listed(ask: Asked) -> tuple[ListedGoal, ...]:
    return ask.loader.of_quarter("goals", "")


def register(ask: Asked) -> tuple[Put, ...]:
    """A new line of the list; without a number of its own it takes the next free one."""
    given: RegisterGoal = ask.given
    known = {g.number for g in _listed(ask)}
    free = next(str(n) for n in range(1, len(known) + 2) if str(n) not in known)
    values = {
        "number": given.number or free,
        "title": given.title,
        "level": given.level,
        "section": given.section,
        "since": given.since or beijing_day(ask.at),
        "until": given.until,
        "document": given.document,
        "by": ask.actor,
        "at": ask.at,
    }
    return (Put("goal", values),)


def judge_end(ask: Asked) -> tuple[Obstacle, ...]:
    """Why a goal may not be ended, all reasons at once."""
    given: EndGoal = ask.given
    goal = next((g for g in _listed(ask) if g.number == given.number), None)
    if goal is None:
        return _obstacles(ask, END, [f"目标任务清单中没有第“{given.number}”号，请核对"])
    texts = []
    if given.until < goal.since:
        texts.append(f"终止日早于该目标的起始日{long_day_words(goal.since)}，请改正")
    if given.until < beijing_day(ask.at):
        texts.append("终止日已经过去；已经依据它审定的计划不能追溯，请填写今天或以后的日期")
    return _obstacles(ask, END, texts)


def end(ask: Asked) -> tuple[Set, ...]:
    """The goal ends with a day; plans that named it before keep it."""
    given: EndGoal = ask.given
    values: dict[str, object] = {"until": given.until}
    if given.document:
        values["document"] = given.document
    return (Set("goal", {"number": given.number}, values),)


def _obstacles(ask: Asked, move: str, texts: list[str]) -> tuple[Obstacle, ...]:
    cite = ask.policy.moves[move]
    return tuple(Obstacle.of(move, cite, text) for text in texts)
