"""What was proposed, decided, told and published on a case, and what was late (R11–R17, R31)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rules.calendar import beijing_text, end_of
from rules.nouns import ROLE_TITLES, Case, Decision, Direct, Plan, Posting, Session
from rules.result import result_of
from workflow.agenda import owed
from workflow.consequences import follow_ups_of, resolutions_of
from workflow.explain.sources import NOBODY, Sources
from workflow.late import item_deadline, item_title, late_items
from workflow.owing.owed import Bench
from workflow.round import posting_ends


def plans_of(case: Case, sources: Sources) -> list[dict[str, Any]]:
    """All versions of the plan, oldest first: handed in, settled, which one counts."""
    return [_plan(case, plan, sources) for plan in case.plans]


def _plan(case: Case, plan: Plan, sources: Sources) -> dict[str, Any]:
    settled: dict[str, Any] | None = None
    if plan.decided_at:
        move = "return_plan" if plan.status == "returned" else "approve_plan"
        why = next((o.reason for o in case.openings if o.at == plan.decided_at), "")
        settled = {"reason": why, **sources.move(move)}
        settled |= sources.signed(plan.decided_by, plan.decided_at)
    return {
        "number": plan.number,
        "status": plan.status,
        "counts": plan is case.approved_plan,
        "amendment": plan.amendment,
        "reason": plan.reason,
        **sources.move("amend_plan" if plan.amendment else "submit_plan"),
        **sources.signed(case.person, plan.submitted_at),
        "settled": settled,
    }


def summaries_of(case: Case, bench: Bench, sources: Sources) -> list[dict[str, Any]]:
    """The months of the quarter: handed in when, or missing."""
    found = []
    for month in bench.quarter.months:
        made = case.summary_of(month)
        signed = sources.signed(case.person, made.at) if made else NOBODY
        found.append(
            {"month": month, "missing": made is None, **sources.move("summarise"), **signed}
        )
    return found


def proposals_of(case: Case, sources: Sources) -> list[dict[str, Any]]:
    """The leader's proposals, oldest first, and whether each departs from the band."""
    band = result_of(case, sources.policy.values).band
    return [
        {
            "number": p.number,
            "grade": p.grade.value,
            "comment": p.comment,
            "reason": p.reason,
            "departs": band is not None and p.grade is not band,
            "stands": p is case.proposal,
            **sources.move("propose"),
            **sources.signed(p.by, p.at),
        }
        for p in case.proposals
    ]


def directs_of(case: Case, sources: Sources) -> dict[str, Any]:
    """Direct grades proposed and settled, and the officer's statements."""
    return {
        "proposals": [_direct(d, sources) for d in case.directs],
        "statements": [
            {"text": s.text, **sources.move("state"), **sources.signed(case.person, s.at)}
            for s in case.statements
        ],
    }


def _direct(direct: Direct, sources: Sources) -> dict[str, Any]:
    settled: dict[str, Any] | None = None
    if direct.decided_at:
        settled = {"reason": direct.reason, **sources.move("confirm_direct")}
        settled |= sources.signed(direct.decided_by, direct.decided_at)
    return {
        "grade": direct.grade.value,
        "facts": direct.facts,
        "evidence": direct.evidence,
        "status": direct.status,
        **sources.move("propose_direct"),
        **sources.signed(direct.by, direct.at),
        "settled": settled,
    }


def decisions_of(
    case: Case, sessions: Mapping[int, Session], sources: Sources, *, entitled: bool
) -> list[dict[str, Any]]:
    """The group's decisions, oldest first, each with its session; votes for the entitled alone."""
    found = [_decision(case, d, sessions[d.session], sources) for d in case.decisions]
    if not entitled:
        for each in found:
            each["session"]["votes"] = None
    return found


def _decision(case: Case, decision: Decision, session: Session, sources: Sources) -> dict[str, Any]:
    before = [p for p in case.proposals if p.at <= decision.at]
    departs = bool(before) and before[-1].grade is not decision.grade
    # The session's one reason is for its departures; it says nothing of who was not departed from.
    shared = decision.reason == session.reason and not departs and decision.grade.determined
    return {
        "number": decision.number,
        "session": _session(session, sources),
        "grade": decision.grade.value,
        "reason": "" if shared else decision.reason,
        "departs": departs,
        "recused": sources.names(decision.recused),
        "stands": decision is case.decision,
        **sources.move("determine" if decision.grade.determined else "withhold"),
        **sources.signed(session.presider, decision.at),
    }


