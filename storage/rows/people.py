"""People, their dated sections, roles and supervision, and the roster of a quarter (R02, R25)."""

from datetime import date
from typing import ClassVar

from sqlalchemy import UniqueConstraint

from storage.rows.base import MaybeDay, Row, day_key, key, maybe_day, one_of

ROLES = (
    "officer",
    "supervisor",
    "member",
    "chair",
    "deputy",
    "office",
    "auditor",
    "administrator",
    "security_administrator",
)


class PersonRow(Row, table=True):
    """A person: a global surrogate id, the handle they sign in with, name, mail address."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("office", "handle"),)
    privacy: ClassVar[str] = "identity"

    office: str = key()
    id: str = key()
    handle: str
    name: str
    email: str


class SectionRow(Row, table=True):
    """A person's section and post for an interval of days; `until` is the last day, or open."""

    __tablename__ = "section"
    privacy: ClassVar[str] = "identity"

    office: str = key()
    person: str = key()
    since: date = day_key()
    until: MaybeDay = maybe_day()
    section: str
    post: str


class RoleRow(Row, table=True):
    """A role held by a person for an interval of days."""

    __tablename__ = "role"
    __table_args__ = (one_of("role", *ROLES),)
    privacy: ClassVar[str] = "identity"

    office: str = key()
    person: str = key()
    role: str = key()
    since: date = day_key()
    until: MaybeDay = maybe_day()


class SupervisionRow(Row, table=True):
    """Who supervises a person for an interval of days."""

    __tablename__ = "supervision"
    privacy: ClassVar[str] = "identity"

    office: str = key()
    person: str = key()
    since: date = day_key()
    until: MaybeDay = maybe_day()
    supervisor: str


class RosterRow(Row, table=True):
    """A person's line on the roster of a quarter: taken in, or left out on a ground."""

    __tablename__ = "roster"
    privacy: ClassVar[str] = "identity"

    office: str = key()
    period: str = key()
    person: str = key()
    section: str
    supervisor: str
    included: bool
    ground: str
    document: str
    joined: MaybeDay = maybe_day()
