"""Guards of delegates, kinship and recusal, and of sessions that somebody leaves (R12, R32)."""

from collections.abc import Iterator, Sequence

from rules.calendar import beijing_day
from rules.guards.group import batch_of, people_of
from rules.inputs.absence import (
    ApplyRecusal,
    AppointDelegate,
    DecideRecusal,
    DeclareRelation,
    EndDelegation,
)
from rules.inputs.appraisal import ConfirmDirect
from rules.inputs.office import Decide
from rules.nouns import Case, Person, Role
from rules.rule import Answer, Ask, rule
from rules.ties import (
    APART,
    ENTRUSTED,
    LEADING,
    Delegation,
    barred,
    chair_keeps_away,
    conflict,
    entrusted,
)
from rules.words import day_words, names_words


def named(ask: Ask) -> list[str]:
    """The person an input names as `who`, if the office knows one."""
    person = ask.who(getattr(ask.given, "who", ""))
    return [person.id] if person else []


def parties(ask: Ask) -> tuple[Person, Person] | None:
    """The principal and the delegate of an appointment; None if either is unknown."""
    given = ask.given
    if not isinstance(given, AppointDelegate):
        return None
    principal, delegate = ask.who(given.principal), ask.who(given.delegate)
    return (principal, delegate) if principal and delegate else None


def running(ask: Ask) -> Delegation | None:
    """The delegation an ending is about, if it has not ended."""
    given = ask.given
    if not isinstance(given, EndDelegation):
        return None
    found = (d for d in ask.ties.delegations if d.number == given.number)
    return next((d for d in found if _open(ask, d)), None)


def _open(ask: Ask, given: Delegation) -> bool:
    over = given.until is not None and given.until < beijing_day(ask.at)
    return given.ended_at is None and not over


@rule()
def delegate_people(ask: Ask) -> Answer:
    """A delegate is another person, a leader or of the group, and not under appraisal."""
    given = ask.given
    if not isinstance(given, AppointDelegate):
        return None
    strange = [h for h in (given.principal, given.delegate) if ask.who(h) is None]
    if given.who and ask.cohort.of("".join(named(ask))) is None:
        strange.append(given.who)
    if strange:
        return f"没有“{'、'.join(strange)}”这个人(who 须在参加考核人员名册中)，请核对"
    found = parties(ask)
    return _unfit(ask, *found) if found else None


def _unfit(ask: Ask, principal: Person, delegate: Person) -> str | None:
    held = ask.ties.roles(delegate.id)
    if principal.id == delegate.id:
        return "委托人和受托代签人不能是同一人"
    if held & APART:
        return f"{delegate.name}是三员之一，不能受托办理考核事项"
    if not held & LEADING:
        return f"{delegate.name}不是分管领导或领导小组成员，不能受托代签"
    if ask.cohort.of(delegate.id):
        return f"{delegate.name}本季度是被考核公务员，不能受托代签"
    return None


@rule()
def delegate_interval(ask: Ask) -> Answer:
    """A single delegation has a last day, not before its first nor past."""
    given = ask.given
    if not isinstance(given, AppointDelegate):
        return None
    if given.to is None:
        return None if given.standing else "须写明期间的最后一天 to；长期的请列入名单(standing)"
    if given.to < given.since:
        return f"期间的最后一天{day_words(given.to)}早于第一天{day_words(given.since)}，请核对"
    if given.to < beijing_day(ask.at):
        return f"期间已于{day_words(given.to)}结束，请填写今天以后的日期；委托不能补办"
    return None


