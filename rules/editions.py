"""What a policy text of an earlier release says in the words of this one (R01).

A quarter is explained from the text pinned when it opened, whatever releases came since. Values,
rules, moves and deadlines that a release adds, renames or drops are written down in
`editions.toml`, each with why the old outcome stays what it was; a text that says of which edition
it is, is read through all later ones. A file an office keeps is of the present edition, always.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError, model_validator

from rules.amendment import AMENDMENTS, PolicyError
from rules.cite import Strict, Whole
from rules.faults import explain
from rules.toml import read_toml

EDITION = "edition"
FIRST = 1
SILENT = "silent_on"
FILE = Path(__file__).with_name("editions.toml")

Why = Annotated[str, Field(min_length=1)]


class Added(Strict):
    """An entry that texts before did not have: how they are read, and why nothing changes."""

    why: Why
    entry: Any = None
    silent: bool = False

    @model_validator(mode="after")
    def _one_way(self) -> "Added":
        """An older text either gets an entry or is silent on a rule, one of the two."""
        if (self.entry is None) is not self.silent:
            raise ValueError("须写 entry，或者(只限规则)写 silent = true，二者取一")
        return self


class Moved(Strict):
    """An entry that is called otherwise since."""

    to: str
    why: Why


class Removed(Strict):
    """An entry that nothing reads any more."""

    why: Why


class Edition(Strict):
    """One edition of the policy file: what came, what is called otherwise, what went."""

    number: Whole
    release: str
    gist: str
    added: Mapping[str, Added] = {}
    moved: Mapping[str, Moved] = {}
    removed: Mapping[str, Removed] = {}


class _File(Strict):
    editions: tuple[Edition, ...]

    @model_validator(mode="after")
    def _in_order(self) -> "_File":
        """Editions are numbered from the first on without gaps."""
        if [e.number for e in self.editions] != list(range(FIRST, FIRST + len(self.editions))):
            raise ValueError("各版须从第1版起依次编号")
        return self


def editions_from_text(text: str) -> tuple[Edition, ...]:
    """Read a table of editions; PolicyError names what is wrong with it."""
    try:
        return TypeAdapter(_File).validate_python(read_toml(text)).editions
    except ValidationError as error:
        raise PolicyError(f"editions:{explain(error.errors(include_url=False), '')}") from None


@cache
def shipped_editions() -> tuple[Edition, ...]:
    """The editions up to this release, oldest first."""
    return editions_from_text(FILE.read_text(encoding="utf-8"))


def current_edition() -> int:
    """The number of the edition that this release reads and writes."""
    return shipped_editions()[-1].number


def upgraded(
    raw: Mapping[str, Any], edition: int, name: str, editions: Sequence[Edition] | None = None
) -> dict[str, Any]:
    """The tables of a policy text of an edition as the newest edition has them.

    A text of amendments alone gets nothing added: what it amends has it. PolicyError for an
    edition this release does not know.
    """
    known = shipped_editions() if editions is None else editions
    if not FIRST <= edition <= known[-1].number:
        raise PolicyError(
            f"{name}：按第{edition}版的栏目写成，本程序只认识到第{known[-1].number}版；"
            "请改用新版程序打开"
        )
    tables = deepcopy(dict(raw))
    for later in known:
        if later.number > edition:
            _step(tables, later)
    return tables


def _step(tables: dict[str, Any], edition: Edition) -> None:
    """Bring tables from the edition before to this one."""
    amendments = tables.get(AMENDMENTS)
    parts = [a for a in amendments if isinstance(a, dict)] if isinstance(amendments, list) else []
    whole = set(tables) != {AMENDMENTS}
    for part in [tables, *parts]:
        _renamed(part, edition)
        _speaking(part, edition, begin=whole and part is tables)
    if whole:
        for key, added in edition.added.items():
            if not added.silent:
                _put(tables, key, deepcopy(added.entry))


def _renamed(part: dict[str, Any], edition: Edition) -> None:
    for key, moved in edition.moved.items():
        found = _take(part, key)
        if found is not None:
            _put(part, moved.to, found)
    for key in edition.removed:
        _take(part, key)


def _speaking(part: dict[str, Any], edition: Edition, *, begin: bool) -> None:
    """Let what says on which rules an office is silent speak of the rules there are now."""
    said = part.get(SILENT, [] if begin else None)
    if not isinstance(said, list):
        return
    new = [_rule(key) for key, added in edition.added.items() if added.silent]
    called = {_rule(key): _rule(moved.to) for key, moved in edition.moved.items()}
    gone = {_rule(key) for key in edition.removed} - {""}
    listed = [called.get(name) or name for name in said if name not in gone]
    part[SILENT] = list(dict.fromkeys([*listed, *new]))


def _rule(key: str) -> str:
    table, _, name = key.partition(".")
    return name if table == "rules" else ""


def _take(part: dict[str, Any], key: str) -> Any:
    """Take an entry out of its table; None if it is not there."""
    *way, last = key.split(".")
    table: Any = part
    for step in way:
        table = table.get(step) if isinstance(table, dict) else None
    return table.pop(last, None) if isinstance(table, dict) else None


def _put(part: dict[str, Any], key: str, entry: Any) -> None:
    """Put an entry into its table, unless it is there already."""
    *way, last = key.split(".")
    table = part
    for step in way:
        table = table.setdefault(step, {})
    table.setdefault(last, entry)
