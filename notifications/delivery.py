"""What follows one attempt to send a mail: pure rules, terms from outside.

A mail that must arrive is sent again when the server's answer was lost: at most one repeat per
lost answer, always with the same Message-ID, always marked as a possible repeat. A nudge is never
doubled: it rests as unknown and the next due reminder covers it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from notifications.notice import MailClass
from notifications.receipt import Outcome


class State(StrEnum):
    """Where a mail stands after an attempt; parked means given up until a person looks."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    QUEUED = "queued"
    UNKNOWN = "unknown"
    PARKED = "parked"


@dataclass(frozen=True)
class RetryTerms:
    """How often and how soon: at most `tries` attempts, the gaps growing up to `longest`."""

    tries: int
    first_delay: timedelta
    factor: int
    longest: timedelta

    def __post_init__(self) -> None:
        """Refuse terms under which a mail would never be tried or would be tried at once."""
        if self.tries < 1 or self.factor < 1:
            raise ValueError("重试次数和间隔倍数须不小于 1")
        if not timedelta(0) < self.first_delay <= self.longest:
            raise ValueError("首次重试间隔须大于 0 且不超过最长间隔")

    def delay(self, attempts: int) -> timedelta:
        """The gap after the given number of attempts (1 or more)."""
        gap = self.first_delay
        for _ in range(attempts - 1):
            if gap * self.factor >= self.longest:
                return self.longest
            gap *= self.factor
        return gap


@dataclass(frozen=True)
class Decision:
    """The next state; `retry_at` is set exactly when queued.

    `possible_repeat`: the mail may already have arrived; once true for a mail, the caller keeps
    it, whatever later attempts bring.
    """

    state: State
    retry_at: datetime | None = None
    possible_repeat: bool = False


def next_attempt(
    mail_class: MailClass, outcome: Outcome, attempts: int, at: datetime, terms: RetryTerms
) -> Decision:
    """What to do after attempt number `attempts` ended with `outcome` at the aware `at`."""
    if at.tzinfo is None:
        raise ValueError("时刻须带时区")
    if attempts < 1:
        raise ValueError("尝试次数从 1 起计")
    match outcome:
        case Outcome.ACCEPTED:
            return Decision(State.ACCEPTED)
        case Outcome.REFUSED:
            return Decision(State.REFUSED)
        case Outcome.UNKNOWN if mail_class is MailClass.NUDGE:
            return Decision(State.UNKNOWN)
    repeat = outcome is Outcome.UNKNOWN
    if attempts >= terms.tries:
        return Decision(State.PARKED, possible_repeat=repeat)
    return Decision(State.QUEUED, at + terms.delay(attempts), repeat)
