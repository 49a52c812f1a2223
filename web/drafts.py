"""What was typed and not yet handed in: kept as it is typed, shown when the form opens again."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from storage import accounts
from web.site import Site
from web.visit import Visit

TEMPLATES = Path(__file__).with_name("templates")
SECRET = frozenset({"csrf", "request"})
MONTHLY = frozenset({"summarise"})
"""Moves that each month has for itself."""
LARGEST = 400_000
"""Signs of a draft at most."""
PART = "part"
"""The field of a form too long for one page that says which part of it this is."""
OF_PARTS = ("grades:", "reasons:")
"""How fields begin that stand in one part each; all others stand in every part."""


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


def whole(kept: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, Any]:
    """A form with what its other parts said before, if it is one of several parts."""
    others = (name for name in kept if name.startswith(OF_PARTS)) if PART in typed else ()
    return {name: kept[name] for name in others} | dict(typed)


def gathered(visit: Visit, number: int, move: str) -> Visit:
    """The visit with all parts of the form that it brings."""
    if PART not in visit.form:
        return visit
    office, place = visit.site.office, (visit.who.person, number, place_of(move, visit.form))
    with office.store.database.read() as connection:
        kept = accounts.draft_of(connection, office.id, *place)
    lists = whole({n: [v] for n, v in parsed(kept[0]).items()} if kept else {}, visit.lists)
    return replace(visit, form={n: values[-1] for n, values in lists.items()}, lists=lists)


def keep(visit: Visit, number: int, move: str) -> None:
    """Keep what a form carried."""
    if not put(visit.site, visit.who.person, (number, move), flat(visit.lists)):
        raise visit.deny("内容过长，草稿没有保存，请先精简", 413)


def put(site: Site, person: str, form: tuple[int, str], typed: Mapping[str, Any]) -> bool:
    """Keep what somebody typed into a form, which is named by case and move; not if too long."""
    number, move = form
    office, place = site.office, (person, number, place_of(move, typed))
    with office.store.database.begin() as connection:
        kept = accounts.draft_of(connection, office.id, *place)
        together = whole(parsed(kept[0]) if kept else {}, typed)
        body = json.dumps(together, ensure_ascii=False)
        if len(body) <= LARGEST:
            accounts.keep_draft(connection, office.id, place, body, site.now())
    return len(body) <= LARGEST
