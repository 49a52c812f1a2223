"""The table of a run, the targets it is held to, and the file that keeps the last one."""

import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.contests import CHAINED, IDLE, LOCKED, MOVE, OURS
from bench.rounds import Result
from bench.start import HELP

RESULTS = Path(__file__).with_name("RESULTS.md")
MOST_MOVE, MOST_BULK, MOST_IDLE, MOST_START = 3.0, 5.0, 1.5, 0.4
_HEAD = ("", "µs", "× floor")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One target: what was to be kept, what was found, whether it was kept."""

    text: str
    kept: bool


def table(result: Result) -> str:
    """One contest as plain text: its title, then a line for each contestant, quickest first."""
    lines = [_HEAD]
    for name, figure in sorted(result.figures.items(), key=lambda item: item[1].seconds):
        lines.append((name, _micros(figure.micros), f"{figure.ratio:.2f}"))
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEAD))]
    where = f" on {result.place}" if result.place else ""
    title = f"{result.title}{where}, per {result.unit}"
    rows = [f"  {n:<{widths[0]}}  {t:>{widths[1]}}  {r:>{widths[2]}}" for n, t, r in lines]
    return "\n".join([title, *(row.rstrip() for row in rows)])


def _micros(value: float) -> str:
    return f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def verdicts(results: Iterable[Result]) -> list[Verdict]:
    """What the targets say of a run."""
    return [verdict for result in results for verdict in _judge(result)]


def _judge(result: Result) -> Iterable[Verdict]:
    figures, title = result.figures, f"{result.title} {result.place}".strip()
    if HELP in figures:
        seconds = figures[HELP].seconds
        yield Verdict(f"{HELP}: {seconds:.2f} s, at most {MOST_START} s", seconds <= MOST_START)
    elif result.title == IDLE:
        worst = max(figure.ratio for figure in figures.values())
        text = f"{title}: at most {worst:.2f} × that of the smallest office, limit {MOST_IDLE}"
        yield Verdict(text, worst <= MOST_IDLE)
    elif result.title == MOVE or LOCKED in result.title:
        most = MOST_MOVE if result.title == MOVE else MOST_BULK
        ratio = figures[OURS].ratio
        yield Verdict(f"{title}: {ratio:.2f} × the {CHAINED}, limit {most}", ratio <= most)


def report(results: Sequence[Result]) -> str:
    """All tables of a run and, at the end, the targets."""
    listed = [f"{'kept  ' if v.kept else 'MISSED'}  {v.text}" for v in verdicts(results)]
    return "\n\n".join([*map(table, results), "\n".join(listed)])


def write_results(text: str, versions: Iterable[str], date: str, path: Path = RESULTS) -> None:
    """Keep the tables of the last run; `date` is what the caller calls today, or empty."""
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    when = f"{date}, " if date else ""
    path.write_text(
        "# Last run of `make bench`\n\n"
        f"{when}{machine}, {', '.join(versions)}. Medians of interleaved rounds; the ratio is "
        "taken round by round.\nThe machine may be shared: only the ratios mean anything. What a "
        "floor is stands in `bench/floors.py`.\n\n"
        f"```text\n{text}\n```\n",
        encoding="utf-8",
    )
