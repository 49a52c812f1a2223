"""What follows an attempt: musts are repeated, nudges are not, and nothing is tried for ever."""

from datetime import UTC, datetime, timedelta

import pytest

from notifications.channels import Outcome
from notifications.delivery import Decision, RetryTerms, State, next_attempt
from notifications.notice import MailClass

AT = datetime(2026, 7, 2, 0, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TERMS = RetryTerms(tries=8, first_delay=MINUTE, factor=3, longest=60 * MINUTE)
BOTH = list(MailClass)


def decide(mail_class: MailClass, outcome: Outcome, attempts: int = 1) -> Decision:
    return next_attempt(mail_class, outcome, attempts, AT, TERMS)


@pytest.mark.parametrize("mail_class", BOTH)
@pytest.mark.parametrize(
    ("outcome", "state"), [(Outcome.ACCEPTED, State.ACCEPTED), (Outcome.REFUSED, State.REFUSED)]
)
@pytest.mark.parametrize("attempts", [1, 8, 9])
def test_a_clear_answer_is_final(
    mail_class: MailClass, outcome: Outcome, state: State, attempts: int
) -> None:
    assert decide(mail_class, outcome, attempts) == Decision(state)


@pytest.mark.parametrize("attempts", [1, 8])
def test_a_nudge_whose_answer_was_lost_is_never_sent_again(attempts: int) -> None:
    assert decide(MailClass.NUDGE, Outcome.UNKNOWN, attempts) == Decision(State.UNKNOWN)


def test_a_must_whose_answer_was_lost_is_sent_again_and_marked() -> None:
    assert decide(MailClass.MUST, Outcome.UNKNOWN) == Decision(State.QUEUED, AT + MINUTE, True)
    assert decide(MailClass.MUST, Outcome.UNKNOWN, 8) == Decision(State.PARKED, None, True)


@pytest.mark.parametrize("mail_class", BOTH)
def test_a_temporary_fault_is_retried_at_growing_gaps_and_parks_at_the_limit(
    mail_class: MailClass,
) -> None:
    gaps = []
    for attempts in range(1, 8):
        decision = decide(mail_class, Outcome.TEMPORARY, attempts)
        assert decision.state is State.QUEUED
        assert decision.retry_at is not None
        assert not decision.possible_repeat
        gaps.append((decision.retry_at - AT) // MINUTE)
    assert gaps == [1, 3, 9, 27, 60, 60, 60]
    assert decide(mail_class, Outcome.TEMPORARY, 8) == Decision(State.PARKED)


def test_a_very_long_row_of_attempts_does_not_overflow() -> None:
    terms = RetryTerms(10**6, MINUTE, 10, 60 * MINUTE)
    decision = next_attempt(MailClass.MUST, Outcome.TEMPORARY, 999_999, AT, terms)
    assert decision.retry_at == AT + 60 * MINUTE


@pytest.mark.parametrize(
    "terms",
    [
        (0, MINUTE, 2, MINUTE),
        (8, timedelta(0), 2, MINUTE),
        (8, 2 * MINUTE, 2, MINUTE),
        (8, MINUTE, 0, MINUTE),
    ],
)
def test_terms_without_an_end_or_a_gap_are_refused(
    terms: tuple[int, timedelta, int, timedelta],
) -> None:
    with pytest.raises(ValueError, match="重试"):
        RetryTerms(*terms)


def test_attempts_count_from_one_and_instants_have_a_zone() -> None:
    with pytest.raises(ValueError, match="从 1 起"):
        decide(MailClass.MUST, Outcome.TEMPORARY, 0)
    with pytest.raises(ValueError, match="时区"):
        next_attempt(MailClass.MUST, Outcome.TEMPORARY, 1, AT.replace(tzinfo=None), TERMS)
