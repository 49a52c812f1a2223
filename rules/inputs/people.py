"""Which fields of an input hold people, and people's names put as the handles that moves know."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

PERSON = frozenset(
    {"by", "witness", "who", "principal", "delegate", "about", "supervisor", "chair", "owner"}
)
"""Fields that name one person."""
PEOPLE = frozenset({"present", "recused", "Investigate.by"})
"""Fields that name several."""
KEYED = frozenset({"grades", "reasons"})
"""Fields whose entries are each about a person."""
WORD_OR_PERSON = frozenset({"Extend.scope"})
"""Fields that hold a word, or else a person."""


def named(model: type, field: str, among: frozenset[str]) -> bool:
    """Whether a field of an input is among some named by field, or by model and field."""
    return field in among or any(f"{kind.__name__}.{field}" in among for kind in model.__mro__)


def with_handles(
    model: Any, data: Mapping[str, Any], handle: Callable[[str, str], str]
) -> dict[str, Any]:
    """What was filled in, with every person as `handle` has them, given key and name.

    What is no text where a person should stand is left to whoever judges the input.
    """
    found = dict(data)
    for field, info in model.model_fields.items():
        key = info.alias or field
        if key in found:
            found[key] = _put(model, field, found[key], partial(handle, key))
    return found


def _put(model: Any, field: str, value: Any, handle: Callable[[str], str]) -> Any:
    if named(model, field, KEYED) and isinstance(value, Mapping):
        return dict(_keyed(value, handle))
    several = named(model, field, PEOPLE)
    if several and isinstance(value, list | tuple):
        return [handle(v) if isinstance(v, str) else v for v in value]
    one = named(model, field, PERSON | WORD_OR_PERSON)
    return handle(value) if one and isinstance(value, str) else value


def _keyed(value: Mapping[Any, Any], handle: Callable[[str], str]) -> Iterator[tuple[Any, Any]]:
    """The entries under their handles; one who stands there twice keeps both ways of writing."""
    handles = {key: handle(key) if isinstance(key, str) else key for key in value}
    for key, held in value.items():
        twice = sum(1 for other in handles.values() if other == handles[key]) > 1
        yield (key if twice else handles[key]), held
