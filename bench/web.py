"""`python -m bench.web`: how long people wait for a page of a large office, into WEB.md."""

import argparse
import os
import platform
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from bench.load import OK, Asked, Load, most_memory, once, press, served

RESULTS = Path(__file__).with_name("WEB.md")
TARGET = 0.3
WITH_THOUGHT, BURST = "with think time", "in a burst"
ALONE, AGAIN = "alone", "again"
TITLES = {
    ALONE: "Each page once, nobody else asking, nothing kept yet",
    AGAIN: "Each page once more",
    WITH_THOUGHT: "Twenty visitors, each thinking 1 to 3 seconds between two pages",
    BURST: "A burst: the same twenty without a pause",
}


def share(times: Sequence[float], part: float) -> float:
    """The time within which that part of the answers came (nearest rank)."""
    ordered = sorted(times)
    return ordered[max(0, -(-len(ordered) * round(part * 100) // 100) - 1)]


def rows(found: Iterable[Asked]) -> list[tuple[str, int, float, float, float, float]]:
    """For all pages together, then for each: answers, p50, p95, p99 and the longest, in ms."""
    by_step: dict[str, list[float]] = {}
    for asked in found:
        by_step.setdefault(asked.step, []).append(asked.seconds * 1000)
    every = [time for times in by_step.values() for time in times]
    told = [("**all pages**", every), *sorted(by_step.items())]
    return [
        (name, len(t), share(t, 0.5), share(t, 0.95), share(t, 0.99), max(t)) for name, t in told
    ]


def verdict(found: Sequence[Asked]) -> str:
    """Whether p99 of all pages keeps the target, and which pages do not."""
    (_, _, _, _, p99, _), *pages = rows(found)
    over = [f"{name} ({p:.0f})" for name, _, _, _, p, _ in pages if p > TARGET * 1000]
    hit = "hit" if p99 <= TARGET * 1000 else "MISSED"
    told = f"p99 of all pages {p99:.0f} ms, target {TARGET * 1000:.0f} ms: **{hit}**."
    return told + (f" Pages above it by themselves: {', '.join(over)}." if over else "")


def table(found: Sequence[Asked]) -> str:
    """The rows as a table of Markdown."""
    lines = ["| page | answers | p50 | p95 | p99 | longest |", "|---|--:|--:|--:|--:|--:|"]
    lines += [
        f"| {name} | {number} | {p50:.0f} | {p95:.0f} | {p99:.0f} | {most:.0f} |"
        for name, number, p50, p95, p99, most in rows(found)
    ]
    return "\n".join(lines)


def computed(found: Iterable[Asked]) -> str:
    """How long each page took, and how long of it the server computed: the longest of each."""
    most: dict[str, tuple[float, float]] = {}
    for asked in found:
        taken, busy = most.get(asked.step, (0.0, 0.0))
        most[asked.step] = max(taken, asked.seconds * 1000), max(busy, asked.busy * 1000)
    lines = ["| page | longest | computing |", "|---|--:|--:|"]
    lines += [
        f"| {name} | {taken:.0f} | {busy:.0f} |" for name, (taken, busy) in sorted(most.items())
    ]
    return "\n".join(lines)


def report(
    runs: Mapping[str, Sequence[Asked]], people: int, memory: float, date: str,
    busy: tuple[float, float],
) -> str:  # fmt: skip
    """The whole file."""
    where = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    parts = [
        f"# How long people wait for a page: {people:,} officers",
        (
            "Written by `make bench ARGS=--web` (`python -m bench.web`): a real `kaohe serve` with "
            "SQLite in one process, the browsers in another on the same machine, keep-alive, "
            "milliseconds from sending a request to the last byte of its answer. Twelve officers "
            "(who write to the log all the while; four hand in a summary on each round), four "
            "leaders, two of the office, the chair and the auditor."
        ),
        (
            f"{where}{f', {date}' if date else ''}. Most memory of the server: {memory:.0f} MB. "
            f"Load of the machine {busy[0]:.1f} before and {busy[1]:.1f} after the run: beyond the "
            "number of cores others were taking them away from server and browsers alike."
        ),
    ]
    for name, found in runs.items():
        told = computed(found) if name in (ALONE, AGAIN) else table(found)
        parts += [f"## {TITLES[name]}", *([] if name in (ALONE, AGAIN) else [verdict(found)]), told]
    return "\n\n".join(parts) + "\n"


def measured(people: int, loads: Mapping[str, Load]) -> tuple[dict[str, list[Asked]], float]:
    """Every run on one office, and the most memory its server held; RuntimeError if one failed."""
    with served(people) as at:
        runs = {name: once(at, name) for name in (ALONE, AGAIN)}
        runs |= {name: press(at, load) for name, load in loads.items()}
        memory = most_memory(at)
    failed = {(a.step, a.status) for found in runs.values() for a in found if a.status not in OK}
    if failed:
        raise RuntimeError(f"some pages were refused: {sorted(failed)}")
    return runs, memory


def main(given: Sequence[str] | None = None) -> int:
    """Run everything; 1 if the target was missed while people think between two pages."""
    words = argparse.ArgumentParser(prog="python -m bench.web", description=__doc__)
    words.add_argument("--people", type=int, default=5_000, help="officers of the office")
    words.add_argument("--seconds", type=float, default=60, help="how long people press")
    words.add_argument("--date", default="", help="the day to write into the results")
    words.add_argument("--keep", action="store_true", help="leave WEB.md as it is")
    asked = words.parse_args(given)
    loads = {WITH_THOUGHT: Load(asked.seconds, 2.0), BURST: Load(asked.seconds / 3, 0.0)}
    before = os.getloadavg()[0]
    runs, memory = measured(asked.people, loads)
    text = report(runs, asked.people, memory, asked.date, (before, os.getloadavg()[0]))
    print(text)
    if not asked.keep:
        RESULTS.write_text(text, encoding="utf-8")
    return 1 if "MISSED" in verdict(runs[WITH_THOUGHT]) else 0


if __name__ == "__main__":
    sys.exit(main())
