"""The bench runs and is honest: small contests on both databases, by the code that measures."""

import gc
from collections.abc import Iterator
from contextlib import closing
from itertools import chain
from pathlib import Path

import pytest
from sqlalchemy import select

from bench import staff
from bench.contests import CHAINED, FLOOR, OURS, PEER, Size, all_contests
from bench.floors import OWN, THIN, Floor, Tables, fill_thin
from bench.places import Place, PostgresPlace, SqlitePlace
from bench.report import RESULTS, report, table, verdicts, write_results
from bench.rounds import Figure, Result, compete, each, whole
from bench.start import HELP
from storage.chain import StoredLine, check_chain
from storage.rows import JournalRow
from workflow.sweep import sweep

SMALL = Size(rounds=1, rounds_of_many=1, moves=8, stages=(100,), offices=(15, 30), ticks=5)
JOURNAL = JournalRow.__table__  # type: ignore[attr-defined]


@pytest.fixture(scope="module", autouse=True)
def _small_heap() -> Iterator[None]:
    """Leave what the test run itself has loaded out of the collections between turns."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """A kind of database to measure on."""
    made = SqlitePlace() if request.param == "sqlite" else PostgresPlace(fsync=False)
    with closing(made):
        yield made


def lines(place: Place, url: str) -> list[StoredLine]:
    """The journal of the bench's office."""
    columns = [JOURNAL.c[name] for name in StoredLine._fields]
    with place.opened(url) as database, database.read() as connection:
        query = select(*columns).where(JOURNAL.c.office == staff.OFFICE).order_by(JOURNAL.c.seq)
        return [StoredLine(*row) for row in connection.execute(query)]


@pytest.fixture(scope="module")
def results(place: Place) -> list[Result]:
    """Every contest on a place, as small as it can be."""
    return list(all_contests([place], SMALL))


def test_every_contest_is_run_and_measures_all_who_take_part(results: list[Result]) -> None:
    assert [r.title for r in results] == [
        "one move", "100 cases locked", "100 cases locked, a month missing in each",
        "a tick with nothing due",
    ]  # fmt: skip
    for result in results:
        assert all(figure.seconds > 0 for figure in result.figures.values())
        assert all(name in table(result) for name in result.figures)
    assert {FLOOR, CHAINED, OURS, PEER} < set(results[0].figures)
    assert list(results[-1].figures) == ["15 cases", "30 cases"]


@pytest.mark.parametrize(("place_in_run", "most"), [(0, 15), (1, 25), (2, 25)])
def test_the_product_stays_within_reach_of_its_floor_even_on_a_busy_machine(
    results: list[Result], place: Place, place_in_run: int, most: int
) -> None:
    # A busy machine may stall in the one turn that a small run gives, but not in run after run.
    again = (list(all_contests([place], SMALL)) for _ in range(4))
    runs = chain([results], again)
    assert any(run[place_in_run].figures[OURS].ratio < most for run in runs)


def test_what_is_measured_is_a_real_office_whose_journal_is_in_order(place: Place) -> None:
    url = place.fresh()
    with place.opened(url) as database:
        office = staff.found(database, 15)
        staff.hand_in_plans(office)
        staff.report_months(office, (7, 8))
        staff.run_to_lock(office)
        assert sweep(office, staff.LOCK).moved == 30
        key = office.store.journal_key
    assert list(check_chain(lines(place, url), mac_key=key)) == []


@pytest.mark.parametrize("tables", [OWN, THIN], ids=["own", "thin"])
@pytest.mark.parametrize("work", ["one", "all"])
def test_a_floor_moves_each_case_once_and_chains_its_lines(
    place: Place, tables: Tables, work: str
) -> None:
    url = place.fresh()
    if tables is OWN:
        with place.opened(url) as database:
            staff.hand_in_plans(staff.found(database, 12))
    raw = place.raw(url)
    with closing(raw):
        if tables is THIN:
            fill_thin(raw, place.mark, 12, "plan_review")
        floor = Floor(raw, place.mark, tables, "plan_review")
        before = raw.execute(floor.sql.head).fetchone()[0]
        if work == "one":
            for _ in range(12):
                floor.chained("recording")
        else:
            floor.chained_bulk("recording")
        assert raw.execute(floor.sql.waiting, ("plan_review",)).fetchall() == []
        assert len(raw.execute(floor.sql.waiting, ("recording",)).fetchall()) == 12
        assert raw.execute(floor.sql.head).fetchone()[0] == before + 12
    if tables is OWN:
        assert list(check_chain(lines(place, url), mac_key=None)) == []


