"""Whom a form names: chosen from a list in a small office, in a large one written by name.

A name that one person alone bears stands for them; of others the form tells who could be meant.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rules.inputs.given import Given
from rules.nouns import Person
from rules.policy import Basis
from rules.rule import Obstacle
from rules.strokes import by_strokes
from storage.load import Loader
from storage.registry import headcount
from web.forms import kind_of

MOST_CHOICES = 200
"""People up to whom a form offers all of them to choose from."""
MOST_TOLD = 20
NAMING = frozenset({"person", "people"})
"""The kinds of fields that name somebody."""
_BETWEEN = re.compile(r"[、，,;；\s]+")
Named = tuple[dict[str, Any], tuple[Obstacle, ...]]


def choices(loader: Loader) -> list[tuple[str, str]]:
    """Whom a form offers, (handle, words) by strokes of their names; nobody where all are many."""
    if headcount(loader.connection, loader.office) > MOST_CHOICES:
        return []
    people = sorted(loader.everyone(), key=lambda p: (by_strokes(p.name), p.id))
    return [(p.handle, p.name) for p in people]


def names_people(model: type[Given]) -> bool:
    """Whether an input names anybody."""
    return any(kind in NAMING for _, kind in _fields(model))


def by_handle(loader: Loader, model: type[Given], data: Mapping[str, Any]) -> Named:
    """What was filled in with handles for names; and why not, where a name says too little."""
    found, obstacles = dict(data), []
    everyone: list[Person] = []
    for key, kind in _fields(model):
        if not found.get(key) or kind not in NAMING:
            continue
        everyone = everyone or loader.everyone()
        texts = _texts(found[key], several=kind == "people", everyone=everyone)
        meant = [_meant(text, everyone) for text in texts]
        obstacles += [told for told in meant if isinstance(told, Obstacle)]
        handles = [each for each in meant if isinstance(each, str)]
        found[key] = handles if kind == "people" else "".join(handles[:1])
    return found, tuple(obstacles)


def _fields(model: type[Given]) -> Iterator[tuple[str, str]]:
    for name, info in model.model_fields.items():
        yield info.alias or name, kind_of(model, name)


def _texts(value: Any, *, several: bool, everyone: Sequence[Person]) -> list[str]:
    """Each name that was filled in; several may stand in one line where nothing was offered."""
    texts = [value] if isinstance(value, str) else [str(each) for each in value]
    if several and len(everyone) > MOST_CHOICES:
        texts = [part for text in texts for part in _BETWEEN.split(text)]
    return [text.strip() for text in texts if text.strip()]


def _meant(text: str, everyone: Sequence[Person]) -> str | Obstacle:
    """The handle of whom a text means; a text that means nobody is left for the engine to judge."""
    if any(p.handle == text for p in everyone):
        return text
    bearing = [p for p in everyone if p.name == text] or [p for p in everyone if text in p.name]
    if len(bearing) == 1 and bearing[0].name == text:
        return bearing[0].handle
    if not bearing:
        return text
    listed = sorted(bearing, key=lambda p: (by_strokes(p.name), p.id))[:MOST_TOLD]
    told = "、".join(f"{p.name}({p.handle})" for p in listed)
    more = f"等{len(bearing)}人" if len(bearing) > len(listed) else ""
    words = f"“{text[:20]}”可能指：{told}{more}。请填写全名；同名的，填写括号里的登录名"
    return Obstacle("who", "", Basis.CONVENTION, words)