@rule()
def delegate_covers(ask: Ask) -> Answer:
    """There is something to entrust: a leader's files, a clerk's work, or, to a deputy, the chair.

    Who was entrusted with the chair does not pass it on.
    """
    found = parties(ask)
    if found is None:
        return None
    principal, delegate = found
    held = ask.ties.roles(principal.id)
    if not held & ENTRUSTED:
        return f"{principal.name}不是分管领导、组长或考核办人员，没有可以委托代签的事项"
    if Role.CHAIR not in ask.actor.roles and Role.CHAIR in held:
        return "受组长委托主持的，不能再将组长职责转委托他人"
    deputy = Role.DEPUTY in ask.ties.roles(delegate.id)
    if Role.CHAIR in held and not deputy and not held & (ENTRUSTED - {Role.CHAIR}):
        return f"组长不在岗的，受托主持的须是副组长，{delegate.name}不是副组长"
    return None


@rule()
def delegate_unrelated(ask: Ask) -> Answer:
    """Nobody is named for a file they keep away from."""
    found, persons = parties(ask), named(ask)
    if found is None or not persons or not conflict(ask.ties, found[1].id, persons[0]):
        return None
    return f"{found[1].name}须回避{ask.name(persons[0])}的考核事项，不能受托办理，请另行指定"


@rule()
def delegate_once(ask: Ask) -> Answer:
    """One principal has one delegate at a time for the same files, and one on the list."""
    given, found = ask.given, parties(ask)
    if not isinstance(given, AppointDelegate) or found is None:
        return None
    who = "".join(named(ask))
    for other in ask.ties.delegations:
        alike = (other.principal, other.who, other.standing) == (found[0].id, who, given.standing)
        if alike and _open(ask, other) and other.meets(given.since, given.to):
            return (
                f"{found[0].name}在这一期间已有受托代签人{ask.name(other.delegate)}"
                f"(第{other.number}号)，请先终止(end_delegation)或错开期间"
            )
    return None


@rule()
def delegation_running(ask: Ask) -> Answer:
    """Only a delegation that has not ended is ended."""
    if not isinstance(ask.given, EndDelegation) or running(ask):
        return None
    open_ = [str(d.number) for d in ask.ties.delegations if _open(ask, d)]
    return f"没有尚在期间内的第{ask.given.number}号委托，现有：{'、'.join(open_) or '无'}"


@rule()
def relation_parties(ask: Ask) -> Answer:
    """Kinship is between two persons, declared by either of them or by the office."""
    given = ask.given
    if not isinstance(given, DeclareRelation):
        return None
    person = ask.who(given.who)
    if person is None or person.id == ask.case.person:
        return f"没有“{given.who}”这个人，或者就是本人，请核对"
    if ask.actor.person in {person.id, ask.case.person} or Role.OFFICE in ask.actor.roles:
        return None
    return "亲属关系由当事人任何一方或考核办申报；认为有人应当回避的，请申请回避"


@rule()
def relation_new(ask: Ask) -> Answer:
    """Kinship is declared once."""
    persons = named(ask) if isinstance(ask.given, DeclareRelation) else []
    if not persons or persons[0] not in ask.ties.kin(ask.case.person):
        return None
    return f"{ask.name(persons[0])}与{ask.name(ask.case.person)}的亲属关系已经申报，不必重复"


@rule()
def recusal_person(ask: Ask) -> Answer:
    """Who is to leave a file is somebody of the office other than its officer."""
    given = ask.given
    if not isinstance(given, ApplyRecusal | DecideRecusal):
        return None
    person = ask.who(given.who)
    if person and person.id != ask.case.person:
        return None
    return f"没有“{given.who}”这个人，或者就是被考核人本人，请写明应当回避的人"


@rule("recusals")
def recusal_open(ask: Ask) -> Answer:
    """A person leaves a file once, and one application for it awaits a decision at a time."""
    persons = named(ask) or [ask.actor.person]
    if isinstance(ask.given, DecideRecusal | ApplyRecusal) and not named(ask):
        return None
    for recusal in ask.case.recusals:
        if recusal.person != persons[0]:
            continue
        if recusal.status == "granted":
            return f"{ask.name(persons[0])}已回避这一考核事项，不必重复办理"
        if recusal.status == "pending" and isinstance(ask.given, ApplyRecusal):
            return f"{ask.name(persons[0])}的回避已有申请在等待决定，请勿重复提出"
    return None


