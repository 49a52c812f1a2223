"""Sending what waits in the outbox: claim, compose, hand over, settle (R30).

No transaction is open while a mail is handed over. Over SMTP one mail is claimed at a time,
together with settling the one before, so a process that is killed leaves one mail in doubt, not a
heap of them. A mail folder knows a repeat by its file name: there nothing is ever in doubt.
"""

import logging
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from notifications.address import AddressError, clean_address, clean_text
from notifications.channels import Channel, FolderChannel, Outcome, Receipt
from notifications.compose import compose
from notifications.delivery import Decision, RetryTerms, State, next_attempt
from notifications.message import Mail, to_message
from notifications.notice import DEFAULT_DOMAIN, MailClass, Notice
from storage import outbox
from storage.outbox import Result, Waiting
from workflow.office import Office

BATCH = 100
LEASE = timedelta(minutes=15)  # longer than a round of mails takes, short enough to wait for
LONGEST_ANSWER = 500
_SILENCES = 3  # in a row, and the other side is taken to be down for now
_AGAIN = (MailClass.MUST.value,)
_FINAL = frozenset(State) - {State.QUEUED}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Dispatched:
    """What became of the mails of one dispatch; each is counted once for each attempt.

    `temporary` went back to the queue for a later attempt; `more` says that mails still wait
    because the limit was reached.
    """

    accepted: int = 0
    refused: int = 0
    temporary: int = 0
    unknown: int = 0
    parked: int = 0
    more: bool = False

    def __bool__(self) -> bool:
        """Whether anything was done."""
        return any((self.accepted, self.refused, self.temporary, self.unknown, self.parked))


def dispatch(
    office: Office,
    channel: Channel,
    at: datetime,
    *,
    terms: RetryTerms,
    sender: str,
    domain: str = DEFAULT_DOMAIN,
    limit: int | None = None,
    lease: timedelta = LEASE,
) -> Dispatched:
    """Send the mails that wait at `at`, at most `limit` of them, until none is left (R30).

    A live clock gives a limit and comes again: `lease` counts from `at`, so it must outlast the
    round. Ends early when the other side is silent; the rest wait for the next round. AddressError
    for an unusable `sender` or `domain`, before anything is touched.
    """
    clean_address(f"kaohe@{domain}")
    post = _Post(office, channel, at, terms, clean_address(sender), domain)
    if not outbox.is_waiting(office.store.database, office.id, at):
        return Dispatched()
    return _rounds(post, limit, lease)


def _rounds(post: "_Post", limit: int | None, lease: timedelta) -> Dispatched:
    """Claim and send round after round; what a round came to is settled with the next claim."""
    place = (post.office.store.database, post.office.id)
    again = None if post.in_folder else _AGAIN
    if again is not None:
        post.tally[State.UNKNOWN] += outbox.give_up(*place, post.at, again)
    size = BATCH if post.in_folder else 1
    results: list[Result] = []
    sent = 0
    while room := min(size, size if limit is None else limit - sent):
        waiting = outbox.claim(*place, post.at, room, lease, again=again, results=results)
        results = [post.attempt(mail) for mail in waiting]
        sent += len(waiting)
        if not waiting or post.silences >= _SILENCES:
            break
    outbox.settle(*place, results)
    return post.told(more=not room and outbox.is_waiting(*place, post.at))


def notice_of(office: str, mail: Waiting) -> Notice:
    """The notice that an outbox row stands for; ValueError if no notice can have that key."""
    return Notice(
        office, mail.period, mail.person, mail.kind, mail.obligation, mail.day, mail.at, mail.data
    )


def worded(
    office: Office, mail: Waiting, to_address: str, sender: str, domain: str = DEFAULT_DOMAIN
) -> Mail:
    """The mail of an outbox row, the same for ever; its identity is the row's, in `domain`.

    AddressError, ComposeError or ValueError as `compose` raises them.
    """
    composed = compose(
        notice_of(office.id, mail),
        to_address=to_address,
        recipient_name=mail.name or "",
        office_name=office.name,
        sender=sender,
    )
    identity = mail.message_id.partition("@")[0]
    return replace(composed, message_id=f"{identity}@{domain}>")


