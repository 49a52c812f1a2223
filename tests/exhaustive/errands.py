"""How each thing that is listed as due is done, in the plainest way, by whoever owes it."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from rules.calendar import quarter_of
from rules.grade import Grade
from rules.nouns import Case, Role
from tests.exhaustive.desk import GROUP, Desk
from workflow.duties import Duty
from workflow.pages import PAGES
from workflow.tasks import Task

ITEMS = [{"title": "日常工作", "goal": "duty", "weight": "100", "target": "按月完成"}]
DIMENSIONS = ("执行力", "服务态度", "学习能力", "工作促进与改进能力", "承担责任能力", "纪律表现")
BEFORE = ("planning", "plan_review", "recording", "appraising")
WHY = "按期办理"
Errand = Callable[[Desk, str, Duty], bool]


# A quarter.


def _plan(desk: Desk, period: str, duty: Duty) -> bool:
    """Handed in; if it is locked, the office is asked to open it again."""
    if desk.do("submit_plan", duty.who, period, duty.subject, items=ITEMS):
        return True
    given = {"stage": "planning", "until": desk.day(5), "reason": WHY}
    return duty.overdue and desk.by(Role.OFFICE, "reopen", period, duty.subject, **given)


def _approval(desk: Desk, period: str, duty: Duty) -> bool:
    return desk.do("approve_plan", duty.who, period, duty.subject)


def _summaries(desk: Desk, period: str, duty: Duty) -> bool:
    """The months that have begun; one that is locked stays missing, which is flagged."""
    handed_in = {s.month for s in desk.case(period, duty.subject).summaries}
    quarter = quarter_of(period)
    begun = [m for m in quarter.months if quarter.month_last(m).replace(day=1) <= desk.today]
    months = [m for m in begun if m not in handed_in and not duty.overdue]
    done = [
        desk.do("summarise", duty.who, period, duty.subject, month=m, text="按计划完成")
        for m in months
    ]
    return any(done)


def _review(desk: Desk, period: str, duty: Duty) -> bool:
    """Marked alike and proposed as the marks have it."""
    case = desk.case(period, duty.subject)
    approved = [p.number for p in case.plans if p.status == "approved"]
    titles = [i.title for i in case.plan_items if i.plan in approved[-1:] and not i.voided]
    marks = {"kpi": dict.fromkeys(titles, "85"), "bpi": dict.fromkeys(DIMENSIONS, "85")}
    desk.do("mark", duty.who, period, duty.subject, **marks)
    given = {"grade": "较好", "comment": "尽职尽责", "reason": WHY}
    return desk.do("propose", duty.who, period, duty.subject, **given)


def _named(desk: Desk, period: str, principal: str, who: str) -> bool:
    """The chair names the first who may for somebody on one file."""
    return any(
        desk.by(
            Role.CHAIR, "appoint_delegate", period, document="委托1号", who=desk.handles[who],
            delegate=desk.handles[person], to=desk.day(200),
            **{"for": desk.handles[principal], "from": desk.day(0)},
        )
        for person in desk.holders(Role.SUPERVISOR, *GROUP)
    )  # fmt: skip


def _session(desk: Desk, period: str, duty: Duty) -> bool:
    """When its day has come, what is not ready is set aside and the rest decided."""
    listed = desk.cases("quarterly", period)
    main = not any(c.session for c in listed)
    unready = [c for c in listed if main and c.stage in BEFORE and not c.aside]
    if unready and desk.today < duty.day:
        return False
    for case in unready:
        desk.do("set_aside", duty.who, period, case.person, reason="尚未办到这一步")
    return _decide(desk, period, duty.who)


def _decide(desk: Desk, period: str, chair: str) -> bool:
    """Decide whoever is ready, as proposed; give way where a rule is in the way."""
    ready = [c for c in desk.cases("quarterly", period) if c.stage == "determining"]
    grades = {c.person: _fitting(c) for c in ready}
    away: set[str] = set()
    for _ in range(len(ready) + 3):
        if not grades:
            return False
        written = {desk.handles[p]: str(g.value) for p, g in grades.items()}
        answer = desk.ask(
            "decide", chair, period, present=desk.present(), minutes=WHY, grades=written,
            reasons=dict.fromkeys(written, WHY), recused=[desk.handles[p] for p in away],
        )  # fmt: skip
        if answer.done:
            return True
        rules = {o.rule: o.text for o in answer.obstacles}
        away |= desk.named([rules.get("session_recused", "")]) & set(desk.holders(*GROUP))
        for person in desk.named([rules.get("decide_status", "")]) & set(grades):
            good = grades[person] is Grade.GOOD
            grades[person] = Grade.FAIRLY_GOOD if good else Grade.UNDETERMINED
        for person in desk.named([rules.get("session_presider", "")]) & set(grades):
            for presider in desk.holders(Role.CHAIR, Role.DEPUTY):
                desk.do("set_aside", presider, period, person, reason="组长回避，另批研究")
            grades.pop(person)
            away.discard(chair)
        for person in desk.named([rules.get("decide_direct", "")]) & set(grades):
            given = {"grade": "好", "reason": WHY, "present": desk.present()}
            desk.do("confirm_direct", chair, period, person, **given)
            grades[person] = _fitting(desk.case(period, person))
        if "quota" in rules:
            last = [p for p, g in grades.items() if g is Grade.GOOD][-1]
            grades[last] = Grade.FAIRLY_GOOD
    return False


def _fitting(case: Case) -> Grade:
    """The direct grade that binds, or the proposal, but never less than before an objection."""
    sworn = [d.grade for d in case.directs if d.status == "confirmed"]
    if sworn:
        return sworn[-1]
    proposed: Grade = case.proposals[-1].grade
    made = case.decision
    objected = any(o.own and o.outcome == "reappraise" for o in case.objections)
    keeps = made is not None and objected and made.grade.rank > proposed.rank
    return made.grade if made is not None and keeps else proposed


def _feedback(desk: Desk, period: str, duty: Duty) -> bool:
    given = {"mode": "talk", "text": "肯定成绩，提出希望"}
    told = desk.do("give_feedback", duty.who, period, duty.subject, **given)
    return told or desk.by(Role.OFFICE, "give_feedback", period, duty.subject, **given)


def _publish(desk: Desk, period: str, duty: Duty) -> bool:
    return desk.do("publish", duty.who, period)


def _follow_up(desk: Desk, period: str, duty: Duty) -> bool:
    kinds = {f.kind for f in desk.case(period, duty.subject).follow_ups if f.status == "open"}
    given = [{"kind": kind, "document": "办结单"} for kind in sorted(kinds)]
    done = [desk.do("follow_up_done", duty.who, period, duty.subject, **g) for g in given]
    return any(done)


def _measure(desk: Desk, period: str, duty: Duty) -> bool:
    """Reported done with its document, by whoever of the office may."""
    number = int(re.sub(r"[^0-9]", "", duty.what))
    given = {"number": number, "document": "办结单"}
    return desk.by(Role.OFFICE, "measure_done", period, **given)


# Objections and checks.


def _each(procedure: str, stage: str, errand: Callable[[Desk, str, Duty, int], bool]) -> Errand:
    """Do something on each of a person's open cases of a procedure in a stage."""

    def errands(desk: Desk, period: str, duty: Duty) -> bool:
        found = desk.open_ones(procedure, period, duty.subject)
        wanted = [c for c in found if not stage or c.stage == stage]
        done = [errand(desk, period, duty, c.ordinal) for c in wanted]
        return any(done)

    return errands


