"""The demonstration: a street office plays a whole quarter by the very acts of real life (R30).

Invented people, a real calendar, a real mail folder. The same number of people and the same
quarter give the same rows to the byte.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from notifications.channels import FolderChannel
from notifications.delivery import RetryTerms
from rules.calendar import CalendarMissing, Quarter, beijing_day, load_calendar
from rules.cohort import quota_limit
from rules.grade import DETERMINED
from rules.policy import PolicyError, load_policy
from storage.chain import canonical
from storage.change import plain
from storage.database import Database
from storage.load import Loader
from storage.outbox import counts
from storage.rehearsed import rehearsed
from workflow.deciding import move_title
from workflow.demo.cast import Cast, DemoError, cast_of
from workflow.demo.course import Course
from workflow.demo.goals import entering
from workflow.demo.moments import BUSY, WHOLE_YEAR, stopped_at, year_shown
from workflow.demo.script import course_of
from workflow.demo.year import year_courses
from workflow.dispatch import dispatch
from workflow.duties import bench_of
from workflow.late import late_items
from workflow.owing.quarterly import PARTS
from workflow.play import Played, run, stage_set
from workflow.report import play_report
from workflow.scenario import Act, Scenario

Progress = Callable[[datetime, str], None]
OFFICE = "guanghe"
SENDER = "kaohe@kaohe.invalid"
TERMS = RetryTerms(tries=3, first_delay=timedelta(minutes=1), factor=2, longest=timedelta(hours=1))
CLOCK = "到期处理"


def run_demo(
    database: Database,
    *,
    people: int,
    quarter: Quarter,
    mail_folder: Path,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Play a quarter with so many officers in an empty database, mails into a maildir.

    The document of a play and `people`, `sections`, `late`, `mails_sent`, `database`,
    `mail_folder`, `digest` (hex: the seed of the rehearsal's keys) and `gap`, a sentence where
    the calendar ends before the quarter is closed. Raises DemoError if there is nothing to play.
    """
    scenario, course = demo_scenario(people, quarter)
    return _shown(scenario, course, database, mail_folder, progress)


def _shown(
    scenario: Scenario,
    course: Course,
    database: Database,
    mail_folder: Path,
    progress: Progress | None,
) -> dict[str, Any]:
    """Play a demonstration and put together its document."""
    played = stage_set(scenario, database, "demo")
    stage = _Stage(played, FolderChannel(mail_folder, sync=False), progress)
    with rehearsed(database):
        run(played, scenario.acts, scenario.until, stage.passes)
        stage.send(scenario.until)
    report = play_report(played)
    report["people"] = len(course.cast.officers)
    for quarter in report["quarters"]:
        quarter["sections"] = _sections(course.cast, quarter["cases"])
    report["sections"] = report["quarters"][0]["sections"]
    report["late"] = late_report(played)
    report["mails_sent"] = counts(database, played.office.id)["accepted"]
    report["database"] = str(database.url)
    report["mail_folder"] = str(mail_folder)
    report["digest"] = scenario.digest
    report["gap"] = str(CalendarMissing(course.gap)) if course.gap else None
    return report