@dataclass
class _Post:
    """One dispatch: what it sends with, and how it has gone so far."""

    office: Office
    channel: Channel
    at: datetime
    terms: RetryTerms
    sender: str
    domain: str

    def __post_init__(self) -> None:
        self.in_folder = isinstance(self.channel, FolderChannel)
        self.tally: Counter[State] = Counter()
        self.silences = 0

    def told(self, *, more: bool) -> Dispatched:
        """The tally as it is told."""
        return Dispatched(
            accepted=self.tally[State.ACCEPTED],
            refused=self.tally[State.REFUSED],
            temporary=self.tally[State.QUEUED],
            unknown=self.tally[State.UNKNOWN],
            parked=self.tally[State.PARKED],
            more=more,
        )

    def attempt(self, mail: Waiting) -> Result:
        """Make one attempt at one mail; whatever is wrong with it never stops the others."""
        try:
            decision, answer = self._attempt(mail)
        except AddressError as fault:
            decision, answer = Decision(State.REFUSED), str(fault)
        except ValueError as fault:
            decision, answer = Decision(State.PARKED), f"邮件内容有误，未发送：{fault}"
        except Exception as fault:  # noqa: BLE001 - a fault of ours with one mail is not the others'
            _log.exception("邮件 %s（%s）处理出错", mail.message_id, mail.kind)
            answer = f"处理出错，停止发送，不知是否送达：{type(fault).__name__}"
            decision = Decision(State.PARKED, possible_repeat=True)
        self.tally[decision.state] += 1
        if decision.state is State.PARKED:
            _log.warning("邮件 %s（%s）停止发送，须人工处理", mail.message_id, mail.kind)
        return Result(
            mail.message_id,
            mail.attempts,
            decision.state.value,
            clean_text(answer, LONGEST_ANSWER),
            decision.retry_at,
            self.at if decision.state in _FINAL else None,
            decision.possible_repeat,
        )

    def _attempt(self, mail: Waiting) -> tuple[Decision, str]:
        mail_class = MailClass(mail.mail_class)
        if mail.attempts > self.terms.tries:
            # Only an attempt that never came back leads here: perhaps this mail is what kills us.
            return Decision(State.PARKED), f"已尝试{mail.attempts - 1}次，每次均中断，停止发送"
        if mail.name is None:
            return Decision(State.REFUSED), "人员信息中已无此人，邮件未发送"
        address = self._address(mail)
        if address is None:
            return Decision(State.REFUSED), "未登记邮箱：请在人员信息中登记，本件请另行告知本人"
        message = to_message(worded(self.office, mail, address, self.sender, self.domain), mail.at)
        receipt = self.channel.send(message, address)
        self._listen(receipt)
        decision = next_attempt(mail_class, receipt.outcome, mail.attempts, self.at, self.terms)
        return decision, f"{receipt.code or ''} {receipt.text}"

    def _address(self, mail: Waiting) -> str | None:
        """The registered address; in a folder, which needs none, one made from the handle."""
        if mail.email and mail.email.strip():
            return mail.email.strip()
        if not self.in_folder:
            return None
        try:
            return clean_address(f"{mail.handle}@{DEFAULT_DOMAIN}")
        except AddressError:
            return clean_address(f"{mail.person}@{DEFAULT_DOMAIN}")

    def _listen(self, receipt: Receipt) -> None:
        """Count how often in a row nothing answered; each time may have cost a long wait."""
        doubtful = receipt.outcome in (Outcome.TEMPORARY, Outcome.UNKNOWN)
        self.silences = self.silences + 1 if doubtful and receipt.code is None else 0