def _receive(desk: Desk, period: str, duty: Duty, number: int) -> bool:
    return desk.do("receive_objection", duty.who, period, duty.subject, number=number)


def _admit(desk: Desk, period: str, duty: Duty, number: int) -> bool:
    given = {"number": number, "reason": WHY}
    return desk.do("admit_objection", duty.who, period, duty.subject, **given)


def _investigate(desk: Desk, period: str, duty: Duty, number: int) -> bool:
    given = {"number": number, "facts": "情况属实"}
    return desk.do("investigate_objection", duty.who, period, duty.subject, **given)


def _answer(desk: Desk, period: str, duty: Duty, number: int) -> bool:
    """Answered on its last day, so that it is looked into before."""
    if desk.today < duty.day:
        return False
    given: dict[str, Any] = {"number": number, "outcome": "maintained", "reason": WHY}
    away = {desk.case(period, duty.subject).supervisor}
    for _ in range(2):
        given["present"] = desk.present(*away)
        answer = desk.ask("decide_objection", duty.who, period, duty.subject, **given)
        apart = [o.text for o in answer.obstacles if o.rule == "reviewer_apart"]
        if answer.done or not apart:
            return answer.done
        away |= desk.named(apart)
    return False


def _refusal(desk: Desk, period: str, duty: Duty) -> bool:
    if desk.today < duty.day:
        return False
    if desk.do("educate_refusal", duty.who, period, duty.subject, text=WHY, until=desk.day(9)):
        return True
    return desk.do("remind_refusal", duty.who, period, duty.subject, text=WHY)


