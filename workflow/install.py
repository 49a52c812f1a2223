"""Setting up an office in an empty database: its row, chains, calendar and people (R02, R25)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from rules.calendar import Calendar, beijing_day, year_text
from rules.nouns import Role
from rules.policy import load_policy
from rules.ties import APART
from storage.change import Change, Put
from storage.database import DatabaseError
from storage.journal import SYSTEM, Entry, start_chain
from storage.migrate import upgrade
from storage.registry import offices, put_office
from storage.work import Store, Work, unit_of_work


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A person to be entered: where they work, what they may do, who leads them, who is kin.

    `relatives` are (handle, kind, note) of people entered with them.
    """

    handle: str
    name: str
    section: str
    roles: tuple[Role, ...]
    supervisor: str = ""
    post: str = ""
    email: str = ""
    relatives: tuple[tuple[str, str, str], ...] = ()


def install(
    store: Store,
    office: str,
    policy_name: str,
    kind: str,
    calendar: Calendar,
    at: datetime,
) -> None:
    """Make an office in an empty database; DatabaseError if one is there already."""
    policy = load_policy(policy_name, beijing_day(at), earliest=kind != "live")
    upgrade(store.database)
    with store.database.begin() as connection:
        if offices(connection):
            raise DatabaseError("数据库中已有单位，不能重复初始化；请换一个空数据库")
        put_office(connection, id=office, name=policy.office.name, kind=kind, policy=policy_name)
        start_chain(connection, [office, SYSTEM])
    with unit_of_work(store, office) as work:
        years = [
            Put("calendar_year", {"year": y.year, "source": y.source, "text": year_text(y)})
            for y in calendar.years.values()
        ]
        work.change(years)
        _line(work, "import_calendar", years, at)


def register(
    store: Store,
    office: str,
    people: Iterable[Newcomer],
    since: date,
    at: datetime,
    new_id: Callable[[str], str],
) -> dict[str, str]:
    """Enter people with one journal line each; their surrogate ids by handle."""
    listed = list(people)
    if alone := [p.name for p in listed if p.supervisor == p.handle]:
        raise ValueError(f"{'、'.join(alone)}的分管领导是本人，请改为其他人")
    if joined := [p.name for p in listed if len(APART & set(p.roles)) > 1]:
        raise ValueError(f"{'、'.join(joined)}兼任三员中的两种，三员须分设")
    ids = {p.handle: new_id(p.handle) for p in listed}
    with unit_of_work(store, office) as work:
        every: list[Change] = []
        related: set[tuple[str, str]] = set()
        for person in listed:
            changes = [*_person(person, ids, since), *_relations(person, ids, at, related)]
            every += changes
            _line(work, "register", changes, at)
        order = {"person": 0, "section": 1, "role": 2, "supervision": 3, "relation": 4}
        work.change(sorted(every, key=lambda c: order[c.table]))
    return ids


def _person(person: Newcomer, ids: dict[str, str], since: date) -> list[Change]:
    key = ids[person.handle]
    span = {"person": key, "since": since, "until": None}
    changes: list[Change] = [
        Put(
            "person",
            {
                "id": key,
                "handle": person.handle,
                "name": person.name,
                "email": person.email,
            },
        ),
        Put("section", span | {"section": person.section, "post": person.post}),
    ]
    changes += [Put("role", span | {"role": role}) for role in dict.fromkeys(person.roles)]
    if person.supervisor:
        changes.append(Put("supervision", span | {"supervisor": ids[person.supervisor]}))
    return changes


def _relations(
    person: Newcomer, ids: Mapping[str, str], at: datetime, known: set[tuple[str, str]]
) -> Iterator[Change]:
    """Kinship in both directions, once, whichever of the two it was entered with."""
    for handle, kind, note in person.relatives:
        pair = (ids[person.handle], ids[handle])
        if pair in known:
            continue
        known |= {pair, pair[::-1]}
        told = {"kind": kind, "note": note, "by": "", "at": at}
        yield Put("relation", {"person": pair[0], "other": pair[1]} | told)
        yield Put("relation", {"person": pair[1], "other": pair[0]} | told)


def _line(work: Work, move: str, changes: Iterable[Change], at: datetime) -> None:
    work.append(
        Entry(at=at, actor="", role=Role.ADMINISTRATOR.value, move=move, changes=tuple(changes))
    )
