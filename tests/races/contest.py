"""Many at once: threads of one process on one open database, or processes with their own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from typing import Any, NamedTuple, TypeVar

from tests.rehearsal import Rehearsal

T = TypeVar("T")
Attempt = tuple[str, str, str, dict[str, Any], Any]  # move, who, case, input, instant
PATIENCE = 120  # seconds for a process that must come to something


class Outcome(NamedTuple):
    """What came of an attempt: whether it won, what it was told, and who made it."""

    done: bool
    text: str
    who: str


def threads(number: int, work: Callable[[int], T]) -> list[T]:
    """Run `work` in so many threads that all begin at one moment; what each came to."""
    start = threading.Barrier(number)

    def begin(place: int) -> T:
        start.wait()
        return work(place)

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(begin, range(number)))


def processes(number: int, work: Callable[..., T], *given: Any) -> list[T]:
    """Run `work(wait, place, *given)` in so many processes; what each came to.

    `work` stands in a module; `wait` lets a process wait until all of them have come as far.
    """
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__, work.__module__])
    start, told = context.Barrier(number), context.Queue()
    running = [
        context.Process(target=_work, args=(told, work, start, place, given))
        for place in range(number)
    ]
    for process in running:
        process.start()
    found = dict(told.get(timeout=PATIENCE) for _ in running)
    for process in running:
        process.join()
    assert [process.exitcode for process in running] == [0] * number
    return [found[place] for place in range(number)]


def _work(
    told: Any, work: Callable[..., Any], start: Any, place: int, given: tuple[Any, ...]
) -> None:
    told.put((place, work(start.wait, place, *given)))


def attempt(house: Rehearsal, made: Attempt, request: str) -> Outcome:
    """Make one attempt with a request key of its own."""
    move, who, case, data, at = made
    answer = house.act(move, who, case, data, at=at, request=request)
    return Outcome(answer.done, answer.text, who)
