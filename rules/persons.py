"""The people of an office: who they are, and as what one of them acts (R25, R28)."""

from dataclasses import dataclass

from rules.quick import quick
from rules.roles import Role


@quick
@dataclass(frozen=True, slots=True)
class Person:
    """A person of the office: surrogate id, handle (sign-in name), name, mail address."""

    id: str
    handle: str
    name: str
    email: str = ""


@quick
@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which roles they stand at that instant; `person` is empty for the clock."""

    person: str
    name: str
    roles: frozenset[Role]
