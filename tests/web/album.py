"""The pages that people opened in walks, one of each kind, to be looked at in a browser.

A kind is a route; of a person's file its procedure and stage and whether it is their own; of the
home page what the reader is; of a form its move.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus

from rules.calendar import beijing_day
from rules.nouns import Case, Role
from storage.load import Loader
from tests.web.leaves import Leaf
from workflow.play import Played

NUMBER = re.compile(r"/(cases|quarters)/(\d+)")
FORM = re.compile(r"/cases/\d+/do/(\w+)")


@dataclass
class Album:
    """The first page of each kind that was answered, by its kind."""

    pages: dict[str, Leaf] = field(default_factory=dict)

    def keep(self, played: Played, who: str, path: str, at: datetime, leaf: Leaf) -> None:
        """Keep a page that somebody opened, unless it was refused or one of its kind is there."""
        path = path.partition("?")[0]
        if leaf.status == HTTPStatus.OK and leaf.text.startswith("<!doctype html>"):
            self.pages.setdefault(_kind(played, who, path, at), leaf)

    @property
    def routes(self) -> set[str]:
        """The routes of which a page was kept."""
        return {kind.partition(" ")[0] for kind in self.pages}

    @property
    def moves(self) -> set[str]:
        """The moves of which a form was kept."""
        return {kind.partition(" ")[2] for kind in self.pages if "{move}" in kind}


def _kind(played: Played, who: str, path: str, at: datetime) -> str:
    if form := FORM.fullmatch(path):
        return f"/cases/{{number}}/do/{{move}} {form[1]}"
    number = NUMBER.match(path)
    if path != "/" and not number:
        return path
    office = played.office
    with office.store.database.read() as connection:
        loader = Loader(connection, office.id, lock=False)
        if number is None:
            return f"/ {_of(loader.roles(played.ids[who], beijing_day(at)))}"
        route = NUMBER.sub(r"/\1/{number}", path)
        case = loader.case(int(number[2]))
        if number[1] == "quarters" or case is None or route.endswith("result"):
            return route
        return f"{route} {case.procedure} {case.stage}{_whose(case, played.ids[who])}"


def _of(roles: frozenset[Role]) -> str:
    return "-".join(sorted(role.value for role in roles)) or "nobody"


def _whose(case: Case, person: str) -> str:
    return " own" if case.person == person else ""
