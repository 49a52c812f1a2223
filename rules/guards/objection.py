"""Guards of objections: who may say what about a result, and what may come of it (R27)."""

from collections.abc import Iterable, Iterator

from rules.grade import Grade
from rules.guards.group import limit_of, n_of, people_of, votes_carry
from rules.guards.relief import exempted
from rules.guards.status import WAY_OUT, bars, because, treated
from rules.inputs.appraisal import ConfirmDirect, ProposeDirect
from rules.inputs.objection import DecideObjection, Investigate, ObjectOther, RegisterLead
from rules.inputs.office import Confirm, Decide, Exempt
from rules.nouns import Case, Objection
from rules.objecting import OBJECTED, floor_of, objection_of, reviewers_of
from rules.result import PARTS, result_of
from rules.rule import Answer, Ask, rule
from rules.status import PARTS as STATUS_PARTS
from rules.ties import barred
from rules.words import names_words


def own_objection(ask: Ask) -> Objection:
    """The objection an act is about."""
    return objection_of(ask.case, ask.case.objections)


def objected(ask: Ask) -> Case | None:
    """The case whose result an objection is about."""
    return ask.cohort.of(ask.case.person)


def apart(ask: Ask) -> frozenset[str]:
    """Who does not sit on an objection: the reviewer, kin, and whoever was recused."""
    recused = people_of(ask, getattr(ask.given, "recused", ()))
    reviewers = reviewers_of(ask.case, objected(ask))
    return reviewers.union(recused) | barred(ask.ties, ask.case.person)


def sitting(ask: Ask) -> frozenset[str]:
    """Those present who decide on an objection."""
    given = ask.given
    present = people_of(ask, given.present) if isinstance(given, DecideObjection) else []
    return (frozenset(present) & ask.cohort.entitled) - apart(ask)


# Objecting.


@rule("decisions", "feedbacks")
def objection_told(ask: Ask) -> Answer:
    """A result is objected to once it was told."""
    return None if ask.case.feedback else "结果尚未反馈本人，请在收到反馈后再反映异议"


@rule()
def objected_known(ask: Ask) -> Answer:
    """What others say of a result names a person on the roster, and not themselves."""
    given = ask.given
    if not isinstance(given, ObjectOther | RegisterLead):
        return None
    person = ask.who(given.who)
    if person is None or ask.cohort.of(person.id) is None:
        return f"“{given.who}”不在参加考核人员名册，请核对"
    if person.id == ask.actor.person:
        return "对本人的结果有异议的，请用“反映异议”(object)办理"
    return None


@rule()
def objected_public(ask: Ask) -> Answer:
    """Others object while the result is under publicity: until its notice ends, if held longer."""
    given = ask.given
    person = ask.who(given.who) if isinstance(given, ObjectOther) else None
    case = ask.cohort.of(person.id) if person else None
    if person is None or case is None:
        return None
    shown = {p.number for p in ask.cohort.postings if p.status == "open"}
    if case.stage == "publicity" and case.posting in shown:
        return None
    return f"{person.name}的结果现不在公示，公示期内才受理他人反映；有线索的请向考核办反映"


# Receiving.


@rule("objections")
def objection_in_time(ask: Ask) -> Answer:
    """The office receives what came in time; what came late the group admits or does not."""
    own = own_objection(ask)
    if not own.late:
        return None
    return (
        f"第{own.number}号异议超过反映期限，已记录在案，是否受理由领导小组决定"
        "(admit_objection 或 refuse_objection)"
    )


@rule("objections")
def objection_came_late(ask: Ask) -> Answer:
    """Only what came late is admitted, or not, by the group."""
    own = own_objection(ask)
    if own.late:
        return None
    return f"第{own.number}号异议在期限内提出，应当受理，请由考核办登记(receive_objection)"


@rule("objections")
def objection_admitted(ask: Ask) -> Answer:
    """What came late is answered only after the group has admitted it."""
    own = own_objection(ask)
    if not own.late or own.admitted_at is not None:
        return None
    return f"第{own.number}号异议超过反映期限，须先由领导小组决定受理(admit_objection)"


# Looking into it, and deciding.


