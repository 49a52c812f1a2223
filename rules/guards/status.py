"""Guards of special statuses: who is entered, ended, treated otherwise, taken up again (R29)."""

from rules.calendar import beijing_day
from rules.grade import Grade
from rules.inputs.appraisal import ConfirmDirect
from rules.inputs.status import (
    EndStatus,
    HandOverNote,
    OverrideStatus,
    Reassign,
    SetStatus,
    SettleSuspension,
)
from rules.nouns import Case, Person, Role, Status
from rules.rule import Answer, Ask, rule
from rules.status import BEFORE_DECISION, PARTS, Reckoner, Treated, kind_of
from rules.terms import Term, Treatment
from rules.words import day_words

ABOUT = (EndStatus, HandOverNote, OverrideStatus, Reassign, SetStatus, SettleSuspension)
OPEN = BEFORE_DECISION | {"suspended"}


def treated(ask: Ask, case: Case) -> Treated:
    """How the person of a case is treated in this quarter as things stand now."""
    day = beijing_day(ask.at)
    return Reckoner(ask.quarter, ask.policy, ask.calendar, day).of(case)


def subject_of(ask: Ask) -> Case | None:
    """The case of the person an act about statuses is about: named in the input, or its subject."""
    if not isinstance(ask.given, ABOUT):
        return None
    if not ask.given.who:
        return ask.cohort.of(ask.subject)
    person = ask.who(ask.given.who)
    return ask.cohort.of(person.id) if person else None


def status_person(ask: Ask) -> list[str]:
    """The person an act about statuses is about, if they are on the roster."""
    case = subject_of(ask)
    return [case.person] if case else []


def term_of(ask: Ask) -> tuple[str, Term] | None:
    """The kind of status the input names and its terms; None if the policy knows no such kind."""
    kind = kind_of(getattr(ask.given, "kind", ""), ask.policy.statuses)
    return (kind, ask.policy.statuses[kind]) if kind else None


def running(ask: Ask, case: Case) -> Status | None:
    """The newest status of the kind named whose end is not on record."""
    found = term_of(ask)
    kind = found[0] if found else ""
    return next((s for s in reversed(case.statuses) if s.kind == kind and not s.ended_by), None)


def forced(treatment: Treated, case: Case) -> bool:
    """Whether a case can be left undetermined now, since its person's status allows no grade.

    Where marks and a comment are given all the same, they come first.
    """
    if treatment.treatment is not Treatment.UNDETERMINED or case.stage not in BEFORE_DECISION:
        return False
    return case.stage == "determining" or not treatment.comment


def bars(treatment: Treated, grade: Grade) -> bool:
    """Whether a treatment stands against a grade."""
    if treatment.treatment is Treatment.GOOD_BARRED:
        return grade is Grade.GOOD
    if treatment.treatment is Treatment.UNDETERMINED:
        return grade.determined
    return treatment.treatment is not Treatment.GRADED


@rule()
def status_subject(ask: Ask) -> Answer:
    """An act about a status is about another person on the roster."""
    case = subject_of(ask)
    if case is None:
        return "没有写明名册中的哪一位同志，请在 who(或 --case)中写明登录名"
    if case.person == ask.actor.person:
        return "不能办理本人的特殊情形或交接事项，请由考核办另一人或指定人员办理"
    return None


@rule()
def status_open(ask: Ask) -> Answer:
    """What changes a quarter's treatment comes before the decision on it."""
    case = subject_of(ask)
    if case is None or case.stage in OPEN:
        return None
    if case.stage == "feedback" and isinstance(ask.given, OverrideStatus):
        return None  # what was entered since the decision may be let pass before it is public
    return f"{ask.name(case.person)}本季度的考核事项已经研究确定或者已经办结，不能再办"


@rule()
def status_kind(ask: Ask) -> Answer:
    """A status is of a kind the policy knows."""
    if term_of(ask):
        return None
    known = "、".join(f"{kind}({term.title})" for kind, term in ask.policy.statuses.items())
    return f"没有“{ask.given.kind}”这种情形，可以登记的有：{known}"


