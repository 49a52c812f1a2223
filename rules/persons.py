"""The people of an office: who they are, and as what one of them acts (R25, R28)."""

from dataclasses import dataclass

from rules.roles import Role


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the office: surrogate id, handle (sign-in name), name, mail address."""

    id: str
    handle: str
    name: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which roles they stand at that instant; `person` is empty for the clock."""

    person: str
    name: str
    roles: frozenset[Role]