@rule(cohort=("proposals",))
def reviewer_apart(ask: Ask) -> Answer:
    """Who reviewed the person states and leaves: neither looks into it nor decides on it.

    Nor does kin of the person, or who was recused, count as present where it is decided.
    """
    reviewers = reviewers_of(ask.case, objected(ask))
    if ask.actor.person in reviewers:  # told before anything is filled in
        return _apart(ask, {ask.actor.person})
    given = ask.given
    named: list[str] = []
    if isinstance(given, Investigate):
        named = people_of(ask, given.by)
    elif isinstance(given, DecideObjection) and given.chair:
        named = people_of(ask, [given.chair])
    away = reviewers & set(named)
    texts = [_apart(ask, away)] if away else []
    if isinstance(given, DecideObjection):
        texts += _staying(ask, given, reviewers - away, "是该同志的评鉴人，陈述意见后须回避")
        kin = barred(ask.ties, ask.case.person) - reviewers
        texts += _staying(ask, given, kin, "与该同志有回避关系，须回避")
    return texts or None


def _apart(ask: Ask, away: Iterable[str]) -> str:
    return (
        f"{_names(ask, away)}是该同志的评鉴人，可以陈述意见(reviewer_statement)，"
        "但不参加调查和研究，请由其他人员办理；组长是评鉴人的，由副组长主持"
    )


def _names(ask: Ask, persons: Iterable[str]) -> str:
    return names_words(sorted(ask.name(p) for p in persons))


def _staying(ask: Ask, given: DecideObjection, away: frozenset[str], why: str) -> Iterator[str]:
    """Those that keep away and are put down as present and not as having left."""
    present = ask.cohort.entitled & set(people_of(ask, given.present))
    if staying := away & present - set(people_of(ask, given.recused)):
        yield (
            f"{_names(ask, staying)}{why}，不计入到会；"
            "请从到会名单中去掉，到会后退场的同时列入 recused"
        )


@rule()
def investigators_known(ask: Ask) -> Answer:
    """Whoever looks into an objection is of the office, and not the person concerned."""
    given = ask.given
    if not isinstance(given, Investigate):
        return None
    strange = [h for h in given.by if ask.who(h) is None]
    if strange:
        return f"没有“{'、'.join(strange)}”这个人，请核对调查人员"
    if ask.case.person in people_of(ask, given.by):
        return "反映的是本人的结果，本人不能参加调查，请另行指定调查人员"
    return None


@rule(cohort=("proposals",))
def objection_quorum(ask: Ask) -> Answer:
    """Enough of the group sit, the reviewer and the recused counted neither here nor there."""
    if not isinstance(ask.given, DecideObjection):
        return None
    share = ask.policy.values.quorum_share
    members, present = len(ask.cohort.entitled - apart(ask)), len(sitting(ask))
    if present and present * share.denominator >= members * share.numerator:
        return None
    return (
        f"除评鉴人和回避人员外应到{members}人，实到{present}人，不足应到人数的{share}，"
        "请改期或补齐到会人员"
    )


@rule(cohort=("proposals",))
def objection_votes(ask: Ask) -> Answer:
    """Where votes are counted, more of those who sit agree than the share asked for."""
    given = ask.given
    if not isinstance(given, DecideObjection) or given.votes is None:
        return None
    share, voting = ask.policy.values.majority_share, len(sitting(ask))
    return votes_carry(given.votes, voting, share, "参加表决的{}人", "(评鉴人不表决)")


def standing_grade(case: Case | None) -> Grade | None:
    """The grade that an objection would change."""
    return case.decision.grade if case and case.decision else None


@rule(cohort=("decisions",))
def objection_outcome(ask: Ask) -> Answer:
    """A change names another grade; what is maintained or appraised again names none."""
    given = ask.given
    if not isinstance(given, DecideObjection):
        return None
    made = standing_grade(objected(ask))
    if given.outcome != "changed":
        if given.grade in {None, made}:
            return None
        return "维持或重新评鉴的不写等次 grade；要改定等次的，处理结果写 changed(变更)"
    if given.grade is None:
        return "变更的须写明改定为什么等次 grade"
    return f"原结果就是“{made}”，没有变更，请写 maintained(维持)" if given.grade is made else None


