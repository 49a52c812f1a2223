"""Opening a quarter: pins, roster, a case for each officer and one for the office (R01, R02)."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from rules.calendar import Calendar, CalendarMissing, Quarter, at_clock, beijing_day, end_of
from rules.due import plan_due_day
from rules.nouns import Role
from rules.policy import Policy
from rules.words import day_words
from storage.change import Change, Put
from storage.journal import Entry
from storage.load import Loader
from storage.registry import candidates, last_case_id, pin_text
from storage.work import Work, unit_of_work
from workflow.cycle import CYCLE
from workflow.mail import event_rows
from workflow.office import Office
from workflow.pages import PAGES
from workflow.procedure import Joiner, Note
from workflow.quarterly import QUARTERLY
from workflow.wake import next_wake
from workflow.writing import Hand


class CannotOpen(ValueError):
    """A quarter that cannot be opened; the sentence says why and what to do."""


class AlreadyOpen(CannotOpen):
    """A quarter that was opened before."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who might take part: section, supervisor, and the ground if left out."""

    person: str
    section: str
    supervisor: str
    ground: str
    joined: date | None = None


NOBODY = Candidate("", "", "", "")


def opening_instant(quarter: Quarter, policy: Policy, calendar: Calendar) -> datetime:
    """When the clock opens a quarter: its first working day at the hour the policy says."""
    return at_clock(calendar.nth(quarter.first, 1), policy.values.open_at)


def open_quarter(
    office: Office,
    quarter: Quarter,
    at: datetime,
    *,
    actor: str = "",
    role: Role = Role.CLOCK,
    due: datetime | None = None,
) -> int:
    """Open a quarter; the number of officers on its roster. CannotOpen says why not."""
    policy = office.policy_for(quarter, beijing_day(due or at))
    with unit_of_work(office.store, office.id) as work:
        loader = Loader(work.connection, office.id, lock=True)
        # The head first: two processes that open at once queue here, and the second finds it open.
        work.journal.lock()
        _may_open(office, loader, quarter, policy, at)
        listed = _candidates(loader, quarter, policy, at)
        if due is None:
            listed = _belated(office, quarter, policy, at, listed)
        rows = Rows(office, work, str(quarter), policy, at, due)
        rows.cycle(listed, actor, role)
        taken = [c for c in listed if not c.ground]
        for candidate in taken:
            rows.officer(candidate, actor, role)
        rows.write()
        return len(taken)


def _may_open(
    office: Office, loader: Loader, quarter: Quarter, policy: Policy, at: datetime
) -> None:
    if loader.quarter(str(quarter)) is not None:
        raise AlreadyOpen(f"{quarter.title}考核已经启动，不必重复启动")
    first = Quarter.parse(policy.values.first_quarter)
    if quarter < first and not office.rehearsal:
        cite = policy.cites["first_quarter"]
        raise CannotOpen(f"考核自{first.title}起，不能启动{quarter.title}({cite.phrase})")
    if quarter.last < beijing_day(at) and not office.rehearsal:
        raise CannotOpen(f"{quarter.title}已经过去，不能补启动；须补办的请启动以后的季度")
    try:
        ahead = office.calendar.before(quarter.first, policy.values.open_ahead_days)
    except CalendarMissing as gap:
        raise CannotOpen(str(gap)) from None
    if at < at_clock(ahead, "00:00"):
        raise CannotOpen(f"{quarter.title}考核最早可在{day_words(ahead)}启动，请届时再办")


def _belated(
    office: Office, quarter: Quarter, policy: Policy, at: datetime, listed: list[Candidate]
) -> list[Candidate]:
    """The roster of an opening by hand; after the plan's due day all take part from that day on.

    Nobody could hand in a plan to a quarter that was not open: the due days count as a joiner's.
    """
    day, values, calendar = beijing_day(at), policy.values, office.calendar
    try:
        if at < end_of(plan_due_day(None, quarter, values, calendar)):
            return listed
        plan_due_day(day, quarter, values, calendar)
    except CalendarMissing as gap:
        raise CannotOpen(str(gap)) from None
    return [replace(candidate, joined=day) for candidate in listed]


def _candidates(loader: Loader, quarter: Quarter, policy: Policy, at: datetime) -> list[Candidate]:
    """Everyone who holds the officer's role when the quarter opens, with section and leader."""
    day = max(quarter.first, beijing_day(at))
    found = candidates(loader.connection, loader.office, day)
    return [
        Candidate(c.person, c.section, c.supervisor, excluded_by(c.post, policy)) for c in found
    ]


def excluded_by(post: str, policy: Policy) -> str:
    """Why a post does not take part: it names one the policy leaves out; empty if it does."""
    named = next((word for word in policy.values.excluded_posts if word in post), "")
    return f"{post}：{named}不属于考核对象" if named else ""


