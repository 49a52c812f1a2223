"""Opening a year: a case for everyone who was appraised in it, and one for the office (R08)."""

from collections.abc import Iterable
from datetime import datetime

from rules.calendar import CalendarMissing, Quarter, beijing_day
from rules.nouns import Role
from rules.words import day_words
from storage.load import Loader
from storage.registry import members
from storage.work import unit_of_work
from workflow.annual import ANNUAL
from workflow.office import Office
from workflow.opening import NOBODY, AlreadyOpen, Candidate, CannotOpen, Rows
from workflow.procedure import Note
from workflow.year import YEAR


class _YearRows(Rows):
    """The rows, lines and mails of a year's opening."""

    move = "open_year"

    def _told(self, subject: Candidate) -> Note:
        """Everyone is told until when the summary of the year is due."""
        days = self.policy.values.year_summary_due_days
        try:
            due = day_words(self.office.calendar.after(beijing_day(self.due or self.at), days))
        except CalendarMissing:
            due = ""
        cite = self.policy.deadlines["year_summary_due"]
        return Note("year_opened", (subject.person,), {"due": due, "clause": cite.brief})


def quarters_of(year: int) -> tuple[str, ...]:
    """The quarters of a year as periods."""
    return tuple(f"{Quarter(year, number)}" for number in range(1, 5))


def open_year(
    office: Office,
    year: int,
    at: datetime,
    *,
    actor: str = "",
    role: Role = Role.CLOCK,
    due: datetime | None = None,
) -> int:
    """Open a year that has had quarters; the number of officers in it. CannotOpen says why not."""
    period = str(year)
    policy = office.policy_for(Quarter(year, 4))
    with unit_of_work(office.store, office.id) as work:
        loader = Loader(work.connection, office.id, lock=True)
        work.journal.lock()
        if loader.quarter(period) is not None:
            raise AlreadyOpen(f"{period}年度考核已经启动，不必重复启动")
        listed = _members(loader, year)
        if not listed:
            raise CannotOpen(f"{period}年没有办过季度平时考核，不能启动年度考核")
        rows = _YearRows(office, work, period, policy, at, due)
        rows.open(YEAR.id, YEAR.initial, NOBODY, rows.pins(), actor, role)
        for candidate in listed:
            rows.open(ANNUAL.id, ANNUAL.initial, candidate, [], actor, role)
        rows.write()
        return len(listed)


def _members(loader: Loader, year: int) -> list[Candidate]:
    """Everyone with a case in a quarter of the year, with section and leader of the newest."""
    found: dict[str, Candidate] = {}
    for person, section, supervisor in members(loader.connection, loader.office, quarters_of(year)):
        found[person] = Candidate(person, section, supervisor, "")
    return [found[person] for person in sorted(found)]


def may_open_year(loader: Loader, year: int, years: Iterable[int] | None) -> bool:
    """Whether the clock opens a year: it is one it may open, has had quarters and is not open."""
    if years is not None and year not in set(years):
        return False
    return loader.quarter(str(year)) is None and any(
        loader.quarter(period) is not None for period in quarters_of(year)
    )
