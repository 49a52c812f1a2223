"""The journal of an honest office rebuilds every row, and its verification finds nothing."""

import json
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from rules.calendar import Quarter
from storage.chain import commitment, digest
from storage.change import UNSAID, Put, Set, said
from storage.database import open_database
from storage.journal import FORMAT
from storage.rebuild import Rebuilt
from storage.rows import record_tables
from storage.stored import Line, Value
from tests.postgres import drop_database, fresh_database
from tests.rehearsal import BOTH, at, reopened
from tests.workflow.forger import Ledger
from tests.workflow.quarters import OFFICE, eventful_quarter, six_person_quarter
from workflow.cycle import CYCLE
from workflow.opening import open_quarter
from workflow.pages import PAGES
from workflow.pinned import parse_page, pinned_pages
from workflow.play import play, run, stage_set
from workflow.procedure import Procedure
from workflow.quarterly import QUARTERLY
from workflow.reconcile import TITLES
from workflow.replay import rebuild, stored_rows, verify_office
from workflow.scenario import Act
from workflow.walk import Walk


@pytest.mark.rule("R28")
@pytest.mark.parametrize("quarter", [six_person_quarter, eventful_quarter])
@pytest.mark.parametrize("kind", BOTH)
def test_an_honest_quarter_has_no_fault_and_its_journal_rebuilds_every_row(
    quarter: Any, kind: str, tmp_path: Path
) -> None:
    url = fresh_database() if kind == "postgresql" else f"sqlite:///{tmp_path}/office.db"
    played = play(quarter(), open_database(url))
    assert played.failures == []
    store = played.office.store
    verified = verify_office(played.office, mac_key=store.journal_key)
    with store.database.read() as connection:
        rebuilt, stored = rebuild(connection, OFFICE), stored_rows(connection, OFFICE)
        lines = connection.exec_driver_sql("SELECT count(*) FROM journal").scalar()
    store.database.dispose()
    if kind == "postgresql":
        drop_database(url)
    assert verified.faults == ()
    assert (verified.lines, verified.mac_checked, verified.erased) == (lines, True, 0)
    assert rebuilt == stored


@pytest.mark.rule("R28")
def test_nothing_is_found_at_any_point_of_an_eventful_quarter(tmp_path: Path) -> None:
    """Not after refusals either, nor in and after an outage, nor when it is opened again."""
    scenario = eventful_quarter()
    played = stage_set(scenario, open_database(f"sqlite:///{tmp_path}/office.db"))
    checked = 0

    def check(_at: datetime, _act: Act | None) -> None:
        nonlocal checked
        checked += 1
        if checked % 3 == 0:
            assert verify_office(played.office).faults == ()

    run(played, scenario.acts, scenario.until, check)
    played.office.store.database.dispose()
    again = reopened(scenario, f"sqlite:///{tmp_path}/office.db")
    assert played.refusals
    assert checked > len(scenario.acts)
    assert verify_office(again.office, mac_key=again.office.store.journal_key).faults == ()
    again.database.dispose()


def test_every_table_of_the_record_has_rows_in_the_played_quarter_and_a_name_for_people(
    ledger: Ledger,
) -> None:
    with ledger.database.read() as connection:
        stored = stored_rows(connection, OFFICE)
    assert set(stored) == set(record_tables()) == set(TITLES)
    assert [table for table, rows in stored.items() if not rows] == []
    assert not any(UNSAID & row.keys() for rows in stored.values() for row in rows.values())


@pytest.mark.rule("R28")
def test_verification_sees_one_picture_though_others_write_meanwhile(ledger: Ledger) -> None:
    office = ledger.opened()
    first = verify_office(office)
    written = []

    def write(_lines: int) -> None:
        if not written:
            written.append(open_quarter(office, Quarter.parse("2026Q4"), at("10-08T08:30")))

    assert verify_office(office, progress=write) == first
    assert written
    after = verify_office(office)
    assert after.lines > first.lines
    assert after.faults == ()


def test_progress_counts_the_lines_and_ends_with_all_of_them(ledger: Ledger) -> None:
    seen: list[int] = []
    verified = verify_office(ledger.opened(), progress=seen.append)
    assert seen[-1] == verified.lines
    assert all(one <= two for one, two in pairwise(seen))


# The pinned page.


@pytest.mark.parametrize("page", PAGES.values(), ids=lambda page: page.id)
def test_the_edges_of_a_pinned_page_are_those_of_the_page(page: Procedure) -> None:
    name, parsed = parse_page(page.canonical)
    assert name == page.id
    assert parsed.initial == page.initial
    assert parsed.edges == page.edges
    assert parsed.begun_by == frozenset(page.begun_by)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"id":1,"initial":"x","moves":[{}]}', "[" * 9999]
)
def test_what_is_no_page_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="not a page"):
        parse_page(text)


def pinned(*texts: str, quarter: tuple[str, str]) -> Rebuilt:
    """Rows with these pages pinned, and a quarter pinned to the two."""
    rebuilt = Rebuilt()
    for text in texts:
        key = digest("sha256", text.encode())
        rebuilt.tables["pin"][(key,)] = {"digest": key, "kind": "page", "text": text}
    pages = " ".join(digest("sha256", text.encode()) for text in quarter)
    rebuilt.tables["quarter"][("2026Q3",)] = {"period": "2026Q3", "pages": pages}
    return rebuilt