def test_the_ratio_is_taken_round_by_round_and_the_first_round_is_not_counted() -> None:
    floor, ours = iter([9.0, 1.0, 2.0, 4.0]), iter([90.0, 3.0, 4.0, 4.0])
    figures = compete({"floor": lambda: next(floor), "ours": lambda: next(ours)}, "floor", 3)
    assert figures == {"floor": Figure(2.0, 1.0), "ours": Figure(4.0, 2.0)}


def test_contestants_take_turns_in_alternating_order() -> None:
    seen: list[str] = []

    def turn(name: str) -> float:
        seen.append(name)
        return 1.0

    compete({"a": lambda: turn("a"), "b": lambda: turn("b")}, "a", 2)
    assert "".join(seen) == "baabba"


def test_a_step_is_timed_by_its_median_and_a_piece_of_work_by_its_units() -> None:
    assert each(lambda: None, 5) < 1
    assert whole(lambda: None, 10) < 0.1


@pytest.mark.parametrize(
    ("title", "name", "ratio", "kept"),
    [
        ("one move", OURS, 3.0, True),
        ("one move", OURS, 3.01, False),
        ("1,000 cases locked", OURS, 5.0, True),
        ("1,000 cases locked", OURS, 5.01, False),
        ("a tick with nothing due", "10,000 cases", 1.5, True),
        ("a tick with nothing due", "10,000 cases", 1.51, False),
    ],
)
def test_a_target_is_kept_up_to_its_limit(title: str, name: str, ratio: float, kept: bool) -> None:
    result = Result(title, "SQLite", "move", {name: Figure(0.001, ratio)})
    assert [v.kept for v in verdicts([result])] == [kept]


@pytest.mark.parametrize(("seconds", "kept"), [(0.4, True), (0.41, False)])
def test_the_shell_answers_in_time(seconds: float, kept: bool) -> None:
    result = Result("the shell answers", "", "start", {HELP: Figure(seconds, 9.0)})
    assert [v.kept for v in verdicts([result])] == [kept]


def test_a_table_shows_the_quickest_first() -> None:
    figures = {"kaohe": Figure(350e-6, 2.0), "chained floor": Figure(175.25e-6, 1.0)}
    assert table(Result("one move", "SQLite", "move", figures)).splitlines() == [
        "one move on SQLite, per move",
        "                  µs  × floor",
        "  chained floor  175     1.00",
        "  kaohe          350     2.00",
    ]


def test_the_results_name_the_machine_and_no_day_but_the_one_they_are_given(
    tmp_path: Path,
) -> None:
    result = Result("one move", "SQLite", "move", {OURS: Figure(0.001, 2.0)})
    path = tmp_path / "RESULTS.md"
    write_results(report([result]), ["SQLite 3"], "2026-11-22", path)
    text = path.read_text(encoding="utf-8")
    assert "2026-11-22, " in text
    assert "kept    one move SQLite: 2.00 × the chained floor, limit 3.0" in text
    write_results(report([result]), ["SQLite 3"], "", path)
    assert "20" not in path.read_text(encoding="utf-8").splitlines()[2].split("cores")[0]


def test_the_last_table_is_kept_and_tells_of_both_databases() -> None:
    text = RESULTS.read_text(encoding="utf-8")
    for title in ("one move", "1,000 cases locked", "10,000 cases locked"):
        for name in ("SQLite", "PostgreSQL"):
            assert f"{title} on {name}, per move" in text
    assert "kaohe --help" in text
