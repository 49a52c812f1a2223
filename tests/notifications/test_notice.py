"""One notice is one mail for ever: its key and its Message-ID."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.notice import (
    COMMON,
    KINDS,
    RESERVED,
    SHAPES,
    MailClass,
    Notice,
    message_id,
    required_data,
)
from tests.notifications.samples import AT, DAY, notice

SURFACE = [
    "quarter_opened",
    "plan_due",
    "plan_overdue",
    "plan_to_approve",
    "plan_returned",
    "month_due",
    "month_overdue",
    "month_returned",
    "appraisal_due",
    "appraisal_overdue",
    "decision_due",
    "feedback_due",
    "feedback_ready",
    "publicity_due",
    "publicity_posted",
    "objection_lodged",
    "objection_due",
    "objection_answered",
    "statement_requested",
    "statement_due",
    "review_statement_due",
    "reopened",
    "extended",
    "follow_up_due",
    "check_due",
    "measure_due",
    "measure_overdue",
    "reserved_due",
    "reserved_overdue",
    "result_final",
    "year_opened",
    "year_summary_due",
    "year_summary_overdue",
    "annual_due",
    "annual_publicity_due",
    "annual_publicity_posted",
    "annual_final",
    "annual_corrected",
    "opi_voided",
    "delegate_appointed",
    "delegate_ended",
    "escalation",
]
MUST = [
    "feedback_ready",
    "publicity_posted",
    "result_final",
    "objection_answered",
    "plan_returned",
    "month_returned",
    "statement_requested",
    "reopened",
    "extended",
    "quarter_opened",
    "year_opened",
    "annual_publicity_posted",
    "annual_final",
    "annual_corrected",
    "opi_voided",
    "delegate_appointed",
    "delegate_ended",
]

text = st.text(max_size=8)
keys = st.tuples(text, text, text, text.filter(bool), st.dates())


def _notice(parts: tuple[str, str, str, str, date]) -> Notice:
    office, period, to, obligation, day = parts
    return Notice(office, period, to, "plan_due", obligation, day, AT)


def test_the_kinds_are_those_of_the_public_surface() -> None:
    assert list(KINDS) == SURFACE
    assert all(KINDS[name].name == name for name in KINDS)


def test_every_kind_lists_its_data_and_every_fact_has_a_shape() -> None:
    assert set(required_data) == set(KINDS)
    assert set().union(*required_data.values()) == set(SHAPES)
    assert not COMMON & set(SHAPES)


@pytest.mark.parametrize("kind", SURFACE)
def test_results_and_rights_must_arrive_and_the_rest_are_nudges(kind: str) -> None:
    assert KINDS[kind].mail_class is (MailClass.MUST if kind in MUST else MailClass.NUDGE)


@pytest.mark.parametrize("kind", SURFACE)
def test_a_digest_names_people_and_a_single_mail_does_not(kind: str) -> None:
    lists = bool(required_data[kind] & {"names", "items"})
    assert lists == (KINDS[kind].digest and kind not in RESERVED)


def test_what_is_reserved_is_told_by_its_number_and_day_alone() -> None:
    facts = set().union(*(required_data[kind] for kind in RESERVED))
    assert facts == {"number", "due", "overdue"}


def test_the_message_id_of_a_notice_never_changes_between_releases() -> None:
    assert notice().key == ('["guanghe","2026Q3","p7","month_due","case:12/month:9","2026-10-13"]')
    assert message_id(notice()) == (
        "<17911d97983efcbc32cabe22003cec2758a72c8e49466706d8bea21fe5209781@kaohe.invalid>"
    )


def test_the_instant_and_the_data_are_no_part_of_the_key() -> None:
    later = replace(notice(), at=datetime(2026, 10, 14, tzinfo=AT.tzinfo), data={"x": 1})
    assert message_id(later) == message_id(notice())


@given(keys, keys)
def test_two_notices_share_a_key_only_if_all_its_parts_are_equal(
    one: tuple[str, str, str, str, date], other: tuple[str, str, str, str, date]
) -> None:
    assert (_notice(one).key == _notice(other).key) == (one == other)
    assert (message_id(_notice(one)) == message_id(_notice(other))) == (one == other)


def test_neighbouring_parts_cannot_run_into_each_other() -> None:
    one = _notice(("a", "b,c", "d", "e", DAY))
    other = _notice(("a,b", "c", "d", "e", DAY))
    assert one.key != other.key


@pytest.mark.parametrize("domain", ["", "a b", "x\r\nBcc: y", "x>", "街道", "-x", "x."])
def test_a_message_id_has_a_plain_domain(domain: str) -> None:
    with pytest.raises(ValueError, match="域名"):
        message_id(notice(), domain)


def test_a_message_id_may_carry_the_domain_of_the_office() -> None:
    assert message_id(notice(), "mail.example.cn").endswith("@mail.example.cn>")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "newsletter"}, "没有“newsletter”这种通知"),
        ({"at": datetime(2026, 10, 13)}, "时区"),  # noqa: DTZ001
        ({"obligation": ""}, "逐项通知须写明事项"),
        ({"kind": "plan_to_approve"}, "汇总通知不写事项"),
    ],
)
def test_a_notice_that_would_break_the_key_is_refused(
    changes: dict[str, object], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        replace(notice(), **changes)  # type: ignore[arg-type]
