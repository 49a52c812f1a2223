"""Who may act on what: role, relation to the case, stage (R28, R31, R32).

These checks belong to every move alike; their clause is that of the move itself.
"""

from dataclasses import dataclass
from datetime import datetime

from rules.nouns import ROLE_TITLES, Role
from rules.policy import Basis, Cite
from rules.rule import Ask, Obstacle
from rules.words import instant_words
from workflow.machine import target_of
from workflow.procedure import Move, Procedure

OPENED = "启动季度考核"


@dataclass(frozen=True, slots=True)
class LastMove:
    """Who last moved a case, when, and with what; to tell a loser who won."""

    name: str
    move: str
    at: datetime


def serving(cite: Cite) -> Cite:
    """The move's clause as what these checks serve: the scheme itself does not word them."""
    return cite.model_copy(update={"basis": Basis.CONVENTION})


def acting_role(ask: Ask, move: Move) -> tuple[Role | None, tuple[Obstacle, ...]]:
    """The role in which the actor may make the move, or why they may not."""
    held = [r for r in move.by if r in ask.actor.roles]
    own = bool(ask.case.person) and ask.case.person == ask.actor.person
    if own and Role.OFFICER not in move.by:
        text = f"不能办理本人的考核事项，“{move.title}”须由其他有权人员办理"
        return None, (Obstacle.of("own_file", serving(ask.policy.moves[move.id]), text),)
    if not held:
        titles = "、".join(ROLE_TITLES[r] for r in move.by)
        text = f"“{move.title}”由{titles or '系统按期'}办理，您没有这一职责；请联系考核办"
        return None, (Obstacle.of("role", serving(ask.policy.moves[move.id]), text),)
    for role in held:
        if _related(ask, role):
            return role, ()
    text = (
        "只能办理本人的考核事项"
        if Role.OFFICER in held
        else "您不是该同志的分管领导，请由其分管领导办理"
    )
    return None, (Obstacle.of("relation", serving(ask.policy.moves[move.id]), text),)


def _related(ask: Ask, role: Role) -> bool:
    if role is Role.OFFICER:
        return ask.case.person == ask.actor.person
    if role is Role.SUPERVISOR:
        # On the office's quarter it is for the move's guards to say whom the act is about.
        return not ask.case.person or ask.case.supervisor == ask.actor.person
    return True


def way(
    ask: Ask, page: Procedure, move: Move, when: str, last: LastMove | None
) -> tuple[str | None, tuple[Obstacle, ...]]:
    """The stage the move leads to, or why it cannot be made from here (naming who moved last)."""
    target = target_of(page, move.id, ask.case.stage, when)
    if target is not None:
        return target, ()
    titles = page.stage_titles
    fitting = "、".join(dict.fromkeys(f"“{titles[r.source]}”" for r in move.routes))
    text = f"现处于“{titles.get(ask.case.stage, ask.case.stage)}”阶段，不能办理“{move.title}”"
    text += f"，须在{fitting}阶段办理{_won(page, last)}"
    return None, (Obstacle.of("stage", serving(ask.policy.moves[move.id]), text),)


def moved_on(ask: Ask, page: Procedure, move: Move, last: LastMove | None) -> Obstacle:
    """Refuse an act on a state that is no longer the one the person was looking at."""
    text = f"您看到的内容已有变动{_won(page, last)}，请刷新后再办理"
    return Obstacle.of("seen", serving(ask.policy.moves[move.id]), text)


def _won(page: Procedure, last: LastMove | None) -> str:
    if last is None:
        return ""
    known = page.by_id.get(last.move)
    title = known.title if known else OPENED
    return f"(已由{last.name}于{instant_words(last.at)}办理“{title}”)"
