"""What an entitled reader is shown beyond others, put on record before it is shown (R28)."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from cli.desk import Desk
from cli.show import complain
from rules.nouns import Person
from storage.database import DatabaseError
from storage.keys import KeyFault
from storage.load import Loader
from workflow.reading import CannotRecord, record_reading

Shown = TypeVar("Shown")
MASKED = "限制知悉的内容没有显示：查看须留痕，而现在不能留痕。"


def shown(
    desk: Desk,
    reader: str | None,
    what: str,
    build: Callable[[bool], Shown],
    case: int | None = None,
    period: str = "",
) -> Shown:
    """What a reader may see; `build` makes it for one who is entitled, or for anybody.

    One line goes to the journal if the entitled reader is shown more than anybody is. If it
    cannot be written, they are shown what anybody is, and told why.
    """
    if reader is None or not desk.entitled(reader):
        return build(False)
    whole, masked = build(True), build(False)
    if whole == masked:
        return whole
    hindrance = put_on_record(desk, desk.person(reader, "--as"), what, case, period)
    if not hindrance:
        return whole
    complain([MASKED + hindrance])
    return masked


def put_on_record(
    desk: Desk, reader: Person, what: str, case: int | None = None, period: str = ""
) -> str:
    """Write the line of a reading at the time it is now; why it cannot be, or nothing."""
    if hindrance := keyed(desk):
        return hindrance
    try:
        record_reading(desk.office, reader.id, what, desk.now(), case=case, period=period)
    except (DatabaseError, CannotRecord) as error:
        return str(error)
    return ""


def keyed(desk: Desk) -> str:
    """Take the journal's key to hand; why it cannot be had, or nothing."""
    try:
        key = desk.ring().journal_key
    except KeyFault as fault:
        return str(fault)
    desk.office.store = replace(desk.office.store, journal_key=key)
    return ""


def case_number(desk: Desk, procedure: str, period: str, person: Person) -> int | None:
    """The number of a person's case, for the line of a reading; None if there is none."""
    with desk.database.read() as connection:
        loader = Loader(connection, desk.office.id, lock=False)
        found = loader.case_of(procedure, period, person.id, ())
    return found.id if found else None