def _refused(desk: Desk, period: str, duty: Duty) -> bool:
    given = {"present": desk.present(), "reason": WHY}
    if desk.do("decide_refusal", duty.who, period, duty.subject, **given):
        return True
    taken = desk.case(period, duty.subject).stage not in (*BEFORE, "determining")
    return taken and desk.by(Role.OFFICE, "take_part", period, duty.subject, reason=WHY)


def _fraud(desk: Desk, period: str, duty: Duty) -> bool:
    desk.do("answer_fraud", duty.subject, period, duty.subject, text="愿接受核查")
    given = {"present": desk.present(), "reason": WHY}
    if desk.do("prove_fraud", duty.who, period, duty.subject, measures=["批评教育"], **given):
        return True
    return desk.do("clear_fraud", duty.who, period, duty.subject, **given)


def _own_statement(move: str) -> Errand:
    """What a person may state is stated."""

    def errand(desk: Desk, period: str, duty: Duty) -> bool:
        return desk.do(move, duty.who, period, duty.subject, text="情况说明")

    return errand


def _report(desk: Desk, period: str, duty: Duty, number: int) -> bool:
    given = {"number": number, "outcome": "已查明"}
    return desk.do("close_report", duty.who, period, duty.subject, **given)


# A year.


def _year_summary(desk: Desk, period: str, duty: Duty) -> bool:
    return desk.do("summarise_year", duty.who, period, duty.subject, text="全年总结")


def _annual(desk: Desk, period: str, duty: Duty) -> bool:
    """Each with the highest grade that the quarters allow; in time, whatever is unsettled."""
    waiting = [c.person for c in desk.cases("annual", period) if c.stage == "assessing"]
    if duty.overdue and waiting:
        desk.do("run_without", duty.who, period, reason="到期仍有季度未办结")
    bodies = (duty.who, *desk.holders(Role.DEPUTY))  # a deputy where the chair keeps away
    done = [any(_annual_grade(desk, period, body, person) for body in bodies) for person in waiting]
    return any(done)


def _annual_grade(desk: Desk, period: str, chair: str, person: str) -> bool:
    who = desk.handles[person]
    return any(
        desk.do("record_annual", chair, period, grades={who: grade}, document="年度决定")
        for grade in ("优秀", "称职", "基本称职", "不称职", "不定等次")
    )


def _publish_year(desk: Desk, period: str, duty: Duty) -> bool:
    return desk.do("publish_year", duty.who, period)


ERRANDS: Mapping[str, Errand] = {
    "plan_due": _plan,
    "plan_approval_due": _approval,
    "summary_due": _summaries,
    "appraisal_due": _review,
    "decision_due": _session,
    "feedback_due": _feedback,
    "publicity_due": _publish,
    "follow_up_due": _follow_up,
    "objection_receipt_due": _each("objection", "lodged", _receive),
    "objection_admission_due": _each("objection", "lodged", _admit),
    "investigation_due": _each("objection", "received", _investigate),
    "objection_due": _each("objection", "", _answer),
    "refusal_due": _refusal,
    "refusal_decision_due": _refused,
    "fraud_due": _fraud,
    "statement_due": _own_statement("state"),
    "fraud_statement_due": _own_statement("answer_fraud"),
    "reviewer_statement_due": _own_statement("reviewer_statement"),
    "settlement_due": lambda desk, period, _duty: _settled(desk, period),
    "report_due": _each("supervision", "", _report),
    "report_outcome_due": _each("supervision", "", _report),
    "measure_due": _measure,
    "year_summary_due": _year_summary,
    "annual_due": _annual,
    "annual_publicity_due": _publish_year,
}