def join(
    office: Office,
    work: Work,
    policy: Policy,
    joiner: Joiner,
    quarter: Quarter,
    hand: Hand,
    at: datetime,
) -> None:
    """Open a case for a person taken into the roster late, who is an officer from then on."""
    rows = Rows(office, work, str(quarter), policy, at, None)
    changes = [joiner.roster]
    since = joiner.joined or beijing_day(at)
    held = Loader(work.connection, office.id, lock=True).roles(joiner.person, since)
    if Role.OFFICER not in held:
        key = {"person": joiner.person, "role": Role.OFFICER, "since": since}
        changes.append(Put("role", key | {"until": None}))
    subject = Candidate(joiner.person, joiner.section, joiner.supervisor, "", joiner.joined)
    rows.case(subject, changes, hand.actor, Role(hand.role))
    rows.write()


class Rows:
    """The rows, lines and mails of an opening, collected and written set by set."""

    move = "open_quarter"

    def __init__(
        self,
        office: Office,
        work: Work,
        period: str,
        policy: Policy,
        at: datetime,
        due: datetime | None,
    ) -> None:
        self.office, self.work, self.period, self.policy = office, work, period, policy
        self.at, self.due = at, due
        self.changes: list[Change] = []
        self.mails: list[dict[str, Any]] = []
        self.last = last_case_id(work.connection, office.id)

    def cycle(self, candidates: list[Candidate], actor: str, role: Role) -> None:
        """The office's quarter with its pins and the roster lines of those left out."""
        changes = [*self.pins(), *(self._roster(c) for c in candidates if c.ground)]
        self.open("cycle", CYCLE.initial, NOBODY, changes, actor, role)

    def pins(self) -> list[Change]:
        """The period with what it is pinned to: the policy and the pages of the day."""
        return [
            *self._pin("policy", self.policy.digest, self.policy.text),
            *(pin for p in PAGES.values() for pin in self._pin("page", p.digest, p.canonical)),
            Put("quarter", {
                "period": self.period, "policy": self.policy.digest,
                "pages": " ".join(page.digest for page in PAGES.values()),
                "opened_at": self.at, "n": None, "frozen_at": None,
            }),
        ]  # fmt: skip

    def _pin(self, kind: str, key: str, text: str) -> list[Change]:
        if pin_text(self.work.connection, self.office.id, key) is not None:
            return []
        return [Put("pin", {"digest": key, "kind": kind, "text": text})]

    def officer(self, candidate: Candidate, actor: str, role: Role) -> None:
        """One officer's line on the roster and their case."""
        self.case(candidate, [self._roster(candidate)], actor, role)

    def case(self, candidate: Candidate, roster: list[Change], actor: str, role: Role) -> None:
        """The case of one officer, with the changes that put them on the roster."""
        self.open("quarterly", QUARTERLY.initial, candidate, roster, actor, role)

    def _roster(self, candidate: Candidate) -> Put:
        return Put(
            "roster",
            {
                "period": self.period,
                "person": candidate.person,
                "section": candidate.section,
                "supervisor": candidate.supervisor,
                "included": not candidate.ground,
                "ground": candidate.ground,
                "document": "",
                "joined": candidate.joined,
            },
        )

    def open(
        self,
        procedure: str,
        stage: str,
        subject: Candidate,
        changes: list[Change],
        actor: str,
        role: Role,
    ) -> None:
        """One case of a procedure, with the changes that come with it, its line and its mail."""
        self.last += 1
        case = Put(
            "appraisal_case",
            {
                "id": self.last,
                "procedure": procedure,
                "period": self.period,
                "person": subject.person,
                "ordinal": 1,
                "stage": stage,
                "version": 1,
                "section": subject.section,
                "supervisor": subject.supervisor,
                "joined": subject.joined,
                "aside": False,
                "session": 0,
                "posting": 0,
                "entered_at": self.due or self.at,
                "next_due": self._looks(),
            },
        )
        cite = self.policy.moves[self.move]
        seq = self.work.append(
            Entry(
                at=self.at, actor=actor, role=role.value, move=self.move,
                period=self.period, case_id=self.last, target=stage, version=1,
                clause=cite.clause, basis=cite.basis.value, policy=self.policy.digest,
                due=self.due, calendar=self.office.calendar.digest if self.due else "",
                changes=(*changes, case),
            )
        )  # fmt: skip
        self.changes += [*changes, case]
        if subject.person:
            note = self._told(subject)
            mails = event_rows(self.office.id, self.period, (note,), seq, self.due or self.at)
            self.mails += mails

    def _looks(self) -> datetime:
        """When the clock looks first: at once after an opening by hand, which may come late."""
        if self.due is None:
            return self.at
        return next_wake(self.due, self.policy.values.remind_at)

    def _told(self, subject: Candidate) -> Note:
        """What a person is told when their case is opened."""
        values, calendar = self.policy.values, self.office.calendar
        due = plan_due_day(subject.joined, Quarter.parse(self.period), values, calendar)
        cite = self.policy.deadlines["plan_due"]
        data = {"due": day_words(due), "clause": cite.brief}
        return Note("quarter_opened", (subject.person,), data)

    def write(self) -> None:
        """Write all rows, rows of one kind together, and the mails."""
        order = {"pin": 0, "quarter": 1, "role": 2, "roster": 3, "appraisal_case": 4}
        self.work.change(sorted(self.changes, key=lambda c: order[c.table]))
        self.work.post(self.mails)
