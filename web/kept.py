"""What is dear to derive and changes only with the journal: kept until its next line or minute."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar, cast

MOST = 64
"""How many results are kept."""
Result = TypeVar("Result")


@dataclass
class Kept:
    """The newest results by their keys, which say all that a result depends on."""

    most: int = MOST
    _found: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict, repr=False)
    _making: dict[Hashable, Lock] = field(default_factory=dict, repr=False)
    _turn: Lock = field(default_factory=Lock, repr=False)

    def get(self, key: Hashable, derive: Callable[[], Result]) -> Result:
        """The result of a key, derived if it is not there; who asks meanwhile waits for it.

        If deriving fails, the next of those who wait tries it.
        """
        with self._turn:
            if key in self._found:
                self._found.move_to_end(key)
                return cast(Result, self._found[key])
            place = self._making.setdefault(key, Lock())
        with place:
            with self._turn:
                if key in self._found:
                    return cast(Result, self._found[key])
            try:
                made = derive()
                with self._turn:
                    self._found[key] = made
                    while len(self._found) > self.most:
                        self._found.popitem(last=False)
            finally:
                with self._turn:
                    self._making.pop(key, None)
        return made
