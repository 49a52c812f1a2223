"""What counts once, for as long as it could count a second time."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from storage.passwords import digest_of


@dataclass
class Spent:
    """The texts that were taken already; each is forgotten once it would be too old anyway."""

    _taken: dict[str, datetime] = field(default_factory=dict, repr=False)
    _turn: Lock = field(default_factory=Lock, repr=False)

    def take(self, text: str, at: datetime, lasts: timedelta) -> bool:
        """Take a text at an instant; whether it was there to be taken."""
        digest = digest_of(text)
        with self._turn:
            for old in [each for each, when in self._taken.items() if abs(at - when) > lasts]:
                del self._taken[old]
            if digest in self._taken:
                return False
            self._taken[digest] = at
            return True
