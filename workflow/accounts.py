"""Accounts: one-time passwords, signing in and out, sessions; each told in the system's chain.

Every function that writes does it in one transaction with its line. What a stranger is told never
says whether an account exists; the line does.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rules.calendar import beijing_day
from rules.nouns import Role
from rules.sign_in import Profile, faults_of, is_spent, lives
from storage import accounts, passwords
from storage.accounts import Account, Session
from storage.journal import SYSTEM, Entry
from storage.load import Loader
from storage.work import Work, unit_of_work
from workflow.office import Office

NOT_TAKEN = "登录名或密码不对，或者账号已停用、暂时锁定。请核对后再试；忘记密码的请联系考核办"
MADE, SIGNED_IN, SIGNED_OUT = "make_account", "sign_in", "sign_out"
CHANGED, ENDED, DISABLED = "change_password", "end_sessions", "disable_account"
TITLES = {
    MADE: "发放初始密码",
    SIGNED_IN: "登录",
    SIGNED_OUT: "退出登录",
    CHANGED: "修改密码",
    ENDED: "结束登录状态",
    DISABLED: "停用账号",
}
_DUMMY = passwords.hashed("nobody's password")


class NotTaken(ValueError):
    """A sign-in or a new password that is refused; its text is for the person."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who is signed in: surrogate id, handle, name, roles held today, and their session."""

    person: str
    handle: str
    name: str
    roles: frozenset[Role]
    session: Session
    must_change: bool = False


