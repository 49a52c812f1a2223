"""Each library has one door: one file or one package that imports it."""

import ast
import sys
import tomllib
from fnmatch import fnmatchcase

import pytest

from tests.architecture.tree import PRODUCT, python_files, read

DOORS = {
    # the standard library's
    "smtplib": ("notifications/channels.py",),
    "sqlite3": ("storage/database.py",),
    "tomllib": ("rules/toml.py",),
    # others'
    "anyio": ("web/app.py",),
    "alembic": ("storage/migrate.py", "storage/migrations/*"),
    "apscheduler": ("workflow/ticker.py",),
    "authlib": ("web/oidc.py",),
    "click": ("cli/*",),
    "cryptography": ("storage/keys.py",),
    "fastapi": ("web/*",),
    "joserfc": ("web/oidc.py",),
    "jinja2": ("notifications/compose.py", "web/render.py"),
    "psycopg": ("storage/*",),
    "pydantic": (
        "rules/beside.py",
        "rules/cite.py",
        "rules/editions.py",
        "rules/fields.py",
        "rules/inputs/**",
        "rules/policy.py",
        "web/**",
    ),
    "pydantic_core": ("rules/beside.py", "rules/fields.py", "rules/inputs/**", "rules/policy.py"),
    "pydantic_settings": ("*/settings.py",),
    "pysqlite3": ("storage/database.py",),
    "pwdlib": ("storage/passwords.py",),
    "rich": ("cli/*",),
    "sqlalchemy": ("storage/*",),
    "sqlmodel": ("storage/*",),
    "starlette": ("web/*",),
    "transitions": ("workflow/machine.py",),
    "typer": ("cli/*",),
    "uvicorn": ("cli/serve.py",),
}


def imported(source: str) -> set[str]:
    """The top-level names that a source imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add((node.module or "").split(".")[0])
    return names


def wrong_doors(path: str, source: str) -> list[str]:
    """The libraries that this file imports and is no door of."""
    free = (set(sys.stdlib_module_names) | set(PRODUCT)) - set(DOORS)
    return sorted(
        library
        for library in imported(source) - free
        if not any(fnmatchcase(path, door) for door in DOORS.get(library, ()))
    )


@pytest.mark.parametrize("path", python_files(*PRODUCT))
def test_a_library_is_imported_through_its_door_only(path: str) -> None:
    assert wrong_doors(path, read(path)) == []


@pytest.mark.parametrize(
    ("path", "fault", "library"),
    [
        ("workflow/engine.py", "from transitions import Machine", "transitions"),
        ("workflow/machine.py", "import sqlalchemy.orm", "sqlalchemy"),
        ("cli/main.py", "import sqlmodel", "sqlmodel"),
        ("storage/rows.py", "import sqlite3", "sqlite3"),
        ("rules/guards.py", "def f():\n    import tomllib", "tomllib"),
        ("rules/calendar.py", "import chinese_calendar", "chinese_calendar"),
        ("workflow/sweep.py", "import unheard_of", "unheard_of"),
        ("storage/work.py", "from tests.postgres import server", "tests"),
    ],
)
def test_a_planted_import_beside_its_door_is_found(path: str, fault: str, library: str) -> None:
    assert wrong_doors(path, fault) == [library]


def test_a_door_may_import_its_library() -> None:
    assert wrong_doors("workflow/machine.py", "from transitions import Machine") == []
    assert wrong_doors("storage/migrations/versions/first.py", "from alembic import op") == []


def test_the_linter_excuses_nothing_but_doors_the_clock_and_whole_packages() -> None:
    ruff = tomllib.loads(read("pyproject.toml"))["tool"]["ruff"]["lint"]
    excused = {path for path, codes in ruff["per-file-ignores"].items() if "TID251" in codes}
    doors = {door for places in DOORS.values() for door in places}
    assert excused - doors <= {"workflow/clock.py", "bench/**", "cli/**", "storage/migrations/**"}


def test_every_door_of_a_single_file_is_held_by_the_linter_too() -> None:
    ruff = tomllib.loads(read("pyproject.toml"))["tool"]["ruff"]["lint"]
    single = {library for library, places in DOORS.items() if places[0].endswith(".py")}
    banned = set(ruff["flake8-tidy-imports"]["banned-api"])
    assert single - banned == {"pydantic_settings"}