@pytest.mark.rule("R28")
def test_a_quarter_is_walked_over_the_page_of_its_opening_and_no_later_one() -> None:
    body = json.loads(QUARTERLY.canonical)
    body["moves"] = [m for m in body["moves"] if m["id"] != "void_item"]
    older = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    texts = (QUARTERLY.canonical, older, CYCLE.canonical)
    old = pinned(*texts, quarter=(older, CYCLE.canonical))
    new = pinned(*texts, quarter=(QUARTERLY.canonical, CYCLE.canonical))
    gone = {edge for edge in QUARTERLY.edges if edge[0] == "void_item"}
    assert pinned_pages(new, "2026Q3")["quarterly"].edges == QUARTERLY.edges
    assert pinned_pages(old, "2026Q3")["quarterly"].edges == QUARTERLY.edges - gone


@pytest.mark.rule("R28")
def test_a_page_that_is_not_the_one_its_digest_names_counts_for_nothing() -> None:
    rebuilt = pinned(QUARTERLY.canonical, quarter=(QUARTERLY.canonical, CYCLE.canonical))
    key = (digest("sha256", CYCLE.canonical.encode()),)
    forged = CYCLE.canonical.replace("running", "walking")
    rebuilt.tables["pin"][key] = {"digest": key[0], "kind": "page", "text": forged}
    assert set(pinned_pages(rebuilt, "2026Q3")) == {"quarterly"}
    assert pinned_pages(rebuilt, "2027Q1") == {}


# A line by itself.

SALT = bytes(range(16))
PERSON = Put("person", {"id": "p1", "handle": "zhang", "name": "张三", "email": ""})


def a_line(changes: list[Put | Set], **other: Any) -> tuple[Line, list[Value]]:
    """A line and its values as the database would give them, right in all but the chain."""
    pieces = [said(change) for change in changes]
    told = {
        "v": FORMAT, "alg": "sha256", "office": OFFICE, "seq": 1, "prev": "", "at": "t",
        "actor": "", "role": "", "move": "register", "outcome": "done", "period": "", "case": None,
        "from": "", "to": "", "version": None,
        "commit": [[privacy, commitment("sha256", SALT, value)] for privacy, value in pieces],
    } | other  # fmt: skip
    values = [
        Value(n, privacy, SALT.hex(), value.decode()) for n, (privacy, value) in enumerate(pieces)
    ]
    found_by = (told[k] for k in ("case", "version", "at", "actor", "move", "outcome", "prev"))
    return Line(1, *found_by, json.dumps(told), "", ""), values


def test_a_right_line_is_walked_without_a_word() -> None:
    walk = Walk(OFFICE)
    walk.take(*a_line([PERSON]))
    assert walk.found == []
    assert walk.rebuilt.tables["person"] == {("p1",): dict(PERSON.values)}


@pytest.mark.rule("R28")
def test_every_changed_bit_of_a_value_its_salt_and_its_class_is_found() -> None:
    line, (value,) = a_line([PERSON])
    for field in ("privacy", "salt", "value"):
        data = getattr(value, field).encode()
        for bit in range(len(data) * 8):
            forged = bytearray(data)
            forged[bit // 8] ^= 1 << bit % 8
            text = forged.decode("utf-8", "surrogateescape")
            walk = Walk(OFFICE)
            walk.take(line, [value._replace(**{field: text})])
            assert [f.kind for _, f in walk.found] == ["value"], (field, bit)


def test_a_refused_line_changes_nothing() -> None:
    walk = Walk(OFFICE)
    walk.take(*a_line([PERSON], outcome="refused"))
    assert walk.rebuilt.tables["person"] == {}


BAD_CHANGES = [
    "7", "null", "[]", "{}", '{"table":"outbox","set":{}}', '{"table":["person"],"set":{}}',
    '{"table":"person","set":[]}', '{"table":"person","set":{"id":"p2"}}',
    '{"table":"person","key":7,"set":{}}', '{"table":"person","key":{"id":"p9"},"set":{}}',
    '{"table":"person","key":{"id":"p1"},"set":{"id":"p2"}}',
    '{"table":"person","key":{"id":["p1"]},"set":{}}', '{"table":"person","key":null,"set":{}}',
    '{"table":"appraisal_case","key":{"id":1},"set":{"next_due":null}}',
]  # fmt: skip


@pytest.mark.parametrize("text", BAD_CHANGES)
def test_a_committed_value_that_is_no_change_of_the_record_is_a_finding(text: str) -> None:
    line, (value,) = a_line([PERSON])
    told = json.loads(line.line) | {
        "commit": [["identity", commitment("sha256", SALT, text.encode())]]
    }
    walk = Walk(OFFICE)
    walk.take(line, [value])
    walk.take(line._replace(line=json.dumps(told)), [value._replace(value=text)])
    ((_, found),) = walk.found
    assert found.kind == "value"
    assert "不是本系统写入的" in found.text
