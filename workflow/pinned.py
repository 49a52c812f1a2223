"""The pages a quarter was pinned to when it opened, read from their canonical text (R28).

An old quarter is walked over the page of its own time, whatever the page is now.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import product
from typing import Any

from storage.rebuild import Rebuilt

PAGES = ("quarterly", "cycle")
"""The pages whose digests, in this order, make the digest that a quarter is pinned to."""


ILL_FORMED = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What comes of taking a text for JSON of some form when it is not."""

_decode = json.JSONDecoder().raw_decode


@dataclass(frozen=True, slots=True)
class Page:
    """What replay needs of a pinned page: where it begins and which ways it has."""

    initial: str
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
        return str(body["id"]), Page(str(body["initial"]), edges)
    except ILL_FORMED as error:
        raise ValueError("not a page") from error


def pinned_pages(rebuilt: Rebuilt, period: str) -> Mapping[str, Page]:
    """The pages a quarter was pinned to, by id; empty if they are not on record, or forged."""
    quarter = rebuilt.tables["quarter"].get((period,), {})
    known: dict[str, list[tuple[str, Page]]] = {name: [] for name in PAGES}
    for (digest,), pin in rebuilt.tables["pin"].items():
        text = pin.get("text")
        if pin.get("kind") == "page" and isinstance(text, str) and _digest(text) == digest:
            try:
                name, page = parse_page(text)
            except ValueError:
                continue
            known.setdefault(name, []).append((digest, page))
    for choice in product(*(known[name] for name in PAGES)):
        if _digest(" ".join(digest for digest, _ in choice)) == quarter.get("page"):
            return {name: page for name, (_, page) in zip(PAGES, choice, strict=True)}
    return {}


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def parsed(text: Any) -> Any:
    """Parse a JSON text with nothing around it; raises one of several errors if it is none."""
    body, end = _decode(text)
    if end != len(text):
        raise ValueError("something stands behind the JSON")
    return body
