"""A leader's own people of the running quarters: what waits for them, and how all of them stand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from fastapi import APIRouter
from fastapi.responses import Response

from rules.calendar import period_title
from rules.nouns import Case, Person
from rules.policy import Values
from rules.result import PARTS as MARKED
from rules.result import Result, result_of, thresholds
from rules.score import shown as printed
from rules.strokes import by_strokes
from storage.load import Loader, Near
from storage.lookup import quarters
from web.pages import shown
from web.periods import running
from web.steps import move_of
from web.visit import Here, Visit
from workflow.duties import Duty, bench_of, concerning, duties
from workflow.quarterly import QUARTERLY
from workflow.sight import Sight, sights
from workflow.veil import stage_seen

router = APIRouter()
TELL = "give_feedback"
PARTS = MARKED | {"proposals", "decisions", "feedbacks", "summaries"}


@dataclass(frozen=True)
class Own:
    """One of a leader's people: how the case stands, and what waits for the reader.

    `leader` is the name of the leader in whose place the reader acts; empty for one's own people.
    """

    case: Case
    person: Person
    leader: str
    stage: str
    result: Result
    total: str
    due: Duty | None
    move: str
    title: str


@router.get("/people")
def show(visit: Here, period: str = "") -> Response:
    """The reader's people of the running quarters, or of the one asked for; what waits first."""
    office = visit.site.office
    with office.store.database.read() as connection:
        loader = visit.loader(connection)
        near = concerning(loader, visit.who.person, visit.at)
        theirs = Near(visit.who.person, near.leaders, frozenset(), near.roles)
        known = [q.period for q in quarters(connection, office.id)]
        wanted = [period] if period in known else running(loader)
        periods = [
            (period_title(each), sorted(_people(visit, loader, each, theirs), key=_turn))
            for each in wanted
        ]
    others = [(each, period_title(each)) for each in reversed(known) if each not in wanted]
    listed = sorted((p for p in periods if p[1]), key=lambda p: _turn(p[1][0])[:2])
    telling = sum(own.move == TELL for _, people in listed for own in people)
    return shown(visit, "people.html", periods=listed, others=others, telling=telling)


def _turn(own: Own) -> tuple[bool, str, bool, tuple[int, ...]]:
    """What is due comes first, by its day; then one's own people, then by name."""
    day = own.due.day.isoformat() if own.due else ""
    return own.due is None, day, bool(own.leader), by_strokes(own.person.name)


def _people(visit: Visit, loader: Loader, period: str, theirs: Near) -> Iterator[Own]:
    office, who = visit.site.office, visit.who
    cases = [
        case
        for case in loader.of_period(QUARTERLY.id, period, PARTS, theirs)
        if Sight.LEADS in sights(loader, who.person, who.roles, case, visit.at)
    ]
    owed = duties(office, loader, period, visit.at, visit.viewer, who=who.person)
    people = {
        p.id: p for p in loader.people({p for c in cases for p in (c.person, c.supervisor) if p})
    }
    values = bench_of(office, loader, period).policy.values if cases else None
    for case in cases:
        assert values is not None, "there are cases"
        leader = "" if case.supervisor in {"", who.person} else people[case.supervisor].name
        due = (d for d in owed if d.case == case.id)
        yield _own(case, people[case.person], leader, values, due)


def _own(case: Case, person: Person, leader: str, values: Values, owed: Iterable[Duty]) -> Own:
    result = result_of(case, values)
    due = min(owed, key=lambda d: d.day, default=None)
    move = move_of(due, marked=result.total is not None) if due else ""
    stage = QUARTERLY.stage_titles[stage_seen(case.stage, entitled=False)]
    title = QUARTERLY.by_id[move].title if move else ""
    return Own(case, person, leader, stage, result, total_of(result, values), due, move, title)


def total_of(result: Result, values: Values) -> str:
    """The total as forms print it; empty while it is not ready."""
    if result.total is None:
        return ""
    full = Fraction(values.full_mark)
    return printed(result.total.value, thresholds(values), full, values.printed_places)
