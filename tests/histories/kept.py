"""Histories of earlier releases, kept to be verified and explained by every later one (R01, R28).

    python -m tests.histories.kept          writes those of the present release
    python -m tests.histories.kept FILE…    holds histories against this code

A history is a whole database as it was: the step of the schema it stood at, the seed of its keys,
what was explained of everyone then, and every row. While the CHANGELOG calls a release unreleased,
a history whose `shape` is no more the present one is written afresh for the tests; once it is out
its histories never change again.
"""

import gzip
import json
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from rules.calendar import beijing_text, parse_instant
from rules.editions import shipped_editions
from rules.policy import load_policy
from storage.database import Database, open_database
from storage.keys import ephemeral
from storage.lookup import quarters
from storage.migrate import VERSION_TABLE, upgrade
from storage.rebuild import columns_of
from storage.rows import record_tables
from storage.work import Store
from workflow.explain import UnknownCase, explain
from workflow.office import Office
from workflow.play import play
from workflow.replay import verify_office
from workflow.scenario import load_scenario

HERE = Path(__file__).parent
EXAMPLES = HERE.parent / "offices" / "examples"
TABLES = ("values", "rules", "moves", "deadlines", "statuses", "follow_ups", "clauses")
KEPT = ("amendment_between_quarters", "objection_changed")
"""The scenarios kept of each release: two quarters with a policy brought in; an objection."""


def write(folder: Path, name: str) -> Path:
    """Play a scenario and keep its database as the history of the present release."""
    scenario = load_scenario(EXAMPLES / f"{name}.toml")
    with _database() as database:
        played = play(scenario, database)
        assert played.failures == []
        head = {
            "release": folder.name,
            "shape": shape(),
            "step": _step(database),
            "seed": scenario.digest,
            "office": played.office.id,
            "at": beijing_text(scenario.until),
            "lines": verify_office(played.office).lines,
            "explained": explained(played.office, beijing_text(scenario.until)),
        }
        rows = list(_rows(database))
    lines = [head, *({"table": table, "row": row} for table, row in rows)]
    text = "".join(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in lines)
    file = folder / f"{name}.jsonl.gz"
    folder.mkdir(exist_ok=True)
    file.write_bytes(gzip.compress(text.encode(), mtime=0))
    return file


def shape() -> str:
    """A digest of the columns of the record and of the entries that a policy has now."""
    policy = load_policy("guanghe", date.max)
    listed = {name: sorted(columns_of(name)) for name in record_tables()}
    raw = json.loads(policy.text)
    entries = {table: sorted(raw[table]) for table in TABLES}
    return sha256(json.dumps([listed, entries], sort_keys=True).encode()).hexdigest()[:16]


def is_out(release: str) -> bool:
    """Whether a release has its day in the CHANGELOG."""
    text = (HERE.parents[1] / "CHANGELOG.md").read_text(encoding="utf-8")
    return re.search(rf"^## \[{re.escape(release)}\] - \d", text, re.MULTILINE) is not None


def stands(file: Path) -> bool:
    """Whether a history is to be held as it lies there: of a release that is out, or up to date."""
    with gzip.open(file, "rt", encoding="utf-8") as opened:
        head = json.loads(opened.readline())
    return is_out(head["release"]) or head["shape"] == shape()


def explained(office: Office, at: str) -> dict[str, Any]:
    """What a result is explained by, for everyone in every quarter: figures, clauses, no prose."""
    with office.store.database.read() as connection:
        periods = [q.period for q in quarters(connection, office.id)]
        people = connection.exec_driver_sql("SELECT handle FROM person ORDER BY handle")
        handles = list(people.scalars())
    found = {}
    for period in periods:
        for handle in handles:
            try:
                told = explain(office, handle, period, parse_instant(at))
            except UnknownCase:
                continue
            found[f"{handle} {period}"] = _figures(told)
    return found


