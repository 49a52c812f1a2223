"""The site: an opened office with what its pages ask of the world around it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from rules.sign_in import Profile
from storage.audit import Moves
from storage.checkpoint import Head
from storage.keys import PublicKey
from storage.newest import Newest
from storage.remembered import Remembered
from web.address import Network
from web.kept import Kept
from web.provider import Provider
from web.said import Said
from web.spent import Spent
from workflow.accounts import Door
from workflow.office import Office
from workflow.sweep import Swept
from workflow.veil import READ


@dataclass(frozen=True)
class Site:
    """What the pages of one office work with.

    `now` is the time the office goes by (a rehearsal's stands where its journal ends), `present`
    the real one, by which sessions run. `guests` are (handle, what they are) who may sign in
    without a password, and `advance` lets its time pass up to an instant: on a demonstration alone;
    `proxies` stand between the browsers and us. `seal` signs the ends of the chains, `public_key`
    is what a seal is checked with; each raises KeyFault where its key is not. `provider` vouches
    for people in the place of a password; `spent` are the sign-ins through it that came back.
    """

    office: Office
    profile: Profile
    now: Callable[[], datetime]
    present: Callable[[], datetime]
    guests: tuple[tuple[str, str], ...] = ()
    advance: Callable[[datetime], Swept] | None = None
    proxies: tuple[Network, ...] = ()
    seal: Callable[[Sequence[Head], datetime], str] | None = None
    public_key: Callable[[], PublicKey] | None = None
    provider: Provider | None = None
    kept: Kept = field(default_factory=Kept, compare=False, repr=False)
    newest: Newest = field(
        default_factory=lambda: Newest(frozenset({READ})), compare=False, repr=False
    )
    moves: Moves = field(default_factory=Moves, compare=False, repr=False)
    remembered: Remembered = field(default_factory=Remembered, compare=False, repr=False)
    spent: Spent = field(default_factory=Spent, compare=False, repr=False)
    said: Said = field(default_factory=Said, compare=False, repr=False)

    @property
    def provider_title(self) -> str:
        """What people call the identity provider; empty if there is none."""
        return self.provider.terms.title if self.provider else ""

    def __post_init__(self) -> None:
        """Let no guests into a live office, nor its time be moved."""
        if (self.guests or self.advance) and self.office.kind != "demo":
            raise ValueError("only a demonstration has guests and a time that can be moved")

    @property
    def door(self) -> Door:
        """Where people sign in."""
        return Door(self.office, self.profile)
