"""What was typed and not yet handed in: kept as it is typed, shown when the form opens again."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from storage import accounts
from web.site import Site
from web.visit import Visit

TEMPLATES = Path(__file__).with_name("templates")
SECRET = frozenset({"csrf", "request"})
MONTHLY = frozenset({"summarise"})
"""Moves that each month has for itself."""
LARGEST = 200_000
"""Signs of a draft at most."""


def template_of(move: str) -> str:
    """The template of a move's form: its own if it has one, else the one for all."""
    own = f"do/{move}.html"
    return own if (TEMPLATES / own).is_file() else "do.html"


def place_of(move: str, filled: Mapping[str, Any]) -> str:
    """Under which name what was typed is kept: by month where a form is of a month."""
    month = str(filled.get("month", ""))
    known = move in MONTHLY and month.isascii() and month.isdigit() and len(month) <= len("12")
    return f"{move}.{month}" if known else move


def flat(lists: Mapping[str, list[str]]) -> dict[str, Any]:
    """What a form carried, by the names of its fields; lists where a name stands twice."""
    return {
        name: values if len(values) > 1 else values[0]
        for name, values in lists.items()
        if name not in SECRET
    }


def parsed(body: str) -> Mapping[str, Any]:
    """A draft as it was kept."""
    found: Mapping[str, Any] = json.loads(body)
    return found


def keep(visit: Visit, number: int, move: str) -> None:
    """Keep what a form carried."""
    typed = flat(visit.lists)
    if len(json.dumps(typed, ensure_ascii=False)) > LARGEST:
        raise visit.deny("内容过长，草稿没有保存，请先精简", 413)
    put(visit.site, visit.who.person, (number, move), typed)


def put(site: Site, person: str, form: tuple[int, str], typed: Mapping[str, Any]) -> None:
    """Keep what somebody typed into a form, which is named by case and move."""
    number, move = form
    office, body = site.office, json.dumps(typed, ensure_ascii=False)
    with office.store.database.begin() as connection:
        place = (person, number, place_of(move, typed))
        accounts.keep_draft(connection, office.id, place, body, site.present())
