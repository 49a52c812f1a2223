"""The pages a quarter was pinned to when it opened, read from their canonical text (R28).

An old quarter is walked over the page of its own time, whatever the page is now.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from storage.rebuild import Rebuilt

ILL_FORMED = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What comes of taking a text for JSON of some form when it is not."""

_decode = json.JSONDecoder().raw_decode


@dataclass(frozen=True, slots=True)
class Page:
    """What replay needs of a pinned page: where and by what it begins, and which ways it has."""

    initial: str
    begun_by: frozenset[str]
    edges: frozenset[tuple[str, str, str]]


def parse_page(text: str) -> tuple[str, Page]:
    """The id of a page and the page, from its canonical text; ValueError if it is none."""
    try:
        body = parsed(text)
        edges = frozenset(
            (str(move["id"]), str(source), str(target))
            for move in body["moves"]
            for source, target, _ in move["routes"]
        )
        begun_by = frozenset(map(str, body["begun_by"]))
        return str(body["id"]), Page(str(body["initial"]), begun_by, edges)
    except ILL_FORMED as error:
        raise ValueError("not a page") from error


def pinned_pages(rebuilt: Rebuilt, period: str) -> Mapping[str, Page]:
    """The pages a quarter was pinned to, by id; those not on record, or forged, are left out."""
    listed = rebuilt.tables["quarter"].get((period,), {}).get("pages")
    found: dict[str, Page] = {}
    for key in listed.split() if isinstance(listed, str) else ():
        pin = rebuilt.tables["pin"].get((key,), {})
        text = pin.get("text")
        if pin.get("kind") == "page" and isinstance(text, str) and _digest(text) == key:
            with suppress(ValueError):
                name, page = parse_page(text)
                found[name] = page
    return found


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def parsed(text: Any) -> Any:
    """Parse a JSON text with nothing around it; raises one of several errors if it is none."""
    body, end = _decode(text)
    if end != len(text):
        raise ValueError("something stands behind the JSON")
    return body
