"""Reading and writing accounts, sessions and drafts."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, case, delete, func, insert, select, update

from storage.rows import (
    AccountRow,
    AddressRow,
    DraftRow,
    PersonRow,
    RecoveryCodeRow,
    WebSessionRow,
)

_accounts = AccountRow.__table__  # type: ignore[attr-defined]
_sessions = WebSessionRow.__table__  # type: ignore[attr-defined]
_drafts = DraftRow.__table__  # type: ignore[attr-defined]
_people = PersonRow.__table__  # type: ignore[attr-defined]
_codes = RecoveryCodeRow.__table__  # type: ignore[attr-defined]
_addresses = AddressRow.__table__  # type: ignore[attr-defined]


class Account(NamedTuple):
    """An account as it is kept, with its person's handle and name."""

    person: str
    handle: str
    name: str
    password: str
    set_at: datetime
    initial_until: datetime | None
    failures: int
    locked_until: datetime | None
    disabled_at: datetime | None
    totp: str
    totp_used: int


class Session(NamedTuple):
    """A browser that is signed in."""

    digest: str
    person: str
    csrf: str
    made_at: datetime
    seen_at: datetime
    vouched: bool = False


_ACCOUNT = select(
    _accounts.c.person,
    _people.c.handle,
    _people.c.name,
    *(_accounts.c[name] for name in Account._fields[3:]),
).join(_people, and_(_people.c.office == _accounts.c.office, _people.c.id == _accounts.c.person))


def account_of(connection: Connection, office: str, handle: str) -> Account | None:
    """The account that signs in with a handle."""
    query = _ACCOUNT.where(_accounts.c.office == office, _people.c.handle == handle)
    row = connection.execute(query).first()
    return Account(*row) if row else None


def account_by_person(connection: Connection, office: str, person: str) -> Account | None:
    """The account of a person."""
    query = _ACCOUNT.where(_accounts.c.office == office, _accounts.c.person == person)
    row = connection.execute(query).first()
    return Account(*row) if row else None


def accounts_by_mail(connection: Connection, office: str, mail: str) -> list[Account]:
    """The accounts of those who have a mail address, small or capital letters alike."""
    mine = func.lower(_people.c.email) == mail.lower()
    query = _ACCOUNT.where(_accounts.c.office == office, mine)
    return [Account(*row) for row in connection.execute(query)]


class Sought(NamedTuple):
    """Whose accounts are looked for: words of a name or handle, a state, and which piece."""

    text: str = ""
    state: str = ""
    offset: int = 0
    limit: int | None = None


class Standing(NamedTuple):
    """A person and the state of their account: none, disabled, locked, initial or active."""

    person: str
    handle: str
    name: str
    state: str
    coded: bool


def standings(
    connection: Connection, office: str, at: datetime, sought: Sought
) -> tuple[list[Standing], int]:
    """A piece of the people who are looked for, by handle, and how many there are in all."""
    state = case(
        (_accounts.c.person.is_(None), "none"),
        (_accounts.c.disabled_at.is_not(None), "disabled"),
        (_accounts.c.locked_until > at, "locked"),
        (_accounts.c.initial_until.is_not(None), "initial"),
        else_="active",
    )
    query = (
        select(_people.c.id, _people.c.handle, _people.c.name, state,
               func.coalesce(_accounts.c.totp, "") != "")
        .outerjoin(
            _accounts,
            (_accounts.c.office == _people.c.office) & (_accounts.c.person == _people.c.id),
        )
        .where(_people.c.office == office)
    )  # fmt: skip
    if sought.state:
        query = query.where(state == sought.state)
    if sought.text:
        words = func.lower(_people.c.name + " " + _people.c.handle)
        query = query.where(words.contains(sought.text.lower(), autoescape=True))
    whole = select(func.count()).select_from(query.subquery())
    piece = query.order_by(_people.c.handle).offset(sought.offset).limit(sought.limit)
    rows = [
        Standing(row[0], row[1], row[2], row[3], bool(row[4])) for row in connection.execute(piece)
    ]
    return rows, connection.execute(whole).scalar_one()


def put_account(connection: Connection, office: str, person: str, **values: Any) -> None:
    """Make an account."""
    connection.execute(insert(_accounts).values(office=office, person=person, **values))


def set_account(connection: Connection, office: str, person: str, **values: Any) -> int:
    """Change an account; how many there were of that person (0 or 1)."""
    where = (_accounts.c.office == office, _accounts.c.person == person)
    return connection.execute(update(_accounts).where(*where).values(**values)).rowcount


def put_session(connection: Connection, office: str, session: Session) -> None:
    """Keep a new session."""
    connection.execute(insert(_sessions).values(office=office, **session._asdict()))


def session_of(connection: Connection, office: str, digest: str) -> Session | None:
    """The session of a token's digest."""
    query = select(*(_sessions.c[name] for name in Session._fields)).where(
        _sessions.c.office == office, _sessions.c.digest == digest
    )
    row = connection.execute(query).first()
    return Session(*row) if row else None