def _session(session: Session, sources: Sources) -> dict[str, Any]:
    return {
        "number": session.number,
        "kind": session.kind,
        "minutes": session.minutes,
        "present": sources.names(session.present),
        "recused": sources.names(session.recused),
        "votes": session.votes or None,
        "reason": session.reason,
        **sources.move("decide"),
        **sources.signed(session.presider, session.at),
    }


def recusals_of(case: Case, sources: Sources) -> list[dict[str, Any]]:
    """Who left the case, or was asked to; why stays with those who decide it."""
    found = []
    for recusal in case.recusals:
        how = {"applied": "apply_recusal", "declared": "recuse"}.get(recusal.how, "decide_recusal")
        settled: dict[str, Any] | None = None
        if recusal.decided_at:
            settled = {**sources.move("decide_recusal" if how == "apply_recusal" else how)}
            settled |= sources.signed(recusal.decided_by, recusal.decided_at)
        found.append(
            {
                "person": sources.names([recusal.person])[0],
                "status": recusal.status,
                **sources.move(how),
                **sources.signed(recusal.by, recusal.at),
                "settled": settled,
            }
        )
    return found


def feedback_of(case: Case, sources: Sources) -> dict[str, Any]:
    """Feedback on behalf of the group, and the officer's receipts."""
    return {
        "given": [
            {
                "mode": f.mode,
                "text": f.text,
                "witness": sources.names([f.witness])[0] if f.witness else None,
                **sources.move("give_feedback"),
                **sources.signed(f.given_by, f.at),
            }
            for f in case.feedbacks
        ],
        "acknowledged": [
            {"text": a.text, **sources.move("acknowledge"), **sources.signed(case.person, a.at)}
            for a in case.acknowledgements
        ],
    }


def publicity_of(
    case: Case, postings: Mapping[int, Posting], bench: Bench, sources: Sources
) -> dict[str, Any] | None:
    """The notice the result stands on; None while it stands on none."""
    posting = postings.get(case.posting)
    if posting is None:
        return None
    ends = posting_ends(posting, bench)
    days = bench.policy.values.publicity_days
    return {
        "number": posting.number,
        "status": posting.status,
        "posted": beijing_text(posting.posted_at),
        "days": {"value": days, **sources.value("publicity_days")},
        "ends": beijing_text(ends) if ends else None,
        "closed": beijing_text(posting.ended_at) if posting.ended_at else None,
        "scope": posting.scope,
        "form": posting.form,
        "contact": posting.contact,
        "digest": posting.digest,
        **sources.move("post"),
        **sources.stamp(*(x for x in sources.lines if x.body["move"] == "post")),
    }


def following_of(case: Case, bench: Bench, sources: Sources, at: datetime) -> list[dict[str, Any]]:
    """What follows the result: each with its clause, who owes it, and what closed it."""
    made = {f.number: f for f in case.follow_ups}
    told = zip(
        (f.number for f in case.follow_ups if f.kind in bench.policy.values.follow_ups),
        follow_ups_of(case, bench, sources.people, at),
        strict=True,
    )
    return [
        each
        | sources.follow_up(each["kind"])
        | {
            "window": sources.value("objection_window_days")
            if bench.policy.values.follow_ups[each["kind"]].after_window
            else None,
            "days": sources.value("follow_up_due_days") if each["due"] else None,
            "done": sources.signed(made[number].done_by, made[number].done_at)
            if made[number].done_at
            else None,
            **sources.signed(made[number].by, made[number].opened_at),
        }
        for number, each in told
    ]


def resolved_of(case: Case, sources: Sources) -> list[dict[str, Any]]:
    """What the group put on record, with its clause and who did."""
    moves = {
        "outstanding": "confirm_outstanding", "unfit": "record_unfitness", "hand_over": "hand_over"
    }  # fmt: skip
    return [
        each | sources.move(moves[r.kind]) | sources.signed(r.by, r.at)
        for r, each in zip(case.resolutions, resolutions_of(case), strict=True)
    ]


def late_of(case: Case, bench: Bench, sources: Sources, at: datetime) -> list[dict[str, Any]]:
    """What was late, with the clause of its due day."""
    return [
        late | sources.deadline(item_deadline(late["item"]))
        for late in late_items(case, sources.people, bench, at)
    ]


def owed_of(case: Case, bench: Bench, sources: Sources, at: datetime) -> list[dict[str, Any]]:
    """What is owed on the case now, by whom, until when."""
    return [
        {
            "what": item_title(o.item, bench.policy),
            "due": o.day.isoformat(),
            "overdue": at >= end_of(o.day),
            **sources.deadline(o.deadline),
            **sources.signed(o.who, None),
            **({"by": ROLE_TITLES[o.role]} if o.role and not o.who else {}),
        }
        for o in owed(case, bench)[0]
        if o.since is None or o.since <= at
    ]
