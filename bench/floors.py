"""The floors: the least that leaves the same thing on disk, written on the bare driver.

`move`         one transaction: UPDATE of a case with compare-and-set, INSERT of a journal line.
`chained`      the same, and the head is read, the line hashed over the one before, the head moved.
`bulk`         all cases at once: one set-based UPDATE, one INSERT … SELECT.
`chained_bulk` one set-based UPDATE, all lines hashed one over the other, sent by executemany.

A floor has no guards, no MAC, no commitments and no outbox; its line says what a line of the
journal has to say. It works in one of two sets of tables: `OWN`, a copy of the very database that
the product works in, where it leaves the same case row, or `THIN`, three tables of two to six
columns without any index beside the keys.
"""

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

_DIGEST = "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"
_AT = "2026-10-13T16:00:00.000000Z"
_FACTS: dict[str, Any] = {
    "v": 1, "alg": "sha256", "office": "guanghe", "actor": "p90b1d3ab4f2c", "role": "supervisor",
    "move": "begin_appraisal", "outcome": "done", "period": "2026Q3", "from": "recording",
    "to": "appraising", "clause": "四(三)", "basis": "convention", "policy": _DIGEST,
    "request": "", "behalf": "", "at": _AT, "due": _AT, "calendar": _DIGEST,
}  # fmt: skip
_plain = json.dumps(_FACTS, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_LINE = _plain[:-1].replace("%", "%%") + ',"case":%d,"prev":"%s","seq":%d,"version":%d}'
Row = tuple[int, int, int, str, str, str]
"""A line to insert: seq, case, version, prev, line, digest."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The statements of a floor; `{p}` stands for a parameter, `{lock}` for a lock of the row."""

    schema: tuple[str, ...]
    waiting: str
    set_one: str
    set_all: str
    head: str
    move_head: str
    put: str
    copy: str


_OFFICE = "office = 'guanghe' AND"
_SET = (
    "stage = {p}, version = version + 1,"
    f" entered_at = '{_AT}', next_due = '2026-10-14T00:30:00.000000Z'"
)
OWN = Tables(
    schema=(),
    waiting="SELECT id, version FROM appraisal_case WHERE office = 'guanghe'"
    " AND procedure = 'quarterly' AND stage = {p} ORDER BY id {lock}",
    set_one=f"UPDATE appraisal_case SET {_SET} WHERE {_OFFICE} id = {{p}} AND stage = {{p}}"
    " AND version = {p}",
    set_all=f"UPDATE appraisal_case SET {_SET} WHERE {_OFFICE} procedure = 'quarterly'"
    " AND stage = {p}",
    head=f"SELECT seq, digest FROM chain_head WHERE {_OFFICE} 1 = 1 {{lock}}",
    move_head=f"UPDATE chain_head SET seq = {{p}}, digest = {{p}} WHERE {_OFFICE} seq = {{p}}",
    put="INSERT INTO journal (office, seq, case_id, version, prev, line, digest, at, actor, move,"
    " outcome, mac) VALUES ('guanghe', {p}, {p}, {p}, {p}, {p}, {p},"
    f" '{_AT}', 'p90b1d3ab4f2c', 'begin_appraisal', 'done', '')",
    copy="INSERT INTO journal (office, seq, case_id, version, prev, line, digest, at, actor, move,"
    f" outcome, mac) SELECT 'guanghe', {{p}} + id, id, version + 1, '', {{p}}, '', '{_AT}',"
    " 'p90b1d3ab4f2c', 'begin_appraisal', 'done', '' FROM appraisal_case"
    f" WHERE {_OFFICE} procedure = 'quarterly' AND stage = {{p}}",
)
_THIN_LINE = (
    "CREATE TABLE line (seq INTEGER PRIMARY KEY, matter INTEGER NOT NULL, version INTEGER,"
    " prev TEXT NOT NULL, line TEXT NOT NULL, digest TEXT NOT NULL)"
)
THIN = Tables(
    schema=(
        "CREATE TABLE matter (id INTEGER PRIMARY KEY, stage TEXT NOT NULL, version INTEGER)",
        _THIN_LINE,
        "CREATE TABLE head (seq INTEGER PRIMARY KEY, digest TEXT NOT NULL)",
        "INSERT INTO head VALUES (0, '')",
    ),
    waiting="SELECT id, version FROM matter WHERE stage = {p} ORDER BY id {lock}",
    set_one="UPDATE matter SET stage = {p}, version = version + 1"
    " WHERE id = {p} AND stage = {p} AND version = {p}",
    set_all="UPDATE matter SET stage = {p}, version = version + 1 WHERE stage = {p}",
    head="SELECT seq, digest FROM head {lock}",
    move_head="UPDATE head SET seq = {p}, digest = {p} WHERE seq = {p}",
    put="INSERT INTO line VALUES ({p}, {p}, {p}, {p}, {p}, {p})",
    copy="INSERT INTO line SELECT {p} + id, id, version + 1, '', {p}, '' FROM matter"
    " WHERE stage = {p}",
)


class Floor:
    """A floor at work: the bare driver, with the cases that wait in one stage."""

    def __init__(self, raw: Any, mark: str, tables: Tables, stage: str) -> None:
        """Take a connection of the driver and the way it writes a parameter."""
        self.raw, self.stage = raw, stage
        lock = "" if mark == "?" else "FOR UPDATE"
        self._begin = "BEGIN IMMEDIATE" if mark == "?" else "BEGIN"
        texts = {k: v.format(p=mark, lock=lock) for k, v in asdict(tables).items() if k != "schema"}
        self.sql = Tables((), **texts)
        self.cases = raw.execute(self.sql.waiting, (stage,)).fetchall()

    def move(self, to: str) -> None:
        """One move without a chain, of the next case."""
        case, version = self.cases.pop()
        raw = self.raw
        raw.execute(self._begin)
        _one(raw.execute(self.sql.set_one, (to, case, self.stage, version)))
        line = _LINE % (case, _DIGEST, case, version + 1)
        raw.execute(self.sql.put, (_APART + case, case, version + 1, "", line, ""))
        raw.execute("COMMIT")

    def chained(self, to: str) -> None:
        """One move with a chain, of the next case."""
        case, version = self.cases.pop()
        raw = self.raw
        raw.execute(self._begin)
        _one(raw.execute(self.sql.set_one, (to, case, self.stage, version)))
        seq, prev = raw.execute(self.sql.head).fetchone()
        row = _row(seq + 1, prev, case, version + 1)
        raw.execute(self.sql.put, row)
        _one(raw.execute(self.sql.move_head, (seq + 1, row[-1], seq)))
        raw.execute("COMMIT")

    def bulk(self, to: str) -> None:
        """All cases without a chain."""
        raw = self.raw
        raw.execute(self._begin)
        line = _LINE % (0, _DIGEST, 0, 0)
        raw.execute(self.sql.copy, (_APART, line, self.stage))
        raw.execute(self.sql.set_all, (to, self.stage))
        raw.execute("COMMIT")

    def chained_bulk(self, to: str) -> None:
        """All cases with a chain."""
        raw = self.raw
        raw.execute(self._begin)
        found = raw.execute(self.sql.waiting, (self.stage,)).fetchall()
        start, prev = raw.execute(self.sql.head).fetchone()
        rows = []
        for seq, (case, version) in enumerate(found, start + 1):
            rows.append(_row(seq, prev, case, version + 1))
            prev = rows[-1][-1]
        raw.cursor().executemany(self.sql.put, rows)
        raw.execute(self.sql.set_all, (to, self.stage))
        _one(raw.execute(self.sql.move_head, (start + len(rows), prev, start)))
        raw.execute("COMMIT")


_APART = 10_000_000
"""From this number on go the lines of floors without a chain, clear of those that have one."""


def fill_thin(raw: Any, mark: str, cases: int, stage: str) -> None:
    """Make the thin tables in an empty database, with so many cases in a stage."""
    for statement in THIN.schema:
        raw.execute(statement)
    raw.execute("BEGIN")
    put = f"INSERT INTO matter VALUES ({mark}, '{stage}', 1)"
    raw.cursor().executemany(put, [(number,) for number in range(1, cases + 1)])
    raw.execute("COMMIT")


def _row(seq: int, prev: str, case: int, version: int) -> Row:
    line = _LINE % (case, prev, seq, version)
    return seq, case, version, prev, line, sha256(b"\x00" + line.encode()).hexdigest()


def _one(cursor: Any) -> None:
    if cursor.rowcount != 1:
        raise RuntimeError("the floor's own row was not where it should be")
