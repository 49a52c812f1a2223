"""What is measured: one move, a stage locked for all, a tick with nothing due.

In each contest floors, the product and a peer take turns on databases of one place.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from bench import staff
from bench.floors import OWN, THIN, Floor, Tables, fill_thin
from bench.peer import Peer
from bench.places import Place, settle
from bench.rounds import Result, Turn, compete, each, whole
from storage.load import Loader
from workflow.command import Command
from workflow.engine import perform
from workflow.office import Office
from workflow.sweep import Swept, sweep, tick

FLOOR, CHAINED, THIN_CHAINED = "floor", "chained floor", "chained floor, thin tables"
OURS, PEER = "kaohe", "transitions + SQLModel, naive"
MOVE, LOCKED, IDLE = "one move", "cases locked", "a tick with nothing due"
MONTHS = (7, 8, 9)
MANY = 5_000
_PEER_CASES = 50  # it needs a millisecond for each


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: rounds, fewer of seconds; moves and ticks in a round; cases."""

    rounds: int = 7
    rounds_of_many: int = 5
    moves: int = 60
    stages: tuple[int, ...] = (1_000, 10_000)
    offices: tuple[int, ...] = (100, 1_000, 10_000)
    ticks: int = 100


def one_move(place: Place, size: Size) -> Result:
    """A supervisor approves a plan: everything that `perform` does, and one fsync."""
    needed = (size.rounds + 1) * size.moves
    with ExitStack() as stack:
        url = place.fresh()
        with place.opened(url) as database:
            office = staff.found(database, needed)
            staff.hand_in_plans(office)
            settle(database)
        floors = {
            name: stack.enter_context(_floor(place, url, tables, "plan_review", needed))
            for name, tables in ((FLOOR, OWN), (CHAINED, OWN), (THIN_CHAINED, THIN))
        }
        office = staff.reopened(stack.enter_context(place.opened(url)))
        peer = stack.enter_context(_peer(place, needed))
        approvals = _approvals(office)
        steps: dict[str, Callable[[], object]] = {
            FLOOR: lambda: floors[FLOOR].move("recording"),
            CHAINED: lambda: floors[CHAINED].chained("recording"),
            THIN_CHAINED: lambda: floors[THIN_CHAINED].chained("recording"),
            PEER: peer.move,
            OURS: lambda: next(approvals),
        }
        turns = {name: _block(step, size.moves) for name, step in steps.items()}
        return Result(MOVE, place.name, "move", compete(turns, CHAINED, size.rounds))


def _block(step: Callable[[], object], moves: int) -> Turn:
    return lambda: each(step, moves)


def _approvals(office: Office) -> Iterator[None]:
    """Approve one plan after the other."""
    with office.store.database.read() as connection:
        loader = Loader(connection, office.id, lock=False)
        cases = loader.of_period("quarterly", str(staff.QUARTER))
    for case in cases:
        command = Command("approve_plan", case.supervisor, case.period, case.person)
        answer = perform(office, command, staff.APPROVED)
        if not answer.done:
            raise RuntimeError(answer.text)
        yield


def locked_stages(place: Place, size: Size, cases: int) -> Iterator[Result]:
    """The recording of a quarter closes: all in time, and with a month missing in each case."""
    ready = place.fresh()
    with place.opened(ready) as database:
        office = staff.found(database, cases)
        staff.hand_in_plans(office)
        staff.report_months(office, MONTHS[:-1])
    yield _locked_stage(place, size, ready, cases, MONTHS[-1:])
    yield _locked_stage(place, size, ready, cases, ())
    place.drop(ready)


def _locked_stage(
    place: Place, size: Size, ready: str, cases: int, months: tuple[int, ...]
) -> Result:
    """Lock the stage after these months were handed in too; what is missing is a second move."""
    url = place.copy(ready)
    with place.opened(url) as database:
        office = staff.reopened(database)
        staff.report_months(office, months)
        staff.run_to_lock(office)
        settle(database)
    title, moves = f"{cases:,} {LOCKED}", cases
    turns: dict[str, Turn] = {CHAINED: lambda: _bulk(place, url, OWN, cases, Floor.chained_bulk)}
    if months:
        turns[FLOOR] = lambda: _bulk(place, url, OWN, cases, Floor.bulk)
        turns[THIN_CHAINED] = lambda: _bulk(place, url, THIN, cases, Floor.chained_bulk)
        turns[PEER] = lambda: _peer_bulk(place)
    else:
        title, moves = f"{title}, a month missing in each", cases * 2
    turns[OURS] = lambda: _sweep(place, url, moves)
    figures = compete(turns, CHAINED, size.rounds if cases < MANY else size.rounds_of_many)
    place.drop(url)
    return Result(title, place.name, "move", figures)


def _bulk(
    place: Place, url: str, tables: Tables, cases: int, work: Callable[[Floor, str], None]
) -> float:
    with _floor(place, url, tables, "recording", cases) as floor:
        return whole(lambda: work(floor, "appraising"), cases)


def _sweep(place: Place, url: str, moves: int) -> float:
    copy = place.copy(url)
    with place.opened(copy) as database:
        office = staff.reopened(database)
        tick(office, staff.LAST_TICK)
        swept: list[Swept] = []
        seconds = whole(lambda: swept.append(sweep(office, staff.LOCK)), moves)
    place.drop(copy)
    if swept[0].moved != moves:
        raise RuntimeError(f"{swept[0].moved} moves instead of {moves}")
    return seconds


def _peer_bulk(place: Place) -> float:
    with _peer(place, _PEER_CASES) as peer:
        return each(peer.move, _PEER_CASES)


def idle_ticks(place: Place, size: Size) -> Result:
    """A tick with nothing due, in offices of different sizes."""
    with ExitStack() as stack:
        turns: dict[str, Turn] = {}
        for cases in size.offices:
            url = place.fresh()
            office = staff.found(stack.enter_context(place.opened(url)), cases)
            settle(office.store.database)
            turns[f"{cases:,} cases"] = _idle(office, size.ticks)
        figures = compete(turns, next(iter(turns)), size.rounds)
        return Result(IDLE, place.name, "tick", figures)


def _idle(office: Office, ticks: int) -> Turn:
    def step() -> None:
        if tick(office, staff.OPENED):
            raise RuntimeError("something was due")

    return lambda: each(step, ticks)


@contextmanager
def _floor(place: Place, template: str, tables: Tables, stage: str, cases: int) -> Iterator[Floor]:
    """A floor on a database of its own, removed afterwards: a copy, or thin tables."""
    url = place.fresh() if tables is THIN else place.copy(template)
    raw = place.raw(url)
    if tables is THIN:
        fill_thin(raw, place.mark, cases, stage)
    yield Floor(raw, place.mark, tables, stage)
    raw.close()
    place.drop(url)


@contextmanager
def _peer(place: Place, cases: int) -> Iterator[Peer]:
    url = place.fresh()
    with place.opened(url) as database:
        yield Peer(database, cases)
    place.drop(url)


def all_contests(places: Iterable[Place], size: Size) -> Iterator[Result]:
    """Every contest on every place, in the order of the report."""
    for place in places:
        yield one_move(place, size)
        for cases in size.stages:
            yield from locked_stages(place, size, cases)
        yield idle_ticks(place, size)
