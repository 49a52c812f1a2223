"""Forms: what an input asks for as fields to fill in, and what was filled in as an input.

A form carries texts; `read` gives them the shape an input has. Whether they are right is for the
engine to say.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args, get_origin

from rules import fields
from rules.inputs.given import Given
from rules.inputs.people import PEOPLE, PERSON, named
from web.labels import CHOICES, OFFERED, label_of

ROWS = 8
"""Rows for the items of a plan, filled in or not."""
ITEM = ("title", "goal", "weight", "target", "due", "link")
NUMBERS = frozenset({"month", "number", "votes"})
AMOUNTS = frozenset({"points", "weight"})
KNOWN = {"date": "day", "month": "month", "votes": "number"}
TABLES = frozenset({"kpi", "bpi", "grades", "reasons", "marks"})


@dataclass(frozen=True)
class Field:
    """A field to fill in: `kind` names its widget, `choices` are (value, words)."""

    name: str
    label: str
    kind: str
    needed: bool
    choices: tuple[tuple[str, str], ...] = ()
    value: Any = ""


@dataclass(frozen=True)
class Known:
    """What a form offers to choose from: people (handle, name), sections, items, months.

    `offered` are the choices of other fields by name, as the file and its policy have them, and of
    those that only some people can stand in. People are not offered where there are very many.
    """

    people: Sequence[tuple[str, str]] = ()
    sections: Sequence[str] = ()
    items: Sequence[str] = ()
    months: Sequence[int] = ()
    offered: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    needed: frozenset[str] = frozenset()


def fields_of(model: type[Given], known: Known, filled: Mapping[str, Any]) -> list[Field]:
    """The fields of an input, with what was filled in before."""
    return [
        Field(
            key := info.alias or name,
            label_of(model, name),
            kind := _shown(kind_of(model, name), name, known),
            info.is_required() or name in known.needed,
            tuple(_choices(model, name, kind, known)),
            _filled(filled.get(key, ""), kind),
        )
        for name, info in model.model_fields.items()
    ]


def _shown(kind: str, name: str, known: Known) -> str:
    """The widget: where people are too many to choose from, their names are written."""
    if kind in {"person", "people"} and not known.offered.get(name, known.people):
        return "name" if kind == "person" else "names"
    return kind


def _filled(value: Any, kind: str) -> Any:
    """What was filled in, several persons as a list even if one alone was chosen."""
    if kind == "names":
        return value if isinstance(value, str) else "、".join(value)
    if kind != "people":
        return value
    return [value] if value and isinstance(value, str) else list(value)


def kind_of(model: type[Given], name: str) -> str:
    """Which widget a field is filled in with."""
    info = model.model_fields[name]
    if named(model, name, PEOPLE):
        return "people"
    if named(model, name, PERSON):
        return "person"
    if name in TABLES or name == "items":
        return "items" if name == "items" else "table"
    if name in NUMBERS:
        return KNOWN.get(name, "number")
    if f"{model.__name__}.{name}" in OFFERED:
        return "choice"
    found = set(_validators(info.annotation, info.metadata))
    if any(isinstance(each, fields.Choice) for each in found):
        return "choice"
    return next((word for word, sign in _SIGNS if sign in found), _by_type(info.annotation))


_SIGNS: tuple[tuple[str, Any], ...] = (
    ("day", fields._day),
    ("text", fields._text),
    ("line", fields._title),
)


def _by_type(annotation: Any) -> str:
    if annotation is bool:
        return "flag"
    return "words" if get_origin(annotation) is tuple else "line"


def _validators(annotation: Any, metadata: Iterable[Any]) -> Iterator[Any]:
    """The functions that read a field, wherever in its type they stand."""
    for each in metadata:
        if (function := getattr(each, "func", None)) is not None:
            yield function
    if get_origin(annotation) is not tuple:
        for part in get_args(annotation):
            yield from _validators(part, getattr(part, "__metadata__", ()))


def _choices(model: type[Given], name: str, kind: str, known: Known) -> Iterator[tuple[str, str]]:
    if found := OFFERED.get(f"{model.__name__}.{name}"):
        yield from found
    elif kind in {"person", "people"}:
        yield from known.offered.get(name, known.people)
    elif kind == "month":
        yield from ((str(m), f"{m}月") for m in known.months)
    elif kind == "choice":
        yield from _words(model, name)
    elif name in known.offered:
        yield from known.offered[name]
    elif name == "section":
        yield from ((s, s) for s in known.sections)
    elif name == "item" or (name == "title" and kind == "line"):
        yield from ((t, t) for t in known.items)


def _words(model: type[Given], name: str) -> Iterator[tuple[str, str]]:
    """Each thing a choice may stand for, once, in Chinese."""
    info = model.model_fields[name]
    found = _validators(info.annotation, info.metadata)
    words = next(each for each in found if isinstance(each, fields.Choice)).words
    best: dict[Any, str] = {}
    for word, meant in words.items():
        if meant not in best or (best[meant].isascii() and not word.isascii()):
            best[meant] = word
    yield from ((word, CHOICES.get(word, word)) for word in best.values())


_WIDE = re.compile(r"[0-9０-９]+(?:[.．。][0-9０-９]+)?")
_NARROW = str.maketrans("０１２３４５６７８９．。", "0123456789..")
FIGURES = frozenset({"kpi", "bpi", "marks"})


def figure(text: str) -> str:
    """A number as Chinese keyboards write it, ８９．５, in the digits that the rules read."""
    return text.translate(_NARROW) if _WIDE.fullmatch(text) else text


def read(
    model: type[Given], form: Mapping[str, str], lists: Mapping[str, list[str]]
) -> dict[str, Any]:
    """What was filled in, in the shape of an input; fields left empty are left out."""
    found: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        key = info.alias or name
        value = _value(key, kind_of(model, name), form, lists)
        if value not in ("", None) or (info.is_required() and value is not None):
            found[key] = value
    return found


def _value(key: str, kind: str, form: Mapping[str, str], lists: Mapping[str, list[str]]) -> Any:
    """One field; None if it is not on the form at all."""
    if kind == "items":
        return list(_items(form))
    if kind == "table" or f"{key}.0.key" in form:
        return table(key, form) or None
    if kind == "people":
        return [text for text in lists.get(key, ()) if text] or None
    text = form.get(key, "").strip()
    if kind == "words":
        return [line.strip() for line in text.splitlines() if line.strip()] or None
    if kind == "flag":
        return {"true": True, "false": False}.get(text, text or None)
    if key in NUMBERS or key in AMOUNTS:
        text = figure(text)
    if kind in {"month", "number"} and text.isascii() and text.isdigit():
        return int(text[:9])
    return text


def _items(form: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The items of a plan that have anything filled in, in order."""
    for row in range(ROWS):
        item = {name: form.get(f"items.{row}.{name}", "").strip() for name in ITEM}
        item["weight"] = figure(item["weight"])
        if any(item[name] for name in ITEM if name != "goal"):
            yield {name: text for name, text in item.items() if text or name not in ITEM[4:]}


def table(key: str, form: Mapping[str, str]) -> dict[str, str]:
    """A table of names and values, of the rows that have a value.

    A row is a pair of fields, or for long tables one field whose name says whose it is.
    """
    found: dict[str, str] = {}
    row = 0
    while (name := form.get(f"{key}.{row}.key")) is not None:
        value = form.get(f"{key}.{row}.value", "").strip()
        if value:
            found[name] = value
        row += 1
    named = (name for name in form if name.startswith(f"{key}:"))
    found |= {name.removeprefix(f"{key}:"): text for name in named if (text := form[name].strip())}
    return {name: figure(text) for name, text in found.items()} if key in FIGURES else found
