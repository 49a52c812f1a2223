"""Reminders as mails and journal lines: one each to officers, digests to leaders and the office."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from notifications.notice import LAST_CALLS, RESERVED, Notice, message_id
from rules.calendar import beijing_day
from rules.following import ITEM
from rules.nouns import ROLE_TITLES, Case, Person, Role
from rules.words import day_words
from storage.journal import Entry
from workflow.agenda import seen_by, told_at_last
from workflow.concealed import revealed
from workflow.mail import outbox_row, reminder
from workflow.owing.owed import Bench, Nudge
from workflow.stand_in import StandIns
from workflow.writing import Watch

Found = tuple[Case, Nudge]
WHAT = {"plan": "工作计划", "plan_approval": "审定工作计划", "appraisal": "审核评鉴",
        "feedback": "反馈结果", "decision": "研究确定等次", "publicity": "发布公示",
        "objection_receipt": "登记受理异议", "objection_admission": "决定是否受理逾期异议",
        "investigation": "调查核实异议", "objection": "研究答复异议",
        "check": "情况核查", "statement": "陈述意见", "fraud_statement": "陈述意见",
        "reviewer_statement": "陈述评鉴意见", "settlement": "启动补定",
        "report": "办理反映的问题", "report_outcome": "登记反映问题的处理结果",
        "year_summary": "报送年度总结", "annual": "登记年度等次",
        "annual_publicity": "发布年度公示"}  # fmt: skip
FOLLOW_UP = "结果运用事项"
SHARED = frozenset({"follow_up_due"})
"""Kinds of mail that both a leader and everyone of a role are sent: who is both gets one list."""


def what_words(nudge: Nudge) -> str:
    """What is owed, in the words of a list; of what follows a result no more than that."""
    owed = nudge.owed
    if owed.item.startswith(ITEM):
        return FOLLOW_UP
    return f"{owed.month}月小结" if owed.month else WHAT[owed.item]


def officer_mails(watch: Watch, bench: Bench, period: str, found: Iterable[Found]) -> int:
    """Remind officers of what they owe: a mail and a line each; how many were new."""
    return send(watch, bench, period, officer_notices(watch, bench, period, found))


def officer_notices(
    watch: Watch, bench: Bench, period: str, found: Iterable[Found]
) -> list[tuple[Notice, Case | None]]:
    """What officers are reminded of, one mail each."""
    notices: list[tuple[Notice, Case | None]] = []
    for case, nudge in found:
        if nudge.escalation or nudge.owed.who != case.person:
            continue
        cite = bench.policy.deadlines[nudge.owed.deadline]
        data: dict[str, Any] = {"due": day_words(nudge.owed.day), "clause": cite.brief}
        if nudge.owed.month:
            data["month"] = nudge.owed.month
        if nudge.days_left >= 0:
            data["days_left"] = nudge.days_left
        obligation = f"case:{case.id}/{nudge.owed.item}"
        notice = reminder(
            watch.office.id, period, case.person, nudge.kind, obligation, watch.instant, data
        )
        notices.append((notice, case))
    return notices


def send(
    watch: Watch, bench: Bench, period: str, notices: Sequence[tuple[Notice, Case | None]]
) -> int:
    """Put reminders into the outbox and the journal, those that are not there yet."""
    rows = [outbox_row(notice) for notice, _ in notices]
    known = watch.work.known_mails([r["message_id"] for r in rows])
    fresh = [(n, c) for n, c in notices if message_id(n) not in known]
    by_clock = watch.hand.role == Role.CLOCK.value
    for notice, case in fresh:
        move = "escalate" if notice.kind in LAST_CALLS else "remind"
        cite = bench.policy.moves[move]
        watch.work.append(
            Entry(
                at=watch.at,
                actor=watch.hand.actor,
                role=watch.hand.role,
                move=move,
                period=period,
                case_id=case.id if case else None,
                clause=cite.clause,
                basis=cite.basis.value,
                policy=bench.policy.digest,
                due=watch.instant if by_clock else None,
                calendar=watch.office.calendar.digest if by_clock else "",
                extra={"kind": notice.kind, "to": notice.to, "obligation": notice.obligation},
            )
        )
    watch.work.post([outbox_row(n) for n, _ in fresh])
    return len(fresh)


def digests(
    watch: Watch,
    bench: Bench,
    period: str,
    found: Sequence[Found],
    people: Mapping[str, Person],
) -> int:
    """One mail per leader and kind with all names; how many were new."""
    return send(watch, bench, period, leader_notices(watch, bench, period, found, people))


def leader_notices(
    watch: Watch,
    bench: Bench,
    period: str,
    found: Sequence[Found],
    people: Mapping[str, Person],
) -> list[tuple[Notice, Case | None]]:
    """What leaders, or whoever stands in for them, are reminded of: one mail per kind.

    The shared kinds stand among what goes to roles.
    """
    notices: list[tuple[Notice, Case | None]] = []
    by_leader: dict[tuple[str, str], list[Found]] = {}
    stand_ins = StandIns(watch.loader, watch.instant, [case for case, _ in found])
    for case, nudge in found:
        if _led(case, nudge) and nudge.kind not in SHARED:
            for to in stand_ins.for_case(nudge.owed.who, case):
                by_leader.setdefault((to, nudge.kind), []).append((case, nudge))
    for (leader, kind), listed in by_leader.items():
        notices.append((_digest(watch, bench, period, leader, kind, listed, people), None))
    return notices


def _led(case: Case, nudge: Nudge) -> bool:
    """Whether a reminder goes to a leader, or to who stands in for them."""
    return not nudge.escalation and nudge.owed.who not in ("", case.person)


def _digest(
    watch: Watch,
    bench: Bench,
    period: str,
    leader: str,
    kind: str,
    listed: Sequence[Found],
    people: Mapping[str, Person],
) -> Notice:
    """One mail about the same duty on several files; of what is reserved only their number."""
    first = min((nudge for _, nudge in listed), key=lambda n: n.owed.day)
    overdue = any(n.days_left < 0 for _, n in listed)
    if kind in RESERVED:
        told = {"number": len(listed), "due": day_words(first.owed.day), "overdue": overdue}
        return reminder(watch.office.id, period, leader, kind, "", watch.instant, told)
    cite = bench.policy.deadlines[first.owed.deadline]
    data = {
        # Several things may follow one person's result.
        "names": list(dict.fromkeys(_named(c, n, leader, people) for c, n in listed)),
        "due": day_words(first.owed.day),
        "clause": cite.brief,
        "overdue": overdue,
    }
    return reminder(watch.office.id, period, leader, kind, "", watch.instant, data)


def _named(case: Case, nudge: Nudge, to: str, people: Mapping[str, Person]) -> str:
    """The name of an officer in a digest, and for whom if it goes to a delegate."""
    name, leader = people[case.person].name, people.get(nudge.owed.who)
    return f"{name}(受{leader.name}委托)" if leader and leader.id != to else name


def role_digests(watch: Watch, bench: Bench, period: str, found: Sequence[Found]) -> int:
    """One mail per kind to everyone who holds the role that owes it; how many were new."""
    return send(watch, bench, period, role_notices(watch, bench, period, found))


def role_notices(
    watch: Watch, bench: Bench, period: str, found: Sequence[Found]
) -> list[tuple[Notice, Case | None]]:
    """What everyone who holds a role is reminded of: one mail per kind.

    What a leader owes of the same kind stands in the same mail.
    """
    named = {p for case, _ in found for p in (case.person, case.supervisor) if p}
    people = {p.id: p for p in watch.loader.people(named)}
    # Nobody is told, not even by a number, that they were reported.
    shown = {case.id: revealed(watch.office, watch.loader, case) for case, _ in found}
    stand_ins = StandIns(watch.loader, watch.instant, shown.values())
    by_holder: dict[tuple[str, str], list[Found]] = {}
    for case, nudge in found:
        if nudge.owed.role and not nudge.escalation:
            for to in stand_ins.holders_on(nudge.owed.role, shown[case.id]):
                by_holder.setdefault((to, nudge.kind), []).append((case, nudge))
        elif nudge.kind in SHARED and _led(case, nudge):
            for to in stand_ins.for_case(nudge.owed.who, case):
                by_holder.setdefault((to, nudge.kind), []).append((case, nudge))
    return [
        (_digest(watch, bench, period, to, kind, listed, people), None)
        for (to, kind), listed in by_holder.items()
    ]


def escalations(
    watch: Watch, bench: Bench, period: str, found: Sequence[Found], whole: Sequence[Nudge] = ()
) -> int:
    """One list for everyone in the office of what is still not done; how many mails were new.

    What others may not learn of goes to those who may instead, without a word of what it is.
    `whole` is owed for many at once and stands on the list under the role that owes it.
    """
    found = [(case, nudge) for case, nudge in found if nudge.escalation]
    listed = [(case, nudge) for case, nudge in found if not seen_by(nudge.owed.deadline)]
    notices = _reserved(watch, period, [f for f in found if seen_by(f[1].owed.deadline)])
    return send(watch, bench, period, [*notices, *_lists(watch, period, listed, whole)])


def _reserved(
    watch: Watch, period: str, found: Sequence[Found]
) -> list[tuple[Notice, Case | None]]:
    """To those who alone may learn of it, but not of what is about themselves."""
    by_holder: dict[str, list[date]] = {}
    for case, nudge in found:
        about = revealed(watch.office, watch.loader, case).person
        roles = told_at_last(nudge.owed.deadline)
        for to in watch.loader.holders(roles, beijing_day(watch.instant)):
            if to != about:
                by_holder.setdefault(to, []).append(nudge.owed.day)
    notices: list[tuple[Notice, Case | None]] = []
    for to, days in by_holder.items():
        data = {"number": len(days), "due": day_words(min(days))}
        notice = reminder(watch.office.id, period, to, "reserved_overdue", "", watch.instant, data)
        notices.append((notice, None))
    return notices


def _lists(
    watch: Watch, period: str, found: Sequence[Found], whole: Sequence[Nudge]
) -> list[tuple[Notice, Case | None]]:
    """The list of what is still not done, for everyone in the office."""
    items = _items(watch, found)
    for nudge in whole:
        assert nudge.owed.role, "what is owed for many is owed by a role"
        items.append(_item(ROLE_TITLES[nudge.owed.role], what_words(nudge), nudge))
    if not items:
        return []
    return [
        (office_list(watch, period, to, "escalation", items), None)
        for to in watch.loader.holders([Role.OFFICE], beijing_day(watch.instant))
    ]


def _items(watch: Watch, found: Sequence[Found]) -> list[dict[str, str]]:
    """What is stuck on cases, line by line; what waits for a leader names the leader."""
    wanted = {c.person for c, _ in found} | {c.supervisor for c, _ in found}
    people = {p.id: p for p in watch.loader.people(i for i in wanted if i)}
    stand_ins = StandIns(watch.loader, watch.instant, [case for case, _ in found])
    items = []
    for case, nudge in found:
        what = what_words(nudge)
        if nudge.owed.who != case.person and nudge.owed.who in people:
            leader = people[nudge.owed.who].name
            away = stand_ins.keeps_away(nudge.owed.who, case)
            what += f"(分管领导{leader}{'须回避，请组长指定受托代签人' if away else ''})"
        items.append(_item(people[case.person].name, what, nudge))
    return items


def _item(name: str, what: str, nudge: Nudge) -> dict[str, str]:
    return {"name": name, "what": what, "due": day_words(nudge.owed.day)}


def office_list(
    watch: Watch, period: str, to: str, kind: str, items: Sequence[Mapping[str, str]]
) -> Notice:
    """A list of what is still not done: whose, what, due when."""
    data = {"items": list(items)}
    return reminder(watch.office.id, period, to, kind, "", watch.instant, data)
