"""Who may act on what: role, relation to the case, stage (R28, R31, R32).

These checks belong to every move alike; their clause is that of the move itself. The acting role
is the first of the move's roles that the actor holds and that reaches the file; failing that, the
role of somebody who entrusted them with it; failing that, a deputy presides where the chair keeps
away.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from rules.nouns import ROLE_TITLES, Role
from rules.objecting import reviewers_of
from rules.policy import Basis, Cite
from rules.quick import quick
from rules.rule import Ask, Obstacle
from rules.ties import NOBODY, Conflict, Delegation, barred, chair_keeps_away, conflict, entrusted
from rules.words import day_words, instant_words, names_words
from workflow.machine import target_of
from workflow.procedure import Move, Procedure
from workflow.veil import stage_seen

OPENED = "启动季度考核"
OBJECTION = "objection"
"""On whose page the reviewer keeps away."""
KEEPS_AWAY = {
    Conflict.OWN: ("own_file", "不能办理本人的考核事项"),
    Conflict.RELATIVE: ("relative_file", "您与该同志有已申报的亲属关系，须回避"),
    Conflict.RECUSED: ("recused_file", "您已回避该同志的考核事项"),
}


@dataclass(frozen=True, slots=True)
class LastMove:
    """Who last moved a case, when, and with what; to tell a loser who won."""

    name: str
    move: str
    at: datetime


@quick
@dataclass(frozen=True, slots=True)
class Capacity:
    """In which role somebody acts, and for whom if they were entrusted with it."""

    role: Role
    behalf: str = ""


def serving(cite: Cite) -> Cite:
    """The move's clause as what these checks serve: the scheme itself does not word them."""
    return cite.model_copy(update={"basis": Basis.CONVENTION})


def acting_role(ask: Ask, move: Move) -> tuple[Capacity | None, tuple[Obstacle, ...]]:
    """In which role, and for whom, the actor may make the move, or why they may not."""
    if away := _keeping_away(ask, move):
        person, barrier = away
        rule, text = KEEPS_AWAY[barrier]
        text += f"，“{move.title}”须由{_others(ask, move, person)}办理{_whose(ask, person)}"
        return None, (Obstacle.of(rule, serving(ask.policy.moves[move.id]), text),)
    for role in _held(ask, move):
        if _related(ask, move, role):
            return Capacity(role), ()
    if capacity := _entrusted(ask, move):
        return capacity, ()
    rule, text = _why_not(ask, move)
    return None, (Obstacle.of(rule, serving(ask.policy.moves[move.id]), text),)


def concerned(ask: Ask, move: Move) -> list[str]:
    """The persons whose files an act is about; empty for what is nobody's file."""
    named = list(move.about(ask)) if move.about and ask.given is not None else []
    return [p for p in (ask.case.person, *named) if p]


def _others(ask: Ask, move: Move, person: str) -> str:
    """Who else makes the move: where the chair keeps away, the deputies who need not."""
    able = ask.cohort.entitled - barred(ask.ties, person)
    chairs = [p for p in able if Role.CHAIR in ask.ties.roles(p)]
    deputies = sorted(ask.name(p) for p in able if Role.DEPUTY in ask.ties.roles(p))
    if Role.CHAIR not in move.by or chairs or not deputies:
        return "其他有权人员"
    return f"副组长{names_words(deputies)}"


def _whose(ask: Ask, person: str) -> str:
    """Which of the people an act on the whole office names it is that stands in the way."""
    named = not ask.case.person and person != ask.actor.person and person in ask.people
    return f"(涉及{ask.name(person)})" if named else ""


def _keeping_away(ask: Ask, move: Move) -> tuple[str, Conflict] | None:
    """Whose file the actor keeps away from, and why; an officer's own acts are theirs."""
    if move.collective or move.declares:
        return None
    for person in concerned(ask, move):
        if person == ask.actor.person == ask.case.person and Role.OFFICER in move.by:
            continue
        if found := conflict(ask.ties, ask.actor.person, person):
            return person, found
    return None


def _held(ask: Ask, move: Move) -> list[Role]:
    """The actor's own roles among the move's; on their own file an officer is only that."""
    own = bool(ask.case.person) and ask.case.person == ask.actor.person
    by = [r for r in move.by if r is Role.OFFICER] if own else move.by
    return [r for r in by if r in ask.actor.roles]


def _related(ask: Ask, move: Move, role: Role) -> bool:
    if move.declares or not ask.case.person:
        return True
    if role is Role.OFFICER:
        return ask.case.person == ask.actor.person
    if role is Role.SUPERVISOR:
        return ask.case.supervisor == ask.actor.person
    return True