@rule()
def status_interval(ask: Ask) -> Answer:
    """An interval ends no earlier than it begins, and an absence says until when it lasts."""
    given, found = ask.given, term_of(ask)
    if not isinstance(given, SetStatus) or found is None:
        return None
    if given.until and given.until < given.since:
        return f"结束日期{given.until}早于开始日期{given.since}，请改正"
    if given.until is None and found[0] in ask.policy.values.absence_kinds:
        return (
            f"{found[1].title}须写明(预计)结束日期 to；有变动的，可登记结束(end_status)后另行登记"
        )
    return None


@rule(cohort=("statuses",))
def status_new(ask: Ask) -> Answer:
    """The same status by the same document is entered once."""
    given, found, case = ask.given, term_of(ask), subject_of(ask)
    if not isinstance(given, SetStatus) or found is None or case is None:
        return None
    if any(s.kind == found[0] and s.document == given.document for s in case.statuses):
        return "依据同一文件的同一情形已经登记，请勿重复登记"
    return None


@rule(cohort=("statuses",))
def status_running(ask: Ask) -> Answer:
    """Only a status whose end is not on record is ended, on a day it had begun."""
    given, found, case = ask.given, term_of(ask), subject_of(ask)
    if not isinstance(given, EndStatus) or found is None or case is None:
        return None
    status = running(ask, case)
    if status is None:
        return f"{ask.name(case.person)}没有尚未登记结束的这一情形，请核对"
    if given.until < status.since:
        return f"结束日期{given.until}早于开始日期{status.since}，请改正"
    if found[1].while_open and given.until > beijing_day(ask.at):
        return f"{day_words(given.until)}还没有到，请在结束当日或以后登记"
    return None


@rule(cohort=PARTS)
def override_changes(ask: Ask) -> Answer:
    """A treatment is set aside for another one."""
    case = subject_of(ask)
    if case is None or not isinstance(ask.given, OverrideStatus):
        return None
    if treated(ask, case).treatment is ask.given.treatment:
        return f"{ask.name(case.person)}本季度本来就这样处理，不必另作处理"
    return None


@rule(cohort=PARTS)
def settle_ready(ask: Ask) -> Answer:
    """A suspended case is taken up again once what suspended it has ended."""
    case = subject_of(ask)
    if case is None or not isinstance(ask.given, SettleSuspension):
        return None
    if case.stage != "suspended":
        return f"{ask.name(case.person)}本季度没有待补定的考核事项，请核对"
    if treated(ask, case).treatment is not Treatment.SUSPENDED:
        return None
    return "所涉情形尚未登记结束，请先由考核办凭文件登记结束(end_status)"


@rule(cohort=PARTS)
def decide_status(ask: Ask) -> Answer:
    """A grade that a person's status does not allow is not decided."""
    texts: list[str] = []
    for handle, grade in getattr(ask.given, "grades", {}).items():
        person = ask.who(handle)
        case = ask.cohort.of(person.id) if person else None
        if case is None or case.stage not in BEFORE_DECISION:
            continue
        found = treated(ask, case)
        if bars(found, grade):
            texts.append(f"{ask.name(case.person)}{because(found)}{WAY_OUT}")
    return texts or None


WAY_OUT = "；确需例外的，由组长写明理由按例外情形处理(override_status)"
RECALL = "：由组长撤回等次(recall_decision)，或者写明理由按例外情形处理(override_status)"
_SAID = {
    Treatment.SUSPENDED: "本季度的等次现不能研究，请从名单中去掉",
    Treatment.NOT_TAKING_PART: "本季度应不参加考核，请先由考核办提请、组长确认(confirm exempt)",
    Treatment.UNDETERMINED: "本季度只能不确定等次",
    Treatment.GOOD_BARRED: "本季度不得确定为“好”",
}


_WITHHELD = "按研究以后登记的特殊情形，本季度不能确定等次"
_SAID_OF_MADE = {
    Treatment.SUSPENDED: _WITHHELD,  # told as any undetermined one is
    Treatment.UNDETERMINED: _WITHHELD,
    Treatment.NOT_TAKING_PART: "按研究以后登记的特殊情形，本季度应不参加考核",
    Treatment.GOOD_BARRED: "按研究以后登记的特殊情形，本季度不得确定为“好”",
}