def run_live_demo(
    database: Database,
    *,
    people: int,
    quarter: Quarter,
    mail_folder: Path,
    moment: str = BUSY,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Play a quarter up to a moment at which there is something to do, and stop there.

    Unless another is named that is the day before the plans of the quarter after it are due: the
    last summaries are still being handed in. `digest` (hex: the seed of the keys), `until` and
    `failures`. Raises DemoError if there is nothing to play.
    """
    if moment == WHOLE_YEAR:
        scenario, course = year_scenario(people, year_shown(quarter, load_calendar()))
    else:
        scenario, course = demo_scenario(people, quarter)
    stopped = stopped_at(moment, scenario, course)
    played = stage_set(stopped, database, "demo")
    stage = _Stage(played, FolderChannel(mail_folder, sync=False), progress)
    with rehearsed(database):
        run(played, stopped.acts, stopped.until, stage.passes)
        stage.send(stopped.until)
    return {"digest": scenario.digest, "until": stopped.until, "failures": played.failures}


def run_year_demo(
    database: Database,
    *,
    people: int,
    year: int,
    mail_folder: Path,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Play a whole year with so many officers in an empty database, mails into a maildir.

    The document of a play, as `run_demo` gives it, over four quarters and with `years`. Raises
    DemoError if there is nothing to play.
    """
    scenario, course = year_scenario(people, year)
    return _shown(scenario, course, database, mail_folder, progress)


def year_scenario(people: int, year: int) -> tuple[Scenario, Course]:
    """The scenario of a year's demonstration, and its last course; DemoError if there is none."""
    calendar = load_calendar()
    quarters = tuple(Quarter(year, number) for number in range(1, 5))
    try:
        policy = load_policy(OFFICE, quarters[-1].last)
        courses, acts, until = year_courses(people, year, policy, calendar)
    except (CalendarMissing, PolicyError) as why:
        raise DemoError(f"{year}年无从演示：{why}") from None
    cast = courses[-1].cast
    acts = [*entering(cast, courses[0].quarter, courses[0].nth(1)), *acts]
    title = f"{policy.office.name}{year}年度平时考核演示({people}人)"
    scenario = Scenario(
        title, OFFICE, quarters, until, None, cast.people, tuple(acts), (), {},
        _digest(title, cast, acts), (year,),
    )  # fmt: skip
    return scenario, courses[-1]


def demo_scenario(people: int, quarter: Quarter) -> tuple[Scenario, Course]:
    """The scenario of a demonstration, and its course; DemoError if it cannot be given."""
    calendar = load_calendar()
    try:
        policy = load_policy(OFFICE, quarter.last)
        calendar.nth(quarter.first, policy.values.plan_due_days)
    except (CalendarMissing, PolicyError) as why:
        raise DemoError(f"{quarter.title}无从演示：{why}") from None
    cast = cast_of(people, quota_limit(max(people, 0), policy.values.quota_share))
    course = course_of(cast, quarter, policy, calendar)
    assert course.until is not None, "a written course has an end"
    title = f"{policy.office.name}{quarter.title}平时考核演示({people}人)"
    acts = (*entering(cast, quarter, course.nth(1)), *course.acts)
    digest = _digest(title, cast, acts)
    scenario = Scenario(
        title=title,
        office=OFFICE,
        quarters=(quarter,),
        until=course.until,
        calendar_years=None,
        people=cast.people,
        acts=acts,
        outages=(),
        expect={},
        digest=digest,
    )
    return scenario, course


def _digest(title: str, cast: Cast, acts: Iterable[Act]) -> str:
    people = [[p.handle, p.name, p.section, list(p.roles), p.supervisor] for p in cast.people]
    listed = [[a.at, a.who, a.do, a.case, a.data] for a in acts]
    return sha256(canonical(plain([title, people, listed]))).hexdigest()


@dataclass
class _Stage:
    """What watches the play: sends each day's mails, and tells how it goes."""

    played: Played
    channel: FolderChannel
    progress: Progress | None
    day: date | None = None
    names: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.names = {p.handle: p.name for p in self.played.scenario.people}

    def passes(self, at: datetime, act: Act | None) -> None:
        """An instant has come: a tick of the clock, or an act about to be made."""
        today = beijing_day(at)
        if self.day is not None and today != self.day:
            self.send(at)
        self.day = today
        if self.progress:
            self.progress(at, self.words(act) if act else CLOCK)

    def words(self, act: Act) -> str:
        """An act in words: who does what on whose case."""
        title = move_title(act.do)
        whose = f"({self.names[act.case]})" if act.case != act.who else ""
        return f"{self.names[act.who]} {title}{whose}"

    def send(self, at: datetime) -> None:
        """Send what waits."""
        dispatch(self.played.office, self.channel, at, terms=TERMS, sender=SENDER)


def _sections(cast: Cast, cases: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """How many of each section came to which grade."""
    where = {p.handle: p.section for p in cast.officers}
    found: dict[str, Counter[str]] = {p.section: Counter() for p in cast.officers}
    sizes = Counter(where.values())
    for case in cases:
        if case["grade"]:
            found[where[case["who"]]][case["grade"]] += 1
    return [
        {"section": s, "n": sizes[s], "grades": {g.value: grades[g.value] for g in DETERMINED}}
        for s, grades in found.items()
    ]


def late_report(played: Played) -> list[dict[str, Any]]:
    """Who was late with what, by due day; a leader's own lateness is theirs, not the officer's."""
    office = played.office
    with office.store.database.read() as connection:
        loader = Loader(connection, office.id, lock=False)
        people = {p.id: p for p in loader.everyone()}
        found = [
            late
            for quarter in played.scenario.quarters
            for case in loader.of_period("quarterly", str(quarter), PARTS | {"summaries"})
            for late in late_items(
                case, people, bench_of(office, loader, str(quarter)), played.scenario.until
            )
        ]
    return sorted(found, key=lambda f: (f["due"], f["who"], f["item"]))
