"""Who may call which route: one table, denied by default (ASVS V8).

A route without a line is refused when the site is built, so nothing is open by oversight. What a
person may do with a case behind a route is asked of the engine, and what they may see of
`workflow.sight`; this table is the first gate only.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from rules.nouns import Role
from rules.toml import read_toml

FILE = Path(__file__).with_name("access.toml")
ANYONE, SIGNED_IN = "anyone", "signed_in"
Route = tuple[str, str]


class Rule(NamedTuple):
    """Who may call a route: anyone, whoever is signed in, or holders of one of some roles."""

    who: str
    roles: frozenset[Role]

    def admits(self, roles: Iterable[Role] | None) -> bool:
        """Whether somebody with these roles may call it; None is a stranger."""
        if self.who == ANYONE:
            return True
        if roles is None:
            return False
        return self.who == SIGNED_IN or bool(self.roles & set(roles))


class AccessError(ValueError):
    """A table of access that does not fit the routes there are."""


def load(file: Path = FILE) -> Mapping[Route, Rule]:
    """The table; AccessError for a line that says nothing or says it twice."""
    found: dict[Route, Rule] = {}
    for line in read_toml(file.read_text(encoding="utf-8"))["route"]:
        place = (line["method"], line["path"])
        if place in found:
            raise AccessError(f"route {place} stands twice")
        found[place] = _rule(line)
    return found


def _rule(line: Mapping[str, Any]) -> Rule:
    who = line["who"]
    if who in (ANYONE, SIGNED_IN):
        return Rule(who, frozenset())
    if not isinstance(who, list) or not who:
        raise AccessError(f"route {line['path']}: nobody is named")
    return Rule("", frozenset(Role(role) for role in who))


def check(table: Mapping[Route, Rule], routes: Iterable[Route]) -> None:
    """Refuse routes without a line, and lines without a route; AccessError names them."""
    known = set(routes)
    if open_ := sorted(known - table.keys()):
        raise AccessError(f"routes without a rule: {open_}")
    if loose := sorted(table.keys() - known):
        raise AccessError(f"rules without a route: {loose}")