def because(found: Treated, *, made: bool = False) -> str:
    """What a treatment means for a decision to come, or for one that was `made`.

    The fact behind it is told only where all may know it.
    """
    said = (_SAID_OF_MADE if made else _SAID).get(found.treatment, "")
    if found.acting is None or found.override or found.restricted:
        return said
    status, term = found.acting.status, found.acting.term
    document = f"，{status.document}" if status.document else ""
    days = f"，{found.acting.days}个工作日/本季度{found.acting.of}个" if term.more_than else ""
    days = "，同其他缺勤占满本季度" if found.acting.full else days
    return f"{said}({term.title}{days}{document})"


@rule(*PARTS)
def direct_status(ask: Ask) -> Answer:
    """A grade that a person's status does not allow is not given directly either."""
    if not isinstance(ask.given, ConfirmDirect):
        return None
    found = treated(ask, ask.case)
    if not bars(found, ask.given.grade):
        return None
    return f"{ask.name(ask.case.person)}{because(found)}，不能直接确定等次{WAY_OUT}"


@rule(cohort=("led",))
def handover_leader(ask: Ask) -> Answer:
    """A note is handed over by whoever led the person earlier in the quarter.

    The office files what a former unit wrote, naming that unit.
    """
    given, case = ask.given, subject_of(ask)
    if not isinstance(given, HandOverNote) or case is None:
        return None
    quarter = ask.quarter
    earlier = {
        led.supervisor
        for led in case.led
        if led.until and quarter.first <= led.until and led.since <= quarter.last
    }
    if ask.actor.person in earlier and ask.actor.person != case.supervisor:
        return None
    if Role.OFFICE in ask.actor.roles and given.unit:
        return None
    return (
        f"交接说明由本季度内曾经分管{ask.name(case.person)}的领导填写；"
        "由原单位出具的，请考核办登记并在 unit 中写明单位名称"
    )


@rule(cohort=("led", "placed"))
def reassign_named(ask: Ask) -> Answer:
    """A change of hands names another section, or a leader who is another person."""
    given, case = ask.given, subject_of(ask)
    if not isinstance(given, Reassign) or case is None:
        return None
    if not given.section and not given.supervisor:
        return "请写明新的分管领导 supervisor 或内设机构 section"
    leader = ask.who(given.supervisor) if given.supervisor else None
    if given.supervisor and (leader is None or leader.id == case.person):
        return f"分管领导“{given.supervisor}”不是本单位另一位在册人员，请核对"
    if not _unchanged(given, case, leader):
        return None
    now = f"{leader.name}分管" if leader else f"{given.section}"
    return f"{ask.name(case.person)}{day_words(given.since)}已经是{now}，没有变化，不用调整；请核对"


def _unchanged(given: Reassign, case: Case, leader: Person | None) -> bool:
    """Whether a person is led by the very leader, and in the very section, from the day already."""
    day = given.since
    led = [x.supervisor for x in case.led if x.since <= day <= (x.until or day)]
    placed = [x.section for x in case.placed if x.since <= day <= (x.until or day)]
    same = leader is None or {leader.id} == {*led, case.supervisor}
    return same and (not given.section or {given.section} == {*placed, case.section})


@rule()
def reassign_day(ask: Ask) -> Answer:
    """A change of hands in this quarter has begun and lies within it."""
    given = ask.given
    if not isinstance(given, Reassign):
        return None
    last = min(ask.quarter.last, beijing_day(ask.at))
    if ask.quarter.first <= given.since <= last:
        return None
    days = f"{day_words(ask.quarter.first)}至{day_words(last)}"
    return (
        f"调整日期{day_words(given.since)}须在本季度内且已经到来，可以填{days}；"
        "季度末最后一天由谁分管，就由谁审核评鉴，其后的调整到下一季度的季度页登记；"
        "领导临时不能办理的，由组长指定受托代签人"
    )