@rule()
def session_presider(ask: Ask) -> Answer:
    """The chair presides, or a deputy who was authorised or stands in where the chair leaves.

    Who presides keeps away from none of the files decided.
    """
    given = ask.given
    if not isinstance(given, Decide):
        return None
    presider = people_of(ask, [given.chair])[0:1] if given.chair else [ask.actor.person]
    if not presider:
        return None
    name, batch = ask.name(presider[0]), batch_of(ask)
    away = [ask.name(c.person) for c in batch if conflict(ask.ties, presider[0], c.person)]
    if away:
        return (
            f"{name}须回避{names_words(away)}的考核事项，不能主持研究；请将其暂缓研究，"
            "另批由副组长主持，或由组长授权副组长主持本次会议"
        )
    if presider[0] in people_of(ask, given.recused):
        return f"{name}主持会议，不能同时列为回避人员，请另行确定主持人"
    if not given.chair or _may_preside(ask, presider[0], batch):
        return None
    return f"{name}不是组长，也未经组长授权主持；副组长主持的，须先由组长授权(appoint_delegate)"


def _may_preside(ask: Ask, person: str, batch: Sequence[Case]) -> bool:
    held, persons = ask.ties.roles(person), [c.person for c in batch]
    if Role.CHAIR in held or person == ask.actor.person:
        return True
    authorised = any(
        d.delegate == person and d.holds(ask.at) and entrusted(ask.ties, d, Role.CHAIR, persons,
            collective=True)
        for d in ask.ties.delegations
    )  # fmt: skip
    group = ask.cohort.entitled
    left = persons and all(chair_keeps_away(ask.ties, group, p) for p in persons)
    return authorised or (Role.DEPUTY in held and bool(left))


@rule()
def session_recused(ask: Ask) -> Answer:
    """Who keeps away from a file leaves while it is decided, and is not counted for it."""
    given = ask.given
    if isinstance(given, Decide):
        cases, recused = batch_of(ask), people_of(ask, given.recused)
    elif isinstance(given, ConfirmDirect):
        cases, recused = [ask.case], []
    else:
        return None
    return list(_sitting(ask, cases, recused)) or None


def _sitting(ask: Ask, cases: Sequence[Case], recused: Sequence[str]) -> Iterator[str]:
    present = set(people_of(ask, ask.given.present)) & ask.cohort.entitled
    freely = _freely(ask, cases, recused)
    share = ask.policy.values.quorum_share
    for case in cases:
        away = (barred(ask.ties, case.person) | freely) & ask.cohort.entitled
        if not away:
            continue
        name = ask.name(case.person)
        if staying := sorted((away & present) - set(recused)):
            names = names_words(ask.name(p) for p in staying)
            where = "列入 recused" if isinstance(ask.given, Decide) else "从到会名单中去掉"
            yield f"{names}与{name}有回避关系，研究{name}时须退场，请{where}"
        members, here = len(ask.cohort.entitled - away), len(present - away)
        if not here or here * share.denominator < members * share.numerator:
            yield (
                f"研究{name}时，回避{len(away)}人后应到{members}人、实到{here}人，"
                f"不足应到人数的{share}，请改期或补齐到会人员"
            )


def _freely(ask: Ask, cases: Sequence[Case], recused: Sequence[str]) -> frozenset[str]:
    """Who leaves for reasons of their own: counted for no file of the batch."""
    known = frozenset().union(*(barred(ask.ties, c.person) for c in cases))
    return frozenset(recused) - known


def recused_of(ask: Ask, case: Case) -> list[str]:
    """Who left the session while a case was decided, as its decision records it."""
    if not isinstance(ask.given, Decide):
        return []
    recused = frozenset(people_of(ask, ask.given.recused))
    freely = _freely(ask, batch_of(ask), sorted(recused))
    return sorted((barred(ask.ties, case.person) & recused) | freely)