@rule()
def objection_result_there(ask: Ask) -> Answer:
    """A result is changed while it stands, not while it is being made anew."""
    given, case = ask.given, objected(ask)
    if not isinstance(given, DecideObjection) or given.outcome == "maintained":
        return None
    if case and case.stage in OBJECTED:
        return None
    return "该同志的结果正在重新评鉴或研究，请待新的结果确定以后再办"


@rule("objections", cohort=("decisions",))
def objection_not_lowered(ask: Ask) -> Answer:
    """Nobody's grade falls because they objected."""
    given = ask.given
    made = standing_grade(objected(ask))
    if not isinstance(given, DecideObjection) or given.grade is None or made is None:
        return None
    if given.outcome != "changed" or not own_objection(ask).own or given.grade.rank >= made.rank:
        return None
    return f"不能因本人反映异议而降低等次：原为“{made}”，不能改定为“{given.grade}”"


@rule(cohort=("objections", "decisions"))
def decide_not_lowered(ask: Ask) -> Answer:
    """What is appraised again on one's own objection does not end below the grade objected to."""
    given = ask.given
    if not isinstance(given, Decide):
        return None
    texts = []
    for handle, grade in given.grades.items():
        person = ask.who(handle)
        case = ask.cohort.of(person.id) if person else None
        floor = floor_of(case) if case else None
        if case and floor and grade.rank < floor.rank:
            texts.append(
                f"{ask.name(case.person)}因本人反映异议重新评鉴，"
                f"等次不能低于原定的“{floor}”，不能定为“{grade}”"
            )
    return texts or None


@rule("objections", "decisions")
def direct_not_lowered(ask: Ask) -> Answer:
    """Nor is a lower grade than the one objected to given directly."""
    given = ask.given
    floor = floor_of(ask.case)
    if not isinstance(given, ProposeDirect | ConfirmDirect) or floor is None:
        return None
    if given.grade.rank >= floor.rank:
        return None
    return f"该同志因本人反映异议重新评鉴，等次不能低于原定的“{floor}”"


@rule("objections", "decisions", cohort=("objections", "decisions"))
def exempt_not_lowered(ask: Ask) -> Answer:
    """Nor is somebody left out of the quarter for having objected to its result."""
    given = ask.given
    case = exempted(ask) if isinstance(given, Confirm) and given.of == "exempt" else None
    case = ask.case if isinstance(given, Exempt) else case
    floor = floor_of(case) if case else None
    if floor is None:
        return None
    return (
        f"该同志因本人反映异议重新评鉴，等次不能低于原定的“{floor}”，不能改为不参加考核；"
        "请按程序评鉴、研究"
    )


@rule(cohort=PARTS)
def objection_total(ask: Ask) -> Answer:
    """A grade is changed only where there is a score to go by."""
    given, case = ask.given, objected(ask)
    if not isinstance(given, DecideObjection) or given.outcome != "changed" or case is None:
        return None
    if result_of(case, ask.policy.values).total is not None:
        return None
    return "平时考核得分尚不能算出，不能直接改定等次；需要补齐的，处理结果写 reappraise(重新评鉴)"


@rule(cohort=STATUS_PARTS)
def objection_status(ask: Ask) -> Answer:
    """A grade that a person's status does not allow is not reached by an objection either."""
    given, case = ask.given, objected(ask)
    if not isinstance(given, DecideObjection) or given.outcome != "changed" or case is None:
        return None
    found = treated(ask, case)
    if given.grade is None or not bars(found, given.grade):
        return None
    return f"{ask.name(case.person)}{because(found)}{WAY_OUT}"


@rule(cohort=("decisions",))
def objection_quota(ask: Ask) -> Answer:
    """A change to the highest grade takes a free place; no published one is withdrawn for it."""
    given = ask.given
    if not isinstance(given, DecideObjection) or given.outcome != "changed":
        return None
    if given.grade is not Grade.GOOD:
        return None
    taken = sum(
        1
        for c in ask.cohort.cases
        if c.person != ask.case.person and standing_grade(c) is Grade.GOOD
    )
    limit = limit_of(ask)
    if taken < limit:
        return None
    return (
        f"参加考核{n_of(ask.cohort)}人，“好”等次至多{limit}人，已有{taken}人，没有空余名额；"
        "已公示的“好”不为此撤销。可以改定为“较好”，并在 reason 中写明因名额所限"
    )
