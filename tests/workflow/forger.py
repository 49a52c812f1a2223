"""What one who holds the database can do to it: no trigger, constraint or key of it is in the way.

`Ledger` is a played office to be forged and verified; `Forger` writes to it behind the system's
back, and can compute the chain anew like anyone who knows its form, but has no key of the journal.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from storage.chain import canonical, line_digest
from storage.change import Put
from storage.checkpoint import Checkpoint, Head, parse, sign
from storage.database import Database, open_database
from storage.journal import Entry
from storage.keys import KeyRing, ephemeral
from storage.work import Store, unit_of_work
from tests.rehearsal import Rehearsal, Template, at
from tests.workflow.quarters import OFFICE, eventful_quarter
from workflow.beside import adopt
from workflow.collective import open_by_hand
from workflow.command import Command
from workflow.engine import perform
from workflow.office import Office
from workflow.play import rehearsal_store, run
from workflow.replay import Finding, Verified, verify_record

FOUND_BY = {
    "case_id": "case",
    "version": "version",
    "at": "at",
    "actor": "actor",
    "move": "move",
    "outcome": "outcome",
    "prev": "prev",
}
MIDDLE = 60
"""A line in the middle of the journal."""

ADVICE = "请停止写入，原样保留数据库，交监督人员核对。"


def line(seq: int) -> str:
    """How a finding names a line of the office's chain."""
    return f"第{seq}行"


BESIDE: dict[str, dict[str, Any]] = {
    "register_goal": {"title": "信访件办结", "level": "street", "document": "街道文件1号"},
    "import_policy": {
        "text": "[[amendments]]\nfrom = 2027-01-01\n[amendments.values.items_max]\nvalue = 6\n"
    },
    "adopt_measure": {"text": "集中辅导一次", "owner": "sun", "due": "2026-12-31"},
}


YEAR: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("zhang", "summarise_year", {"text": "全年总结"}),
    ("zhou", "run_without", {"reason": "第四季度尚未办结，上级限期报送"}),
    ("zhou", "record_annual", {"document": "纪要9号", "grades": {"zhang": "称职"}}),
)
"""What is done in the year that is opened by hand at the end."""


def everything(rehearsal: Rehearsal) -> None:
    """Play a whole eventful quarter and adopt an interpretation: every table has rows."""
    played = rehearsal.played
    run(played, played.scenario.acts, played.scenario.until)
    assert not played.failures, played.failures
    assert adopt(played.office, "rules.quota", 1, played.ids["zhou"], at("11-06T09:00")).done
    for move, given in BESIDE.items():
        command = Command(move, played.ids["wu"], "2026Q3", data=given)
        assert perform(played.office, command, at("11-06T10:00")).done
    flag_noted(rehearsal)
    assert open_by_hand(played.office, 2026, played.ids["wu"], at("11-06T11:00"))[0].done
    for who, move, given in YEAR:
        command = Command(move, played.ids[who], "2026", played.ids[who], given)
        assert perform(played.office, command, at("11-06T12:00")).done


def flag_noted(rehearsal: Rehearsal) -> None:
    """A note on a flag, as its move writes it: a flag itself would take two quarters."""
    ids, when = rehearsal.played.ids, at("11-06T10:30")
    row = {
        "period": "2026Q3", "number": 1, "person": ids["liu"], "leader": ids["sun"],
        "objected": "2026Q1", "text": "已查看", "by": ids["zhou"], "at": when,
    }  # fmt: skip
    changes = (Put("flag_note", row),)
    with unit_of_work(rehearsal.played.office.store, OFFICE) as work:
        work.change(changes)
        work.append(
            Entry(at=when, actor=ids["zhou"], role="chair", move="note_flag", period="2026Q3",
                  clause="七(三)", basis="convention", changes=changes)
        )  # fmt: skip


