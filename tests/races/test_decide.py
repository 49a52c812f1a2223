"""Many decide one thing at once: one wins, the others are told who did, nothing is half-written."""

from collections.abc import Callable, Mapping, Sequence
from threading import Barrier, Event

import pytest
from sqlalchemy import Table, select, update

from storage.rows import CaseRow, DecisionRow, JournalRow, SessionRow
from tests.races.contest import Attempt, Outcome, attempt, processes, threads
from tests.rehearsal import (
    BOTH,
    GROUP,
    PLAN,
    Part,
    Rehearsal,
    Template,
    at,
    cast,
    officers,
    proposed,
    reopened,
)
from workflow.replay import verify_office
from workflow.scenario import Scenario

_cases: Table = CaseRow.__table__  # type: ignore[attr-defined]
_journal: Table = JournalRow.__table__  # type: ignore[attr-defined]
_decisions: Table = DecisionRow.__table__  # type: ignore[attr-defined]
_sessions: Table = SessionRow.__table__  # type: ignore[attr-defined]
CHAIRS = ("zhou", "qian")
ONE = cast(*officers(1), *GROUP, Part("qian", ("chair",)))
FIVE = cast(*officers(5), *GROUP)
DAY = at("10-15T09:00")
THREADS, PROCESSES, READERS = 100, 8, 5


def _planning(house: Rehearsal) -> None:
    house.run_to(at("07-02T09:00"))
    house.done("submit_plan", "o1", "o1", PLAN, at=at("07-02T09:00"))


def _waiting_for_the_last_place(house: Rehearsal) -> None:
    """Five officers, two places: one given, two cases set aside that both hope for the other."""
    proposed(house)
    for who in ("o4", "o5"):
        house.done("set_aside", "zhou", who, {"reason": "待核实"}, at=DAY)
    house.done("decide", "zhou", "", _decision({"o1": "好", "o2": "较好", "o3": "较好"}), at=DAY)


SETTINGS: Mapping[str, tuple[Scenario, Callable[[Rehearsal], None]]] = {
    "decide": (ONE, lambda house: proposed(house, "85", "较好")),
    "approve": (ONE, _planning),
    "place": (FIVE, _waiting_for_the_last_place),
}


@pytest.fixture(scope="module", params=BOTH)
def templates(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Template]:
    """The offices to contend in, on each database."""
    folder = tmp_path_factory.mktemp("races")
    return {
        name: Template(request.param, folder, scenario, prepare)
        for name, (scenario, prepare) in SETTINGS.items()
    }


def _decision(grades: Mapping[str, str]) -> dict[str, object]:
    return {
        "present": ["zhou", "li", "sun"], "minutes": "纪要", "grades": grades,
        "reasons": dict.fromkeys(grades, "集体研究"),
    }  # fmt: skip


def _deciding(place: int) -> Attempt:
    data = {**_decision({"o1": "较好"}), "present": ["zhou", "qian", "li", "sun"]}
    return "decide", CHAIRS[place % len(CHAIRS)], "", data, DAY


def _approving(place: int) -> Attempt:
    return "approve_plan", "li", "o1", {}, at("07-03T09:00")


ATTEMPTS = {"decide": _deciding, "approve": _approving}


def check(house: Rehearsal, outcomes: Sequence[Outcome]) -> None:
    """One winner whom all others name; one line a try; versions without gaps; a sound record."""
    winners = [outcome.who for outcome in outcomes if outcome.done]
    assert len(winners) == 1
    lost = [outcome.text for outcome in outcomes if not outcome.done]
    assert {f"已由{winners[0]}同志于" in text and "办理" in text for text in lost} == {True}
    with house.database.read() as connection:
        lines = connection.execute(
            select(_journal.c.case_id, _journal.c.version, _journal.c.outcome)
            .where(_journal.c.office == house.office.id, _journal.c.case_id.is_not(None))
            .order_by(_journal.c.seq)
        ).all()
        versions = connection.execute(select(_cases.c.id, _cases.c.version)).all()
    assert sum(line.outcome == "refused" for line in lines) == len(lost)
    for case, version in versions:
        told = [line.version for line in lines if line.case_id == case and line.version]
        assert told == list(range(1, version + 1))
    found = verify_office(house.office, mac_key=house.office.store.journal_key)
    assert found.faults == ()


