"""Whoever changes a value beside the journal is found; what was erased is a gap to be seen."""

import json

import pytest

from tests.workflow.forger import MIDDLE, Forger, Ledger, line

VALUE_ATTACKS = {
    "edited": "UPDATE journal_value SET value = replace(value, '重点', '一般')",
    "salted_anew": "UPDATE journal_value SET salt = '00112233445566778899aabbccddeeff'",
    "upper_case_salt": "UPDATE journal_value SET salt = upper(salt)",
    "spaced_salt": "UPDATE journal_value SET salt = salt || ' '",
    "short_salt": "UPDATE journal_value SET salt = '00'",
    "salt_erased_alone": "UPDATE journal_value SET salt = ''",
    "value_erased_alone": "UPDATE journal_value SET value = ''",
    "declassified": "UPDATE journal_value SET privacy_class = 'public'",
    "erased_and_declassified": "UPDATE journal_value SET salt = '', value = '', "
    "privacy_class = 'public'",
    "spaces_added": "UPDATE journal_value SET value = value || ' '",
    "deleted": "DELETE FROM journal_value",
    "renumbered": "UPDATE journal_value SET ordinal = 9",
    "blob": "UPDATE journal_value SET value = CAST(value AS BLOB)",
}


@pytest.mark.rule("R28")
@pytest.mark.parametrize("attack", VALUE_ATTACKS)
def test_a_changed_value_is_named_with_its_line(ledger: Ledger, attack: str) -> None:
    with ledger.forged() as forger:
        k = forger.number("submit_plan", 1)
        forger.run(f"{VALUE_ATTACKS[attack]} WHERE seq = ? AND ordinal = 1", k)
    first = ledger.faults()[0]
    assert (first.kind, first.where) == ("value", line(k))


@pytest.mark.rule("R28")
@pytest.mark.parametrize(("seq", "ordinal"), [(MIDDLE, 40), (10_000, 0), ("odd", 0), (MIDDLE, "x")])
def test_a_value_that_no_line_committed_to_is_found(
    ledger: Ledger, seq: int | str, ordinal: int | str
) -> None:
    with ledger.forged() as forger:
        last = forger.last()
        forger.run(
            "INSERT INTO journal_value VALUES ('guanghe', ?, ?, 'work', ?, '{}')",
            seq, ordinal, "0" * 32,
        )  # fmt: skip
    where = line(last + 1 if seq == "odd" else int(seq))
    assert ledger.told() == [("value", where)]


@pytest.mark.rule("R28")
def test_values_exchanged_between_two_lines_are_both_found(ledger: Ledger) -> None:
    with ledger.forged() as forger:
        one, two = (forger.number("log", place) for place in (0, 1))
        for seq, to in ((one, -1), (two, one), (-1, two)):
            forger.run("UPDATE journal_value SET seq = ? WHERE seq = ?", to, seq)
    assert ledger.told()[:2] == [("value", line(one)), ("value", line(two))]


def erase(forger: Forger, seq: int, ordinal: int = 0) -> None:
    """Erase a value the way the system allows it."""
    query = "UPDATE journal_value SET salt = '', value = '' WHERE seq = ? AND ordinal = ?"
    forger.run(query, seq, ordinal)


@pytest.mark.rule("R28")
def test_an_erased_value_is_a_gap_to_be_seen_and_no_fault(ledger: Ledger) -> None:
    with ledger.forged() as forger:
        k = forger.number("log")
        erase(forger, k)
    verified = ledger.verified()
    assert verified.faults == ()
    assert (verified.erased, verified.erased_at) == (1, (line(k),))


@pytest.mark.rule("R28")
def test_an_erased_value_and_the_row_it_made_may_go_together(ledger: Ledger) -> None:
    with ledger.forged() as forger:
        k = forger.number("submit_plan")
        case = forger.line(k)["case"]
        erase(forger, k)
        erase(forger, k, 1)
        forger.run("DELETE FROM plan WHERE case_id = ? AND number = 1", case)
        forger.run("DELETE FROM plan_item WHERE case_id = ? AND plan = 1 AND ordinal = 1", case)
    verified = ledger.verified()
    assert verified.faults == ()
    assert verified.erased == 2


@pytest.mark.rule("R28")
@pytest.mark.parametrize("table", ["person", "roster", "appraisal_case", "log_entry"])
def test_an_erased_value_excuses_one_row_and_not_a_second(ledger: Ledger, table: str) -> None:
    columns = {"person": "name", "roster": "ground", "appraisal_case": "section"}
    moves = {"person": "register", "log_entry": "log"}
    with ledger.forged() as forger:
        k = forger.number(moves.get(table, "open_quarter"), 1)
        values = forger.run("SELECT ordinal, value FROM journal_value WHERE seq = ?", k)
        (ordinal,) = [o for o, value in values if json.loads(value)["table"] == table]
        case = forger.line(k)["case"]
        erase(forger, k, ordinal)
        where = f"WHERE case_id = {case}" if table == "log_entry" else "WHERE 1 = 1"
        if table == "appraisal_case":
            where = f"WHERE id <> {case}"
        forger.run(f"UPDATE {table} SET {columns.get(table, 'text')} = '改' {where}")
    verified = ledger.verified()
    assert verified.erased == 1
    assert {f.kind for f in verified.faults} == {"row_edited"}
