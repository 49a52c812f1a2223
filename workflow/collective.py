"""Acts of the office as a whole that belong to no quarter: who may make them, and their lines.

Opening a quarter by hand, importing a calendar or a policy, adopting an interpretation and keeping
the list of goals come before or beside every page; like any move they are refused with clauses,
and a refusal leaves a line of its own (R28).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rules.calendar import Quarter, beijing_day
from rules.nouns import ROLE_TITLES, Role
from rules.policy import Policy
from rules.rule import Obstacle
from storage.journal import Entry
from storage.load import Loader
from storage.work import Work, unit_of_work
from workflow.command import Answer
from workflow.office import Office
from workflow.opening import CannotOpen, open_quarter
from workflow.standing import serving
from workflow.veil import READ
from workflow.year_opening import open_year

OPEN = "open_quarter"
OPEN_YEAR = "open_year"
TITLES = {
    OPEN: "启动季度考核",
    OPEN_YEAR: "启动年度考核",
    "adopt": "审定采用解释口径",
    "import_calendar": "导入工作日历",
    "import_policy": "导入政策文件",
    "import_roster": "导入人员名单",
    "urge": "催办",
    "register_goal": "登记目标任务",
    "end_goal": "终止目标任务",
    READ: "查看限制知悉的内容",
}
BY: Mapping[str, tuple[Role, ...]] = {
    OPEN: (Role.OFFICE,),
    OPEN_YEAR: (Role.OFFICE,),
    "adopt": (Role.CHAIR,),
    "import_calendar": (Role.OFFICE,),
    "import_policy": (Role.OFFICE,),
    "import_roster": (Role.OFFICE,),
    "urge": (Role.OFFICE,),
    "register_goal": (Role.OFFICE,),
    "end_goal": (Role.OFFICE,),
    READ: (Role.AUDITOR, Role.CHAIR, Role.DEPUTY, Role.MEMBER),
}
"""Who makes an act that stands on no page."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An act that belongs to no case: who asks for what, under the policy in force."""

    office: Office
    loader: Loader
    policy: Policy
    at: datetime
    actor: str
    given: Any


def barred(
    loader: Loader, policy: Policy, move: str, actor: str, by: Iterable[Role], at: datetime
) -> tuple[Role | None, tuple[Obstacle, ...]]:
    """The role in which a person may make the move, or why they may not."""
    held = loader.roles(actor, beijing_day(at))
    wanted = list(by)
    role = next((r for r in wanted if r in held), None)
    if role is not None:
        return role, ()
    titles = "、".join(ROLE_TITLES[r] for r in wanted)
    text = f"“{TITLES[move]}”由{titles}办理，您没有这一职责；请联系考核办"
    return None, (Obstacle.of("role", serving(policy.moves[move]), text),)


def refuse(
    work: Work,
    policy: Policy,
    move: str,
    actor: str,
    at: datetime,
    obstacles: tuple[Obstacle, ...],
    given: Mapping[str, Any],
) -> Answer:
    """Write the line of a refusal, with what was asked for."""
    cite = policy.moves[move]
    seq = work.append(
        Entry(
            at=at,
            actor=actor,
            role="",
            move=move,
            outcome="refused",
            clause=cite.clause,
            basis=cite.basis.value,
            policy=policy.digest,
            reasons=tuple((o.rule, o.clause, o.basis.value) for o in obstacles),
            told={"given": dict(given), "reasons": [o.text for o in obstacles]},
        )
    )
    return Answer(False, seq, obstacles=obstacles)


def open_by_hand(
    office: Office, period: Quarter | int, actor: str, at: datetime
) -> tuple[Answer, int]:
    """Open a quarter, or a year, for a clerk of the office: the answer, how many take part."""
    move = OPEN_YEAR if isinstance(period, int) else OPEN
    policy = office.policy_now(at)
    with office.store.database.read() as connection:
        loader = Loader(connection, office.id, lock=False)
        role, obstacles = barred(loader, policy, move, actor, (Role.OFFICE,), at)
    if role is not None:
        try:
            if isinstance(period, int):
                return Answer(True), open_year(office, period, at, actor=actor, role=role)
            taken = open_quarter(office, period, at, actor=actor, role=role)
        except CannotOpen as why:
            obstacles = (Obstacle.of("opening", policy.moves[move], str(why)),)
        else:
            return Answer(True), taken
    with unit_of_work(office.store, office.id) as work:
        given: dict[str, str | int] = {"quarter": str(period)}
        return refuse(work, policy, move, actor, at, obstacles, given), 0
