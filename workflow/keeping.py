"""Keeping the accounts of others: one-time passwords, disabling, and who holds which role (R25).

Of the three offices of security the system administrator keeps accounts, the security
administrator grants and ends roles and helps out whoever lost their phone, the auditor watches
both. Nobody keeps their own account or grants themselves anything, nobody holds two of the three,
and whoever holds one takes no part in appraisals.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rules.calendar import beijing_day
from rules.nouns import ROLE_TITLES, Person, Role
from rules.ties import APART
from storage import accounts
from storage.accounts import Sought
from storage.change import Change, Put, Set
from storage.journal import SYSTEM, Entry
from storage.load import Loader
from storage.registry import roles_held, roles_since
from storage.work import Work, unit_of_work
from workflow.account_lines import DISABLED, DROPPED, ENABLED, ENDED, tell
from workflow.accounts import Door, NotTaken, Reader
from workflow.office import Office

GRANTED, WITHDRAWN = "grant_role", "end_role"
ROLE_MOVES = {GRANTED: "授予职责", WITHDRAWN: "终止职责"}
GRANTABLE = tuple(role for role in Role if role is not Role.CLOCK)
STATES = {
    "none": "没有账号",
    "initial": "待改初始密码",
    "locked": "暂时锁定",
    "disabled": "已停用",
    "active": "正常",
}
"""In what state an account can be, in words for people."""
EVERYBODY, WITHOUT = Sought(), Sought(state="none")


@dataclass(frozen=True, slots=True)
class Holder:
    """A person with their roles of the day and the state of their account."""

    person: str
    handle: str
    name: str
    roles: tuple[Role, ...]
    state: str
    coded: bool
    sessions: int

    @property
    def words(self) -> str:
        """The state in words."""
        return STATES[self.state]


def holders(
    office: Office, connection: Any, at: datetime, day_of: datetime, sought: Sought = EVERYBODY
) -> tuple[list[Holder], int]:
    """Those of the office who are looked for, by login name, and how many there are in all.

    `at` is the present, roles are of `day_of`.
    """
    rows, total = accounts.standings(connection, office.id, at, sought)
    some = [row.person for row in rows] if sought.limit else None
    held = roles_held(connection, office.id, beijing_day(day_of), some)
    sessions = accounts.session_counts(connection, office.id, some)
    found = [
        Holder(
            row.person, row.handle, row.name,
            tuple(r for r in Role if r.value in held.get(row.person, ())),
            row.state, row.coded, sessions.get(row.person, 0),
        )
        for row in rows
    ]  # fmt: skip
    return found, total


@dataclass(frozen=True, slots=True)
class Keeper:
    """Somebody at work on the accounts of others: the door of the office, and who it is."""

    door: Door
    by: Reader

    @property
    def office(self) -> Office:
        """The office."""
        return self.door.office

    def someone(self, handle: str) -> Person:
        """The person of a login name; NotTaken if there is none, or if it is one's own."""
        with self.office.store.database.read() as connection:
            found = Loader(connection, self.office.id, lock=False).people(
                handles=[handle.strip()[:64].replace("\x00", "")]
            )
        if not found:
            raise NotTaken(f"没有登录名为“{handle[:40]}”的人，没有办理")
        if found[0].id == self.by.person:
            raise NotTaken("自己的账号不能由自己在这里办理；修改密码请到“我的账号”")
        return found[0]

    def give_password(self, handle: str, at: datetime) -> tuple[Person, str]:
        """Give a one-time password to somebody: who it is, and the password, kept nowhere."""
        who = self.someone(handle)
        role = Role.ADMINISTRATOR.value
        return who, self.door.give_password(who.id, at, self.by.person, role)

    def disable(self, handle: str, at: datetime) -> Person:
        """Let somebody sign in no more, from now on."""
        return self._set(handle, DISABLED, at, {"disabled_at": at}, ends=True)

    def enable(self, handle: str, at: datetime) -> Person:
        """Let somebody sign in again."""
        values = {"disabled_at": None, "failures": 0, "locked_until": None}
        return self._set(handle, ENABLED, at, values)

    def end_sessions(self, handle: str, at: datetime) -> Person:
        """End all sessions of somebody."""
        return self._set(handle, ENDED, at, {}, ends=True)

    def drop_code(self, handle: str, at: datetime) -> Person:
        """Let somebody who lost their phone sign in without its codes."""
        role = Role.SECURITY_ADMINISTRATOR
        return self._set(handle, DROPPED, at, {"totp": "", "totp_used": 0}, role=role)

    def _set(
        self, handle: str, act: str, at: datetime, values: dict[str, Any], *, ends: bool = False,
        role: Role = Role.ADMINISTRATOR,
    ) -> Person:  # fmt: skip
        who, office = self.someone(handle), self.office.id
        with unit_of_work(self.office.store, SYSTEM) as work:
            found = accounts.account_by_person(work.connection, office, who.id)
            if found is None and not (ends and not values):
                raise NotTaken(f"{who.name}还没有账号，没有办理；请先发放初始密码")
            if values:
                accounts.set_account(work.connection, office, who.id, **values)
            if act == DROPPED:
                accounts.put_codes(work.connection, office, who.id, ())
            if ends:
                accounts.end_sessions(work.connection, office, who.id)
            tell(work, act, at, self.by.person, role=role.value, told={"person": who.id})
        return who

    def grant(self, handle: str, role: str, at: datetime) -> Person:
        """Let somebody hold a role from today on; NotTaken says why not."""
        return self._change_role(handle, role, at, GRANTED)

    def end_role(self, handle: str, role: str, at: datetime) -> Person:
        """Let somebody hold a role no longer than today; NotTaken says why not."""
        return self._change_role(handle, role, at, WITHDRAWN)

    def _change_role(self, handle: str, role: str, at: datetime, act: str) -> Person:
        who = self.someone(handle)
        if role not in {each.value for each in GRANTABLE}:
            raise NotTaken("没有这种职责，没有办理")
        wanted, day = Role(role), beijing_day(at)
        with unit_of_work(self.office.store, self.office.id) as work:
            work.journal.lock()  # so that two grants at once are judged one after the other
            held = Loader(work.connection, self.office.id, lock=False).roles(who.id, day)
            if act == GRANTED:
                change = self._granted(work, who, wanted, held, day)
            else:
                change = self._ended(work, who, wanted, held, day)
            work.change([change])
            work.append(
                Entry(at, self.by.person, Role.SECURITY_ADMINISTRATOR.value, act, changes=(change,))
            )
        return who

    def _granted(
        self, work: Work, who: Person, role: Role, held: Iterable[Role], day: date
    ) -> Change:
        if why := apart(who.name, role, held):
            raise NotTaken(why)
        key = {"person": who.id, "role": role, "since": day}
        spans = roles_since(work.connection, self.office.id, who.id)
        if (role.value, day) in spans and spans[role.value, day] is not None:
            return Set("role", key, {"until": None})  # begun and ended today
        if any(name == role.value and until is None for (name, _), until in spans.items()):
            raise NotTaken(f"{who.name}已经是{ROLE_TITLES[role]}，不用再授予")
        return Put("role", key | {"until": None})

    def _ended(
        self, work: Work, who: Person, role: Role, held: Iterable[Role], day: date
    ) -> Change:
        if role not in held:
            raise NotTaken(f"{who.name}现在不是{ROLE_TITLES[role]}，不用终止")
        loader = Loader(work.connection, self.office.id, lock=False)
        if role in APART and loader.holders([role], day) == [who.id]:
            raise NotTaken(f"{who.name}是唯一的{ROLE_TITLES[role]}，请先授予另一人，再终止")
        since = max(
            since
            for (name, since), until in roles_since(work.connection, self.office.id, who.id).items()
            if name == role.value and since <= day and (until is None or until >= day)
        )
        return Set("role", {"person": who.id, "role": role, "since": since}, {"until": day})


def apart(name: str, role: Role, held: Iterable[Role]) -> str:
    """Why somebody who holds some roles may not hold another besides; empty if they may."""
    others = set(held) - {role}
    if role in APART and (two := sorted(others & APART)):
        return f"{name}已是{ROLE_TITLES[two[0]]}，三员互不兼任，不能再授予{ROLE_TITLES[role]}"
    if others and (role in APART) != bool(others & APART):
        titles = "、".join(ROLE_TITLES[each] for each in Role if each in others)
        return f"{name}现为{titles}；三员不参加考核办理，不能再授予{ROLE_TITLES[role]}"
    return ""


def without_account(office: Office, at: datetime, day_of: datetime) -> list[Holder]:
    """Those who hold a role and have no account yet."""
    with office.store.database.read() as connection:
        return [h for h in holders(office, connection, at, day_of, WITHOUT)[0] if h.roles]