@dataclass
class Ledger:
    """A copy of a played office; `ring` are the keys it was written and is sealed with."""

    url: str
    ring: KeyRing = field(repr=False)

    @cached_property
    def database(self) -> Database:
        """The open database."""
        return open_database(self.url)

    @property
    def store(self) -> Store:
        """The store, with the journal's key."""
        return Store(self.database, self.ring.journal_key)

    def verified(
        self, *, key: bool = True, checkpoints: list[Checkpoint] | None = None
    ) -> Verified:
        """Verify, with the journal's key unless told not to."""
        return verify_record(
            self.database,
            OFFICE,
            mac_key=self.ring.journal_key if key else None,
            checkpoints=checkpoints or [],
            public_key=self.ring.public,
        )

    def faults(self, **how: Any) -> tuple[Finding, ...]:
        """What a verification finds."""
        return self.verified(**how).faults

    def told(self, **how: Any) -> list[tuple[str, str]]:
        """What a verification finds, as (kind, where)."""
        return [(f.kind, f.where) for f in self.faults(**how)]

    def sealed(self) -> list[Checkpoint]:
        """A checkpoint of the chain as it stands, taken out of the house."""
        with self.database.read() as connection:
            query = "SELECT seq, digest FROM chain_head WHERE office = 'guanghe'"
            seq, digest = connection.exec_driver_sql(query).one()
        return parse(sign(self.ring, [Head(OFFICE, seq, digest)], at("11-10T09:00")))

    def insider(self, does: Callable[[Any], None]) -> None:
        """Write through the system's own unit of work, as one who has the journal's key can."""
        with unit_of_work(self.store, OFFICE) as work:
            does(work)

    def opened(self) -> Office:
        """The office, opened as the system opens it."""
        return Office.load(self.store, OFFICE)

    @contextmanager
    def forged(self) -> Iterator["Forger"]:
        """Write to the database behind the system's back."""
        raw = self.database.engine.raw_connection()
        try:
            yield Forger(raw, self.database.dialect)
            raw.commit()
        finally:
            raw.detach()  # its settings must not go back into the pool
            raw.close()


class Forger:
    """A connection on which nothing is refused: triggers dropped, constraints off."""

    def __init__(self, raw: Any, dialect: str) -> None:
        self.raw = raw.dbapi_connection
        self.mark = "?" if dialect == "sqlite" else "%s"
        if dialect == "postgresql":
            self.run("SET session_replication_role = replica")
            return
        for pragma in ("foreign_keys=OFF", "ignore_check_constraints=ON", "synchronous=OFF"):
            self.run(f"PRAGMA {pragma}")
        for (name,) in self.run("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            self.run(f"DROP TRIGGER {name}")

    def run(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run one statement; the rows it gives, if any."""
        cursor = self.raw.cursor()
        cursor.execute(statement.replace("?", self.mark), values)
        return list(cursor.fetchall()) if cursor.description else []

    def last(self) -> int:
        """The number of the office's last line."""
        ((seq,),) = self.run("SELECT max(seq) FROM journal WHERE office = 'guanghe'")
        return int(seq)

    def line(self, seq: int) -> dict[str, Any]:
        """The content of a line."""
        query = "SELECT line FROM journal WHERE office = 'guanghe' AND seq = ?"
        told: dict[str, Any] = json.loads(self.run(query, seq)[0][0])
        return told

    def number(self, move: str, place: int = 0) -> int:
        """The number of a line of a move that was done; by default the first."""
        query = "SELECT seq FROM journal WHERE office = 'guanghe' AND move = ? AND outcome = 'done'"
        return int(self.run(f"{query} ORDER BY seq", move)[place][0])

    def renumber(self, seq: int, to: int) -> None:
        """Change the number a line is kept under, and nothing else."""
        self.run("UPDATE journal SET seq = ? WHERE office = 'guanghe' AND seq = ?", to, seq)

    def recompute(self, first: int, edit: Callable[[dict[str, Any]], Any]) -> None:
        """Edit a line and compute the chain anew from there, head included, with the old MACs."""
        ((prev,),) = self.run(
            "SELECT prev FROM journal WHERE seq = ? AND office = 'guanghe'", first
        )
        last = self.last()
        for seq in range(first, last + 1):
            told = self.line(seq)
            if seq == first:
                edit(told)
            prev = self._write(seq, told | {"prev": prev})
        self.run("UPDATE chain_head SET seq = ?, digest = ? WHERE office = 'guanghe'", last, prev)

    def _write(self, seq: int, told: dict[str, Any]) -> str:
        text = canonical(told)
        digest = line_digest("sha256", text)
        fitting = (str, int, type(None))
        columns = {c: told[key] for c, key in FOUND_BY.items() if type(told[key]) in fitting}
        columns |= {"line": text.decode(), "digest": digest}
        listed = ", ".join(f"{c} = ?" for c in columns)
        self.run(
            f"UPDATE journal SET {listed} WHERE office = 'guanghe' AND seq = ?",
            *columns.values(), seq,
        )  # fmt: skip
        return digest


def template(kind: str, folder: Any) -> Template:
    """An eventful quarter, played to the end."""
    return Template(kind, folder, eventful_quarter(), everything)


@contextmanager
def copied(made: Template) -> Iterator[Ledger]:
    """A copy of a template to be forged, gone afterwards."""
    ring = ephemeral(bytes.fromhex(made.scenario.digest))
    copy = Ledger(made.copied(), ring)
    store = rehearsal_store(copy.database, made.scenario.digest)
    assert store.journal_key == ring.journal_key, "the key the office was played with"
    try:
        yield copy
    finally:
        copy.database.dispose()
        made.drop(copy.url)
