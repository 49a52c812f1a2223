"""Writes the tables of step 0001 anew from the rows, as long as no release has shipped it.

    python -m storage.migrations.write && ruff format storage/migrations

Rows and tables lie alike: the tables of `storage/rows/people.py` are made by `first/people.py`.
"""

from graphlib import TopologicalSorter
from pathlib import Path
from textwrap import wrap
from typing import Any, Literal

from alembic.autogenerate import render_python_code
from alembic.autogenerate.api import AutogenContext
from alembic.operations import ops
from sqlalchemy import CheckConstraint, Table
from sqlmodel.sql.sqltypes import AutoString

from storage.rows import RECORD, Row
from storage.types import Day, Instant

FOLDER = Path(__file__).with_name("first")
_TEXT_WIDTH = 70
_MODULE = '''"""Step 0001, the tables of {name}. Written by `storage.migrations.write`."""

import sqlalchemy as sa
from alembic import op
{types}

def create() -> None:
    """Create them with their keys, constraints and indexes."""
{body}
'''
_PACKAGE = '''"""The tables of step 0001, in an order in which they can be made.

Written by `storage.migrations.write`.
"""

from storage.migrations.first import {names}

PIECES = ({order},)
'''


def sources() -> dict[str, str]:
    """The modules of step 0001 by name, not yet formatted."""
    pieces = _pieces()
    written = {name: _module(name, tables) for name, tables in pieces.items()}
    package = _PACKAGE.format(names=", ".join(sorted(pieces)), order=", ".join(pieces))
    return written | {"__init__": package}


def render_item(
    kind: str, item: object, _context: AutogenContext | None = None
) -> str | Literal[False]:
    """Render our own column types by name, texts without SQLModel, and long checks in parts."""
    if kind == "type" and isinstance(item, Instant | Day):
        return f"{type(item).__name__}()"
    if kind == "type" and isinstance(item, AutoString) and item.length is None:
        return "sa.String()"
    if kind == "check" and isinstance(item, CheckConstraint):
        parts = wrap(str(item.sqltext), _TEXT_WIDTH, drop_whitespace=False, break_on_hyphens=False)
        return f'sa.CheckConstraint({" ".join(map(repr, parts))}, name=op.f("{item.name}"))'
    return False


def _pieces() -> dict[str, list[Table]]:
    """The tables by the module of their rows, each module after those it refers to."""
    home = {_table(row).name: row.__module__.rpartition(".")[2] for row in _rows(Row)}
    pieces: dict[str, list[Table]] = {name: [] for name in sorted(home.values())}
    before: dict[str, set[str]] = {name: set() for name in pieces}
    for table in RECORD.sorted_tables:
        name = home[table.name]
        pieces[name].append(table)
        before[name] |= {home[key.column.table.name] for key in table.foreign_keys} - {name}
    return {name: pieces[name] for name in TopologicalSorter(before).static_order()}


def _rows(base: type[Row]) -> list[type[Row]]:
    found = [row for each in base.__subclasses__() for row in [each, *_rows(each)]]
    return [row for row in found if hasattr(row, "__table__")]


def _table(row: Any) -> Table:
    table: Table = row.__table__
    return table


def _module(name: str, tables: list[Table]) -> str:
    made: list[ops.MigrateOperation] = []
    for table in tables:
        made.append(ops.CreateTableOp.from_table(table))
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        made += [ops.CreateIndexOp.from_index(index) for index in indexes]
    code = render_python_code(ops.UpgradeOps(ops=made), render_item=render_item)
    body = "\n".join(line for line in code.splitlines() if not line.lstrip().startswith("#"))
    used = [kind.__name__ for kind in (Day, Instant) if f"{kind.__name__}()" in body]
    types = f"\nfrom storage.types import {', '.join(used)}\n" if used else ""
    return _MODULE.format(name=name, types=types, body=body)


def main() -> None:
    """Write the modules beside this one."""
    for name, source in sources().items():
        (FOLDER / f"{name}.py").write_text(source, encoding="utf-8")


if __name__ == "__main__":
    main()
