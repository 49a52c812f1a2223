"""Playing a scenario under a virtual clock: the very engine, sweep and mails of real life (R30).

The clock ticks at every due instant before an act and at the end, exactly as the ticker would;
in an outage it does not tick and then catches up once. Ids and salts come from the file's digest,
so that a play is the same to the byte every time.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import count

from rules.calendar import Calendar, Quarter, load_calendar
from rules.policy import Basis, load_policy
from rules.rule import Obstacle
from rules.words import minute_words
from storage.database import Database
from storage.keys import ephemeral
from storage.work import Store
from workflow.collective import OPEN, open_by_hand
from workflow.command import Answer, Command
from workflow.engine import UnknownMove, perform
from workflow.install import Newcomer, install, register
from workflow.office import Office
from workflow.opening import opening_instant
from workflow.scenario import Act, Scenario
from workflow.sweep import earliest, set_opening, tick

Progress = Callable[[datetime, Act | None], None]


@dataclass(frozen=True, slots=True)
class Refusal:
    """An act that was refused, with its reasons."""

    act: Act
    reasons: tuple[Obstacle, ...]


@dataclass
class Played:
    """What a play left behind: the office to look at, refusals, and what went otherwise."""

    scenario: Scenario
    office: Office
    ids: Mapping[str, str]
    refusals: list[Refusal] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


def rehearsal_store(database: Database, digest: str) -> Store:
    """A store whose keys and salts are derived from a digest, for plays and demos only."""
    seed = bytes.fromhex(digest)
    counter = count()

    def salts(length: int) -> bytes:
        return sha256(seed + b"salt" + str(next(counter)).encode()).digest()[:length]

    return Store(database, ephemeral(seed).journal_key, salts)


def surrogate(digest: str) -> Callable[[str], str]:
    """Surrogate ids that follow from a digest and a handle and tell nothing of the name."""
    return lambda handle: "p" + sha256(f"{digest}/{handle}".encode()).hexdigest()[:12]


def stage_set(scenario: Scenario, database: Database, kind: str = "play") -> Played:
    """Install a scenario's office and people in an empty database."""
    store = rehearsal_store(database, scenario.digest)
    first = scenario.quarters[0]
    policy = load_policy(scenario.office, first.last, earliest=True)
    calendar = _calendar(scenario)
    opening = opening_instant(first, policy, calendar)
    start = min([opening, *(a.at for a in scenario.acts)]) - timedelta(days=1)
    since = first.first - timedelta(days=366)
    install(store, policy.office.id, scenario.office, kind, calendar, start)
    people = [
        Newcomer(p.handle, p.name, p.section, p.roles, p.supervisor, p.post, p.email, p.relatives)
        for p in scenario.people
    ]
    ids = register(store, policy.office.id, people, since, start, surrogate(scenario.digest))
    office = Office.load(store, policy.office.id, scenario.quarters, scenario.years)
    set_opening(office, opening)
    return Played(scenario, office, ids)


def _calendar(scenario: Scenario) -> Calendar:
    whole = load_calendar()
    if scenario.calendar_years is None:
        return whole
    return whole.only(scenario.calendar_years)


def play(
    scenario: Scenario,
    database: Database,
    *,
    kind: str = "play",
    progress: Progress | None = None,
) -> Played:
    """Play a scenario in an empty database; expectations are judged by `workflow.verdict`."""
    played = stage_set(scenario, database, kind)
    run(played, scenario.acts, scenario.until, progress)
    return played


def run(
    played: Played, acts: Iterable[Act], until: datetime, progress: Progress | None = None
) -> None:
    """Play acts in order with the clock before each, then let it run to the end."""
    for place, act in enumerate(acts, start=1):
        run_clock(played, act.at, progress)
        if progress:
            progress(act.at, act)
        _judge(played, act, play_act(played, act, f"act-{place}"))
    run_clock(played, until, progress)


def run_clock(played: Played, to: datetime, progress: Progress | None = None) -> None:
    """Tick at every due instant up to `to`, but not while an outage lasts."""
    office = played.office
    while (instant := earliest(office, to)) is not None:
        outage = next((o for o in played.scenario.outages if o.start <= instant < o.end), None)
        if outage is None:
            tick(office, instant)
        elif outage.end > to:
            return
        else:
            tick(office, outage.end)
        if progress:
            progress(instant, None)


def play_act(played: Played, act: Act, request: str) -> Answer:
    """Make one act through the engine, as its person; a quarter is opened ahead by hand."""
    if act.do == OPEN:
        quarter = Quarter.parse(act.quarter)
        return open_by_hand(played.office, quarter, played.ids[act.who], act.at)[0]
    command = Command(
        act.do,
        played.ids[act.who],
        act.quarter,
        played.ids.get(act.case, act.case),
        act.data,
        request,
    )
    try:
        return perform(played.office, command, act.at)
    except UnknownMove as unknown:
        return Answer(False, obstacles=(Obstacle("move", "", Basis.CONVENTION, str(unknown)),))


def _judge(played: Played, act: Act, answer: Answer) -> None:
    where = f"{minute_words(act.at)} {act.who} {act.do}"
    if not answer.done:
        played.refusals.append(Refusal(act, answer.obstacles))
    if act.refused is None:
        if not answer.done:
            played.failures.append(f"{where}：未料到被拒绝：{answer.text}")
        return
    if answer.done:
        played.failures.append(f"{where}：应依据{act.refused}拒绝，却办成了")
    elif act.refused not in {o.clause for o in answer.obstacles}:
        cited = "、".join(dict.fromkeys(o.clause for o in answer.obstacles))
        played.failures.append(
            f"{where}：应依据{act.refused}拒绝，实际依据的是{cited}：{answer.text}"
        )
