"""Frozen values that are made as quickly as open ones.

A frozen dataclass sets each of its fields by `object.__setattr__`, which takes a third of the time
of loading a case. A value that is made here and there does well with that; one that is made for
every row read is `quick`.
"""

from dataclasses import MISSING, fields
from typing import Any, TypeVar

Value = TypeVar("Value")


def quick(cls: type[Value]) -> type[Value]:
    """Let a frozen dataclass with slots be filled while it is open; it stays frozen afterwards.

    The new value is at first of a twin class with the same slots, whose fields are set as any
    others, and then becomes one of `cls`: Python allows that where the slots are the same. What
    `cls` takes, and all it can do, remains as it was; it must not be inherited from.
    """
    made = [field for field in fields(cls) if field.init]  # type: ignore[arg-type]
    names = [field.name for field in made]
    known: dict[str, Any] = {
        "_Open": type(cls.__name__, (), {"__slots__": cls.__slots__}),  # type: ignore[attr-defined]
        "_make": object.__new__,
        "_MISSING": MISSING,
    }
    taken, filled = [], []
    for field in made:
        default, given = field.name, field.name
        if field.default_factory is not MISSING:
            known[f"_new_{field.name}"] = field.default_factory
            default += "=_MISSING"
            given = f"_new_{field.name}() if {given} is _MISSING else {given}"
        elif field.default is not MISSING:
            known[f"_default_{field.name}"] = field.default
            default += f"=_default_{field.name}"
        taken.append(default)
        filled.append(f"    self.{field.name} = {given}\n")
    source = (
        f"def __new__(cls, {', '.join(taken)}):\n    self = _make(_Open)\n"
        f"{''.join(filled)}    self.__class__ = cls\n    return self\n"
    )
    # Only names of our own fields stand in it, as in what `dataclass` makes in the same way.
    exec(source, known)  # noqa: S102
    del cls.__init__
    cls.__new__ = known["__new__"]  # type: ignore[method-assign]
    cls.__getnewargs__ = lambda self: tuple(getattr(self, n) for n in names)  # type: ignore[attr-defined]
    return cls
