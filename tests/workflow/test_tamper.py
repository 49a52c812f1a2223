"""Whoever changes the journal behind the system's back is found, and the first bad line is named.

The forger may do to the database what its owner can: no trigger or constraint is in the way. What
a check cannot see stands here too, as a control.
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from storage.journal import Entry
from storage.keys import ephemeral
from tests.rehearsal import at
from tests.workflow.forger import ADVICE, MIDDLE, Forger, Ledger, line
from workflow.replay import verify_record

Rows = dict[str, Any]


# Lines of the journal.


def edit_the_text(f: Forger, k: int) -> None:
    f.run("UPDATE journal SET line = replace(line, '\"from\"', '\"From\"') WHERE seq = ?", k)


def edit_one_letter(f: Forger, k: int) -> None:
    at = f.line(k)["at"]
    f.run("UPDATE journal SET line = replace(line, ?, ?) WHERE seq = ?", at, f"1{at[1:]}", k)


def delete(f: Forger, k: int) -> None:
    f.run("DELETE FROM journal WHERE office = 'guanghe' AND seq = ?", k)


def insert(f: Forger, k: int) -> None:
    """A forged line between two others, which are renumbered."""
    for seq in range(f.last(), k - 1, -1):
        f.renumber(seq, seq + 1)
    f.run(
        "INSERT INTO journal SELECT office, ?, NULL, NULL, at, actor, 'remind', outcome, ?, line, "
        "digest, mac FROM journal WHERE office = 'guanghe' AND seq = ?", k, "e" * 64, k + 1
    )  # fmt: skip


def swap(f: Forger, k: int) -> None:
    for seq, to in ((k, -1), (k + 1, k), (-1, k + 1)):
        f.renumber(seq, to)


def truncate(f: Forger, k: int) -> None:
    f.run("DELETE FROM journal WHERE office = 'guanghe' AND seq >= ?", k)
    f.run("DELETE FROM journal_value WHERE office = 'guanghe' AND seq >= ?", k)


def truncate_to_nothing(f: Forger, k: int) -> None:
    truncate(f, 1)


LINE_ATTACKS: list[tuple[Callable[[Forger, int], None], int]] = [
    (edit_the_text, MIDDLE), (edit_one_letter, MIDDLE), (delete, MIDDLE), (insert, MIDDLE),
    (swap, MIDDLE), (truncate, MIDDLE), (truncate_to_nothing, 1),
]  # fmt: skip


@pytest.mark.rule("R28")
@pytest.mark.parametrize("key", [True, False], ids=["with_key", "without"])
@pytest.mark.parametrize(("attack", "k"), LINE_ATTACKS, ids=[a.__name__ for a, _ in LINE_ATTACKS])
def test_a_changed_line_is_the_first_thing_named(
    ledger: Ledger, attack: Callable[[Forger, int], None], k: int, key: bool
) -> None:
    with ledger.forged() as forger:
        attack(forger, k)
    first = ledger.faults(key=key)[0]
    assert (first.kind, first.where) == ("line", line(k))
    assert f"第{k}行" in first.text
    assert first.text.endswith(ADVICE)


@pytest.mark.rule("R28")
@pytest.mark.parametrize("attack", [delete, swap, edit_one_letter])
def test_the_first_and_the_last_line_are_no_exception(
    ledger: Ledger, attack: Callable[[Forger, int], None]
) -> None:
    with ledger.forged() as forger:
        last = forger.last() - 1
        forger.run("UPDATE journal SET line = replace(line, 'a', 'b') WHERE seq = 1")
        attack(forger, last)
    found = [where for kind, where in ledger.told() if kind == "line"]
    assert found[0] == line(1)
    assert line(last) in found


COLUMNS = [
    ("case_id", 99), ("version", 99), ("at", "2026-01-01T00:00:00.000000Z"), ("actor", "p0"),
    ("move", "close"), ("outcome", "refused"), ("prev", "e" * 64), ("digest", "e" * 64),
    ("mac", "e" * 64), ("seq", 10_000), ("office", "system"), ("office", "elsewhere"),
]  # fmt: skip


@pytest.mark.rule("R28")
@pytest.mark.parametrize(("column", "value"), COLUMNS)
def test_an_edited_column_of_a_line_is_named_with_the_line(
    ledger: Ledger, column: str, value: Any
) -> None:
    with ledger.forged() as forger:
        query = f"UPDATE journal SET {column} = ? WHERE office = 'guanghe' AND seq = ?"
        forger.run(query, value, MIDDLE)
    first = ledger.faults()[0]
    assert (first.kind, first.where) == ("line", line(MIDDLE))


@pytest.mark.rule("R28")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE chain_head SET seq = seq - 1 WHERE office = 'guanghe'",
        "UPDATE chain_head SET digest = '00' WHERE office = 'guanghe'",
        "UPDATE chain_head SET seq = 'many' WHERE office = 'guanghe'",
        "DELETE FROM chain_head WHERE office = 'guanghe'",
        "DELETE FROM chain_head WHERE office = 'system'",
        "INSERT INTO chain_head VALUES ('elsewhere', 0, '00')",
    ],
)
def test_a_forged_head_is_found(ledger: Ledger, statement: str) -> None:
    with ledger.forged() as forger:
        forger.run(statement)
    (found,) = ledger.faults()
    assert found.kind in {"line", "row_extra"}


def test_a_line_put_into_the_chain_of_the_system_is_named_there(ledger: Ledger) -> None:
    with ledger.forged() as forger:
        delete(forger, MIDDLE)
        forger.run(
            "INSERT INTO journal SELECT 'system', 1, case_id, version, at, actor, move, outcome, "
            "prev, line, digest, mac FROM journal WHERE seq = 5"
        )
    told = ledger.told()
    assert told[0] == ("line", line(MIDDLE))
    assert ("line", "system 第1行") in told


# The chain computed anew.


@pytest.mark.rule("R28")
def test_a_recomputed_chain_is_found_by_the_macs_or_by_a_checkpoint_and_by_nothing_else(
    ledger: Ledger,
) -> None:
    seal = ledger.sealed()
    with ledger.forged() as forger:
        forger.recompute(MIDDLE, lambda told: told.update(actor="p0"))
        last = forger.last()
    assert ledger.told(key=False) == []
    assert ledger.told()[0] == ("line", line(MIDDLE))
    assert ledger.told(key=False, checkpoints=seal) == [("checkpoint", line(last))]


@pytest.mark.rule("R28")
def test_a_truncated_journal_with_a_forged_head_leaves_rows_that_nothing_tells_of(
    ledger: Ledger,
) -> None:
    seal = ledger.sealed()
    with ledger.forged() as forger:
        k = forger.number("close")
        ((digest,),) = forger.run("SELECT digest FROM journal WHERE seq = ?", k - 1)
        truncate(forger, k)
        forger.run("UPDATE chain_head SET seq = ?, digest = ?", k - 1, digest)
        forger.run("DELETE FROM chain_head WHERE office = 'system'")
        forger.run("INSERT INTO chain_head VALUES ('system', 0, ?)", "0" * 64)
    kinds = {kind for kind, _ in ledger.told()}
    assert kinds == {"row_edited", "row_extra"}
    assert "checkpoint" in {kind for kind, _ in ledger.told(checkpoints=seal)}


@pytest.mark.rule("R28")
def test_the_whole_file_rolled_back_is_found_by_a_checkpoint_and_by_nothing_else(
    ledger: Ledger, tmp_path: Path
) -> None:
    path = Path(ledger.url.removeprefix("sqlite:///"))
    earlier = tmp_path / "earlier.db"
    shutil.copyfile(path, earlier)
    later = Entry(at=at("11-09T09:00"), actor="", role="auditor", move="read")
    ledger.insider(lambda work: work.append(later))
    seal = ledger.sealed()
    assert ledger.verified(checkpoints=seal).checkpoints == 1
    assert ledger.faults(checkpoints=seal) == ()
    rolled = Ledger(f"sqlite:///{earlier}", ledger.ring)
    assert rolled.faults() == ()
    (found,) = rolled.faults(checkpoints=seal)
    assert (found.kind, found.where) == ("checkpoint", line(seal[0].head.seq))
    assert "恢复到了更早的状态" in found.text
    rolled.database.dispose()


def test_a_checkpoint_sealed_by_another_key_or_without_a_key_to_check_it_counts_for_nothing(
    ledger: Ledger,
) -> None:
    other = Ledger(ledger.url, ephemeral(b"another"))
    seal = other.sealed()
    other.database.dispose()
    verified = ledger.verified(checkpoints=seal)
    assert verified.checkpoints == 0
    assert [f.kind for f in verified.faults] == ["checkpoint"]
    assert "签名不符" in verified.faults[0].text
    unkeyed = verify_record(ledger.database, "guanghe", checkpoints=ledger.sealed())
    assert unkeyed.checkpoints == 0
    assert "没有公钥" in unkeyed.faults[0].text


RECHAINED: list[Callable[[Rows], Any]] = [
    lambda told: told.update(case=[1]),
    lambda told: told.update(case="77"),
    lambda told: told.update(version=True),
    lambda told: told.update(version=None, case=None),
    lambda told: told.update(commit=7),
    lambda told: told.update(commit=[["work"]]),
    lambda told: told.update(commit=[["work", 7]]),
    lambda told: told.update(commit=[]),
    lambda told: told.update(commit={}),
    lambda told: told.update(v=2),
    lambda told: told.update(outcome="perhaps"),
    lambda told: told.update(due=7),
    lambda told: told.update(period=None),
    lambda told: told.update(move="fly"),
    lambda told: told.update(to="closed"),
    lambda told: told.update({"from": "closed"}),
    lambda told: told.update(version=50),
    lambda told: told.update(case=77),
    lambda told: told.pop("to"),
    lambda told: told.pop("alg"),
    lambda told: told.update(alg="md5"),
    lambda told: told.update(alg=["sha256"]),
]


@pytest.mark.rule("R28")
@pytest.mark.parametrize("edit", RECHAINED, ids=range(len(RECHAINED)))
def test_a_chain_recomputed_over_an_impossible_line_is_found_even_without_the_key(
    ledger: Ledger, edit: Callable[[Rows], Any]
) -> None:
    with ledger.forged() as forger:
        k = forger.number("submit_plan", 2)
        forger.recompute(k, edit)
    assert ledger.faults(key=False)[0].where == line(k)
