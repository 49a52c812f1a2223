"""What a person hands in with a move: typed, bounded, cleaned at the edge.

Each move has one model. Numbers become scaled integers, days become dates, texts lose surrounding
blanks and may hold no control or direction-changing characters. A value that does not fit raises
`BadInput` with one trouble per field: the field, the Chinese sentence, and the rule whose clause
the refusal cites (empty: the clause of the move itself). Bounds come from the policy.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from rules.fields import (
    Filled,
)
from rules.policy import Values


@dataclass(frozen=True, slots=True)
class Trouble:
    """One field that does not fit: its path, the sentence, the rule whose clause is cited.

    `at` is the path in parts: names of fields, places in a list, keys of a table.
    """

    field: str
    text: str
    rule: str
    at: tuple[str, ...] = ()


class BadInput(ValueError):
    """Input that does not fit its move; carries all troubles at once."""

    def __init__(self, troubles: tuple[Trouble, ...]) -> None:
        super().__init__("；".join(t.text for t in troubles))
        self.troubles = troubles


class Given(BaseModel):
    """What every input model is: frozen and closed to keys it does not know.

    `field_rules` names the rule whose clause is cited for a field that does not fit, where that is
    not the clause of the move; a field is found by its first name. What is `kept` stays in the
    journal as a draft when it is refused. `alone` are the fields, by path without places, that no
    rule reads beside their own: what is wrong with them hides nothing of what else is wrong.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    field_rules: ClassVar[Mapping[str, str]] = {}
    kept: ClassVar[bool] = True
    alone: ClassVar[frozenset[str]] = frozenset()


class Nothing(Given):
    """For moves that take no input."""


class Reason(Given):
    """A move that needs nothing but its reason."""

    reason: Filled


_TROUBLES: Mapping[str, str] = {
    "missing": "缺少这一项，请补上",
    "extra_forbidden": "不认识这一项，请删去或改正名称",
    "int_type": "须为整数",
    "bool_type": "须为 true 或 false",
    "greater_than_equal": "数值过小，须为 1 至 12 的月份",
    "less_than_equal": "数值过大，须为 1 至 12 的月份",
    "tuple_type": "须为列表",
    "dict_type": "须为“名称 = 值”的表",
    "model_type": "须为“名称 = 值”的表",
    "model_attributes_type": "须为“名称 = 值”的表",
}


GivenT = TypeVar("GivenT", bound=Given)


def read_input(model: type[GivenT], data: object, values: Values) -> GivenT:
    """Validate what was handed in with a move; BadInput lists every field that does not fit."""
    try:
        return model.model_validate(data, context=values)
    except ValidationError as error:
        raise BadInput(_troubles(error, model.field_rules)) from None


def _troubles(error: ValidationError, rules: Mapping[str, str]) -> tuple[Trouble, ...]:
    found: dict[str, Trouble] = {}
    for trouble in error.errors(include_url=False, include_input=False):
        path = [str(p) for p in trouble["loc"] if not str(p).startswith(("function-", "dict["))]
        path = [p for p in path if p not in {"[key]", "str", "constrained-int"}]
        where = ".".join(path) or "with"
        context = trouble.get("ctx", {})
        if trouble["type"] == "kaohe":
            text = str(context.get("text", ""))
        else:
            text = _TROUBLES.get(trouble["type"], "取值不对，请按说明改正")
        rule = str(context.get("rule", "")) or rules.get(path[0] if path else "", "")
        found.setdefault(where, Trouble(where, f"{where}：{text}", rule, tuple(path)))
    return tuple(found.values())


STOPGAP = "—"
"""What stands in a text that is to be corrected, while the rest is judged."""


def rest_of(
    model: type[GivenT], data: Mapping[str, Any], troubles: tuple[Trouble, ...], values: Values
) -> GivenT | None:
    """The input as far as it fits, to be judged beside its troubles; None if they touch the rest.

    A text that stands alone is stopped, an entry of a table of such left out.
    """
    given: Any = deepcopy(dict(data))
    for trouble in troubles:
        *way, name = trouble.at or ("",)
        place = given
        for part in way:
            place = _within(place, part)
        words = ".".join(part for part in trouble.at if not part.isdigit())
        if not isinstance(place, dict):
            return None
        if len(way) == 1 and way[0] in model.alone:
            place.pop(name, None)
        elif words in model.alone:
            place[name] = STOPGAP
        else:
            return None
    try:
        return read_input(model, given, values)
    except BadInput:
        return None


def _within(place: Any, part: str) -> Any:
    """What stands at a part of a path; None if nothing does."""
    if isinstance(place, dict):
        return place.get(part)
    if isinstance(place, list) and part.isdigit() and int(part) < len(place):
        return place[int(part)]
    return None
