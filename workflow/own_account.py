"""One's own account: where one is signed in, and the codes of a second factor (ASVS V6.5, V7.5).

The secret of the codes is never kept: it follows from a random text beside the account and from the
key outside the database. Recovery codes are kept as digests and count once each.
"""

from dataclasses import dataclass
from datetime import datetime

from rules.sign_in import lives
from storage import accounts, passwords
from storage.accounts import Session
from storage.journal import SYSTEM
from storage.work import unit_of_work
from workflow.account_lines import DROPPED, ENDED, ENROLLED, tell
from workflow.accounts import Door, NotTaken, Reader

_SHOWN = 16
_NONCE = 2 * passwords.NONCE_BYTES
WRONG_CODE = "动态验证码不对，没有启用。请核对手机上的时间，填写此刻显示的六位数字"


@dataclass(frozen=True, slots=True)
class Offered:
    """What an app is set up with: the text that is sent back with the first code, the secret."""

    kept: str
    secret: str
    address: str


@dataclass(frozen=True, slots=True)
class Own:
    """The account of whoever is signed in."""

    door: Door
    reader: Reader

    def sessions(self, at: datetime) -> list[Session]:
        """Where the reader is signed in, newest first."""
        office = self.door.office
        with office.store.database.read() as connection:
            found = accounts.sessions_of(connection, office.id, self.reader.person)
        profile = self.door.profile
        return [s for s in found if lives(profile, s.made_at, s.seen_at, at)]

    def end(self, which: str, at: datetime) -> int:
        """End one session by the start of its digest, or ("others") all but this; how many."""
        office, here = self.door.office, self.reader.session.digest
        with unit_of_work(office.store, SYSTEM) as work:
            found = accounts.sessions_of(work.connection, office.id, self.reader.person)
            wanted = [
                s.digest
                for s in found
                if s.digest != here and (which == "others" or mark(s) == which)
            ]
            for digest in wanted:
                accounts.end_session(work.connection, office.id, digest)
            if wanted:
                tell(work, ENDED, at, self.reader.person, told={"about": f"{len(wanted)}处"})
        return len(wanted)

    def code_state(self) -> tuple[bool, int]:
        """Whether the reader has a second factor, and how many recovery codes are left."""
        office = self.door.office
        with office.store.database.read() as connection:
            found = accounts.account_by_person(connection, office.id, self.reader.person)
            left = accounts.codes_left(connection, office.id, self.reader.person)
        return bool(found and found.totp), left

    def offer(self) -> Offered:
        """A new secret to set an app up with; it counts once the first code has come back."""
        kept = passwords.nonce()
        secret = passwords.spelled(self._secret(kept))
        address = f"otpauth://totp/kaohe:{self.reader.handle}?secret={secret}&issuer=kaohe"
        return Offered(kept, secret, address)

    def offered(self, kept: str) -> Offered:
        """The same secret again, after a wrong code."""
        if not _is_nonce(kept):
            return self.offer()
        secret = passwords.spelled(self._secret(kept))
        address = f"otpauth://totp/kaohe:{self.reader.handle}?secret={secret}&issuer=kaohe"
        return Offered(kept, secret, address)

    def enrol(self, kept: str, code: str, current: str, at: datetime) -> list[str]:
        """Sign in with codes from now on; the recovery codes, which are shown once.

        NotTaken for a wrong code or password.
        """
        self.door.confirmed(self.reader, current, at, ENROLLED)
        step = passwords.step_taken(self._secret(kept), code.strip(), at, 0)
        if not _is_nonce(kept) or step is None:
            raise NotTaken(WRONG_CODE)
        codes, office = passwords.recovery_codes(), self.door.office
        with unit_of_work(office.store, SYSTEM) as work:
            values = {"totp": kept, "totp_used": step}
            accounts.set_account(work.connection, office.id, self.reader.person, **values)
            digests = [passwords.digest_of(each) for each in codes]
            accounts.put_codes(work.connection, office.id, self.reader.person, digests)
            here = [self.reader.session.digest]
            accounts.end_sessions(work.connection, office.id, self.reader.person, here)
            tell(work, ENROLLED, at, self.reader.person)
        return codes

    def drop(self, current: str, at: datetime) -> None:
        """Sign in without codes again; NotTaken for a wrong password."""
        self.door.confirmed(self.reader, current, at, DROPPED)
        office = self.door.office
        with unit_of_work(office.store, SYSTEM) as work:
            values = {"totp": "", "totp_used": 0}
            accounts.set_account(work.connection, office.id, self.reader.person, **values)
            accounts.put_codes(work.connection, office.id, self.reader.person, ())
            tell(work, DROPPED, at, self.reader.person)

    def _secret(self, kept: str) -> bytes:
        key = self.door.office.store.journal_key
        return passwords.code_secret(key, self.reader.person, kept)


def mark(session: Session) -> str:
    """What a session is called by on one's own page: a start of its digest, of no use elsewhere."""
    return session.digest[:_SHOWN]


def _is_nonce(text: str) -> bool:
    return len(text) == _NONCE and set(text) <= set("0123456789abcdef")
