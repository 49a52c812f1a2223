"""What is claimed belongs to one, for as long as its lease; how all mails stand can be listed."""

from typing import Any

import pytest

from notifications.channels import FolderChannel
from storage import outbox
from storage.outbox import Result
from tests.postgres import postgres_url
from tests.workflow.mailroom import (
    AT,
    LEASE,
    MINUTE,
    MUST,
    NUDGE,
    alter,
    folder,
    office,
    put,
    row_of,
    send,
    settled,
)
from workflow.dispatch import Dispatched
from workflow.office import Office

__all__ = ["folder", "office", "postgres_url"]


def test_a_late_answer_does_not_overwrite_what_came_after_the_lease(office: Office) -> None:
    mail = put(office, MUST)
    place = (office.store.database, office.id)
    (zombie,) = outbox.claim(*place, AT, 10, LEASE, again=["must"])
    assert outbox.claim(*place, AT + LEASE - MINUTE, 10, LEASE, again=["must"]) == []
    (other,) = outbox.claim(*place, AT + LEASE, 10, LEASE, again=["must"])
    assert (zombie.attempts, zombie.possible_repeat) == (1, False)
    assert (other.attempts, other.possible_repeat) == (2, True)

    def result(attempts: int, state: str, **more: Any) -> Result:
        return Result(mail, attempts, state, state, None, AT, **more)

    assert outbox.settle(*place, [result(1, "refused")]) == 0
    assert row_of(office, mail).state == "claimed"
    assert outbox.settle(*place, [result(2, "accepted")]) == 1
    assert outbox.settle(*place, [result(1, "refused"), result(2, "unknown")]) == 0
    row = row_of(office, mail)
    assert (row.state, row.answer) == ("accepted", "accepted")
    assert row.possible_repeat, "once it may have been a repeat, it stays so"


def test_what_is_claimed_is_not_claimed_again(office: Office) -> None:
    for number in range(20):
        put(office, number=number)
    place = (office.store.database, office.id)
    first = outbox.claim(*place, AT, 12, LEASE, again=["must"])
    second = outbox.claim(*place, AT, 12, LEASE, again=["must"])
    assert (len(first), len(second)) == (12, 8)
    assert not {mail.message_id for mail in first} & {mail.message_id for mail in second}


@pytest.mark.postgres
def test_a_claim_passes_by_what_another_is_just_claiming(postgres_url: str) -> None:
    office = settled(postgres_url)
    held, free = put(office), put(office, number=2)
    with office.store.database.begin() as connection:
        connection.exec_driver_sql("SELECT 1 FROM outbox WHERE message_id = %s FOR UPDATE", (held,))
        claimed = outbox.claim(office.store.database, office.id, AT, 2, LEASE, again=["must"])
    assert [mail.message_id for mail in claimed] == [free]
    office.store.database.dispose()


def test_the_mails_of_another_office_are_left_alone(office: Office, folder: FolderChannel) -> None:
    mine, other = put(office), put(office, number=2)
    alter(office, other, office="elsewhere")
    assert send(office, folder, AT) == Dispatched(accepted=1)
    assert row_of(office, mine).state == "accepted"
    assert row_of(office, other).state == "queued"


def test_the_listing_is_in_order_of_instant_kind_and_person_and_tells_how_each_stands(
    office: Office, folder: FolderChannel
) -> None:
    place = (office.store.database, office.id)
    put(office, NUDGE, "p3")
    put(office, NUDGE, "p1")
    put(office, "feedback_ready", "p4")
    put(office, NUDGE, "p9", at=AT - MINUTE)
    send(office, folder, AT)
    listed = outbox.listing(*place)
    assert [(mail.person, mail.kind, mail.handle, mail.state) for mail in listed] == [
        ("p9", NUDGE, None, "refused"),
        ("p4", "feedback_ready", "", "refused"),
        ("p1", NUDGE, "zhang", "accepted"),
        ("p3", NUDGE, "guli", "accepted"),
    ]
    assert outbox.listing(*place, period="2026Q4") == []
    assert len(outbox.listing(*place, period="2026Q3", states=["accepted"])) == 2
    assert outbox.counts(*place) == dict.fromkeys(outbox.STATES, 0) | {"accepted": 2, "refused": 2}
