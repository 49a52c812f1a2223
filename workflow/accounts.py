"""Signing in and out, sessions, one's own password; each told in the system's chain.

Every function that writes does it in one transaction with its line. What a stranger is told never
says whether an account exists; the line does.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rules.calendar import beijing_day
from rules.nouns import Role
from rules.sign_in import LONGEST, Profile, faults_of, is_spent, lives
from storage import accounts, passwords
from storage.accounts import Account, Session
from storage.database import DatabaseError
from storage.journal import SYSTEM
from storage.load import Loader
from storage.work import Work, unit_of_work
from workflow.account_lines import CHANGED, MADE, SIGNED_IN, SIGNED_OUT, tell
from workflow.office import Office

NOT_TAKEN = (
    "登录名、密码或动态验证码不对，或者账号已停用、暂时锁定。"
    "请核对后再试；忘记密码的请联系系统管理员"
)
TOO_MANY = "从这个网络地址登录失败的次数过多，请过一会儿再试"
_LONGEST_HANDLE = 64
_DUMMY = passwords.hashed("nobody's password")


class NotTaken(ValueError):
    """A sign-in or a new password that is refused; its text is for the person."""


class TooMany(NotTaken):
    """Too many sign-ins failed from one network address of late."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody signs in with; from which address; the token of the session they had.

    `through` names the identity provider that vouches for them in the place of a password.
    """

    handle: str
    password: str = ""
    code: str = ""
    address: str = ""
    replaces: str = ""
    through: str = ""


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

    def give_password(self, person: str, at: datetime, by: str = "", role: str = "") -> str:
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
            tell(work, MADE, at, by, role=role, told={"person": person})
        return password

    def sign_in(self, attempt: Attempt, at: datetime, day_of: datetime) -> str:
        """Open a session and give its token; NotTaken with one and the same sentence otherwise.

        `at` is the present, `day_of` the time the office goes by: whoever holds no role that day
        is not let in. The session the browser had before ends.
        """
        handle = attempt.handle.strip()[:_LONGEST_HANDLE]
        with self.office.store.database.read() as connection:
            if self._address_rests(connection, attempt.address, at):
                raise TooMany(TOO_MANY)
            seen = accounts.account_of(connection, self.office.id, handle)
        # Nobody has a longer one, and to hash what anyone sends is work for them to give us.
        tried = attempt.password[: LONGEST + 1]
        right = passwords.matches(tried, seen.password if seen else _DUMMY)
        token = passwords.token()
        with self._work() as work:
            # One after the other from here, and judged on the row as it is now: a hundred guesses
            # at once are a hundred guesses.
            work.journal.lock()
            account = accounts.account_of(work.connection, self.office.id, handle)
            known = account is not None and seen is not None and account.password == seen.password
            if self._address_rests(work.connection, attempt.address, at):
                raise TooMany(TOO_MANY)
            why = self._barred(work, account, attempt, right=right and known, at=at, day_of=day_of)
            if account is None or why:
                self._refuse(work, account, attempt, why, at)
            else:
                self._open(work, account, attempt, token, at)
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
            tell(work, SIGNED_IN, at, people[0].id)
        return token

    def _barred(
        self, work: Work, account: Account | None, attempt: Attempt, *, right: bool, at: datetime,
        day_of: datetime,
    ) -> str:  # fmt: skip
        """Why a sign-in is refused, for the journal; empty if it is not. Uses up a code."""
        if account is None:
            return "没有这个账号"
        if account.disabled_at is not None:
            return "账号已停用"
        if _rests(account, at):
            return "账号暂时锁定"
        if not right:
            return WRONG
        spent = account.initial_until is not None and at >= account.initial_until
        if spent and not attempt.through:
            return "初始密码已过期"
        if not Loader(work.connection, self.office.id, lock=False).roles(
            account.person, beijing_day(day_of)
        ):
            return "现在不担任任何职责"
        return "" if self._factor(work, account, attempt.code, at) else WRONG_CODE

    def _factor(self, work: Work, account: Account, code: str, at: datetime) -> bool:
        """Whether the second factor is right, if there is one; each code counts once."""
        if not account.totp:
            return True
        typed = "".join(code.split())[:_LONGEST_HANDLE]
        if accounts.take_code(
            work.connection, self.office.id, account.person, passwords.digest_of(typed)
        ):
            return True
        secret = passwords.code_secret(self.office.store.journal_key, account.person, account.totp)
        step = passwords.step_taken(secret, typed, at, account.totp_used)
        if step is None:
            return False
        accounts.set_account(work.connection, self.office.id, account.person, totp_used=step)
        return True

    def _refuse(
        self, work: Work, account: Account | None, attempt: Attempt, why: str, at: datetime
    ) -> None:
        """Count a refused sign-in, for the account and for the address, and tell of it."""
        if account is not None and why in (WRONG, WRONG_CODE):
            self._count(work, account, at)
        if self._count_address(work, attempt.address, at):
            why = f"{why}；该地址登录失败过多，暂不再受理"
        told = _told(attempt) | {"handle": attempt.handle.strip()[:_LONGEST_HANDLE]}
        person = account.person if account else ""
        tell(work, SIGNED_IN, at, person, refused=why, told=told)

    def _count(self, work: Work, account: Account, at: datetime) -> None:
        """Count a wrong password or code; the account rests when there were too many."""
        failures = account.failures + 1
        rests = at + self.profile.lock if failures >= self.profile.failures else None
        accounts.set_account(
            work.connection,
            self.office.id,
            account.person,
            failures=0 if rests else failures,
            locked_until=rests,
        )

    def _address_rests(self, connection: Any, address: str, at: datetime) -> bool:
        """Whether an address has failed too often within the spell."""
        found = accounts.address_of(connection, self.office.id, address) if address else None
        if found is None or abs(at - found[1]) >= self.profile.address_spell:
            return False
        return found[0] >= self.profile.address_failures

    def _count_address(self, work: Work, address: str, at: datetime) -> bool:
        """Count a failure of an address; whether it is listened to no more."""
        if not address:
            return False
        connection, office, spell = work.connection, self.office.id, self.profile.address_spell
        accounts.forget_addresses(connection, office, at - spell)
        found = accounts.address_of(connection, office, address)
        failures, since = found if found and abs(at - found[1]) < spell else (0, at)
        accounts.keep_address(connection, office, address, failures + 1, since)
        return failures + 1 >= self.profile.address_failures

    def _open(
        self, work: Work, account: Account, attempt: Attempt, token: str, at: datetime
    ) -> None:
        connection, office = work.connection, self.office.id
        accounts.set_account(connection, office, account.person, failures=0, locked_until=None)
        if attempt.replaces:
            accounts.end_session(connection, office, passwords.digest_of(attempt.replaces))
        digest, csrf, vouched = passwords.digest_of(token), passwords.token(), bool(attempt.through)
        made = Session(digest, account.person, csrf, at, at, vouched)
        accounts.put_session(connection, office, made)
        tell(work, SIGNED_IN, at, account.person, told=_told(attempt))

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
        if not roles:
            return None
        if (at - session.seen_at).total_seconds() > self.profile.idle.total_seconds() / 10:
            self._touch(digest, at)
        # Whoever never used their password here has none to change.
        changes = (
            account is not None
            and not session.vouched
            and (account.initial_until is not None or is_spent(self.profile, account.set_at, at))
        )
        return Reader(who.id, who.handle, who.name, roles, session, changes)

    def _touch(self, digest: str, at: datetime) -> None:
        """Note that a session was used, if the database can be written to now."""
        try:
            with self.office.store.database.begin() as connection:
                accounts.touch_session(connection, self.office.id, digest, at)
        except DatabaseError:
            return  # a page that only shows something is shown all the same

    def sign_out(self, reader: Reader, at: datetime) -> None:
        """End the reader's session."""
        with self._work() as work:
            if accounts.end_session(work.connection, self.office.id, reader.session.digest):
                tell(work, SIGNED_OUT, at, reader.person)

    def change_password(
        self, reader: Reader, current: str, fresh: str, again: str, at: datetime
    ) -> None:
        """Set a password of the reader's own; NotTaken says all that is wrong with it.

        `again` is the new one typed a second time. Ends the reader's other sessions.
        """
        words = (reader.handle, reader.name, self.office.name)
        faults = [] if fresh == again else ["两次填写的新密码不一致，没有修改"]
        faults += ["新密码与现在的密码相同，请换一个"] if current == fresh else []
        faults += faults_of(fresh, self.profile, words)
        try:
            account = self.confirmed(reader, current, at, CHANGED)
        except NotTaken as why:
            raise NotTaken("；".join([str(why), *faults])) from None
        if faults:
            raise NotTaken("；".join(faults))
        values: dict[str, Any] = {
            "password": passwords.hashed(fresh),
            "set_at": at,
            "initial_until": None,
            "failures": 0,
        }
        with self._work() as work:
            work.journal.lock()
            now = accounts.account_by_person(work.connection, self.office.id, reader.person)
            if now is None or now.password != account.password:
                raise NotTaken("密码刚被修改过，这一次没有修改，请重新登录")
            accounts.set_account(work.connection, self.office.id, reader.person, **values)
            keep = [reader.session.digest]
            accounts.end_sessions(work.connection, self.office.id, reader.person, keep)
            tell(work, CHANGED, at, reader.person)

    def confirmed(self, reader: Reader, current: str, at: datetime, act: str) -> Account:
        """The reader's account once they gave its password again; a wrong one counts as a guess."""
        with self.office.store.database.read() as connection:
            account = accounts.account_by_person(connection, self.office.id, reader.person)
        if account is None:
            raise NotTaken("演示身份没有密码，不用修改")
        right = passwords.matches(current[: LONGEST + 1], account.password)
        with self._work() as work:
            work.journal.lock()
            now = accounts.account_by_person(work.connection, self.office.id, reader.person)
            rests = now is None or _rests(now, at)
            if now is not None and not rests and not right:
                self._count(work, now, at)
            if rests or not right:
                why = "账号暂时锁定" if rests else WRONG
                tell(work, act, at, reader.person, refused=why)
        if rests:
            raise NotTaken("密码填错的次数过多，账号暂时锁定，没有办理；请过一会儿再试")
        if not right:
            raise NotTaken("现在的密码不对，没有办理")
        return account

    def _work(self) -> Any:
        return unit_of_work(self.office.store, SYSTEM)


WRONG, WRONG_CODE = "密码不对", "动态验证码不对"


def _told(attempt: Attempt) -> dict[str, str]:
    """What stands beside the line of a sign-in: from where, and who vouched for the person."""
    return {"address": attempt.address, "about": attempt.through}


def _rests(account: Account, at: datetime) -> bool:
    return account.locked_until is not None and at < account.locked_until
