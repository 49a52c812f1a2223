"""Importing a year of the working-day table: what waited for it goes on by itself (R15, R30)."""

from datetime import datetime

from rules.calendar import CalendarMissing, Quarter, Year, beijing_day, parse_year, year_text
from rules.nouns import Role
from rules.rule import Obstacle
from storage.change import Change, Put, Set
from storage.journal import Entry
from storage.load import Loader
from storage.registry import calendar_years, office_row, wake_all
from storage.work import unit_of_work
from workflow.collective import barred, refuse
from workflow.command import Answer
from workflow.office import Office
from workflow.opening import opening_instant
from workflow.pages import QUIET
from workflow.sweep import set_opening

MOVE = "import_calendar"


def import_year(office: Office, text: str, at: datetime, actor: str = "") -> Year:
    """Enter or replace a year of the calendar, with a journal line; every open case is woken.

    Due days are derived, so those that the new table changes change with it. ValueError
    (Chinese) if the text is not a year's table.
    """
    year = parse_year(text)
    values = {"source": year.source, "text": year_text(year)}
    key = {"year": year.year}
    cite = office.policy_now(at).moves[MOVE]
    with unit_of_work(office.store, office.id) as work:
        known = year.year in calendar_years(work.connection, office.id)
        change: Change = (
            Set("calendar_year", key, values) if known else Put("calendar_year", key | values)
        )
        work.change([change])
        work.append(
            Entry(
                at=at, actor=actor, role=Role.OFFICE.value, move=MOVE,
                clause=cite.clause, basis=cite.basis.value, changes=(change,),
            )
        )  # fmt: skip
        wake_all(work.connection, office.id, at, QUIET)
    office.refresh()
    _resume_openings(office, at)
    return year


def import_by_hand(
    office: Office, text: str, actor: str, at: datetime
) -> tuple[Answer, Year | None]:
    """Import a year for a clerk of the office; a refusal leaves a line of its own."""
    policy = office.policy_now(at)
    with office.store.database.read() as connection:
        loader = Loader(connection, office.id, lock=False)
        role, obstacles = barred(loader, policy, MOVE, actor, (Role.OFFICE,), at)
    if role is not None:
        try:
            return Answer(True), import_year(office, text, at, actor)
        except ValueError as why:
            obstacles = (Obstacle.of("calendar", policy.moves[MOVE], str(why)),)
    with unit_of_work(office.store, office.id) as work:
        return refuse(work, policy, MOVE, actor, at, obstacles, {"text": text}), None


def _resume_openings(office: Office, at: datetime) -> None:
    """Let the clock open quarters again if it had stopped for want of a calendar."""
    with office.store.database.read() as connection:
        if office_row(connection, office.id).next_opening is not None:
            return
    if office.openings is not None:
        return
    coming = Quarter.of(beijing_day(at)).next
    try:
        set_opening(office, opening_instant(coming, office.policy_for(coming), office.calendar))
    except CalendarMissing:
        return
