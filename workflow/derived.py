"""What is derived of a case that is kept: once, as long as the case stays what it is."""

from collections.abc import Callable
from typing import TypeVar

from rules.nouns import Case
from rules.policy import Values
from rules.result import Result, result_of
from storage.remembered import KeptParts

Made = TypeVar("Made")


def derived(case: Case, name: str, given: tuple[object, ...], make: Callable[[], Made]) -> Made:
    """What `make` derives of a case and of what is `given` besides; nobody may change it.

    A case that was read for one act alone has nothing kept beside it: there it is made each time.
    """
    if not isinstance(case.parts, KeptParts):
        return make()
    found = case.parts.derived.get(name)
    if found is not None and found[0] == given:
        result: Made = found[1]
        return result
    made = make()
    case.parts.derived[name] = (given, made)
    return made


def result_now(case: Case, values: Values) -> Result:
    """The total and band of a case."""
    return derived(case, "result", (values,), lambda: result_of(case, values))