def _entrusted(ask: Ask, move: Move) -> Capacity | None:
    """The role somebody entrusted the actor with, or a deputy's where the chair keeps away."""
    persons = concerned(ask, move)
    for given in _delegations(ask):
        if not given.holds(ask.at):
            continue
        for role in move.by:
            reaches = role is not Role.SUPERVISOR or given.principal == ask.case.supervisor
            if reaches and entrusted(ask.ties, given, role, persons, collective=move.collective):
                return Capacity(role, given.principal)
    if Role.CHAIR in move.by and Role.DEPUTY in ask.actor.roles:
        every = all if move.collective else any
        group = ask.cohort.entitled
        besides = _besides(ask, move, persons)
        if move.about and ask.given is None and not ask.case.person:
            # Before anybody is named it is theirs if there is somebody whom they could name.
            persons, every = [c.person for c in ask.cohort.cases], any
        if persons and every(chair_keeps_away(ask.ties, group, p, besides) for p in persons):
            return Capacity(Role.DEPUTY)
    return None


def _besides(ask: Ask, move: Move, persons: list[str]) -> frozenset[str]:
    """The leaders who keep away from this matter alone, since it is about what they did."""
    if ask.case.procedure == OBJECTION:
        return reviewers_of(ask.case, ask.cohort.of(ask.case.person))
    if not move.apart:
        return NOBODY
    return frozenset(f.leader for f in ask.cohort.flags if f.person in persons)


def _delegations(ask: Ask) -> list[Delegation]:
    """What the actor was entrusted with: for one file before for all, single before standing."""
    found = [d for d in ask.ties.delegations if d.delegate == ask.actor.person]
    return sorted(found, key=lambda d: (not d.who, d.standing, d.number))


def _why_not(ask: Ask, move: Move) -> tuple[str, str]:
    """The check that failed and its sentence, with the way out."""
    held = _held(ask, move)
    hint = "".join(f"；{text}" for text in _hints(ask, move))
    if not held:
        titles = "、".join(ROLE_TITLES[r] for r in move.by)
        text = f"“{move.title}”由{titles or '系统按期'}办理，您没有这一职责"
        return "role", text + (hint or "；请联系考核办")
    if Role.OFFICER in held:
        return "relation", "只能办理本人的考核事项"
    text = "您不是该同志的分管领导，请由其分管领导办理"
    return "relation", text + (hint or "；分管领导不在岗的，请组长指定受托代签人")


def _hints(ask: Ask, move: Move) -> Iterator[str]:
    """What a delegate or a deputy lacks to make the move."""
    given = [d for d in _delegations(ask) if d.ended_at is None and _may_reach(ask, move, d)]
    yield from (_lack(ask, d) for d in given)
    if Role.CHAIR in move.by and Role.DEPUTY in ask.actor.roles and not given:
        yield (
            "组长不在岗的，副组长须先经组长授权(appoint_delegate，注明期间和文号)，在期间内办理；"
            "组长须回避的事项，可由副组长单独办理"
        )


def _may_reach(ask: Ask, move: Move, given: Delegation) -> bool:
    """Whether a delegation is of the kind that this move on this file would need."""
    if given.who and given.who != ask.case.person:
        return False
    if Role.SUPERVISOR in move.by and given.principal == ask.case.supervisor:
        return True
    deputy = Role.DEPUTY in ask.actor.roles
    held = {r for r in ask.ties.roles(given.principal) if r is not Role.CHAIR or deputy}
    return bool(held & {Role.CHAIR, Role.OFFICE} & set(move.by))


def _lack(ask: Ask, given: Delegation) -> str:
    whose = f"您受{ask.name(given.principal)}委托代签"
    if not given.holds(ask.at):
        last = day_words(given.until) if given.until else "另行终止"
        return f"{whose}的期间为{day_words(given.since)}至{last}，现不在期间内"
    return f"{whose}，但这一事项须由组长专门指定(appoint_delegate，写明 who)"


def way(
    ask: Ask, page: Procedure, move: Move, when: str, last: LastMove | None
) -> tuple[str | None, tuple[Obstacle, ...]]:
    """The stage the move leads to, or why it cannot be made from here (naming who moved last)."""
    target = target_of(page, move.id, ask.case.stage, when)
    if target is not None:
        return target, ()
    titles = page.stage_titles
    fitting = "、".join(dict.fromkeys(f"“{titles[r.source]}”" for r in move.routes))
    here = stage_seen(ask.case.stage, entitled=False)
    text = f"现处于“{titles.get(here, here)}”阶段，不能办理“{move.title}”"
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
