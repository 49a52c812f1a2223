"""`python -m bench`: measure beside the floors, print the tables, keep them in RESULTS.md."""

import argparse
import sys
from contextlib import ExitStack, closing

from bench import web
from bench.contests import Size, all_contests
from bench.places import PostgresPlace, SqlitePlace
from bench.report import RESULTS, report, table, verdicts, write_results
from bench.start import shell_start


def main() -> int:
    """Run everything; 1 if a target was missed."""
    words = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    words.add_argument("--date", default="", help="the day to write into the results")
    words.add_argument("--only", choices=("sqlite", "postgresql"), help="one database alone")
    words.add_argument("--keep", action="store_true", help="leave RESULTS.md as it is")
    words.add_argument("--web", action="store_true", help="the pages alone: python -m bench.web")
    given, rest = words.parse_known_args()
    if given.web:
        return web.main([*rest, "--date", given.date, *(["--keep"] if given.keep else [])])
    if rest:
        words.error(f"unknown: {' '.join(rest)}")
    size = Size()
    results = [shell_start(size.rounds)]
    print(table(results[0]), flush=True)
    with ExitStack() as stack:
        kinds = {"sqlite": SqlitePlace, "postgresql": PostgresPlace}
        names = [given.only] if given.only else list(kinds)
        places = [stack.enter_context(closing(kinds[name]())) for name in names]
        versions = [f"{place.name} {place.version()}" for place in places]
        for result in all_contests(places, size):
            results.append(result)
            print(f"\n{table(result)}", flush=True)
    missed = [v.text for v in verdicts(results) if not v.kept]
    if not given.keep:
        write_results(report(results), versions, given.date)
        print(f"\nwritten to {RESULTS}")
    print("\nevery target kept" if not missed else "\nMISSED\n" + "\n".join(missed))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
