"""Interleaved rounds: all contestants in turn, again and again, so that noise meets them alike."""

import gc
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter

Turn = Callable[[], float]
"""One round of a contestant: seconds for one unit of work (a move, a case, a tick)."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What a contestant needed: seconds for one unit, and how often the floor's time.

    Both are medians over the rounds; the ratio is taken round by round, so that a machine that
    slows down during the run slows both sides of it.
    """

    seconds: float
    ratio: float

    @property
    def micros(self) -> float:
        """Microseconds for one unit."""
        return self.seconds * 1e6


@dataclass(frozen=True, slots=True)
class Result:
    """The figures of one contest on one kind of database; `unit` is what is timed."""

    title: str
    place: str
    unit: str
    figures: dict[str, Figure]


def compete(turns: Mapping[str, Turn], floor: str, rounds: int) -> dict[str, Figure]:
    """Let all contestants take a turn in each of so many rounds, after one that is not counted.

    The order is reversed from round to round, so that nobody always follows the same other.
    """
    taken: dict[str, list[float]] = {name: [] for name in turns}
    names = list(turns)
    for number in range(rounds + 1):
        for name in names if number % 2 else reversed(names):
            gc.collect()
            seconds = turns[name]()
            if number:
                taken[name].append(seconds)
    return {name: _figure(times, taken[floor]) for name, times in taken.items()}


def _figure(times: Sequence[float], floor: Sequence[float]) -> Figure:
    return Figure(median(times), median(t / f for t, f in zip(times, floor, strict=True)))


def each(step: Callable[[], object], count: int) -> float:
    """Take so many steps; the median time of one."""
    times = []
    for _ in range(count):
        start = perf_counter()
        step()
        times.append(perf_counter() - start)
    return median(times)


def whole(work: Callable[[], object], units: int) -> float:
    """Do a piece of work of so many units once; the time of one unit."""
    start = perf_counter()
    work()
    return (perf_counter() - start) / units
