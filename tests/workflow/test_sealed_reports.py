"""A report to the auditor is unreadable in the raw database, and still verifies (R34)."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storage.database import open_database
from storage.keys import KeyFault
from storage.work import Store
from tests.offices.test_examples import EXAMPLES
from workflow.office import Office
from workflow.play import Played, play
from workflow.replay import rebuild, stored_rows, verify_office
from workflow.scenario import load_scenario, scenario_from_text
from workflow.secret import reports

pytestmark = pytest.mark.rule("R34")
MOVE = "report_irregularity"
PLAIN = ("暗号甲乙丙", "谈话提醒，已纠正", "查无实据")
KINDS = ("favouritism", "retaliation", "irregular")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Played, Path]]:
    """A quarter with two reports: one by 李四, one registered by the auditor for somebody."""
    path = tmp_path_factory.mktemp("reported") / "reported.db"
    database = open_database(f"sqlite:///{path}")
    yield play(load_scenario(EXAMPLES / "report_to_auditor.toml"), database), path
    database.dispose()


def rows(played: Played, query: str, *values: Any) -> list[Any]:
    """Rows as they lie in the database."""
    with played.office.store.database.read() as connection:
        return list(connection.exec_driver_sql(query, values))


def test_nothing_of_a_report_lies_readable_in_the_file(told: tuple[Played, Path]) -> None:
    """Neither what was said nor what came of it, nor beside the policy of what kind it was."""
    played, path = told
    played.office.store.database.dispose()
    raw = b"".join(p.read_bytes() for p in path.parent.glob("reported.db*"))
    assert [word for word in PLAIN if word.encode() in raw] == []
    for row in rows(played, "SELECT * FROM irregularity"):
        assert not any(kind in row for kind in KINDS)


def test_no_line_row_or_value_of_a_report_names_who_made_it(told: tuple[Played, Path]) -> None:
    """The lines of the act, its case and its values bear neither person nor role."""
    played, _ = told
    reporter = played.ids["li"]
    lines = rows(played, "SELECT seq, actor, line FROM journal WHERE move = ?", MOVE)
    mine = [(seq, json.loads(line)) for seq, actor, line in lines if not actor]
    assert {body["outcome"] for _, body in mine} == {"done", "refused"}
    for seq, body in mine:
        assert (body["actor"], body["role"], body["behalf"]) == ("", "", "")
        values = rows(played, "SELECT value FROM journal_value WHERE seq = ?", seq)
        assert not any(reporter in value for (value,) in values)
    for row in rows(played, "SELECT * FROM irregularity"):
        assert reporter not in str(tuple(row))


def test_what_the_auditor_registers_bears_the_auditor_s_hand(told: tuple[Played, Path]) -> None:
    played, _ = told
    found = rows(played, "SELECT DISTINCT actor FROM journal WHERE move = ?", MOVE)
    assert {actor for (actor,) in found} == {"", played.ids["yang"]}


def test_with_the_key_the_auditor_reads_every_word(told: tuple[Played, Path]) -> None:
    played, _ = told
    with played.office.store.database.read() as connection:
        found = reports(played.office, connection)
    assert [(r["about"], r["reporter"], r["kind"], r["outcome"]) for r in found] == [
        ("chen", "li", "retaliation", "谈话提醒，已纠正"),
        ("shen", None, "irregular", "查无实据"),
    ]


@pytest.mark.parametrize("key", [b"", b"k" * 32], ids=["no key", "another key"])
def test_without_the_key_nobody_reads_a_report(told: tuple[Played, Path], key: bytes) -> None:
    played, _ = told
    database = played.office.store.database
    office = Office.load(Store(database, key), played.office.id)
    with database.read() as connection, pytest.raises(KeyFault):
        reports(office, connection)


def test_sealed_reports_are_verified_and_rebuilt_without_any_key(
    told: tuple[Played, Path],
) -> None:
    played, _ = told
    assert verify_office(played.office, mac_key=None).faults == ()
    with played.office.store.database.read() as connection:
        rebuilt = rebuild(connection, played.office.id)["irregularity"]
        assert rebuilt == stored_rows(connection, played.office.id)["irregularity"]
    assert len(rebuilt) == 2


def test_no_row_or_value_of_a_report_names_whom_it_is_about(told: tuple[Played, Path]) -> None:
    """In the place of the person stands what only the journal's key turns back into them."""
    played, _ = told
    reported = {played.ids[who] for who in ("chen", "shen")}
    kept = rows(played, "SELECT id, person FROM appraisal_case WHERE procedure = 'supervision'")
    assert len({person for _, person in kept}) == len(kept) == 2
    assert not any(person in reported for _, person in kept)
    about = "SELECT seq FROM journal WHERE json_extract(line, '$.case') IN (?, ?) OR move = ?"
    seqs = [seq for (seq,) in rows(played, about, *(number for number, _ in kept), MOVE)]
    assert len(seqs) >= 7
    for seq in seqs:
        (line,), *_ = rows(played, "SELECT line FROM journal WHERE seq = ?", seq)
        values = rows(played, "SELECT value FROM journal_value WHERE seq = ?", seq)
        assert not any(person in str((line, *values)) for person in reported)


def test_two_reports_of_one_person_stand_under_one_name_and_two_numbers(
    tmp_path: Path,
) -> None:
    """The auditor tells them apart by number; without one the newest that waits is meant."""
    text = (EXAMPLES / "report_to_auditor.toml").read_text(encoding="utf-8")
    text = text.split("\n[expect]")[0].replace('about = "shen"', 'about = "chen"')
    text = text.replace(
        'case = "shen", with = { outcome = "查', 'case = "chen", with = { number = 1, outcome = "查'
    )
    played = play(scenario_from_text(text), open_database(f"sqlite:///{tmp_path}/two.db"))
    with played.office.store.database.read() as connection:
        found = reports(played.office, connection)
    played.office.store.database.dispose()
    assert [(r["about"], r["number"], r["outcome"]) for r in found] == [
        ("chen", 1, "查无实据"), ("chen", 2, "谈话提醒，已纠正"),
    ]  # fmt: skip
