"""What happens to a report of an irregularity: opened, handed over, closed; to a flag (R34).

No mail says anything of it, and no duty of it stands on anybody's list but the auditor's.
"""

from typing import Any

from rules.guards.supervision import flags_seen
from rules.inputs.supervision import CloseReport, HandOverReport, NoteFlag, ReportIrregularity
from rules.nouns import Role
from rules.rule import Ask
from storage.change import Change, Put, Set
from workflow.procedure import Beginning, Effect


def report(ask: Ask) -> Effect:
    """Open a case for the auditor; what the auditor registers for somebody bears no name."""
    given: ReportIrregularity = ask.given
    person = ask.who(given.about)
    assert person is not None, "guarded by report_about"
    named = "" if Role.AUDITOR in ask.actor.roles else ask.actor.person

    def changes(number: int) -> tuple[Change, ...]:
        values = {
            "case_id": number, "number": 1, "kind": given.kind, "text": given.text,
            "reporter": named, "at": ask.at, "receiver": "", "document": "", "sent_at": None,
            "outcome": "", "closed_at": None,
        }  # fmt: skip
        return (Put("irregularity", values),)

    return Effect(begins=(Beginning("supervision", person.id, changes=changes),))


def hand_over(ask: Ask) -> Effect:
    """Put on record to whom it was handed over."""
    given: HandOverReport = ask.given
    values = {"receiver": given.to, "document": given.document, "sent_at": ask.at}
    return Effect(changes=(_set(ask, values),))


def close(ask: Ask) -> Effect:
    """Put on record what came of it."""
    given: CloseReport = ask.given
    return Effect(changes=(_set(ask, {"outcome": given.outcome, "closed_at": ask.at}),))


def _set(ask: Ask, values: dict[str, Any]) -> Set:
    return Set("irregularity", {"case_id": ask.case.id, "number": 1}, values)


def note_flag(ask: Ask) -> Effect:
    """Put on record that the group looked at a flag, and what it found."""
    given: NoteFlag = ask.given
    first = len(ask.case.flag_notes) + 1
    return Effect(
        changes=tuple(
            Put(
                "flag_note",
                {
                    "period": ask.case.period, "number": number, "person": flag.person,
                    "leader": flag.leader, "objected": flag.objected, "text": given.text,
                    "by": ask.actor.person, "at": ask.at,
                },
            )
            for number, flag in enumerate(flags_seen(ask), first)
        )
    )  # fmt: skip
