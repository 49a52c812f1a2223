"""Opening a case of another procedure by an act: an objection, a check, a year (R26, R27, R34)."""

from rules.rule import Ask
from storage.change import Put
from storage.journal import Entry
from storage.registry import last_case_id, last_ordinal
from storage.sealing import sealed
from storage.work import Work
from workflow.concealed import person_kept
from workflow.mail import event_rows
from workflow.office import Office
from workflow.pages import PAGES
from workflow.procedure import Beginning
from workflow.wake import next_wake
from workflow.writing import Hand


def begin(office: Office, work: Work, ask: Ask, beginning: Beginning, hand: Hand) -> int:
    """Open the case that an act begins, in the act's transaction; the number of the new case.

    Its first line bears the act's own move; a person may have several cases of one procedure and
    period, told apart by their ordinal.
    """
    page = PAGES[beginning.procedure]
    assert ask.move in page.begun_by, f"{ask.move} does not begin {page.id}"
    number = last_case_id(work.connection, office.id) + 1
    period = ask.case.period
    person = person_kept(office, page, beginning.person)
    place = (page.id, period, person)
    case = Put(
        "appraisal_case",
        {
            "id": number,
            "procedure": page.id,
            "period": period,
            "person": person,
            "ordinal": last_ordinal(work.connection, office.id, *place) + 1,
            "stage": page.initial,
            "version": 1,
            "section": beginning.section,
            "supervisor": beginning.supervisor,
            "joined": None,
            "aside": False,
            "session": 0,
            "posting": 0,
            "entered_at": ask.at,
            "next_due": next_wake(ask.at, ask.policy.values.remind_at),
        },
    )
    told = beginning.changes(number)
    if page.sealed:
        told = tuple(sealed(change, office.store, office.id) for change in told)
    changes = (case, *told)
    cite = ask.policy.moves[ask.move]
    work.change(changes)
    seq = work.append(
        Entry(
            at=ask.at, actor=hand.actor, role=hand.role, move=ask.move, period=period,
            case_id=number, target=page.initial, version=1, clause=cite.clause,
            basis=cite.basis.value, policy=ask.policy.digest, request=hand.request,
            changes=changes,
        )
    )  # fmt: skip
    work.post(event_rows(office.id, period, beginning.notes, seq, ask.at))
    return number
