"""Delegates appointed and ended, kinship declared, recusals asked for and decided (R32)."""

from collections.abc import Mapping

from rules.calendar import beijing_day
from rules.guards.absence import named, parties, running
from rules.inputs.absence import (
    ApplyRecusal,
    AppointDelegate,
    DecideRecusal,
    DeclareRelation,
    EndDelegation,
)
from rules.rule import Ask
from rules.words import day_words
from storage.change import Change, Put, Set
from workflow.procedure import Effect, Note

ALL_FILES = "委托人须回避的以外，其经办的全部考核事项"


def appoint(ask: Ask) -> Effect:
    """Let somebody act for a leader, the chair or a clerk for an interval of days."""
    given: AppointDelegate = ask.given
    found = parties(ask)
    assert found is not None, "guarded by delegate_people"
    values = {
        "number": max((d.number for d in ask.ties.delegations), default=0) + 1,
        "principal": found[0].id,
        "delegate": found[1].id,
        "who": "".join(named(ask)),
        "since": given.since,
        "until": given.to,
        "standing": given.standing,
        "document": given.document,
        "by": ask.actor.person,
        "at": ask.at,
        "ended_by": "",
        "ended_at": None,
        "reason": "",
    }
    ends = day_words(given.to) if given.to else ""
    more = {"since": day_words(given.since), "until": ends, "document": given.document}
    who = "".join(named(ask))
    return Effect(
        changes=(Put("delegation", values),),
        notes=(_told(ask, "delegate_appointed", (found[0].id, found[1].id), who, more),),
    )


def _told(ask: Ask, kind: str, both: tuple[str, str], who: str, more: Mapping[str, str]) -> Note:
    """Tell the one stood in for, and the delegate: on whose files, under which clause."""
    principal, delegate = both
    data = {
        "principal": ask.name(principal),
        "delegate": ask.name(delegate),
        "files": f"仅限{ask.name(who)}的考核事项" if who else ALL_FILES,
        "clause": ask.policy.moves[ask.move].brief,
    }
    return Note(kind, both, data | dict(more))


def end(ask: Ask) -> Effect:
    """End a delegation before its last day: what was done under it stands."""
    given: EndDelegation = ask.given
    found = running(ask)
    assert found is not None, "guarded by delegation_running"
    ended = {"ended_by": ask.actor.person, "ended_at": ask.at, "reason": given.reason}
    both, over = (found.principal, found.delegate), {"until": day_words(beijing_day(ask.at))}
    return Effect(
        changes=(Set("delegation", {"number": found.number}, ended),),
        notes=(_told(ask, "delegate_ended", both, found.who, over),),
    )


def declare_relation(ask: Ask) -> Effect:
    """Put kinship on record, in both directions."""
    given: DeclareRelation = ask.given
    told = {"kind": given.kind, "note": given.note, "by": ask.actor.person, "at": ask.at}
    pair = (ask.case.person, named(ask)[0])
    return Effect(
        changes=tuple(
            Put("relation", {"person": person, "other": other} | told)
            for person, other in (pair, pair[::-1])
        )
    )


def apply(ask: Ask) -> Effect:
    """Apply for somebody to leave the file; it awaits the chair's decision."""
    given: ApplyRecusal = ask.given
    return Effect(changes=(_recusal(ask, named(ask)[0], "applied", given.reason),))


def recuse(ask: Ask) -> Effect:
    """Leave a file of one's own accord; in effect at once."""
    return Effect(changes=(_recusal(ask, ask.actor.person, "declared", ask.given.reason),))


def decide(ask: Ask) -> Effect:
    """Decide whether somebody leaves the file, on the application or without one."""
    given: DecideRecusal = ask.given
    person = named(ask)[0]
    asked = [r for r in ask.case.recusals if r.person == person and r.status == "pending"]
    if not asked:
        return Effect(changes=(_recusal(ask, person, "ruled", given.reason, grant=given.grant),))
    key = {"case_id": ask.case.id, "number": asked[0].number}
    ruled = {
        "status": "granted" if given.grant else "refused",
        "decided_by": ask.actor.person,
        "decided_at": ask.at,
        "ruling": given.reason,
    }
    return Effect(changes=(Set("recusal", key, ruled),))


def _recusal(ask: Ask, person: str, how: str, reason: str, *, grant: bool = True) -> Change:
    settled = how != "applied"
    return Put(
        "recusal",
        {
            "case_id": ask.case.id,
            "number": len(ask.case.recusals) + 1,
            "person": person,
            "how": how,
            "by": ask.actor.person,
            "at": ask.at,
            "reason": reason,
            "status": "pending" if not settled else "granted" if grant else "refused",
            "decided_by": ask.actor.person if settled else "",
            "decided_at": ask.at if settled else None,
            "ruling": reason if how == "ruled" else "",
        },
    )