# What is stuck.


def _confirm(desk: Desk, period: str, task: Task) -> bool:
    """The chair confirms what the office asked for."""
    pending = [
        c for c in desk.cases("quarterly", period)
        if any(e.status == "pending" for e in c.exemptions)
    ]  # fmt: skip
    done = [desk.by(Role.CHAIR, "confirm", period, of="extend")]
    done += [
        desk.by(Role.CHAIR, "confirm", period, of="exempt", who=desk.handles[c.person])
        for c in pending
    ]
    return any(done)


def _settle(desk: Desk, period: str, task: Task) -> bool:
    return _settled(desk, period)


def _settled(desk: Desk, period: str) -> bool:
    """What suspended a case is put on record as ended, and the chair lets it be taken up."""
    done = []
    for case in desk.cases("quarterly", period):
        if case.stage == "suspended":
            for status in case.statuses:
                given = {"kind": status.kind, "to": desk.day(0), "document": "结案通知"}
                desk.by(Role.OFFICE, "end_status", period, case.person, **given)
            given = {"document": "补定1号"}
            done.append(desk.by(Role.CHAIR, "settle_suspension", period, case.person, **given))
    return any(done)


def _substitute(desk: Desk, period: str, task: Task) -> bool:
    """Somebody else is named where a leader has to keep away."""
    listed = desk.cases("quarterly", period)
    live = [c for c in listed if c.supervisor and c.stage not in PAGES["quarterly"].finals]
    done = [_named(desk, period, c.supervisor, c.person) for c in live]
    return any(done)


def _taken_up(desk: Desk, period: str, task: Task) -> bool:
    """What was set aside is decided once it is ready."""
    return any(_decide(desk, period, who) for who in desk.holders(Role.CHAIR, Role.DEPUTY))


def _away(desk: Desk, period: str, task: Task) -> bool:
    """Who was away the whole quarter gets no grade, or takes no part where that may not be."""
    done = []
    for person in desk.named([task.text]):
        grades = {desk.handles[person]: "不确定"}
        given = {"present": desk.present(), "minutes": WHY, "grades": grades}
        away = {"kind": "合法缺席", "document": "假条", "reason": WHY}
        done.append(
            desk.by(Role.CHAIR, "decide", period, **given)
            or desk.by(Role.OFFICE, "exempt", period, person, **away)
        )
    return any(done)


def _unverified(desk: Desk, period: str, task: Task) -> bool:
    """What the ledger has of those who are named is verified."""
    named = set(desk.named([task.text]))
    done = [
        _verify(desk, period, case, entry.document)
        for case in desk.cases("quarterly", period)
        for entry in case.opi
        if case.person in named and not entry.verified_by
    ]
    return any(done)


def _verify(desk: Desk, period: str, case: Case, document: str) -> bool:
    """By a second clerk; where there is none, by somebody the chair names in one's place."""
    if desk.by(Role.OFFICE, "verify_opi", period, case.person, document=document):
        return True
    for clerk in desk.holders(Role.OFFICE):
        _named(desk, period, clerk, case.person)
    done = [
        desk.do("verify_opi", person, period, case.person, document=document)
        for person in desk.holders(*GROUP)
    ]
    return any(done)


def _overtaken(desk: Desk, period: str, task: Task) -> bool:
    """A grade that a later status stands against is taken back, to be decided anew."""
    done = [
        desk.by(Role.CHAIR, "recall_decision", period, who=desk.handles[person], reason=WHY)
        for person in desk.named([task.text])
    ]
    return any(done)


TASKS: Mapping[str, Callable[[Desk, str, Task], bool]] = {
    "to_confirm": _confirm,
    "to_settle": _settle,
    "substitute": _substitute,
    "set_aside": _taken_up,
    "away": _away,
    "overtaken": _overtaken,
    "unverified": _unverified,
}
