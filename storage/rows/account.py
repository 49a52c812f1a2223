"""Accounts, their sessions in the browser, and drafts: what signing in needs (ASVS V6, V7).

None of it is part of the record of an appraisal, so replay does not rebuild it; who signed in, and
whose password was set by whom, stands in the chain of the system.
"""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field

from storage.rows.base import MaybeInstant, Row, at_least, instant, key, maybe_instant, number


def of_person() -> ForeignKeyConstraint:
    """Tie a row to its person."""
    return ForeignKeyConstraint(["office", "person"], ["person.office", "person.id"])


class AccountRow(Row, table=True):
    """How a person signs in: the hash of the password, and what has failed of late.

    `initial_until` is when a one-time password stops working; empty once the person has set their
    own. `failures` counts the wrong ones since the last right one. `totp` is what the secret of
    the second factor is derived from, with the key outside the database; empty without one;
    `totp_used` is the last step whose code was taken, so that no code is taken twice.
    """

    __tablename__ = "account"
    __table_args__ = (of_person(), at_least("failures", 0))

    office: str = key()
    person: str = key()
    password: str
    set_at: datetime = instant()
    initial_until: MaybeInstant = maybe_instant()
    failures: int = 0
    locked_until: MaybeInstant = maybe_instant()
    disabled_at: MaybeInstant = maybe_instant()
    totp: str = ""
    totp_used: int = 0


class WebSessionRow(Row, table=True):
    """A browser that is signed in, by the digest of its token; the token itself is nowhere here.

    `vouched` is whether an identity provider vouched for the person, in the place of a password.
    """

    __tablename__ = "web_session"
    __table_args__ = (of_person(), Index(None, "office", "person"))

    office: str = key()
    digest: str = key()
    person: str
    csrf: str
    made_at: datetime = instant()
    seen_at: datetime = instant()
    vouched: bool = False


class RecoveryCodeRow(Row, table=True):
    """A code that stands in for the second factor once, by its digest."""

    __tablename__ = "recovery_code"
    __table_args__ = (of_person(),)

    office: str = key()
    person: str = key()
    digest: str = key()


class AddressRow(Row, table=True):
    """How many sign-ins of late failed from one network address, since when."""

    __tablename__ = "sign_in_address"
    __table_args__ = (at_least("failures", 0),)

    office: str = key()
    address: str = key()
    failures: int = 0
    since: datetime = instant()


class DraftRow(Row, table=True):
    """What a person has typed into a form and not yet handed in; `body` is the form as JSON."""

    __tablename__ = "draft"
    __table_args__ = (of_person(),)

    office: str = key()
    person: str = key()
    case_id: int = number()
    move: str = key()
    body: str = Field(default="{}")
    at: datetime = instant()