@pytest.mark.parametrize("what", ATTEMPTS)
def test_of_a_hundred_threads_exactly_one_wins(
    templates: Mapping[str, Template], what: str
) -> None:
    """A hundred threads at one moment: one is accepted, ninety-nine are told who came first."""
    with templates[what].rehearsal() as house:
        outcomes = threads(
            THREADS, lambda place: attempt(house, ATTEMPTS[what](place), f"thread-{place}")
        )
        check(house, outcomes)
        with house.database.read() as connection:
            counts = [
                len(connection.execute(select(table)).all()) for table in (_decisions, _sessions)
            ]
        assert counts == ([1, 1] if what == "decide" else [0, 0])


def contend(
    wait: Callable[[], object], place: int, scenario: Scenario, urls: Sequence[str], what: str
) -> list[Outcome]:
    """Try on one database after another, each time together with the other processes."""
    found = []
    for url in urls:
        house = reopened(scenario, url)
        wait()
        found.append(attempt(house, ATTEMPTS[what](place), f"process-{place}"))
        house.database.dispose()
    return found


@pytest.mark.parametrize("what", ATTEMPTS)
def test_of_eight_processes_exactly_one_wins(templates: Mapping[str, Template], what: str) -> None:
    """Eight processes with their own connections, three times over."""
    template = templates[what]
    urls = [template.copied() for _ in range(3)]
    told = processes(PROCESSES, contend, template.scenario, urls, what)
    for url, outcomes in zip(urls, zip(*told, strict=True), strict=True):
        assert len(outcomes) == PROCESSES
        with template.opened(url) as house:
            check(house, outcomes)
        template.drop(url)


def test_the_last_place_is_given_to_one_of_two(templates: Mapping[str, Template]) -> None:
    """Two sessions at one moment, each for another person and the last place: one is refused."""
    for _ in range(10):
        with templates["place"].rehearsal() as house:

            def decide(place: int, house: Rehearsal = house) -> Outcome:
                data = _decision({("o4", "o5")[place]: "好"})
                return attempt(house, ("decide", "zhou", "", data, DAY), f"thread-{place}")

            outcomes = threads(2, decide)
            assert sorted(outcome.done for outcome in outcomes) == [False, True]
            assert all("至多2人" in outcome.text for outcome in outcomes if not outcome.done)
            with house.database.read() as connection:
                grades = list(connection.execute(select(_decisions.c.grade)).scalars())
            assert grades.count("好") == 2


def test_a_careless_reader_is_seen_to_double(templates: Mapping[str, Template]) -> None:
    """To read in one transaction and write in the next lets many win: the contest shows it."""
    with templates["decide"].rehearsal() as house:
        seen = Event()
        looked = Barrier(READERS, action=seen.set)

        def careless(place: int) -> bool:
            officer = house.played.ids["o1"]
            if place >= READERS:
                seen.wait()  # some have read before anybody writes
            with house.database.read() as connection:
                query = select(_cases.c.stage).where(_cases.c.person == officer)
                stage = connection.execute(query).scalar_one()
            if place < READERS:
                looked.wait()
            if stage != "determining":
                return False
            moved = {"stage": "feedback", "version": _cases.c.version + 1}
            with house.database.begin() as connection:
                write = update(_cases).where(_cases.c.person == officer).values(moved)
                return bool(connection.execute(write).rowcount)

        assert sum(threads(THREADS, careless)) > 1
        assert verify_office(house.office).faults != ()