def sessions_of(connection: Connection, office: str, person: str) -> list[Session]:
    """The sessions of a person, newest first."""
    query = select(*(_sessions.c[name] for name in Session._fields)).where(
        _sessions.c.office == office, _sessions.c.person == person
    )
    return [Session(*r) for r in connection.execute(query.order_by(_sessions.c.made_at.desc()))]


def touch_session(connection: Connection, office: str, digest: str, at: datetime) -> None:
    """Note that a session was used."""
    where = (_sessions.c.office == office, _sessions.c.digest == digest)
    connection.execute(update(_sessions).where(*where).values(seen_at=at))


def end_sessions(
    connection: Connection, office: str, person: str, keep: Collection[str] = ()
) -> int:
    """End a person's sessions but some; how many were ended."""
    where = (_sessions.c.office == office, _sessions.c.person == person)
    gone = delete(_sessions).where(*where, _sessions.c.digest.not_in(list(keep)))
    return connection.execute(gone).rowcount


def end_session(connection: Connection, office: str, digest: str) -> int:
    """End one session; whether there was one (0 or 1)."""
    where = (_sessions.c.office == office, _sessions.c.digest == digest)
    return connection.execute(delete(_sessions).where(*where)).rowcount


def session_counts(
    connection: Connection, office: str, people: Collection[str] | None = None
) -> dict[str, int]:
    """How many sessions each person, or each of some, has who has any, whether they hold or not."""
    query = select(_sessions.c.person, func.count()).where(_sessions.c.office == office)
    if people is not None:
        query = query.where(_sessions.c.person.in_(list(people)))
    return {row[0]: row[1] for row in connection.execute(query.group_by(_sessions.c.person))}


def put_codes(connection: Connection, office: str, person: str, digests: Collection[str]) -> None:
    """Keep recovery codes in the place of the ones there were."""
    where = (_codes.c.office == office, _codes.c.person == person)
    connection.execute(delete(_codes).where(*where))
    rows = [{"office": office, "person": person, "digest": digest} for digest in digests]
    if rows:
        connection.execute(insert(_codes), rows)


def take_code(connection: Connection, office: str, person: str, digest: str) -> int:
    """Use up a recovery code; whether there was one (0 or 1)."""
    where = (_codes.c.office == office, _codes.c.person == person, _codes.c.digest == digest)
    return connection.execute(delete(_codes).where(*where)).rowcount


def codes_left(connection: Connection, office: str, person: str) -> int:
    """How many recovery codes a person has left."""
    query = select(func.count()).where(_codes.c.office == office, _codes.c.person == person)
    return connection.execute(query).scalar() or 0


def address_of(connection: Connection, office: str, address: str) -> tuple[int, datetime] | None:
    """How many sign-ins failed from an address since when; None if none did."""
    query = select(_addresses.c.failures, _addresses.c.since).where(
        _addresses.c.office == office, _addresses.c.address == address
    )
    row = connection.execute(query).first()
    return (row.failures, row.since) if row else None


def keep_address(
    connection: Connection, office: str, address: str, failures: int, since: datetime
) -> None:
    """Keep how many sign-ins failed from an address."""
    where = (_addresses.c.office == office, _addresses.c.address == address)
    values = {"failures": failures, "since": since}
    if not connection.execute(update(_addresses).where(*where).values(values)).rowcount:
        connection.execute(insert(_addresses).values(office=office, address=address, **values))


def forget_addresses(connection: Connection, office: str, before: datetime) -> None:
    """Forget what failed before an instant: addresses are kept no longer than they are needed."""
    where = (_addresses.c.office == office, _addresses.c.since < before)
    connection.execute(delete(_addresses).where(*where))


def draft_of(
    connection: Connection, office: str, person: str, case_id: int, move: str
) -> tuple[str, datetime] | None:
    """What a person has typed into a form, as JSON, and when; None if nothing."""
    query = select(_drafts.c.body, _drafts.c.at).where(*_place(office, person, case_id, move))
    row = connection.execute(query).first()
    return (row.body, row.at) if row else None


def keep_draft(
    connection: Connection, office: str, place: tuple[str, int, str], body: str, at: datetime
) -> None:
    """Keep what a person has typed; `place` is person, case and move."""
    values = {"body": body, "at": at}
    where = _place(office, *place)
    if not connection.execute(update(_drafts).where(*where).values(values)).rowcount:
        person, case_id, move = place
        key = {"office": office, "person": person, "case_id": case_id, "move": move}
        connection.execute(insert(_drafts).values(**key, **values))


def drop_draft(connection: Connection, office: str, place: tuple[str, int, str]) -> None:
    """Forget a draft that was handed in."""
    connection.execute(delete(_drafts).where(*_place(office, *place)))


def _place(office: str, person: str, case_id: int, move: str) -> tuple[Any, ...]:
    return (
        _drafts.c.office == office,
        _drafts.c.person == person,
        _drafts.c.case_id == case_id,
        _drafts.c.move == move,
    )
