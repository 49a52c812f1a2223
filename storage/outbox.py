"""The mails that wait: taken to be sent, settled afterwards, each step its own transaction (R30).

While a row is claimed its `retry_at` is the end of the lease: whoever took it and has not settled
it by then was stopped, and nobody knows whether the mail went out. An answer counts only for the
attempt it belongs to, so one that comes after the lease was given to another changes nothing.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Boolean, Connection, Select, bindparam, exists, func, or_, select, update

from storage.database import Database, retrying
from storage.rows import OutboxRow, PersonRow

STATES = ("queued", "claimed", "accepted", "refused", "unknown", "parked")
INTERRUPTED = "发送途中程序中断，不知是否送达"

_mails = OutboxRow.__table__  # type: ignore[attr-defined]
_people = PersonRow.__table__  # type: ignore[attr-defined]
_FACTS = (
    _mails.c.message_id,
    _mails.c.period,
    _mails.c.person,
    _mails.c.kind,
    _mails.c.obligation,
    _mails.c.day,
    _mails.c.at,
    _mails.c.mail_class,
    _mails.c.data,
    _mails.c.attempts,
    _mails.c.possible_repeat,
    _people.c.handle,
    _people.c.name,
    _people.c.email,
)
_STANDING = (_mails.c.state, _mails.c.retry_at, _mails.c.answer, _mails.c.settled_at)
_HERE = _mails.c.office == bindparam("key_office")
_DUE = (_HERE, _mails.c.retry_at <= bindparam("key_at"))
_WAITS = select(exists().where(_mails.c.state.in_(("queued", "claimed")), *_DUE))
_ADDRESSED = _mails.outerjoin(
    _people, (_people.c.office == _mails.c.office) & (_people.c.id == _mails.c.person)
)


def _taking(*which: Any) -> Select[Any]:
    """The mails of a sort in the order of their turn, locked, those locked by others passed by."""
    return (
        select(*_FACTS)
        .select_from(_ADDRESSED)
        .where(*which, *_DUE)
        .order_by(_mails.c.retry_at)
        .limit(bindparam("limit"))
        .with_for_update(of=_mails, skip_locked=True)
    )


_LAPSED = _mails.c.state == "claimed"
_AGAIN = _mails.c.mail_class.in_(bindparam("again", expanding=True))
_TAKE_QUEUED = _taking(_mails.c.state == "queued")
_TAKE_LAPSED = _taking(_LAPSED, _AGAIN)
_TAKE_ANY_LAPSED = _taking(_LAPSED)
_CLAIM = (
    update(_mails)
    .where(_mails.c.office == bindparam("key_office"), _mails.c.message_id == bindparam("key_id"))
    .values(
        state="claimed",
        attempts=bindparam("set_attempts"),
        retry_at=bindparam("set_lease_end"),
        possible_repeat=bindparam("set_repeat"),
    )
)
_SETTLE = (
    update(_mails)
    .where(
        _mails.c.office == bindparam("key_office"),
        _mails.c.message_id == bindparam("key_id"),
        _mails.c.attempts == bindparam("key_attempts"),
        _mails.c.state == "claimed",
    )
    .values(
        state=bindparam("set_state"),
        answer=bindparam("set_answer"),
        retry_at=bindparam("set_retry_at"),
        settled_at=bindparam("set_settled_at"),
        possible_repeat=or_(_mails.c.possible_repeat, bindparam("set_repeat", type_=Boolean)),
    )
)
_GIVE_UP = (
    update(_mails)
    .where(_LAPSED, *_DUE, ~_AGAIN)
    .values(
        state="unknown", answer=INTERRUPTED, retry_at=None, settled_at=bindparam("set_settled_at")
    )
)
_COUNTS = (
    select(_mails.c.state, func.count().label("mails"))
    .where(_HERE, _mails.c.kind.not_in(bindparam("hidden", expanding=True)))
    .group_by(_mails.c.state)
)
_LISTING = select(*_FACTS, *_STANDING).select_from(_ADDRESSED).where(_HERE)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mail with its recipient; `attempts` counts the one it was claimed for.

    `handle`, `name` and `email` are None if there is no such person any more.
    """

    message_id: str
    period: str
    person: str
    kind: str
    obligation: str
    day: date
    at: datetime
    mail_class: str
    data: Mapping[str, Any]
    attempts: int
    possible_repeat: bool
    handle: str | None
    name: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class Posted(Waiting):
    """A mail of the outbox and how its delivery stands."""

    state: str
    retry_at: datetime | None
    answer: str
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Result:
    """What attempt number `attempts` of a mail came to; `retry_at` is set exactly when queued."""

    message_id: str
    attempts: int
    state: str
    answer: str
    retry_at: datetime | None
    settled_at: datetime | None
    possible_repeat: bool = False


