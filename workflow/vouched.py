"""Signing in those for whom an identity provider vouches, in the place of a password.

Only whoever has an account here already gets in, and all that bars a sign-in with a password bars
this one: a disabled or resting account, no role of the day, a second factor that is not given. What
a sign-in goes by until the browser comes back is kept nowhere: it follows from a random text that
the browser holds and from the key outside the database.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from storage import accounts, passwords
from storage.accounts import Account
from workflow.accounts import TOO_MANY, Attempt, Door, NotTaken, TooMany

MARGIN = timedelta(minutes=10)
"""How long a sign-in may take, from when the browser leaves until it is back."""
NOT_VOUCHED = (
    "没有登录成功：{title}没有认可这次登录，或者本系统没有对应的账号，或者账号已停用、暂时锁定，"
    "或者动态验证码不对。请重新登录；仍不行的请联系系统管理员"
)


class NeedsCode(Exception):
    """The person has a second factor, whose code has yet to be given."""


@dataclass(frozen=True, slots=True)
class Entrance(Door):
    """The door for those whom a provider vouches for; `title` is what people call it."""

    title: str = ""
    by_mail: bool = False

    def derived(self, purpose: str, text: str) -> str:
        """What follows from a text for a purpose; nobody else can make it."""
        return passwords.derived(self.office.store.journal_key, f"provider {purpose}", text)

    def leave(self, at: datetime) -> str:
        """A random text with the instant, which the browser holds until it comes back."""
        return f"{int(at.timestamp())}.{passwords.token()}"

    def is_fresh(self, text: str, at: datetime) -> bool:
        """Whether a text that began with an instant is not too old, nor of the future."""
        begun = text.partition(".")[0]
        if not (begun.isascii() and begun.isdigit() and len(begun) <= len("9999999999")):
            return False
        return abs(at.timestamp() - int(begun)) < MARGIN.total_seconds()

    def seal(self, name: str, pending: str, at: datetime) -> str:
        """Say in a text that only we can make for whom the provider has vouched by now."""
        begun = str(int(at.timestamp()))
        return f"{begun}.{self.derived('code', f'{begun} {pending} {name}')}"

    def is_sealed(self, sealed: str, name: str, pending: str, at: datetime) -> bool:
        """Whether that text says so, of this person to this browser, not long ago."""
        begun, _, mark = sealed.partition(".")
        wanted = self.derived("code", f"{begun} {pending} {name}")
        return passwords.same(mark, wanted) and self.is_fresh(sealed, at)

    def listen(self, address: str, at: datetime) -> None:
        """TooMany if an address failed too often of late."""
        with self.office.store.database.read() as connection:
            if self._address_rests(connection, address, at):
                raise TooMany(TOO_MANY)

    def turn_away(self, address: str, why: str, at: datetime) -> NotTaken:
        """Put on record that a provider vouched for nobody; what to raise."""
        with self._work() as work:
            work.journal.lock()
            if self._address_rests(work.connection, address, at):
                return TooMany(TOO_MANY)
            attempt = Attempt("", address=address, through=self.title)
            self._refuse(work, None, attempt, why, at)
        return self._not_taken()

    def admit(self, attempt: Attempt, at: datetime, day_of: datetime) -> str:
        """Open a session for whom the provider vouches for and give its token.

        The attempt's handle is what the provider calls the person by. NeedsCode if a code is to be
        given besides; NotTaken with one and the same sentence whatever else bars it.
        """
        assert attempt.through, "for those who have no password to give, and no others"
        token = passwords.token()
        with self._work() as work:
            work.journal.lock()
            if self._address_rests(work.connection, attempt.address, at):
                raise TooMany(TOO_MANY)
            account = self._account(work.connection, attempt.handle)
            if account is not None and account.totp and not attempt.code.strip():
                raise NeedsCode
            why = self._barred(work, account, attempt, right=True, at=at, day_of=day_of)
            if account is None or why:
                self._refuse(work, account, attempt, why, at)
            else:
                self._open(work, account, attempt, token, at)
        if why:
            raise self._not_taken()
        return token

    def _account(self, connection: Any, name: str) -> Account | None:
        """The one account that a provider's name for a person stands for."""
        if not self.by_mail:
            return accounts.account_of(connection, self.office.id, name)
        found = accounts.accounts_by_mail(connection, self.office.id, name)
        return found[0] if len(found) == 1 else None

    def _not_taken(self) -> NotTaken:
        return NotTaken(NOT_VOUCHED.format(title=self.title))
