"""Texts that lie sealed in row and journal: what only the auditor reads, by their key (R34).

A change is sealed before it is written and before the journal commits to it, so that whoever
holds the public key alone can still verify every row against every line.
"""

from dataclasses import replace
from typing import Any, TypeVar

from storage.change import Change, Put
from storage.keys import NONCE_BYTES, open_text, seal_text
from storage.rows import sealed_columns
from storage.work import Store

Noun = TypeVar("Noun", bound=Any)


def sealed(change: Change, store: Store, office: str) -> Change:
    """The change with the texts of sealed columns made unreadable; KeyFault without the key."""
    columns = sealed_columns(change.table)
    if not columns:
        return change
    key = change.values if isinstance(change, Put) else change.key
    closed = {
        name: seal_text(
            store.journal_key, value, store.salts(NONCE_BYTES),
            _place(office, change.table, name, key["case_id"], key["number"]),
        )
        if name in columns
        else value
        for name, value in change.values.items()
    }  # fmt: skip
    return replace(change, values=closed)


def unsealed(row: Noun, store: Store, office: str, table: str, case_id: int) -> Noun:
    """A row of a case as it was read, with its sealed texts opened; KeyFault without the key."""
    return replace(
        row,
        **{
            name: open_text(
                store.journal_key, getattr(row, name),
                _place(office, table, name, case_id, row.number),
            )
            for name in sealed_columns(table)
        },
    )  # fmt: skip


def _place(office: str, table: str, column: str, case_id: int, number: int) -> str:
    """Where a text stands; it opens nowhere else."""
    return f"{office}/{table}/{column}/{case_id}/{number}"