def is_waiting(database: Database, office: str, at: datetime) -> bool:
    """Whether anything is to be done at `at`: a mail to send, or a claim that has run out."""
    with database.read() as connection:
        return bool(connection.execute(_WAITS, {"key_office": office, "key_at": at}).scalar())


def claim(
    database: Database,
    office: str,
    at: datetime,
    limit: int,
    lease: timedelta,
    *,
    again: Collection[str] | None,
    results: Sequence[Result] = (),
) -> list[Waiting]:
    """Take up to `limit` mails that wait at `at`, until `at + lease`; by due instant, kind, person.

    Claims that have run out are taken too: those of the mail classes in `again`, marked as
    possible repeats; of every class and unmarked if it is None, for a way out that knows a repeat
    by itself. `results` are settled in the same transaction. Raises DatabaseBusy when other
    writers left no room.
    """

    def work(connection: Connection) -> list[Waiting]:
        _settle(connection, office, results)
        asked: dict[str, Any] = {"key_office": office, "key_at": at, "limit": limit}
        if again is None:
            lapsed = connection.execute(_TAKE_ANY_LAPSED, asked).all()
        else:
            lapsed = connection.execute(_TAKE_LAPSED, asked | {"again": sorted(again)}).all()
        room = {"limit": limit - len(lapsed)}
        queued = connection.execute(_TAKE_QUEUED, asked | room).all() if room["limit"] > 0 else []
        taken = [_taken(row, doubtful=again is not None) for row in lapsed]
        taken += [_taken(row) for row in queued]
        _mark(connection, office, taken, at + lease)
        return sorted(taken, key=_place)

    return retrying(database, work)


def settle(database: Database, office: str, results: Sequence[Result]) -> int:
    """Write down what attempts came to; how many still were theirs to settle."""
    return retrying(database, lambda connection: _settle(connection, office, results))


def give_up(database: Database, office: str, at: datetime, again: Collection[str]) -> int:
    """Lay to rest as unknown the run-out claims whose class is not to be repeated; how many."""
    values = {"key_office": office, "key_at": at, "set_settled_at": at, "again": sorted(again)}
    return retrying(database, lambda connection: connection.execute(_GIVE_UP, values).rowcount)


def counts(database: Database, office: str, hidden: Iterable[str] = ()) -> Mapping[str, int]:
    """How many mails of an office are in each state, but for hidden kinds; every state is named."""
    with database.read() as connection:
        rows = connection.execute(_COUNTS, {"key_office": office, "hidden": [*hidden]}).all()
    return dict.fromkeys(STATES, 0) | {row.state: row.mails for row in rows}


def listing(
    database: Database, office: str, *, period: str | None = None, states: Iterable[str] = STATES
) -> list[Posted]:
    """The mails of an office by due instant, kind and person; of one period, of some states."""
    query = _LISTING if period is None else _LISTING.where(_mails.c.period == period)
    wanted = list(states)
    if set(wanted) != set(STATES):
        query = query.where(_mails.c.state.in_(wanted))
    with database.read() as connection:
        rows = connection.execute(query, {"key_office": office}).all()
    return sorted((Posted(**row._asdict()) for row in rows), key=_place)


def _taken(row: Any, *, doubtful: bool = False) -> Waiting:
    """The mail of a row as it stands once it is claimed for its next attempt."""
    facts = row._asdict()
    facts["attempts"] += 1
    facts["possible_repeat"] = facts["possible_repeat"] or doubtful
    return Waiting(**facts)


def _place(mail: Waiting) -> tuple[datetime, str, str, str]:
    # Sorted here: databases do not agree on the order of texts.
    return mail.at, mail.kind, mail.person, mail.message_id


def _mark(
    connection: Connection, office: str, taken: Iterable[Waiting], lease_end: datetime
) -> None:
    rows = [
        {
            "key_office": office,
            "key_id": mail.message_id,
            "set_attempts": mail.attempts,
            "set_lease_end": lease_end,
            "set_repeat": mail.possible_repeat,
        }
        for mail in taken
    ]
    if rows:
        connection.execute(_CLAIM, rows)


def _settle(connection: Connection, office: str, results: Iterable[Result]) -> int:
    rows = [
        {
            "key_office": office,
            "key_id": result.message_id,
            "key_attempts": result.attempts,
            "set_state": result.state,
            "set_answer": result.answer,
            "set_retry_at": result.retry_at,
            "set_settled_at": result.settled_at,
            "set_repeat": result.possible_repeat,
        }
        for result in results
    ]
    return connection.execute(_SETTLE, rows).rowcount if rows else 0
