"""What a channel answers: the outcome of one attempt to hand over one mail."""

from dataclasses import dataclass
from email.message import EmailMessage
from enum import StrEnum
from typing import Protocol


class Outcome(StrEnum):
    """Accepted; refused for good; not handed over, may be tried again; or answer lost."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    TEMPORARY = "temporary"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Receipt:
    """The outcome, the server's code if it gave one, and one line of text for the record."""

    outcome: Outcome
    code: int | None
    text: str


class Channel(Protocol):
    """A way out for mails; `send` reports every fault of the other side in its receipt."""

    def send(self, message: EmailMessage, to_address: str) -> Receipt:
        """Hand over one message to one recipient."""
        ...

    def close(self) -> None:
        """Let go of connections; the channel may be used again."""
        ...