@dataclass(frozen=True, slots=True)
class Door:
    """What signing in to an office needs: the office and the terms."""

    office: Office
    profile: Profile

    def give_password(self, person: str, at: datetime, by: str = "") -> str:
        """Make an account or reset it: the one-time password, which is kept nowhere.

        Ends the sessions the person has.
        """
        password = passwords.one_time_password()
        values: dict[str, Any] = {
            "password": passwords.hashed(password),
            "set_at": at,
            "initial_until": at + self.profile.initial,
            "failures": 0,
            "locked_until": None,
            "disabled_at": None,
        }
        with self._work() as work:
            if not accounts.set_account(work.connection, self.office.id, person, **values):
                accounts.put_account(work.connection, self.office.id, person, **values)
            accounts.end_sessions(work.connection, self.office.id, person)
            _tell(work, MADE, at, by, told={"person": person})
        return password

    def sign_in(self, handle: str, password: str, at: datetime) -> str:
        """Open a session and give its token; NotTaken with one and the same sentence otherwise."""
        with self.office.store.database.read() as connection:
            account = accounts.account_of(connection, self.office.id, handle)
        right = passwords.matches(password, account.password if account else _DUMMY)
        token = passwords.token()
        with self._work() as work:
            # Judged again on the row as it is now: a hundred guesses at once are a hundred guesses.
            account = accounts.account_of(work.connection, self.office.id, handle)
            why = _barred(account, right, at)
            if account is None or why:
                self._count(work, account, right, at)
                person = account.person if account else ""
                _tell(work, SIGNED_IN, at, person, refused=why, told={"handle": handle[:64]})
            else:
                self._open(work, account, token, at)
        if why:
            raise NotTaken(NOT_TAKEN)
        return token

    def let_in(self, handle: str, at: datetime) -> str:
        """Open a session without a password, which a demonstration alone may do; its token."""
        assert self.office.kind == "demo", "a demonstration protects nothing; nothing else does so"
        token = passwords.token()
        with self._work() as work:
            people = Loader(work.connection, self.office.id, lock=False).people(handles=[handle])
            made = Session(passwords.digest_of(token), people[0].id, passwords.token(), at, at)
            accounts.put_session(work.connection, self.office.id, made)
            _tell(work, SIGNED_IN, at, people[0].id)
        return token

    def _count(self, work: Work, account: Account | None, right: bool, at: datetime) -> None:
        """Count a wrong password; the account rests when there were too many."""
        if account is None or right or _rests(account, at):
            return
        failures = account.failures + 1
        rests = at + self.profile.lock if failures >= self.profile.failures else None
        accounts.set_account(
            work.connection,
            self.office.id,
            account.person,
            failures=0 if rests else failures,
            locked_until=rests,
        )

    def _open(self, work: Work, account: Account, token: str, at: datetime) -> None:
        connection, office = work.connection, self.office.id
        accounts.set_account(connection, office, account.person, failures=0, locked_until=None)
        made = Session(passwords.digest_of(token), account.person, passwords.token(), at, at)
        accounts.put_session(connection, office, made)
        _tell(work, SIGNED_IN, at, account.person)

    def reader(self, token: str, at: datetime, day_of: datetime) -> Reader | None:
        """Who a token belongs to, if its session still holds; notes that it was used.

        `at` is the present, by which sessions run; roles are those of the day of `day_of`.
        """
        if not token:
            return None
        digest = passwords.digest_of(token)
        with self.office.store.database.read() as connection:
            session = accounts.session_of(connection, self.office.id, digest)
            if session is None or not lives(self.profile, session.made_at, session.seen_at, at):
                return None
            account = accounts.account_by_person(connection, self.office.id, session.person)
            if account.disabled_at is not None if account else self.office.kind != "demo":
                return None
            loader = Loader(connection, self.office.id, lock=False)
            who = loader.people([session.person])[0]
            roles = loader.roles(who.id, beijing_day(day_of))
        if (at - session.seen_at).total_seconds() > self.profile.idle.total_seconds() / 10:
            with self.office.store.database.begin() as connection:
                accounts.touch_session(connection, self.office.id, digest, at)
        changes = account is not None and (
            account.initial_until is not None or is_spent(self.profile, account.set_at, at)
        )
        return Reader(who.id, who.handle, who.name, roles, session, changes)

    def sign_out(self, reader: Reader, at: datetime) -> None:
        """End the reader's session."""
        with self._work() as work:
            if accounts.end_session(work.connection, self.office.id, reader.session.digest):
                _tell(work, SIGNED_OUT, at, reader.person)

    def change_password(self, reader: Reader, current: str, fresh: str, at: datetime) -> None:
        """Set a password of the reader's own; NotTaken says why not. Ends their other sessions."""
        with self.office.store.database.read() as connection:
            account = accounts.account_by_person(connection, self.office.id, reader.person)
        if account is None or not passwords.matches(current, account.password):
            raise NotTaken("现在的密码不对，没有修改")
        if current == fresh:
            raise NotTaken("新密码与现在的密码相同，请换一个")
        words = (reader.handle, reader.name, self.office.name)
        if faults := faults_of(fresh, self.profile, words):
            raise NotTaken("；".join(faults))
        values: dict[str, Any] = {
            "password": passwords.hashed(fresh),
            "set_at": at,
            "initial_until": None,
            "failures": 0,
        }
        with self._work() as work:
            accounts.set_account(work.connection, self.office.id, reader.person, **values)
            keep = [reader.session.digest]
            accounts.end_sessions(work.connection, self.office.id, reader.person, keep)
            _tell(work, CHANGED, at, reader.person)

    def _work(self) -> Any:
        return unit_of_work(self.office.store, SYSTEM)


def _rests(account: Account, at: datetime) -> bool:
    return account.locked_until is not None and at < account.locked_until


def _barred(account: Account | None, right: bool, at: datetime) -> str:
    """Why a sign-in is refused, for the journal; empty if it is not."""
    if account is None:
        return "没有这个账号"
    if account.disabled_at is not None:
        return "账号已停用"
    if _rests(account, at):
        return "账号暂时锁定"
    if not right:
        return "密码不对"
    if account.initial_until is not None and at >= account.initial_until:
        return "初始密码已过期"
    return ""


def _tell(
    work: Work, move: str, at: datetime, actor: str, *, refused: str = "", told: Any = None
) -> None:
    outcome = "refused" if refused else "done"
    sentences = {"reasons": [refused]} if refused else {}
    work.append(Entry(at, actor, "", move, outcome, told={**(told or {}), **sentences} or None))