def _figures(told: Mapping[str, Any]) -> dict[str, Any]:
    """The part of an explanation that no later release may tell otherwise."""
    score, quota = told["score"], told["quota"]
    return {
        "stage": told["stage"],
        "grade": told["grade"],
        "final": told["final"],
        "policy": {k: told["policy"][k] for k in ("digest", "pages", "in_force", "pinned")},
        "total": score["total"],
        "shown": score["shown"],
        "band": (score["band"] or {}).get("grade"),
        "terms": [
            {k: term[k] for k in ("name", "value", "share", "points", "clause", "basis")}
            for term in score["terms"]
        ],
        "quota": {k: quota[k] for k in ("n", "limit", "used", "takes_place")} if quota else None,
        "decisions": [{k: d[k] for k in ("grade", "when")} for d in told["decisions"]],
        "late": [{k: each[k] for k in ("item", "due", "clause", "basis")} for each in told["late"]],
    }


@contextmanager
def restored(file: Path) -> Iterator[tuple[dict[str, Any], Office]]:
    """Open a history as its release left it, brought to the schema of this code."""
    head, *lines = map(json.loads, gzip.decompress(file.read_bytes()).decode().splitlines())
    with _database() as database:
        upgrade(database, head["step"])
        with database.begin() as connection:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            for line in lines:
                row = line["row"]
                marks = ", ".join("?" * len(row))
                names = ", ".join(f'"{name}"' for name in row)
                connection.exec_driver_sql(
                    f'INSERT INTO "{line["table"]}" ({names}) VALUES ({marks})',
                    tuple(row.values()),
                )
        upgrade(database)
        keys = ephemeral(bytes.fromhex(head["seed"]))
        yield head, Office.load(Store(database, keys.journal_key), head["office"])


def faults(file: Path) -> list[str]:
    """What this code finds otherwise than the release that wrote a history."""
    with restored(file) as (head, office):
        verified = verify_office(office, mac_key=office.store.journal_key)
        found = [fault.text for fault in verified.faults]
        if verified.lines != head["lines"]:
            found.append(f"{verified.lines} lines for {head['lines']}")
        now = explained(office, head["at"])
    for who, told in head["explained"].items():
        found += [f"{who} {way}" for way in _unlike(told, now.get(who))]
    return found


def _unlike(then: Any, now: Any, way: str = "") -> Iterator[str]:
    """Where a document no longer says what it said; it may say more."""
    if isinstance(then, dict) and isinstance(now, dict):
        for key, value in then.items():
            yield from _unlike(value, now.get(key), f"{way}.{key}")
    elif isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        for place, pair in enumerate(zip(then, now, strict=True)):
            yield from _unlike(*pair, f"{way}[{place}]")
    elif then != now:
        yield f"{way}: {then!r} is now {now!r}"


@contextmanager
def _database() -> Iterator[Database]:
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{folder}/history.db")
        try:
            yield database
        finally:
            database.dispose()


def _step(database: Database) -> str:
    with database.read() as connection:
        return str(connection.exec_driver_sql(f"SELECT * FROM {VERSION_TABLE}").scalar_one())


def _rows(database: Database) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every row of every table but that of the schema's step, as it lies there."""
    with database.read() as connection:
        listed = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        for table in list(connection.exec_driver_sql(listed).scalars()):
            if table == VERSION_TABLE or table.startswith("sqlite_"):
                continue
            found = connection.exec_driver_sql(f'SELECT * FROM "{table}"')
            for row in found.mappings():
                yield table, dict(row)


def main(files: list[str]) -> int:
    """Write the histories of the present release, or hold some against this code."""
    if not files:
        folder = HERE / shipped_editions()[-1].release
        for name in KEPT:
            sys.stdout.write(f"{write(folder, name)}\n")
        return 0
    found = [fault for file in files for fault in faults(Path(file))]
    sys.stdout.write("".join(f"{fault}\n" for fault in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
